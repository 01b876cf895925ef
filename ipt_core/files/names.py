"""What the shape of a content file cannot show: loose prose, and names that are unknown or used too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ipt_core.errors import Fault
from ipt_core.play.parts import SLOTS
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.written.exercise import CORE_FAMILIES
from ipt_core.written.steps import (
    BEFORE,
    LEFT,
    OR_NOTHING,
    PLACEHOLDER,
    TODAY,
    AnyStep,
    AskStep,
    EachStep,
    OptionsFrom,
    ReplyStep,
    SayStep,
    SlotStep,
    TowardStep,
    UseStep,
    walk,
)

from .documents import Document, Path
from .facts import declared_facts, shared_facts
from .shapes import ExerciseFile

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
    names = _Names(document, written.id.partition(".")[0])
    for path, place in document.places.items():
        if path[-1:] == ("ask",) and isinstance(key := _at(document.data, path), str):
            names.later.setdefault(key, place.line)
    for path, step in walk(written.steps):
        names.step(step, path)
    return names.faults


class _Names:
    """Is shown the steps of a file, one after the other; reports names that are unknown or used too early."""

    def __init__(self, document: Document, area: str) -> None:
        self.document = document
        self.area = area
        self.keys: set[str] = {"people", "focus", LEFT}
        self.later: dict[str, int] = {}  # keys asked anywhere, and the line of the first such question
        self.faults: list[Fault] = []

    def step(self, step: AnyStep, here: Path) -> None:
        """Check the next step."""
        for where, key in reads(step):
            self._use(key, (*here, *where))
        for field in ("say", "text", "reason"):
            if re.search(r"\{\{|\}\}", PLACEHOLDER.sub("", str(getattr(step, field, "")))):
                message = "write {{ key }}, or {{ key | other words }}; nothing else is filled in"
                self._fault((*here, field), "placeholder", message)
        for field in ("text", "reason"):
            if OR_NOTHING.search(str(getattr(step, field, ""))):
                message = "only a line of 'say' may be left out; write other words behind the '|'"
                self._fault((*here, field), "placeholder", message)
        if isinstance(step, AskStep):
            self._ask(step, here)
        elif isinstance(step, EachStep):
            self.keys.add(step.name)
        elif isinstance(step, SlotStep) and step.slot not in SLOTS:
            self._fault((*here, "slot"), "unknown-slot", f"there is no slot '{step.slot}'")

    def _ask(self, step: AskStep, here: Path) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*|\d+", step.ask, re.ASCII):
            self._fault((*here, "ask"), "bad-key", f"a key is lower case words joined by dashes, not '{step.ask}'")
        if step.fills and not _is_fact(step.fills, self.area):
            code, why = "unknown-fact", ""
            if step.fills.startswith(RESERVED_FACTS):
                code, why = "core-fact", "; it belongs to the core, which asks such questions itself"
            message = f"'{step.fills}' is no shared fact{why}; use one of the list, or start it with '{self.area}.'"
            self._fault((*here, "fills"), code, message)
        self.keys.add(step.ask)
        for name in shown(step.reason):  # said when all is answered
            if name not in self.later:
                self._use(name, (*here, "reason"))

    def _use(self, key: str, path: Path) -> None:
        known = key in self.keys or "/" in key or _is_fact(key, self.area)
        if not known and key in self.later:
            message = f"'{key}' is not asked before this, but at line {self.later[key]}; move one of the two"
            self._fault(path, "asked-later", message)
        elif not known:
            self._fault(path, "unknown-name", f"'{key}' is not asked before this, and is no fact")

    def _fault(self, path: Path, code: str, message: str) -> None:
        self.faults.append(self.document.fault(path, code, message))


def reads(step: AnyStep) -> Iterator[tuple[Path, str]]:
    """Every name that a step reads, and where in it the name stands. The names that steps inside it read are theirs."""
    for condition in step.when:
        yield ("when", condition.key, "<key>"), condition.key
    if isinstance(step, SayStep):
        yield from ((("say",), name) for name in shown(step.say))
    elif isinstance(step, AskStep):
        yield from ((("text",), name) for name in shown(step.text))
        yield from [(("about",), step.about)] if step.about else []
        yield from [(("kind",), step.kind.key)] if isinstance(step.kind, OptionsFrom) else []
    elif isinstance(step, EachStep):
        yield ("each",), step.each
    elif isinstance(step, UseStep):
        yield from ((("with", inner), outer) for inner, outer in step.given.items())
    elif isinstance(step, TowardStep):
        yield ("toward",), step.toward
    elif isinstance(step, ReplyStep):
        yield from ((("style",), step.style), (("to",), step.to))


def shown(text: str) -> list[str]:
    """The names whose answers a text shows."""
    return [found["key"] for found in PLACEHOLDER.finditer(text)]


def _is_fact(name: str, family: str) -> bool:
    name = name.removesuffix(TODAY).removesuffix(BEFORE)
    return name.startswith(f"{family}.") or name in (declared_facts() if family in CORE_FAMILIES else shared_facts())
