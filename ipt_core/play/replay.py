"""Replay: one session is a script played over its recorded answers, matched by name.

The script is run until it asks something that has no fitting answer yet. There it stands. To resume,
it is run again over the answers; nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from ipt_core.answers.base import copied
from ipt_core.answers.kinds import Choice, Multi, Scale, Value
from ipt_core.answers.kinds import fits as takes
from ipt_core.errors import Rejected
from ipt_core.guard.alarms import heard
from ipt_core.guard.guard import SUPPORT
from ipt_core.record.events import Answered, Help, Opened
from ipt_core.record.facts import Record
from ipt_core.record.locks import LOCKING
from ipt_core.record.naming import same_person
from ipt_core.written.exercise import HUSH, LEAVE, Ask, Enter, Exercise, Say, Script
from ipt_core.written.library import Library


@frozen
class Turn:
    """Where a session stands: what is said, and one question or the end.

    Attributes:
        course: The id of the course.
        revision: How many events the course has; changes with every answer.
        session: Its number, from 1.
        of: How many sessions the course has.
        phase: The id of the phase.
        exercise: The id of the exercise; '' at the end.
        title: Its title.
        why: Why it is on today's agenda, in plain words.
        said: What has been said since the last answer.
        ended: How many of these texts, from the first, still belong to the exercise before.
        name: The full name of the question; '' at the end.
        ask: The question; None when the session is over.
        done: How many questions were answered in this session.
        of_about: About how many there are.
    """

    course: str
    revision: int
    session: int
    of: int
    phase: str
    exercise: str
    title: str
    why: str
    said: tuple[str, ...]
    ended: int
    name: str
    ask: Ask | None
    done: int
    of_about: int


class Run:
    """A session's script, standing at a question. It has one owner at a time and moves forward only."""

    __slots__ = (
        "_asked",
        "_prefixes",
        "_send",
        "ask",
        "asked_in",
        "because",
        "ended",
        "exercises",
        "given",
        "helped",
        "name",
        "opened",
        "prefix",
        "record",
        "said",
        "sizes",
        "trail",
    )

    def __init__(
        self,
        script: Script,
        record: Record,
        given: Mapping[str, Answered],
        helped: Mapping[str, tuple[Help, ...]],
        opened: Opened,
    ) -> None:
        self._send = script.send
        self.record = record
        self.opened = opened
        self.given = given
        self.helped = dict(helped)
        self.ask: Ask | None = None
        self.name = ""
        self.prefix = ""
        self.exercises: list[tuple[Exercise, str]] = []  # that are running, each with why when its user said so
        self._prefixes: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.ended = 0
        self.trail: list[str] = []
        self._asked: dict[str, int] = {}
        self.because = {item.exercise: item.because for item in opened.agenda}
        self.sizes = _sizes(record.library, opened)
        self.asked_in: dict[str, int] = {}  # how many questions were answered in each item of the agenda
        self._go(None)

    def _go(self, value: Any) -> None:
        """Run on from `value` to the next question without a fitting answer, or to the end."""
        while True:
            try:
                step = self._send(value)
            except StopIteration:
                self.ask, self.name = None, ""
                return
            value = None
            if isinstance(step, Ask):
                name = self._name(step.key)
                if self.helped.get(name):
                    value, *rest = self.helped[name]
                    self.helped[name] = tuple(rest)
                    self._hush()  # help is the next thing said
                    continue
                old = self.given.get(name)
                if old is None or not fits(step, old):
                    self.ask, self.name = step, name
                    return
                self._took(old)
                alarms = heard(step, old.value)  # as this version hears it
                value = old if alarms == old.alarms else evolve(old, alarms=alarms)
            elif isinstance(step, Say):
                self.said.append(step.text)
            elif isinstance(step, Enter):
                self._prefixes.append((self.prefix, step.exercise is not None))
                self.prefix += step.name + "/"
                if step.exercise is not None:
                    self.exercises.append((step.exercise, step.because))
                    self.ended = len(self.said)
            elif step is HUSH:
                self._hush()
            elif step is LEAVE:
                self.prefix, was_exercise = self._prefixes.pop()
                if was_exercise:
                    self.exercises.pop()

    def _name(self, key: str) -> str:
        """The full name of a question; asked again in the same place, it is numbered."""
        name = self.prefix + key
        times = self._asked.get(name, 0)
        return name if not times else f"{name}#{times + 1}"

    def _hush(self) -> None:
        self.said.clear()
        self.ended = 0

    def _took(self, answer: Answered) -> None:
        self.trail.append(answer.name)
        item = answer.name.partition("/")[0]
        self.asked_in[item] = self.asked_in.get(item, 0) + 1
        self._hush()
        name = answer.name.partition("#")[0]
        self._asked[name] = self._asked.get(name, 0) + 1
        self.record.file(answer)

    def checked(self, value: Value, later: bool = False) -> Answered:
        """The answer as it will be recorded.

        Raises:
            Rejected: when it does not fit; the run stands where it stood.
        """
        ask = self.ask
        if ask is None:
            raise Rejected("This session is over.", "Open the next one.")
        if value is not None:
            value = copied(_checked(ask, value))
        elif ask.required:
            raise Rejected("This question cannot be skipped.", "Answer it, or stop here and come back later.")
        alarms = heard(ask, value)
        about = ask.about
        if alarms and not about and self.record.toward and LOCKING & set(alarms):
            about = self.record.toward[-1]  # a fear said while working toward somebody is taken to be about them
        words = said_in_words(ask, value)
        private = ask.private or bool(alarms)
        toward = self.record.toward
        return Answered(self.name, value, ask.text, words, ask.fills, about, private, alarms, later, toward)

    def advance(self, answer: Answered) -> None:
        """Take the answer and run on to the next question."""
        self.record.locks = self.record.locks.raising(answer)
        self._took(answer)
        self._go(answer)

    @property
    def innermost(self) -> Exercise | None:
        """The exercise that asks; None when none is running."""
        return self.exercises[-1][0] if self.exercises else None

    @property
    def support(self) -> str:
        """The place in the support the person is in, down to the round of its questions; '' outside of it."""
        outer, support, rest = self.prefix.rpartition(f"{SUPPORT.id}/")
        return outer + support + "".join(f"{part}/" for part in rest.split("/")[:2]) if support else ""

    @property
    def parked(self) -> tuple[str, ...]:
        """Names of recorded answers that the script did not ask for on this run."""
        asked = set(self.trail)
        return tuple(name for name in self.given if name not in asked)


def _sizes(library: Library, opened: Opened) -> dict[str, tuple[int, int]]:
    """Item of the agenda -> about how many questions it asks, and how many those after it ask."""
    sizes: dict[str, tuple[int, int]] = {}
    then = 0
    for item in reversed(opened.agenda):
        exercise = library.exercises.get(item.exercise)
        if exercise is not None:
            sizes[item.exercise] = (exercise.questions, then)
            then += exercise.questions
    return sizes


def _checked(ask: Ask, value: Value) -> Value:
    """The value, checked by its kind; a kind that a plugin made badly takes nothing."""
    try:
        return ask.kind.check(value)
    except Rejected:
        raise
    except Exception:  # noqa: BLE001 - whatever it raises, the person can go on
        raise Rejected("This question has a fault and takes no answer.", "Skip it.") from None


def fits(ask: Ask, old: Answered) -> bool:
    """Whether a recorded answer still fits today's question, and is about the same person."""
    if ask.about and not same_person(ask.about, old.about):
        return False
    return not ask.required if old.value is None else takes(ask.kind, old.value)


def said_in_words(ask: Ask, value: Value) -> str:
    """The answer in words where the value alone does not say it, so that the record stands alone."""
    if value is None or not isinstance(ask.kind, Choice | Multi | Scale):
        return ""
    words = ask.kind.words(value)
    return "" if words == str(value) else words
