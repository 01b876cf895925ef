"""Turns, courses and errors as plain JSON data: the protocol for front ends in any language.

``PROTOCOL`` is raised when a field changes its meaning; new fields may appear without that.
"""

from __future__ import annotations

from typing import Any

import attrs

from ipt_core.answers.kinds import Kind
from ipt_core.errors import IptError, StoreError
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.record.events import FORMAT, from_row, to_row
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library

PROTOCOL = 1


def plain_turn(turn: Turn) -> dict[str, Any]:
    """The turn as plain data, as ``ipt turn --json`` prints it."""
    return {
        "protocol": PROTOCOL,
        "course": turn.course,
        "revision": turn.revision,
        "session": {"number": turn.session, "of": turn.of, "phase": turn.phase},
        "exercise": {"id": turn.exercise, "title": turn.title, "why": turn.why} if turn.ask else None,
        "said": list(turn.said),
        "ended": turn.ended,
        "ask": _plain_ask(turn.ask, turn.name) if turn.ask else None,
        "progress": {"done": turn.done, "of_about": turn.of_about},
    }


def _plain_ask(ask: Ask, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "text": ask.text,
        "kind": plain_kind(ask.kind),
        "optional": not ask.required,
        "private": ask.private,
    }


def plain_kind(kind: Kind) -> dict[str, Any]:
    """A kind as plain data: ``{"type": "scale", "low": 0, ...}``."""
    plain: dict[str, Any] = {"type": type(kind).__name__.lower()}
    for one in attrs.fields(type(kind)):  # type: ignore[arg-type]  # every kind is an attrs class
        value = getattr(kind, one.name)
        if one.name == "options":
            value = [{"id": option.id, "label": option.label} for option in value]
        elif one.name == "of":
            value = plain_kind(value)
        elif isinstance(value, tuple):
            value = list(value)
        plain[one.name] = value
    return plain


def plain_course(course: Course) -> dict[str, Any]:
    """The whole course as plain data. It holds every answer: keep it as you would keep a diary."""
    return {"format": FORMAT, "events": [to_row(event) for event in course.events]}


def course_from_plain(data: dict[str, Any], library: Library) -> Course:
    """The course that :func:`plain_course` wrote.

    Raises:
        StoreError: when it was written by a newer version, or is damaged.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("events"), list):
        raise StoreError("This is no course of this version.", f"It must have format {FORMAT} and a list of events.")
    events = [from_row(row) for row in data["events"]]
    if not events:
        raise StoreError("This course holds no events.", "Start a course first.")
    return Course(library, events)


def plain_error(error: IptError) -> dict[str, Any]:
    """A refusal as plain data. Holds no answer of a person."""
    return {"error": {"kind": error.kind, "message": error.message, "hint": error.hint}}
