"""What an exercise listens for in answers: all its conditions on each key, and what else it reads of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ipt_core.answers.conditions import Condition
from ipt_core.answers.kinds import Choice, Kind, Multi, Option, Value
from ipt_core.guard.alarms import heard
from ipt_core.written.exercise import Ask
from ipt_core.written.steps import PLACEHOLDER, AnyStep, AskStep, EachStep, OptionsFrom, SayStep, TowardStep
from ipt_workbench.flow.domains import outcome
from ipt_workbench.recordable import asked_once

GIVEN = Condition("", "empty", (), negated=True)


def names_of(step: AskStep, exercise: str) -> tuple[str, ...]:
    """The names under which a question's answer is known."""
    return tuple(name for name in (step.ask, f"{exercise}/{step.ask}", step.fills) if name)


def ends_it(step: AskStep, kind: Kind, value: Value) -> bool:
    """Whether the guard always ends the exercise after this answer."""
    if value is None or not isinstance(kind, Choice | Multi):
        return False
    alarms = heard(Ask(step.ask, step.text, kind, fills=step.fills), value)
    return "stop" in alarms or ("fear" in alarms and step.fills != "private.afraid")


def tests_of(steps: Sequence[AnyStep], exercise: str) -> dict[str, list[Condition]]:
    """By key: all that the steps ask of what it holds."""
    found: dict[str, list[Condition]] = {}
    for step in steps:
        for key, one in _asked_of(step):
            test = Condition("", one.op, one.wanted)
            if test not in found.setdefault(key, []):
                found[key].append(test)
    asks = asked_once(steps)
    for step in steps:
        source = asks.get(step.kind.key) if isinstance(step, AskStep) and isinstance(step.kind, OptionsFrom) else None
        if isinstance(step, AskStep) and source is not None and isinstance(source.kind, Multi):
            groups = alike(source.kind.options, listened(found, *names_of(step, exercise)))
            found.setdefault(source.ask, []).extend(Condition("", "is", group) for group in groups)
    return found


def listened(tests: Mapping[str, Sequence[Condition]], *keys: str) -> list[Condition]:
    """The conditions that tell answers to these keys apart."""
    return [GIVEN, *(test for key in keys for test in tests.get(key, ()))]


def alike(options: Iterable[Option], tests: list[Condition]) -> Iterator[tuple[str, ...]]:
    """The ids of options, in groups that no condition tells apart."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for option in options:
        groups.setdefault(outcome(option.id, tests), []).append(option.id)
    return (tuple(group) for group in groups.values())


def _asked_of(step: AnyStep) -> Iterator[tuple[str, Condition]]:
    """What one step asks of answers: its conditions, and what else it reads."""
    for condition in step.when:
        yield condition.key, condition
    read = []
    if isinstance(step, EachStep):
        read = [step.each]
    elif isinstance(step, TowardStep):
        read = ["focus.person" if step.toward == "focus" else step.toward]
    elif isinstance(step, AskStep):
        kind = step.kind
        read = [kind.key] if isinstance(kind, OptionsFrom) else []
        read += [found["key"] for found in PLACEHOLDER.finditer(step.text)]
        if isinstance(kind, Choice | Multi):
            ending = tuple(one.id for one in kind.options if ends_it(step, kind, _one(kind, one.id)))
            yield from [(step.ask, Condition("", "is", ending))] if ending else []
    elif isinstance(step, SayStep):
        read = [found["key"] for found in PLACEHOLDER.finditer(step.say)]
    for key in read:
        yield key, GIVEN


def _one(kind: Kind, id: str) -> Value:
    return [id] if isinstance(kind, Multi) else id
