"""What is written: the steps of a script, exercises, pages, problem areas and their checks.

A *script* is a generator function of one argument, the record known so far. It yields steps and is
sent the answer to each :class:`Ask` (``None`` when the person skipped it).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from inspect import isgeneratorfunction, unwrap
from typing import Any

from attrs import field, frozen

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Kind, Text, Value
from ipt_core.errors import ContentError, Fault
from ipt_core.record.facts import Known

TEXT = Text()
CORE_FAMILIES = ("initial", "middle", "final", "booster", "shared", "quick", "measure", "safety")


@frozen
class Say:
    """Something to show.

    Attributes:
        text: Plain text, as it is shown.
    """

    text: str


@frozen
class Ask:
    """A question.

    Attributes:
        key: Its name within the exercise. A promise: change the meaning, change the key.
        text: The question as it is shown.
        kind: How it is answered.
        required: Whether it cannot be skipped.
        private: Whether the answer stays out of transcripts and exports.
        fills: The fact of the record that the answer is; '' for none.
        about: Whom or what the fact is about; '' for the person themselves.
        code: The number of the question in the clinical reference; may be empty.
    """

    key: str
    text: str
    kind: Kind = TEXT
    required: bool = False
    private: bool = False
    fills: str = ""
    about: str = ""
    code: str = ""


@frozen
class Toward:
    """From here on the exercise works toward this person; the guard answers first."""

    person: str


@frozen
class Use:
    """Play another exercise here; scripts write ``yield from run(other, known)``.

    Attributes:
        exercise: The other one.
        given: Answers to some of its questions, by key; those are not asked.
        because: Why it is played, in words for the person; '' when what uses it says so.
    """

    exercise: Exercise
    given: Mapping[str, Value] = field(factory=dict)
    because: str = ""


@frozen
class Round:
    """One round of a loop begins; its name becomes part of the names of its questions."""

    name: str


@frozen
class Enter:
    """A part begins: an exercise, or a round. Said by the guard alone; a script that says it is ended."""

    name: str
    exercise: Exercise | None = None
    because: str = ""


class Mark:
    """A step without content."""


ROUND_OVER = Mark()
HUSH = Mark()  # what was said since the last answer has been seen; said by the guard alone
LEAVE = Mark()  # the part entered last is over; said by the guard alone
Step = Say | Ask | Toward | Use | Round | Enter | Mark
Script = Generator[Step, Any, Any]


@frozen
class Suggestion:
    """When to suggest a technique, and why, in words for the person."""

    when: When
    because: str


@frozen(eq=False)
class Exercise:
    """One exercise: a script with a name and an aim.

    Attributes:
        id: ``area.name``. A promise.
        title: A few words.
        script: The generator function.
        aim: What it is for, in one sentence.
        minutes: About how long it takes.
        code: The clinical reference's number; may be empty.
        technique: Whether it may be offered as a session's technique.
        stirs: Whether it may stir strong feelings.
        eases: Whether it stays open on a hard day.
        toward: ``"focus"`` or ``"chosen"`` when it works toward a person; '' when toward nobody.
        suggestions: When to suggest it, in order.
        unless: Closed while this holds; never, when empty.
        questions: About how many questions it asks.
        steps: The steps it was written as, when it came from a file.
        source: Where the content comes from.
        licence: The licence of the content.
        review: Who reviewed it clinically, or ``"none yet"``.
    """

    id: str
    title: str
    script: Callable[[Known], Script]
    aim: str = ""
    minutes: int = 0
    code: str = ""
    technique: bool = False
    stirs: bool = False
    eases: bool = False
    toward: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    unless: When = ()
    questions: int = 5
    steps: tuple[Any, ...] = ()
    source: str = ""
    licence: str = ""
    review: str = "none yet"

    @property
    def core(self) -> bool:
        """Whether it is the core's own; no plugin may take an id of these families."""
        return self.id.partition(".")[0] in CORE_FAMILIES


def exercise(id: str, title: str, **about: Any) -> Callable[[Callable[[Known], Script]], Exercise]:
    """Make an exercise of a generator function. `about` takes the other fields of Exercise.

    Raises:
        ContentError: when the function does not ``yield``, so that it could never ask anything.
    """

    def made(script: Callable[[Known], Script]) -> Exercise:
        if not isgeneratorfunction(script):
            message = f"{id}: '{name_of(script)}' must be a generator function (it needs a 'yield')"
            raise ContentError([Fault(*place_of(script), 1, "not-a-script", message)])
        return Exercise(id, title, script, **about)

    return made


def name_of(function: Any) -> str:
    """What a function is called where it is written."""
    return str(getattr(unwrap(function), "__qualname__", type(function).__name__))


def place_of(function: Any) -> tuple[str, int]:
    """The file and line in which a function is written, decorators included."""
    code = getattr(unwrap(function), "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code else (str(getattr(function, "__module__", "?")), 1)


@frozen
class Page:
    """Something to read."""

    id: str
    title: str
    text: str
    source: str = ""
    licence: str = ""
    review: str = "none yet"


def run(exercise: Exercise, known: Known, given: Mapping[str, Value] | None = None) -> Script:
    """Play an exercise inside another: ``yield from`` what this returns.

    Args:
        exercise: What to play.
        known: The record, as the calling script got it.
        given: Answers to some of its questions, by key; those are not asked.

    Returns:
        What the exercise's script returns; None when the guard ended it.
    """
    return (yield Use(exercise, given or {}))
