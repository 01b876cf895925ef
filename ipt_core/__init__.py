"""An engine for interpersonal therapy (IPT) courses: content as plugins, a session as its answers.

Everything a front end or a plugin needs is exported here. Names are loaded when first used, so that
importing the package costs next to nothing and never imports click, yaml or a database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers.kinds import Choice as Choice
    from .answers.kinds import Clock as Clock
    from .answers.kinds import Day as Day
    from .answers.kinds import Goal as Goal
    from .answers.kinds import Many as Many
    from .answers.kinds import Multi as Multi
    from .answers.kinds import Number as Number
    from .answers.kinds import Option as Option
    from .answers.kinds import Person as Person
    from .answers.kinds import Scale as Scale
    from .answers.kinds import Text as Text
    from .answers.kinds import Turns as Turns
    from .answers.kinds import YesNo as YesNo
    from .crisis import CrisisService as CrisisService
    from .crisis import crisis_services as crisis_services
    from .errors import Conflict as Conflict
    from .errors import ContentError as ContentError
    from .errors import ExitCode as ExitCode
    from .errors import IptError as IptError
    from .errors import NothingToDo as NothingToDo
    from .errors import Rejected as Rejected
    from .errors import StoreError as StoreError
    from .files.load import load_area as load_area
    from .hooks import hookimpl as hookimpl
    from .keep.notes import notes as notes
    from .keep.protocol import course_from_plain as course_from_plain
    from .keep.protocol import plain_course as plain_course
    from .keep.protocol import plain_error as plain_error
    from .keep.protocol import plain_turn as plain_turn
    from .keep.store import open_store as open_store
    from .play.assessment import Evidence as Evidence
    from .play.assessment import all_evidence as all_evidence
    from .play.course import Course as Course
    from .play.ending import Outcome as Outcome
    from .play.ending import checked as checked
    from .play.ending import decided as decided
    from .play.replay import Turn as Turn
    from .plugins import load_library as load_library
    from .record.facts import Fact as Fact
    from .record.facts import Known as Known
    from .record.sessions import UNLOCK_DAYS as UNLOCK_DAYS
    from .written.area import ProblemArea as ProblemArea
    from .written.area import Verdict as Verdict
    from .written.area import check as check
    from .written.area import met as met
    from .written.area import not_known as not_known
    from .written.area import not_yet as not_yet
    from .written.exercise import Ask as Ask
    from .written.exercise import Exercise as Exercise
    from .written.exercise import Say as Say
    from .written.exercise import Toward as Toward
    from .written.exercise import exercise as exercise
    from .written.exercise import run as run
    from .written.library import Library as Library
    from .written.measure import Measure as Measure

__version__ = "0.1.0"

_HOMES = {  # module -> the public names it defines
    "errors": "Conflict ContentError ExitCode IptError NothingToDo Rejected StoreError",
    "crisis": "CrisisService crisis_services",
    "answers.kinds": "Choice Clock Day Goal Many Multi Number Option Person Scale Text Turns YesNo",
    "record.facts": "Fact Known",
    "record.sessions": "UNLOCK_DAYS",
    "written.exercise": "Ask Exercise Say Toward exercise run",
    "written.area": "ProblemArea Verdict check met not_known not_yet",
    "written.measure": "Measure",
    "written.library": "Library",
    "play.assessment": "Evidence all_evidence",
    "play.ending": "Outcome checked decided",
    "play.replay": "Turn",
    "play.course": "Course",
    "hooks": "hookimpl",
    "files.load": "load_area",
    "keep.store": "open_store",
    "keep.protocol": "course_from_plain plain_course plain_error plain_turn",
    "keep.notes": "notes",
    "plugins": "load_library",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

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
