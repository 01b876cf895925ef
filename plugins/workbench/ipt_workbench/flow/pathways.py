"""One walk through the steps of an exercise: what must hold for each of them to be reached.

Each answer becomes a variable whose values stand for all that the exercise's conditions can tell apart (`domains`).
Facts and other exercises' answers are variables too, free within what content can record (`recorded`). What a key
holds at a step is known from the steps before: for each that may have set it, under which condition it did.

A loop is walked once, for whichever round comes last. Whatever may have changed on the way, in earlier rounds, in
another exercise that ran inside, or in the support that help brings, is free again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import field, frozen

from ipt_core.answers.conditions import Condition
from ipt_core.answers.kinds import Choice, Kind, Many, Multi, Text, Turns, Value
from ipt_core.files.documents import Path
from ipt_core.written.steps import (
    LEFT,
    PLACEHOLDER,
    TODAY,
    AnyStep,
    AskStep,
    BlockStep,
    EachStep,
    OptionsFrom,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
    walk,
)
from ipt_workbench.flow.domains import values
from ipt_workbench.flow.logic import TRUE, Statement, all_of, any_of, is_one_of
from ipt_workbench.flow.tests_read import GIVEN, alike, ends_it, listened, names_of, tests_of
from ipt_workbench.recordable import Kinds, Recorded, Scripted, asked_once, chosen_from

NAMED = {"people", "focus.person", "event.person"}  # facts that make up who is known

Set = list[tuple[Statement, int | None]]  # what may have set a key, oldest first: when, and to which variable


@frozen
class Need:
    """One thing that must hold for a step to be reached.

    Attributes:
        statement: The same for the search.
        sort: ``when``, ``else``, ``stop``, ``toward``, ``alarm``, or ``items`` for something that a loop goes over.
        path: Where it stands.
        condition: The condition, for ``when``.
    """

    statement: Statement
    sort: str
    path: Path
    condition: Condition | None = None


@frozen
class Moment:
    """A step with all that must hold for it to be reached.

    Attributes:
        path: Where it stands.
        step: The step.
        around: What must hold whether or not its own conditions do.
        own: Its own conditions.
        variable: For a question: the number of its answer.
        unanswered: Names its text shows, without words for when there is no answer -> that there is none.
    """

    path: Path
    step: AnyStep
    around: tuple[Need, ...]
    own: tuple[Need, ...]
    variable: int = -1
    unanswered: Mapping[str, Statement] = field(factory=dict)

    @property
    def needs(self) -> tuple[Need, ...]:
        """All that must hold."""
        return (*self.around, *self.own)


@frozen
class Variable:
    """What one question may be answered, or what the record may hold.

    Attributes:
        key: Under which name.
        path: The question; None when it is not asked here.
        values: One for each class of answers; None when nothing is known of them.
        free: Whether it changed on the way, by what no answer here decides.
    """

    key: str
    path: Path | None
    values: tuple[Value, ...] | None
    free: bool = False


class Walk:
    """The walk. Afterwards `moments`, `variables` and `sizes` are complete.

    Attributes:
        moments: Path of a step -> the step with what must hold for it.
        variables: By number.
        sizes: How many values each variable has.
    """

    def __init__(self, exercise: Scripted, recorded: Recorded) -> None:
        self.exercise = exercise
        self.recorded = recorded
        self.moments: dict[Path, Moment] = {}
        self.variables: list[Variable] = []
        self.sizes: list[int] = []
        steps = [step for _, step in walk(exercise.steps)]
        self.asks = asked_once(steps)
        self.own = {step.ask for step in steps if isinstance(step, AskStep)}
        self.own |= {step.name for step in steps if isinstance(step, EachStep)}
        self.tests = tests_of(steps, exercise.id)
        self._alive: list[Need] = []
        self._set: dict[str, Set] = {}
        self._outer: dict[str, tuple[Value, ...] | None] = {}
        self._first: dict[str, int] = {}  # outside name -> the variable of what the record held before
        self._switches: dict[tuple[int, object], int] = {}
        self._go(exercise.steps, ("steps",), ())

    # ------------------------------------------------------------ variables

    def _variable(self, key: str, path: Path | None, known: tuple[Value, ...] | None, free: bool = False) -> int:
        self.variables.append(Variable(key, path, known, free))
        self.sizes.append(len(known or ()) or 1)
        return len(self.sizes) - 1

    def listened(self, *keys: str) -> list[Condition]:
        """The conditions that tell answers to these keys apart."""
        return listened(self.tests, *keys)

    def _outside(self, key: str, free: bool = False) -> int:
        """A variable for a fact, or an answer in another exercise."""
        if key not in self._outer:
            self._outer[key] = self._held(key)
        return self._variable(key, None, self._outer[key], free)

    def _held(self, key: str) -> tuple[Value, ...] | None:
        """What the record may hold under a name. One that nothing fills is told elsewhere; here it may be anything."""
        kinds = self.recorded.kinds(key)
        if not kinds:
            return None
        listed = key == "people" or key.endswith(TODAY)
        found: list[Value] = [] if key == LEFT else [[]] if listed else [None]
        for kind in kinds:
            some = values(kind, self.listened(key))
            if some is None:
                return None
            found += [one for one in some if one not in found]
        return tuple(found)

    def meets(self, variable: int | None, test: Callable[[Value], bool], name: object) -> Statement:
        """That the variable's value passes a test; where nothing is known of it, a switch of its own."""
        if variable is None:
            return all_of(()) if test(None) else any_of(())
        known = self.variables[variable].values
        if known is None:
            switch = self._switches.get((variable, name))
            if switch is None:
                switch = self._switches[variable, name] = self._variable(str(name), None, (True, False), free=True)
            return is_one_of(switch, 1, 2)
        return is_one_of(variable, sum(1 << place for place, value in enumerate(known) if test(value)), len(known))

    def _literal(self, variable: int | None, condition: Condition) -> Statement:
        bare = Condition("", condition.op, condition.wanted)
        found = self.meets(variable, bare.holds, bare)
        return found.opposite(self.sizes) if condition.negated else found

    # ------------------------------------------------------------ what a key holds

    def _now(self, key: str, of: Callable[[int | None], Statement]) -> Statement:
        """A statement about what a key holds at this point of the walk."""
        if key in self.own:
            found = of(None)
        else:
            if key not in self._first:
                self._first[key] = self._outside(key)
            found = of(self._first[key])
        for when, variable in self._set.get(key, ()):
            found = any_of((all_of((when, of(variable))), all_of((when.opposite(self.sizes), found))))
        return found

    def holds(self, condition: Condition) -> Statement:
        """That a condition holds at this point of the walk."""
        return self._now(condition.key, lambda variable: self._literal(variable, condition))

    def _has_items(self, key: str, several: object = "items") -> Statement:
        """That a key holds a list with something in it."""
        return self._now(key, lambda one: self._given(one, lambda value: isinstance(value, list), several))

    def _given(self, variable: int | None, test: Callable[[Value], bool], name: object) -> Statement:
        """That there is an answer, and that it passes a test."""
        return all_of((self._literal(variable, GIVEN), self.meets(variable, test, name)))

    def _put(self, key: str, when: Statement, variable: int | None) -> None:
        self._set.setdefault(key, []).append((when, variable))

    def _stir(self, when: Statement, changed: Iterable[str] | None) -> None:
        """From here on, what may have changed is free: these facts and answers; all of them for None."""
        names = None if changed is None else set(changed)
        for key in self._reads():
            plain = key.removesuffix(TODAY)
            about = {plain} if plain != "people" else NAMED
            about = {"contract.sessions"} if plain == LEFT else about
            if names is None or names & about:
                self._put(key, when, self._outside(key, free=True))

    def _reads(self) -> list[str]:
        return [key for key in self.tests if key not in self.own]

    # ------------------------------------------------------------ the walk

    def _go(self, steps: Steps, path: Path, inside: tuple[Need, ...]) -> None:
        for index, step in enumerate(steps):
            here = (*path, index)
            own = tuple(Need(self.holds(one), "when", (*here, "when", one.key), one) for one in step.when)
            around = (*self._alive, *inside)
            number = self._asked(step, here) if isinstance(step, AskStep) else -1
            self.moments[here] = Moment(here, step, around, own, number, self._shown(step))
            when = all_of(one.statement for one in (*inside, *own))
            self._step(step, here, (*inside, *own), when, number)
            if isinstance(step, BlockStep) and step.otherwise:
                fails = all_of(one.statement for one in own).opposite(self.sizes)
                self._go(step.otherwise, (*here, "else"), (*inside, Need(fails, "else", (*here, "else"))))

    def _step(self, step: AnyStep, here: Path, inside: tuple[Need, ...], when: Statement, number: int) -> None:
        if isinstance(step, AskStep):
            self._answer(step, here, when, number)
        elif isinstance(step, BlockStep):
            self._go(step.steps, (*here, "steps"), inside)
        elif isinstance(step, EachStep):
            self._loop(step, here, inside, when)
        elif isinstance(step, UseStep | SlotStep):
            effects, support = self._changed_by([step]), self.recorded.support
            self._stir(when, None if effects is None or support is None else effects | support)
        elif isinstance(step, StopStep):
            self._alive.append(Need(when.opposite(self.sizes), "stop", here))
        elif isinstance(step, TowardStep):
            key = "focus.person" if step.toward == "focus" else step.toward
            somebody = self._now(key, lambda one: self._given(one, lambda value: isinstance(value, str), "name"))
            self._alive.append(Need(any_of((when.opposite(self.sizes), somebody)), "toward", here))

    def _shown(self, step: AnyStep) -> dict[str, Statement]:
        """For each name that a text shows without other words: that there is no answer."""
        text = step.say if isinstance(step, SayStep) else step.text if isinstance(step, AskStep) else ""
        keys = dict.fromkeys(found["key"] for found in PLACEHOLDER.finditer(text) if found["other"] is None)
        return {key: self.holds(Condition(key, "empty")) for key in keys}

    def _kind(self, step: AskStep) -> Kind:
        return chosen_from(step.kind, self.asks) if isinstance(step.kind, OptionsFrom) else step.kind

    def _asked(self, step: AskStep, here: Path) -> int:
        """The variable of a question's answer."""
        kind = self._kind(step)
        found = values(kind, self.listened(*names_of(step, self.exercise.id)))
        skip = () if step.required else (None,)
        return self._variable(step.ask, here, None if found is None else (*skip, *found))

    def _answer(self, step: AskStep, here: Path, when: Statement, number: int) -> None:
        """What an answer changes: its key, its fact; and whether the guard ends the exercise."""
        if isinstance(step.kind, OptionsFrom):
            when = all_of((when, self._asks_from(step, step.kind, here, when, number)))
        self._stir(when, self.recorded.support)
        self._put(step.ask, when, number)
        self._put(f"{self.exercise.id}/{step.ask}", when, number)
        if step.fills and step.fills not in self.own:
            given = all_of((when, self._literal(number, GIVEN)))
            self._stir(given, {step.fills})
            self._put(step.fills, given, number)
        kind = self._kind(step)
        if self.variables[number].values is not None and isinstance(kind, Choice | Multi):
            ends = self.meets(number, lambda value: ends_it(step, kind, value), "ends")
            goes_on = any_of((when.opposite(self.sizes), ends.opposite(self.sizes)))
            if goes_on is not TRUE:
                self._alive.append(Need(goes_on, "alarm", here))

    def _asks_from(self, step: AskStep, kind: OptionsFrom, here: Path, when: Statement, number: int) -> Statement:
        """That there is something to choose from. What is chosen is then among what the earlier answer holds."""
        source = self.asks.get(kind.key)
        talk = source is not None and isinstance(source.kind, Turns)
        # The letters of a text can be chosen from too. What is neither list nor text breaks; `check` tells both.
        some = self._now(kind.key, lambda one: self._given(one, lambda value: isinstance(value, list | str), here))
        if talk:  # it may hold lines of the other side alone
            some = all_of((some, self.meets(self._variable("", None, None), lambda value: True, here)))
        known = self.variables[number].values
        if source is not None and isinstance(source.kind, Multi) and not kind.several and known is not None:
            for group in alike(source.kind.options, self.listened(*names_of(step, self.exercise.id))):
                taken = is_one_of(
                    number, sum(1 << place for place, one in enumerate(known) if one in group), len(known)
                )
                there = self.holds(Condition(kind.key, "is", group))
                fits = any_of((when.opposite(self.sizes), taken.opposite(self.sizes), there))
                self._alive.append(Need(fits, "items", here))
        return some

    def _loop(self, step: EachStep, here: Path, inside: tuple[Need, ...], when: Statement) -> None:
        some = self._has_items(step.each, (here, step.who) if step.who else "items")
        turning = all_of((when, some))
        inner = [one for _, one in walk(step.steps)]
        for one in inner:
            if isinstance(one, AskStep):
                self._put(one.ask, turning, None)
        self._put(step.name, turning, self._variable(step.name, None, self._items(step), free=True))
        self._stir(turning, self._changed_by(inner))
        need = Need(some, "items", (*here, "each"))
        self._go(step.steps, (*here, "steps"), (*inside, need))

    def _changed_by(self, steps: Iterable[AnyStep]) -> set[str] | None:
        """Facts and answers that some steps may change."""
        changed: set[str] = set()
        for step in steps:
            if isinstance(step, AskStep):
                changed |= {f"{self.exercise.id}/{step.ask}", step.fills}
            elif isinstance(step, SlotStep):
                return None
            elif isinstance(step, UseStep):
                effects = self.recorded.effects(step.use)
                if effects is None:
                    return None
                changed |= effects
        return changed

    def _items(self, step: EachStep) -> tuple[Value, ...] | None:
        """What one round of a loop may be about."""
        kinds: Kinds = (self._kind(self.asks[step.each]),) if step.each in self.asks else self.recorded.kinds(step.each)
        tests = self.listened(step.name)
        found: list[Value] = []
        for kind in kinds or ():
            if isinstance(kind, Multi) and step.each in self.asks:
                some: tuple[Value, ...] | None = tuple(option.label for option in kind.options)
            elif isinstance(kind, Many | Multi | Turns):
                some = values(kind.of if isinstance(kind, Many) else Text(), tests)
            else:
                some = ()
            if some is None:
                return None
            found += some
        return tuple(found) or None
