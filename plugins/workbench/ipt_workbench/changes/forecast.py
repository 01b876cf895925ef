"""What other content would do to a course underway: its open session played on, and thrown away.

What is asked then is answered as somebody calm and short of words would. No answer of the person is told, and no
name that holds one: the rounds of a loop are named by what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from ipt_core.errors import Rejected
from ipt_core.play.course import Course
from ipt_core.record.events import Answered
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library
from ipt_workbench.changes.changes import Change, alike
from ipt_workbench.people.personas import calm

MOST = 2_000  # questions of one session; more goes round in circles


@frozen
class Forecast:
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

    changes: tuple[Change, ...]
    courses: tuple[Forecast, ...]


def forecast(course: Course, library: Library) -> Forecast:
    """What becomes of a course when it goes on with another library.

    Args:
        course: The course, with the library it was loaded with. It is left as it is.
        library: The one to go on with.
    """
    after = Course(library, list(course.events))
    was = _Played(course)
    told = [name for name in was.given if name not in was.parked and name not in was.newly]
    return _compared(after, told, was.on_the_way, course.turn.name)


def recorded(course: Course) -> Forecast:
    """What the library a course was loaded with does to it, beside what its journal says was asked.

    Args:
        course: The course, with that library. It is left as it is.
    """
    return _compared(course, list(course.sittings()[-1].given), [], course.turn.name)


def _compared(after: Course, told: list[str], expected: list[str], next_before: str) -> Forecast:
    """What becomes of these answers.

    Args:
        after: The course as it goes on.
        told: Names of the answers that counted before.
        expected: Questions that were open before, among them.
        next_before: The next question before.
    """
    now = _Played(after)
    again = [name for name in told if name in now.newly]
    parked = [name for name in told if name in now.parked]
    kept = [name for name in told if name not in {*again, *parked}]
    asked = [name for name in now.on_the_way if name not in now.given and name not in expected]
    meaning = [name for name in kept if _means_else(after, now.given[name])]
    next_before, next_after = masked(next_before), masked(after.turn.name)
    return Forecast(
        course=after.id,
        session=after.turn.session,
        kept=len(kept),
        asked_again=_masked(again),
        parked=_masked(parked),
        asked=_masked(asked),
        meaning=_masked(meaning),
        next_before=next_before,
        next_after=next_after,
        touched=bool(again or parked or asked or meaning) or next_before != next_after,
    )


class _Played:
    """An open session, played to its end.

    Attributes:
        given: The answers in force when it began, by name.
        newly: The questions it asked, in order.
        on_the_way: Those of them that came before the last answer in force.
        parked: Answers in force that it did not ask for.
    """

    def __init__(self, course: Course) -> None:
        self.given: dict[str, Answered] = dict(course.sittings()[-1].given)
        asked: list[tuple[str, int]] = []
        while (turn := course.turn).ask is not None and len(asked) < MOST:
            asked.append((turn.name, turn.done - len(asked)))
            try:
                course = course.answer(calm(turn))
            except Rejected:  # a kind of a plugin's own that takes nothing: what lies behind it is not known
                break
        found = course.turn.done - len(asked)
        self.newly = [name for name, _ in asked]
        self.on_the_way = [name for name, before in asked if before < found]
        sitting = course.sittings()[-1]
        self.parked = set(sitting.parked)
        if not sitting.closed:  # it came to its end without a question, so that no event says so
            self.parked = {name for name in self.given if _asked_now(course, name) is None}


def _asked_now(course: Course, name: str) -> Ask | None:
    """The question of an answer in force in the open session as it is asked now; None when it is not."""
    try:
        return course.asked(f"{course.turn.session}:{name}")
    except Rejected:
        return None


def _means_else(course: Course, answer: Answered) -> bool:
    """Whether the question of an answer fills another fact now, or reads quite differently."""
    ask = _asked_now(course, answer.name)
    return ask is not None and (ask.fills != answer.fills or not alike(answer.asked, ask.text))


def masked(name: str) -> str:
    """The name of a question without the names of rounds, which are made of what somebody answered.

    >>> masked("initial.circles/jo/ring-now")
    'initial.circles/*/ring-now'
    """
    *parts, key = name.split("/")
    return "/".join([*(part if "." in part else "*" for part in parts), key])


def _masked(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(masked(name) for name in names)
