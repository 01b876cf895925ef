"""The class of what each command prints with ``--json``.

The commands of the workbench print values of these classes. The commands of the core still print mappings: the rows
here, and the classes in `.protocol`, only describe them, and a test holds each of those commands to its class.
"""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from ipt_workbench.changes.forecast import Differences, Forecast
from ipt_workbench.checking.check import FaultRow
from ipt_workbench.checking.codes import Code
from ipt_workbench.commands.scripts import PlayedScript
from ipt_workbench.covering.report import Coverage
from ipt_workbench.drawing.graph import Drawable, Drawing
from ipt_workbench.facts import FactRow
from ipt_workbench.scaffold import NewPlugin
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
from ipt_workbench.scripts.recording import Recorded
from ipt_workbench.scripts.summary import Played
from ipt_workbench.simulating.report import Simulated


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


@frozen
class SchemaRow:
    """A schema.

    Attributes:
        name: As ``ipt schema`` takes it.
        about: What it is the schema of.
    """

    name: str
    about: str


OUTPUTS: dict[str, Any] = {  # command -> what its --json prints
    "amend": Turn,
    "answer": Turn,
    "areas": tuple[AreaRow, ...],
    "back": Turn,
    "check": tuple[FaultRow, ...],
    "codes": tuple[Code, ...] | Code,
    "courses": tuple[CourseRow, ...],
    "cover": Coverage,
    "delete": Deleted,
    "demo": Played,
    "diff": Differences,
    "exercises": tuple[ExerciseRow, ...],
    "explain": Reasons,
    "facts": tuple[FactRow, ...] | FactRow,
    "graph": tuple[Drawable, ...] | Drawing,
    "help-now": CrisisServices,
    "new": NewPlugin,
    "open": Turn,
    "plan": Plan,
    "play": PlayedScript,
    "plugins": tuple[PluginRow, ...],
    "read": tuple[PageRow, ...] | PageText,
    "record": Recorded,
    "schema": tuple[SchemaRow, ...],
    "simulate": Simulated,
    "start": StartedCourse,
    "status": Status,
    "try": tuple[TryRow, ...],
    "turn": Turn,
    "unlock": Unlocking,
    "upgrade": tuple[Forecast, ...],
}
