"""The journal folded into sessions: which answers are in force, and what stands even when taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import define, evolve, field

from ipt_core.errors import NothingToDo, Rejected

from .events import Amended, Answered, AskedForHelp, AskedToUnlock, Closed, Event, Help, Opened, Started, TookBack
from .facts import Ledger
from .locks import LOOK_AGAIN, Locks, Raised, locked_by, with_raised
from .naming import person_key, reference

UNLOCK_DAYS = 2  # between asking and the session that looks again, so that at least one whole day lies between


def days(earlier: str, later: str) -> int:
    """Days between two dates, ``YYYY-MM-DD``."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


@define(eq=False, repr=False)
class Sitting:
    """One session as the journal tells it.

    Attributes:
        opened: Its opening, with the agenda.
        given: The answers in force by name, in the order given.
        parked: Names that the script no longer asked for when it closed.
        raised: See `Locks.raised`.
        locked: Everybody whom any answer ever given in it locked.
        held: Those of them who were locked when the last answer was taken back or amended.
        due: Whom the person asked to open again, long enough before this session.
        helped: The calls for help, by the question where they came; '' for when the session was over.
        closed: Whether it came to its end.
    """

    opened: Opened
    given: dict[str, Answered] = field(factory=dict)
    parked: tuple[str, ...] = ()
    raised: Raised = field(factory=dict)
    locked: set[str] = field(factory=set)
    held: set[str] = field(factory=set)
    due: tuple[str, ...] = ()
    helped: dict[str, tuple[Help, ...]] = field(factory=dict)
    closed: bool = False

    @property
    def live(self) -> Iterator[Answered]:
        """The answers that count: in force and still asked for."""
        parked = set(self.parked)
        return (answer for name, answer in self.given.items() if name not in parked)

    def take(self, answer: Answered) -> None:
        """Put an answer in force."""
        self.given[answer.name] = answer
        self.raised = with_raised(self.raised, answer)
        self.locked.update(locked_by(answer))


class Fold:
    """The journal folded into sessions, event by event.

    Attributes:
        started: How the course began.
        sittings: Each session.
        length: How many events are folded in.
    """

    __slots__ = ("_asked", "_before", "length", "sittings", "started")

    def __init__(self) -> None:
        self.started: Started | None = None
        self.sittings: list[Sitting] = []
        self.length = 0
        self._asked: dict[str, AskedToUnlock] = {}
        self._before = [(Ledger(), Locks())]  # what stood before each session, as far as it was wanted

    def take(self, event: Event) -> None:
        """Fold in the next event."""
        self.length += 1
        if isinstance(event, Started):
            self.started = event
        elif isinstance(event, Opened):
            due = [key for key, one in self._asked.items() if days(one.on, event.on) >= UNLOCK_DAYS]
            self.sittings.append(Sitting(event, due=tuple(self._asked.pop(key).person for key in due)))
        elif isinstance(event, AskedToUnlock):
            self._asked[person_key(event.person)] = event
        else:
            _fold_into(self.sittings, event)
            if isinstance(event, Amended):
                del self._before[event.session :]
            if isinstance(event, Answered):
                self._end_wish(locked_by(event))
            elif isinstance(event, Amended):
                self._end_wish(locked_by(event.answer))
                if event.session < len(self.sittings):
                    self._lock_today(locked_by(event.answer))
                    self._lock_today(_looked_at(self.sittings[event.session - 1], event.answer))

    def _end_wish(self, locked: tuple[str, ...]) -> None:
        """A new fear of somebody ends the wish to open; told within the second look or after it, that has its place."""
        if not locked:
            return  # by far the most answers
        last = self.sittings[-1]
        looking = any(name.startswith(f"{LOOK_AGAIN}/") for name in last.given)
        for key in locked:
            self._asked.pop(key, None)
            if not looking:
                last.due = tuple(person for person in last.due if person_key(person) != key)

    def _lock_today(self, people: Iterable[str]) -> None:
        """What is changed today in an earlier session locks from today on, whatever was opened in between."""
        last = self.sittings[-1]
        last.locked.update(people)
        last.held.update(people)

    def before(self, number: int) -> tuple[Ledger, Locks]:
        """What stood before session `number`; worked out once, for it changes only when an earlier one is amended."""
        while len(self._before) < number:
            session = self.sittings[len(self._before) - 1]
            ledger, locks = self._before[-1]
            for answer in session.live:
                locks = locks.after(answer)
            ledger = ledger.followed_by(session.live, session.opened.session)
            self._before.append((ledger, locks.ended(session.locked)))
        return self._before[number - 1]

    def locks(self, number: int, held: Iterable[str]) -> Locks:
        """The locks as session `number` begins, with these people locked from its start."""
        session = self.sittings[number - 1]
        return evolve(self.before(number)[1], held=frozenset(held), raised=session.raised, due=session.due)


def _looked_at(sitting: Sitting, answer: Answered) -> set[str]:
    """Whom the second look was about that an answer belongs to; nobody when it belongs to none."""
    exercise, _, rest = answer.name.partition("/")
    look = f"{exercise}/{rest.partition('/')[0]}/"
    found = {person_key(one.about) for name, one in sitting.given.items() if name.startswith(look) and one.about}
    return found if exercise == LOOK_AGAIN else set()


def fold(events: Iterable[Event]) -> Fold:
    """What the journal says: the start, and each session.

    Raises:
        NothingToDo: when it has no beginning.
    """
    folded = Fold()
    for event in events:
        folded.take(event)
    if folded.started is None:
        raise NothingToDo("This course has no beginning.", "Start a course first.")
    return folded


def _fold_into(sittings: list[Sitting], event: Answered | Amended | TookBack | AskedForHelp | Closed) -> None:
    """One event of a session that has begun."""
    last = sittings[-1]
    if isinstance(event, Answered):
        last.take(event)
    elif isinstance(event, Amended):
        sitting = sittings[event.session - 1]
        sitting.take(event.answer)
        sitting.parked = event.parked
        sitting.closed = sitting.closed and sitting is not last
        sitting.held = set(sitting.locked)
    elif isinstance(event, TookBack):
        last.given.pop(event.name, None)
        last.closed = False
        last.held = set(last.locked)
    elif isinstance(event, AskedForHelp):
        last.helped[event.name] = (*last.helped.get(event.name, ()), Help(event.alarm, event.about, event.item_nine))
        last.closed = False
    else:
        last.closed, last.parked = True, event.parked


def find_answer(sittings: list[Sitting], name: str) -> tuple[int, str]:
    """The session number and full name of the answer that `name` means.

    Raises:
        Rejected: when there is none, or more than one in the same session.
    """
    number, colon, rest = name.partition(":")
    within = sittings
    if colon and number.isdigit():
        within = sittings[int(number) - 1 : int(number)] if int(number) else []
        name = rest
    for sitting in reversed(within):
        found = [full for full in sitting.given if name in (full, reference(full)) or full.endswith("/" + name)]
        exact = [full for full in found if full == name] or found
        if len(exact) == 1:
            return sitting.opened.session, exact[0]
        if exact:
            raise Rejected("More than one answer has that name.", f"Name one whole: {', '.join(exact)}.")
    raise Rejected(f"There is no answer named '{name}'.", "See the names with 'ipt status --answers'.")
