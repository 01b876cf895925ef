"""What can happen in an exercise: which of its steps can be reached, by which answers, and why others cannot.

`reachable` and `Flow.witness` are the whole of it for most uses.

It is sound: a step that can be reached is never called unreachable. Facts and other exercises' answers may be
whatever content can record; where something is not known, it may be anything. What the guard does is counted only
where it always ends an exercise: after an answer that tells of fear, and when there is nobody to work toward.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ipt_core.answers.kinds import Kind, Value, fits
from ipt_core.files.documents import Path
from ipt_core.written.steps import BEFORE, LEFT, TODAY, AskStep
from ipt_workbench.flow.domains import outcome
from ipt_workbench.flow.logic import Statement, TooHard, solve
from ipt_workbench.flow.pathways import Moment, Need, Variable, Walk
from ipt_workbench.recordable import Recorded, Scripted

__all__ = ["Flow", "Moment", "Need", "Recorded", "Witness", "reachable"]


@frozen
class Witness:
    """Answers that lead somewhere. What is not named may be answered in any way, or skipped.

    Attributes:
        answers: Path of a question -> its answer, None for a skip; the same in every round of a loop.
        before: Facts and other exercises' answers that the record holds before; None for nothing.
        sure: Whether these decide it alone; when not, it also takes something that happens on the way.
    """

    answers: Mapping[Path, Value]
    before: Mapping[str, Value]
    sure: bool


def reachable(exercise: Scripted, recorded: Recorded) -> dict[Path, bool]:
    """For each step of an exercise, whether it can be reached: False is proven.

    Args:
        exercise: With its steps.
        recorded: What the content on hand may record: ``Recorded.of(library)``.
    """
    flow = Flow(exercise, recorded)
    return {path: flow.can(moment.needs) for path, moment in flow.moments.items()}


class Flow:
    """One exercise, ready to be asked about.

    Attributes:
        moments: Path of a step -> the step with all that must hold for it to be reached.
    """

    def __init__(self, exercise: Scripted, recorded: Recorded) -> None:
        self.exercise = exercise
        self._walk = Walk(exercise, recorded)
        self.moments: Mapping[Path, Moment] = self._walk.moments
        self._solved: dict[tuple[int, ...], tuple[list[Statement], Mapping[int, int] | None]] = {}

    def can(self, needs: Iterable[Need | Statement]) -> bool:
        """Whether all of these can hold together; True also when the search gave up."""
        try:
            return self._solve(needs) is not None
        except TooHard:
            return True

    def witness(self, needs: Iterable[Need | Statement]) -> Witness | None:
        """Answers for which all of these hold; None when there are none, or the search gave up.

        >>> flow.witness(flow.moments["steps", 3].needs)  # doctest: +SKIP
        """
        try:
            left = self._solve(needs)
        except TooHard:
            return None
        return None if left is None else self._told(left)

    def blamed(self, needs: Sequence[Need]) -> tuple[Need, ...]:
        """Of needs that cannot all hold, a few that already cannot; none of them can be left out."""
        kept = list(needs)
        for one in needs:
            rest = [other for other in kept if other is not one]
            if not self.can(rest):
                kept = rest
        return tuple(kept)

    def never(self, statement: Statement) -> Statement:
        """The opposite of a statement."""
        return statement.opposite(self._walk.sizes)

    def answered(self, path: Path, value: Value) -> Statement:
        """That the question at `path` is answered as `value` is, as far as the exercise can tell."""
        return self._walk.meets(self.moments[path].variable, lambda one: self._same(path, one, value), ("is", value))

    def fitting(self, path: Path, value: Value, kind: Kind) -> Value:
        """An answer that fits the kind as it is asked now, and is for the exercise what `value` is; None if none does.

        Needed where the options come from an earlier answer.
        """
        if value is None or fits(kind, value):
            return value
        options = [option.id for option in getattr(kind, "options", ())]
        offered = [[one] for one in options] + [options] if isinstance(value, list) else options
        return next((one for one in offered if self._same(path, one, value) and fits(kind, one)), None)

    def _same(self, path: Path, one: Value, other: Value) -> bool:
        step = self.moments[path].step
        assert isinstance(step, AskStep)
        tests = self._walk.listened(step.ask, f"{self.exercise.id}/{step.ask}", step.fills)
        return outcome(one, tests) == outcome(other, tests)

    def _solve(self, needs: Iterable[Need | Statement]) -> Mapping[int, int] | None:
        statements = [one.statement if isinstance(one, Need) else one for one in needs]
        key = tuple(sorted({id(one) for one in statements}))
        if key not in self._solved:  # the statements are kept, so that their ids stay theirs
            self._solved[key] = (statements, solve(statements, self._walk.sizes))
        return self._solved[key][1]

    def _told(self, left: Mapping[int, int]) -> Witness:
        """What the search left, as answers."""
        answers: dict[Path, Value] = {}
        before: dict[str, Value] = {}
        sure = True
        for number, bits in left.items():
            variable = self._walk.variables[number]
            if bits == (1 << self._walk.sizes[number]) - 1:
                continue
            if variable.values is None or not _decided(variable):
                sure = False
                continue
            value = variable.values[(bits & -bits).bit_length() - 1]
            if variable.path is not None:
                answers[variable.path] = value
            else:
                before[variable.key] = value
        return Witness(answers, before, sure)


def _decided(variable: Variable) -> bool:
    """Whether an answer, or the record before, sets this variable."""
    derived = variable.key in ("people", LEFT) or variable.key.endswith((TODAY, BEFORE))
    return variable.path is not None or not (variable.free or derived)
