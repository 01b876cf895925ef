"""Timing contenders in turn, round by round, so that a drifting machine hits all alike."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable
from time import perf_counter


def in_turn(contenders: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Median seconds of each contender."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            begun = perf_counter()
            run()
            if number:  # the first round warms up
                times[name].append(perf_counter() - begun)
    return {name: statistics.median(taken) for name, taken in times.items()}


def table(rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
