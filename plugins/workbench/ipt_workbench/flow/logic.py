"""Whether some statements about a few variables can all be true, and for which values.

A variable has a small set of values, numbered from 0; a set of them is the bits of a whole number. A statement says
that a variable has one of some values, or joins statements with *all* or *any*. The search is the usual one: what
must be is drawn first, then one open choice is tried after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MOST_TRIES = 3_000  # choices tried before the search gives up


class TooHard(Exception):
    """The search gave up. Nothing is known then."""


class Statement:
    """Something about the variables that may be true. Compared by identity; never changed.

    Attributes:
        variable: The number of the variable it is about; -1 when it joins others.
        values: The bits of the values it allows.
        parts: What it joins.
        every: Whether all parts must be true, or any.
    """

    __slots__ = ("_opposite", "every", "parts", "values", "variable")

    def __init__(self, variable: int, values: int, parts: tuple[Statement, ...] = (), every: bool = True) -> None:
        self.variable = variable
        self.values = values
        self.parts = parts
        self.every = every
        self._opposite: Statement | None = None

    def opposite(self, sizes: list[int]) -> Statement:
        """The statement that is true where this one is not. `sizes` says how many values each variable has."""
        if self._opposite is None:
            if self.variable >= 0:
                made = Statement(self.variable, ((1 << sizes[self.variable]) - 1) & ~self.values)
            else:
                made = Statement(-1, 0, tuple(part.opposite(sizes) for part in self.parts), not self.every)
            made._opposite = self
            self._opposite = made
        return self._opposite


TRUE = Statement(-1, 0)
FALSE = Statement(-1, 0, (), every=False)
TRUE._opposite, FALSE._opposite = FALSE, TRUE


def is_one_of(variable: int, values: int, size: int) -> Statement:
    """The variable has one of these values."""
    if not values:
        return FALSE
    return TRUE if values == (1 << size) - 1 else Statement(variable, values)


def all_of(parts: Iterable[Statement]) -> Statement:
    """All of these are true."""
    needed = tuple(part for part in parts if part is not TRUE)
    if FALSE in needed:
        return FALSE
    return needed[0] if len(needed) == 1 else Statement(-1, 0, needed) if needed else TRUE


def any_of(parts: Iterable[Statement]) -> Statement:
    """At least one of these is true."""
    open_ = tuple(part for part in parts if part is not FALSE)
    if TRUE in open_:
        return TRUE
    return open_[0] if len(open_) == 1 else Statement(-1, 0, open_, every=False) if open_ else FALSE


def solve(statements: Iterable[Statement], sizes: list[int]) -> Mapping[int, int] | None:
    """Values for which all statements are true.

    Args:
        statements: What must be true.
        sizes: How many values each variable has.

    Returns:
        The bits that are left for each variable that matters; None when there are none.

    Raises:
        TooHard: when the search took too long.
    """
    return _Search(sizes).go({}, list(statements))


class _Search:
    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.tries = 0

    def go(self, left: dict[int, int], waiting: list[Statement]) -> dict[int, int] | None:
        """Draw what must be, then try one open choice."""
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise TooHard
        choices = self._drawn(left, waiting)
        if choices is None:
            return None
        if not choices:
            return left
        choice = min(choices, key=lambda one: len(one.parts))
        rest = [one for one in choices if one is not choice]
        for part in choice.parts:
            found = self.go(dict(left), [part, *rest])
            if found is not None:
                return found
        return None

    def _drawn(self, left: dict[int, int], waiting: list[Statement]) -> list[Statement] | None:
        """Narrow `left` by all that must be; returns the choices still open, or None when something cannot be."""
        choices: list[Statement] = []
        while waiting:
            changed = False
            while waiting:
                one = waiting.pop()
                if one.variable >= 0:
                    before = left.get(one.variable, (1 << self.sizes[one.variable]) - 1)
                    after = before & one.values
                    if not after:
                        return None
                    changed = changed or after != before
                    left[one.variable] = after
                elif one.every:
                    waiting.extend(one.parts)
                else:
                    choices.append(one)
            open_ = []
            for one in choices:
                parts = [part for part in one.parts if self.possible(part, left)]
                if not parts:
                    return None
                if len(parts) == 1:
                    waiting.append(parts[0])
                elif not any(self.certain(part, left) for part in parts):
                    open_.append(Statement(-1, 0, tuple(parts), every=False))
            choices = open_
            if not waiting and not changed:
                break
        return choices

    def possible(self, one: Statement, left: Mapping[int, int]) -> bool:
        """Whether a statement is not excluded yet."""
        if one.variable >= 0:
            return bool(left.get(one.variable, -1) & one.values)
        found = (self.possible(part, left) for part in one.parts)
        return all(found) if one.every else any(found)

    def certain(self, one: Statement, left: Mapping[int, int]) -> bool:
        """Whether a statement is true whatever is chosen."""
        if one.variable >= 0:
            return not left.get(one.variable, (1 << self.sizes[one.variable]) - 1) & ~one.values
        found = (self.certain(part, left) for part in one.parts)
        return all(found) if one.every else any(found)
