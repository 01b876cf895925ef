"""A library whose content tells, as it is played, what of it was reached. It plays as the library it is made of.

Content is data, so nothing in the engine has to listen: a step gets one condition more, which always holds and takes
note; a check's function is called by one that takes note; the shelf of pages takes note of what is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, NamedTuple

from attrs import define, evolve, field, frozen

from ipt_core.answers.conditions import Condition, When, plain
from ipt_core.answers.kinds import Choice, Kind, Many, Multi, Value, YesNo
from ipt_core.files.documents import Path
from ipt_core.play.course import Course
from ipt_core.play.parts import SLOTS
from ipt_core.record.events import Amended, Answered, Opened
from ipt_core.record.facts import Known
from ipt_core.record.naming import reference
from ipt_core.written.area import ProblemArea, TerminationCheck, Verdict
from ipt_core.written.exercise import Ask, Exercise, Page, Script
from ipt_core.written.library import Library
from ipt_core.written.player import play
from ipt_core.written.programme import Programme
from ipt_core.written.steps import AnyStep, AskStep, BlockStep, EachStep, OptionsFrom, Steps

STEP, BRANCH, OPTION, ROUTE, SUGGESTION, CHECK, PAGE = SORTS = (
    "steps",
    "branches",
    "options",
    "routes",
    "suggestions",
    "checks",
    "pages",
)
HELD, NOT_HELD = "held", "not held"


class Mark(NamedTuple):
    """One thing that can be reached.

    Attributes:
        sort: One of `SORTS`.
        of: The id of what it is a part of.
        path: Where it stands there.
        which: Which of several: an option, a verdict, whether a condition held.
    """

    sort: str
    of: str
    path: Path = ()
    which: str = ""


@define
class Seen:
    """What was reached so far.

    Attributes:
        marks: All of it.
        offered: ``exercise/key`` -> the question's step and the ids of its options.
        in_python: ``exercise/key`` -> how it is answered, for questions that scripts in Python asked.
    """

    marks: set[Mark] = field(factory=set)
    offered: dict[str, list[tuple[Path, frozenset[str]]]] = field(factory=dict)
    in_python: dict[str, Kind] = field(factory=dict)

    def note(self, course: Course) -> None:
        """Take note of a course's answers, and of what was added to its agendas."""
        extra = {also.item: place for place, also in enumerate(course.programme.also)}
        for event in course.events:
            if isinstance(event, Answered | Amended):
                self._answered(event if isinstance(event, Answered) else event.answer)
            elif isinstance(event, Opened):
                found = (extra[item] for item in event.agenda if item in extra)
                self.marks.update(Mark(ROUTE, course.programme.id, ("also", place)) for place in found)

    def _answered(self, answer: Answered) -> None:
        exercise, *_, key = reference(answer.name).split("/")  # between them stands the round of a loop
        name = f"{exercise}/{key}"
        chosen = set(_plainly(answer.value))
        for path, options in self.offered.get(name, ()):
            self.marks.add(Mark(STEP, exercise, path))
            self.marks.update(Mark(OPTION, exercise, path, id) for id in chosen & options)
        if name in self.in_python:
            self.marks.update(Mark(OPTION, exercise, (key,), id) for id in chosen & options_of(self.in_python[name]))


def _plainly(value: Value) -> Iterator[str]:
    """An answer, or each of several, as ids are written."""
    if isinstance(value, list):
        for one in value:
            yield from _plainly(one)
    elif value is not None:
        yield plain(value)


def options_of(kind: Kind | OptionsFrom) -> frozenset[str]:
    """The ids of what can be chosen; ``yes`` and ``no`` count too. None where the options come from an answer."""
    if isinstance(kind, Many):
        return options_of(kind.of)
    if isinstance(kind, YesNo):
        return frozenset(("yes", "no"))
    return frozenset(option.id for option in kind.options) if isinstance(kind, Choice | Multi) else frozenset()


# ---------------------------------------------------------------- conditions that tell


@frozen
class _Tells(Condition):
    """Always holds, and takes note."""

    told: tuple[Mark, ...] = field(kw_only=True)
    marks: set[Mark] = field(kw_only=True, eq=False, repr=False)

    def holds(self, value: Value) -> bool:
        self.marks.update(self.told)
        return True


@frozen
class _TellsFailing(Condition):
    """A condition that takes note when it does not hold."""

    told: Mark = field(kw_only=True)
    marks: set[Mark] = field(kw_only=True, eq=False, repr=False)

    def holds(self, value: Value) -> bool:
        found = Condition.holds(self, value)
        if not found:
            self.marks.add(self.told)
        return found


def _telling(when: When, mark: Mark, seen: Seen, *more: Mark) -> When:
    """Conditions that take note whether they hold."""
    no = mark._replace(which=NOT_HELD)
    asked = (_TellsFailing(one.key, one.op, one.wanted, one.negated, told=no, marks=seen.marks) for one in when)
    yes = (mark._replace(which=HELD),) if when else ()
    return (*asked, _Tells("", "empty", told=(*yes, *more), marks=seen.marks))


# ---------------------------------------------------------------- the library


def watched(library: Library, seen: Seen) -> Library:
    """A library that plays as this one does, and tells `seen` what is reached."""
    exercises = {id: _exercise(one, seen, id in library.measures) for id, one in library.exercises.items()}
    for id, measure in library.measures.items():
        numbers = frozenset(map(str, range(len(measure.options))))
        seen.offered |= {f"{id}/{item.id}": [(("items", place), numbers)] for place, item in enumerate(measure.items)}
    made = evolve(
        library,
        exercises=exercises,
        areas={id: _area(area, exercises, seen) for id, area in library.areas.items()},
        pages=_pages(library, seen),
        programmes={id: _programme(one, seen) for id, one in library.programmes.items()},
    )
    copy = made.copied_for_scripts()
    object.__setattr__(copy, "pages", _pages(copy, seen))  # what scripts show comes from their copy
    return made


def _pages(library: Library, seen: Seen) -> Mapping[str, Page]:
    """The pages of a library, telling which are shown."""
    return _Shelf(library.pages, lambda page: Mark(PAGE, page), seen)


class _Shelf(dict[Any, Any]):
    """A mapping that takes note of what is looked up in it."""

    def __init__(self, items: Mapping[Any, Any], mark: Callable[[Any], Mark], seen: Seen) -> None:
        super().__init__(items)
        self._mark, self._marks = mark, seen.marks

    def __getitem__(self, key: Any) -> Any:
        self._marks.add(self._mark(key))
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of any mapping."""
        return self[key] if key in self else default  # noqa: SIM401 - through __getitem__, which takes note


def _programme(one: Programme, seen: Seen) -> Programme:
    """A programme that tells which of its agendas were run."""
    phases = tuple(
        evolve(phase, agendas=_Shelf(phase.agendas, _agenda(one.id, place), seen))
        for place, phase in enumerate(one.phases)
    )
    return evolve(one, phases=phases)


def _agenda(programme: str, place: int) -> Callable[[Any], Mark]:
    return lambda sessions: Mark(ROUTE, programme, ("phases", place, "agendas", str(sessions)))


def _area(area: ProblemArea, exercises: Mapping[str, Exercise], seen: Seen) -> ProblemArea:
    own = area.assessment
    gate, halve = (
        _telling(when, Mark(ROUTE, own.exercise.id, (name,)), seen) if when else ()
        for name, when in (("gate", own.gate), ("halve", own.halve))
    )
    assessment = evolve(own, exercise=exercises[own.exercise.id], gate=gate, halve=halve)
    checks = tuple(_check(one, seen) for one in area.checks)
    return evolve(area, assessment=assessment, exercises=tuple(exercises[e.id] for e in area.exercises), checks=checks)


def _check(check: TerminationCheck, seen: Seen) -> TerminationCheck:
    @wraps(check.judge)
    def judge(known: Known) -> Verdict:
        verdict = check.judge(known)
        seen.marks.add(Mark(CHECK, check.id, (), verdict.finding.value))
        return verdict

    return evolve(check, judge=judge)


def _exercise(one: Exercise, seen: Seen, measure: bool) -> Exercise:
    if measure:
        return one
    if not one.steps:
        return evolve(one, script=_script(one, seen))
    suggestions = tuple(
        evolve(entry, when=_telling(entry.when, Mark(SUGGESTION, one.id, ("suggest", place)), seen))
        for place, entry in enumerate(one.suggestions)
    )
    unless = _telling(one.unless, Mark(ROUTE, one.id, ("unless",)), seen) if one.unless else ()
    return evolve(one, script=play(_steps(one, one.steps, seen), SLOTS), suggestions=suggestions, unless=unless)


def _steps(exercise: Exercise, steps: Steps, seen: Seen, path: Path = ("steps",)) -> Steps:
    return tuple(_step(exercise, step, seen, (*path, index)) for index, step in enumerate(steps))


def _step(exercise: Exercise, step: AnyStep, seen: Seen, here: Path) -> AnyStep:
    """The same step, telling when it is reached; a choice from what may be empty is reached when it is answered."""
    reached = () if isinstance(getattr(step, "kind", None), OptionsFrom) else (Mark(STEP, exercise.id, here),)
    if isinstance(step, BlockStep | EachStep):
        step = evolve(step, steps=_steps(exercise, step.steps, seen, (*here, "steps")))
    if isinstance(step, BlockStep):
        step = evolve(step, otherwise=_steps(exercise, step.otherwise, seen, (*here, "else")))
    if isinstance(step, AskStep):
        offered = seen.offered.setdefault(f"{exercise.id}/{step.ask}", [])
        offered.append((here, options_of(step.kind)))
    return evolve(step, when=_telling(step.when, Mark(BRANCH, exercise.id, here), seen, *reached))


def _script(exercise: Exercise, seen: Seen) -> Callable[[Known], Script]:
    """The script of an exercise in Python, telling what it asks."""

    def script(known: Known) -> Script:
        inner = exercise.script(known)
        value = None
        try:
            while True:
                step = inner.send(value)
                if isinstance(step, Ask):
                    seen.in_python.setdefault(f"{exercise.id}/{step.key}", step.kind)
                    seen.marks.add(Mark(STEP, exercise.id))
                value = yield step
        except StopIteration as end:
            return end.value
        finally:
            inner.close()

    return script
