"""For the tests of plugin authors: answers of every kind, and short walks through single exercises.

Needs hypothesis, which ``pip install "ipt-engine[test]"`` brings. Not imported by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from .course import Course
from .errors import Rejected
from .kinds import Choice, Clock, Day, Goal, Kind, Many, Multi, Number, Person, Scale, Text, Turns, Value, YesNo
from .library import Library
from .model import Ask
from .record import SAFE
from .safety import heard
from .session import Turn

DAY = "2026-01-05"
NAMES = ("Jo", "Priya", "Carol", "Zoë", "Ngũgĩ", "李")
MOST_QUESTIONS = 2_000  # of one exercise; a walk that asks more goes round in circles

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
_TEXTS = _WORDS.filter(lambda text: bool(text.strip()))


def answers(kind: Kind) -> st.SearchStrategy[Value]:
    """Any valid answer of a kind."""
    if isinstance(kind, Scale | Number):
        return st.integers(kind.low, min(kind.high, kind.low + 1_000))
    if isinstance(kind, YesNo):
        return st.booleans()
    if isinstance(kind, Choice):
        return st.sampled_from([option.id for option in kind.options])
    if isinstance(kind, Multi):
        ids = [option.id for option in kind.options]
        most = min(len(ids), kind.at_most)
        return st.lists(st.sampled_from(ids), min_size=min(kind.at_least, most), max_size=most, unique=True)
    if isinstance(kind, Person):
        return st.sampled_from(kind.people or NAMES)
    if isinstance(kind, Many):
        most = min(kind.at_most, max(kind.at_least, 4))
        return st.lists(
            answers(kind.of), min_size=kind.at_least, max_size=most, unique_by=lambda one: str(one).casefold()
        )
    if isinstance(kind, Day):
        return st.dates().map(str) | st.dates().map(lambda day: str(day)[:7])
    if isinstance(kind, Clock):
        return st.times().map(lambda time: f"{time:%H:%M}")
    if isinstance(kind, Turns):
        line = st.fixed_dictionaries({"who": st.sampled_from(["me", "them"]), "line": _TEXTS})
        return st.lists(line, min_size=kind.at_least, max_size=kind.at_least + 2)
    return _TEXTS.filter(lambda text: fits(kind, text)) if isinstance(kind, Goal | Text) else st.none()


def fits(kind: Kind, value: Value) -> bool:
    """Whether the kind accepts the value."""
    try:
        kind.check(value)
    except Rejected:
        return False
    return True


def calm_answers(ask: Ask) -> st.SearchStrategy[Value]:
    """Any valid answer, or a skip, of somebody who is safe: none that the safety guard must act on."""
    calm = answers(ask.kind).filter(lambda value: not heard(ask, value))
    if ask.fills in SAFE or ask.key == "safe-here":
        return calm.filter(lambda value: value is not False or ask.key != "safe-here")
    if ask.fills.startswith("risk."):
        return st.just(ask.fills == "risk.safe")
    if ask.required or heard(ask, None) != ():
        return calm
    return calm | st.none()


def begin(library: Library, *exercises: str) -> Course:
    """A course whose first session is just these exercises."""
    return Course.start(library.trial(*exercises), id="trial", on=DAY, programme="trial")


def walk(course: Course, choose: Callable[[Turn], Value]) -> Iterator[Course]:
    """Answer question after question until the session is over; yields the course after each answer.

    Raises:
        AssertionError: when the session asks more than `MOST_QUESTIONS` questions.
    """
    for _ in range(MOST_QUESTIONS):
        turn = course.turn
        if turn.ask is None:
            return
        course = course.answer(choose(turn))
        yield course
    raise AssertionError(f"{course.turn.exercise} still asks after {MOST_QUESTIONS} answers")
