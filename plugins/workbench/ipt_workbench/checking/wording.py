"""What people read: whether it is there, plain enough, kind, safe, and nothing but text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.names import LABELS, PROSE
from ipt_core.files.shapes import ExerciseFile, MeasureFile, PageFile
from ipt_workbench.checking.grade import HARDEST, control, grade, wording
from ipt_workbench.sources import Source

FILLED = {"say", "text", "reason"}  # where answers are filled in, in an exercise
SHOWN = {*PROSE, "title", "label", "name", "low", "high"} - {"source"}  # what a person may read


def faults(source: Source) -> Iterator[Fault]:
    """What is wrong with the words of one file."""
    exercise = isinstance(source.written, ExerciseFile)
    for path, text in texts(source.document.data):
        yield from _empty(source, path, text)
        if control(text):
            yield source.fault(
                path, "control-character", f"this holds {control(text)!r}, which is no text; take it out"
            )
        if _read_by_people(path) and not isinstance(source.written, MeasureFile):
            for code, words, instead in wording(text):
                yield source.fault(path, code, f"'{words}': {instead}")
        if "{{" in text and not (exercise and path[0] == "steps" and path[-1] in FILLED):
            message = "answers are filled in only in 'say', 'text' and 'reason' of an exercise; write other words here"
            yield source.fault(path, "placeholder", message)
    yield from _details(source)
    yield from _hard(source)


def texts(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a file with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts(value, (*path, index))


def _read_by_people(path: Path) -> bool:
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and (names[-1] in SHOWN or bool(LABELS & set(names)) or names[0] in ("goals", "charts"))


def _empty(source: Source, path: Path, text: str) -> Iterator[Fault]:
    if path and path[-1] in {*PROSE, "title", "licence", "review", "label"} and not text.strip():
        yield source.fault(path, "empty", f"'{path[-1]}' says nothing; write it, or leave it out where it is optional")


def _details(source: Source) -> Iterator[Fault]:
    """What an exercise should say of itself and may not leave to a default."""
    written, data = source.written, source.document.data
    if isinstance(written, ExerciseFile | MeasureFile | PageFile) and "title" not in data:
        yield source.fault((), "undescribed", "there is no 'title': a few words that say what this is")
    if isinstance(written, ExerciseFile) and "minutes" not in data:
        yield source.fault((), "undescribed", "there is no 'minutes': about how long it takes")


def _hard(source: Source) -> Iterator[Fault]:
    """A page or an exercise that is hard to read, taken as a whole."""
    if not isinstance(source.written, ExerciseFile | PageFile):
        return
    told = [(path, text) for path, text in texts(source.document.data) if path[-1] in ("say", "text")]
    level = grade("\n\n".join(text for _, text in told))
    if level > HARDEST:
        path = max(told, key=lambda one: grade(one[1]))[0]
        message = f"this reads like grade {level:.0f}, above {HARDEST:.0f}; use shorter sentences and words, here first"
        yield source.fault(path, "hard-to-read", message)
