"""What is written: the steps of a script, exercises, pages, problem areas and their checks.

A *script* is a generator function of one argument, the record known so far. It yields steps and is
sent the answer to each :class:`Ask` (``None`` when the person skipped it).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from enum import Enum
from inspect import isgeneratorfunction, unwrap
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from .errors import ContentError, Fault
from .kinds import Kind, Text, Value
from .when import When

if TYPE_CHECKING:
    from .record import Known

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
    """

    exercise: Exercise
    given: Mapping[str, Value] = field(factory=dict)


@frozen
class Round:
    """One round of a loop begins; its name becomes part of the names of its questions."""

    name: str


@frozen
class Enter:
    """A part begins: an exercise, or a round. Said by the guard alone; a script that says it is ended."""

    name: str
    exercise: Exercise | None = None


@frozen
class Help:
    """Sent to the guard instead of an answer: help comes first, and then the question stands again.

    Attributes:
        alarm: What calls for it; ``self-harm`` also when "I need help now" was pressed.
        about: Whom a fear is about; '' when that is not known.
        item_nine: The answer to PHQ-9 item 9, when that raised it.
    """

    alarm: str = "self-harm"
    about: str = ""
    item_nine: int | None = None


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


@frozen
class ReplyBank:
    """Scripted replies for a rehearsal.

    Attributes:
        replies: style -> what the person's line does (blames, asks, listens, tells) -> replies.
    """

    id: str
    replies: Mapping[str, Mapping[str, tuple[str, ...]]]
    title: str = ""
    source: str = ""
    licence: str = ""
    review: str = "none yet"


class Finding(Enum):
    """How a termination check came out. Missing data is never `MET`."""

    MET = "met"
    NOT_YET = "not yet"
    NOT_KNOWN = "not known"


@frozen
class Verdict:
    """What a termination check found.

    Attributes:
        finding: Met, not yet, or not known.
        evidence: What it was seen from, in plain words.
        otherwise: What to do when it is not met.
    """

    finding: Finding
    evidence: str
    otherwise: str = ""


def met(evidence: str) -> Verdict:
    """The check is met, and this is what shows it."""
    return Verdict(Finding.MET, evidence)


def not_yet(evidence: str, otherwise: str) -> Verdict:
    """The check is not met yet; `otherwise` says what to do."""
    return Verdict(Finding.NOT_YET, evidence, otherwise)


def not_known(evidence: str, otherwise: str) -> Verdict:
    """The record does not hold what the check needs; `otherwise` says what to do."""
    return Verdict(Finding.NOT_KNOWN, evidence, otherwise)


@frozen
class TerminationCheck:
    """One thing that should be true when the work on an area ends."""

    id: str
    title: str
    judge: Callable[[Known], Verdict]


def check(id: str, title: str) -> Callable[[Callable[[Known], Verdict]], TerminationCheck]:
    """Make a termination check of a function from the record to a verdict.

    Raises:
        ContentError: when it is no function, or one that yields, which could never give a verdict.
    """

    def made(judge: Callable[[Known], Verdict]) -> TerminationCheck:
        if not callable(judge) or isgeneratorfunction(judge):
            message = f"{id}: '{name_of(judge)}' must be a function that returns met, not_yet or not_known"
            raise ContentError([Fault(*place_of(judge), 1, "not-a-check", message)])
        return TerminationCheck(id, title, judge)

    return made


@frozen
class Question:
    """A scored question of an assessment.

    Attributes:
        key: The key of its ask.
        weight: 1 to 3.
        score: From the answers to 0..3, or None when it cannot be scored.
        reason: What a high score means, said to the person; may hold placeholders.
    """

    key: str
    weight: int
    score: Callable[[Mapping[str, Value]], int | None]
    reason: str


@frozen(eq=False)
class Assessment:
    """The questions that show how far an area fits.

    Attributes:
        exercise: The exercise that asks them.
        gate: Holds when the area is worth asking about.
        questions: The scored ones.
        halve: Halves the evidence when it holds; never, when empty.
    """

    exercise: Exercise
    gate: When
    questions: tuple[Question, ...]
    halve: When = ()


@frozen(eq=False)
class ProblemArea:
    """One problem area: its assessment, techniques and checks. This is what a plugin brings.

    Attributes:
        id: Also the prefix of its exercises' ids and of its own facts.
        label: What the person reads.
        means: What the area is, in plain words.
        aim: What work on it is for.
        assessment: Its questions.
        exercises: All its exercises, the assessment's among them.
        checks: What should be true when the work ends.
        order: Ids of its techniques in their usual order.
        weekly: The id of an exercise for every middle session; '' for none.
        charts: Facts of its own to show over time, and what they are called.
        goals: Goal templates.
        pages: Its pages.
        sessions: The usual number of sessions, 6 to 20.
        works_on_person: Whether the work is toward the person in the fact ``focus.person``.
        last_resort: Whether its evidence is halved when another area is strong.
        notice: What to say when the person chooses it.
    """

    id: str
    label: str
    means: str
    aim: str
    assessment: Assessment
    exercises: tuple[Exercise, ...]
    checks: tuple[TerminationCheck, ...]
    order: tuple[str, ...] = ()
    weekly: str = ""
    charts: Mapping[str, str] = field(factory=dict)
    goals: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    banks: tuple[ReplyBank, ...] = ()
    sessions: int = 12
    works_on_person: bool = False
    last_resort: bool = False
    notice: str = ""
    source: str = ""
    licence: str = ""
    review: str = field(default="none yet")
