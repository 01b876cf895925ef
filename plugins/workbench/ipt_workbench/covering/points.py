"""What there is to reach in some content, each thing with its place, and why what cannot be reached cannot be."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from inspect import getsource
from pathlib import Path as File

from attrs import frozen

from ipt_core.answers.kinds import Kind
from ipt_core.files.documents import Path
from ipt_core.files.shapes import AreaFile, ExerciseFile, MeasureFile, PageFile, ProgrammeFile
from ipt_core.guard import guard as safety
from ipt_core.written import library, measure
from ipt_core.written.area import TerminationCheck
from ipt_core.written.exercise import Exercise, name_of, place_of
from ipt_core.written.library import Library
from ipt_core.written.steps import AnyStep, AskStep, BlockStep, EachStep, PageStep, SayStep, UseStep, walk
from ipt_workbench.checking.reachability import spelled
from ipt_workbench.covering.instrumented import (
    BRANCH,
    CHECK,
    HELD,
    NOT_HELD,
    OPTION,
    PAGE,
    ROUTE,
    STEP,
    SUGGESTION,
    Mark,
    options_of,
)
from ipt_workbench.covering.verdicts import verdicts
from ipt_workbench.flow.flow import Flow, Moment, Need, Recorded
from ipt_workbench.flow.logic import Statement, all_of
from ipt_workbench.sources import Shelf, Source, facts_filled, shown, texts
from ipt_workbench.workplace import Workplace

NOT_SHOWN = {"safety.broken": "it is said only when a script breaks a rule"}  # in words for an author


@frozen
class Point:
    """One thing that people may reach.

    Attributes:
        mark: What it is.
        file: The file it stands in.
        line: The line there.
        words: What it is, for its author.
        why: Why nobody can reach it; '' when somebody can.
    """

    mark: Mark
    file: str
    line: int
    words: str
    why: str = ""


@frozen
class Ground:
    """Some content as it is looked over.

    Attributes:
        library: Everything on hand.
        shelf: The files of it.
        places: The plugins that are looked over.
        recorded: What it may record.
        flows: What can happen in each exercise that is written as steps.
    """

    library: Library
    shelf: Shelf
    places: tuple[Workplace, ...]
    recorded: Recorded
    flows: Mapping[str, Flow]

    @classmethod
    def of(cls, library: Library, shelf: Shelf, places: tuple[Workplace, ...]) -> Ground:
        """Make it ready."""
        filled = {fact for one in shelf.modules for fact in facts_filled(one.tree)}
        recorded = Recorded(library.exercises.values(), library.measures.values(), filled)
        flows = {id: Flow(one, recorded) for id, one in library.exercises.items() if one.steps}
        return cls(library, shelf, places, recorded, flows)

    def points(self) -> Iterator[Point]:
        """Everything there is to reach, file by file."""
        pages = set(self._pages_shown())
        for source in self.shelf.sources:
            if source.place in self.places:
                yield from self._of(source, pages)

    def _of(self, source: Source, pages: set[str]) -> Iterator[Point]:
        written = source.written
        if isinstance(written, ExerciseFile) and written.id in self.flows:
            yield from _Exercise(source, written, self.flows[written.id]).points()
        elif isinstance(written, MeasureFile):
            yield from _items(source, written)
        elif isinstance(written, PageFile):
            why = (
                ""
                if written.id in pages
                else NOT_SHOWN.get(written.id, "no exercise and no option shows it; it can only be looked up")
            )
            yield _point(source, Mark(PAGE, written.id), ("id",), f"the page {written.id}", why)
        elif isinstance(written, ProgrammeFile):
            yield from _agendas(source, written)
        elif isinstance(written, AreaFile) and written.id in self.library.areas:
            area = self.library.areas[written.id]
            for check in area.checks:
                yield from _findings(check)

    def _pages_shown(self) -> Iterator[str]:
        """The pages that something may show: steps, options, and the guard, whose code names them whole or in part."""
        said = {text for module in (library, measure, safety) for text in texts(ast.parse(getsource(module)))}
        for id in self.library.pages:
            family, _, name = id.partition(".")
            if id not in NOT_SHOWN and (id in said or (family == "safety" and name in said)):
                yield id
        for exercise in self.library.exercises.values():
            for _, step in walk(exercise.steps):
                if isinstance(step, PageStep):
                    yield step.page
                elif isinstance(step, AskStep):
                    yield from (option.page for option in getattr(step.kind, "options", ()) if option.page)

    def in_python(self, asked: Mapping[str, Kind]) -> Iterator[Point]:
        """The exercises in Python, and what their questions offered, as far as they were asked."""
        for exercise in self.library.exercises.values():
            if not exercise.steps and self._own(exercise):
                file, line = _written_at(exercise.script)
                yield Point(Mark(STEP, exercise.id), file, line, f"the exercise {exercise.id}")
                for name, kind in asked.items():
                    id, _, key = name.partition("/")
                    for option in sorted(options_of(kind)) if id == exercise.id else ():
                        yield Point(Mark(OPTION, id, (key,), option), file, line, f"'{option}' to '{key}'")

    def _own(self, exercise: Exercise) -> bool:
        file = File(place_of(exercise.script)[0])
        return any(file.is_relative_to(place.package) for place in self.places)


def _point(source: Source, mark: Mark, path: Path, words: str, why: str = "") -> Point:
    fault = source.fault(path, "", "")
    return Point(mark, fault.file, fault.line, words, why)


def _written_at(function: object) -> tuple[str, int]:
    file, line = place_of(function)
    return shown(File(file)), line


def _items(source: Source, written: MeasureFile) -> Iterator[Point]:
    for place, item in enumerate(written.items):
        here = ("items", place)
        yield _point(source, Mark(STEP, written.id, here), (*here, "id"), f"item {item.id}")
        for number in range(len(written.options)):
            mark = Mark(OPTION, written.id, here, str(number))
            yield _point(source, mark, (*here, "id"), f"{number} to item {item.id}")


def _agendas(source: Source, programme: ProgrammeFile) -> Iterator[Point]:
    for place, phase in enumerate(programme.phases):
        for sessions in phase.agendas:
            here = ("phases", place, "agendas", str(sessions))
            yield _point(source, Mark(ROUTE, programme.id, here), here, f"{phase.id} in {sessions} sessions")
    for place, also in enumerate(programme.also):
        mark = Mark(ROUTE, programme.id, ("also", place))
        yield _point(source, mark, mark.path, f"{also.exercise} at {', '.join(also.at)}")


def _findings(check: TerminationCheck) -> Iterator[Point]:
    file, line = _written_at(check.judge)
    can = verdicts(check.judge)
    for finding in ("met", "not yet", "not known"):
        why = "" if finding in can else f"{name_of(check.judge)} never returns it"
        yield Point(Mark(CHECK, check.id, (), finding), file, line, f"the check {check.id} {finding}", why)


class _Exercise:
    """What there is to reach in one exercise."""

    def __init__(self, source: Source, written: ExerciseFile, flow: Flow) -> None:
        self.source = source
        self.written = written
        self.flow = flow

    def points(self) -> Iterator[Point]:
        """All of it, in the order of the file."""
        yield from self._ways_in()
        for moment in self.flow.moments.values():
            yield from self._of(moment)

    def _ways_in(self) -> Iterator[Point]:
        id, written = self.written.id, self.written
        for name in ("unless", "gate", "halve"):
            for which in (HELD, NOT_HELD) if getattr(written, name) else ():
                yield _point(self.source, Mark(ROUTE, id, (name,), which), (name,), f"{name} {which}")
        for place, _ in enumerate(written.suggest):
            here = ("suggest", place)
            why = "" if written.role == "technique" else "only techniques are suggested"
            yield _point(self.source, Mark(SUGGESTION, id, here, HELD), here, f"suggestion {place + 1}", why)

    def _of(self, moment: Moment) -> Iterator[Point]:
        id, path, step = self.written.id, moment.path, moment.step
        why = "" if self.flow.can(moment.needs) else self._why([*moment.own, *moment.around])
        yield self._at(Mark(STEP, id, path), worded(step), why)
        if step.when:
            yield self._at(Mark(BRANCH, id, path, HELD), f"the condition of {worded(step)} held", why)
            never = self.flow.never(all_of(one.statement for one in moment.own))
            other: list[Need | Statement] = [*moment.around, never]
            whynot = "" if self.flow.can(other) else self._why_always(moment)
            yield self._at(Mark(BRANCH, id, path, NOT_HELD), f"the condition of {worded(step)} not held", whynot)
        if isinstance(step, AskStep):
            for option in sorted(options_of(step.kind)):
                yield self._at(Mark(OPTION, id, path, option), f"'{option}' to '{step.ask}'", why)

    def _at(self, mark: Mark, words: str, why: str) -> Point:
        return _point(self.source, mark, mark.path, words, why)

    def _why_always(self, moment: Moment) -> str:
        if not self.flow.can(moment.around):
            return self._why(moment.around)
        return f"{' and '.join(spelled(one.condition) for one in moment.own if one.condition)} always holds here"

    def _why(self, needs: list[Need] | tuple[Need, ...]) -> str:
        """Of what must hold for a step, the few things that cannot hold together."""
        return "never both: " * (len(blamed := self.flow.blamed(needs)) > 1) + ", and ".join(map(self._needed, blamed))

    def _needed(self, need: Need) -> str:
        line = self.source.fault(need.path, "", "").line
        said = spelled(need.condition) if need.condition else _NEEDED[need.sort]
        return f"{said} (line {line}){' never holds' if need.condition else ''}"


_NEEDED = {
    "else": "the condition of its block does not hold",
    "stop": "the exercise goes on after its stop",
    "toward": "there is somebody to work toward",
    "alarm": "no answer raises an alarm that ends the exercise",
    "items": "there is something to take from the list",
}


def worded(step: AnyStep) -> str:
    """A step in a few words."""
    if isinstance(step, AskStep):
        return f"ask {step.ask}"
    if isinstance(step, SayStep):
        first = step.say.strip().split("\n")[0]
        return f"say '{first if len(first) < 40 else first[:39].rstrip() + '…'}'"
    if isinstance(step, EachStep):
        return f"each {step.each}"
    if isinstance(step, UseStep):
        return f"use {step.use}"
    if isinstance(step, BlockStep):
        return "a block of steps"
    if isinstance(step, PageStep):
        return f"page {step.page}"
    return type(step).__name__.removesuffix("Step").lower()
