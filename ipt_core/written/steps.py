"""The steps of a content file, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import field, frozen

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Goal, Kind, Many, Person

from .exercise import TEXT, Ask


@frozen
class SayStep:
    """Shows text.

    Attributes:
        say: The text, in a ``|`` block. ``{{ key }}`` puts an answer in; ``{{ key | }}`` or leaves out the line.
        when: Only while this holds.
    """

    say: str
    when: When = ()


@frozen
class OptionsFrom:
    """The kind of a choice among what an earlier list answer holds."""

    key: str
    several: bool


Answer = Kind | OptionsFrom  # how a question of a file is answered
Score = Mapping[str, int] | Literal["count"] | None  # option, number or range -> 0..3; or how many, 3 at most


@frozen
class AskStep:
    """Asks. Weight, score and reason serve assessments.

    Attributes:
        ask: The key: what the answer is kept under. A promise: change the meaning, change the key.
        text: The question, in a ``|`` block. ``{{ key }}`` puts an answer in.
        kind: How it is answered; a line of text when left out.
        required: ``yes`` when it cannot be skipped.
        private: ``yes`` when the answer stays out of transcripts and exports.
        fills: What the answer means: a fact of the record.
        about: Whom or what the fact is about: a key or loop name of this exercise, or ``focus``.
        code: The reference's own number.
        weight: How much it counts in an assessment, 1 to 3.
        score: Option, number or range -> 0 to 3; or ``count``, of a multi answer.
        reason: What a high score means, said to the person.
        when: Only while this holds.
    """

    ask: str
    text: str
    kind: Answer = TEXT
    required: bool = False
    private: bool = False
    fills: str = ""
    about: str = ""
    code: str = ""
    weight: int = 0
    score: Score = None
    reason: str = ""
    when: When = ()
    ready: Ask | None = field(init=False, eq=False, repr=False)

    @ready.default
    def _ready(self) -> Ask | None:
        """The Ask itself where nothing of it depends on the record: made once, not at every turn."""
        if self.about or "{{" in self.text or isinstance(self.kind, OptionsFrom | Person | Goal | Many):
            return None
        return Ask(self.ask, self.text, self.kind, self.required, self.private, self.fills, "", self.code)


@frozen
class BlockStep:
    """Steps under one condition, and others for when it does not hold.

    Attributes:
        steps: The steps, in order.
        when: Only while this holds.
        otherwise: Played instead when it does not (``else`` in a file).
    """

    steps: Steps
    when: When = ()
    otherwise: Steps = ()


@frozen
class EachStep:
    """Steps once for each item of a list.

    Attributes:
        each: The key of a list answer, or ``people``.
        name: What the item is called inside (``as`` in a file).
        steps: The steps of one round.
        who: Of a talk, whose lines: ``me`` or ``them``.
        when: Only while this holds.
    """

    each: str
    name: str
    steps: Steps
    who: str = ""
    when: When = ()


@frozen
class UseStep:
    """Another exercise, played here; `given` answers some of its questions.

    Attributes:
        use: Its id.
        given: Key of a question of it -> key or fact here that answers it (``with`` in a file).
        when: Only while this holds.
    """

    use: str
    given: Mapping[str, str] = field(factory=dict)
    when: When = ()


@frozen
class TowardStep:
    """From here on the exercise works toward a person: a key, or ``focus``.

    Attributes:
        toward: A key of this exercise, or ``focus``. The guard asks its private questions first.
        when: Only while this holds.
    """

    toward: str
    when: When = ()


@frozen
class PageStep:
    """Shows a page.

    Attributes:
        page: Its id.
        when: Only while this holds.
    """

    page: str
    when: When = ()


@frozen
class SlotStep:
    """A part the engine works out.

    Attributes:
        slot: Its name. Only core content uses slots.
        when: Only while this holds.
    """

    slot: str
    when: When = ()


@frozen
class ReplyStep:
    """A line from a reply bank.

    Attributes:
        reply: The id of the bank.
        style: The key of the answer that says how the other is.
        to: The key of the line that is answered.
        when: Only while this holds.
    """

    reply: str
    style: str
    to: str
    when: When = ()


@frozen
class StopStep:
    """The exercise ends here.

    Attributes:
        stop: ``yes``.
        when: Only while this holds.
    """

    stop: bool = True
    when: When = ()


AnyStep = SayStep | AskStep | BlockStep | EachStep | UseStep | TowardStep | PageStep | SlotStep | ReplyStep | StopStep
Steps = tuple[AnyStep, ...]
Path = tuple[str | int, ...]  # where something stands in a file: keys, and places in lists counted from 0
PLACEHOLDER = re.compile(r"\{\{\s*(?P<key>[\w./-]+)\s*(?:\|(?P<other>[^{}]*))?\}\}(?P<stop>\.(?!\w))?")
OR_NOTHING = re.compile(r"\{\{\s*([\w./-]+)\s*\|\s*\}\}")  # where there is no answer, the line is not said
LEFT = "sessions.left"  # how many sessions of the course are still to come
BEFORE = ".before"  # after a fact: its latest value from an earlier session
TODAY = ".today"  # after a fact: all that was given in this session, as a list


def walk(steps: Steps, path: Path = ("steps",)) -> Iterator[tuple[Path, AnyStep]]:
    """All steps in the order of the file, each before the steps inside it, with the path at which it stands."""
    for index, step in enumerate(steps):
        here = (*path, index)
        yield here, step
        if isinstance(step, BlockStep | EachStep):
            yield from walk(step.steps, (*here, "steps"))
        if isinstance(step, BlockStep):
            yield from walk(step.otherwise, (*here, "else"))
