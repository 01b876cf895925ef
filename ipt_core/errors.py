"""Every error the engine raises on purpose, as one small tree.

IptError
Rejected       the answer or request does not fit; nothing changed; the text is for the person
Conflict       somebody else wrote to the course first; load it again
ContentError   content files are faulty; the text is for the author
StoreError     the store cannot be read or written; the text is for whoever runs it
"""

from __future__ import annotations

import enum
from typing import NamedTuple


class ExitCode(enum.IntEnum):
    """What the command line answers to the shell."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    CONTENT = 3
    STORE = 4
    NOTHING_TO_DO = 5


class IptError(Exception):
    """Base of all errors raised on purpose.

    Attributes:
        kind: A stable word for programs, such as ``"rejected"``.
        message: What is wrong, in plain words. Holds no answer of a person.
        hint: What to do about it; may be empty.
        exit_code: What the command line answers with.
    """

    kind = "error"
    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Rejected(IptError):
    """The answer or request does not fit. Nothing changed."""

    kind = "rejected"


class Conflict(IptError):
    """The course moved on elsewhere. Nothing changed; load it and look again."""

    kind = "conflict"


class NothingToDo(IptError):
    """There is no question, course or session to act on."""

    kind = "nothing-to-do"
    exit_code = ExitCode.NOTHING_TO_DO


class StoreError(IptError):
    """The store is missing, damaged, full, or newer than this program."""

    kind = "store"
    exit_code = ExitCode.STORE


class Fault(NamedTuple):
    """One fault of a content file: where, what, and the fix."""

    file: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"


class ContentError(IptError):
    """Content does not load. Carries every fault found, not just the first.

    Attributes:
        faults: The faults, in file order.
    """

    kind = "content"
    exit_code = ExitCode.CONTENT

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)), "Mend the places named, then load again.")
        self.faults = tuple(faults)
