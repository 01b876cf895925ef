"""A course that stands in its middle, its record made up: the journal of one that could have been, up to a session.

Facts are worked out from the journal alone, so writing them there is all it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import evolve

from ipt_core.answers.kinds import Value, fits
from ipt_core.play.course import Course
from ipt_core.record.events import Answered, Closed, Event, Item, Opened, Started
from ipt_core.record.facts import Known
from ipt_core.written.exercise import Ask, Exercise, Script
from ipt_core.written.library import Library
from ipt_core.written.steps import BEFORE, LEFT, TODAY
from ipt_workbench.recordable import Recorded

DAYS = ("2026-01-05", "2026-01-12")
SESSIONS, LAST = 12, 6  # of a course, and how many lie behind
BEFORE_THAT = "initial.before-that"  # the exercise that asked what the same session is to hold
NOTED = "noted.before/"  # begins the names of answers that bring about facts


def staged(
    library: Library,
    recorded: Recorded,
    exercise: str,
    facts: Mapping[str, Value],
    history: Iterable[tuple[int, Answered]] = (),
) -> Course:
    """A course whose open session is just this exercise.

    Args:
        library: What is on hand.
        recorded: What it may record.
        exercise: The id of the exercise.
        facts: What conditions may name -> what it holds; None for nothing. ``fact.today`` was given in this session.
        history: More answers of earlier sessions, each with the number of its session, from 1 to `LAST`.
    """
    left = facts.get(LEFT)
    number = max(2, SESSIONS - left) if isinstance(left, int) else LAST + 1
    before = {key: one for key, one in facts.items() if one is not None and key != LEFT and not key.endswith(TODAY)}
    earlier = [(1, noted(key, one)) for key, one in before.items()]
    today = list(_today(facts, recorded))
    setting = Exercise(BEFORE_THAT, "Before that", _asking([ask for ask, _ in today]))
    shelf = library.trial(exercise)
    return Course(
        evolve(shelf, exercises={**shelf.exercises, setting.id: setting}),
        [
            Started("staged", "trial", "trial", SESSIONS, "INTL", DAYS[0]),
            *_earlier([*earlier, *history], number),
            Opened(number, "middle", (Item(setting.id, ""), Item(exercise, "")), DAYS[1]),
            *(Answered(f"{setting.id}/{ask.key}", value, fills=ask.fills) for ask, value in today),
        ],
    )


def noted(key: str, value: Value) -> Answered:
    """The answer by which the record holds a fact, or another exercise's answer."""
    return Answered(key, value) if "/" in key else Answered(f"{NOTED}{key}", value, fills=key.removesuffix(BEFORE))


def _earlier(answers: list[tuple[int, Answered]], number: int) -> Iterator[Event]:
    """The sessions before session `number`, with these answers given in them."""
    for session in range(1, number):
        yield Opened(session, "middle", (), DAYS[0])
        yield from (answer for at, answer in answers if at == session)
        yield Closed()


def _today(facts: Mapping[str, Value], recorded: Recorded) -> Iterator[tuple[Ask, Value]]:
    """Questions that were answered in this very session, with their answers."""
    for key, found in facts.items():
        fact = key.removesuffix(TODAY)
        for number, value in enumerate(found if key.endswith(TODAY) and isinstance(found, list) else ()):
            kind = next((one for one in recorded.kinds(fact) or () if fits(one, value)), None)
            if kind is not None:
                yield Ask(f"{fact.replace('.', '-')}-{number}", "?", kind, fills=fact), value


def _asking(asks: list[Ask]) -> Callable[[Known], Script]:
    """A script that asks these."""

    def script(known: Known) -> Script:
        yield from asks

    return script
