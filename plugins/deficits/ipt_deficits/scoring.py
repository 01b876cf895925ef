"""The one score that compares two answers: how close a person wishes to be, and is. Source: B.7, I-Q03."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def closeness_gap(answers: Mapping[str, Any]) -> int | None:
    """Score the gap between wished and actual closeness; None when one of them is missing.

    >>> [closeness_gap({"wished": 8, "actual": actual}) for actual in (8, 6, 4, 2)]
    [0, 1, 2, 3]
    """
    wished, actual = answers.get("wished"), answers.get("actual")
    if wished is None or actual is None:
        return None
    gap = wished - actual
    return sum(int(gap >= step) for step in (2, 4, 6))
