"""Names: what content points at must exist and be its author's to use, and what it brings must be led to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Choice, Multi
from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.facts import shared_facts
from ipt_core.files.names import reads
from ipt_core.files.shapes import AreaFile, BankFile, ExerciseFile, FactsFile, MeasureFile, PageFile, ProgrammeFile
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.written.exercise import CORE_FAMILIES
from ipt_core.written.programme import FEWEST, MOST
from ipt_core.written.steps import (
    BEFORE,
    LEFT,
    TODAY,
    AskStep,
    EachStep,
    PageStep,
    ReplyStep,
    SlotStep,
    StopStep,
    UseStep,
    walk,
)
from ipt_workbench.sources import Catalogue, Shelf, Source

ROLES = ("technique", "part")


def faults(source: Source, all_: Catalogue) -> Iterator[Fault]:
    """What one file points at that is not there, or not its to use."""
    written = source.written
    if isinstance(written, ExerciseFile):
        yield from _exercise(source, written, all_)
    elif isinstance(written, AreaFile):
        yield from _area(source, written, all_)
    elif isinstance(written, ProgrammeFile):
        yield from _programme(source, written, all_)
    if not source.core:
        yield from _own_id(source)


# ---------------------------------------------------------------- exercises


def _exercise(source: Source, written: ExerciseFile, all_: Catalogue) -> Iterator[Fault]:
    if written.role not in ROLES:
        yield source.fault(("role",), "unknown-role", f"a role is {' or '.join(ROLES)}, not '{written.role}'")
    own = {step.ask for _, step in walk(written.steps) if isinstance(step, AskStep)}
    own |= {step.name for _, step in walk(written.steps) if isinstance(step, EachStep)}
    for path, step in walk(written.steps):
        for where, key in reads(step):
            if key not in own:
                yield from _read(source, (*path, *where), key, all_)
        yield from _step(source, path, step, all_)
    for path, when in _outer_conditions(written):
        inner = path[0] in ("gate", "halve")
        for condition in when:
            if not (inner and condition.key in own):
                yield from _outer(source, (*path, condition.key, "<key>"), condition.key, all_)


def _outer_conditions(written: ExerciseFile) -> Iterator[tuple[Path, When]]:
    """The conditions of an exercise that stand outside its steps."""
    for index, one in enumerate(written.suggest):
        yield ("suggest", index, "when"), one.when
    yield ("unless",), written.unless
    yield ("gate",), written.gate
    yield ("halve",), written.halve


def _outer(source: Source, path: Path, key: str, all_: Catalogue) -> Iterator[Fault]:
    """A name used outside the steps, where there are no answers of the exercise itself yet."""
    fact = key.removesuffix(TODAY).removesuffix(BEFORE)
    if "/" in key or "." in fact or fact in shared_facts() or key in ("people", LEFT):
        yield from _read(source, path, key, all_)
    else:
        message = f"'{key}' is no fact; outside the steps write '{source.written.id}/{key}'"
        yield source.fault(path, "unknown-name", message)


def _read(source: Source, path: Path, key: str, all_: Catalogue) -> Iterator[Fault]:
    """A fact, or another exercise's answer, that is read."""
    exercise, slash, asked = key.rpartition("/")
    if key in ("focus", "people", LEFT):
        return
    if not slash:
        if not all_.recorded.kinds(key) and all_.recorded.kinds(key) is not None:
            yield source.fault(path, "nothing-fills", f"no question fills the fact '{key}', so it is always empty")
    elif exercise not in all_.exercises:
        yield source.fault(path, "unknown-exercise", f"there is no exercise '{exercise}'")
    elif (keys := all_.recorded.asks(exercise)) is not None and asked not in keys:
        yield source.fault(path, "unknown-answer", f"'{exercise}' asks no '{asked}'; it asks {_some(keys)}")


def _step(source: Source, path: Path, step: Any, all_: Catalogue) -> Iterator[Fault]:
    """What one step points at."""
    if isinstance(step, UseStep):
        yield from _use(source, path, step, all_)
    elif isinstance(step, PageStep) and step.page not in all_.pages:
        yield source.fault((*path, "page"), "unknown-page", f"there is no page '{step.page}'")
    elif isinstance(step, ReplyStep) and step.reply not in all_.banks:
        yield source.fault((*path, "reply"), "unknown-bank", f"there is no reply bank '{step.reply}'")
    elif isinstance(step, SlotStep) and not source.core:
        yield source.fault((*path, "slot"), "core-only", "a slot is for core content; write the steps out")
    elif isinstance(step, StopStep) and not step.stop:
        yield source.fault((*path, "stop"), "stop-no", "this stops as well; leave the step out, or give it a 'when'")
    elif isinstance(step, EachStep) and not _named_inside(step):
        yield source.fault((*path, "as"), "unused-name", f"nothing in this loop shows or reads '{step.name}'")
    elif isinstance(step, AskStep):
        yield from _ask(source, path, step, all_)


def _named_inside(step: EachStep) -> bool:
    """Whether something in a loop reads the name of its rounds."""
    return any(key == step.name for _, inner in walk(step.steps) for _, key in reads(inner))


def _use(source: Source, path: Path, step: UseStep, all_: Catalogue) -> Iterator[Fault]:
    if step.use not in all_.exercises:
        yield source.fault((*path, "use"), "unknown-exercise", f"there is no exercise '{step.use}'")
        return
    keys = all_.recorded.asks(step.use)
    for inner in step.given:
        if keys is not None and inner not in keys:
            message = f"'{step.use}' asks no '{inner}'; it asks {_some(keys)}"
            yield source.fault((*path, "with", inner, "<key>"), "unknown-answer", message)


def _ask(source: Source, path: Path, step: AskStep, all_: Catalogue) -> Iterator[Fault]:
    if step.required and not source.core:
        message = "only the core may ask what cannot be skipped; leave 'required' out"
        yield source.fault((*path, "required"), "core-only", message)
    if not isinstance(step.kind, Choice | Multi):
        return
    sort = "choice" if isinstance(step.kind, Choice) else "multi"
    seen: dict[str, str] = {}
    for option in step.kind.options:
        here = (*path, "kind", sort, option.id)
        if option.page and option.page not in all_.pages:
            yield source.fault((*here, "page"), "unknown-page", f"there is no page '{option.page}'")
        same = seen.setdefault(option.label.casefold(), option.id)
        if same != option.id:
            yield source.fault(here, "same-label", f"'{same}' has this label too; nobody can tell them apart")


# ---------------------------------------------------------------- areas, programmes, ids


def _area(source: Source, written: AreaFile, all_: Catalogue) -> Iterator[Fault]:
    for index, id in enumerate(written.order):
        one = all_.exercises.get(id)
        if one is None:
            yield source.fault(("order", index), "unknown-exercise", f"there is no exercise '{id}'")
        elif not (getattr(one, "technique", False) or getattr(one, "role", "") == "technique"):
            yield source.fault(("order", index), "no-technique", f"'{id}' is no technique; add 'role: technique' there")
    if written.weekly and written.weekly not in all_.exercises:
        yield source.fault(("weekly",), "unknown-exercise", f"there is no exercise '{written.weekly}'")
    for fact in written.charts:
        if all_.recorded.kinds(fact) == ():
            yield source.fault(("charts", fact, "<key>"), "nothing-fills", f"no question fills the fact '{fact}'")
    if not FEWEST <= written.sessions <= MOST:
        yield source.fault(
            ("sessions",), "sessions", f"a course has {FEWEST} to {MOST} sessions, not {written.sessions}"
        )


def _programme(source: Source, written: ProgrammeFile, all_: Catalogue) -> Iterator[Fault]:
    named: list[tuple[Path, str]] = [
        (("blocks", name, index, "exercise"), item.exercise)
        for name, items in written.blocks.items()
        for index, item in enumerate(items)
    ]
    named += [(("also", index, "exercise"), one.exercise) for index, one in enumerate(written.also)]
    for path, id in named:
        if id not in all_.exercises:
            yield source.fault(path, "unknown-exercise", f"there is no exercise '{id}'")
    for index, phase in enumerate(written.phases):
        blocks = {block for sessions in phase.agendas.values() for session in sessions for block in session}
        for block in sorted({*blocks, *phase.each} - set(written.blocks)):
            yield source.fault(("phases", index), "unknown-block", f"there is no block '{block}'")


def _own_id(source: Source) -> Iterator[Fault]:
    """A plugin's ids stay out of the core's families, and inside its areas."""
    id = source.written.id
    family = id.partition(".")[0]
    if isinstance(source.written, MeasureFile | ProgrammeFile | FactsFile):
        message = (
            "a plugin brings measures by the hook 'ipt_measures', no programmes and no facts; this file is not used"
        )
        yield source.fault((), "core-only", message)
    elif family in CORE_FAMILIES or f"{family}.".startswith(RESERVED_FACTS):
        yield source.fault(("id",), "core-id", f"'{family}' belongs to the core; begin the id with your area's id")


def foreign(shelf: Shelf, source: Source) -> Iterator[Fault]:
    """An id that does not begin with the id of an area that its plugin brings."""
    areas = {one.id for other, one in shelf.holding(AreaFile) if other.place == source.place}
    family = source.written.id.partition(".")[0]
    shape = ExerciseFile | PageFile | BankFile
    if areas and not source.core and isinstance(source.written, shape) and family not in {*areas, *CORE_FAMILIES}:
        message = f"'{source.written.id}' must begin with '{min(areas)}.'"
        yield source.fault(("id",), "foreign-id", message)


def duplicates(shelf: Shelf) -> Iterator[Fault]:
    """Ids that two files of all those on hand share."""
    seen: dict[str, Source] = {}
    for source in shelf.sources:
        other = seen.setdefault(source.written.id, source)
        if other is not source:
            message = f"'{source.written.id}' is also the id of {other.document.file}; rename one"
            yield source.fault(("id",), "duplicate-id", message)


def unused(shelf: Shelf) -> Iterator[Fault]:
    """What plugins bring and nothing leads to."""
    pointed = _pointed_at(shelf)
    for source, one in shelf.holding(ExerciseFile):
        led_to = one.id in pointed or one.role != "part" or one.gate or one.id.startswith("quick.")
        if not source.core and not led_to:
            message = f"nothing leads to '{one.id}'; give it 'role: technique', name it as 'weekly', or 'use' it"
            yield source.fault(("id",), "unused", message)
    for source, one in shelf.holding(BankFile):
        if not source.core and one.id not in pointed:
            yield source.fault(("id",), "unused", f"no step replies from '{one.id}'")
    for source, area in shelf.holding(AreaFile):
        techniques = [one.id for other, one in shelf.holding(ExerciseFile) if one.role == "technique"]
        for id in techniques:
            if id.startswith(f"{area.id}.") and id not in area.order:
                yield source.fault(("order",), "not-in-order", f"the technique '{id}' is not in the order; add it")


def _pointed_at(shelf: Shelf) -> set[str]:
    """Every id that something leads to."""
    found = {one.weekly for _, one in shelf.holding(AreaFile)}
    for _, one in shelf.holding(ExerciseFile):
        for _, step in walk(one.steps):
            found |= {getattr(step, name, "") for name in ("use", "reply")}
    for _, one in shelf.holding(ProgrammeFile):
        found |= {item.exercise for items in one.blocks.values() for item in items}
        found |= {also.exercise for also in one.also}
    return found


def _some(keys: frozenset[str]) -> str:
    """A few of the keys there are."""
    names = sorted(keys)
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "nothing"
