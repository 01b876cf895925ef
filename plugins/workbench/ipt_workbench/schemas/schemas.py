"""All JSON Schemas (draft-07): content files for editors; turns, answers, refusals and outputs for other programs.

They are made when asked for, from the classes of this very version, so they cannot fall behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from ipt_core.answers.kinds import KINDS, LONGEST_LIST, LONGEST_TEXT, Kind, Option
from ipt_core.errors import NothingToDo, Rejected
from ipt_core.record.events import FORMAT, Item
from ipt_core.record.events import NAMES as EVENTS
from ipt_workbench.schemas.files import file_schema, file_schemas
from ipt_workbench.schemas.json_schema import Schema, Walk
from ipt_workbench.schemas.outputs import OUTPUTS
from ipt_workbench.schemas.protocol import Error, Turn
from ipt_workbench.scripts.playing import write_whole

_PROTOCOL: dict[str, tuple[Any, str]] = {
    "turn": (Turn, "A turn: what is said, and one question or the end."),
    "error": (Error, "What a command prints instead when it refuses."),
}
_OUTPUT = "-output"  # after a command: what its --json prints


def schemas() -> dict[str, str]:
    """The names of all schemas, and what each is of."""
    return {
        **file_schemas(),
        **{name: about for name, (_, about) in _PROTOCOL.items()},
        "answer": "The value of an answer; each kind of answer under its type in 'definitions'.",
        "course": "A whole course, as it is kept: the events of its journal.",
        **{command + _OUTPUT: f"What 'ipt {command} --json' prints." for command in sorted(OUTPUTS)},
    }


def schema(name: str) -> Schema:
    """The schema of this name, as plain data.

    Raises:
        NothingToDo: when there is none.
    """
    about = schemas().get(name)
    if about is None:
        raise NothingToDo(f"There is no schema '{name}'.", "See them all with 'ipt schema'.")
    if name in file_schemas():
        return file_schema(name)
    if name == "answer":
        walk, made = Walk({}, definitions=_answers()), {"anyOf": [{"type": "null"}, *_references(_answers())]}
    else:
        walk = _json_walk()
        hint = OUTPUTS.get(name.removesuffix(_OUTPUT)) or _PROTOCOL.get(name, (None,))[0]
        made = walk.of(hint) if hint else _course(walk)
    return walk.document(f"ipt: {name}", about, made)


def write(folder: Path, names: list[str]) -> list[Path]:
    """Write these schemas as ``NAME.json`` into a folder, which is made when it is not there.

    Raises:
        NothingToDo: when there is no such schema; nothing was written.
        Rejected: when the folder cannot be written.
    """
    made = {folder / f"{name}.json": json.dumps(schema(name), indent=2) + "\n" for name in names}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Rejected(f"The folder {folder} cannot be made: {error.strerror}.", "Choose another one.") from None
    for path, text in made.items():
        write_whole(path, text)
    return list(made)


# ---------------------------------------------------------------- turns, courses, answers


def _json_walk() -> Walk:
    """A walk over the classes of what programs exchange."""
    words = {str: "string", bool: "boolean", int: "integer", float: "number"}
    plain: dict[Any, Schema] = {Any: {}, **{cls: {"type": word} for cls, word in words.items()}}
    return Walk(
        plain,
        named={
            Kind: ("kind", lambda walk: {"anyOf": [walk.of(cls) for cls in KINDS]}),
            Option: ("option", _option),
            Item: ("item", _item),
            **{cls: _tagged("type", cls.__name__.lower(), cls, whole=True) for cls in KINDS},
            **{cls: _tagged("is", name, cls) for cls, name in EVENTS.items()},
        },
    )


def _tagged(tag: str, name: str, cls: type, whole: bool = False) -> tuple[str, Callable[[Walk], Schema]]:
    """A class whose plain form says what it is.

    Args:
        tag: The key that says it.
        name: What it says.
        cls: The class.
        whole: Whether fields at their default are written too.
    """

    def make(walk: Walk) -> Schema:
        made = walk.object(cls, always=tuple(one.name for one in attrs.fields(cls)) if whole else ())
        made["properties"] = {tag: {"const": name}, **made["properties"]}
        made["required"] = [tag, *made["required"]]
        return made

    return name, make


def _option(walk: Walk) -> Schema:
    """An option as a turn tells it: what it raises is the guard's own business."""
    properties = {
        "id": {"type": "string", "description": "What is recorded."},
        "label": {"type": "string", "description": "What is shown."},
    }
    return {"type": "object", "properties": properties, "required": ["id", "label"], "additionalProperties": False}


def _item(walk: Walk) -> Schema:
    """An item of an agenda is a pair, so that a journal stays short: the exercise, and why."""
    return {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}


def _course(walk: Walk) -> Schema:
    events = {"type": "array", "items": {"anyOf": [walk.of(cls) for cls in EVENTS]}, "minItems": 1}
    return {
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "events": {"description": "Oldest first.", **events}},
        "required": ["format", "events"],
        "additionalProperties": False,
    }


def _references(definitions: dict[str, Schema]) -> list[Schema]:
    return [{"$ref": f"#/definitions/{name}"} for name in definitions]


def _answers() -> dict[str, Schema]:
    """The value of an answer by the type of its kind. What only the question knows (a scale's ends) is in the turn."""
    words = {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT}
    whole, some = {"type": "integer"}, {"type": "array", "maxItems": LONGEST_LIST}
    line = {
        "type": "object",
        "properties": {"who": {"enum": ["me", "them"]}, "line": words},
        "required": ["who", "line"],
        "additionalProperties": False,
    }
    name = {**words, "maxLength": 80, "not": {"pattern": "\n"}}
    day = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
    clock = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
    return {
        "text": words,
        "goal": {**words, "maxLength": 500},
        "yesno": {"type": "boolean"},
        "scale": whole,
        "number": whole,
        "choice": {"type": "string", "description": "The id of one option."},
        "multi": {**some, "items": {"type": "string"}, "uniqueItems": True, "description": "Ids of options."},
        "person": name,
        "day": day,
        "clock": clock,
        "many": {**some, "items": {"anyOf": [words, day, clock, whole, {"type": "boolean"}]}},
        "turns": {**some, "items": line},
    }
