"""An engine for interpersonal therapy (IPT) courses: content as plugins, a session as its answers.

Everything a front end or a plugin needs is exported here. Names are loaded when first used, so that
importing the package costs next to nothing and never imports click, yaml or a database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assessment import Evidence as Evidence
    from .assessment import all_evidence as all_evidence
    from .course import Course as Course
    from .crisis import CrisisService as CrisisService
    from .crisis import crisis_services as crisis_services
    from .ending import Outcome as Outcome
    from .ending import checked as checked
    from .ending import decided as decided
    from .errors import Conflict as Conflict
    from .errors import ContentError as ContentError
    from .errors import ExitCode as ExitCode
    from .errors import IptError as IptError
    from .errors import NothingToDo as NothingToDo
    from .errors import Rejected as Rejected
    from .errors import StoreError as StoreError
    from .files import load_area as load_area
    from .hookspecs import hookimpl as hookimpl
    from .kinds import Choice as Choice
    from .kinds import Clock as Clock
    from .kinds import Day as Day
    from .kinds import Goal as Goal
    from .kinds import Many as Many
    from .kinds import Multi as Multi
    from .kinds import Number as Number
    from .kinds import Option as Option
    from .kinds import Person as Person
    from .kinds import Scale as Scale
    from .kinds import Text as Text
    from .kinds import Turns as Turns
    from .kinds import YesNo as YesNo
    from .library import Library as Library
    from .measure import Measure as Measure
    from .model import Ask as Ask
    from .model import Exercise as Exercise
    from .model import ProblemArea as ProblemArea
    from .model import Say as Say
    from .model import Toward as Toward
    from .model import Verdict as Verdict
    from .model import check as check
    from .model import exercise as exercise
    from .model import met as met
    from .model import not_known as not_known
    from .model import not_yet as not_yet
    from .notes import notes as notes
    from .plain import course_from_plain as course_from_plain
    from .plain import plain_course as plain_course
    from .plain import plain_error as plain_error
    from .plain import plain_turn as plain_turn
    from .plugins import load_library as load_library
    from .record import Fact as Fact
    from .record import Known as Known
    from .session import Turn as Turn
    from .sittings import UNLOCK_DAYS as UNLOCK_DAYS
    from .steps import run as run
    from .store import open_store as open_store

__version__ = "0.1.0"

_HOMES = {
    "assessment": ("Evidence", "all_evidence"),
    "crisis": ("CrisisService", "crisis_services"),
    "ending": ("Outcome", "checked", "decided"),
    "course": ("Course",),
    "errors": ("Conflict", "ContentError", "ExitCode", "IptError", "NothingToDo", "Rejected", "StoreError"),
    "files": ("load_area",),
    "hookspecs": ("hookimpl",),
    "kinds": (
        *("Choice", "Clock", "Day", "Goal", "Many", "Multi", "Number", "Option", "Person", "Scale", "Text"),
        *("Turns", "YesNo"),
    ),
    "library": ("Library",),
    "measure": ("Measure",),
    "notes": ("notes",),
    "model": (
        *("Ask", "Exercise", "ProblemArea", "Say", "Toward", "Verdict"),
        *("check", "exercise", "met", "not_known", "not_yet"),
    ),
    "plain": ("course_from_plain", "plain_course", "plain_error", "plain_turn"),
    "plugins": ("load_library",),
    "record": ("Fact", "Known"),
    "session": ("Turn",),
    "sittings": ("UNLOCK_DAYS",),
    "steps": ("run",),
    "store": ("open_store",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


if not TYPE_CHECKING:  # type checkers see the imports above, and would take every name for known

    def __getattr__(name: str) -> Any:
        """Load a public name from its home when it is first used."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
