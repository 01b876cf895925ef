"""A script in Python played without the guard, so that what it raises and what it says can be looked at."""

from __future__ import annotations

from attrs import define, field

from ipt_core.journal import Answered
from ipt_core.kinds import KINDS
from ipt_core.model import ROUND_OVER, Ask, Exercise, Round, Say, Toward, Use
from ipt_core.record import Known
from ipt_core.workbench.checking.samples import sample

MOST = 2_000  # steps taken of one script; more goes round in circles


@define
class Played:
    """What came of playing a script.

    Attributes:
        told: Each step in words, in order.
        asks: The questions.
        toward: Whom it said that it works toward.
        error: What the script raised; None when nothing.
        wrong: What it did that no script may; '' when nothing.
    """

    told: list[str] = field(factory=list)
    asks: list[Ask] = field(factory=list)
    toward: list[str] = field(factory=list)
    error: BaseException | None = None
    wrong: str = ""


def play(exercise: Exercise, known: Known, number: int | None) -> Played:
    """Play a script to its end.

    Args:
        exercise: What to play; exercises that it runs are played inside it.
        known: The record; answers are filed in it.
        number: Which sample answers to give; None skips every question.
    """
    played = Played()
    try:
        _run(exercise, known, number, played)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        played.error = error
    return played


def _run(exercise: Exercise, known: Known, number: int | None, played: Played) -> object:
    script = exercise.script(known)
    value: object = None
    while not played.wrong:
        try:
            step = script.send(value)
        except StopIteration as end:
            return end.value
        value = _take(exercise, step, known, number, played)
        if len(played.told) > MOST:
            played.wrong = "does not come to an end"
    script.close()
    return None


def _take(exercise: Exercise, step: object, known: Known, number: int | None, played: Played) -> object:
    """Do one step; returns what to send to the script."""
    if isinstance(step, Ask):
        return _answer(exercise, step, known, number, played)
    if isinstance(step, Use):
        played.told.append(f"uses {step.exercise.id}")
        return _run(step.exercise, known, number, played)
    if isinstance(step, Say):
        played.told.append(f"says {step.text}")
    elif isinstance(step, Toward):
        played.told.append(f"works toward {step.person}")
        played.toward.append(step.person)
    elif isinstance(step, Round):
        played.told.append(f"begins the round {step.name}")
    elif step is not ROUND_OVER:
        played.wrong = f"yields {type(step).__name__}, which is no step,"
    return None


def _answer(exercise: Exercise, ask: Ask, known: Known, number: int | None, played: Played) -> object:
    played.told.append(f"asks {ask.key}: {ask.text}")
    played.asks.append(ask)
    if not isinstance(ask.kind, KINDS):
        played.wrong = f"asks '{ask.key}' with {type(ask.kind).__name__}, which is no kind of answer,"
        return None
    value = None if number is None else sample(ask.kind, number + len(played.asks))
    name, about = f"{exercise.id}/{ask.key}", ask.about if isinstance(ask.about, str) else ""
    known.today.file(Answered(name, value, fills=ask.fills, about=about), known.session)
    return value
