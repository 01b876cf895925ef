"""The shapes of content files: small classes that mirror what an author writes."""

from __future__ import annotations

from attrs import field, frozen

from ipt_core.answers.conditions import When
from ipt_core.record.events import Item
from ipt_core.written.facts import FactMeaning
from ipt_core.written.measure import MeasureItem
from ipt_core.written.steps import (
    AskStep,
    BlockStep,
    EachStep,
    PageStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
)


@frozen
class SuggestionFile:
    """One entry of ``suggest``.

    Attributes:
        when: When the technique is suggested; always, when left out.
        because: Why, in words the person reads.
    """

    because: str
    when: When = ()


@frozen(kw_only=True)
class Written:
    """What every content file says of itself.

    Attributes:
        id: Its name for ever, ``area.name`` in lower case with dashes; an area's or programme's has no dot.
        title: A few words.
        source: Where the content comes from, in a ``|`` block.
        licence: The licence of the content, such as Apache-2.0.
        review: Who reviewed it clinically, or ``none yet``.
    """

    id: str
    title: str = ""
    source: str
    licence: str
    review: str


@frozen(kw_only=True)
class ExerciseFile(Written):
    """An exercise; with a gate it is an assessment.

    Attributes:
        steps: What is said and asked, in order.
        aim: What it is for, in one sentence, in a ``|`` block.
        minutes: About how long it takes; 10 when left out.
        code: The clinical reference's own number.
        role: ``technique`` when it may be offered as a session's technique; left out otherwise.
        stirs: ``yes`` when it may stir strong feelings.
        eases: ``yes`` when it stays open on a hard day.
        suggest: When to suggest it, and why, in order.
        unless: The exercise is closed for the person while this holds.
        gate: Over its own answers: when the area is worth asking about. Makes it an assessment.
        halve: Over its own answers: when the evidence is halved.
    """

    steps: Steps
    aim: str
    minutes: int = 10
    code: str = ""
    role: str = "part"
    stirs: bool = False
    eases: bool = False
    suggest: tuple[SuggestionFile, ...] = ()
    unless: When = ()
    gate: When = ()
    halve: When = ()


@frozen(kw_only=True)
class PageFile(Written):
    """A page.

    Attributes:
        text: What is read, in a ``|`` block.
    """

    text: str


@frozen(kw_only=True)
class BankFile(Written):
    """A reply bank.

    Attributes:
        replies: Style -> what the person's line does (blames, asks, listens, tells) -> replies.
    """

    replies: dict[str, dict[str, tuple[str, ...]]]


@frozen(kw_only=True)
class AreaFile(Written):
    """A problem area.

    Attributes:
        label: What the person reads where areas are listed.
        means: What the area is, in plain words, in a ``|`` block.
        aim: What work on it is for, in a ``|`` block.
        code: The clinical reference's own name for it.
        sessions: The usual number of sessions, 6 to 20; 12 when left out.
        works_on_person: ``yes`` when the work is toward the person in the fact ``focus.person``.
        last_resort: ``yes`` when its evidence is halved while another area is strong.
        notice: What is said when the person chooses the area, in a ``|`` block.
        weekly: The id of an exercise for every middle session.
        order: Ids of its techniques in their usual order.
        charts: Facts of its own to show over time, and what they are called.
        goals: Goal templates, each in a ``|`` block.
    """

    label: str
    means: str
    aim: str
    code: str = ""
    sessions: int = 12
    works_on_person: bool = False
    last_resort: bool = False
    notice: str = ""
    weekly: str = ""
    order: tuple[str, ...] = ()
    charts: dict[str, str] = field(factory=dict)
    goals: tuple[str, ...] = ()


@frozen
class BandFile:
    """One band of a measure.

    Attributes:
        low: The lowest total, included.
        high: The highest total, included.
        name: What the band is called.
    """

    low: int
    high: int
    name: str


@frozen
class ChangeFile:
    """The change rules of a measure.

    Attributes:
        reliable: The smallest change that is not chance.
        important: The rise since the best total that calls for help beside the course.
        case: The total from which a person counts as a case.
        high: The total from which help beside the course is advised.
        remission: The highest total that counts as remission.
    """

    reliable: int = 0
    important: int = 0
    case: int = 0
    high: int = 0
    remission: int | None = None


@frozen(kw_only=True)
class MeasureFile(Written):
    """A measure.

    Attributes:
        code: What it is called among clinicians, such as PHQ-9.
        aim: What it is for, in one sentence.
        minutes: About how long it takes; 5 when left out.
        intro: What is said before the first item.
        options: The answers, in order, each with its number from 0.
        items: The questions.
        bands: What totals are called, from the lowest.
        missing: The most items that may be missing.
        never_missing: Ids of items that must be answered for any total.
        change: What counts as a change.
        leads: ``yes`` when the end of a course is judged by it.
        loinc: Its LOINC code.
        credit: The words its makers ask to be shown.
    """

    code: str
    aim: str
    minutes: int = 5
    intro: str
    options: dict[str, str]
    items: tuple[MeasureItem, ...]
    bands: tuple[BandFile, ...]
    missing: int = 0
    never_missing: tuple[str, ...] = ()
    change: ChangeFile = ChangeFile()
    leads: bool = False
    loinc: str = ""
    credit: str = ""


@frozen
class SplitFile:
    """One line of a preset.

    Attributes:
        sessions: The course lengths it is for, such as ``9-13``.
        initial: Sessions of the first phase.
        middle: Sessions of the middle phase; the rest when left out.
        final: Sessions of the last phase; the rest when left out.
    """

    sessions: str
    initial: int
    middle: int | None = None
    final: int | None = None


@frozen
class PhaseFile:
    """One phase of a programme.

    Attributes:
        id: ``initial``, ``middle`` or ``final``.
        title: What the person reads.
        aim: What the phase is for.
        agendas: Number of sessions -> for each session the blocks it runs.
        each: The blocks of every session, where the number does not matter.
    """

    id: str
    title: str
    aim: str
    agendas: dict[str, tuple[tuple[str, ...], ...]] = field(factory=dict)
    each: tuple[str, ...] = ()


@frozen
class AlsoFile:
    """An exercise added to certain sessions.

    Attributes:
        exercise: Its id.
        at: Session numbers, ``half``, ``last``, or ``away`` for a session after a long gap.
        after: The exercise it follows.
        because: Why, in words the person reads.
    """

    exercise: str
    at: tuple[str, ...]
    after: str
    because: str


@frozen(kw_only=True)
class ProgrammeFile(Written):
    """A programme.

    Attributes:
        aim: What it is for.
        sessions: The usual number of sessions.
        presets: Name -> how course lengths divide into phases; the first that fits is the default.
        blocks: Name -> exercises with reasons.
        phases: The phases, in order.
        also: What certain sessions add.
    """

    aim: str
    sessions: int
    presets: dict[str, tuple[SplitFile, ...]]
    blocks: dict[str, tuple[Item, ...]]
    phases: tuple[PhaseFile, ...]
    also: tuple[AlsoFile, ...] = ()


@frozen(kw_only=True)
class FactsFile(Written):
    """The facts that the core declares; only the core has such a file.

    Attributes:
        facts: Fact -> what it means.
    """

    facts: dict[str, FactMeaning]


SHAPES: dict[str, type[Written]] = {
    "steps": ExerciseFile,
    "items": MeasureFile,
    "phases": ProgrammeFile,
    "replies": BankFile,
    "label": AreaFile,
    "text": PageFile,
    "facts": FactsFile,
}
STEPS: dict[str, type] = {
    "say": SayStep,
    "ask": AskStep,
    "each": EachStep,
    "use": UseStep,
    "toward": TowardStep,
    "page": PageStep,
    "slot": SlotStep,
    "reply": ReplyStep,
    "stop": StopStep,
    "steps": BlockStep,
}
