"""What the answers so far say: facts with their histories, people, and who is safe to work toward.

A *fact* is an answer with a meaning (``strain`` about Jo). Facts are worked out from the journal
alone, so the record stands even when the content that asked has changed or gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ipt_core.answers.base import Value, copied

from .events import Answered
from .locks import Locks
from .naming import person_key, reference, same_person

RESERVED_FACTS = ("risk.", "private.", "safety-plan.")  # only the core may fill these


class Fact(NamedTuple):
    """One answer with a meaning. A tuple, so that nothing can change it.

    Attributes:
        session: The number of the session it was given in.
        name: What it is, such as ``strain``.
        value: The answer.
        about: Whom or what it is about; '' for the person themselves.
        words: The answer in words.
    """

    session: int
    name: str
    value: Value
    about: str = ""
    words: str = ""

    def __repr__(self) -> str:
        """Name the fact, never the answer: this may end up in a log."""
        return f"<Fact {self.name}>"


def _own(fact: Fact) -> Fact:
    """The fact with a value of its own, where the value could be changed."""
    return fact._replace(value=copied(fact.value)) if fact.value.__class__ in (list, dict) else fact


Filed = dict[str, tuple[Fact, ...]]


class Ledger:
    """Answers filed by fact and by question. Grows while a session runs; that of earlier sessions is only read."""

    __slots__ = ("answers", "done", "facts")

    def __init__(self) -> None:
        self.facts: Filed = {}
        self.answers: Filed = {}
        self.done: dict[str, tuple[int, ...]] = {}

    def file(self, answer: Answered, session: int) -> None:
        """File one live answer under its question and its fact."""
        short = reference(answer.name)
        value, about, words = answer.value, answer.about, answer.words
        self.answers[short] = (*self.answers.get(short, ()), Fact(session, short, value, about, words))
        exercise = short.partition("/")[0]
        sessions = self.done.get(exercise, ())
        if session not in sessions:
            self.done[exercise] = (*sessions, session)
        if fact := answer.fills:
            self.facts[fact] = (*self.facts.get(fact, ()), Fact(session, fact, value, about, words))

    def followed_by(self, answers: Iterable[Answered], session: int) -> Ledger:
        """A ledger of its own: this one, then a whole session. This one stays as it is."""
        after = Ledger()
        after.facts, after.answers, after.done = self.facts.copy(), self.answers.copy(), self.done.copy()
        for answer in answers:
            after.file(answer, session)
        return after

    def copy(self) -> Ledger:
        """A ledger that shares nothing with this one that could be changed."""
        other = Ledger()
        other.facts = {name: tuple(map(_own, facts)) for name, facts in self.facts.items()}
        other.answers = {name: tuple(map(_own, facts)) for name, facts in self.answers.items()}
        other.done = self.done.copy()
        return other


class Record:
    """The engine's own record of a session that is being played. No script ever gets it, or anything inside it.

    Attributes:
        library: Everything the installed plugins bring: an `ipt_core.Library`.
        past: The answers of earlier sessions.
        today: The answers of this session, so far.
        locks: Who is locked now.
        session: The number of the session, from 1.
        planned: How many sessions the course was started with.
        on: The date the session was opened (``YYYY-MM-DD``).
        country: The country whose crisis services are shown.
        toward: Whom the exercises that are running work toward.
    """

    __slots__ = ("_copies", "country", "library", "locks", "on", "past", "planned", "session", "today", "toward")

    def __init__(
        self,
        library: Any,
        past: Ledger,
        session: int,
        planned: int,
        on: str = "",
        country: str = "INTL",
        locks: Locks | None = None,
    ) -> None:
        self.library = library
        self.past = past
        self.today = Ledger()
        self.locks = locks or Locks()
        self.session = session
        self.planned = planned
        self.on = on
        self.country = country
        self.toward: tuple[str, ...] = ()
        self._copies: dict[str, Record] = {}

    def file(self, answer: Answered) -> None:
        """File one answer of this session, here and in the copies that scripts read."""
        self.today.file(answer, self.session)
        self.locks = self.locks.after(answer)
        for copy in self._copies.values():
            own = answer.owning_its_value()
            copy.today.file(own, self.session)
            copy.locks = copy.locks.after(own)

    @property
    def known(self) -> Known:
        """This record, to read."""
        return Known(self)

    def seen_by(self, reader: str) -> Known:
        """The record for a script to read: a copy, so that nothing done to it reaches the engine's own.

        Args:
            reader: Whose copy: ``core`` for scripts of the core and of content files, ``plugins`` for code of plugins.
        """
        if reader not in self._copies:
            library = self.library.copied_for_scripts()
            copy = Record(library, self.past.copy(), self.session, self.planned, self.on, self.country)
            copy.today, copy.locks = self.today.copy(), self.locks.copy()
            self._copies[reader] = copy
        return Known(self._copies[reader])


class Known:
    """What a script, check or suggestion may read of a course. It cannot be changed, and gives copies of lists."""

    __slots__ = ("_record",)
    _record: Record

    def __init__(self, record: Record) -> None:
        object.__setattr__(self, "_record", record)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("The record of a course cannot be changed; what a script asks is what it adds to it.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("The record of a course cannot be changed.")

    @property
    def library(self) -> Any:
        """Everything the installed plugins bring: an `ipt_core.Library`."""
        return self._record.library

    @property
    def session(self) -> int:
        """The number of the current session, from 1."""
        return self._record.session

    @property
    def on(self) -> str:
        """The date the current session was opened (``YYYY-MM-DD``)."""
        return self._record.on

    @property
    def country(self) -> str:
        """The country whose crisis services are shown: two letters, or ``INTL``."""
        return self._record.country

    def for_plugins(self) -> Known:
        """This record for code of a plugin; see `Record.seen_by`."""
        return self._record.seen_by("plugins")

    def every(self, fact: str) -> Iterator[Fact]:
        """All of a fact's history, oldest first, skipped answers among it (value None)."""
        yield from map(_own, self._record.past.facts.get(fact, ()))
        yield from map(_own, self._record.today.facts.get(fact, ()))

    def history(self, fact: str, about: str | None = None) -> tuple[Fact, ...]:
        """The fact's history, oldest first, without skipped answers; about one person or thing, or all."""
        return tuple(
            one
            for one in self.every(fact)
            if one.value is not None and (about is None or same_person(one.about, about))
        )

    def recent(self, fact: str, sessions: int = 4, about: str | None = None) -> tuple[Fact, ...]:
        """The history of the last so many sessions, the current one included."""
        return tuple(one for one in self.history(fact, about) if one.session > self.session - sessions)

    def latest(self, fact: str, about: str | None = None) -> Value:
        """The fact's newest value, or None."""
        record = self._record
        for facts in (record.today.facts.get(fact, ()), record.past.facts.get(fact, ())):
            for one in reversed(facts):
                if one.value is not None and (about is None or same_person(one.about, about)):
                    return copied(one.value)
        return None

    def first(self, fact: str, about: str | None = None) -> Value:
        """The fact's oldest value, or None."""
        history = self.history(fact, about)
        return history[0].value if history else None

    def answered(self, question: str) -> tuple[Fact, ...]:
        """All answers to ``exercise-id/key``, oldest first, skipped ones among them."""
        record = self._record
        return tuple(map(_own, (*record.past.answers.get(question, ()), *record.today.answers.get(question, ()))))

    def answered_now(self, question: str) -> bool:
        """Whether ``exercise-id/key`` was answered or skipped in this session."""
        return question in self._record.today.answers

    def questions(self, exercise: str) -> tuple[str, ...]:
        """The questions of an exercise that were answered or skipped so far, as ``exercise-id/key``."""
        prefix, record = f"{exercise}/", self._record
        names = dict.fromkeys((*record.past.answers, *record.today.answers))
        return tuple(name for name in names if name.startswith(prefix))

    def answers(self, question: str) -> tuple[Value, ...]:
        """All values answered to ``exercise-id/key``, oldest first, without skipped ones."""
        return tuple(one.value for one in self.answered(question) if one.value is not None)

    def answer(self, question: str) -> Value:
        """The latest value answered to ``exercise-id/key``; None when never asked or skipped last."""
        answered = self.answered(question)
        return answered[-1].value if answered else None

    def done(self, exercise: str) -> tuple[int, ...]:
        """The sessions in which the exercise was worked through, in order."""
        record = self._record
        return tuple(dict.fromkeys((*record.past.done.get(exercise, ()), *record.today.done.get(exercise, ()))))

    @property
    def sessions(self) -> int:
        """How many sessions the course has: as agreed last, else as it was started."""
        agreed = self.latest("contract.sessions")
        return agreed if isinstance(agreed, int) and 6 <= agreed <= 20 else self._record.planned

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody named for the course, in the order they came in."""
        names: dict[str, str] = {}
        for fact in (*self.every("people"), *self.every("focus.person"), *self.every("event.person")):
            for name in fact.value if isinstance(fact.value, list) else [fact.value]:
                if isinstance(name, str):
                    names.setdefault(person_key(name), name)
        return tuple(names.values())

    @property
    def focus(self) -> tuple[str, ...]:
        """The ids of the one or two areas chosen; empty before the choice."""
        chosen = self.latest("focus")
        return tuple(chosen) if isinstance(chosen, list) else ()

    def locked(self, person: str) -> bool:
        """Whether anything was told that locks work toward this person, and they were not opened again since."""
        return self._record.locks.locked(person)

    def cleared(self, person: str) -> bool:
        """Whether the private questions about this person are all answered, and clear."""
        return self._record.locks.cleared(person)
