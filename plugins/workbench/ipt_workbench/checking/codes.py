"""The codes of faults: what each means, how to mend it, a wrong and a right example. They are kept in codes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from attrs import frozen

from ipt_core.errors import NothingToDo
from ipt_core.files.documents import read

Severity = Literal["error", "warning"]
ERROR: Severity = "error"
WARNING: Severity = "warning"

# Where an example stands, for people; any other is the name of a file.
PLACES = {
    "steps": "in the steps of an exercise",
    "questions": "in the steps of an assessment",
    "exercise": "a whole exercise",
    "script": "a script of answers",
}


@frozen
class Code:
    """A code of ``ipt check``.

    It is a promise: it keeps its meaning.

    Attributes:
        code: The code.
        severity: Whether it fails the check.
        meaning: What it means.
        fix: How to mend it.
        where: What the examples are of.
        wrong: A wrong example.
        right: The same, right.
    """

    code: str
    severity: Severity
    meaning: str
    fix: str
    where: str
    wrong: str
    right: str


@cache
def codes() -> Mapping[str, Code]:
    """Every code there is, in the order of the table."""
    file = Path(__file__).with_name("codes.yaml")
    table = read(file.read_bytes(), file.name).data
    return {id: _code(id, entry) for id, entry in table.items()}


def _code(id: str, entry: Mapping[str, str]) -> Code:
    severity = WARNING if entry.get("severity") == WARNING else ERROR
    where = PLACES.get(entry["in"], f"in {entry['in'].removeprefix('core/')}")
    return Code(id, severity, entry["meaning"], entry["fix"], where, entry["wrong"], entry["right"])


def explained(id: str) -> Code:
    """One code.

    Raises:
        NothingToDo: when there is none of that name.
    """
    if id not in codes():
        raise NothingToDo(f"There is no code '{id}'.", "See them all with 'ipt codes'.")
    return codes()[id]
