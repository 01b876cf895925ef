"""A document made into the shape it should have, with every fault of it at once, each with its place.

The only user of cattrs.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from attrs import fields
from cattrs import BaseValidationError, Converter
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from ipt_core.answers.conditions import When
from ipt_core.errors import Fault
from ipt_core.written.facts import FactMeaning
from ipt_core.written.steps import (
    Answer,
    AnyStep,
    AskStep,
    BlockStep,
    EachStep,
    UseStep,
)

from . import spelling as spell
from .documents import Document, Path
from .shapes import SHAPES, STEPS, BandFile, SuggestionFile, Written

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
