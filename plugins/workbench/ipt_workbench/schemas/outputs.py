"""What the other commands print with ``--json``, as attrs classes, and the class of every command's output.

Nothing is made from these classes but their JSON Schema; a test holds every command to its class.
"""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from ipt_workbench.facts import FactRow
from ipt_workbench.schemas.author_outputs import (
    CodeRow,
    Covered,
    Differences,
    DrawableRow,
    Drawing,
    FaultRow,
    ForecastRow,
    NewPlugin,
    SchemaRow,
    Simulated,
)
from ipt_workbench.schemas.protocol import (
    CourseRow,
    CrisisServices,
    Deleted,
    Plan,
    Reasons,
    StartedCourse,
    Status,
    Turn,
    Unlocking,
)


@frozen
class AreaRow:
    """A problem area.

    Attributes:
        id: Its id.
        label: What the person reads.
        means: What it is.
        aim: What work on it is for.
        questions: How many questions its assessment asks.
        techniques: Ids of its techniques.
        checks: Ids of its termination checks.
        review: Who reviewed it clinically.
    """

    id: str
    label: str
    means: str
    aim: str
    questions: int
    techniques: tuple[str, ...]
    checks: tuple[str, ...]
    review: str


@frozen
class ExerciseRow:
    """An exercise.

    Attributes:
        id: Its id.
        code: The clinical reference's number.
        title: A few words.
        aim: What it is for.
        minutes: About how long it takes.
        technique: Whether it may be offered as a session's technique.
        toward: ``focus`` or ``chosen`` when it works toward a person.
        source: Where it comes from.
        licence: The licence of the content.
        review: Who reviewed it clinically.
    """

    id: str
    code: str
    title: str
    aim: str
    minutes: int
    technique: bool
    toward: str
    source: str
    licence: str
    review: str


@frozen
class PluginRow:
    """An installed plugin.

    Attributes:
        name: Its entry-point name.
        distribution: What it came with.
        areas: Ids of the areas it brings.
        status: Whether it is used.
        problem: Why it is not.
    """

    name: str
    distribution: str
    areas: tuple[str, ...]
    status: Literal["loaded", "refused"]
    problem: str


@frozen
class PageRow:
    """A page.

    Attributes:
        id: Its id.
        title: Its title.
        source: Where it comes from.
        review: Who reviewed it clinically.
    """

    id: str
    title: str
    source: str
    review: str


@frozen
class PageText:
    """A page to read.

    Attributes:
        id: Its id.
        title: Its title.
        text: What it says.
        review: Who reviewed it clinically.
    """

    id: str
    title: str
    text: str
    review: str


@frozen
class TryRow:
    """An exercise to try.

    Attributes:
        id: Its id.
        title: Its title.
        aim: What it is for.
        minutes: About how long it takes.
    """

    id: str
    title: str
    aim: str
    minutes: int


# ---------------------------------------------------------------- scripts of answers


@frozen
class PlayedSession:
    """One session of a played script.

    Attributes:
        number: Its number.
        phase: The id of its phase.
        phq9: The total of its PHQ-9, if it has one.
        techniques: Ids of the techniques done.
        codes: Their numbers in the clinical reference.
        practice: What was planned to practise.
    """

    number: int
    phase: str
    phq9: int | None
    techniques: tuple[str, ...]
    codes: tuple[str, ...]
    practice: str | None


@frozen
class PlayedCheck:
    """How a termination check came out.

    Attributes:
        id: Its id.
        verdict: What it found.
        evidence: What it was seen from.
    """

    id: str
    verdict: Literal["met", "not yet", "not known"]
    evidence: str


@frozen
class Played:
    """A played script in figures.

    Attributes:
        demo: Its name.
        sessions: Its sessions.
        focus: Ids of the areas chosen.
        assessment: Area -> its evidence, 0 to 100.
        checks: How the checks came out.
        outcome: The end decision.
        boosters: The days of booster sessions.
        changes: What was rated, the first rating and the last.
        goals: A goal, and where it stands.
        measures: Measure -> its totals.
    """

    demo: str
    sessions: tuple[PlayedSession, ...]
    focus: tuple[str, ...]
    assessment: dict[str, int]
    checks: tuple[PlayedCheck, ...]
    outcome: str
    boosters: tuple[str, ...]
    changes: tuple[tuple[str, ...], ...]
    goals: tuple[tuple[str | None, ...], ...]
    measures: dict[str, tuple[int, ...]]


@frozen
class PlayedScript:
    """A script of one's own, played.

    Attributes:
        script: Its file.
        golden: How it stands beside its golden transcript.
        transcript: What was shown, line by line.
        diff: What has changed, as the lines of a unified diff.
    """

    script: str
    golden: Literal["none", "same", "different", "written"]
    transcript: tuple[str, ...]
    diff: tuple[str, ...]


@frozen
class RecordedScript:
    """A script made of a course.

    Attributes:
        out: The file it was written to, if it was.
        sessions: How many sessions it holds.
        answers: How many answers.
        left_out: What is not in it as it was, in sentences.
        script: The script, when it was not written to a file.
    """

    out: str | None
    sessions: int
    answers: int
    left_out: tuple[str, ...]
    script: str | None


OUTPUTS: dict[str, Any] = {  # command -> what its --json prints
    "amend": Turn,
    "answer": Turn,
    "areas": tuple[AreaRow, ...],
    "back": Turn,
    "check": tuple[FaultRow, ...],
    "codes": tuple[CodeRow, ...] | CodeRow,
    "courses": tuple[CourseRow, ...],
    "cover": Covered,
    "delete": Deleted,
    "demo": Played,
    "diff": Differences,
    "exercises": tuple[ExerciseRow, ...],
    "explain": Reasons,
    "facts": tuple[FactRow, ...] | FactRow,
    "graph": tuple[DrawableRow, ...] | Drawing,
    "help-now": CrisisServices,
    "new": NewPlugin,
    "open": Turn,
    "plan": Plan,
    "play": PlayedScript,
    "plugins": tuple[PluginRow, ...],
    "read": tuple[PageRow, ...] | PageText,
    "record": RecordedScript,
    "schema": tuple[SchemaRow, ...],
    "simulate": Simulated,
    "start": StartedCourse,
    "status": Status,
    "try": tuple[TryRow, ...],
    "turn": Turn,
    "unlock": Unlocking,
    "upgrade": tuple[ForecastRow, ...],
}
