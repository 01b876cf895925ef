"""Classes of answers: for each kind, a few values that stand for all that some conditions can tell apart.

The values are real answers, and the conditions are asked themselves, so nothing is said here a second time about
what a condition means. The list is complete: for every possible answer there is a value in it for which each of the
conditions comes out the same. Where that would take too many values, the answer is None: nothing is known then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

from ipt_core.answers.conditions import Condition
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

MOST_VALUES = 600  # standing for the answers of one question
MOST_GROUPS = 8  # of options that conditions tell apart
NEUTRAL = "…"  # own words that say nothing a condition listens for

Tests = Sequence[Condition]


def values(kind: Kind, tests: Tests) -> tuple[Value, ...] | None:
    """Answers of a kind, one for each way in which the conditions can come out; a skip is not among them.

    Args:
        kind: How the question is answered.
        tests: The conditions; their keys do not count.

    Returns:
        The answers; None when nothing can be said, as for a kind of a plugin's own.
    """
    make = _MAKERS.get(kind.__class__)
    found = make(kind, tests) if make else None
    return None if found is None else _one_each(found, tests)


def _one_each(found: Iterable[Value], tests: Tests) -> tuple[Value, ...] | None:
    """One value for each way the conditions come out."""
    chosen: dict[tuple[bool, ...], Value] = {}
    for value in found:
        chosen.setdefault(outcome(value, tests), value)
    return tuple(chosen.values()) if len(chosen) <= MOST_VALUES else None


def outcome(value: Value, tests: Tests) -> tuple[bool, ...]:
    """How each condition comes out for a value."""
    return tuple(test.holds(value) for test in tests)


def _words(tests: Tests, op: str) -> list[str]:
    """The words that conditions of one sort look for, each once."""
    return list(
        dict.fromkeys(
            word for test in tests if test.op == op and isinstance(test.wanted, tuple) for word in test.wanted
        )
    )


def _edges(low: int, high: int, tests: Tests) -> list[int]:
    """The numbers of a range at which a condition may change its mind, and its ends."""
    at = [low, high]
    for test in tests:
        if isinstance(test.wanted, float):
            at += [int(test.wanted) + step for step in (-1, 0, 1)]
    for word in _words(tests, "is"):
        if word.lstrip("-").isdigit():
            at += [int(word) + step for step in (-1, 0, 1)]
    return sorted({number for number in at if low <= number <= high})


def _numbers(kind: Any, tests: Tests) -> Iterable[Value]:
    return _edges(kind.low, kind.high, tests)


def _texts(kind: Kind, tests: Tests) -> Iterable[Value] | None:
    """Own words: any mix of the phrases that are listened for, and every text that is asked for whole."""
    found = _mixes(tests)
    if found is None or not all(fits(kind, text) for text in found):
        return None
    return [*found, *(text for text in _words(tests, "is") if fits(kind, text))]


def _mixes(tests: Tests) -> list[str] | None:
    """Texts with each mix of phrases that the conditions can tell apart.

    A phrase may hold another one. So each is tried alone, and a mix of two texts is tried for each pair of outcomes.
    """
    listening = [test for test in tests if test.op == "mentions"]
    single = {
        outcome(text, listening): text for text in (f"{NEUTRAL} {one} {NEUTRAL}" for one in _words(tests, "mentions"))
    }
    found = {outcome(NEUTRAL, listening): NEUTRAL, **single}
    fresh = dict(single)
    while fresh:
        mixed = {}
        for text in fresh.values():
            for other in single.values():
                both = f"{text} {other}"
                seen = outcome(both, listening)
                if seen not in found and seen not in mixed:
                    mixed[seen] = both
        found |= mixed
        fresh = mixed
        if len(found) > MOST_VALUES:
            return None
    return list(found.values())


def _days(kind: Kind, tests: Tests) -> Iterable[Value] | None:
    """Days and times: the ones that are asked for whole, and others."""
    if any(test.op == "mentions" for test in tests):
        return None
    usual = [f"2026-01-{number:02}" for number in range(1, 29)] + [f"{number:02}:00" for number in range(24)]
    return [text for text in (*usual, *_words(tests, "is")) if fits(kind, text)]


def _some_options(kind: Multi, tests: Tests) -> Iterable[Value] | None:
    """Any of the options: each mix of the groups that conditions tell apart, in every number that counts."""
    groups = _groups([option.id for option in kind.options], tests)
    if len(groups) > MOST_GROUPS:
        return None
    most = min(kind.at_most, len(kind.options))
    counts = _edges(kind.at_least, most, tests) if kind.at_least <= most else []
    found = []
    for size in range(len(groups) + 1):
        for chosen in combinations(groups, size):
            first, rest = [group[0] for group in chosen], [one for group in chosen for one in group[1:]]
            reach = {max(size, count) for count in counts} | {size}
            found += [
                first + rest[: count - size]
                for count in sorted(reach)
                if kind.at_least <= count <= most and size <= count <= size + len(rest)
            ]
    return found


def _groups(ids: list[str], tests: Tests) -> list[list[str]]:
    listening = [test for test in tests if test.op in ("is", "mentions")]
    groups: dict[tuple[bool, ...], list[str]] = {}
    for id in ids:
        groups.setdefault(outcome([id], listening), []).append(id)
    return list(groups.values())


def _lists(kind: Many, tests: Tests) -> Iterable[Value] | None:
    """Lists: grown entry by entry, as far as one more entry can change anything."""
    listening = [test for test in tests if test.op in ("is", "mentions")]
    one_each = values(kind.of, listening) if not isinstance(kind.of, Many | Multi) else None
    if one_each is None:
        return None
    longest = min(
        kind.at_most, max([*_edges(0, kind.at_most, tests)[:-1], kind.at_least, len(listening)], default=0) + 1
    )
    level: dict[tuple[bool, ...], list[Value]] = {outcome([], listening): []}
    found: list[Value] = []
    for length in range(longest + 1):
        if length >= kind.at_least:
            found += level.values()
        if len(found) > MOST_VALUES:
            return None
        level = _longer(kind, level, one_each, listening)
    return found


def _longer(
    kind: Many, level: dict[tuple[bool, ...], list[Value]], one_each: tuple[Value, ...], listening: Tests
) -> dict[tuple[bool, ...], list[Value]]:
    """The same lists with one entry more, again one for each outcome."""
    longer: dict[tuple[bool, ...], list[Value]] = {}
    for entries in level.values():
        for entry in (*one_each, _neutral(kind.of, len(entries))):
            grown = [*entries, entry]
            if entry is not None and (kind.repeats or _folded(entry) not in map(_folded, entries)):
                longer.setdefault(outcome(grown, listening), grown)
    return longer


def _folded(entry: Value) -> str:
    return str(entry).casefold()


def _neutral(of: Kind, number: int) -> Value:
    """An entry that differs from all the others of a list; None where there is none."""
    if isinstance(of, Text | Person | Goal):
        return f"{NEUTRAL}{number + 1}"
    if isinstance(of, Day):
        return str(1900 + number)
    return f"{number // 60 % 24:02}:{number % 60:02}" if isinstance(of, Clock) else None


def _talks(kind: Turns, tests: Tests) -> Iterable[Value] | None:
    """Talks, told apart by their length alone."""
    if any(test.op == "mentions" for test in tests):
        return None
    line = {"who": "me", "line": NEUTRAL}
    return [[line] * count for count in _edges(kind.at_least, kind.at_least + 100, tests)]


_MAKERS: dict[type, Callable[[Any, Tests], Iterable[Value] | None]] = {
    YesNo: lambda kind, tests: (True, False),
    Choice: lambda kind, tests: [option.id for option in kind.options],
    Scale: _numbers,
    Number: _numbers,
    Text: _texts,
    Goal: _texts,
    Person: _texts,
    Day: _days,
    Clock: _days,
    Multi: _some_options,
    Many: _lists,
    Turns: _talks,
}
