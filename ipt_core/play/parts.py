"""The parts of exercises that are worked out rather than written: ``- slot: name`` in a content file.

Each is a script. They say what only the record can say; the words around them are content.
"""

from __future__ import annotations

from collections.abc import Callable

from ipt_core.record.facts import Known
from ipt_core.written.exercise import Script

from .ending import checks, outcome
from .focus import assessments, focus, sessions
from .progress import goal_ratings, missed, progress, then_and_now
from .techniques import technique, weekly

SLOTS: dict[str, Callable[[Known], Script]] = {
    "assessments": assessments,
    "checks": checks,
    "focus": focus,
    "goal-ratings": goal_ratings,
    "missed": missed,
    "outcome": outcome,
    "progress": progress,
    "sessions": sessions,
    "technique": technique,
    "then-and-now": then_and_now,
    "weekly": weekly,
}
