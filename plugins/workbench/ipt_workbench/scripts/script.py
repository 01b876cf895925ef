"""Scripts of answers as they are written: checked for their form, and looked up question by question.

A script is YAML, its answers by the name of the question (``exercise/key``), as a person would type them.
A measure's items may be given together, one digit each. What is not listed is skipped, and so is an empty answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from ipt_core.answers.kinds import Choice, Day, Goal, Kind, Many, Text, Turns, Value
from ipt_core.errors import ContentError, Fault, Rejected
from ipt_core.files.documents import Document, Path
from ipt_core.play.replay import Turn
from ipt_core.record.naming import reference
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library

END = "end"  # in `help`, instead of a question: when the session is over
_FIELDS: dict[str, type] = {  # of a script, and what each holds
    "id": str,
    "title": str,
    "about": str,
    "country": str,
    "length": str,
    "preset": str,
    "exercises": list,
    "sessions": list,
}
_SESSION: dict[str, type] = {"on": str, "answers": dict, "help": list, "until": str, "unlock": list}
_SAID: dict[type, str] = {str: "text", list: "a list", dict: "a mapping"}


def check(script: Document, library: Library) -> None:
    """See that a script has the form of one, and that its exercises are on hand.

    Raises:
        ContentError: with every fault of its form.
    """
    faults = [*_misfits(script, (), script.data, _FIELDS, ("id", "sessions"))]
    if not faults:
        faults += _about_exercises(script, library)
        for index, session in enumerate(script.data["sessions"]):
            faults += _about_session(script, ("sessions", index), session)
        if not script.data["sessions"]:
            faults.append(_fault(script, ("sessions",), "there is no session; give at least one"))
    if faults:
        raise ContentError(sorted(faults, key=lambda one: one[1:3]))


def _misfits(
    script: Document, path: Path, data: Any, fields: dict[str, type], needed: tuple[str, ...]
) -> Iterator[Fault]:
    """What is missing, unknown or of the wrong form among the fields at `path`."""
    if not isinstance(data, dict):
        yield _fault(script, path, f"this must be a mapping with {', '.join(fields)}")
        return
    for name in needed:
        if name not in data:
            yield _fault(script, path, f"'{name}' is missing")
    for name, value in data.items():
        if name not in fields:
            yield _fault(script, (*path, name), f"there is no '{name}'; this takes {', '.join(fields)}")
        elif not isinstance(value, fields[name]):
            yield _fault(script, (*path, name), f"'{name}' must be {_SAID[fields[name]]}")


def _about_exercises(script: Document, library: Library) -> Iterator[Fault]:
    for index, id in enumerate(script.data.get("exercises", ())):
        if id not in library.exercises:
            near = get_close_matches(str(id), library.exercises, 1)
            hint = f"; did you mean '{near[0]}'?" if near else "; see them with 'ipt exercises'"
            yield _fault(script, ("exercises", index), f"there is no exercise '{id}' here{hint}")


def _about_session(script: Document, path: Path, session: Any) -> Iterator[Fault]:
    faults = [*_misfits(script, path, session, _SESSION, ("on",))]
    yield from faults
    if not faults:
        try:
            if len(Day().check(session["on"])) != len("2026-01-05"):
                yield _fault(script, (*path, "on"), "this must be a whole date, like 2026-01-05")
        except Rejected as error:
            yield _fault(script, (*path, "on"), f"{error.message} {error.hint}")


def _fault(script: Document, path: Path, message: str) -> Fault:
    return script.fault(path, "script", message)


class Answers:
    """The answers of one session of a script, handed out question by question.

    Attributes:
        faults: What was found wrong on the way.
    """

    def __init__(self, script: Document, index: int, library: Library) -> None:
        self.script = script
        self.path: Path = ("sessions", index)
        self.faults: list[Fault] = []
        self._session = script.data["sessions"][index]
        self._given: dict[str, tuple[Any, str]] = {}  # name -> what is written, and the name it is written under
        self._used: set[str] = set()
        self._help = list(self._session.get("help", ()))
        self._asked: list[str] = []
        for name, written in self._session.get("answers", {}).items():
            self._put(name, written, library)

    def _put(self, name: str, written: Any, library: Library) -> None:
        """Take one entry; the digits of a measure one by one."""
        measure = library.measures.get(name)
        if measure is None:
            self._given[name] = written, name
        elif not isinstance(written, str | list) or len(written) != len(measure.items):
            self._note(name, f"this needs {len(measure.items)} digits, one for each item")
        else:
            self._given |= {f"{name}/{item.id}": (one, name) for item, one in zip(measure.items, written, strict=True)}

    def value(self, turn: Turn) -> Value:
        """The scripted answer to a turn's question; None when it is skipped, or noted as a fault.

        Raises:
            ContentError: with all that was found so far, when the question cannot be skipped.
        """
        ask = turn.ask
        assert ask is not None
        self._asked.append(reference(turn.name))
        name = next((name for name in (turn.name, reference(turn.name)) if name in self._given), "")
        value = None
        if name:
            written, under = self._given[name]
            self._used.add(name)
            try:
                value = None if written == "" else typed(ask, written)
            except Rejected as error:
                self._note(under, f"{error.message} {error.hint}".strip())
        if value is None and ask.required:
            if not name:
                self._note(turn.name, "this question cannot be skipped, and the script has no answer to it")
            elif self._given[name][0] == "":
                self._note(name, "this question cannot be skipped")
            self.settle()
        return value

    def stops(self, turn: Turn) -> bool:
        """Whether the script leaves off at this turn's question."""
        return self._session.get("until", "") in (turn.name, reference(turn.name))

    def calls_for_help(self, turn: Turn) -> bool:
        """Whether "I need help now" is pressed at this turn; true as often as the script says so."""
        names = (turn.name, reference(turn.name)) if turn.ask else (END,)
        pressed = next((name for name in names if name in self._help), None)
        if pressed is not None:
            self._help.remove(pressed)
        return pressed is not None

    def finish(self) -> None:
        """Note what was never asked for, and raise what was found.

        Raises:
            ContentError: with every fault of this session.
        """
        for under in dict.fromkeys(under for name, (_, under) in self._given.items() if name not in self._used):
            near = get_close_matches(under, {*self._asked} - self._used, 1)
            self._note(under, f"this was never asked{f'; asked was {near[0]}' if near else ''}")
        for name in self._help:
            self.faults.append(_fault(self.script, (*self.path, "help"), f"{name}: this was never asked"))
        self.settle()

    def settle(self) -> None:
        """Raise what was found, if anything was."""
        if self.faults:
            raise ContentError(sorted(self.faults, key=lambda one: one[1:3]))

    def _note(self, name: str, message: str) -> None:
        self.faults.append(_fault(self.script, (*self.path, "answers", name), f"{name}: {message}"))


def typed(ask: Ask, written: Any) -> Value:
    """The value of an answer as it is written in a script: text as typed, or a list of such.

    Raises:
        Rejected: when it does not fit the question.
    """
    return _typed(ask.kind, written)


def _typed(kind: Kind, written: Any) -> Value:
    if isinstance(written, list):
        if isinstance(kind, Many):
            return kind.check([_typed(kind.of, one) for one in written])
        if isinstance(kind, Turns):
            return kind.check([_turn(one) for one in written])
        lines = [_line(one) for one in written]
        try:
            return kind.check(lines)
        except Rejected:
            return kind.read("\n".join(lines))
    text = _line(written)
    if isinstance(kind, Text | Goal | Choice):  # own words stay as they are, and so do options made of them
        try:
            return kind.check(text)
        except Rejected:
            pass
    return kind.read(text.strip())


def _turn(written: Any) -> Value:
    """A line of a talk: ``- me: Hello``, in quotes or not."""
    if isinstance(written, dict) and len(written) == 1:
        [(who, line)] = written.items()
        return {"who": who, "line": _line(line)}
    who, _, line = _line(written).partition(":")
    return {"who": who.strip().casefold(), "line": line.strip()}


def _line(written: Any) -> str:
    """Text without the line break that ends a ``|`` block."""
    if not isinstance(written, str):
        raise Rejected("An answer is text, or a list of texts.", "Put it in a '|' block when it holds a ':'.")
    return written.removesuffix("\n")
