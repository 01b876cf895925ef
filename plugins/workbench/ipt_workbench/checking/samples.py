"""Sample answers of every kind, and records filled with them: for trying Python code of a plugin.

They are no people and tell no story; they are valid answers, in turn, so that code meets values of each sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    Value,
    YesNo,
)
from ipt_core.errors import Rejected
from ipt_core.record.events import Answered
from ipt_core.record.facts import Known, Ledger, Record
from ipt_core.written.library import Library
from ipt_workbench.recordable import Recorded

NAMES = ("Jo", "Priya", "Carol", "Zoë", "Ngũgĩ", "李")
SESSIONS = 5  # of a filled record, the current one included
VARIANTS = ("first answers", "last answers", "answers in turn")


def sample(kind: Kind, number: int) -> Value:
    """A valid answer, another one for each number as far as there are any; None for a kind of a plugin's own."""
    value = _made(kind, number)
    try:
        return kind.check(value)
    except Rejected:
        return None


def _made(kind: Kind, number: int) -> Value:
    if isinstance(kind, Scale | Number):
        span = min(kind.high - kind.low, 20)
        return kind.low + (0, span, span // 2, span // 3)[number % 4]
    if isinstance(kind, YesNo):
        return number % 2 == 1
    if isinstance(kind, Choice):
        return kind.options[number % len(kind.options)].id if kind.options else None
    if isinstance(kind, Multi):
        ids = [option.id for option in kind.options]
        return ids[: max(kind.at_least, min(kind.at_most, 1 + number % max(1, len(ids))))]
    if isinstance(kind, Many):
        return [_made(kind.of, number + step) for step in range(max(kind.at_least, min(kind.at_most, 1 + number % 3)))]
    if isinstance(kind, Turns):
        return [{"who": ("me", "them")[step % 2], "line": f"Line {step + 1}."} for step in range(kind.at_least)]
    simple = {
        Person: NAMES[number % len(NAMES)],
        Day: f"2026-{1 + number % 12:02}-{1 + number % 28:02}",
        Clock: f"{number % 24:02}:{number % 60:02}",
        Goal: f"Walk {number + 1} times a week.",
        Text: f"Some words, {number + 1}.",
    }
    return simple.get(kind.__class__)


def empty_record(library: Library) -> Record:
    """A record in which nothing was answered."""
    return Record(library, Ledger(), 1, 12, "2026-01-05")


def records(library: Library, recorded: Recorded, names: Sequence[str]) -> Iterator[tuple[str, Known]]:
    """Records in which these facts and answers were given in every session, each with a word that says which it is."""
    for variant, name in enumerate(VARIANTS):
        ledger = Ledger()
        for session in range(1, SESSIONS):
            for about in ("", NAMES[0]):
                for answer in _answers(recorded, names, variant, session, about):
                    ledger.file(answer, session)
            ledger.file(Answered("sample.record/person", NAMES[0], fills="focus.person"), session)
        yield name, Record(library, ledger, SESSIONS, 12, "2026-02-02").known


def _answers(recorded: Recorded, names: Sequence[str], variant: int, session: int, about: str) -> Iterable[Answered]:
    for place, name in enumerate(names):
        kinds = recorded.kinds(name)
        number = {0: 0, 1: -1}.get(variant, session + place)
        value = sample(kinds[place % len(kinds)], number) if kinds else None
        if value is not None:
            fact = "" if "/" in name else name
            yield Answered(name if not fact else f"sample.record/{place}", value, fills=fact, about=about)
