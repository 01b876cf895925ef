"""Conditions: the few comparisons a content file may make. Nothing here will grow."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import frozen

from .kinds import Value


@frozen
class Condition:
    """One comparison of one answer.

    Attributes:
        key: A key of the exercise, a fact, or ``exercise-id/key``.
        op: ``is``, ``empty``, ``at_least``, ``at_most`` or ``mentions``.
        wanted: Words for ``is`` and ``mentions``, one number for the two limits.
        negated: Whether it holds when the comparison does not.
    """

    key: str
    op: str
    wanted: tuple[str, ...] | float = ()
    negated: bool = False

    def holds(self, value: Value) -> bool:
        """Whether the condition holds for this answer (``None``: not asked, or skipped)."""
        return _COMPARE[self.op](value, self.wanted) is not self.negated


When = tuple[Condition, ...]


def all_hold(when: When, look_up: Callable[[str], Value]) -> bool:
    """Whether every condition holds for the answers found by `look_up`."""
    for condition in when:  # noqa: SIM110 - all() of a generator takes twice as long, and this runs at every step
        if not condition.holds(look_up(condition.key)):
            return False
    return True


def plain(value: Value) -> str:
    """An answer as an author writes it in a condition."""
    if value.__class__ is bool:
        return "yes" if value else "no"
    return str(value)


def _is(value: Value, wanted: tuple[str, ...]) -> bool:
    if value is None:
        return False
    if value.__class__ is list:
        return any(plain(one) in wanted for one in value)
    return plain(value) in wanted


def _empty(value: Value, _: object) -> bool:
    return value is None or value == []


def _size(value: Value) -> float | None:
    if value.__class__ is list:
        return len(value)
    return float(value) if value.__class__ in (int, float) else None


def _at_least(value: Value, limit: float) -> bool:
    size = _size(value)
    return size is not None and size >= limit


def _at_most(value: Value, limit: float) -> bool:
    size = _size(value)
    return size is not None and size <= limit


def mentions(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether the text holds one of the phrases as whole words, in any case."""
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) for phrase in phrases)


def _mentions(value: Value, phrases: tuple[str, ...]) -> bool:
    if value.__class__ is list:
        return any(_mentions(one, phrases) for one in value)
    if isinstance(value, dict):
        return _mentions(list(value.values()), phrases)
    return isinstance(value, str) and mentions(value, phrases)


_COMPARE: dict[str, Callable[[Value, object], bool]] = {
    "is": _is,  # type: ignore[dict-item]
    "empty": _empty,
    "at_least": _at_least,  # type: ignore[dict-item]
    "at_most": _at_most,  # type: ignore[dict-item]
    "mentions": _mentions,  # type: ignore[dict-item]
}
