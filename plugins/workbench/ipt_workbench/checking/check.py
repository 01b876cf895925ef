"""Everything that can be found wrong with content, all at once: every file, every condition, every script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from ipt_core.errors import Fault, NothingToDo
from ipt_workbench.checking import conditions as check_conditions
from ipt_workbench.checking import names as check_names
from ipt_workbench.checking import python as check_python
from ipt_workbench.checking import python_reads as check_reads
from ipt_workbench.checking import reachability as check_flow
from ipt_workbench.checking import safety as check_safety
from ipt_workbench.checking import scores as check_scores
from ipt_workbench.checking import wording as check_prose
from ipt_workbench.checking.codes import WARNING, Severity, codes
from ipt_workbench.sources import Catalogue, Shelf, Source, shown
from ipt_workbench.workplace import Workplace, bundled, find

# Where one of these stands in a file, it is not plain what happens in it.
UNCLEAR = {"asked-later", "bad-key", "unknown-slot"}
# What a plugin is refused for; where these are found, the refusal itself says nothing new.
REFUSED_FOR = {"foreign-id", "core-id", "core-fact", "duplicate-id"}


def check(targets: Iterable[str] = ()) -> list[Fault]:
    """All faults of some plugins, in the order of their files.

    Args:
        targets: Folders, files or names of plugins. Without one: the plugin in the current folder when it is one,
            else all that are bundled or installed. Of a file, only its own faults.

    Raises:
        NothingToDo: when a target is no plugin, and no part of one.
    """
    places, files = _meant(list(targets))
    names = {place.name for place in places}
    found = check_places(places, on_hand(place for place in bundled() if place.name not in names))
    return [fault for fault in found if files is None or fault.file in files]


def on_hand(places: Iterable[Workplace]) -> Shelf:
    """The content of some plugins, which others may point at."""
    shelf = Shelf()
    for place in places:
        shelf.read(place)
        for _ in check_python.bring_in(place, shelf):
            pass  # their own faults are not asked for
    return shelf


def counts(fault: Fault, strict: bool) -> bool:
    """Whether a fault fails the check: every error, and with `strict` every warning."""
    return strict or severity(fault) != WARNING


def severity(fault: Fault) -> Severity:
    """``error`` or ``warning``."""
    return codes()[fault.code].severity


@frozen
class FaultRow:
    """A fault of some content.

    Attributes:
        file: The file.
        line: The line, from 1.
        column: The column, from 1.
        code: Its code, which ``ipt codes`` explains.
        message: What is wrong, and the fix.
        severity: Whether it fails the check.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity


def _meant(targets: list[str]) -> tuple[list[Workplace], set[str] | None]:
    """The plugins that the targets mean; and the files to report on, when all targets are files."""
    if not targets:
        try:
            return [find(".")], None
        except NothingToDo:
            return bundled(), None
    places = list(dict.fromkeys(find(target) for target in targets))
    files = {shown(Path(target).resolve()) for target in targets if Path(target).is_file()}
    return places, files if len(files) == len(targets) else None


def check_places(places: list[Workplace], shelf: Shelf) -> list[Fault]:
    """All faults of some plugins.

    Args:
        places: What is checked.
        shelf: What is on hand besides, and may be pointed at. The places are put there too.
    """
    found: list[Fault] = []
    for place in places:
        shelf.read(place)
        found += check_python.bring_in(place, shelf)
    all_ = Catalogue.of(shelf)
    found += [*shelf.faults, *_of_content(shelf, all_, places), *_of_python(shelf, all_, places)]
    folders = tuple(str(Path(shown(place.package)) / "x")[:-1] for place in places)
    mine = {fault for fault in found if fault.file.startswith(folders)}
    if REFUSED_FOR & {fault.code for fault in mine}:
        mine = {fault for fault in mine if fault.code != "plugin" or fault.line > 1}
    return sorted(mine, key=lambda fault: (fault.file, fault.line, fault.column, fault.code))


def _of_content(shelf: Shelf, all_: Catalogue, places: list[Workplace]) -> Iterator[Fault]:
    yield from check_names.duplicates(shelf)
    yield from check_names.unused(shelf)
    yield from check_flow.loops(shelf)
    for source in shelf.sources:
        if source.place in places:
            yield from _of_source(source, shelf, all_)


def _of_source(source: Source, shelf: Shelf, all_: Catalogue) -> Iterator[Fault]:
    """Everything about one file. What follows from a fault on the same line is not told again."""
    yield from check_prose.faults(source)
    yield from check_safety.faults(source)
    yield from check_scores.faults(source, _scored_in_python(source, shelf))
    told = [fault for fault in shelf.faults if fault.file == source.document.file]
    for faults in (check_names.foreign(shelf, source), check_names.faults(source, all_)):
        told += _fresh(faults, told)
    told += _fresh(check_conditions.faults(source, all_), told)
    if not UNCLEAR & {fault.code for fault in told}:
        told += _fresh(check_flow.faults(source, all_), told)
    yield from told


def _fresh(faults: Iterable[Fault], told: list[Fault]) -> list[Fault]:
    """The faults on lines of which no error is told yet."""
    lines = {fault.line for fault in told if severity(fault) != WARNING}
    return [fault for fault in faults if fault.line not in lines]


def _scored_in_python(source: Source, shelf: Shelf) -> frozenset[str] | None:
    """The questions that the file's plugin has scoring functions for; None when that is not known."""
    keys: set[str] = set()
    for module in shelf.modules:
        if module.place == source.place:
            found = check_reads.scored_keys(module)
            if found is None:
                return None
            keys |= set(found)
    return frozenset(keys)


def _of_python(shelf: Shelf, all_: Catalogue, places: list[Workplace]) -> Iterator[Fault]:
    for module in shelf.modules:
        if module.place in places:
            yield from check_reads.faults(module, all_)
            yield from check_reads.scores(module, shelf)
    for place in places:
        yield from check_python.tried(place, shelf, all_.recorded)
