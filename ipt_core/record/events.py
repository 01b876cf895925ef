"""The journal: everything that happened in a course, in order. It is the only thing stored.

Each event is a frozen value of plain data. ``to_row`` and ``from_row`` give its one JSON form.
"""

from __future__ import annotations

from typing import Any

import attrs
from attrs import frozen

from ipt_core.answers.base import Value, copied
from ipt_core.errors import StoreError

FORMAT = 1  # of the stored rows; raised only together with a migration


@frozen
class Item:
    """One exercise of a session's agenda, with the reason it is there, in plain words."""

    exercise: str
    because: str


@frozen
class Started:
    """The course began."""

    course: str
    programme: str
    preset: str
    sessions: int
    country: str
    on: str


@frozen
class Opened:
    """A session began.

    Attributes:
        session: Its number, from 1.
        phase: The id of its phase.
        agenda: What it will do, each item with its reason.
        on: The date, as the front end gave it (``YYYY-MM-DD``).
    """

    session: int
    phase: str
    agenda: tuple[Item, ...]
    on: str


@frozen(repr=False)
class Answered:
    """A question was answered, skipped (``value`` is None) or left for later.

    Attributes:
        name: The full name of the question, ``exercise/key`` with the exercises it ran inside.
        value: The answer.
        asked: The question as it was shown.
        words: The answer in words, where the value alone does not say it.
        fills: The fact it fills; '' for none.
        about: Whom or what the fact is about.
        private: Whether it stays out of transcripts and exports.
        alarms: What the safety guard heard in it.
        later: Whether the person left it for later.
        toward: Whom the exercises that ran worked toward.
    """

    name: str
    value: Value
    asked: str = ""
    words: str = ""
    fills: str = ""
    about: str = ""
    private: bool = False
    alarms: tuple[str, ...] = ()
    later: bool = False
    toward: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The answer as a person reads it, whatever has become of its question."""
        if self.words or self.value is None:
            return self.words
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, list):
            return "; ".join(one["line"] if isinstance(one, dict) else str(one) for one in self.value)
        return str(self.value)

    def owning_its_value(self) -> Answered:
        """This answer, with a value that nobody else holds."""
        return attrs.evolve(self, value=copied(self.value))

    def __repr__(self) -> str:
        """Name the question, never the answer: this may end up in a log."""
        return f"<Answered {self.name.rpartition('/')[2]}>"


@frozen(repr=False)
class Amended:
    """An earlier answer was changed.

    Attributes:
        session: The number of the session it belongs to.
        answer: The new answer.
        parked: Names of that session that are no longer asked because of it.
    """

    session: int
    answer: Answered
    parked: tuple[str, ...] = ()


@frozen
class TookBack:
    """The last answer of the current session was taken back."""

    name: str


@frozen(repr=False)
class AskedForHelp:
    """The person called for help at this question; with no name, when the session was over.

    Attributes:
        alarm: ``self-harm``, also for "I need help now"; or what an earlier answer was changed to tell of.
        about: Whom a fear is about.
        item_nine: The answer to PHQ-9 item 9, when that was changed.
    """

    name: str
    alarm: str = "self-harm"
    about: str = ""
    item_nine: int | None = None


@frozen(repr=False)
class AskedToUnlock:
    """The person asked to open again what is closed toward somebody; a later session looks at it anew.

    Attributes:
        person: Whom.
        on: The date, as the front end gave it (``YYYY-MM-DD``).
    """

    person: str
    on: str


@frozen
class Closed:
    """The current session came to its end.

    Attributes:
        parked: Names of recorded answers its script no longer asked for.
    """

    parked: tuple[str, ...] = ()


Event = Started | Opened | Answered | Amended | TookBack | AskedForHelp | AskedToUnlock | Closed

TYPES: dict[str, type[Any]] = {
    "started": Started,
    "opened": Opened,
    "answered": Answered,
    "amended": Amended,
    "took-back": TookBack,
    "help": AskedForHelp,
    "unlock": AskedToUnlock,
    "closed": Closed,
}
NAMES = {type_: name for name, type_ in TYPES.items()}
_DEFAULTS = {type_: {a.name: a.default for a in attrs.fields(type_)} for type_ in TYPES.values()}


def to_row(event: Event) -> dict[str, Any]:
    """The event as plain JSON data; fields at their default are left out."""
    type_ = type(event)
    row: dict[str, Any] = {"is": NAMES[type_]}
    for name, default in _DEFAULTS[type_].items():
        value = getattr(event, name)
        if value != default or default is attrs.NOTHING:
            row[name] = value
    if type_ is Opened:
        row["agenda"] = [[item.exercise, item.because] for item in event.agenda]  # type: ignore[union-attr]
    elif type_ is Amended:
        row["answer"] = to_row(event.answer)  # type: ignore[union-attr]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def from_row(row: Any) -> Event:
    """The event of a row.

    Raises:
        StoreError: when the row is not one this version wrote.
    """
    try:
        fields = dict(row)
        type_ = TYPES[fields.pop("is")]
        if type_ is Opened:
            fields["agenda"] = tuple(Item(exercise, because) for exercise, because in fields["agenda"])
        elif type_ is Amended:
            fields["answer"] = from_row(fields["answer"])
        fields |= {name: tuple(fields[name]) for name in ("parked", "alarms", "toward") if name in fields}
        event: Event = type_(**fields)
    except (KeyError, TypeError, ValueError):
        raise StoreError(
            "A stored event cannot be read.",
            "It was written by a newer version, or the file is damaged. Nothing was changed.",
        ) from None
    return event


@frozen
class Help:
    """Sent to the guard instead of an answer: help comes first, and then the question stands again.

    Attributes:
        alarm: What calls for it; ``self-harm`` also when "I need help now" was pressed.
        about: Whom a fear is about; '' when that is not known.
        item_nine: The answer to PHQ-9 item 9, when that raised it.
    """

    alarm: str = "self-harm"
    about: str = ""
    item_nine: int | None = None
