"""The protocol for front ends as attrs classes: turns, refusals, and what the commands that act on a course print.

Nothing is made from these classes but their JSON Schema; a test holds every command to its class.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from ipt_core.answers.kinds import Kind

Written = str | tuple[str, ...] | None


@frozen
class Session:
    """Which session this is.

    Attributes:
        number: Its number, from 1.
        of: How many sessions the course has.
        phase: The id of its phase, or ``booster``.
    """

    number: int
    of: int
    phase: str


@frozen
class Running:
    """The exercise that asks.

    Attributes:
        id: Its id.
        title: Its title.
        why: Why it is on today's agenda, in plain words.
    """

    id: str
    title: str
    why: str


@frozen
class Question:
    """The question to show.

    Attributes:
        name: Its full name.
        text: The question.
        kind: How it is answered.
        optional: Whether it may be skipped.
        private: Whether the answer stays out of transcripts and exports.
    """

    name: str
    text: str
    kind: Kind
    optional: bool
    private: bool


@frozen
class Progress:
    """How far the session is.

    Attributes:
        done: How many questions were answered.
        of_about: About how many there are.
    """

    done: int
    of_about: int


@frozen
class Turn:
    """Where a session stands: what is said, and one question or the end.

    Attributes:
        protocol: The version of the protocol; raised when a field changes its meaning.
        course: The id of the course.
        revision: How many events the course has; changes with every answer.
        session: Which session this is.
        exercise: The exercise that asks; null at the end of a session.
        said: What has been said since the last answer.
        ended: How many of these texts, from the first, still belong to the exercise before.
        ask: The question; null when the session is over.
        progress: How far the session is.
    """

    protocol: Literal[1]
    course: str
    revision: int
    session: Session
    exercise: Running | None
    said: tuple[str, ...]
    ended: int
    ask: Question | None
    progress: Progress


@frozen
class Refusal:
    """What was refused.

    Attributes:
        kind: A stable word for programs.
        message: What is wrong, in plain words. Holds no answer of a person.
        hint: What to do about it; may be empty.
    """

    kind: str
    message: str
    hint: str


@frozen
class Error:
    """What a command prints instead, with an exit code that is not 0.

    Attributes:
        error: What was refused.
    """

    error: Refusal


@frozen
class StartedCourse:
    """A new course.

    Attributes:
        course: Its id.
        revision: How many events it has.
        sessions: How many sessions are planned.
    """

    course: str
    revision: int
    sessions: int


@frozen
class AgendaItem:
    """One exercise of today.

    Attributes:
        id: Its id.
        title: Its title.
        why: Why it is there.
        now: Whether it is running.
        done: Whether it is over.
    """

    id: str
    title: str
    why: str
    now: bool
    done: bool


@frozen
class GivenAnswer:
    """An answer that may be amended.

    Attributes:
        name: As ``ipt amend`` takes it.
        asked: The question.
        words: The answer in words; a private one is not told.
    """

    name: str
    asked: str
    words: str


@frozen
class Status:
    """Where a course stands.

    Attributes:
        course: The id of the course.
        revision: How many events it has.
        phase: The id of the phase.
        session: The number of the session.
        of: How many sessions the course has.
        over: Whether the session is over.
        focus: Ids of the areas chosen.
        agenda: What today is about.
        postponed: Names of questions left for later.
        progress: How far the session is.
        answers: The answers that may be amended, when asked for with ``--answers``.
    """

    course: str
    revision: int
    phase: str
    session: int
    of: int
    over: bool
    focus: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    postponed: tuple[str, ...]
    progress: Progress
    answers: tuple[GivenAnswer, ...] = ()


@frozen
class Plan:
    """The person's own safety plan; null for a part that is not there.

    Attributes:
        signs: Warning signs.
        steady: What steadies them.
        places: Places and company.
        people: People they can tell.
        professionals: Professionals and lines.
        surroundings: Making the surroundings safer.
        reasons: Reasons to hold on.
    """

    signs: Written
    steady: Written
    places: Written
    people: Written
    professionals: Written
    surroundings: Written
    reasons: Written


@frozen
class Reasons:
    """Why this session and this exercise.

    Attributes:
        session: Why this session.
        exercise: Why this exercise.
        aim: What the exercise is for.
        source: Where it comes from.
        review: Who reviewed it clinically.
    """

    session: str
    exercise: str
    aim: str
    source: str
    review: str


@frozen
class CourseRow:
    """A course.

    Attributes:
        id: Its id.
    """

    id: str


@frozen
class Deleted:
    """A course that is gone.

    Attributes:
        deleted: Its id.
    """

    deleted: str


@frozen
class CrisisServices:
    """Crisis services.

    Attributes:
        country: Whose, as two letters, or INTL.
        services: Their names and numbers, a line for each.
    """

    country: str
    services: str


@frozen
class Unlocking:
    """A wish to open again what is closed toward a person.

    Attributes:
        asked: That it was noted.
        days: How many days must pass before a session asks about it.
    """

    asked: bool
    days: int
