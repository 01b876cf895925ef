"""What the answers so far say: facts with their histories, people, and who is safe to work toward.

A *fact* is an answer with a meaning (``strain`` about Jo). Facts are worked out from the journal
alone, so the record stands even when the content that asked has changed or gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from ipt_core.answers.kinds import Value

from .events import Answered, Help
from .locks import PRIVATE_QUESTIONS, SAFE, UNLOCKED, locked_by
from .naming import person_key, reference, same_person

RESERVED_FACTS = ("risk.", "private.", "safety-plan.")  # only the core may fill these


@frozen(repr=False)
class Fact:
    """One answer with a meaning.

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


class Ledger:
    """Answers filed by fact and by question. Grows while a session runs; that of earlier sessions is only read."""

    __slots__ = ("answers", "done", "facts", "locked", "unlocked")

    def __init__(self) -> None:
        self.facts: dict[str, tuple[Fact, ...]] = {}
        self.answers: dict[str, tuple[Fact, ...]] = {}
        self.done: dict[str, tuple[int, ...]] = {}
        self.locked: set[str] = set()
        self.unlocked: set[str] = set()

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
            if answer.fills == UNLOCKED and value == "open":
                self.unlocked.add(person_key(about))
        if answer.alarms:
            self.locked.update(locked_by(answer))

    def followed_by(self, answers: Iterable[Answered], session: int, locked: set[str]) -> Ledger:
        """A ledger of its own: this one, then a whole session with everybody it locked. This one stays as it is."""
        after = Ledger()
        after.facts, after.answers, after.done = self.facts.copy(), self.answers.copy(), self.done.copy()
        after.locked = self.locked.copy()
        for answer in answers:
            after.file(answer, session)
        after.locked = after.locked - after.unlocked | locked
        return after


class Known:
    """What a script, check or suggestion may read. Never changed by them.

    Attributes:
        library: Everything the installed plugins bring: an `ipt_core.Library`.
        session: The number of the current session, from 1.
        reasons: Why a technique was suggested today, by exercise id.
        on: The date the current session was opened (``YYYY-MM-DD``).
        country: The country whose crisis services are shown.
        held: Who was locked in this session by an answer that has been taken back or amended since.
        tripped: By question, what each answer of this session raised since the first that raised an alarm that stands.
        due: Whom the person asked, some days ago, to open again.
        calls: The calls for help that came when the session was over.
        toward: Whom the exercises that are running work toward.
        standing: The full name of the question asked last.
    """

    __slots__ = (
        "calls",
        "country",
        "due",
        "held",
        "library",
        "on",
        "past",
        "planned",
        "reasons",
        "session",
        "standing",
        "today",
        "toward",
        "tripped",
    )

    def __init__(
        self,
        library: Any,
        past: Ledger,
        session: int,
        planned: int,
        on: str = "",
        country: str = "INTL",
        held: Iterable[str] = (),
        tripped: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
        due: tuple[str, ...] = (),
        calls: tuple[Help, ...] = (),
    ) -> None:
        self.library = library
        self.past = past
        self.today = Ledger()
        self.session = session
        self.planned = planned
        self.reasons: dict[str, str] = {}
        self.on = on
        self.country = country
        self.held = set(held)
        self.tripped = dict(tripped or {})
        self.due = due
        self.calls = calls
        self.standing = ""
        self.toward: tuple[str, ...] = ()

    def every(self, fact: str) -> Iterator[Fact]:
        """All of a fact's history, oldest first, skipped answers among it (value None)."""
        yield from self.past.facts.get(fact, ())
        yield from self.today.facts.get(fact, ())

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
        for facts in (self.today.facts.get(fact, ()), self.past.facts.get(fact, ())):
            for one in reversed(facts):
                if one.value is not None and (about is None or same_person(one.about, about)):
                    return one.value
        return None

    def answered_today(self, fact: str, about: str) -> Value:
        """The fact's newest value of this session, or None when it was skipped last or not asked."""
        given = [one for one in self.today.facts.get(fact, ()) if same_person(one.about, about)]
        return given[-1].value if given else None

    def first(self, fact: str, about: str | None = None) -> Value:
        """The fact's oldest value, or None."""
        history = self.history(fact, about)
        return history[0].value if history else None

    def answered(self, question: str) -> tuple[Fact, ...]:
        """All answers to ``exercise-id/key``, oldest first, skipped ones among them."""
        return (*self.past.answers.get(question, ()), *self.today.answers.get(question, ()))

    def answers(self, question: str) -> tuple[Value, ...]:
        """All values answered to ``exercise-id/key``, oldest first, without skipped ones."""
        return tuple(one.value for one in self.answered(question) if one.value is not None)

    def answer(self, question: str) -> Value:
        """The latest value answered to ``exercise-id/key``; None when never asked or skipped last."""
        answered = self.answered(question)
        return answered[-1].value if answered else None

    def done(self, exercise: str) -> tuple[int, ...]:
        """The sessions in which the exercise was worked through, in order."""
        return tuple(dict.fromkeys((*self.past.done.get(exercise, ()), *self.today.done.get(exercise, ()))))

    @property
    def sessions(self) -> int:
        """How many sessions the course has: as agreed last, else as it was started."""
        agreed = self.latest("contract.sessions")
        return agreed if isinstance(agreed, int) and 6 <= agreed <= 20 else self.planned

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

    def unsafe(self, person: str) -> bool:
        """Whether anything was said that locks work toward this person, and they have not been opened again since."""
        name = person_key(person)
        before = name in self.past.locked and name not in self.today.unlocked
        return before or name in self.held or name in self.today.locked

    def clear(self, person: str) -> bool:
        """Whether the private questions about this person are all answered, and clear."""
        return not self.unsafe(person) and all(
            self.latest(question, person) in SAFE[question] for question in PRIVATE_QUESTIONS
        )
