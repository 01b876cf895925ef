"""Durable answers: each answer saved before the next, against raw sqlite3 inserts of the same rows in the same mode."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import ipt_core as ipt
from benchmarks.course import begun, library, values
from benchmarks.timing import in_turn, table

QUESTIONS = 200


def stored(folder: Path) -> Callable[[], object]:
    """The engine with its store."""
    there, given, numbers = library(QUESTIONS), values(QUESTIONS), iter(range(1_000))

    def run() -> None:
        with ipt.open_store(f"sqlite:///{folder}/engine-{next(numbers)}.db") as store:
            course = begun(there)
            store.save(course)
            for value in given:
                course = course.answer(value)
                store.save(course)

    return run


def raw(folder: Path) -> Callable[[], object]:
    """One insert a transaction, nothing else."""
    course = begun(library(QUESTIONS))
    for value in values(QUESTIONS):
        course = course.answer(value)
    rows = [json.dumps(event) for event in ipt.plain_course(course)["events"]]
    numbers = iter(range(1_000))

    def run() -> None:
        db = sqlite3.connect(folder / f"raw-{next(numbers)}.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("CREATE TABLE e (c INTEGER, s INTEGER, b TEXT, PRIMARY KEY (c, s)) WITHOUT ROWID")
        for place, row in enumerate(rows):
            db.execute("INSERT INTO e VALUES (1, ?, ?)", (place, row))
        db.close()

    return run


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        times = in_turn({"raw sqlite3": raw(Path(folder)), "engine and store": stored(Path(folder))}, rounds=5)
    rows = [("contender", "durable answers/s", "of raw")]
    for name, taken in times.items():
        rows.append((name, f"{QUESTIONS / taken:,.0f}", f"{times['raw sqlite3'] / taken:.2f}"))
    table(rows)


if __name__ == "__main__":
    main()
