"""Random answers: any answer of a kind, drawn with a ``random.Random`` that the caller gives.

Nothing here knows a course; who answers, and what they have to tell, is settled in :mod:`.personas`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

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
)

NAMES = ("Rick", "Mia", "Aunt Jo", "Zoë", "Ngũgĩ")
SPELT = {
    "Rick": (" rick", "RICK "),
    "Aunt Jo": ("aunt  jo",),
    "Zoë": ("Zoe\u0308",),
}  # the same people, typed otherwise
PLAIN = ("It was a quiet day.", "We had tea.", "I do not know yet.", "A walk, and a call.", "Tired but all right.")
GOALS = ("Say what I need once a week", "Go for a walk twice a week", "Call a friend on Sundays", "Strain from 7 to 4")
DARK = ("I want to die", "some days I just want to kill myself", "They would be better off without me.")
FEARFUL = ("He hits me when it is late.", "I am scared of him", "She threatens me")

Chance = Callable[[str], float]  # alarm -> how likely an option with it is chosen, and words that raise it are said


def never(alarm: str) -> float:
    """The chance of somebody who has nothing to tell."""
    return 0.0


def draw(kind: Kind, rng: Random, chance: Chance = never, says: Sequence[str] = PLAIN) -> Value:
    """Any answer of a kind; options that raise an alarm, and words that do, only by chance.

    Args:
        kind: One of the kinds of :mod:`ipt_core.answers.kinds`.
        rng: The dice. The same dice give the same answers.
        chance: How likely the person tells of each alarm.
        says: What they write where own words are asked for.
    """
    make = _DRAWS.get(kind.__class__)
    return make(kind, rng, chance, says) if make else rng.choice(kind.examples())


def _number(kind: Scale | Number, rng: Random, chance: Chance, says: Sequence[str]) -> int:
    return rng.randint(kind.low, min(kind.high, kind.low + 30))


def _words(kind: Text, rng: Random, chance: Chance, says: Sequence[str]) -> str:
    if rng.random() < chance("self-harm") / 4:
        return rng.choice(DARK)
    return rng.choice(FEARFUL if rng.random() < chance("fear") / 4 else says)


def _choice(kind: Choice, rng: Random, chance: Chance, says: Sequence[str]) -> str:
    telling = [option for option in kind.options if option.alarm and rng.random() < chance(option.alarm)]
    return rng.choice(telling or [option for option in kind.options if not option.alarm] or kind.options).id


def _several(kind: Multi, rng: Random, chance: Chance, says: Sequence[str]) -> list[str]:
    telling = [one.id for one in kind.options if one.alarm and rng.random() < chance(one.alarm)]
    quiet = [one.id for one in kind.options if not one.alarm]
    most = min(kind.at_most, len(kind.options))
    wanted = max(kind.at_least, rng.randint(min(1, most), min(most, 2)))
    chosen = (telling + rng.sample(quiet, min(len(quiet), wanted)))[: max(wanted, kind.at_least)]
    return chosen if len(chosen) >= kind.at_least else [one.id for one in kind.options[: kind.at_least]]


def _person(kind: Person, rng: Random, chance: Chance, says: Sequence[str]) -> str:
    name = rng.choice(kind.people if kind.people and rng.random() < 0.8 else NAMES)
    return rng.choice(SPELT[name]) if name in SPELT and rng.random() < 0.15 else name


def _list(kind: Many, rng: Random, chance: Chance, says: Sequence[str]) -> list[Value]:
    found: dict[str, Value] = {}
    wanted = min(kind.at_most, max(kind.at_least, rng.randint(1, 2)))
    for _ in range(20):
        if len(found) == wanted:
            break
        value = draw(kind.of, rng, chance, says)
        found.setdefault(str(value).casefold(), value)
    return _made_up(kind, list(found.values()))


def _made_up(kind: Many, found: list[Value]) -> list[Value]:
    """Enough entries for a list that wants more than the person has to say: their words, numbered."""
    if isinstance(kind.of, Text):
        found += [f"Another thing, number {number}." for number in range(len(found) + 1, kind.at_least + 1)]
    if isinstance(kind.of, Person):
        found += [f"Friend {number}" for number in range(len(found) + 1, kind.at_least + 1)]
    return found


def _day(kind: Day, rng: Random, chance: Chance, says: Sequence[str]) -> str:
    return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"[: rng.choice((4, 7, 10, 10))]


def _time(kind: Clock, rng: Random, chance: Chance, says: Sequence[str]) -> str:
    return f"{rng.randint(0, 23):02}:{rng.choice((0, 15, 30, 59)):02}"


def _talk(kind: Turns, rng: Random, chance: Chance, says: Sequence[str]) -> list[dict[str, str]]:
    lines = range(kind.at_least + rng.randint(0, 2))
    return [{"who": ("me", "them")[place % 2], "line": _words(Text(), rng, chance, says)} for place in lines]


_DRAWS: Mapping[type, Callable[..., Value]] = {
    Text: _words,
    Goal: lambda kind, rng, chance, says: rng.choice(GOALS),
    YesNo: lambda kind, rng, chance, says: rng.random() < 0.5,
    Scale: _number,
    Number: _number,
    Choice: _choice,
    Multi: _several,
    Person: _person,
    Day: _day,
    Clock: _time,
    Many: _list,
    Turns: _talk,
}
