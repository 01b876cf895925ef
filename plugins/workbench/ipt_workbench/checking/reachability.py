"""What can happen in an exercise: conditions that never or always hold, steps never reached, ways that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ipt_core.answers.conditions import Condition, plain
from ipt_core.answers.kinds import Choice, Value
from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.shapes import ExerciseFile
from ipt_core.written.steps import AskStep, BlockStep, EachStep, SayStep, Steps, StopStep, TowardStep, UseStep, walk
from ipt_workbench.flow.domains import NEUTRAL
from ipt_workbench.flow.flow import Flow, Moment, Need, Witness
from ipt_workbench.flow.logic import all_of, any_of
from ipt_workbench.recordable import Recorded
from ipt_workbench.sources import Catalogue, Shelf, Source

SILENT = BlockStep | EachStep | StopStep | TowardStep  # steps that show nothing themselves


def faults(source: Source, all_: Catalogue) -> Iterator[Fault]:
    """What is wrong with the ways through one exercise."""
    if isinstance(source.written, ExerciseFile):
        yield from _Ways(source, source.written, all_.recorded).faults()


class _Ways:
    """The ways through one exercise."""

    def __init__(self, source: Source, written: ExerciseFile, recorded: Recorded) -> None:
        self.source = source
        self.flow = Flow(written, recorded)
        self.gated = bool(written.gate)
        self.dead: set[Path] = set()

    def faults(self) -> Iterator[Fault]:
        """All faults of the exercise."""
        for moment in self.flow.moments.values():
            if self._dead(moment):
                continue
            found = list(self._reaching(moment))
            yield from found
            if not found:
                yield from self._always(moment)
                yield from self._unanswered(moment)
        yield from self._asked_twice()
        if not self.gated:  # an assessment may end as soon as its gate is shut
            yield from self._leading_nowhere()

    # ------------------------------------------------------------ reached or not

    def _reaching(self, moment: Moment) -> Iterator[Fault]:
        flow = self.flow
        if flow.can(moment.needs):
            return
        self.dead.add(moment.path)
        if not flow.can(moment.around):
            if self._first_after(moment):
                why = self._because(flow.blamed(moment.around))
                yield self.source.fault(
                    moment.path, "unreachable", f"nobody comes to this step: {why}; move it, or take it out"
                )
            return
        blamed = flow.blamed([*moment.own, *reversed(moment.around)])
        first = next(need for need in blamed if need in moment.own)
        assert first.condition is not None
        others = [need for need in blamed if need is not first]
        why = self._because(others) if others else self._nowhere(first.condition)
        message = f"{spelled(first.condition)} never holds here: {why}"
        yield self.source.fault((*moment.path, "when", first.condition.key), "never-true", message)

    def _dead(self, moment: Moment) -> bool:
        """Whether it stands at or in a step that is reported already."""
        return any(moment.path[: len(path)] == path for path in self.dead)

    def _first_after(self, moment: Moment) -> bool:
        """Whether it is the first of its siblings that is not reached; one report stands for all after it."""
        *above, index = moment.path
        return not any((*above, before) in self.dead for before in range(int(index)))

    def _because(self, needs: Sequence[Need]) -> str:
        return ", and ".join(dict.fromkeys(self._reason(need) for need in needs)) or "nothing can come before it"

    def _reason(self, need: Need) -> str:
        line = self.source.document.places.get(need.path) or self.source.document.places[need.path[:-1]]
        at = f"line {line.line}"
        if need.condition is not None:
            place = self.source.document.places.get((*need.path,))
            return f"{spelled(need.condition)} must hold (line {place.line if place else line.line})"
        step = self.flow.moments[need.path if need.path in self.flow.moments else need.path[:-1]].step
        said = {
            "else": "the condition of its block must not hold",
            "stop": "the exercise stops before it",
            "toward": "it goes on only with somebody to work toward",
            "alarm": f"an answer to '{getattr(step, 'ask', '')}' that raises an alarm ends the exercise",
            "items": "there must be something to take from the list",
        }
        return f"{said[need.sort]} ({at})"

    def _nowhere(self, condition: Condition) -> str:
        """Why a condition cannot hold by itself."""
        asks = [moment for moment in self.flow.moments.values() if getattr(moment.step, "ask", "") == condition.key]
        if asks:
            lines = ", ".join(str(self._line(moment.path)) for moment in asks)
            return f"'{condition.key}' is not answered like that by the question at line {lines}"
        return f"no question answers '{condition.key}' like that"

    def _line(self, path: Path) -> int:
        return self.source.document.places[path].line

    def _always(self, moment: Moment) -> Iterator[Fault]:
        """Conditions that change nothing."""
        for need in moment.own:
            if need.condition is not None and not self.flow.can([*moment.around, self.flow.never(need.statement)]):
                shadow = self._shadow(need.condition)
                message = f"{spelled(need.condition)} always holds here; leave it out, or mend it{shadow}"
                yield self.source.fault(need.path, "always-true", message)

    def _shadow(self, condition: Condition) -> str:
        """A word about a key that hides a fact of the same name."""
        later = [
            moment.path
            for moment in self.flow.moments.values()
            if isinstance(moment.step, AskStep) and moment.step.ask == condition.key == moment.step.fills
        ]
        if not later:
            return ""
        line = self._line(later[0])
        return f" ('{condition.key}' is the answer at line {line} here, not the fact; name the other exercise's answer)"

    def _unanswered(self, moment: Moment) -> Iterator[Fault]:
        """Answers that a text shows, when there may be none."""
        field = "say" if isinstance(moment.step, SayStep) else "text"
        for key, empty in moment.unanswered.items():
            witness = self.flow.witness([*moment.needs, empty])
            if witness is not None:
                fix = f"write {{{{ {key} | other words }}}}, or a condition"
                message = f"'{key}' may have no answer here{self._when(witness)}; {fix}"
                yield self.source.fault((*moment.path, field), "maybe-empty", message)

    def _when(self, witness: Witness) -> str:
        told = self.told(witness)
        return f", when {told}" if told else ""

    def told(self, witness: Witness) -> str:
        """Answers in words, as a condition spells them."""
        parts = [f"{key} = {_said(value)}" for key, value in witness.before.items()]
        answers = sorted(witness.answers.items(), key=lambda one: self._line(one[0]))
        parts += [f"{self.flow.moments[path].step.ask} = {_said(value)}" for path, value in answers]  # type: ignore[union-attr]
        return ", ".join(parts)

    # ------------------------------------------------------------ questions

    def _asked_twice(self) -> Iterator[Fault]:
        """Two questions of one key on one way; the second hides the first."""
        seen: dict[tuple[str, Path], list[Moment]] = {}
        for moment in self.flow.moments.values():
            if isinstance(moment.step, AskStep):
                seen.setdefault((moment.step.ask, self._loop(moment.path)), []).append(moment)
        for moments in seen.values():
            for index, second in enumerate(moments):
                for first in moments[:index]:
                    witness = self.flow.witness([*first.needs, *second.needs])
                    if witness is not None:
                        where = f"line {self._line(first.path)} asks '{second.step.ask}' too"  # type: ignore[union-attr]
                        message = f"{where}, and both can be asked{self._when(witness)}; give one another key"
                        yield self.source.fault((*second.path, "ask"), "asked-twice", message)
                        break

    def _loop(self, path: Path) -> Path:
        """The innermost loop around a step; () when there is none."""
        above = [path[:end] for end in range(len(path) - 1, 0, -1)]
        return next(
            (one for one in above if isinstance(getattr(self.flow.moments.get(one), "step", None), EachStep)), ()
        )

    def _leading_nowhere(self) -> Iterator[Fault]:
        """Options after which nothing comes, though something comes after the others."""
        showing = [one for one in self.flow.moments.values() if not isinstance(one.step, SILENT)]
        for index, moment in enumerate(showing):
            step = moment.step
            if isinstance(step, AskStep) and isinstance(step.kind, Choice) and not self._dead(moment):
                after = showing[index + 1 :]
                if self._branches(step.ask, after):
                    yield from self._options(moment, step, step.kind, after)

    def _branches(self, key: str, after: Iterable[Moment]) -> bool:
        """Whether what comes after depends on the answer."""
        return any(need.condition is not None and need.condition.key == key for one in after for need in one.needs)

    def _options(self, moment: Moment, step: AskStep, kind: Choice, after: Sequence[Moment]) -> Iterator[Fault]:
        more = any_of(all_of(need.statement for need in one.needs) for one in after)
        # After an alarm, or with a page, something is said whatever the steps do.
        leading = {one.id: self.flow.answered(moment.path, one.id) for one in kind.options if not one.alarm + one.page}
        ended = [id for id, chosen in leading.items() if not self.flow.can([*moment.needs, chosen, more])]
        for id in ended if len(ended) < len(leading) else ():
            witness = self.flow.witness([*moment.needs, leading[id]])
            if witness is not None:
                way = self._when(witness)
                message = f"after '{id}' nothing more is said{way}, unlike after others; say a word to end with"
                yield self.source.fault((*moment.path, "kind", "choice", id), "no-ending", message)


def loops(shelf: Shelf) -> Iterator[Fault]:
    """Exercises that use each other in a circle."""
    steps = {one.id: (source, one.steps) for source, one in shelf.holding(ExerciseFile)}
    for id, (source, own) in steps.items():
        for path, step in walk(own):
            if isinstance(step, UseStep):
                circle = _circle(id, step.use, steps)
                if circle:
                    message = f"this comes back to itself without end: {' > '.join(circle)}"
                    yield source.fault((*path, "use"), "use-loop", message)


def _circle(start: str, first: str, steps: dict[str, tuple[Source, Steps]]) -> list[str]:
    """The way from one exercise back to itself, by way of `first`; empty when there is none."""
    ways, seen = [[start, first]], {first}
    for way in ways:
        if way[-1] == start:
            return way
        for _, step in walk(steps[way[-1]][1] if way[-1] in steps else ()):
            if isinstance(step, UseStep) and (step.use == start or step.use not in seen):
                seen.add(step.use)
                ways.append([*way, step.use])
    return []


def spelled(condition: Condition) -> str:
    """A condition as an author writes it.

    >>> spelled(Condition("heat", "at_least", 7.0, negated=True))
    "{heat: {not: {at_least: 7}}}"
    """
    wanted = condition.wanted
    if isinstance(wanted, float):
        value = f"{{{condition.op}: {wanted:g}}}"
    elif condition.op == "mentions":
        value = f"{{mentions: [{', '.join(wanted)}]}}"
    else:
        value = wanted[0] if len(wanted) == 1 else f"[{', '.join(wanted)}]"
    return f"{{{condition.key}: {{not: {value}}}}}" if condition.negated else f"{{{condition.key}: {value}}}"


def _said(value: Value) -> str:
    """An answer in words; own words that do not matter stay open."""
    if value is None:
        return "skipped"
    if isinstance(value, list):
        return f"[{', '.join(_said(one) for one in value)}]"
    return (
        "(any words)"
        if isinstance(value, str) and value.strip(NEUTRAL + "0123456789") == "" and NEUTRAL in value
        else plain(value)
    )
