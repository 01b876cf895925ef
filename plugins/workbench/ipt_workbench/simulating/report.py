"""What simulated people met in their courses: how much was asked, which parts they saw, how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import define, field, frozen

from ipt_core.play.ending import decided
from ipt_core.play.replay import Turn
from ipt_core.record.naming import reference
from ipt_core.written.library import Library
from ipt_workbench.people.lives import Life, is_rest
from ipt_workbench.people.personas import BY_NAME, Action

SUPPORT = "safety.support/"  # in the name of every question of the support
BEGINNING = 30  # characters of a text by which its page is looked up
BROKEN = "safety.broken"  # the page that is said when the guard leaves an exercise behind


@frozen
class Trouble:
    """Something nobody should meet.

    Attributes:
        kind: ``stuck``, ``left behind`` (an exercise, by the guard) or ``fault`` (of the engine).
        where: The question or the exercise.
        why: What happened, in a sentence.
    """

    kind: str
    where: str
    why: str


@define
class Lived:
    """One course of one person, and what they met in it.

    Attributes:
        persona: Who they are.
        person: Which of the people, counted from 1; with the seed it gives the same course again.
        questions: How many were answered or skipped in each session.
        minutes: About how long each session takes, as its exercises say.
        exercises: The exercises met.
        pages: The pages met.
        support: How often support was entered.
        alarms: What answers raised, by alarm.
        areas: The areas chosen.
        end: How it ended: an outcome of `ipt_core.play.ending`, ``rests`` or ``stuck``.
        trouble: The first thing nobody should meet, or None.
        story: What was done; kept only where there was trouble.
    """

    persona: str
    person: int
    questions: list[int] = field(factory=list)
    minutes: list[int] = field(factory=list)
    exercises: set[str] = field(factory=set)
    pages: set[str] = field(factory=set)
    support: int = 0
    alarms: Counter[str] = field(factory=Counter)
    areas: tuple[str, ...] = ()
    end: str = ""
    trouble: Trouble | None = None
    story: tuple[Action, ...] = ()


Pages = dict[str, list[tuple[str, str]]]  # how a text begins -> pages that begin so: the text, the id


def pages_said(library: Library) -> Pages:
    """All pages, so that what is said can be told to be one of them; see `page_of`."""
    found: Pages = {}
    for id, page in library.pages.items():
        text = page.text.rstrip()
        found.setdefault(text[:BEGINNING], []).append((text, id))
    return found


def page_of(said: str, pages: Pages) -> str:
    """The id of the page that is said; '' when it is none. Under a page more may stand, such as crisis services."""
    return next((id for text, id in pages.get(said[:BEGINNING], ()) if said.startswith(text)), "")


@define
class Witness:
    """Looks at every turn of a life, and notes what was met."""

    found: Lived
    life: Life
    pages: Pages
    last: Turn | None = None
    here: dict[str, set[str]] = field(factory=dict)  # what was met in this session: item of the agenda -> exercises

    def sees(self, turn: Turn) -> None:
        """Note a turn."""
        last, found = self.last, self.found
        self.last = turn
        said = [page for text in turn.said if (page := page_of(text, self.pages))]
        found.pages.update(said)
        if BROKEN in said and found.trouble is None:
            found.trouble = _left_behind(last, self.life)
        if turn.ask is None:
            self._session_over(turn)
        else:
            self.here.setdefault(turn.name.partition("/")[0], set()).add(turn.exercise)
            if SUPPORT in turn.name and (last is None or SUPPORT not in last.name):
                found.support += 1

    def _session_over(self, turn: Turn) -> None:
        found, course = self.found, self.life.course
        while len(found.questions) < turn.session:
            found.questions.append(0)
            found.minutes.append(0)
        found.questions[turn.session - 1] = turn.done
        found.minutes[turn.session - 1] = self._minutes()
        for inside in self.here.values():
            found.exercises |= inside
        self.here = {}
        if course.finished and not found.end:
            found.end = decided(course.known).id

    def _minutes(self) -> int:
        """How long the session takes: each item of the agenda what it says, or what its parts say when that is more."""
        exercises = self.life.course.library.exercises
        total = 0
        for item, inside in self.here.items():
            parts = sum(exercises[id].minutes for id in inside if id in exercises and id != item)
            total += max(parts, exercises[item].minutes if item in exercises else 0)
        return total

    def ends(self) -> None:
        """Note what the whole course tells."""
        found, course = self.found, self.life.course
        for inside in self.here.values():
            found.exercises |= inside
        for event in course.events:
            found.alarms.update(getattr(event, "alarms", ()))
        found.areas = course.known.focus
        if not found.end:
            found.end = "rests" if is_rest(self.life.turn) or course.supported else "stuck"


def _left_behind(last: Turn | None, life: Life) -> Trouble:
    """Which exercise the guard left behind, as far as the turn before tells."""
    value = life.story[-1].value if life.story else None
    if isinstance(value, str) and value in life.course.library.exercises:
        return Trouble("left behind", value, "the exercise was chosen, and broke off before its first question")
    if last is None or not last.name:
        return Trouble("left behind", f"session {life.turn.session}", "an exercise broke off as the session began")
    return Trouble("left behind", reference(last.name), "an exercise broke off after the answer to this question")


# ---------------------------------------------------------------- all of them together


@frozen
class Spread:
    """How a count spreads over sessions.

    Attributes:
        median: The one in the middle.
        most: The highest.
    """

    median: int
    most: int


@frozen
class PersonaRow:
    """What the people of one persona met.

    Attributes:
        persona: Its name.
        who: Who that is.
        people: How many lived.
        sessions: How many sessions they had.
        questions: Questions of a session.
        minutes: Minutes of a session.
        areas: Area -> how many chose it.
        ends: How a course ended -> how many.
        alarms: Alarm -> how often it was raised.
        support: How often support came.
    """

    persona: str
    who: str
    people: int
    sessions: int
    questions: Spread
    minutes: Spread
    areas: dict[str, int]
    ends: dict[str, int]
    alarms: dict[str, int]
    support: int


@frozen
class TroubleRow:
    """Something nobody should meet, with its shortest story.

    Attributes:
        kind: What it is.
        where: Where.
        why: What happened.
        people: How many met it.
        persona: Who met it first.
        person: Which of them.
        story: What they did, step by step.
        script: The same as a script of answers.
    """

    kind: str
    where: str
    why: str
    people: int
    persona: str
    person: int
    story: tuple[str, ...]
    script: str


@frozen
class Simulated:
    """What simulated people met.

    Attributes:
        people: How many there were.
        sessions: How many sessions they had.
        questions: How many questions they answered.
        personas: What the people of each persona met.
        techniques: Technique -> how many did it.
        pages: Page -> how many read it.
        left_behind: How many met an exercise that broke off.
        stuck: How many were stuck.
        seed: The seed that gives the same people again.
        troubles: What nobody should meet.
    """

    people: int
    sessions: int
    questions: int
    personas: tuple[PersonaRow, ...]
    techniques: dict[str, int]
    pages: dict[str, int]
    left_behind: int
    stuck: int
    seed: int
    troubles: tuple[TroubleRow, ...]


def summary(lives: Iterable[Lived], library: Library, seed: int, troubles: Iterable[TroubleRow]) -> Simulated:
    """What all of them met.

    Args:
        lives: All of them.
        library: What was on hand.
        seed: The seed that gives the same people again.
        troubles: What nobody should meet.
    """
    everybody = list(lives)
    names = dict.fromkeys(one.persona for one in everybody)
    techniques = [id for id, one in library.exercises.items() if one.technique]
    return Simulated(
        people=len(everybody),
        sessions=sum(len(one.questions) for one in everybody),
        questions=sum(sum(one.questions) for one in everybody),
        personas=tuple(_of_persona(name, [one for one in everybody if one.persona == name]) for name in names),
        techniques={id: sum(id in one.exercises for one in everybody) for id in techniques},
        pages={id: sum(id in one.pages for one in everybody) for id in library.pages},
        left_behind=sum(one.trouble is not None and one.trouble.kind == "left behind" for one in everybody),
        stuck=sum(one.trouble is not None and one.trouble.kind != "left behind" for one in everybody),
        seed=seed,
        troubles=tuple(troubles),
    )


def _of_persona(name: str, lives: list[Lived]) -> PersonaRow:
    alarms: Counter[str] = Counter()
    for one in lives:
        alarms += one.alarms
    return PersonaRow(
        persona=name,
        who=BY_NAME[name].who,
        people=len(lives),
        sessions=sum(len(one.questions) for one in lives),
        questions=_spread([count for one in lives for count in one.questions]),
        minutes=_spread([count for one in lives for count in one.minutes]),
        areas=_counted(area for one in lives for area in one.areas),
        ends=_counted(one.end for one in lives),
        alarms=dict(sorted(alarms.items())),
        support=sum(one.support for one in lives),
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))


def _spread(counts: list[int]) -> Spread:
    """The median and the most; 0 of nothing."""
    ranked = sorted(counts)
    return Spread(median=ranked[len(ranked) // 2] if ranked else 0, most=ranked[-1] if ranked else 0)
