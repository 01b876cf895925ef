"""How steady the days are, from 0 to 7: after the idea of five daily anchors. Source: clinical reference C.3.

Written in Python because a content file does no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atan2, cos, pi, sin

from ipt_core import Ask, Clock, Known, Many, Say, exercise

DAY = 24 * 60  # minutes
FEWEST_DAYS = 3  # logged, for an anchor to count
WINDOW = 45  # minutes from the usual time that still count as on time
OUTLIER = 1.5  # standard deviations from the mean at which a day is left out of it

ANCHORS = {
    "up": "At what times did you get up in the last seven days?",
    "contact": "At what times did you first have contact with somebody?",
    "main": "At what times did you start the main thing of your day?",
    "meal": "At what times did you have your evening meal?",
    "bed": "At what times did you go to bed?",
}


def steadiness(times: Mapping[str, Sequence[str]]) -> float | None:
    """The days within 45 minutes of each anchor's usual time, averaged over the anchors.

    Args:
        times: Anchor -> the times of day it happened, ``HH:MM``, one for each logged day.

    Returns:
        0 to 7, rounded to one decimal; None when no anchor has three logged days.
    """
    hits = [_hits([_minutes(one) for one in logged]) for logged in times.values() if len(logged) >= FEWEST_DAYS]
    return round(sum(hits) / len(hits), 1) if hits else None


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _hits(logged: list[int]) -> int:
    """How many days fall within the window around the mean, worked out without the outliers."""
    mean = _mean(logged)
    spread = (sum(_apart(one, mean) ** 2 for one in logged) / len(logged)) ** 0.5
    kept = [one for one in logged if _apart(one, mean) <= OUTLIER * spread] or logged
    usual = _mean(kept)
    return sum(_apart(one, usual) <= WINDOW for one in logged)


def _mean(logged: list[int]) -> float:
    """The mean time of day, on the circle of the clock, so that midnight is no edge."""
    angles = [2 * pi * one / DAY for one in logged]
    return atan2(sum(map(sin, angles)), sum(map(cos, angles))) * DAY / (2 * pi) % DAY


def _apart(one: float, other: float) -> float:
    """Minutes between two times of day, the short way round."""
    gap = abs(one - other) % DAY
    return min(gap, DAY - gap)


@exercise(
    "transitions.week-of-anchors",
    "A week of anchors",
    aim="See how steady your days have been, as a number from 0 to 7.",
    minutes=6,
    questions=5,
    source="Clinical reference C.3: five daily anchors, a window of 45 minutes. Own wording, no published form.",
    licence="Apache-2.0",
)
def week_of_anchors(known: Known):  # type: ignore[no-untyped-def]  # a script
    """Ask the times of a week, anchor by anchor, and say how steady they were."""
    yield Say("Write the times you remember, one for each day. Three days are enough. Leave out what you do not know.")
    times = {}
    for key, text in ANCHORS.items():
        logged = yield Ask(key, text, Many(Clock(), at_most=7, repeats=True))
        times[key] = logged or []
    found = steadiness(times)
    if found is None:
        yield Say("There are not enough times for a number this week. That is fine.")
    else:
        yield Say(f"Steadiness this week: {found} of 7. It counts the days that kept to your own usual times.")
