"""What of some content was reached, counted by file and by sort."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from ipt_workbench.covering.cover import Covered
from ipt_workbench.covering.instrumented import SORTS
from ipt_workbench.covering.points import Point


@frozen
class ReachedCount:
    """How much of one sort was reached.

    Attributes:
        reached: How many.
        of: Of how many that count.
    """

    reached: int
    of: int


@frozen
class CoveredFile:
    """What of one file was reached.

    Attributes:
        file: The file.
        steps: Its steps; of a measure, its items.
        branches: Its conditions, each held and not held.
        options: What can be chosen.
        routes: An exercise's ``unless``, ``gate`` and ``halve``, each held and not held; a programme's agendas.
        suggestions: The conditions under which it is suggested.
        checks: The verdicts of termination checks.
        pages: Pages.
    """

    file: str
    steps: ReachedCount
    branches: ReachedCount
    options: ReachedCount
    routes: ReachedCount
    suggestions: ReachedCount
    checks: ReachedCount
    pages: ReachedCount


@frozen
class MissedRow:
    """Something that can be reached, and was not.

    Attributes:
        file: The file.
        line: The line there, from 1.
        sort: ``steps``, ``branches`` and so on, as the counts are named.
        what: What it is, in words.
    """

    file: str
    line: int
    sort: str
    what: str


@frozen
class UnreachableRow(MissedRow):
    """Something that nobody can reach.

    Attributes:
        why: Why not.
    """

    why: str


@frozen
class Coverage:
    """What of some content was reached.

    Attributes:
        percent: How much of all that counts, 0 to 100.
        scripts: How many scripts were played.
        by_scripts: How much they reached by themselves, 0 to 100.
        by_people: How much they and the simulated people reached.
        totals: How much of each sort.
        files: The same for each file.
        never: What was not reached.
        unreachable: What nobody can reach; it does not count.
        people: How many simulated people there were.
        seed: The seed that gives the same people again.
    """

    percent: float
    scripts: int
    by_scripts: float
    by_people: float
    totals: dict[str, ReachedCount]
    files: tuple[CoveredFile, ...]
    never: tuple[MissedRow, ...]
    unreachable: tuple[UnreachableRow, ...]
    people: int
    seed: int


def report(covered: Covered, people: int, seed: int) -> Coverage:
    """Count what was reached.

    Args:
        covered: What was reached, and what not.
        people: How many simulated people there were.
        seed: The seed that gives the same people again.
    """
    files: dict[str, list[Point]] = {}
    for point in covered.countable:
        files.setdefault(point.file, []).append(point)
    return Coverage(
        percent=covered.percent,
        scripts=covered.played,
        by_scripts=covered.by_scripts,
        by_people=covered.by_people,
        totals=_counts(covered, covered.countable),
        files=tuple(CoveredFile(file, **_counts(covered, points)) for file, points in sorted(files.items())),
        never=tuple(MissedRow(*_place(point)) for point in covered.missed),
        unreachable=tuple(UnreachableRow(*_place(point), why=point.why) for point in covered.unreachable),
        people=people,
        seed=seed,
    )


def _counts(covered: Covered, points: Iterable[Point]) -> dict[str, ReachedCount]:
    """For each sort: how many were reached, of how many that count."""
    found = {sort: [0, 0] for sort in SORTS}
    for point in points:
        found[point.mark.sort][0] += covered.reached(point)
        found[point.mark.sort][1] += 1
    return {sort: ReachedCount(*counts) for sort, counts in found.items()}


def _place(point: Point) -> tuple[str, int, str, str]:
    return point.file, point.line, point.mark.sort, point.words
