"""What gets recorded: which answers and facts there can be, by the questions that ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ipt_core.answers.kinds import Choice, Kind, Many, Multi, Number, Person, Scale, Text
from ipt_core.files.facts import shared_facts
from ipt_core.record.locks import PRIVATE_QUESTIONS
from ipt_core.written.exercise import CORE_FAMILIES
from ipt_core.written.library import Library
from ipt_core.written.steps import (
    BEFORE,
    LEFT,
    TODAY,
    AnyStep,
    AskStep,
    OptionsFrom,
    SlotStep,
    UseStep,
    walk,
)

Kinds = tuple[Kind, ...] | None  # how it may be answered; None when that is not known

# What the parts that the engine works out record, beside the exercises they run.
_BY_SLOTS = ("focus", "contract.sessions", "goal.rating", "goal.now", "boosters")
_BY_THE_GUARD = (*PRIVATE_QUESTIONS, *(f"risk.{key}" for key in ("thoughts", "plan", "tonight", "month", "safe")))


class Scripted(Protocol):
    """An exercise, as loaded or as its file is written."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def steps(self) -> Any:
        """Its steps; none when it is written in Python."""

    @property
    def eases(self) -> bool:
        """Whether it stays open on a hard day."""


class Recorded:
    """All that content on hand may record.

    Attributes:
        exercises: The exercises, by id; those without steps are written in Python.
    """

    def __init__(
        self,
        exercises: Iterable[Scripted],
        measures: Iterable[Any] = (),
        filled: Iterable[str] = (),
    ) -> None:
        """Gather what is asked.

        Args:
            exercises: Every exercise on hand.
            measures: Every measure on hand, with its items and options.
            filled: Facts that scripts in Python fill.
        """
        self.exercises: Mapping[str, Scripted] = {one.id: one for one in exercises}
        self._facts: dict[str, list[Kind] | None] = dict.fromkeys((*filled, *_BY_SLOTS, *_BY_THE_GUARD))
        self._answers: dict[str, list[Kind] | None] = {}
        self._open: set[str] = set()  # exercises that may ask more than their steps show
        self._effects: dict[str, frozenset[str] | None] = {}
        for one in self.exercises.values():
            self._read(one)
        for measure in measures:
            self._read_measure(measure)
        self.support = self._of_support()

    @classmethod
    def of(cls, library: Library) -> Recorded:
        """What a library may record."""
        return cls(library.exercises.values(), library.measures.values())

    def _read(self, exercise: Scripted) -> None:
        steps = list(walk(exercise.steps))
        if not steps or any(isinstance(step, SlotStep) for _, step in steps):
            self._open.add(exercise.id)
        asked = asked_once(step for _, step in steps)
        for _, step in steps:
            if isinstance(step, AskStep):
                kind = step.kind if not isinstance(step.kind, OptionsFrom) else chosen_from(step.kind, asked)
                self._note(self._answers, f"{exercise.id}/{step.ask}", kind)
                if step.fills:
                    self._note(self._facts, step.fills, kind)

    def _read_measure(self, measure: Any) -> None:
        self._open.discard(measure.id)
        scale = Scale(0, len(measure.options) - 1)
        for item in measure.items:
            self._note(self._answers, f"{measure.id}/{item.id}", scale)
            self._note(self._facts, f"{measure.id.partition('.')[2]}.{item.id}", scale)

    @staticmethod
    def _note(shelf: dict[str, list[Kind] | None], name: str, kind: Kind) -> None:
        known = shelf.setdefault(name, [])
        if known is not None and kind not in known:
            known.append(kind)

    def kinds(self, key: str) -> Kinds:
        """How what a condition names may have been answered, in ways that are all possible.

        Args:
            key: A fact, ``fact.today``, ``fact.before``, ``exercise-id/key``, ``people`` or ``sessions.left``.

        Returns:
            The kinds; none when nothing records it; None when that is not known.
        """
        if key == LEFT:
            return (Number(-100, 100),)
        if key == "people":
            return (Many(Person(mention=True)),)
        if key.endswith(TODAY):
            each = self.kinds(key.removesuffix(TODAY))
            return None if each is None else tuple(Many(kind, repeats=True) for kind in each)
        if "/" in key:
            unknown = key.partition("/")[0] in self._open and key not in self._answers
            found = None if unknown else self._answers.get(key, [])
        else:
            fact = key.removesuffix(BEFORE)  # a shared one may be filled by an area that is not on hand
            found = self._facts.get(fact, None if fact in shared_facts() else [])
        return None if found is None else tuple(found)

    def asks(self, exercise: str) -> frozenset[str] | None:
        """The keys that an exercise asks; None when that is not known."""
        if exercise in self._open:
            return None
        return frozenset(name.partition("/")[2] for name in self._answers if name.startswith(f"{exercise}/"))

    def names(self) -> list[str]:
        """Every fact that something fills, and every answer that is asked, as ``exercise-id/key``."""
        return [*self._facts, *self._answers]

    def effects(self, exercise: str) -> frozenset[str] | None:
        """The facts and answers that running an exercise may change; None when it may be any."""
        if exercise not in self._effects:
            self._effects[exercise] = frozenset()  # for one that comes back to itself
            self._effects[exercise] = self._worked_out(exercise)
        return self._effects[exercise]

    def _worked_out(self, exercise: str) -> frozenset[str] | None:
        one = self.exercises.get(exercise)
        if one is None:
            return frozenset()
        if exercise in self._open:
            return None
        changed = {name for name in self._answers if name.startswith(f"{exercise}/")}
        for _, step in walk(one.steps):
            if isinstance(step, AskStep) and step.fills:
                changed.add(step.fills)
            elif isinstance(step, UseStep):
                inner = self.effects(step.use)
                if inner is None:
                    return None
                changed |= inner
        return frozenset(changed)

    def _of_support(self) -> frozenset[str] | None:
        """What may change at any question, when help is called for there."""
        changed: set[str] = set(_BY_THE_GUARD)
        for one in self.exercises.values():
            if one.eases and one.id.partition(".")[0] in CORE_FAMILIES:
                inner = self.effects(one.id)
                if inner is None:
                    return None
                changed |= inner
        return frozenset(changed)


def asked_once(steps: Iterable[AnyStep]) -> dict[str, AskStep]:
    """The questions by their keys; not those of which there are two, as it is not plain which was asked."""
    asks = [step for step in steps if isinstance(step, AskStep)]
    keys = [step.ask for step in asks]
    return {step.ask: step for step in asks if keys.count(step.ask) == 1}


def chosen_from(source: OptionsFrom, asked: Mapping[str, AskStep]) -> Kind:
    """What choosing from an earlier answer gives, as far as its question shows."""
    kind = asked[source.key].kind if source.key in asked else None
    if isinstance(kind, Multi):
        return Multi(kind.options) if source.several else Choice(kind.options)
    return Many(Text()) if source.several else Text()
