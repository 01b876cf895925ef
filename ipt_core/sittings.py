"""The journal folded into sessions: which answers are in force, and what stands even when taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, field

from .errors import NothingToDo, Rejected
from .journal import Amended, Answered, AskedForHelp, Closed, Event, Opened, Started, TookBack
from .record import locked_by, reference

NOT_BY_GOING_BACK = {"self-harm", "fear", "harming"}  # alarms that stand even when the answer is taken back


@define(eq=False)
class Sitting:
    """One session as the journal tells it.

    Attributes:
        opened: Its opening, with the agenda.
        given: The answers in force by name, in the order given.
        parked: Names that the script no longer asked for when it closed.
        tripped: Names whose answer once raised an alarm that stands.
        locked: People locked by such an answer.
        held: Those of them who were locked when the last answer was taken back or amended.
        helped: Names at which help was asked for, and how often.
        closed: Whether it came to its end.
    """

    opened: Opened
    given: dict[str, Answered] = field(factory=dict)
    parked: tuple[str, ...] = ()
    tripped: dict[str, tuple[str, ...]] = field(factory=dict)
    locked: set[str] = field(factory=set)
    held: set[str] = field(factory=set)
    helped: dict[str, int] = field(factory=dict)
    closed: bool = False

    @property
    def live(self) -> Iterator[Answered]:
        """The answers that count: in force and still asked for."""
        return (answer for name, answer in self.given.items() if name not in self.parked)

    def take(self, answer: Answered) -> None:
        """Put an answer in force."""
        self.given[answer.name] = answer
        standing = set(answer.alarms) & NOT_BY_GOING_BACK
        if standing:
            self.tripped[answer.name] = (*self.tripped.get(answer.name, ()), *standing)
            self.locked.update(locked_by(answer))


def fold(events: Iterable[Event]) -> tuple[Started, list[Sitting]]:
    """What the journal says: the start, and each session."""
    started: Started | None = None
    sittings: list[Sitting] = []
    waiting: dict[str, int] = {}  # help asked for between two sessions
    for event in events:
        if isinstance(event, Started):
            started = event
        elif isinstance(event, Opened):
            sittings.append(Sitting(event, helped=waiting))
            waiting = {}
        elif isinstance(event, Answered):
            sittings[-1].take(event)
        elif isinstance(event, Amended):
            sitting = sittings[event.session - 1]
            sitting.take(event.answer)
            sitting.parked = event.parked
            sitting.closed = sitting.closed and sitting is not sittings[-1]
            sitting.held = set(sitting.locked)
        elif isinstance(event, TookBack):
            sittings[-1].given.pop(event.name, None)
            sittings[-1].closed = False
            sittings[-1].held = set(sittings[-1].locked)
        elif isinstance(event, AskedForHelp):
            helped = sittings[-1].helped if event.name else waiting
            helped[event.name] = helped.get(event.name, 0) + 1
        elif isinstance(event, Closed):
            sittings[-1].closed, sittings[-1].parked = True, event.parked
    if started is None:
        raise NothingToDo("This course has no beginning.", "Start a course first.")
    return started, sittings


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
