"""Sample answers of every kind, and records filled with them: for trying Python code of a plugin.

They are no people and tell no story; they are valid answers, in turn, so that code meets values of each sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ipt_core.answers.kinds import Kind, Value
from ipt_core.record.events import Answered
from ipt_core.record.facts import Known, Ledger, Record
from ipt_core.written.library import Library
from ipt_workbench.recordable import Recorded

MOST = 6  # examples of one kind; more would tell no more about code
ABOUT = "Jo"  # the person whom records are about
SESSIONS = 5  # of a filled record, the current one included
VARIANTS = ("first answers", "last answers", "answers in turn")


def sample(kind: Kind, number: int) -> Value:
    """One of the first examples of a kind, another one for each number; None for a kind of a plugin's own."""
    some = kind.examples()[:MOST] if isinstance(kind, Kind) else ()
    return some[number % len(some)] if some else None


def empty_record(library: Library) -> Record:
    """A record in which nothing was answered."""
    return Record(library, Ledger(), 1, 12, "2026-01-05")


def records(library: Library, recorded: Recorded, names: Sequence[str]) -> Iterator[tuple[str, Known]]:
    """Records in which these facts and answers were given in every session, each with a word that says which it is."""
    for variant, name in enumerate(VARIANTS):
        ledger = Ledger()
        for session in range(1, SESSIONS):
            for about in ("", ABOUT):
                for answer in _answers(recorded, names, variant, session, about):
                    ledger.file(answer, session)
            ledger.file(Answered("sample.record/person", ABOUT, fills="focus.person"), session)
        yield name, Record(library, ledger, SESSIONS, 12, "2026-02-02").known


def _answers(recorded: Recorded, names: Sequence[str], variant: int, session: int, about: str) -> Iterable[Answered]:
    for place, name in enumerate(names):
        kinds = recorded.kinds(name)
        number = {0: 0, 1: -1}.get(variant, session + place)
        value = sample(kinds[place % len(kinds)], number) if kinds else None
        if value is not None:
            fact = "" if "/" in name else name
            yield Answered(name if not fact else f"sample.record/{place}", value, fills=fact, about=about)
