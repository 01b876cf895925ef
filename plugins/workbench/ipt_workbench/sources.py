"""Content as its authors wrote it: every file of some plugins with its places, and all of it by id."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from ipt_core.errors import ContentError, Fault
from ipt_core.files.documents import Document
from ipt_core.files.documents import Path as Place
from ipt_core.files.load import examined
from ipt_core.files.shapes import AreaFile, BankFile, ExerciseFile, MeasureFile, PageFile, Written
from ipt_core.written.area import ProblemArea
from ipt_core.written.exercise import Exercise
from ipt_core.written.measure import Measure
from ipt_workbench.recordable import Recorded
from ipt_workbench.workplace import CORE, Workplace


@frozen
class Source:
    """One content file.

    Attributes:
        place: The plugin it belongs to.
        document: Its data with their places.
        written: What it holds.
    """

    place: Workplace
    document: Document
    written: Written

    @property
    def core(self) -> bool:
        """Whether it is the core's own content."""
        return self.place.name == CORE and not self.place.module

    def fault(self, path: Place, code: str, message: str) -> Fault:
        """A fault at a place of this file."""
        return self.document.fault(path, code, message)


@frozen
class Module:
    """One Python file of a plugin, parsed."""

    place: Workplace
    file: str
    tree: ast.Module

    def fault(self, node: ast.AST, code: str, message: str) -> Fault:
        """A fault at a part of the file."""
        return Fault(self.file, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, code, message)


@define
class Brought:
    """What a plugin's hooks brought, as far as they did."""

    areas: list[ProblemArea] = field(factory=list)
    exercises: list[Exercise] = field(factory=list)
    measures: list[Measure] = field(factory=list)

    def scripts(self) -> list[Exercise]:
        """The exercises written in Python."""
        all_ = [*self.exercises, *(one for area in self.areas for one in area.exercises)]
        return [one for one in all_ if not one.steps]


@frozen
class Glimpsed:
    """What shows of a file that cannot be read whole: enough not to call missing what it may hold.

    Attributes:
        id: Its id, or something like it.
        fills: The facts it may fill.
    """

    id: str
    fills: tuple[str, ...]
    steps: tuple[Any, ...] = ()
    eases: bool = False
    role: str = "technique"

    @classmethod
    def of(cls, text: str) -> Glimpsed:
        """What a text shows at a glance."""
        id = re.search(r"^id: *['\"]?([\w.-]+)", text, re.MULTILINE)
        return cls(id[1] if id else "", tuple(re.findall(r"fills: *['\"]?([\w.-]+)", text)))


@define
class Shelf:
    """All content on hand, with its faults so far.

    Attributes:
        sources: Every file that could be read.
        modules: Every Python file of a plugin that could be parsed.
        brought: What each plugin's hooks brought, by the plugin's name.
        faults: What was wrong with files that could not be read, or not whole.
        glimpsed: What shows of files that could not be read whole.
    """

    sources: list[Source] = field(factory=list)
    modules: list[Module] = field(factory=list)
    brought: dict[str, Brought] = field(factory=dict)
    faults: list[Fault] = field(factory=list)
    glimpsed: list[Glimpsed] = field(factory=list)

    def read(self, place: Workplace) -> None:
        """Put the files of a plugin on the shelf; their faults are kept."""
        for path in sorted(place.package.rglob("*.yaml")):  # links that lead nowhere among them
            if not path.is_dir():
                self._read_file(place, path)
        for path in place.files(".py") if place.module else ():
            self._parse(place, path)

    def _read_file(self, place: Workplace, path: Path) -> None:
        file, text = shown(path), b""
        try:
            text = path.read_bytes()
            document, written, faults = examined(text, file)
        except ContentError as error:
            self.faults += error.faults
        except OSError as error:
            self.faults.append(Fault(file, 1, 1, "unreadable", f"this file cannot be read: {error.strerror}"))
        else:
            self.faults += faults
            if written is not None:
                self.sources.append(Source(place, document, written))
                return
        self.glimpsed.append(Glimpsed.of(text.decode("utf-8", "replace")))

    def _parse(self, place: Workplace, path: Path) -> None:
        file = shown(path)
        try:
            self.modules.append(Module(place, file, ast.parse(path.read_bytes())))
        except SyntaxError as error:
            line, column = error.lineno or 1, error.offset or 1
            self.faults.append(Fault(file, line, max(1, column), "python", f"this is not Python: {error.msg}"))
        except (OSError, ValueError) as error:
            self.faults.append(Fault(file, 1, 1, "unreadable", f"this file cannot be read: {error}"))

    def holding(self, shape: type[Any]) -> Iterator[tuple[Source, Any]]:
        """Every file of one sort, with what it holds."""
        return ((one, one.written) for one in self.sources if isinstance(one.written, shape))

    def exercises(self) -> dict[str, Any]:
        """Every exercise by id, those of measures and those written in Python among them."""
        found: dict[str, Any] = {one.id: one for _, one in self.holding(ExerciseFile)}
        found |= {one.id: Glimpsed(one.id, ()) for one in [*self.measures().values(), *self.glimpsed]}
        return found | {one.id: one for brought in self.brought.values() for one in brought.scripts()}

    def measures(self) -> dict[str, Any]:
        """Every measure by id."""
        found: dict[str, Any] = {one.id: one for _, one in self.holding(MeasureFile)}
        return found | {one.id: one for brought in self.brought.values() for one in brought.measures}

    def ids(self, shape: type[Any]) -> frozenset[str]:
        """The ids of everything of one sort, and of what may be of that sort."""
        return frozenset([one.id for _, one in self.holding(shape)] + [one.id for one in self.glimpsed])

    def recorded(self) -> Recorded:
        """What all this content may record."""
        filled = {fact for one in self.modules for fact in facts_filled(one.tree)}
        filled |= {fact for one in self.glimpsed for fact in one.fills}
        return Recorded(self.exercises().values(), self.measures().values(), filled)


def shown(path: Path) -> str:
    """A file's name as it is said: from the current folder when it lies in it."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def facts_filled(tree: ast.Module) -> Iterator[str]:
    """The facts that a module's questions fill, by ``fills=`` in it. One that is worked out may be any of its texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "fills":
            if isinstance(node.value, ast.Constant):
                yield str(node.value.value)
            else:
                yield from texts(tree)


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text that stands in some code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def of(places: Iterable[Workplace]) -> Shelf:
    """The files of some plugins."""
    shelf = Shelf()
    for place in places:
        shelf.read(place)
    return shelf


@frozen
class Catalogue:
    """Everything on hand by id, for looking up what content points at."""

    exercises: Mapping[str, Any]
    pages: frozenset[str]
    banks: frozenset[str]
    areas: frozenset[str]
    recorded: Recorded

    @classmethod
    def of(cls, shelf: Shelf) -> Catalogue:
        """What a shelf holds."""
        areas = shelf.ids(AreaFile) | {area.id for brought in shelf.brought.values() for area in brought.areas}
        return cls(shelf.exercises(), shelf.ids(PageFile), shelf.ids(BankFile), areas, shelf.recorded())
