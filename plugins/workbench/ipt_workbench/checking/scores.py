"""Weights, score maps and bands: whether they fit the questions and the totals they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ipt_core.answers.kinds import Choice, Multi, Number, Scale, YesNo
from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.shapes import ExerciseFile, MeasureFile
from ipt_core.files.spelling import span
from ipt_core.written.steps import Answer, AskStep, walk
from ipt_workbench.sources import Source

WEIGHTS = range(1, 4)


def faults(source: Source, functions: frozenset[str] | None) -> Iterator[Fault]:
    """What does not fit in an assessment or a measure.

    Args:
        source: The file.
        functions: Keys that have a scoring function of their own; None when that is not known.
    """
    if isinstance(source.written, ExerciseFile):
        for path, step in walk(source.written.steps):
            if isinstance(step, AskStep):
                yield from _question(source, source.written, path, step, functions)
    elif isinstance(source.written, MeasureFile):
        yield from _measure(source, source.written)


def _question(
    source: Source, written: ExerciseFile, path: Path, step: AskStep, functions: frozenset[str] | None
) -> Iterator[Fault]:
    if not written.gate and (step.weight or step.score or step.reason):
        field = next(name for name in ("weight", "score", "reason") if getattr(step, name))
        yield source.fault(
            (*path, field), "no-assessment", f"'{field}' counts only in an assessment, which has a 'gate'"
        )
        return
    if step.weight and step.weight not in WEIGHTS:
        yield source.fault((*path, "weight"), "weight", f"a weight is 1, 2 or 3, not {step.weight}")
    if step.score is not None and not step.weight:
        yield source.fault((*path, "score"), "weight", "a score counts only with a 'weight': 1, 2 or 3")
    if step.reason and not step.weight:
        yield source.fault((*path, "reason"), "weight", "a reason is said only with a 'weight': 1, 2 or 3")
    if step.score is not None:
        yield from _score(source, (*path, "score"), step.score, step.kind)
    elif step.weight and functions is not None and step.ask not in functions and not _scores_itself(step.kind):
        message = "nothing scores this answer; add a 'score', make it 0-3, or give load_area a function for it"
        yield source.fault((*path, "weight"), "no-score", message)


def _scores_itself(kind: Answer) -> bool:
    return isinstance(kind, Scale) and (kind.low, kind.high) == (0, 3)


def _score(source: Source, path: Path, score: object, kind: Answer) -> Iterator[Fault]:
    """A score map that does not fit how the question is answered."""
    if score == "count":
        if not isinstance(kind, Multi):
            yield source.fault(path, "score-kind", "'count' is for a multi; write {option: 3, other: 0}")
        return
    words = score if isinstance(score, Mapping) else {}
    if isinstance(kind, Choice | YesNo):
        ids = [option.id for option in kind.options] if isinstance(kind, Choice) else ["yes", "no"]
        for word in words:
            if word not in ids:
                yield source.fault(
                    (*path, word), "score-option", f"there is no answer '{word}'; it is one of: {', '.join(ids)}"
                )
        yield from _left_out(source, path, [id for id in ids if id not in words])
    elif isinstance(kind, Scale | Number):
        yield from _ranges(source, path, list(words), kind.low, kind.high)
    else:
        yield source.fault(
            path, "score-kind", "only a choice, yes-no or a number is scored by a map; use 'count' for a multi"
        )


def _ranges(source: Source, path: Path, words: list[str], low: int, high: int) -> Iterator[Fault]:
    covered: set[int] = set()
    for word in words:
        try:
            start, end = span(word)
        except ValueError as error:
            yield source.fault((*path, word), "score-option", str(error))
            return
        if start < low or end > high:
            yield source.fault((*path, word), "score-option", f"{word} lies outside {low} to {high}")
        covered |= set(range(max(start, low), min(end, high) + 1))
    yield from _left_out(source, path, [str(number) for number in range(low, high + 1) if number not in covered][:5])


def _left_out(source: Source, path: Path, left: list[str]) -> Iterator[Fault]:
    if left:
        yield source.fault(path, "score-gap", f"not scored: {', '.join(left)}; give each a score of 0 to 3")


def _measure(source: Source, written: MeasureFile) -> Iterator[Fault]:
    """Bands that leave out or share totals, and items that are not there."""
    highest = len(written.items) * (len(written.options) - 1)
    at = 0
    for index, band in enumerate(written.bands):
        if band.low != at or band.high < band.low:
            message = f"this band must begin at {at}, where the one before it ends; totals go from 0 to {highest}"
            yield source.fault(("bands", index), "bands", message)
            return
        at = band.high + 1
    if at != highest + 1:
        yield source.fault(("bands",), "bands", f"the bands end at {at - 1}, but the highest total is {highest}")
    ids = {item.id for item in written.items}
    for index, item in enumerate(written.never_missing):
        if item not in ids:
            yield source.fault(("never_missing", index), "score-option", f"there is no item '{item}'")
