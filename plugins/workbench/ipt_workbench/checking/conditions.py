"""Conditions, one by one: whether they compare what can be compared, with something that can be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ipt_core.answers.conditions import Condition, When
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
    YesNo,
)
from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.shapes import ExerciseFile
from ipt_core.written.steps import AskStep, EachStep, OptionsFrom, Steps, TowardStep, walk
from ipt_workbench.recordable import Kinds, chosen_from
from ipt_workbench.sources import Catalogue, Source

COUNTED = (Scale, Number, Multi, Many, Turns)  # what has a size
WORDED = (Text, Goal, Person, Turns)  # what may mention something
LISTS = (Multi, Many, Turns)


def faults(source: Source, all_: Catalogue) -> Iterator[Fault]:
    """What a file's conditions, loops and choices compare that does not fit."""
    if not isinstance(source.written, ExerciseFile):
        return
    kinds = _Kinds(source.written.steps, all_)
    for path, when in _conditions(source.written):
        inside = path[0] in ("steps", "gate", "halve")
        for condition in when:
            known = kinds.of(condition.key) if inside else all_.recorded.kinds(condition.key)
            wrong = _wrong(condition, known)
            if wrong:
                yield source.fault((*path, condition.key), *wrong)
    for path, step in walk(source.written.steps):
        if isinstance(step, EachStep) and _no_list(kinds.of(step.each)):
            yield source.fault((*path, "each"), "no-list", f"'{step.each}' is not answered by a list")
        elif isinstance(step, AskStep) and isinstance(step.kind, OptionsFrom) and _no_list(kinds.of(step.kind.key)):
            yield source.fault((*path, "kind"), "no-list", f"'{step.kind.key}' is not answered by a list")
        elif isinstance(step, TowardStep) and step.toward != "focus" and _nobody(kinds.of(step.toward)):
            yield source.fault((*path, "toward"), "no-person", f"'{step.toward}' is not answered by a person")


def _conditions(written: ExerciseFile) -> Iterator[tuple[Path, When]]:
    yield from ((("suggest", index, "when"), one.when) for index, one in enumerate(written.suggest))
    yield from ((("unless",), written.unless), (("gate",), written.gate), (("halve",), written.halve))
    yield from (((*path, "when"), step.when) for path, step in walk(written.steps))


class _Kinds:
    """How what an exercise's steps read is answered."""

    def __init__(self, steps: Steps, all_: Catalogue) -> None:
        self.recorded = all_.recorded
        self.asks: dict[str, list[AskStep]] = {}
        self.loops: dict[str, EachStep] = {}
        for _, step in walk(steps):
            if isinstance(step, AskStep):
                self.asks.setdefault(step.ask, []).append(step)
            elif isinstance(step, EachStep):
                self.loops[step.name] = step

    def of(self, key: str) -> Kinds:
        """The kinds in which a key may be answered; None when that is not known."""
        if key in self.asks:
            first: Mapping[str, AskStep] = {name: steps[0] for name, steps in self.asks.items()}
            return tuple(self._resolved(step, first) for step in self.asks[key])
        if key in self.loops:
            return self._item(self.loops[key])
        return self.recorded.kinds(key)

    @staticmethod
    def _resolved(step: AskStep, asks: Mapping[str, AskStep]) -> Kind:
        return chosen_from(step.kind, asks) if isinstance(step.kind, OptionsFrom) else step.kind

    def _item(self, loop: EachStep) -> Kinds:
        """How one round of a loop reads: an option by its label."""
        kinds = self.of(loop.each)
        if kinds is None or any(isinstance(kind, Multi) for kind in kinds):
            return None
        return tuple(kind.of if isinstance(kind, Many) else Text() for kind in kinds)


def _no_list(kinds: Kinds) -> bool:
    return bool(kinds) and not any(isinstance(kind, LISTS) for kind in kinds or ())


def _nobody(kinds: Kinds) -> bool:
    return bool(kinds) and not any(isinstance(kind, Person) for kind in kinds or ())


def _wrong(condition: Condition, kinds: Kinds) -> tuple[str, str] | None:
    """The code and the words for a condition that does not fit any of the kinds; None when it fits, or is not known."""
    if not kinds or any(kind.__class__ not in _SAID for kind in kinds):
        return None
    key, how = condition.key, " or ".join(dict.fromkeys(_SAID[kind.__class__] for kind in kinds))
    if condition.op in ("at_least", "at_most"):
        if not any(isinstance(kind, COUNTED) for kind in kinds):
            return "wrong-kind", f"'{key}' is {how}, so it cannot be compared with a number; compare it with an answer"
        return _beyond(condition, kinds)
    if condition.op == "mentions":
        if not any(isinstance(kind.of if isinstance(kind, Many) else kind, WORDED) for kind in kinds):
            return "wrong-kind", f"'{key}' is {how}, so it mentions nothing; compare it with an answer"
        return None
    words = condition.wanted if condition.op == "is" and isinstance(condition.wanted, tuple) else ()
    if words and all(isinstance(kind, Text | Goal | Turns) for kind in kinds):
        fix = "use 'mentions', or give the question a kind, such as yes-no or choice"
        return "wrong-kind", f"'{key}' is {how}, which is hardly ever just '{words[0]}'; {fix}"
    for word in words:
        if not any(_may_be(word, kind) for kind in kinds):
            return "unknown-option", f"'{key}' is never '{word}'; {_instead(kinds, how)}"
    return None


_SAID = {
    YesNo: "yes or no",
    Choice: "one of its options",
    Multi: "some of its options",
    Scale: "a number",
    Number: "a number",
    Text: "own words",
    Goal: "own words",
    Person: "a name",
    Day: "a day",
    Clock: "a time",
    Many: "a list",
    Turns: "a talk",
}


def _may_be(word: str, kind: Kind) -> bool:
    """Whether an answer of this kind, or a part of it, may be this word."""
    if isinstance(kind, YesNo):
        return word in ("yes", "no")
    if isinstance(kind, Choice | Multi):
        return any(option.id == word for option in kind.options)
    if isinstance(kind, Scale | Number):
        return word.lstrip("-").isdigit() and kind.low <= int(word) <= kind.high
    if isinstance(kind, Many):
        return _may_be(word, kind.of)
    if isinstance(kind, Day | Clock):
        try:
            kind.check(word)
        except Exception:  # noqa: BLE001 - any refusal says that it cannot be answered
            return False
    return not isinstance(kind, Turns)


def _instead(kinds: Iterable[Kind], how: str) -> str:
    """What it may be."""
    ids = [option.id for kind in kinds if isinstance(kind, Choice | Multi) for option in kind.options]
    spans = [f"{kind.low} to {kind.high}" for kind in kinds if isinstance(kind, Scale | Number)]
    return f"it is one of: {', '.join(dict.fromkeys([*ids, *spans]))}" if ids or spans else f"it is {how}"


def _beyond(condition: Condition, kinds: Iterable[Kind]) -> tuple[str, str] | None:
    """A limit that every number, or no number, keeps."""
    spans = [_span(kind) for kind in kinds if isinstance(kind, COUNTED)]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    limit = condition.wanted if isinstance(condition.wanted, float) else 0.0
    never = limit > high if condition.op == "at_least" else limit < low
    always = limit <= low if condition.op == "at_least" else limit >= high
    if not (never or always):
        return None
    word = "never" if never else "always, when answered,"
    least = condition.op.replace("_", " ")
    return "out-of-range", f"'{condition.key}' is {word} {least} {limit:g}: it goes from {low} to {high}"


def _span(kind: Kind) -> tuple[int, int]:
    if isinstance(kind, Scale | Number):
        return kind.low, kind.high
    most = len(kind.options) if isinstance(kind, Multi) else 1_000_000
    return getattr(kind, "at_least", 0), min(most, getattr(kind, "at_most", most))
