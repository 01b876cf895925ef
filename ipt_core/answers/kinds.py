"""The kinds of answer: what may be given, how it is checked, and how it reads in words.

A kind is a frozen value, made from one of the classes in `KINDS`, with these methods:

``check(value)``  the value itself when it fits, else :class:`Rejected`; nothing is ever changed
``read(text)``    what a person typed, as a value; :class:`Rejected` when it cannot be read
``words(value)``  the value as a person reads it
``examples()``    values that fit and stand for all

A new kind is one more class here, and how a content file spells it is in `ipt_core.files.spelling`. One that holds
the person's own words, or options, has `_own_words` or `_chosen` too, so that the safety guard hears it.

Values are plain JSON data: text, whole numbers, booleans, lists, and for talks a list of
``{"who": "me" | "them", "line": text}``. ``None`` is never checked here: it means *skipped*.
"""

from __future__ import annotations

import re
from datetime import date

from attrs import frozen

from ipt_core.errors import Rejected

from .base import LONGEST_LIST, LONGEST_TEXT, Kind, Option, Value, check_count, checked_text, example_lists, joined
from .goals import somebody_else
from .options import Choice, Multi

__all__ = ["KINDS", "LONGEST_LIST", "LONGEST_TEXT", "Choice", "Clock", "Day", "Goal", "Kind", "Many", "Multi", "Number"]
__all__ += ["Option", "Person", "Scale", "Text", "Turns", "Value", "YesNo", "chosen", "fits", "joined", "own_words"]

_WORDS = (  # several lines, what is no goal of one's own, and lengths that a name or a goal cannot have
    *("Rest more.", "Rest more,\nand walk.", "My boss is kinder", "Rest more. " * 12, "Rest more. " * 60),
    *(f"Rest, {number}." for number in range(LONGEST_LIST)),
)
_NAMES = ("Jo", "Zoë", "Ngũgĩ", "李", "my boss", *(f"Friend {number}" for number in range(LONGEST_LIST)))
_DAYS = ("2026-01-05", "2026-01", "2026", *(str(1800 + number) for number in range(LONGEST_LIST)))
_TIMES = ("12:00", "23:59", *(f"{number // 60:02}:{number % 60:02}" for number in range(LONGEST_LIST)))
_TALK = [{"who": ("me", "them")[number % 2], "line": f"Line {number + 1}."} for number in range(LONGEST_LIST)]


class _OwnWords(Kind):
    __slots__ = ()

    def examples(self) -> tuple[Value, ...]:
        return tuple(text for text in _WORDS if fits(self, text))

    def _own_words(self, value: Value) -> tuple[str, ...]:
        return (value,)


@frozen
class Text(_OwnWords):
    """Own words.

    Attributes:
        lines: Whether several lines are expected.
    """

    lines: bool = False

    def check(self, value: Value) -> Value:
        return checked_text(value)


@frozen
class Goal(_OwnWords):
    """A goal for oneself. A goal about what somebody else does is refused, with help.

    Attributes:
        people: Names known so far; a goal may mention them but not be about what they do.
    """

    people: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        text = checked_text(value, 500)
        who = somebody_else(text, self.people)
        if who:
            raise Rejected(
                f"This goal is about what {who} does, and that is not in your hands.",
                "Turn it round: what would you do, say or ask for? Start with a deed of your own, such as "
                "'Say what I need once a week', or with a number you can rate, such as 'Strain from 7 to 4'.",
            )
        return value


@frozen
class YesNo(Kind):
    """Yes or no: ``True`` or ``False``."""

    def check(self, value: Value) -> Value:
        if value.__class__ is not bool:
            raise Rejected("This needs yes or no.", "Answer yes or no, or skip the question.")
        return value

    def read(self, text: str) -> Value:
        said = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}
        return self.check(said.get(text.strip().casefold(), text))

    def words(self, value: Value) -> str:
        return "yes" if value else "no"

    def examples(self) -> tuple[Value, ...]:
        return (False, True)


class _WholeNumber(Kind):
    __slots__ = ()
    low: int
    high: int

    def check(self, value: Value) -> Value:
        if value.__class__ is not int or not self.low <= value <= self.high:
            raise Rejected(f"This needs a whole number from {self.low} to {self.high}.", "Choose one in that range.")
        return value

    def read(self, text: str) -> Value:
        try:
            return self.check(int(text.strip()))
        except ValueError:
            return self.check(text)

    def examples(self) -> tuple[Value, ...]:
        return (self.low, self.high, (self.low + self.high) // 2)


@frozen
class Scale(_WholeNumber):
    """A whole number from `low` to `high`.

    Attributes:
        low: The lowest number, included.
        high: The highest number, included.
        labels: Words for the two ends, or one for each number, or none.
    """

    low: int = 0
    high: int = 10
    labels: tuple[str, ...] = ()

    def words(self, value: Value) -> str:
        if len(self.labels) == self.high - self.low + 1:
            return f"{value} ({self.labels[value - self.low]})"
        return str(value)


@frozen
class Number(_WholeNumber):
    """A whole number, counted rather than rated, from `low` to `high`."""

    low: int = 0
    high: int = 1_000_000


@frozen
class Person(_OwnWords):
    """A person, by the name the user gives them.

    Attributes:
        mention: The person is only mentioned. Unless this is set, the safety guard takes it that
            the exercise works toward them and asks its private questions first.
        people: Names known so far, to choose from; another name may always be given.
    """

    mention: bool = False
    people: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        text = checked_text(value, 80)
        if "\n" in text:
            raise Rejected("A name goes on one line.", "Write one name.")
        return value

    def read(self, text: str) -> Value:
        word = text.strip()
        same = [name for name in self.people if name.casefold() == word.casefold()]
        return self.check(same[0] if same else word)

    def examples(self) -> tuple[Value, ...]:
        return _NAMES


_MONTHS = "january february march april may june july august september october november december".split()


@frozen
class Day(Kind):
    """A date ``YYYY-MM-DD``; a month ``YYYY-MM`` or a year ``YYYY`` when no more is known."""

    def check(self, value: Value) -> Value:
        if value.__class__ is str and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value, re.ASCII):
            try:
                date.fromisoformat(value + "-01-01"[len(value) - 4 :])
                return value
            except ValueError:
                pass
        raise Rejected("This needs a date.", "Write it like 2026-04-30, or 2026-04, or 2026 when you know no more.")

    def read(self, text: str) -> Value:
        word = text.strip().casefold()
        named = re.fullmatch(r"([a-z]{3,9})\.?,? (\d{4})", word)
        month = next((n for n, name in enumerate(_MONTHS, 1) if named and name.startswith(named[1])), 0)
        if named and month:
            return self.check(f"{named[2]}-{month:02}")
        slashed = re.fullmatch(r"(\d{1,2})/(\d{4})", word)
        return self.check(f"{slashed[2]}-{int(slashed[1]):02}" if slashed else word)

    def examples(self) -> tuple[Value, ...]:
        return _DAYS


@frozen
class Clock(Kind):
    """A time of day ``HH:MM``, 00:00 to 23:59."""

    def check(self, value: Value) -> Value:
        if value.__class__ is str and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
            return value
        raise Rejected("This needs a time of day.", "Write it like 07:30 or 22:15.")

    def read(self, text: str) -> Value:
        word = text.strip()
        return self.check("0" + word if re.fullmatch(r"\d:\d\d", word) else word)

    def examples(self) -> tuple[Value, ...]:
        return _TIMES


@frozen
class Many(Kind):
    """A list of answers of one kind, such as texts or people.

    Attributes:
        of: The kind of each.
        at_least: The fewest.
        at_most: The most.
        repeats: Whether one entry may be there twice.
    """

    of: Kind
    at_least: int = 0
    at_most: int = LONGEST_LIST
    repeats: bool = False

    def check(self, value: Value) -> Value:
        check_count(value, self.at_least, self.at_most)
        for one in value:
            self.of.check(one)
        if not self.repeats and len({str(one).casefold() for one in value}) != len(value):
            raise Rejected("One entry is there twice.", "Give each entry once.")
        return value

    def read(self, text: str) -> Value:
        return self.check([self.of.read(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()])

    def words(self, value: Value) -> str:
        return joined([self.of.words(one) for one in value])

    def examples(self) -> tuple[Value, ...]:
        lists = example_lists([*self.of.examples()], self.at_least, self.at_most)
        return tuple(one for one in lists if fits(self, one))

    def _own_words(self, value: Value) -> tuple[str, ...]:
        return tuple(words for one in value for words in own_words(self.of, one))

    def _chosen(self, value: Value) -> tuple[Option, ...]:
        return tuple(option for one in value for option in chosen(self.of, one))


@frozen
class Turns(Kind):
    """A talk as a script: a list of ``{"who": "me" | "them", "line": text}``.

    Attributes:
        at_least: The fewest lines.
    """

    at_least: int = 2

    def check(self, value: Value) -> Value:
        check_count(value, self.at_least, LONGEST_LIST)
        for one in value:
            if not isinstance(one, dict) or set(one) != {"who", "line"} or one["who"] not in ("me", "them"):
                raise Rejected("Each line needs who said it.", "Begin each line with 'me:' or 'them:'.")
            checked_text(one["line"])
        return value

    def read(self, text: str) -> Value:
        lines = [line.partition(":") for line in text.splitlines() if line.strip()]
        turns = [{"who": who.strip().casefold(), "line": line.strip()} for who, _, line in lines]
        return self.check(turns)

    def words(self, value: Value) -> str:
        return "\n".join(f"{'Me' if one['who'] == 'me' else 'Them'}: {one['line']}" for one in value)

    def examples(self) -> tuple[Value, ...]:
        return example_lists(_TALK, self.at_least, LONGEST_LIST)

    def _own_words(self, value: Value) -> tuple[str, ...]:
        return tuple(turn["line"] for turn in value)


# All kinds: what a front end must draw.
KINDS: tuple[type[Kind], ...] = (Text, Goal, YesNo, Scale, Number, Choice, Multi, Person, Day, Clock, Many, Turns)


def fits(kind: Kind, value: Value) -> bool:
    """Whether a kind takes a value; one that raises anything at all, as a plugin's own kind may, takes nothing."""
    try:
        kind.check(value)
    except Exception:  # noqa: BLE001 - a kind of a plugin's own may raise anything
        return False
    return True


# The safety guard rests on these two. They call the methods of the classes in `KINDS`, so that a class of a plugin
# that is derived from one of them cannot hide what an answer holds by overriding a method.


def own_words(kind: Kind, value: Value) -> tuple[str, ...]:
    """The texts in an answer that the person wrote in own words, in lists and talks too; none of a skip."""
    cores = [core for core in KINDS if value is not None and isinstance(kind, core)]
    return tuple(words for core in cores for words in core._own_words(kind, value))


def chosen(kind: Kind, value: Value) -> tuple[Option, ...]:
    """The options that an answer chose, in lists of choices too; none of a skip."""
    cores = [core for core in KINDS if value is not None and isinstance(kind, core)]
    return tuple(option for core in cores for option in core._chosen(kind, value))
