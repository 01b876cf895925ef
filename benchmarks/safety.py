"""Search for counter-examples: simulated people play whole courses, and every turn is held to the safety invariants.

``python -m benchmarks.safety --sessions 20000 --seed 1``. The same numbers give the same courses on any machine.
Every second course or so has hostile exercises on its agenda, generated from its seed (see `hostile`). The checks are
written against what the person sees and a record of their own of who must be locked; they borrow as little as can be
from the guard they judge.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date, timedelta
from functools import cache
from random import Random
from time import perf_counter
from typing import Any

from attrs import define, evolve, field, frozen

import ipt_core as ipt
from ipt_core.answers.kinds import Choice, Goal, Kind, Many, Multi, Option, Person, Scale, Text, Turns, YesNo
from ipt_core.keep.protocol import course_from_plain, plain_course
from ipt_core.play.replay import Turn
from ipt_core.record.events import Item, TookBack
from ipt_core.record.locks import UNLOCKED
from ipt_core.record.naming import person_key
from ipt_core.written.exercise import LEAVE, ROUND_OVER, Ask, Enter, Exercise, Round, Say, Script, Toward, Use
from ipt_core.written.programme import Programme
from ipt_core.written.steps import AskStep, TowardStep, walk
from ipt_workbench.people import lives
from ipt_workbench.people.lives import Calendar, after
from ipt_workbench.people.personas import PEOPLE, UNSAFELY, Action, Persona, calm
from ipt_workbench.people.random_answers import DARK, FEARFUL, NAMES

AREAS = ("deficits", "disputes", "grief", "transitions")
BEGINS = date(2026, 1, 5)
PATIENCE = 250  # actions of a policy in one session, before the person hurries to its end
MOST_MORE = 1_500  # answers that the quickest way out of a session may take
SUPPORT, PRIVATE, PLAN = "safety.support", "safety.private", "safety.plan"
DEAD_END = "no dead end"
FIVE = ("thoughts", "plan", "tonight", "month", "safe")
HOLDS = re.compile(r"-hold-\d+(#\d+)?$")
SCORE = re.compile(r"PHQ-9 score is|\d of 27\b")
MARK = re.compile(r"\[toward ([^\]]+)\]")  # put by hostile exercises on what they ask while working toward a person


class Broken(Exception):
    """An invariant that does not hold: which, and what was seen."""

    def __init__(self, invariant: str, seen: str) -> None:
        super().__init__(f"{invariant}: {seen}")
        self.invariant = invariant
        self.seen = seen


# ---------------------------------------------------------------- hostile exercises

FEAR = Option("fear", "Afraid", alarm="fear")
DARKER = Option("dark", "Dark", alarm="self-harm")
FINE = Option("fine", "Fine")
KINDS: tuple[Kind, ...] = (
    *(Text(), Scale(), YesNo(), Goal(), Turns(1), Many(Text(), 0, 3)),
    *(Choice((FINE, DARKER, FEAR)), Multi((FINE, DARKER, FEAR, Option("they", "They fear me", alarm="harming")))),
    *(Many(Choice((FINE, DARKER, FEAR)), 0, 3, repeats=True), Choice((FINE, Option("voices", "Voices", alarm="hold")))),
)
FILLS = (
    "",
    "",
    "distress",
    "focus.person",
    "people",
    "goal",
    "phq9.9",
    "phq9.1",
    "contract.sessions",
    "focus",
    "stage",
)
RESERVED = ("private.afraid", "private.hurt", "private.no", "private.whom", "risk.safe", "safety-plan.signs")


class Own(BaseException):
    """An error of a plugin's own that is no Exception."""


def _fake() -> Exercise:
    """An exercise that only bears the name of a core family, and would clear everybody."""

    def script(known: ipt.Known) -> Script:
        for name in NAMES:
            yield Ask("afraid", f"Is {name} nice?", YesNo(), fills="private.afraid", about=name)
        yield Ask("line", "And now?")

    return Exercise("shared.fake", "Fake", script)


def _rude(what: str) -> Script:
    """One thing no script may do."""
    if what == "raise":
        raise ValueError("on purpose")
    if what == "own":
        raise Own
    if what == "stop":
        raise StopIteration(1)
    if what == "flood":
        while True:
            yield Say("And another thing.")
    rude = {
        "leave": LEAVE,
        "over": ROUND_OVER,
        "enter": Enter("x"),
        "rubbish": "rubbish",
        "none": None,
        "slash": Ask("measure.phq9/9", "Tea?", Scale(0, 3)),
        "number": Ask(1, "One?"),  # type: ignore[arg-type]
        "said": Say(5),  # type: ignore[arg-type]
        "kind": Ask("kind", "Kind?", "yes-no"),  # type: ignore[arg-type]
        "fake": Use(_fake()),
        "itself": Use(Exercise("own.deep", "Deep", lambda known: _rude("itself"))),
        "given": Use(_fake(), {"afraid": 5, "line": ["x"]}),
        "path": Round("a/b"),
    }
    yield rude[what]


RUDE = (
    *("raise", "own", "stop", "flood", "leave", "over", "enter", "rubbish", "none", "slash", "number", "said"),
    *("kind", "fake", "itself", "given", "path"),
)
TECHNIQUES = ("shared.say-clearly", "shared.role-play", "disputes.calm-talk", "shared.repair", "quick.reach-out")


def _script(spec: tuple[tuple[Any, ...], ...]) -> Callable[[ipt.Known], Script]:
    """The script of a specification: the same each time it is played, as replay demands."""

    def script(known: ipt.Known) -> Script:
        toward: list[str] = []
        for place, (do, *more) in enumerate(spec):
            about = "".join(f" [toward {name}]" for name in toward)
            if do == "ask":
                kind, fills, whom, required, twice = more
                key = "again" if twice else f"q{place}"
                yield Ask(key, f"Question {place}?{about}", kind, required, fills=fills, about=whom)
            elif do == "toward":
                yield from _toward(more[0], more[1])
                toward.append(more[0])
            elif do == "person":
                who = yield Ask(f"q{place}", f"Who?{about}", Person(False, known.people))
                toward += [who] if who else []
            elif do == "use":
                yield Use(known.library.exercises[more[0]], more[1])
            elif do == "round":
                yield Round(more[0])
                yield Ask("in-round", f"Round {more[0]}?{about}")
                yield ROUND_OVER
            else:
                yield from (_rude if do == "rude" else _worst)(more[0])
        yield Ask("line", "What will you say?" + "".join(f" [toward {name}]" for name in toward))

    return script


def _toward(name: str, swallows: bool) -> Script:
    """Work toward somebody; whoever swallows goes on when it is closed for that."""
    try:
        yield Toward(name)
    except Exception:  # just this is under test
        if not swallows:
            raise
        yield Ask("swallowed", f"What will you say to {name}? [toward {name}]")


def _spec(rng: Random, others: list[str]) -> tuple[tuple[Any, ...], ...]:
    """What one hostile exercise does, in order."""
    steps: list[tuple[Any, ...]] = []
    for _ in range(rng.randint(1, 6)):
        do = rng.choice(("ask", "ask", "ask", "toward", "person", "use", "round", "rude", "reserved"))
        if do == "ask":
            whom = rng.choice(("", "", *NAMES))
            steps.append(("ask", rng.choice(KINDS), rng.choice(FILLS), whom, rng.random() < 0.1, rng.random() < 0.2))
        elif do == "reserved" and rng.random() < 0.3:
            steps.append(("ask", YesNo(), rng.choice(RESERVED), rng.choice(NAMES), False, False))
        elif do == "toward":
            steps.append(("toward", rng.choice(NAMES), rng.random() < 0.5))
        elif do == "person":
            steps.append(("person",))
        elif do == "use":
            given = {"who": rng.choice((*NAMES, 5)), "with": rng.choice(NAMES)} if rng.random() < 0.6 else {}
            steps.append(("use", rng.choice((*TECHNIQUES, *others)), given))
        elif do == "round":
            steps.append(("round", rng.choice(("a", "b", "a"))))
        elif rng.random() < 0.3:
            steps.append(("rude", rng.choice(RUDE)))
    return tuple(steps)


@cache
def bundled() -> ipt.Library:
    """The library of the core and the bundled areas, loaded once a process."""
    return ipt.load_library(only=AREAS)


def _worst(what: str) -> Script:
    """What the engine does not yet stand up to; see ``tests/test_simulated_people.py``."""
    if what == "endless":
        while True:
            yield Ask("more", "And more?")
    kinds: dict[str, Any] = {
        "alarm": Choice((Option("a", "A", alarm=[]),)),  # type: ignore[arg-type]
        "ends": Scale("a", "b"),  # type: ignore[arg-type]
        "nothing": Many(None),  # type: ignore[arg-type]
        "no-way": Multi((), 1, 1),
    }
    yield Ask(what, "Well?", kinds[what], required=what == "no-way")


WORST = ("endless", "alarm", "ends", "nothing", "no-way")


@cache
def hostile(seed: int, worst: bool = False) -> ipt.Library:
    """The bundled library with a few hostile exercises, some on the agenda and some among the techniques."""
    rng, base = Random(seed), bundled()
    made: dict[str, Exercise] = {}
    for number in range(rng.randint(2, 5)):
        id = f"own.hostile-{number}"
        made[id] = Exercise(
            id,
            f"Hostile {number}",
            _script((*_spec(rng, list(made)), *((("worst", rng.choice(WORST)),) if worst else ()))),
            technique=rng.random() < 0.6,
            toward=rng.choice(("", "", "focus", "chosen")),
            eases=rng.random() < 0.5,
        )
    items = [Item(id, "Because.") for id in made]
    classic = base.programmes["classic"]
    blocks = {name: _mixed(block, items, rng) for name, block in classic.blocks.items()}
    programme: Programme = evolve(classic, id="hostile", blocks=blocks)
    exercises = dict(sorted({**base.exercises, **made}.items()))
    return evolve(base, exercises=exercises, programmes={**base.programmes, "hostile": programme})


def _mixed(block: tuple[Item, ...], items: list[Item], rng: Random) -> tuple[Item, ...]:
    """A block with a hostile exercise put in, or not."""
    mixed = list(block)
    if rng.random() < 0.6:
        mixed.insert(rng.randint(0, len(mixed)), rng.choice(items))
    return tuple(mixed)


# ---------------------------------------------------------------- one course


@frozen
class Setup:
    """How a course begins.

    Attributes:
        sessions: How many.
        hostile: The seed of its hostile exercises, or None.
        worst: Whether those also do what the engine does not yet stand up to.
        country: Whose crisis services.
    """

    sessions: int = 6
    hostile: int | None = None
    worst: bool = False
    country: str = "US"

    def course(self) -> ipt.Course:
        """The course, standing at its first question."""
        library = bundled() if self.hostile is None else hostile(self.hostile, self.worst)
        programme = "classic" if self.hostile is None else "hostile"
        on, number = str(BEGINS), self.sessions
        return ipt.Course.start(library, id="c", on=on, programme=programme, sessions=number, country=self.country)


def again(course: ipt.Course) -> ipt.Course:
    """The course as it comes back from its plain form."""
    return course_from_plain(json.loads(json.dumps(plain_course(course))), course.library)


def locked(course: ipt.Course) -> set[str]:
    """Everybody locked, as their names are compared."""
    locks = course.known._record.locks
    return set(locks.before - locks.opened | locks.held | locks.today)


def told(ask: Ask, value: Any) -> set[str]:
    """What an answer tells, by a reading of our own: ``self-harm``, ``fear``, ``harming``."""
    if ask.fills == "phq9.9":
        return {"self-harm"} if value != 0 else set()
    if ask.fills in UNSAFELY:
        return {"fear"} if value == UNSAFELY[ask.fills] and value is not None else set()
    if value is None:
        return set()
    if ask.fills == "private.whom":
        return {"fear"}
    flat, options = json.dumps(value, ensure_ascii=False), _options(ask.kind)
    if options or isinstance(ask.kind, Person):
        found = {option.alarm for option in options if f'"{option.id}"' in flat and option.alarm}
        return found | ({"fear"} if "danger" in found else set())
    found = {"self-harm"} if any(words in flat for words in DARK) else set()
    return found | ({"fear"} if any(words in flat for words in FEARFUL) else set())


def _options(kind: Kind) -> tuple[Option, ...]:
    if isinstance(kind, Many):
        return _options(kind.of)
    return kind.options if isinstance(kind, Choice | Multi) else ()


@cache
def before_toward(exercise: Exercise) -> frozenset[str]:
    """Keys a content file asks before its work toward the focus person begins."""
    keys: list[str] = []
    for _, step in walk(exercise.steps):
        if isinstance(step, TowardStep):
            break
        if isinstance(step, AskStep):
            keys.append(step.ask)
    return frozenset(keys)


@frozen(eq=False)
class Now:
    """A course after an action, with what is worked out from it only once."""

    course: ipt.Course
    turn: Turn
    supported: bool


@define(eq=False)
class Watch:
    """Looks at every turn of one course, and remembers what it must not forget.

    Attributes:
        ever: Everybody who was locked so far.
        must: Who has to be locked by what was told, and why.
        values: Session -> question -> the answer in force, as the person gave it.
        facts: Session -> question -> the fact it fills.
        people: Session -> questions that named a person to work toward.
        wishes: Whom the person asked to open again, and when; gone once something new tells of danger from them.
        due: Those of them whose wish was two days old when the session that goes on was opened.
        counts: What happened.
    """

    ever: set[str] = field(factory=set)
    must: dict[str, str] = field(factory=dict)
    values: dict[int, dict[str, Any]] = field(factory=dict)
    facts: dict[int, dict[str, str]] = field(factory=dict)
    people: dict[int, dict[str, None]] = field(factory=dict)
    wishes: dict[str, date] = field(factory=dict)
    due: set[str] = field(factory=set)
    counts: Counter[str] = field(factory=Counter)

    # ---------------- what was done

    def did(self, before: Turn, toward: tuple[str, ...], action: Action, was: bool, after: Now) -> None:
        """Judge one accepted action.

        Args:
            before: The turn it was done at.
            toward: Whom the exercises worked toward then.
            action: What was done.
            was: Whether the person was in support before.
            after: The course after it.
        """
        if action.do in ("answer", "later"):
            assert before.ask is not None
            self._filed(before.session, before.name, before.ask, action.value)
            self._told(before.session, before.ask, action.value, toward, was, before.name, after)
            if was and not after.supported:
                self._left_support(before)
        elif action.do == "back":
            event = after.course.events[-1]
            assert isinstance(event, TookBack)
            self.values[before.session].pop(event.name, None)
        elif action.do == "help":
            self._support_first(after, "help was asked for")
        elif action.do == "open":
            today = date.fromisoformat(after.course.sittings()[-1].opened.on)
            self.due = {person for person, wished in self.wishes.items() if wished + timedelta(days=2) <= today}
            self.wishes = {person: wished for person, wished in self.wishes.items() if person not in self.due}
        if action.do in ("back", "amend", "help", "reload") and was and not after.supported:
            raise Broken("only answers lead out of support", f"{action.do} {action.name}")

    def amended(self, number: int, name: str, ask: Ask, action: Action, was: bool, after: Now) -> None:
        """Judge one accepted amendment."""
        old = self.values.get(number, {}).get(name)
        self._filed(number, name, ask, action.value)
        if SUPPORT not in name and old != action.value:
            self._told(number, ask, action.value, (), was, name, after)
        elif ask.about and told(ask, action.value) & {"fear", "harming"}:
            self.must[person_key(ask.about)] = f"{name} was amended"

    def _filed(self, number: int, name: str, ask: Ask, value: Any) -> None:
        self.values.setdefault(number, {})[name] = value
        self.facts.setdefault(number, {})[name] = ask.fills
        if isinstance(ask.kind, Person) and not ask.kind.mention:
            self.people.setdefault(number, {})[name] = None

    def _told(
        self, number: int, ask: Ask, value: Any, toward: tuple[str, ...], was: bool, name: str, after: Now
    ) -> None:
        """What the answer tells has its effect at once."""
        alarms = told(ask, value)
        self.counts["alarms"] += len(alarms)
        if alarms & {"fear", "harming"}:
            marked = MARK.findall(ask.text)  # what the guard should know, whatever it remembers
            near = marked[-1] if marked else toward[-1] if toward else ""
            whom = value if ask.fills == "private.whom" else ask.about or near
            if whom:
                self.must[person_key(whom)] = f"{name} told of {sorted(alarms)}"
                self.wishes.pop(person_key(whom), None)
                self.due.discard(person_key(whom))
        if "self-harm" in alarms and not was:
            self._support_first(after, f"{name} told of self-harm")
        if ask.fills == UNLOCKED and value == "open":
            self._opened(person_key(ask.about), number, name)

    def _opened(self, person: str, number: int, name: str) -> None:
        """A lock opens only a whole day after the wish, with three clear answers, and nothing told since."""
        stem = name.rpartition("/")[0]
        given = self.values[number]
        clear = given.get(f"{stem}/afraid") is False and given.get(f"{stem}/hurt") is False
        clear = clear and given.get(f"{stem}/no") in ("accepted", "sulking", "pressure", "never")
        if person not in self.due or not clear:
            raise Broken("a lock opens only by the rule", f"{person!r} at {name}, {given}")
        self.counts["unlocks"] += 1
        self.ever.discard(person)
        self.must.pop(person, None)

    @staticmethod
    def _support_first(now: Now, why: str) -> None:
        """The support page is the very next thing said, before any score, and its questions follow."""
        turn = now.turn
        page = now.course.library.page("safety.support").strip()
        if not now.supported or not turn.said or not turn.said[0].startswith(page):
            raise Broken("support comes first", f"{why}, and then {turn.name} with {[one[:40] for one in turn.said]}")
        if any(SCORE.search(text) for text in turn.said):
            raise Broken("support comes first", f"{why}, and a score is said")

    def _left_support(self, before: Turn) -> None:
        """Nobody leaves support but by five calm answers."""
        five = self._five(before)
        if [five[one] for one in FIVE] != [False, False, False, False, True]:
            raise Broken("support ends with calm answers", f"{before.name} after {five}")

    def _five(self, turn: Turn) -> dict[str, Any]:
        """The last of the five answers given in the innermost support of a turn."""
        parts = turn.name.split("/")
        place = len(parts) - 1 - parts[::-1].index(SUPPORT)
        stem = "/".join(parts[: place + 2])
        given = self.values.get(turn.session, {})
        found: dict[str, Any] = {}
        for number in range(1, 99):
            this = {one: given[f"{stem}/{number}/{one}"] for one in FIVE if f"{stem}/{number}/{one}" in given}
            if not this:
                break
            found = this
        return {one: found.get(one) for one in FIVE}

    # ---------------- what is seen

    def look(self, now: Now) -> None:
        """Hold one turn to every invariant."""
        course, turn, known = now.course, now.turn, now.course.known
        closed = locked(course)
        if not self.ever <= closed:
            raise Broken("a lock stands", f"{sorted(self.ever - closed)} unlocked at {turn.name}")
        self.ever |= closed
        for whom, why in self.must.items():
            if whom not in closed:
                raise Broken("what tells of danger locks", f"{whom!r} is open at {turn.name}; {why}")
        if any(SCORE.search(text) for text in turn.said):
            self._score_in_order(turn)
        if turn.ask is not None:
            parts = self._beyond_support(course, turn)
            if PRIVATE not in parts and not HOLDS.search(turn.name):
                self._toward_safely(course, turn, parts, known)
            self._offers(course, turn, known)
        if turn.ask is None:
            self._neutral(course, closed)
        if course.finished:
            self._finished(now, known)

    def _neutral(self, course: ipt.Course, closed: set[str]) -> None:
        """Nothing taken along tells of danger, or of work toward somebody who is locked."""
        for line in ipt.notes(course):
            toward = {person_key(name) for name in MARK.findall(line)} & closed
            if toward or any(words in line for words in (*DARK, *FEARFUL)):
                raise Broken("notes are neutral", f"{line[:80]!r} is among them")

    def _score_in_order(self, turn: Turn) -> None:
        given = self.values.get(turn.session, {})
        nine = [name for name, fact in self.facts.get(turn.session, {}).items() if fact == "phq9.9" and name in given]
        if not nine and "PHQ-9 score is" in "".join(turn.said):
            raise Broken("no score before item 9", f"at {turn.name}")

    def _beyond_support(self, course: ipt.Course, turn: Turn) -> list[str]:
        """The parts of the turn's name inside the innermost support, or all; in support, they must be open there."""
        parts = turn.name.split("/")[:-1]
        if SUPPORT not in parts:
            return parts
        parts = parts[len(parts) - parts[::-1].index(SUPPORT) + 1 :]
        inside = [part for part in parts if part in course.library.exercises or part == PRIVATE]
        urgent = self._urgent(turn)
        open_ = {PLAN, PRIVATE} if urgent else _easing() | {PRIVATE}
        if inside and inside[0] not in open_:
            raise Broken("support is all that is open", f"{turn.name} is asked{' while urgent' if urgent else ''}")
        if inside and inside[-1] != PRIVATE and not course.library.exercises[inside[-1]].core:
            raise Broken("support is all that is open", f"{turn.name} is asked")
        ids = {option.id for option in _options(turn.ask.kind)} if turn.ask else set()
        offered = ids & set(course.library.exercises)
        if not inside and not offered <= open_:
            raise Broken("support is all that is open", f"{sorted(offered - open_)} offered at {turn.name}")
        return parts

    def _urgent(self, turn: Turn) -> bool:
        """Whether the five answers given last call for the urgent page, by the table of D.3 written down anew."""
        if turn.name.rpartition("/")[2].partition("#")[0] in FIVE:
            return False  # the questions themselves
        five = self._five(turn)
        return (
            five["tonight"] is True
            or five["plan"] is True
            or five["safe"] is False
            or (five["thoughts"] is True and None in (five["tonight"], five["safe"]))
        )

    def _toward_safely(self, course: ipt.Course, turn: Turn, parts: list[str], known: ipt.Known) -> None:
        """Nothing is asked that works toward somebody locked, or with private questions open."""
        assert turn.ask is not None
        # In support, this also names whom the exercise that was interrupted worked toward.
        noted = () if course.supported else known._record.toward
        for person in (*noted, *MARK.findall(turn.ask.text)):
            self._cleared(person, known, turn)
        exercises = course.library.exercises
        steps, key = turn.name.split("/")[:-1], turn.name.rpartition("/")[2].partition("#")[0]
        first = len(steps) - len(parts)
        for place, part in enumerate(parts, first):
            one = exercises.get(part)
            if one is None:
                continue
            person = known.latest("focus.person")
            if one.toward == "focus" and isinstance(person, str):
                self._cleared(person, known, turn, open_too=part == parts[-1] and key in before_toward(one))
            if not any(part.startswith("own.") for part in parts):  # a hostile one may play another twice in a row
                self._named("/".join(steps[: place + 1]) + "/", course, known, turn)

    def _named(self, stem: str, course: ipt.Course, known: ipt.Known, turn: Turn) -> None:
        """Whom this run of an exercise asked for last, to work toward, is cleared."""
        people = self.people.get(turn.session, {})
        if not any(name.startswith(stem) for name in people):
            return
        for name in reversed(course._standing().trail):  # in the order of asking, unlike the journal's
            if not name.startswith(stem):
                return  # asked before this run began
            person = self.values[turn.session].get(name)
            if name in people and "." not in name[len(stem) :] and person is not None:
                self._cleared(person, known, turn)
                return

    def _cleared(self, person: str, known: ipt.Known, turn: Turn, open_too: bool = False) -> None:
        """Raise unless work toward this person is open."""
        key = person_key(person)
        if key in self.ever or key in self.must or known.locked(person):
            raise Broken("nothing works toward a locked person", f"{turn.name} with {person!r}")
        if open_too:
            return
        for fact, unsafe in UNSAFELY.items():
            value = known.latest(fact, person)
            if value is None or value == unsafe:
                raise Broken("nothing works toward a person not cleared", f"{turn.name} with {person!r}: {fact}")

    def _offers(self, course: ipt.Course, turn: Turn, known: ipt.Known) -> None:
        """No choice of techniques holds one toward a locked person; no core question proposes one by name."""
        assert turn.ask is not None
        if "/choice-" in turn.name:
            person = known.latest("focus.person")
            for option in _options(turn.ask.kind):
                one = course.library.exercises.get(option.id)
                if one is not None and one.toward == "focus" and isinstance(person, str) and known.locked(person):
                    raise Broken("nothing toward a locked person is offered", f"{option.id} at {turn.name}")
        kind = turn.ask.kind
        if isinstance(kind, Person) and not kind.mention and turn.exercise in bundled().exercises:
            for name in kind.people:
                if known.locked(name):
                    raise Broken("nothing toward a locked person is offered", f"{name!r} at {turn.name}")

    def _finished(self, now: Now, known: ipt.Known) -> None:
        if now.supported:
            raise Broken("no course ends with support open", f"in session {now.turn.session}")
        for number, facts in self.facts.items():
            for name, fact in facts.items():
                value = self.values[number].get(name)
                if fact.startswith("maintenance.") and value is not None:
                    there = [one.value for one in known.history(fact) if one.session == number]
                    if value not in there:
                        raise Broken("the plan for staying well is kept", f"{name} is not among {fact}")


@cache
def _easing() -> frozenset[str]:
    return frozenset(one.id for one in bundled().exercises.values() if one.core and one.eases)


# ---------------------------------------------------------------- playing


@define(eq=False)
class Life:
    """One course being lived and watched, with its story so far."""

    setup: Setup
    course: ipt.Course = field(init=False)
    watch: Watch = field(factory=Watch)
    story: list[Action] = field(factory=list)
    calendar: Calendar = field(factory=lambda: Calendar(str(BEGINS)))
    turn: Turn = field(init=False)
    supported: bool = field(init=False)
    _asked: tuple[ipt.Course, str, Ask] | None = None

    def __attrs_post_init__(self) -> None:
        self.course = self.setup.course()
        self.turn, self.supported = self.course.turn, self.course.supported
        self.watch.counts.update(courses=1, sessions=1)
        self.watch.look(Now(self.course, self.turn, self.supported))

    def asked(self, name: str) -> Ask:
        """The question of an earlier answer; looked up once, for it takes a replay."""
        if self._asked is None or self._asked[0] is not self.course or self._asked[1] != name:
            self._asked = (self.course, name, self.course.asked(name))
        return self._asked[2]

    def do(self, action: Action) -> bool:
        """Do one thing. Returns whether it was accepted.

        Raises:
            Broken: when an invariant does not hold after it, or anything but an IptError came of it.
        """
        self.story.append(action)
        try:
            return self._do(action)
        except Broken:
            raise
        except Exception as error:  # just this is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{os.path.basename(where.filename)}:{where.lineno} in {where.name}"
            raise Broken("nothing raises but IptError", f"{type(error).__name__}: {error} ({place})") from error

    def _do(self, action: Action) -> bool:
        course, watch = self.course, self.watch
        before, was, toward = self.turn, self.supported, course.known._record.toward
        ask: Ask | None = None
        number, _, name = action.name.partition(":")
        try:
            if action.do == "amend":
                ask = self.asked(action.name)
            after = self._done(action, course)
        except ipt.IptError:
            if action.do in ("answer", "later") and action.value is None and before.ask and not before.ask.required:
                raise Broken("every question can be skipped", before.name) from None
            return False
        self.course, self.turn, self.supported = after, after.turn, after.supported
        now = Now(after, self.turn, self.supported)
        if ask is not None:
            watch.amended(int(number), name, ask, action, was, now)
        watch.did(before, toward, action, was, now)
        watch.look(now)
        watch.counts["answers"] += action.do in ("answer", "later", "amend")
        watch.counts["sessions"] += action.do == "open"
        watch.counts["flows"] += self.supported and not was
        if action.do == "unlock":
            watch.wishes[person_key(action.name)] = date.fromisoformat(self.calendar.today)
        watch.counts[action.do] += action.do not in ("answer", "open")
        return True

    def _done(self, action: Action, course: ipt.Course) -> ipt.Course:
        if action.do != "reload":
            return after(course, action, self.calendar)
        loaded = again(course)
        same = (loaded.turn, locked(loaded), loaded.over, loaded.finished, loaded.supported, loaded.postponed)
        now = (course.turn, locked(course), course.over, course.finished, course.supported, course.postponed)
        for one, other in zip(same, now, strict=True):
            if one != other:
                raise Broken("a reload changes nothing", f"{_difference(other, one)} at {course.turn.name}")
        return loaded


def _difference(before: Any, after: Any) -> str:
    """What differs, without the whole turn."""
    if not isinstance(before, Turn):
        return f"{before!r} became {after!r}"
    names = [name for name in Turn.__slots__ if getattr(before, name, None) != getattr(after, name, None)]
    return ", ".join(
        f"{name}: {str(getattr(before, name))[:60]!r} became {str(getattr(after, name))[:60]!r}" for name in names
    )


def live(life: Life, one: Persona, rng: Random) -> None:
    """Let a person live through a course, until it has ended or rests in a hold.

    Raises:
        Broken: when an invariant does not hold.
    """
    while True:
        spent = 0
        while (turn := life.turn).ask is not None:
            spent += 1
            if spent > PATIENCE:
                if _hurries_out(life):
                    break
                return
            action = one.act(turn, rng)
            if action.do == "amend":
                names = life.course.answered
                try:
                    action = one.amend(names, life.asked, turn, rng) if names else evolve(action, do="back")
                except ipt.IptError:
                    continue
            life.do(action)
        if life.course.finished:
            _looks_back(life, one, rng)
            if life.turn.ask is None and (life.turn.session > life.turn.of or rng.random() < 0.7):
                return
        elif rng.random() < 0.02:
            life.do(Action(rng.choice(("help", "back", "reload")), at=(life.turn.session, "")))
        if life.watch.ever and rng.random() < 0.2:
            life.do(Action("unlock", name=rng.choice(sorted(life.watch.ever)), at=(life.turn.session, life.turn.name)))
        if life.turn.ask is None:
            life.do(one.act(life.turn, rng))


def _looks_back(life: Life, one: Persona, rng: Random) -> None:
    """After the end some people change an answer, or press help."""
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        if life.turn.ask is not None:
            return
        at = (life.turn.session, "")
        habit = rng.choice(("amend", "amend", "help", "reload", "back"))
        if habit != "amend":
            life.do(Action(habit, at=at))
            continue
        try:
            life.do(one.amend(life.course.answered, life.asked, life.turn, rng))
        except ipt.IptError:
            continue


def _hurries_out(life: Life) -> bool:
    """Take the quickest way out of the session. Returns whether it came to its end, rather than rest in a hold."""
    for _ in range(MOST_MORE):
        turn = life.turn
        if turn.ask is None:
            return True
        held = HOLDS.search(turn.name)
        if held and [one.id for one in _options(turn.ask.kind)] == ["rest"]:
            return False
        value = _options(turn.ask.kind)[0].id if held else calm(turn)
        life.do(Action("answer", value, at=(turn.session, turn.name)))
    if life.supported or HOLDS.search(life.turn.name):
        return False
    raise Broken(DEAD_END, f"{life.turn.name} still asks after {MOST_MORE} answers")


# ---------------------------------------------------------------- stories: telling one again, making it short


def tell(setup: Setup, story: list[Action], hurry: bool = False) -> Broken | None:
    """Play a story; what it leaves out is answered calmly. Returns what breaks, or None.

    Args:
        setup: How the course begins.
        story: What is done, each thing at its session and question.
        hurry: Whether to take the quickest way out of the session afterwards.
    """
    try:
        life = Life(setup)
        for action in story:
            if _reached(life, action.at):
                life.do(action)
        if hurry:
            _hurries_out(life)
    except Broken as broken:
        return broken
    return None


def _reached(life: Life, at: tuple[int, str]) -> bool:
    """Go on calmly to a question; whether it stands."""
    session, name = at
    for _ in range(MOST_MORE):
        turn = life.turn
        if turn.session > session:
            return False
        if turn.session == session and turn.name == name:
            return True
        if turn.ask is None:
            life.do(Action("open", days=7, at=(turn.session, "")))
            if life.turn.session == turn.session:
                return False
        elif not life.do(Action("answer", calm(turn), at=(turn.session, turn.name))):
            return False
    return False


def shrunk(setup: Setup, story: list[Action], invariant: str, seconds: float = 60.0) -> tuple[Setup, list[Action]]:
    """The setup and the shortest story found that still breaks the invariant: actions are dropped greedily."""
    until = perf_counter() + seconds

    def breaks(setup: Setup, story: list[Action]) -> bool:
        found = tell(setup, story, invariant == DEAD_END)
        return found is not None and found.invariant == invariant

    for simpler in (evolve(setup, hostile=None), evolve(setup, sessions=6, hostile=None), evolve(setup, sessions=6)):
        if simpler != setup and breaks(simpler, story):
            setup = simpler
            break
    return setup, lives.shrunk(story, lambda fewer: perf_counter() < until and breaks(setup, fewer), len(story) * 9)


# ---------------------------------------------------------------- many courses


def _restless(one: Persona) -> Persona:
    """The same person, who does all the rarer twice as often, comes on any day, and leaves the program and returns."""
    habits = {habit: chance if habit == "skip" else 2 * chance for habit, chance in one.habits.items()}
    weeks = max(0.05, one.weeks)
    return evolve(one, habits=habits | {"reload": 0.01}, days=(1, 9), weeks=weeks, renegotiates=1.0)


RESTLESS = tuple(_restless(one) for one in PEOPLE)


@frozen
class Found:
    """A counter-example."""

    invariant: str
    seen: str
    persona: str
    setup: Setup
    story: tuple[Action, ...]


def plays(sessions: int, seed: str, worst: bool = False) -> tuple[Counter[str], list[Found]]:
    """Play courses until so many sessions were sat. Returns the counts and the counter-examples."""
    rng, counts, found = Random(seed), Counter[str](), list[Found]()
    while counts["sessions"] < sessions:
        persona = rng.choice(RESTLESS)
        setup = Setup(rng.randint(6, 12), rng.randrange(200) if rng.random() < 0.5 else None, worst)
        life: Life | None = None
        try:
            life = Life(setup)
            live(life, persona, rng)
        except Broken as broken:
            story = tuple(life.story) if life else ()
            found.append(Found(broken.invariant, broken.seen, persona.name, setup, story))
        if life is not None:
            counts += life.watch.counts
            counts["locks"] += len(life.watch.ever)
            counts["finished"] += life.course.finished
            counts["hostile"] += setup.hostile is not None
            counts[f"by {persona.name}"] += 1
        else:
            counts["sessions"] += 1
    return counts, found


CHUNK = 250  # sessions a job


def searched(
    sessions: int, seed: int, workers: int | None = None, worst: bool = False
) -> tuple[Counter[str], list[Found]]:
    """Play that many sessions on every processor; the result depends on the two numbers alone."""
    jobs = [(min(CHUNK, sessions - first), f"{seed}-{first}", worst) for first in range(0, sessions, CHUNK)]
    counts, found = Counter[str](), list[Found]()
    begun = perf_counter()
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        waiting = [pool.submit(plays, *job) for job in jobs]
        for done in as_completed(waiting):
            more, others = done.result()
            counts += more
            found += others
            for one in others:
                print(f"\n{one.invariant}: {one.seen}, by {one.persona} in a chunk of seed {seed}", file=sys.stderr)
            rate = counts["sessions"] / (perf_counter() - begun)
            print(
                f"\r{counts['sessions']:,} sessions, {rate:,.0f} a second, {len(found)} found", end="", file=sys.stderr
            )
    print(file=sys.stderr)
    return counts, sorted(found, key=lambda one: (one.invariant, len(one.story)))


def report(counts: Mapping[str, int], found: list[Found]) -> str:
    """What was played and what was found, in words."""
    words = {
        "courses": "courses",
        "hostile": "of them with hostile exercises",
        "finished": "of them finished",
        "sessions": "course-sessions",
        "answers": "answers, amendments among them",
        "amend": "amendments",
        "back": "times back",
        "help": "times help",
        "reload": "reloads compared",
        "alarms": "alarms raised",
        "flows": "support flows opened",
        "locks": "people locked",
    }
    lines = [f"{counts.get(name, 0):>12,}  {what}" for name, what in words.items()]
    lines.append(f"{len(found):>12,}  counter-examples")
    return "\n".join(lines)


MOST_SHOWN = 40  # actions of a story that could not be made shorter


def as_story(one: Found) -> str:
    """A counter-example as a person can follow it."""
    lines = [f"{one.invariant}: {one.seen}", f"  played by '{one.persona}', {one.setup}"]
    if len(one.story) > MOST_SHOWN:
        lines.append(f"  ... {len(one.story) - MOST_SHOWN} actions before these")
    for action in one.story[-MOST_SHOWN:]:
        what = f"{action.do} {action.name} {action.value!r}" if action.do in ("answer", "amend") else action.do
        lines.append(f"  session {action.at[0]}, at {action.at[1] or 'its end'}: {what}")
    return "\n".join(lines)


def main() -> int:
    """Search; print the counts and any counter-example, the shortest story of each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=2_000, help="course-sessions to play (2,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same courses (1)")
    parser.add_argument("--workers", type=int, default=None, help="processes; one for each processor when left out")
    parser.add_argument("--worst", action="store_true", help="hostile exercises also do what is known to break it")
    given = parser.parse_args()
    begun = perf_counter()
    counts, found = searched(given.sessions, given.seed, given.workers, given.worst)
    taken = perf_counter() - begun
    print(report(counts, found))
    print(f"{counts['sessions'] / taken:>12,.0f}  course-sessions a second ({taken:,.0f} seconds)")
    for invariant in dict.fromkeys(one.invariant for one in found):
        first = next(one for one in found if one.invariant == invariant)
        print(f"\n{sum(one.invariant == invariant for one in found)} times; the shortest, made shorter:", flush=True)
        setup, story = shrunk(first.setup, list(first.story), invariant)
        broken = tell(setup, story, invariant == DEAD_END)
        seen = broken.seen if broken else first.seen
        print(as_story(evolve(first, setup=setup, story=tuple(story), seen=seen)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
