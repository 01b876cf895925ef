"""Scripts written as data: the steps of a content file, and the player that turns them into a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakValueDictionary

from ipt_core.answers.conditions import all_hold, plain
from ipt_core.answers.kinds import Choice, Goal, Kind, Many, Multi, Option, Person, Turns, Value, joined
from ipt_core.record.facts import Fact, Known
from ipt_core.record.naming import slug

from .exercise import ROUND_OVER, Ask, Exercise, Round, Say, Script, Toward, run
from .rehearsal import reply_to
from .steps import (
    BEFORE,
    LEFT,
    OR_NOTHING,
    PLACEHOLDER,
    TODAY,
    AskStep,
    BlockStep,
    EachStep,
    OptionsFrom,
    PageStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
    walk,
)

Slot = Callable[[Known], Script]


class Stopped(Exception):
    """Carries a ``stop`` step out of nested blocks. Never leaves this module."""


class Scope:
    """The answers of one run of an exercise, by key and by loop name."""

    __slots__ = ("kinds", "known", "own", "replies", "slots", "values")

    def __init__(self, known: Known, slots: Mapping[str, Slot], own: frozenset[str]) -> None:
        self.known = known
        self.slots = slots
        self.own = own
        self.values: dict[str, Value] = {}
        self.kinds: dict[str, Kind] = {}
        self.replies: list[str] = []  # of a rehearsal, so far

    def look_up(self, key: str) -> Value:
        """The value a condition or `about` names."""
        if key in self.values or key in self.own:
            return self.values.get(key)
        if "/" in key:
            return self.known.answer(key)
        if key == "people":
            return list(self.known.people)
        if key == LEFT:
            return self.known.sessions - self.known.session
        if key.endswith(TODAY):
            return [fact.value for fact in self._today(key)]
        if key.endswith(BEFORE):
            earlier = self._before(key)
            return earlier[-1].value if earlier else None
        return self.known.latest(key)

    def _before(self, key: str) -> list[Fact]:
        facts = self.known.history(key.removesuffix(BEFORE))
        return [fact for fact in facts if fact.session < self.known.session]

    def _today(self, key: str) -> tuple[Fact, ...]:
        return self.known.recent(key.removesuffix(TODAY), sessions=1)

    def words(self, key: str) -> str:
        """The same in words; '' when there is no answer."""
        value = self.look_up(key)
        if value is None or value == []:
            return ""
        kind = self.kinds.get(key)
        if kind is not None:
            return kind.words(value)
        if key.endswith(TODAY):
            return joined([fact.words or plain(fact.value) for fact in self._today(key)])
        if key.endswith(BEFORE):
            return self._before(key)[-1].words or plain(value)
        if key not in self.values:  # a fact or another exercise's answer
            facts = self.known.answered(key) if "/" in key else self.known.history(key)
            if facts and facts[-1].words:
                return facts[-1].words
        if isinstance(value, dict):
            return str(value.get("line", ""))
        return joined([plain(one) for one in value]) if isinstance(value, list) else plain(value)

    def fill(self, text: str) -> str:
        """The text with its ``{{ name }}`` and ``{{ name | or words }}`` filled in, once."""
        if "{{" not in text:
            return text
        return PLACEHOLDER.sub(self._filled, text)

    def without_empty_lines(self, text: str) -> str:
        """The text without each line that has a ``{{ name | }}`` for which there is no answer."""
        if not OR_NOTHING.search(text):
            return text
        lines = [line for line in text.split("\n") if all(map(self.words, OR_NOTHING.findall(line)))]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _filled(self, found: re.Match[str]) -> str:
        """The words for one placeholder; a full stop after words that end with one of their own is left out."""
        words = self.words(found["key"]) or (found["other"] or "").strip() or "…"
        return words if words.endswith((".", "!", "?", "…")) else words + (found["stop"] or "")

    def person(self, key: str) -> str:
        """The person or thing a key names; ``focus`` is the focus person; '' when unanswered."""
        value = self.look_up("focus.person" if key == "focus" else key) if key else None
        return value if isinstance(value, str) else ""


def play(steps: Steps, slots: Mapping[str, Slot]) -> Callable[[Known], Script]:
    """The script of these steps."""
    own = _keys(steps)

    def script(known: Known) -> Script:
        try:
            yield from _play(steps, Scope(known, slots, own))
        except Stopped:
            pass

    return script


def _play(steps: Steps, scope: Scope) -> Script:
    for step in steps:
        if step.when and not all_hold(step.when, scope.look_up):
            if isinstance(step, BlockStep):
                yield from _play(step.otherwise, scope)
            continue
        if step.__class__ is AskStep:  # by far the most; done here, for a generator of its own costs as much again
            ask = step.ready or _made(step, scope)
            if ask is not None:
                scope.kinds[step.ask] = ask.kind
                scope.values[step.ask] = yield ask
        else:
            yield from _PLAYERS[step.__class__](step, scope)


def _say(step: SayStep, scope: Scope) -> Script:
    said = scope.fill(scope.without_empty_lines(step.say))
    if said:
        yield Say(said)


def _made(step: AskStep, scope: Scope) -> Ask | None:
    """The question with what only the record knows filled in; None when there is nothing to choose from."""
    kind = _kind(step, scope)
    if kind is None:
        return None
    text, about = scope.fill(step.text), scope.person(step.about)
    return Ask(step.ask, text, kind, step.required, step.private, step.fills, about, step.code)


def _kind(step: AskStep, scope: Scope) -> Kind | None:
    kind = step.kind
    if isinstance(kind, OptionsFrom):
        options = _options(kind.key, scope)
        if not options:
            return None
        return Multi(options) if kind.several else Choice(options)
    if isinstance(kind, Person):
        people = scope.known.people
        if not kind.mention:
            people = tuple(name for name in people if not scope.known.locked(name))
        return Person(kind.mention, people)
    if isinstance(kind, Many) and isinstance(kind.of, Person):
        return Many(Person(kind.of.mention, scope.known.people), kind.at_least, kind.at_most)
    if isinstance(kind, Goal):
        return Goal(scope.known.people)
    return kind


def _options(key: str, scope: Scope) -> tuple[Option, ...]:
    """What a list answer holds, as options."""
    value, kind = scope.look_up(key), scope.kinds.get(key)
    if isinstance(kind, Multi):
        return tuple(option for option in kind.options if value and option.id in value)
    if isinstance(kind, Turns):
        return tuple(Option(turn["line"], turn["line"]) for turn in value or () if turn["who"] == "me")
    return tuple(Option(str(one), str(one)) for one in value or ())


def _block(step: BlockStep, scope: Scope) -> Script:
    yield from _play(step.steps, scope)


def _each(step: EachStep, scope: Scope) -> Script:
    items = scope.look_up(step.each)
    kind = scope.kinds.get(step.each)
    labels = {option.id: option.label for option in kind.options} if isinstance(kind, Multi) else {}
    own = _keys(step.steps)
    for name, item in _named(items if isinstance(items, list) else [], step.who):
        yield Round(name)
        scope.values[step.name] = labels.get(item, item) if isinstance(item, str) else item
        for key in own:
            scope.values.pop(key, None)
        yield from _play(step.steps, scope)
        yield ROUND_OVER


def _keys(steps: Steps) -> frozenset[str]:
    return frozenset(step.ask for _, step in walk(steps) if isinstance(step, AskStep))


def _named(items: list[Value], who: str) -> Iterator[tuple[str, Value]]:
    """Each item with a name of its own that stays the same when others come and go."""
    seen: dict[str, int] = {}
    for item in items:
        if isinstance(item, dict):
            if who and item["who"] != who:
                continue
            item = item["line"]
        name = slug(str(item))
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}-{seen[name]}"), item


def _use(step: UseStep, scope: Scope) -> Script:
    exercise = scope.known.library.exercises.get(step.use)
    if exercise is not None and not closed(exercise, scope.known):
        given = {
            inner: scope.look_up("focus.person" if outer == "focus" else outer) for inner, outer in step.given.items()
        }
        yield from run(exercise, scope.known, given)


def closed(exercise: Exercise, known: Known) -> bool:
    """Whether the exercise is closed for this person, by its own ``unless``."""
    return bool(exercise.unless) and all_hold(exercise.unless, Scope(known, {}, frozenset()).look_up)


def _toward(step: TowardStep, scope: Scope) -> Script:
    yield Toward(scope.person(step.toward))


def _page(step: PageStep, scope: Scope) -> Script:
    text = scope.known.library.page(step.page)
    if text:
        yield Say(text)


def _slot(step: SlotStep, scope: Scope) -> Script:
    yield from scope.slots[step.slot](scope.known)


def _reply(step: ReplyStep, scope: Scope) -> Script:
    bank = scope.known.library.banks.get(step.reply)
    line = scope.look_up(step.to)
    if bank is not None and line:
        reply = reply_to(bank, str(scope.look_up(step.style) or ""), str(line), scope.replies)
        scope.replies.append(reply)
        yield Say(reply)


def _stop(step: StopStep, scope: Scope) -> Script:
    raise Stopped
    yield  # makes this a script like the others


_PLAYERS: dict[type, Callable[[Any, Scope], Script]] = {
    SayStep: _say,
    BlockStep: _block,
    EachStep: _each,
    UseStep: _use,
    TowardStep: _toward,
    PageStep: _page,
    SlotStep: _slot,
    ReplyStep: _reply,
    StopStep: _stop,
}

_OF_CONTENT: WeakValueDictionary[int, Any] = WeakValueDictionary()  # by id: no object can claim to equal one of them


def script_of_content(steps: Steps, slots: Mapping[str, Slot]) -> Callable[[Known], Script]:
    """The script of the steps of a content file, which the guard knows to hold no code of a plugin."""
    script = play(steps, slots)
    _OF_CONTENT[id(script)] = script
    return script


def is_played(script: object) -> bool:
    """Whether a script was made of a content file, so that no code of a plugin runs in it."""
    return _OF_CONTENT.get(id(script)) is script
