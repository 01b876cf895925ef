"""What the code of a termination check names: the verdicts it can come to, and the words it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

from ipt_core.written.area import met, not_known, not_yet

_SAID: dict[str, str] = {met.__name__: "met", not_yet.__name__: "not yet", not_known.__name__: "not known"}
_OWN_WAY = {"Verdict", "Finding"}  # who makes a verdict with these may come to any
ALL = frozenset(_SAID.values())


def verdicts(judge: Callable[..., Any]) -> frozenset[str]:
    """The verdicts that a check can come to, by what it and the functions it calls name; all where none is named.

    >>> sorted(verdicts(lambda known: met("It was said.") if known.people else not_known("Nobody is named.", "")))
    ['met', 'not known']
    """
    names = {name for code in _codes(judge) for name in code.co_names}
    found = frozenset(_SAID[name] for name in names & _SAID.keys())
    return ALL if names & _OWN_WAY or not found else found


def words(judge: Callable[..., Any]) -> frozenset[str]:
    """The texts that stand in the code of a check and of the functions it calls."""
    return frozenset(one for code in _codes(judge) for one in code.co_consts if isinstance(one, str))


def _codes(judge: Callable[..., Any]) -> Iterator[CodeType]:
    """The code of a function, of what it wraps, and of what it calls in its own module."""
    seen: set[FunctionType] = set()
    waiting: list[Any] = [judge]
    while waiting:
        one = waiting.pop()
        if isinstance(one, FunctionType) and one not in seen:
            seen.add(one)
            waiting += [getattr(one, "__wrapped__", None), *(cell.cell_contents for cell in one.__closure__ or ())]
            for code in _within(one.__code__):
                yield code
                called = (one.__globals__.get(name) for name in code.co_names)
                waiting += [other for other in called if getattr(other, "__module__", None) == one.__module__]


def _within(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _within(one)
