"""Demos and other scripts of answers, played through the API; and their transcripts.

How a script is written is told in :mod:`.script`. Beside ``NAME.yaml`` may lie its golden transcript
``NAME.txt``, with which it is compared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from difflib import unified_diff
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import frozen

from ipt_core.answers.kinds import Value
from ipt_core.errors import ContentError, NothingToDo, Rejected
from ipt_core.files.documents import Document, read
from ipt_core.keep.store import Store, open_store
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.plugins import load_library
from ipt_core.record.sessions import UNLOCK_DAYS
from ipt_core.written.library import Library
from ipt_workbench.scripts.script import Answers, check
from ipt_workbench.scripts.summary import ending, summary

CALLED = "(I need help now)"  # what a moment says when the person pressed that instead of answering


@frozen
class Moment:
    """One step of a played script: the turn as it was shown, and what was answered.

    Attributes:
        turn: The turn.
        value: The answer; None when the question was skipped, or at a session's end.
        words: The answer as a person reads it; '' when there is none.
    """

    turn: Turn
    value: Value
    words: str


def demos() -> list[str]:
    """The names of the bundled scripts."""
    return sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def bundled(name: str) -> Document:
    """A bundled script.

    Raises:
        NothingToDo: when there is none of that name.
    """
    if name not in demos():
        raise NothingToDo(f"There is no demo '{name}'.", f"Choose one of: {', '.join(demos())}.")
    return read((_folder() / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def _folder() -> Any:
    return files("ipt_workbench") / "demos"


def opened(path: Path) -> Document:
    """A script of one's own.

    Raises:
        NothingToDo: when the file is not there, or cannot be read.
        ContentError: when it is not YAML.
    """
    try:
        return read(path.read_bytes(), str(path))
    except OSError as error:
        raise NothingToDo(
            f"The script {path} cannot be read: {error.strerror}.", "Give the path of a file like NAME.yaml."
        ) from None


def play(
    script: Document, library: Library, store: Store, show: Callable[[Moment], None], sessions: int | None = None
) -> Course:
    """Play a script from start to end, every answer through the public API and the store.

    Args:
        script: The script.
        library: What is on hand.
        store: Where the course is kept.
        show: Called for every moment.
        sessions: Play only so many, from the first; all when left out.

    Raises:
        ContentError: naming every answer that does not fit, is missing, or was never asked for, up to the end of the
            first session that has any.
    """
    check(script, library)
    course = begun(script, library)
    for index in range(len(script.data["sessions"][:sessions])):
        if index:
            course = _opened(script, index, course)
        answers = Answers(script, index, library)
        course = _sat(course, answers, store, show)
        answers.finish()
    return course


def begun(script: Document, library: Library) -> Course:
    """The course of a script at its very beginning. Raises ContentError when it cannot begin so."""
    data = script.data
    exercises = data.get("exercises", ())
    try:
        return Course.start(
            library.trial(*exercises) if exercises else library,
            id=data["id"],
            on=data["sessions"][0]["on"],
            programme="trial" if exercises else "classic",
            sessions=int(data["length"]) if "length" in data else None,
            preset=data.get("preset", ""),
            country=data.get("country", "INTL"),
        )
    except (Rejected, ValueError) as error:
        reason = f"{error.message} {error.hint}" if isinstance(error, Rejected) else "'length' must be a number"
        at = next((name for name in ("country", "preset", "length") if name in reason), "id")
        raise ContentError([script.fault((at,), "script", reason)]) from None


def _opened(script: Document, index: int, course: Course) -> Course:
    """The course with the next session of the script open, after what was asked for in the days before."""
    session = script.data["sessions"][index]
    try:
        return next_session(course, session["on"], session.get("unlock", ()))
    except Rejected as error:
        raise ContentError([script.fault(("sessions", index), "script", f"{error.message} {error.hint}")]) from None


def next_session(course: Course, on: str, unlock: Iterable[str] = ()) -> Course:
    """The course with its next session open.

    Args:
        course: The course, its session over.
        on: The date, ``YYYY-MM-DD``.
        unlock: Whom the person asked, just long enough before, to open again.

    Raises:
        Rejected: as `Course.open` and `Course.ask_to_unlock` do.
    """
    for person in unlock:
        course = course.ask_to_unlock(person, str(date.fromisoformat(on) - timedelta(UNLOCK_DAYS)))
    return course.open(on, booster=course.finished)


def _sat(course: Course, answers: Answers, store: Store, show: Callable[[Moment], None]) -> Course:
    """One session played to its end, or to where the script leaves off."""
    while True:
        turn = course.turn
        if answers.calls_for_help(turn):
            show(Moment(turn, None, CALLED if turn.ask else ""))
            course = course.help_now()
        elif turn.ask is None or answers.stops(turn):
            show(Moment(turn, None, ""))
            return course
        else:
            value = answers.value(turn)
            show(Moment(turn, value, "" if value is None else turn.ask.kind.words(value)))
            course = course.answer(value)
        store.save(course)


def transcript(moment: Moment, before: Moment | None) -> Iterator[str]:
    """The lines that tell one moment, in plain text; private answers are not told."""
    turn = moment.turn
    if before is None or before.turn.session != turn.session:
        yield ""
        yield f"Session {turn.session} of {turn.of}, {turn.phase} phase"
    heading = bool(turn.exercise) and (
        before is None or (before.turn.session, before.turn.exercise) != (turn.session, turn.exercise)
    )
    for place, said in enumerate((*turn.said, "")):
        if heading and place == turn.ended:
            yield ""
            yield f"== {turn.title}"
            if turn.why:
                yield f"   Why: {turn.why}"
        if said:
            yield ""
            yield from (f"   {line}" for line in said.split("\n"))
    if turn.ask is None or not moment.words:
        return
    yield ""
    yield f"   ? {turn.ask.text}".replace("\n", "\n     ")
    answer = "(kept private)" if turn.ask.private else moment.words
    yield from (f"   > {line}" for line in answer.split("\n"))


# ---------------------------------------------------------------- golden transcripts


def told(script: Document, library: Library, session: int | None = None) -> str:
    """The transcript of a script, as its golden file holds it. A course that came to its end tells what it came to.

    Args:
        script: The script.
        library: What is on hand.
        session: Tell this session alone, counted from 1.

    Raises:
        ContentError: as `play` does.
    """
    lines: list[str] = []
    before: list[Moment | None] = [None]

    def show(moment: Moment) -> None:
        if session in (None, moment.turn.session):
            lines.extend(transcript(moment, before[0]))
        before[0] = moment

    with open_store("sqlite://") as store:
        course = play(script, library, store, show)
    if course.over and course.turn.phase in ("final", "booster") and not (session or "exercises" in script.data):
        lines.extend(ending(summary(course, script.data["id"])))
    return "\n".join(lines) + "\n"


@frozen
class Compared:
    """A transcript beside its golden one.

    Attributes:
        golden: The file of the golden one.
        text: The transcript as it is now.
        diff: What differs, as the lines of a unified diff; empty when nothing does, or there is no golden one.
        was_there: Whether there was a golden one.
    """

    golden: Path
    text: str
    diff: tuple[str, ...]
    was_there: bool


def compare(path: Path, library: Library, golden: Path | None = None) -> Compared:
    """Play a script and lay its transcript beside the golden one.

    Args:
        path: The script.
        library: What is on hand.
        golden: The golden transcript; else it lies beside the script, ``NAME.txt`` for ``NAME.yaml``.

    Raises:
        NothingToDo: when a file cannot be read.
        ContentError: as `play` does.
    """
    text = told(opened(path), library)
    golden = golden or path.with_name(f"{path.stem}.txt")
    try:
        old = golden.read_text("utf-8") if golden.exists() else None
    except (OSError, UnicodeDecodeError):
        raise NothingToDo(
            f"The golden transcript {golden} cannot be read.", "Mend or delete it, then write it anew with --update."
        ) from None
    lines = unified_diff((old or "").splitlines(), text.splitlines(), str(golden), "now", lineterm="", n=2)
    return Compared(golden, text, tuple(lines) if old not in (None, text) else (), old is not None)


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all: what was there stands until the new text is on the disk.

    Args:
        path: The file.
        text: What it will hold.
        mode: Who may read it.

    Raises:
        Rejected: when it cannot be written; what was there is as it was.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.touch(mode)
        half.write_text(text, "utf-8")
        os.replace(half, path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise Rejected(f"{path} cannot be written: {error.strerror}.", "Nothing was changed.") from None


def assert_transcript(
    script: str | Path, library: Library | None = None, *, golden: Path | None = None, update: bool = False
) -> None:
    """For tests: a script reads as its golden transcript does.

    Args:
        script: The path of the script.
        library: What is on hand; else everything that is installed.
        golden: The golden transcript; else ``NAME.txt`` beside ``NAME.yaml``.
        update: Write the golden transcript anew instead of comparing.

    Raises:
        AssertionError: with the difference, when it does not, or there is no golden transcript yet.
        ContentError: as `play` does.
    """
    found = compare(Path(script), load_library() if library is None else library, golden)
    if update:
        write_whole(found.golden, found.text)
    elif not found.was_there:
        raise AssertionError(f"There is no {found.golden} yet; 'ipt play {script} --update' writes it.")
    elif found.diff:
        raise AssertionError("\n".join(("The transcript has changed:", *found.diff)))
