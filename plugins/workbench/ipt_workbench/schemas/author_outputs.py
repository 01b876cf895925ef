"""What the commands of the author's workbench print with ``--json``, as attrs classes.

Nothing is made from these classes but their JSON Schema; a test holds every command to its class.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen


@frozen
class SchemaRow:
    """A schema.

    Attributes:
        name: As ``ipt schema`` takes it.
        about: What it is the schema of.
    """

    name: str
    about: str


@frozen
class ChangeRow:
    """One change of content.

    Attributes:
        effect: What it does to answers already given.
        kind: What changed, in a word.
        name: The question, as ``exercise/key``, or the id of what changed.
        file: Where to look.
        line: The line there, from 1.
        words: What changed and what follows, in a sentence.
    """

    effect: Literal["kept", "asked again", "parked", "asked", "depends", "look"]
    kind: str
    name: str
    file: str
    line: int
    words: str


@frozen
class ForecastRow:
    """What becomes of one course. Names are those of questions; the rounds of loops are not named.

    Attributes:
        course: The id of the course.
        session: The number of its open session.
        kept: How many of that session's answers stay as they are.
        asked_again: Answers that no longer fit their question.
        parked: Answers whose question is no longer asked.
        asked: Questions that are asked newly, before the person is back where they were.
        meaning: Answers kept under a question that may mean something else now.
        next_before: The next question as it is; empty when the session is over.
        next_after: The next question then; empty when the session is over.
        touched: Whether the person would notice anything.
    """

    course: str
    session: int
    kept: int
    asked_again: tuple[str, ...]
    parked: tuple[str, ...]
    asked: tuple[str, ...]
    meaning: tuple[str, ...]
    next_before: str
    next_after: str
    touched: bool


@frozen
class Differences:
    """Two versions of some content, compared.

    Attributes:
        changes: What changed.
        courses: What becomes of each course, when a store was named.
    """

    changes: tuple[ChangeRow, ...]
    courses: tuple[ForecastRow, ...]


@frozen
class DrawableRow:
    """Something that can be drawn.

    Attributes:
        id: Its id.
        title: Its title.
        what: What it is.
    """

    id: str
    title: str
    what: Literal["exercise", "programme"]


@frozen
class Drawing:
    """A drawing.

    Attributes:
        id: The id of what is drawn.
        title: Its title.
        format: How it is drawn.
        text: The drawing itself.
    """

    id: str
    title: str
    format: Literal["mermaid", "svg"]
    text: str


@frozen
class NewPlugin:
    """A plugin that was made.

    Attributes:
        folder: Where.
        files: Its files, from there.
    """

    folder: str
    files: tuple[str, ...]


@frozen
class FaultRow:
    """A fault of some content.

    Attributes:
        file: The file.
        line: The line, from 1.
        column: The column, from 1.
        code: Its code, which ``ipt codes`` explains.
        message: What is wrong, and the fix.
        severity: Whether it fails the check.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Literal["error", "warning"]


@frozen
class CodeRow:
    """A code of ``ipt check``.

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
    severity: Literal["error", "warning"]
    meaning: str
    fix: str
    where: str
    wrong: str
    right: str


@frozen
class Spread:
    """How a count spreads over sessions.

    Attributes:
        median: The one in the middle.
        most: The highest.
    """

    median: int
    most: int


@frozen
class PersonaRow:
    """What the people of one persona met.

    Attributes:
        persona: Its name.
        who: Who that is.
        people: How many lived.
        sessions: How many sessions they had.
        questions: Questions of a session.
        minutes: Minutes of a session.
        areas: Area -> how many chose it.
        ends: How a course ended -> how many.
        alarms: Alarm -> how often it was raised.
        support: How often support came.
    """

    persona: str
    who: str
    people: int
    sessions: int
    questions: Spread
    minutes: Spread
    areas: dict[str, int]
    ends: dict[str, int]
    alarms: dict[str, int]
    support: int


@frozen
class TroubleRow:
    """Something nobody should meet, with its shortest story.

    Attributes:
        kind: What it is.
        where: Where.
        why: What happened.
        people: How many met it.
        persona: Who met it first.
        person: Which of them.
        story: What they did, step by step.
        script: The same as a script of answers.
    """

    kind: str
    where: str
    why: str
    people: int
    persona: str
    person: int
    story: tuple[str, ...]
    script: str


@frozen
class Simulated:
    """What simulated people met.

    Attributes:
        people: How many there were.
        sessions: How many sessions they had.
        questions: How many questions they answered.
        personas: What the people of each persona met.
        techniques: Technique -> how many did it.
        pages: Page -> how many read it.
        left_behind: How many met an exercise that broke off.
        stuck: How many were stuck.
        seed: The seed that gives the same people again.
        troubles: What nobody should meet.
    """

    people: int
    sessions: int
    questions: int
    personas: tuple[PersonaRow, ...]
    techniques: dict[str, int]
    pages: dict[str, int]
    left_behind: int
    stuck: int
    seed: int
    troubles: tuple[TroubleRow, ...]


@frozen
class ReachedCount:
    """How much of one sort was reached.

    Attributes:
        reached: How many.
        of: Of how many that count.
    """

    reached: int
    of: int


@frozen
class CoveredFile:
    """What of one file was reached.

    Attributes:
        file: The file.
        steps: Its steps; of a measure, its items.
        branches: Its conditions, each held and not held.
        options: What can be chosen.
        routes: An exercise's ``unless``, ``gate`` and ``halve``, each held and not held; a programme's agendas.
        suggestions: The conditions under which it is suggested.
        checks: The verdicts of termination checks.
        pages: Pages.
    """

    file: str
    steps: ReachedCount
    branches: ReachedCount
    options: ReachedCount
    routes: ReachedCount
    suggestions: ReachedCount
    checks: ReachedCount
    pages: ReachedCount


@frozen
class MissedRow:
    """Something that can be reached, and was not.

    Attributes:
        file: The file.
        line: The line there, from 1.
        sort: ``steps``, ``branches`` and so on, as the counts are named.
        what: What it is, in words.
    """

    file: str
    line: int
    sort: str
    what: str


@frozen
class UnreachableRow(MissedRow):
    """Something that nobody can reach.

    Attributes:
        why: Why not.
    """

    why: str


@frozen
class Covered:
    """What of some content was reached.

    Attributes:
        percent: How much of all that counts, 0 to 100.
        scripts: How many scripts were played.
        by_scripts: How much they reached by themselves, 0 to 100.
        by_people: How much they and the simulated people reached.
        totals: How much of each sort.
        files: The same for each file.
        never: What was not reached.
        unreachable: What nobody can reach; it does not count.
        people: How many simulated people there were.
        seed: The seed that gives the same people again.
    """

    percent: float
    scripts: int
    by_scripts: float
    by_people: float
    totals: dict[str, ReachedCount]
    files: tuple[CoveredFile, ...]
    never: tuple[MissedRow, ...]
    unreachable: tuple[UnreachableRow, ...]
    people: int
    seed: int
