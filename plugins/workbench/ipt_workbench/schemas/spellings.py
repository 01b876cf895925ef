"""JSON Schema of what an author writes: content files and scripts of answers.

Most of it follows from the attrs classes. What content spells in a way of its own (kinds, conditions, scores)
has its schema here, each with the reason. Every scalar of a content file is read as text, while editors read
``yes``, ``3`` or nothing as a boolean, a number or a null: wherever text may stand, these may stand.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ipt_core.answers.conditions import When
from ipt_core.files import spelling as spell
from ipt_core.files.facts import shared_facts
from ipt_core.files.shapes import (
    SHAPES,
    STEPS,
    BankFile,
    ExerciseFile,
    MeasureFile,
    PageFile,
    SplitFile,
    SuggestionFile,
)
from ipt_core.files.structure import RENAMED
from ipt_core.play.parts import SLOTS
from ipt_core.record.events import Item
from ipt_core.written.steps import Answer, AnyStep, AskStep, Score, SlotStep, StopStep
from ipt_workbench.schemas.json_schema import Schema, Walk

TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
YES_NO: Schema = {"enum": ["yes", "no", True, False]}
_MOST = 999_999_999  # the engine reads at most nine digits
WHOLE: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": -_MOST, "maximum": _MOST},
        {"type": "string", "pattern": r"^\s*-?[0-9]{1,9}\s*$"},
    ]
}
POINTS: Schema = {  # what a score map gives
    "anyOf": [{"type": "integer", "minimum": 0, "maximum": 3}, {"type": "string", "pattern": r"^\s*0*[0-3]\s*$"}]
}
SPAN: Schema = {  # a range such as 0-10 or -3..3, or one number
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*-?[0-9]+((\.\.|-)-?[0-9]+)?\s*$"}]
}
KEY: Schema = {"type": ["string", "integer", "boolean", "null"], "pattern": r"^([a-z][a-z0-9-]*|[0-9]+)$"}
ID: Schema = {"type": "string", "pattern": r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$"}
GIVEN: Schema = {
    "description": "Only when there is an answer: a key, a fact, or exercise-id/key; of a list, to each of them.",
    "anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}],
}


@frozen
class SittingFile:
    """One session of a script.

    Attributes:
        on: The date it is opened, such as 2026-01-05.
        answers: The short name of a question (``exercise-id/key``) -> what a person would type; a list as a list, and
            the lines of a talk as ``- me: words``.
        help: Questions at which "I need help now" is pressed; ``end`` when the session is over.
        until: The question at which the script leaves off.
        unlock: Whom the person asked, some days before, to open again.
    """

    on: str
    answers: Mapping[str, str | tuple[str | Mapping[str, str], ...]] = field(factory=dict)
    help: tuple[str, ...] = ()
    until: str = ""
    unlock: tuple[str, ...] = ()


@frozen
class ScriptFile:
    """A script of answers: a whole course as the answers one person gave.

    Attributes:
        id: Its name.
        sessions: The sessions, in order.
        title: A few words.
        about: Who the person is, in a ``|`` block.
        country: Whose crisis services are shown, as two letters; INTL when left out.
        length: How many sessions are planned.
        preset: How they divide into phases.
        exercises: Instead of a whole course: every session is just these exercises.
    """

    id: str
    sessions: tuple[SittingFile, ...]
    title: str = ""
    about: str = ""
    country: str = "INTL"
    length: int = 12
    preset: str = ""
    exercises: tuple[str, ...] = ()


def content_walk() -> Walk:
    """A walk over the classes of content files."""
    return Walk(
        plain={str: TEXT, bool: YES_NO, int: WHOLE},
        named={
            When: ("when", _when),
            Answer: ("kind", _kind),
            tuple[Answer, ...]: ("kinds", _kinds),
            Score: ("score", _score),
            AnyStep: ("step", _step),
            SuggestionFile: ("SuggestionFile", _suggestion),
            StopStep: ("StopStep", lambda walk: walk.object(StopStep, always=("stop",))),
        },
        own={
            **{(cls, "id"): lambda walk: dict(ID) for cls in (ExerciseFile, PageFile, BankFile, MeasureFile)},
            (AskStep, "ask"): lambda walk: dict(KEY),
            (AskStep, "fills"): lambda walk: _fact(),
            (SlotStep, "slot"): lambda walk: {"enum": sorted(SLOTS)},
            (SplitFile, "sessions"): lambda walk: dict(SPAN),
            (Item, "exercise"): lambda walk: {**TEXT, "description": "The id of the exercise."},
            (Item, "because"): lambda walk: {**TEXT, "description": "Why, in words the person reads."},
        },
        renamed={cls: {name: made.rename or name for name, made in of.items()} for cls, of in RENAMED.items()},
    )


def any_content(walk: Walk) -> Schema:
    """Any content file: what it is shows in the keys it has."""
    return {"anyOf": [walk.of(cls) for cls in SHAPES.values()]}


def _step(walk: Walk) -> Schema:
    """A step is told by its first word, which each of its classes needs."""
    made = {"anyOf": [walk.of(cls) for cls in STEPS.values()]}
    for cls in STEPS.values():
        walk.definitions[cls.__name__]["properties"]["given"] = GIVEN
    return made


def _suggestion(walk: Walk) -> Schema:
    made = walk.object(SuggestionFile)
    made["properties"]["given"] = GIVEN
    return made


def _when(walk: Walk) -> Schema:
    """The comparison is part of the value: a word, a list, or a mapping with one operator."""
    walk.definitions["comparison"] = {
        "anyOf": [
            {**TEXT, "description": "The answer is this; a list answer contains it."},
            {"type": "array", "items": TEXT, "description": "It is one of these; []: nothing was given."},
            _only({"at_least": WHOLE}, "A number from here on; of a list, how many."),
            _only({"at_most": WHOLE}, "A number up to here; of a list, how many."),
            _only({"mentions": {"type": "array", "items": TEXT, "minItems": 1}}, "The text holds one of these words."),
            _only({"not": {"$ref": "#/definitions/comparison"}}, "The comparison does not hold."),
        ]
    }
    return {
        "type": "object",
        "description": "All must hold. A key of this exercise, a fact, or exercise-id/key -> what it is compared with.",
        "additionalProperties": {"$ref": "#/definitions/comparison"},
        "minProperties": 1,
    }


def _score(walk: Walk) -> Schema:
    """Either the word count, or a mapping from option, number or range."""
    return {"anyOf": [{"const": "count"}, {"type": "object", "additionalProperties": POINTS, "minProperties": 1}]}


def _kind(walk: Walk) -> Schema:
    """A kind is one word, or a mapping whose first key names it."""
    walk.definitions["options"] = {
        "type": "object",
        "description": "Id -> label. Ids are kept for ever, labels may change.",
        "additionalProperties": {"anyOf": [TEXT, _option()]},
        "minProperties": 1,
    }
    options, limits = {"$ref": "#/definitions/options"}, {"at_least": WHOLE, "at_most": WHOLE}
    ends = {"low": TEXT, "high": TEXT}
    words = [{"const": name, "description": _first_line(kind)} for name, kind in spell.SIMPLE.items()]
    return {
        "anyOf": [
            *words,
            _only({"choice": options}, "One of these."),
            _only({"multi": options}, "Any of these.", limits),
            _only({"choice_from": TEXT}, "One of what an earlier list answer holds."),
            _only({"multi_from": TEXT}, "Some of what an earlier list answer holds."),
            _only({"scale": SPAN}, "A whole number in this range."),
            _only({"scale": SPAN, **ends}, "A whole number in this range, with words for both ends."),
            _only({"number": SPAN}, "A whole number, counted rather than rated."),
            _only({"list": {"enum": ["text", "person", "day", "time"]}}, "A list of these.", limits),
            _only({"person": {"const": "mention"}}, "A person who is only mentioned."),
            _only({"turns": WHOLE}, "A talk as a script, with at least so many lines."),
        ]
    }


def _kinds(walk: Walk) -> Schema:
    """A kind, or a list of kinds."""
    return {"anyOf": [walk.of(Answer), {"type": "array", "items": walk.of(Answer), "minItems": 1}]}


def _fact() -> Schema:
    """A shared fact, or one of the area's own, which has a dot."""
    return {"anyOf": [{"enum": sorted(shared_facts())}, {"type": ["string", "number", "null"], "pattern": r"\.|^$"}]}


def _option() -> Schema:
    alarm = {"enum": list(spell.ALARMS), "description": "What the safety guard answers when it is chosen."}
    page = {**TEXT, "description": "The id of a page shown with it."}
    return _only({"label": TEXT}, "An option with more than a label.", {"alarm": alarm, "page": page})


def _only(needed: Schema, about: str, allowed: Schema | None = None) -> Schema:
    """A mapping with these keys, perhaps some more that are named, and no others."""
    return {
        "type": "object",
        "description": about,
        "properties": {**needed, **(allowed or {})},
        "required": list(needed),
        "additionalProperties": False,
    }


def _first_line(kind: Any) -> str:
    return (inspect.getdoc(type(kind)) or "").partition("\n")[0].replace("``", "").replace("`", "")
