"""A script played alone, without the guard: every step it takes, and what is wrong with it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from ipt_core.answers.kinds import KINDS, Person, Value
from ipt_core.guard.guard import MOST_QUESTIONS, NOT_IN_KEYS
from ipt_core.record.events import Answered
from ipt_core.record.facts import Record
from ipt_core.written.exercise import ROUND_OVER, Ask, Exercise, Round, Say, Toward, Use

MOST_STEPS = 3_000


@frozen
class Taken:
    """A step that a script took.

    Attributes:
        exercise: The id of the exercise.
        step: The step; None when the script raised instead.
        wrong: Why no script may take it; '' when it may.
        error: What the script raised; None when nothing.
    """

    exercise: str
    step: Any
    wrong: str = ""
    error: BaseException | None = None

    @property
    def where(self) -> str:
        """The question, or the exercise."""
        return f"{self.exercise}/{self.step.key}" if isinstance(self.step, Ask) else self.exercise

    @property
    def toward(self) -> bool:
        """Whether from here on the exercise works toward a person."""
        step = self.step
        return isinstance(step, Toward) or (
            isinstance(step, Ask) and isinstance(step.kind, Person) and not step.kind.mention
        )


def taken(exercise: Exercise, record: Record, answer: Callable[[Ask], Value]) -> Iterator[Taken]:
    """Play an exercise alone; what it uses of other exercises is passed by.

    Args:
        exercise: The exercise.
        record: The record it reads; its answers are filed there.
        answer: What is answered to a question.
    """
    try:
        script = exercise.script(record.known)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        yield Taken(exercise.id, None, _raised(error), error)
        return
    if not isinstance(script, Generator):
        yield Taken(exercise.id, None, "its script is no generator; it needs a 'yield'")
        return
    value: Value = None
    questions = 0
    for _ in range(MOST_STEPS):
        try:
            step = script.send(value)
        except StopIteration:
            return
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
            yield Taken(exercise.id, None, _raised(error), error)
            return
        yield (one := Taken(exercise.id, step, _wrong(step, exercise)))
        questions += isinstance(step, Ask)
        if one.wrong or questions > MOST_QUESTIONS:
            break
        value = _filed(step, answer(step), exercise, record) if isinstance(step, Ask) else None
    script.close()
    if questions > MOST_QUESTIONS or not one.wrong:
        yield Taken(exercise.id, None, f"it goes on without end: {questions} questions so far")


def _filed(ask: Ask, value: Value, exercise: Exercise, record: Record) -> Value:
    """The answer, filed as the engine would."""
    record.file(Answered(f"{exercise.id}/{ask.key}", value, fills=ask.fills, about=ask.about))
    return value


def _wrong(step: Any, exercise: Exercise) -> str:
    """Why a plugin's script may not take this step; '' when it may."""
    if isinstance(step, Ask):
        texts = (step.key, step.text, step.fills, step.about)
        if not all(isinstance(text, str) for text in texts):
            return "the key, text, fills and about of a question must be text"
        if not step.key or NOT_IN_KEYS & set(step.key):
            return f"'{step.key}' cannot be a key: no '/', '.' or '#', and not empty"
        if not isinstance(step.kind, KINDS):
            return f"{type(step.kind).__name__} is no kind of answer"
        if step.required and not exercise.core:
            return "only the core may ask what cannot be skipped"
        return ""
    if isinstance(step, Say):
        return "" if isinstance(step.text, str) else "what is said must be text"
    if isinstance(step, Use):
        good = isinstance(step.exercise, Exercise) and isinstance(step.given, Mapping)
        return "" if good else "Use needs an exercise, and a mapping of answers"
    if isinstance(step, Round):
        good = isinstance(step.name, str) and not NOT_IN_KEYS & set(step.name)
        return "" if good else f"'{step.name}' cannot name a round: no '/', '.' or '#'"
    if isinstance(step, Toward):
        return "" if isinstance(step.person, str) else "Toward needs a person's name"
    return "" if step is ROUND_OVER else f"it yields {type(step).__name__}, which no script may"


def _raised(error: BaseException) -> str:
    """What was raised, and where in the plugin."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"it raises {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
