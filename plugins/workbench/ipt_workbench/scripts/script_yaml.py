"""A script of answers as YAML text, which gives every answer back as it is when it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import define, field

from ipt_core.answers.kinds import Person, Turns, Value
from ipt_core.play.course import Course
from ipt_core.record.naming import reference
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library
from ipt_workbench.scripts.stand_ins import in_own_words


@define
class Session:
    """One session of the script.

    Attributes:
        answers: Name, question and answer, in the order asked; skipped ones among them.
        help: Names at which help is called for.
        until: The question at which it leaves off; '' when it comes to its end.
        unlock: Whom the person asked to open again, some days before.
    """

    on: str
    phase: str
    answers: list[tuple[str, Ask, Value]] = field(factory=list)
    help: list[str] = field(factory=list)
    until: str = ""
    unlock: list[str] = field(factory=list)


def script_text(course: Course, sessions: list[Session], left_out: Iterable[str]) -> str:
    """The script in YAML.

    Args:
        course: The course it was made of.
        sessions: What it says of each session.
        left_out: Sentences for the comment at its head.
    """
    return "\n".join(_lines(course, sessions, left_out)) + "\n"


def _lines(course: Course, sessions: list[Session], left_out: Iterable[str]) -> Iterator[str]:
    yield f"# Made by 'ipt record' of a course; 'ipt play' plays it. Sessions: {len(sessions)}."
    yield from (f"# {sentence}" for sentence in left_out)
    started = course.started
    yield "id: recorded"
    yield "title: A recorded course"
    yield f"country: {started.country}"
    if started.programme == "trial":
        yield f"exercises: [{', '.join(item.exercise for item in course.sittings()[0].opened.agenda)}]"
    else:
        yield f"length: {started.sessions}"
        yield f"preset: {_scalar(started.preset)}"
    yield "sessions:"
    for number, session in enumerate(sessions, 1):
        yield from _session_lines(number, session, course.library)


def _session_lines(number: int, session: Session, library: Library) -> Iterator[str]:
    yield f"  # Session {number}, {session.phase} phase"
    yield f"  - on: {session.on}"
    if session.unlock:
        yield f"    unlock: [{', '.join(map(_scalar, session.unlock))}]"
    if session.help:
        yield f"    help: [{', '.join(map(_scalar, session.help))}]"
    if session.until:
        yield f"    until: {_scalar(session.until)}"
    entries = _named(session.answers)
    yield "    answers:" if entries else "    answers: {}"
    for name, (ask, value) in _by_measure(entries, library).items():
        yield from _entry(name, ask, value)


def _named(answers: list[tuple[str, Ask, Value]]) -> dict[str, tuple[Ask, Value]]:
    """The answers under the shortest names that tell them apart; skipped ones only where that needs saying."""
    by_short: dict[str, list[Value]] = {}
    for name, _, value in answers:
        by_short.setdefault(reference(name), []).append(value)
    entries: dict[str, tuple[Ask, Value]] = {}
    for name, ask, value in answers:
        alike = all(one == value for one in by_short[reference(name)])
        if not alike or value is not None:
            entries[reference(name) if alike else name] = ask, value
    return entries


def _by_measure(entries: dict[str, tuple[Ask, Value]], library: Library) -> dict[str, tuple[Ask, Value]]:
    """The same, with the digits of a measure together where all its items are answered."""
    for id, measure in library.measures.items():
        names = [f"{id}/{item.id}" for item in measure.items]
        if all(name in entries and entries[name][1] in range(10) for name in names):
            digits = "".join(str(entries[name][1]) for name in names)
            entries = {
                (id if name == names[0] else name): ((ask, digits) if name == names[0] else (ask, value))
                for name, (ask, value) in entries.items()
                if name not in names[1:]
            }
    return entries


def _entry(name: str, ask: Ask, value: Value) -> Iterator[str]:
    """The lines of one answer."""
    head, indent = f"      {_scalar(name)}:", " " * 8
    if value is None:
        yield f'{head} ""'
    elif isinstance(ask.kind, Turns):
        yield head
        yield from (f"{indent}- {one['who']}: {_quoted(one['line'])}" for one in value)
    elif isinstance(value, list):
        if in_own_words(ask.kind):
            yield head if value else f"{head} []"
            yield from (f"{indent}- {_scalar(one)}" for one in map(str, value))
        else:
            yield f"{head} [{', '.join(_scalar(str(one)) for one in value)}]"
    elif isinstance(value, bool):
        yield f"{head} {'yes' if value else 'no'}"
    elif in_own_words(ask.kind) and not isinstance(ask.kind, Person) and _fits_block(value):
        yield f"{head} |"
        yield from (f"{indent}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{head} {_scalar(str(value))}"


def _fits_block(text: str) -> bool:
    """Whether a ``|`` block gives this text back as it is."""
    lines = text.split("\n")
    return text == text.strip() and all(line.isprintable() and (line.strip() or not line) for line in lines)


def _scalar(text: str) -> str:
    """Text on one line, in quotes where it needs them."""
    return text if re.fullmatch(r"\w[\w./-]*", text, re.ASCII) else _quoted(text)


def _quoted(text: str) -> str:
    """Text in double quotes, with whatever a YAML reader would stumble over written as a number."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(one: str) -> str:
    if one in '\\"':
        return "\\" + one
    if one.isprintable():
        return one
    code = ord(one)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
