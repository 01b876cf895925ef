"""What the shape of a content file cannot show: loose prose, and names that are unknown or used too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .errors import Fault
from .model import CORE_FAMILIES
from .reading import Document, Path
from .record import RESERVED_FACTS, SHARED_FACTS
from .shapes import ExerciseFile
from .slots import SLOTS
from .steps import (
    BEFORE,
    LEFT,
    TODAY,
    AskStep,
    BlockStep,
    EachStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    TowardStep,
    UseStep,
)

LABELS = {"kind", "options", "replies", "score"}  # below these, prose words are ids and labels
PROSE = frozenset(
    """
    say text aim because reason source notice means credit intro
    """.split()
)  # these need a '|' block


def loose_prose(document: Document) -> Iterator[Fault]:
    """Prose outside a ``|`` block."""
    for path, place in document.places.items():
        if path and path[-1] in PROSE and not place.block and not LABELS & set(path):
            if _at(document.data, path).__class__ is str:
                yield document.fault(path, "prose", f"put the text of '{path[-1]}' in a '|' block on the next line")


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def unknown_names(written: ExerciseFile, document: Document) -> list[Fault]:
    """Names an exercise uses that are unknown, or asked only later."""
    walk = _Names(document, written.id.partition(".")[0])
    walk.walk(written.steps, ("steps",))
    return walk.faults


class _Names:
    """Walks the steps of a file and reports names that are unknown or used too early."""

    def __init__(self, document: Document, area: str) -> None:
        self.document = document
        self.area = area
        self.keys: set[str] = {"people", "focus", LEFT}
        self.faults: list[Fault] = []

    def walk(self, steps: Steps, path: Path) -> None:
        """Check a list of steps, in the order they are played."""
        for index, step in enumerate(steps):
            here = (*path, index)
            for condition in step.when:
                self._use(condition.key, (*here, "when", condition.key, "<key>"))
            if isinstance(step, SayStep):
                self._fill(step.say, (*here, "say"))
            elif isinstance(step, AskStep):
                self._ask(step, here)
            elif isinstance(step, BlockStep):
                self.walk(step.steps, (*here, "steps"))
            elif isinstance(step, EachStep):
                self._use(step.each, (*here, "each"))
                self.keys.add(step.name)
                self.walk(step.steps, (*here, "steps"))
            elif isinstance(step, UseStep):
                for outer in step.given.values():
                    self._use(outer, (*here, "with"))
            elif isinstance(step, TowardStep):
                self._use(step.toward, (*here, "toward"))
            elif isinstance(step, ReplyStep):
                self._use(step.style, (*here, "style"))
                self._use(step.to, (*here, "to"))
            elif isinstance(step, SlotStep) and step.slot not in SLOTS:
                self._fault((*here, "slot"), "unknown-slot", f"there is no slot '{step.slot}'")

    def _ask(self, step: AskStep, here: Path) -> None:
        self._fill(step.text, (*here, "text"))
        if not re.fullmatch(r"[a-z][a-z0-9-]*|\d+", step.ask, re.ASCII):
            self._fault((*here, "ask"), "bad-key", f"a key is lower case words joined by dashes, not '{step.ask}'")
        if step.fills and not _is_fact(step.fills, self.area):
            message = f"'{step.fills}' is no shared fact; use one of the list, or start it with '{self.area}.'"
            self._fault((*here, "fills"), "unknown-fact", message)
        if step.about:
            self._use(step.about, (*here, "about"))
        source = getattr(step.kind, "key", "")
        if source:
            self._use(source, (*here, "kind"))
        self.keys.add(step.ask)

    def _fill(self, text: str, path: Path) -> None:
        for name in re.findall(r"\{\{\s*([^}|]*?)\s*(?:\|[^{}]*)?\}\}", text):
            self._use(name, path)

    def _use(self, key: str, path: Path) -> None:
        known = key in self.keys or "/" in key or _is_fact(key, self.area)
        if not known:
            self._fault(path, "unknown-name", f"'{key}' is not asked before this, and is no fact")

    def _fault(self, path: Path, code: str, message: str) -> None:
        self.faults.append(self.document.fault(path, code, message))


def _is_fact(name: str, family: str) -> bool:
    core = family in CORE_FAMILIES
    name = name.removesuffix(TODAY).removesuffix(BEFORE)
    return name in SHARED_FACTS or name.startswith(f"{family}.") or (core and name.startswith(RESERVED_FACTS))
