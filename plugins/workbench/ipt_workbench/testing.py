"""For the tests of plugin authors.

* `play` plays one exercise with the answers given, and tells what was said and asked.
* `begin` and `walk` go through exercises question by question.
* `answers` and `calm_answers` are hypothesis strategies for every kind of answer.
* `PEOPLE`, `BY_NAME` and `Persona` are simulated people; `Life` and `lived` let one of them live through a whole
  course, on the virtual clock of a `Calendar`.
* `assert_transcript` compares a script of answers with its golden transcript.

`ipt_workbench.conformance` proves besides that a plugin keeps all rules. Needs hypothesis, which
``pip install "ipt-engine[test]"`` brings. Not imported by the engine.

For example:

    played = play("own.letter", {"who": "Mia", "line": "I missed you."})
    assert played.said[-1] == "You need not send it."
    assert played.course.known.latest("own.letters") == "I missed you."
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import evolve, frozen
from hypothesis import strategies as st

from ipt_core.answers.kinds import (
    Choice,
    Clock,
    Day,
    Goal,
    Kind,
    Many,
    Multi,
    Number,
    Person,
    Scale,
    Text,
    Turns,
    Value,
    YesNo,
    fits,
)
from ipt_core.guard.alarms import heard
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.plugins import load_library
from ipt_core.record.locks import SAFE
from ipt_core.written.exercise import Ask, Exercise
from ipt_core.written.library import Library
from ipt_workbench.people.lives import Calendar, Life, bent_on, lived
from ipt_workbench.people.personas import BY_NAME, PEOPLE, Action, Persona, calm
from ipt_workbench.scripts.playing import assert_transcript

__all__ = [
    "Action",
    "BY_NAME",
    "Calendar",
    "Life",
    "PEOPLE",
    "Persona",
    "Played",
    "answers",
    "assert_transcript",
    "begin",
    "bent_on",
    "calm_answers",
    "fits",
    "lived",
    "play",
    "walk",
]

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
    if isinstance(kind, Goal | Text):
        return _TEXTS.filter(lambda text: fits(kind, text))
    return st.sampled_from(kind.examples())


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


# ---------------------------------------------------------------- one exercise


@frozen
class Played:
    """What came of playing an exercise.

    Attributes:
        said: Every text that was said, in order.
        asked: Every question that was asked, in order, as ``exercise/key``, in a loop ``exercise/round/key``.
        questions: The same names -> the questions.
        course: The course afterwards; its ``known`` holds every answer and fact.
    """

    said: tuple[str, ...]
    asked: tuple[str, ...]
    questions: Mapping[str, Ask]
    course: Course


def play(exercise: str | Exercise, given: Mapping[str, Value] | None = None, library: Library | None = None) -> Played:
    """Play one exercise to its end.

    Args:
        exercise: Its id, or the exercise itself.
        given: The answers, by the key of the question; by ``round/key`` in a loop, and ``other.exercise/key`` for a
            question of another exercise. What is not named is skipped; where that is not possible, or it is about the
            person's safety, it is answered as somebody calm and safe would.
        library: What is on hand; else everything that is installed.

    Raises:
        Rejected: when an answer does not fit its question.
        AssertionError: when an answer is for a question that was never asked, or the exercise does not end.
    """
    given = given or {}
    library = load_library() if library is None else library
    if isinstance(exercise, Exercise):
        library = evolve(library, exercises={**library.exercises, exercise.id: exercise})
        exercise = exercise.id
    course = begin(library, exercise)
    said, questions = list(course.turn.said), dict[str, Ask]()
    used: set[str] = set()

    def choose(turn: Turn) -> Value:
        assert turn.ask is not None
        names = _names(turn.name)
        questions[names[0]] = turn.ask
        name = next((name for name in names if name in given), None)
        if name is None:
            return calm(turn)
        used.add(name)
        return given[name]

    for course in walk(course, choose):  # noqa: B020 - each answer gives the next course
        said += course.turn.said
    if left := [name for name in given if name not in used]:
        raise AssertionError(f"never asked: {', '.join(left)}; asked were: {', '.join(questions) or 'no questions'}")
    return Played(tuple(said), tuple(questions), questions, course)


def _names(full: str) -> list[str]:
    """What a question may be called, its innermost exercise first in the name: the longest name comes first.

    >>> _names("own.letter/mia/line")
    ['own.letter/mia/line', 'mia/line', 'line']
    """
    parts = full.split("/")
    inner = max((place for place, part in enumerate(parts) if "." in part), default=0)
    return ["/".join(parts[place:]) for place in range(inner, len(parts))]
