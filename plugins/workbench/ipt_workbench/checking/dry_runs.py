"""A script in Python played alone with sample answers, so that what it raises and what it says can be looked at."""

from __future__ import annotations

from attrs import define, field

from ipt_core.answers.kinds import Value
from ipt_core.record.facts import Record
from ipt_core.written.exercise import Ask, Exercise, Round, Say, Toward, Use
from ipt_workbench.checking.samples import sample
from ipt_workbench.dry_run import taken


@define
class Played:
    """What came of playing a script.

    Attributes:
        told: Each step in words, in order.
        asks: The questions.
        toward: Whether it works toward a person.
        error: What the script raised; None when nothing.
        wrong: What it did that no script may; '' when nothing.
    """

    told: list[str] = field(factory=list)
    asks: list[Ask] = field(factory=list)
    toward: bool = False
    error: BaseException | None = None
    wrong: str = ""


def play(exercise: Exercise, record: Record, number: int | None) -> Played:
    """Play a script to its end.

    Args:
        exercise: What to play; exercises that it runs are passed by.
        record: The record; answers are filed in it.
        number: Which sample answers to give; None skips every question.
    """
    played = Played()

    def answer(ask: Ask) -> Value:
        return None if number is None else sample(ask.kind, number + len(played.asks))

    for one in taken(exercise, record, answer):
        played.error, played.wrong = one.error, one.wrong
        played.toward = played.toward or one.toward
        if isinstance(one.step, Ask) and not one.wrong:
            played.asks.append(one.step)
        played.told.append(_words(one.step))
    return played


def _words(step: object) -> str:
    if isinstance(step, Ask):
        return f"asks {step.key}: {step.text}"
    if isinstance(step, Say):
        return f"says {step.text}"
    if isinstance(step, Toward):
        return f"works toward {step.person}"
    if isinstance(step, Use) and isinstance(step.exercise, Exercise):
        return f"uses {step.exercise.id}"
    return f"begins the round {step.name}" if isinstance(step, Round) else type(step).__name__
