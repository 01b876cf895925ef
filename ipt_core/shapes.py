"""The shapes of content files: small classes that mirror what an author writes, filled by cattrs.

The only user of cattrs. Every fault of a file is found at once, each with its place.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from attrs import field, fields, frozen
from cattrs import BaseValidationError, Converter
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from . import kind_words as spell
from .errors import Fault
from .journal import Item
from .measure import MeasureItem
from .reading import Document, Path
from .steps import (
    AnyStep,
    AskStep,
    BlockStep,
    EachStep,
    PageStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
)
from .when import When


@frozen
class SuggestionFile:
    """One entry of ``suggest``."""

    because: str
    when: When = ()


@frozen(kw_only=True)
class Written:
    """What every content file says of itself."""

    id: str
    title: str = ""
    source: str
    licence: str
    review: str


@frozen(kw_only=True)
class ExerciseFile(Written):
    """An exercise; with a gate it is an assessment."""

    steps: Steps
    aim: str
    minutes: int = 10
    code: str = ""
    role: str = "part"
    stirs: bool = False
    eases: bool = False
    suggest: tuple[SuggestionFile, ...] = ()
    unless: When = ()
    gate: When = ()
    halve: When = ()


@frozen(kw_only=True)
class PageFile(Written):
    """A page."""

    text: str


@frozen(kw_only=True)
class BankFile(Written):
    """A reply bank."""

    replies: dict[str, dict[str, tuple[str, ...]]]


@frozen(kw_only=True)
class AreaFile(Written):
    """A problem area."""

    label: str
    means: str
    aim: str
    code: str = ""
    sessions: int = 12
    works_on_person: bool = False
    last_resort: bool = False
    notice: str = ""
    weekly: str = ""
    order: tuple[str, ...] = ()
    charts: dict[str, str] = field(factory=dict)
    goals: tuple[str, ...] = ()


@frozen
class BandFile:
    """One band of a measure."""

    low: int
    high: int
    name: str


@frozen
class ChangeFile:
    """The change rules of a measure."""

    reliable: int = 0
    important: int = 0
    case: int = 0
    high: int = 0
    remission: int | None = None


@frozen(kw_only=True)
class MeasureFile(Written):
    """A measure."""

    code: str
    aim: str
    minutes: int = 5
    intro: str
    options: dict[str, str]
    items: tuple[MeasureItem, ...]
    bands: tuple[BandFile, ...]
    missing: int = 0
    never_missing: tuple[str, ...] = ()
    change: ChangeFile = ChangeFile()
    leads: bool = False
    loinc: str = ""
    credit: str = ""


@frozen
class SplitFile:
    """One line of a preset."""

    sessions: str
    initial: int
    middle: int | None = None
    final: int | None = None


@frozen
class PhaseFile:
    """One phase of a programme."""

    id: str
    title: str
    aim: str
    agendas: dict[str, tuple[tuple[str, ...], ...]] = field(factory=dict)
    each: tuple[str, ...] = ()


@frozen
class AlsoFile:
    """An exercise added to certain sessions."""

    exercise: str
    at: tuple[str, ...]
    after: str
    because: str


@frozen(kw_only=True)
class ProgrammeFile(Written):
    """A programme."""

    aim: str
    sessions: int
    presets: dict[str, tuple[SplitFile, ...]]
    blocks: dict[str, tuple[Item, ...]]
    phases: tuple[PhaseFile, ...]
    also: tuple[AlsoFile, ...] = ()


_SHAPES: dict[str, type[Written]] = {
    "steps": ExerciseFile,
    "items": MeasureFile,
    "phases": ProgrammeFile,
    "replies": BankFile,
    "label": AreaFile,
    "text": PageFile,
}
_STEPS: dict[str, type] = {
    "say": SayStep,
    "ask": AskStep,
    "each": EachStep,
    "use": UseStep,
    "toward": TowardStep,
    "page": PageStep,
    "slot": SlotStep,
    "reply": ReplyStep,
    "stop": StopStep,
    "steps": BlockStep,
}
_RENAMED = {
    EachStep: {"name": override(rename="as")},
    UseStep: {"given": override(rename="with")},
    BandFile: {"low": override(rename="from"), "high": override(rename="to")},
}

_IN_FILES = {name: made.rename or name for renamed in _RENAMED.values() for name, made in renamed.items()}


def _text(data: Any, _: object) -> str:
    if not isinstance(data, str):
        raise ValueError("this needs text, not a list or a mapping")
    return prose(data)


def _bool(data: Any, _: object) -> bool:
    if data not in ("yes", "no"):
        raise ValueError(f"this needs yes or no, not {data!r}")
    return bool(data == "yes")


def _step(data: Any, _: object) -> Any:
    found = [name for name in _STEPS if isinstance(data, dict) and name in data]
    if not found:
        raise ValueError(f"a step begins with one of: {', '.join(_STEPS)}")
    return _converter.structure(data, _STEPS[found[0]])


def _tuple_of_text(data: Any, _: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        raise ValueError("this needs a list of texts")
    return tuple(prose(one) for one in data)


def _made_converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _bool)
    converter.register_structure_hook(int, lambda data, _: spell.whole(data))
    converter.register_structure_hook_func(lambda t: t == tuple[str, ...], _tuple_of_text)
    converter.register_structure_hook_func(lambda t: t == AnyStep, _step)
    converter.register_structure_hook_func(lambda t: t == When, lambda data, _: spell.when_of(data))
    hints = fields(AskStep)
    converter.register_structure_hook_func(lambda t: t == hints.kind.type, lambda data, _: spell.kind_of(data))
    converter.register_structure_hook_func(lambda t: t == hints.score.type, lambda data, _: spell.score_of(data))
    for cls, renamed in _RENAMED.items():
        made: Any = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **renamed)  # type: ignore[arg-type]
        converter.register_structure_hook(cls, made)
    return converter


def prose(text: str) -> str:
    r"""Text as it is shown: lines joined into paragraphs; blank lines, list lines and indented lines kept.

    >>> prose("One line\nand the next.\n\n- an item")
    'One line and the next.\n\n- an item'
    """
    out: list[str] = []
    for line in textwrap.dedent(text).strip().split("\n"):
        bare = line.rstrip()
        fresh = not bare or bare.startswith((" ", "- ")) or re.match(r"\d+\. ", bare)
        if out and out[-1] and not fresh:
            out[-1] += " " + bare
        else:
            out.append(bare)
    return "\n".join(out)


def faults_of(error: BaseException, document: Document, path: Path = ()) -> Iterator[Fault]:
    """Every fault inside a cattrs error, with its place in the file."""
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            where = path
            for note in getattr(inner, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    name = _IN_FILES.get(note.name, note.name)
                    where = (*where, name if (*where, name) in document.places else note.name)
                elif isinstance(note, IterableValidationNote):
                    where = (*where, note.index)
            yield from faults_of(inner, document, where)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield document.fault((*path, key, "<key>"), "unknown-key", f"unknown key '{key}'; see the content format")
    elif isinstance(error, KeyError):
        yield document.fault(path, "missing-key", f"'{error.args[0]}' is missing here")
    else:
        yield document.fault(path, "wrong-value", str(error))


def structured(document: Document) -> tuple[Written | None, list[Fault]]:
    """What a file holds, and every fault of its shape; with a fault, what it holds is None."""
    data = document.data
    shape = next((cls for key, cls in _SHAPES.items() if isinstance(data, dict) and key in data), None)
    if shape is None:
        message = f"this is no content file; it needs one of: {', '.join(_SHAPES)}"
        return None, [document.fault((), "unknown-shape", message)]
    try:
        return _converter.structure(data, shape), []
    except Exception as error:  # noqa: BLE001 - cattrs gathers whatever its hooks raised
        return None, list(faults_of(error, document))


_converter = _made_converter()
