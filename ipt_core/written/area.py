"""A problem area as a plugin brings it: its assessment, techniques, pages, and the checks at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from inspect import isgeneratorfunction

from attrs import field, frozen

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Value
from ipt_core.errors import ContentError, Fault
from ipt_core.record.facts import Known

from .exercise import Exercise, Page, name_of, place_of
from .rehearsal import ReplyBank


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
