"""Simulated people going through whole courses on a virtual clock, and their stories made short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from ipt_core.answers.conditions import Condition
from ipt_core.answers.kinds import Choice, Multi, Number, Person, Scale, Value, YesNo
from ipt_core.errors import IptError
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.record.naming import reference
from ipt_core.written.area import ProblemArea
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library
from ipt_core.written.steps import AskStep, walk
from ipt_workbench.people.personas import SAFELY, Action, Persona, calm

FIRST_DAY = "2026-01-05"
PATIENCE = 250  # actions in one session, after which a person takes the quickest way to its end
MOST_MORE = 1_200  # answers that the quickest way may take; the guard ends an exercise that asks 1,000 questions
MOST_TELLINGS = 200  # of a story while it is made short
LOOKS_FORWARD = 0.25  # how likely a person opens a booster session after the end


class Calendar:
    """A virtual clock: the date of a course, moved on by hand.

    Args:
        day: The first day, ``YYYY-MM-DD``.
    """

    def __init__(self, day: str = FIRST_DAY) -> None:
        self._day = date.fromisoformat(day)

    @property
    def today(self) -> str:
        """The date now, ``YYYY-MM-DD``."""
        return str(self._day)

    def later(self, days: int = 7) -> str:
        """The date so many days on, which is then today."""
        self._day += timedelta(days=days)
        return self.today


class Stuck(Exception):
    """A person cannot come to the end of a session.

    Attributes:
        question: The short name of the question they stand at.
        why: What happens there.
    """

    def __init__(self, question: str, why: str) -> None:
        super().__init__(f"{question}: {why}")
        self.question = question
        self.why = why


class Life:
    """One course being lived, day after day.

    Attributes:
        course: The course as it stands.
        turn: Its turn.
        story: What was done so far.
        calendar: The virtual clock.
    """

    __slots__ = ("_asked", "calendar", "course", "story", "turn")

    def __init__(self, course: Course) -> None:
        self.course = course
        self.turn = course.turn
        self.story: list[Action] = []
        self.calendar = Calendar(course.started.on)
        self._asked: tuple[Course, str, Ask] | None = None

    def asked(self, name: str) -> Ask:
        """The question of an earlier answer; looked up once, for it takes a replay. Raises as ``Course.asked`` does."""
        if self._asked is None or self._asked[0] is not self.course or self._asked[1] != name:
            self._asked = (self.course, name, self.course.asked(name))
        return self._asked[2]

    def do(self, action: Action) -> bool:
        """Do one thing. Returns whether it was accepted; when it was refused, nothing has changed."""
        self.story.append(action)
        try:
            self.course = after(self.course, action, self.calendar)
        except IptError:
            return False
        self.turn = self.course.turn
        return True


def after(course: Course, action: Action, calendar: Calendar) -> Course:
    """The course after one action.

    Raises:
        IptError: when it was refused; nothing has changed.
    """
    match action.do:
        case "answer":
            return course.answer(action.value)
        case "later":
            return course.postpone()
        case "back":
            return course.back()
        case "help":
            return course.help_now()
        case "amend":
            return course.amend(action.name, action.value)
        case "unlock":
            return course.ask_to_unlock(action.name, calendar.today)
        case "open":
            return course.open(calendar.later(action.days), booster=course.finished)
    return course


def lived(life: Life, one: Persona, rng: Random) -> Iterator[Turn]:
    """Let a person live through a course, until it has ended or rests; gives every turn they meet.

    Raises:
        Stuck: when a session does not come to its end.
    """
    spent = 0
    yield life.turn
    while True:
        turn = life.turn
        if turn.ask is None:
            if life.course.finished and (turn.session > turn.of or rng.random() >= LOOKS_FORWARD):
                return
            spent = 0
            life.do(one.act(turn, rng))
        elif spent > PATIENCE:
            yield from hurried_out(life)
            if life.turn.ask is not None:
                return
            continue
        else:
            spent += 1
            life.do(_chosen(life, one, rng))
            if is_rest(turn) and life.story[-1].value == "rest":
                return
        yield life.turn


def _chosen(life: Life, one: Persona, rng: Random) -> Action:
    """What a person does next. Where there is nothing to amend, they take the last answer back."""
    action = one.act(life.turn, rng)
    if action.do != "amend":
        return action
    names = life.course.answered
    try:
        return one.amend(names, life.asked, life.turn, rng) if names else Action("back", at=action.at)
    except IptError:  # it is not asked any more
        return Action("answer", calm(life.turn), at=action.at)


def is_rest(turn: Turn) -> bool:
    """Whether the course rests at this turn, until a clinician agrees or for good."""
    kind = turn.ask.kind if turn.ask else None
    return isinstance(kind, Choice) and "-hold-" in turn.name and kind.options[-1].id == "rest"


def hurried_out(life: Life) -> Iterator[Turn]:
    """Take the quickest way to the end of the session, or to where the course rests; gives every turn on the way.

    Raises:
        Stuck: when there is no way.
    """
    for _ in range(MOST_MORE):
        turn = life.turn
        if turn.ask is None or is_rest(turn):
            return
        if not life.do(Action("answer", calm(turn), at=(turn.session, turn.name))):
            raise Stuck(reference(turn.name), "it takes no answer and no skip")
        yield life.turn
    raise Stuck(reference(life.turn.name), f"it still asks after {MOST_MORE} answers")


# ---------------------------------------------------------------- choosing an area


def bent_on(areas: Iterable[str], library: Library) -> Callable[[Turn], Value]:
    """The mind of somebody who works on these areas: opens their gates, chooses them, tries their techniques in turn.

    In the first phase they feel safe with everybody, for an area that works on a person is open only then.
    """
    wanted = tuple(areas)
    gates = {name: value for id in wanted for name, value in _opening(library.areas[id])}

    def firm(turn: Turn) -> Value:
        ask = turn.ask
        assert ask is not None
        if ask.fills == "focus" and isinstance(ask.kind, Multi):
            return [one.id for one in ask.kind.options if one.id in wanted][: ask.kind.at_most] or None
        if turn.phase == "initial" and (ask.fills in SAFELY or turn.name.endswith("/safe-here")):
            return SAFELY.get(ask.fills, (True,))[0]
        if turn.name.endswith("/choice-1") and isinstance(ask.kind, Choice):
            own = [one.id for one in ask.kind.options if one.id.partition(".")[0] in wanted]
            return own[turn.session % len(own)] if own else None
        return gates.get(reference(turn.name)) if gates else None

    return firm


def _opening(area: ProblemArea) -> Iterator[tuple[str, Value]]:
    """Questions whose answers open an area's gate, with such an answer."""
    exercise = area.assessment.exercise
    asks = [step for _, step in walk(exercise.steps) if isinstance(step, AskStep)]
    for condition in area.assessment.gate:
        step = next((one for one in asks if one.ask == condition.key), None)
        value = None if step is None else _holding(condition, step)
        if value is not None:
            yield f"{exercise.id}/{condition.key}", value


def _holding(condition: Condition, step: AskStep) -> Value:
    """An answer for which a condition holds; None when there is none to be seen."""
    kind = step.kind
    tries: list[Value] = []
    if isinstance(kind, YesNo):
        tries = [True, False]
    elif isinstance(kind, Choice):
        tries = [one.id for one in kind.options if not one.alarm]
    elif isinstance(kind, Multi):
        tries = [[one.id] for one in kind.options if not one.alarm]
    elif isinstance(kind, Scale | Number):
        tries = list(range(kind.low, min(kind.high, kind.low + 100) + 1))
    elif isinstance(kind, Person):
        tries = ["Mia"]
    return next((value for value in tries if condition.holds(value)), None)


# ---------------------------------------------------------------- stories: told again, made short


def told(life: Life, story: Sequence[Action]) -> Iterator[Turn]:
    """Live a story again: each action at its session and question, with calm answers on the way there."""
    yield life.turn
    for action in story:
        yield from _on_to(life, action.at)
        if (life.turn.session, life.turn.name) == action.at:
            life.do(action)
            yield life.turn


def _on_to(life: Life, at: tuple[int, str]) -> Iterator[Turn]:
    """Go on calmly until this question of this session stands, or it is clear that it will not."""
    for _ in range(MOST_MORE):
        turn = life.turn
        if turn.session > at[0] or (turn.session, turn.name) == at:
            return
        over = turn.ask is None
        here = (turn.session, turn.name)
        moved = life.do(Action("open", days=7, at=here) if over else Action("answer", calm(turn), at=here))
        if not moved or (over and life.turn.session == turn.session):
            return
        yield life.turn


Told = TypeVar("Told")


def shrunk(story: list[Told], holds: Callable[[list[Told]], bool], tellings: int = MOST_TELLINGS) -> list[Told]:
    """The shortest story found by leaving things out, for which `holds` still holds.

    Args:
        story: What was done, in order; `holds` holds for it.
        holds: Whether a shorter story still shows what is to be shown.
        tellings: How many stories may be tried.
    """
    size = max(1, len(story) // 2)
    while size and tellings > 0:
        place = 0
        while place < len(story) and tellings > 0:
            tellings -= 1
            fewer = story[:place] + story[place + size :]
            if holds(fewer):
                story = fewer
            else:
                place += size
        size = size // 2
    return story
