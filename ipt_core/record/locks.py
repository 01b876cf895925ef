"""Who is locked: one immutable value, worked out from the answers of a course and from nothing else.

A person is *locked* when the one who takes the course told of fear of them, or that they may harm them: nothing works
toward them until the course's own rule opens the lock again. Source: clinical reference D.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import evolve, field, frozen

from ipt_core.answers.kinds import Value

from .events import Answered
from .naming import person_key

LOCKING = frozenset({"fear", "harming"})  # alarms that lock the person they are about
STANDING = frozenset({"self-harm", "danger", "fear", "harming"})  # alarms that stand even when the answer is taken back
LOOK_AGAIN = "safety.look-again"  # the id of the exercise that asks anew about somebody who is locked
UNLOCKED = "private.unlocked"  # the fact by which a person opens again what was locked
PRIVATE_QUESTIONS = ("private.afraid", "private.hurt", "private.no")
SAFE: Mapping[str, tuple[Value, ...]] = MappingProxyType(
    {
        "private.afraid": (False,),
        "private.hurt": (False,),
        "private.no": ("accepted", "sulking", "pressure", "never"),
    }
)
Raised = Mapping[str, tuple[tuple[str, ...], ...]]


@frozen
class Locks:
    """Who is locked at one moment of a session. People are named as `person_key` gives them.

    Attributes:
        before: Who was locked when the session began.
        held: Whom an answer of this session locked that was taken back or changed since: locked from its start.
        today: Whom the answers of this session locked so far.
        opened: Who was opened again in this session.
        private: (private question, person) -> the latest answer given to it.
        raised: By the full name of a question, what each answer of this session raised, from the first that raised an
            alarm that stands.
        due: Names of those whom the person asked, long enough ago, to open again.
    """

    before: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    today: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    private: Mapping[tuple[str, str], Value] = field(factory=dict)
    raised: Raised = field(factory=dict)
    due: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Let nobody change the two mappings."""
        object.__setattr__(self, "private", MappingProxyType(dict(self.private)))
        object.__setattr__(self, "raised", MappingProxyType(dict(self.raised)))

    def locked(self, person: str) -> bool:
        """Whether anything was told that locks work toward this person, and they were not opened again since."""
        name = person_key(person)
        return (name in self.before and name not in self.opened) or name in self.held or name in self.today

    def cleared(self, person: str) -> bool:
        """Whether the private questions about this person are all answered, and clear."""
        return not self.locked(person) and all(
            self.told(question, person) in SAFE[question] for question in PRIVATE_QUESTIONS
        )

    def told(self, question: str, person: str) -> Value:
        """The latest answer given to a private question about this person; None when there is none."""
        return self.private.get((question, person_key(person)))

    def copy(self) -> Locks:
        """Another value that says the same."""
        return evolve(self)

    def after(self, answer: Answered) -> Locks:
        """The locks once this answer has been given in the current session."""
        locks = self
        if locked := locked_by(answer):
            locks = evolve(locks, today=locks.today.union(locked))
        if answer.fills == UNLOCKED and answer.value == "open":
            locks = evolve(locks, opened=locks.opened | {person_key(answer.about)})
        if answer.fills in PRIVATE_QUESTIONS and answer.value is not None:
            told = {(answer.fills, person_key(answer.about)): answer.value}
            locks = evolve(locks, private={**locks.private, **told})
        return locks

    def raising(self, answer: Answered) -> Locks:
        """The locks with what this answer raised noted; see `raised`."""
        raised = with_raised(self.raised, answer)
        return self if raised is self.raised else evolve(self, raised=raised)

    def ended(self, ever: Iterable[str]) -> Locks:
        """The locks when this session is over, with everybody whom any answer ever given in it locked."""
        return Locks((self.before | self.today) - self.opened | frozenset(ever), private=self.private)


def locked_by(answer: Answered) -> tuple[str, ...]:
    """Whom an answer locks: nobody, or one person, as their name is compared."""
    if not answer.alarms:
        return ()
    whom = answer.value if answer.fills == "private.whom" else answer.about
    return (person_key(whom),) if whom and LOCKING & set(answer.alarms) else ()


def with_raised(raised: Raised, answer: Answered) -> Raised:
    """What the answers raised, with this one: an alarm that stands, and from then on every answer to its question."""
    if not STANDING.intersection(answer.alarms) and answer.name not in raised:
        return raised
    stands = tuple(alarm for alarm in answer.alarms if alarm in STANDING)
    return {**raised, answer.name: (*raised.get(answer.name, ()), stands)}
