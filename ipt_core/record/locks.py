"""Which answers lock work toward a person, and which open it again."""

from __future__ import annotations

from .events import Answered
from .naming import person_key

LOCKING = {"fear", "harming"}  # alarms that lock the person they are about
STANDING = {"self-harm", "danger", "fear", "harming"}  # alarms that stand even when the answer is taken back
LOOK_AGAIN = "safety.look-again"  # the id of the exercise that asks anew about somebody who is locked
UNLOCKED = "private.unlocked"  # the fact by which a person opens again what was locked
PRIVATE_QUESTIONS = ("private.afraid", "private.hurt", "private.no")
SAFE = {
    "private.afraid": (False,),
    "private.hurt": (False,),
    "private.no": ("accepted", "sulking", "pressure", "never"),
}


def locked_by(answer: Answered) -> tuple[str, ...]:
    """Whom an answer locks: nobody, or one person, as their name is compared."""
    whom = answer.value if answer.fills == "private.whom" else answer.about
    return (person_key(whom),) if whom and LOCKING & set(answer.alarms) else ()


def trip(tripped: dict[str, tuple[tuple[str, ...], ...]], answer: Answered) -> None:
    """Note what an answer raised that stands, and from then on what every answer to the same question raises."""
    if answer.alarms or answer.name in tripped:
        raised = tuple(alarm for alarm in answer.alarms if alarm in STANDING)
        if raised or answer.name in tripped:
            tripped[answer.name] = (*tripped.get(answer.name, ()), raised)
