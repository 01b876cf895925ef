"""Keeping courses: the journal in SQLite, one row for each event, only ever added to.

Every save is one transaction that is on the disk before it returns. ``(course, seq)`` is unique, so of
two writers one wins and the other gets a :class:`Conflict`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from ipt_core.errors import Conflict, NothingToDo, StoreError
from ipt_core.play.course import Course
from ipt_core.record.events import FORMAT, from_row, to_row
from ipt_core.written.library import Library

_TABLES = """
CREATE TABLE courses (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    course INTEGER NOT NULL REFERENCES courses (n),
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (course, seq)
) WITHOUT ROWID;
"""


class Store:
    """Courses in one SQLite file. Use it as a context manager, or close it."""

    def __init__(self, path: str) -> None:
        """Open the file, and make it when it is not there. Raises StoreError when that fails."""
        self._path = path
        try:
            _make_private(path)
            # Own transactions: Python's default begins them too late and loses updates.
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise _unusable(path, error) from None

    def _prepare(self) -> None:
        # The rollback journal with EXTRA keeps every acknowledged answer through a power cut;
        # WAL has a corruption bug in the SQLite versions that Python ships with.
        self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.execute("PRAGMA synchronous = EXTRA")
        self._db.execute("PRAGMA secure_delete = ON")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            self._db.close()
            raise StoreError(
                f"{self._path} was written by a newer version (format {version}, this one knows {FORMAT}).",
                "Use the newer version. Nothing was changed.",
            )
        if version == 0:
            with self._writing():
                if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in _TABLES.split(";"):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version = {FORMAT}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def load(self, course: str, library: Library) -> Course:
        """Load a course.

        Raises:
            NothingToDo: when there is no such course.
            StoreError: when it cannot be read.
        """
        try:
            rows = self._db.execute(
                "SELECT body FROM events JOIN courses ON n = course WHERE id = ? ORDER BY seq", (course,)
            ).fetchall()
            events = [from_row(json.loads(body)) for (body,) in rows]
        except (sqlite3.Error, ValueError) as error:
            raise _unusable(self._path, error) from None
        if not events:
            raise NothingToDo(f"There is no course '{course}' here.", "See them with 'ipt courses'.")
        return Course(library, events, len(events))

    def save(self, course: Course) -> None:
        """Add the course's new events. Returns when they are safely on the disk.

        Raises:
            Conflict: when somebody else added events first; nothing was written.
            StoreError: when the disk is full or the file cannot be written; nothing was written.
        """
        first = course.stored
        new = [
            (seq, json.dumps(to_row(event), ensure_ascii=False, separators=(",", ":")))
            for seq, event in enumerate(course.new_events, first)
        ]
        if not new:
            return
        try:
            with self._writing():
                if first == 0:
                    self._db.execute("INSERT INTO courses (id) VALUES (?)", (course.id,))
                (number,) = self._db.execute("SELECT n FROM courses WHERE id = ?", (course.id,)).fetchone()
                self._db.executemany(
                    "INSERT INTO events (course, seq, body) VALUES (?, ?, ?)", [(number, *row) for row in new]
                )
        except sqlite3.IntegrityError:
            raise Conflict(
                "This course was changed somewhere else in the meantime.", "Load it again; nothing of it was lost."
            ) from None
        except (sqlite3.Error, TypeError) as error:
            raise _unusable(self._path, error) from None
        course.mark_stored()

    def courses(self) -> list[str]:
        """The ids of all courses, the one started last at the end. Raises StoreError when unreadable."""
        try:
            return [id for (id,) in self._db.execute("SELECT id FROM courses ORDER BY n")]
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from None

    def delete(self, course: str) -> None:
        """Delete a course with all its answers, overwriting them on the disk.

        Raises:
            NothingToDo: when there is no such course.
            StoreError: when the file cannot be written.
        """
        try:
            with self._writing():
                found = self._db.execute("SELECT n FROM courses WHERE id = ?", (course,)).fetchone()
                if found is None:
                    raise NothingToDo(f"There is no course '{course}' here.", "See them with 'ipt courses'.")
                self._db.execute("DELETE FROM events WHERE course = ?", found)
                self._db.execute("DELETE FROM courses WHERE n = ?", found)
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str) -> Store:
    """Open a store.

    Args:
        url: ``sqlite:///path/to/file`` (four slashes for an absolute path), or ``sqlite://`` for memory.

    Raises:
        StoreError: when the address is not understood or the file cannot be opened.
    """
    if url == "sqlite://":
        return Store(":memory:")
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return Store(url.removeprefix("sqlite:///"))
    raise StoreError(f"'{url}' is no store address.", "Write sqlite:///path/to/file.")


def _make_private(path: str) -> None:
    """Make the file readable for its owner alone, before anything is in it."""
    if path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        os.chmod(path, 0o600)


def _unusable(path: str, error: Exception) -> StoreError:
    reason = str(error) if isinstance(error, sqlite3.Error | OSError) else "a row in it is damaged"
    return StoreError(
        f"The store {path} cannot be used: {reason}.",
        "Nothing was changed. Check the disk and the file; 'ipt help-now' works without it.",
    )
