"""The codes of faults: what each means, how to mend it, a wrong and a right example. They are kept in codes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from ipt_core.errors import NothingToDo
from ipt_core.files.documents import read

ERROR, WARNING = "error", "warning"

# Where an example stands, for people; any other is the name of a file.
PLACES = {
    "steps": "in the steps of an exercise",
    "questions": "in the steps of an assessment",
    "exercise": "a whole exercise",
    "script": "a script of answers",
}


@frozen
class Code:
    """One sort of fault. A code is a promise: it keeps its meaning.

    Attributes:
        id: The code.
        severity: ``error`` or ``warning``; a warning fails a check only when that is strict.
        meaning: What is wrong, in a sentence or two.
        fix: What to do about it.
        place: Where the examples stand: ``steps``, ``questions``, ``exercise``, ``script``, or a file's name.
        wrong: An example that has the fault.
        right: The same without it.
    """

    id: str
    severity: str
    meaning: str
    fix: str
    place: str
    wrong: str
    right: str

    @property
    def where(self) -> str:
        """Where the examples stand, in words."""
        return PLACES.get(self.place, f"in {self.place.removeprefix('core/')}")


@cache
def codes() -> Mapping[str, Code]:
    """Every code there is, in the order of the table."""
    file = Path(__file__).with_name("codes.yaml")
    table = read(file.read_bytes(), file.name).data
    return {id: _code(id, entry) for id, entry in table.items()}


def _code(id: str, entry: Mapping[str, str]) -> Code:
    severity = entry.get("severity", ERROR)
    return Code(id, severity, entry["meaning"], entry["fix"], entry["in"], entry["wrong"], entry["right"])


def explained(id: str) -> Code:
    """One code.

    Raises:
        NothingToDo: when there is none of that name.
    """
    if id not in codes():
        raise NothingToDo(f"There is no code '{id}'.", "See them all with 'ipt codes'.")
    return codes()[id]
