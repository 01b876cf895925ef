"""The shapes of content files: small classes that mirror what an author writes, filled by cattrs.

The only user of cattrs. Every fault of a file is found at once, each with its place.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from attrs import field, fields, frozen
from cattrs import BaseValidationError, Converter
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from ipt_core.answers.conditions import When
from ipt_core.errors import Fault
from ipt_core.record.events import Item
from ipt_core.written.facts import FactMeaning
from ipt_core.written.measure import MeasureItem
from ipt_core.written.steps import (
    Answer,
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

from . import spelling as spell
from .documents import Document, Path


@frozen
class SuggestionFile:
    """One entry of ``suggest``.

    Attributes:
        when: When the technique is suggested; always, when left out.
        because: Why, in words the person reads.
    """

    because: str
    when: When = ()


@frozen(kw_only=True)
class Written:
    """What every content file says of itself.

    Attributes:
        id: Its name for ever, ``area.name`` in lower case with dashes; an area's or programme's has no dot.
        title: A few words.
        source: Where the content comes from, in a ``|`` block.
        licence: The licence of the content, such as Apache-2.0.
        review: Who reviewed it clinically, or ``none yet``.
    """

    id: str
    title: str = ""
    source: str
    licence: str
    review: str


@frozen(kw_only=True)
class ExerciseFile(Written):
    """An exercise; with a gate it is an assessment.

    Attributes:
        steps: What is said and asked, in order.
        aim: What it is for, in one sentence, in a ``|`` block.
        minutes: About how long it takes; 10 when left out.
        code: The clinical reference's own number.
        role: ``technique`` when it may be offered as a session's technique; left out otherwise.
        stirs: ``yes`` when it may stir strong feelings.
        eases: ``yes`` when it stays open on a hard day.
        suggest: When to suggest it, and why, in order.
        unless: The exercise is closed for the person while this holds.
        gate: Over its own answers: when the area is worth asking about. Makes it an assessment.
        halve: Over its own answers: when the evidence is halved.
    """

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
    """A page.

    Attributes:
        text: What is read, in a ``|`` block.
    """

    text: str


@frozen(kw_only=True)
class BankFile(Written):
    """A reply bank.

    Attributes:
        replies: Style -> what the person's line does (blames, asks, listens, tells) -> replies.
    """

    replies: dict[str, dict[str, tuple[str, ...]]]


@frozen(kw_only=True)
class AreaFile(Written):
    """A problem area.

    Attributes:
        label: What the person reads where areas are listed.
        means: What the area is, in plain words, in a ``|`` block.
        aim: What work on it is for, in a ``|`` block.
        code: The clinical reference's own name for it.
        sessions: The usual number of sessions, 6 to 20; 12 when left out.
        works_on_person: ``yes`` when the work is toward the person in the fact ``focus.person``.
        last_resort: ``yes`` when its evidence is halved while another area is strong.
        notice: What is said when the person chooses the area, in a ``|`` block.
        weekly: The id of an exercise for every middle session.
        order: Ids of its techniques in their usual order.
        charts: Facts of its own to show over time, and what they are called.
        goals: Goal templates, each in a ``|`` block.
    """

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
    """One band of a measure.

    Attributes:
        low: The lowest total, included.
        high: The highest total, included.
        name: What the band is called.
    """

    low: int
    high: int
    name: str


@frozen
class ChangeFile:
    """The change rules of a measure.

    Attributes:
        reliable: The smallest change that is not chance.
        important: The rise since the best total that calls for help beside the course.
        case: The total from which a person counts as a case.
        high: The total from which help beside the course is advised.
        remission: The highest total that counts as remission.
    """

    reliable: int = 0
    important: int = 0
    case: int = 0
    high: int = 0
    remission: int | None = None


@frozen(kw_only=True)
class MeasureFile(Written):
    """A measure.

    Attributes:
        code: What it is called among clinicians, such as PHQ-9.
        aim: What it is for, in one sentence.
        minutes: About how long it takes; 5 when left out.
        intro: What is said before the first item.
        options: The answers, in order, each with its number from 0.
        items: The questions.
        bands: What totals are called, from the lowest.
        missing: The most items that may be missing.
        never_missing: Ids of items that must be answered for any total.
        change: What counts as a change.
        leads: ``yes`` when the end of a course is judged by it.
        loinc: Its LOINC code.
        credit: The words its makers ask to be shown.
    """

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
    """One line of a preset.

    Attributes:
        sessions: The course lengths it is for, such as ``9-13``.
        initial: Sessions of the first phase.
        middle: Sessions of the middle phase; the rest when left out.
        final: Sessions of the last phase; the rest when left out.
    """

    sessions: str
    initial: int
    middle: int | None = None
    final: int | None = None


@frozen
class PhaseFile:
    """One phase of a programme.

    Attributes:
        id: ``initial``, ``middle`` or ``final``.
        title: What the person reads.
        aim: What the phase is for.
        agendas: Number of sessions -> for each session the blocks it runs.
        each: The blocks of every session, where the number does not matter.
    """

    id: str
    title: str
    aim: str
    agendas: dict[str, tuple[tuple[str, ...], ...]] = field(factory=dict)
    each: tuple[str, ...] = ()


@frozen
class AlsoFile:
    """An exercise added to certain sessions.

    Attributes:
        exercise: Its id.
        at: Session numbers, ``half``, ``last``, or ``away`` for a session after a long gap.
        after: The exercise it follows.
        because: Why, in words the person reads.
    """

    exercise: str
    at: tuple[str, ...]
    after: str
    because: str


@frozen(kw_only=True)
class ProgrammeFile(Written):
    """A programme.

    Attributes:
        aim: What it is for.
        sessions: The usual number of sessions.
        presets: Name -> how course lengths divide into phases; the first that fits is the default.
        blocks: Name -> exercises with reasons.
        phases: The phases, in order.
        also: What certain sessions add.
    """

    aim: str
    sessions: int
    presets: dict[str, tuple[SplitFile, ...]]
    blocks: dict[str, tuple[Item, ...]]
    phases: tuple[PhaseFile, ...]
    also: tuple[AlsoFile, ...] = ()


@frozen(kw_only=True)
class FactsFile(Written):
    """The facts that the core declares; only the core has such a file.

    Attributes:
        facts: Fact -> what it means.
    """

    facts: dict[str, FactMeaning]


SHAPES: dict[str, type[Written]] = {
    "steps": ExerciseFile,
    "items": MeasureFile,
    "phases": ProgrammeFile,
    "replies": BankFile,
    "label": AreaFile,
    "text": PageFile,
    "facts": FactsFile,
}
STEPS: dict[str, type] = {
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
RENAMED = {
    BlockStep: {"otherwise": override(rename="else")},
    EachStep: {"name": override(rename="as")},
    UseStep: {"given": override(rename="with")},
    FactMeaning: {"kinds": override(rename="kind")},
    BandFile: {"low": override(rename="from"), "high": override(rename="to")},
}

_IN_FILES = {name: made.rename or name for renamed in RENAMED.values() for name, made in renamed.items()}
_IN_FILES["when"] = "given"  # whose conditions come first


def _text(data: Any, _: object) -> str:
    if not isinstance(data, str):
        raise ValueError("this needs text, not a list or a mapping")
    return prose(data)


def _bool(data: Any, _: object) -> bool:
    if data not in ("yes", "no"):
        raise ValueError(f"this needs yes or no, not {data!r}")
    return bool(data == "yes")


def _step(data: Any, _: object) -> Any:
    found = [name for name in STEPS if isinstance(data, dict) and name in data]
    if not found:
        raise ValueError(f"a step begins with one of: {', '.join(STEPS)}")
    return _converter.structure(_with_given(data), STEPS[found[0]])


def _with_given(data: Any) -> Any:
    """A step or suggestion whose ``given`` has become a part of its conditions."""
    if not isinstance(data, dict) or "given" not in data:
        return data
    rest = {key: value for key, value in data.items() if key != "given"}
    return {**rest, "when": _Given(data["given"], data.get("when"))}


class _Given(NamedTuple):
    """The values of ``given`` and ``when`` (None when it is left out) of one step."""

    given: Any
    when: Any


def _when(data: Any, _: object) -> When:
    if not isinstance(data, _Given):
        return spell.when_of(data)
    return (*spell.given_of(data.given), *(() if data.when is None else spell.when_of(data.when)))


def _tuple_of_text(data: Any, _: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        raise ValueError("this needs a list of texts")
    return tuple(prose(one) for one in data)


def _kinds(data: Any, _: object) -> tuple[Any, ...]:
    return tuple(spell.kind_of(one) for one in (data if isinstance(data, list) else [data]))


def _made_converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _bool)
    converter.register_structure_hook(int, lambda data, _: spell.whole(data))
    converter.register_structure_hook_func(lambda t: t == tuple[str, ...], _tuple_of_text)
    converter.register_structure_hook_func(lambda t: t == AnyStep, _step)
    converter.register_structure_hook_func(lambda t: t == When, _when)
    hints = fields(AskStep)
    converter.register_structure_hook_func(lambda t: t == hints.kind.type, lambda data, _: spell.kind_of(data))
    converter.register_structure_hook_func(lambda t: t == tuple[Answer, ...], _kinds)
    converter.register_structure_hook_func(lambda t: t == hints.score.type, lambda data, _: spell.score_of(data))
    for cls, renamed in RENAMED.items():
        made: Any = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **renamed)  # type: ignore[arg-type]
        converter.register_structure_hook(cls, made)
    suggestion = make_dict_structure_fn(SuggestionFile, converter, _cattrs_forbid_extra_keys=True)
    converter.register_structure_hook(SuggestionFile, lambda data, cls: suggestion(_with_given(data), cls))
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
    shape = next((cls for key, cls in SHAPES.items() if isinstance(data, dict) and key in data), None)
    if shape is None:
        message = f"this is no content file; it needs one of: {', '.join(SHAPES)}"
        return None, [document.fault((), "unknown-shape", message)]
    try:
        return _converter.structure(data, shape), []
    except Exception as error:  # noqa: BLE001 - cattrs gathers whatever its hooks raised
        return None, list(faults_of(error, document))


_converter = _made_converter()
