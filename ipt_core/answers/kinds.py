"""The kinds of answer: what may be given, how it is checked, and how it reads in words.

A kind is a frozen value with three methods:

``check(value)``  the value itself when it fits, else :class:`Rejected`; nothing is ever changed
``read(text)``    what a person typed, as a value; :class:`Rejected` when it cannot be read
``words(value)``  the value as a person reads it

Values are plain JSON data: text, whole numbers, booleans, lists, and for talks a list of
``{"who": "me" | "them", "line": text}``. ``None`` is never checked here: it means *skipped*.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Protocol

from attrs import field, frozen

from ipt_core.errors import Rejected

Value = Any  # plain JSON data, see above


def copied(value: Value) -> Value:
    """A value of one's own: lists, and the dicts in them, are copied."""
    if value.__class__ is list:
        return [copied(one) for one in value]
    return dict(value) if value.__class__ is dict else value


LONGEST_TEXT = 20_000  # characters; a long evening's letter is about 6,000
LONGEST_LIST = 200


class Kind(Protocol):
    """What every answer kind can do."""

    def check(self, value: Value) -> Value:
        """Return the value when it fits; raise Rejected when it does not."""

    def read(self, text: str) -> Value:
        """Turn typed text into a value; raise Rejected when it cannot be read."""

    def words(self, value: Value) -> str:
        """Say the value in words."""


def _whole(value: Value) -> bool:
    return value.__class__ is int


def _checked_text(value: Value, longest: int = LONGEST_TEXT) -> str:
    if value.__class__ is not str:
        raise Rejected("This needs words.", "Write a few words, or skip the question.")
    if not value.strip():
        raise Rejected("Nothing was written.", "Write a few words, or skip the question.")
    if len(value) > longest:
        raise Rejected(f"That is longer than {longest} characters.", "Shorten it, or split it in two.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Rejected("It holds a character that cannot be stored.", "Type it again without it.") from None
    return str(value)


@frozen
class Text:
    """Own words.

    Attributes:
        lines: Whether several lines are expected.
    """

    lines: bool = False

    def check(self, value: Value) -> Value:
        return _checked_text(value)

    def read(self, text: str) -> Value:
        return self.check(text)

    def words(self, value: Value) -> str:
        return str(value)


_OTHERS = ("he", "she", "they", "people", "everyone", "everybody")
_KIN = """
    partner wife husband boyfriend girlfriend mother mum mom father dad parents son daughter children kids
    child brother sister boss manager friend friends family colleague colleagues neighbour neighbor team
""".split()


@frozen
class Goal:
    """A goal for oneself. A goal about what somebody else does is refused, with help.

    Attributes:
        people: Names known so far; a goal may mention them but not be about what they do.
    """

    people: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        text = _checked_text(value, 500)
        who = self._somebody_else(text)
        if who:
            raise Rejected(
                f"This goal is about what {who} does, and that is not in your hands.",
                "Turn it round: what would you do, say or ask for? Start with a deed of your own, such as "
                "'Say what I need once a week', or with a number you can rate, such as 'Strain from 7 to 4'.",
            )
        return value

    def _somebody_else(self, text: str) -> str:
        """Name the other person a goal is about, or '' when it is about oneself."""
        start = re.sub(r"^((i want|i would like|i'd like|i need|get|make|for|that)\s+)+", "", text.strip(), flags=re.I)
        names = "|".join(re.escape(name) for name in sorted(self.people, key=len, reverse=True))
        kin = "|".join(_KIN)
        others = "|".join(_OTHERS)
        subject = rf"(?:{names + '|' if names else ''}(?:my|our|the)\s+(?:{kin})|{others})"
        found = re.match(rf"({subject})(?=$|\s|,)(?!\s+and\s+(?:i|me)\b)", start, flags=re.I)
        if not found:
            return ""
        who = found.group(1)
        return re.sub(r"^(my|our)\b", "your", who, flags=re.I) if who.lower().startswith(("my", "our")) else who

    def read(self, text: str) -> Value:
        return self.check(text)

    def words(self, value: Value) -> str:
        return str(value)


@frozen
class YesNo:
    """Yes or no: ``True`` or ``False``."""

    def check(self, value: Value) -> Value:
        if value.__class__ is not bool:
            raise Rejected("This needs yes or no.", "Answer yes or no, or skip the question.")
        return value

    def read(self, text: str) -> Value:
        word = text.strip().casefold()
        if word in ("y", "yes", "true"):
            return True
        if word in ("n", "no", "false"):
            return False
        return self.check(text)

    def words(self, value: Value) -> str:
        return "yes" if value else "no"


@frozen
class Scale:
    """A whole number from `low` to `high`.

    Attributes:
        low: The lowest number, included.
        high: The highest number, included.
        labels: Words for the two ends, or one for each number, or none.
    """

    low: int = 0
    high: int = 10
    labels: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        if not _whole(value) or not self.low <= value <= self.high:
            raise Rejected(f"This needs a whole number from {self.low} to {self.high}.", "Choose one in that range.")
        return value

    def read(self, text: str) -> Value:
        try:
            return self.check(int(text.strip()))
        except ValueError:
            return self.check(text)

    def words(self, value: Value) -> str:
        if len(self.labels) == self.high - self.low + 1:
            return f"{value} ({self.labels[value - self.low]})"
        return str(value)


@frozen
class Number:
    """A whole number, counted rather than rated, from `low` to `high`."""

    low: int = 0
    high: int = 1_000_000

    check = Scale.check
    read = Scale.read

    def words(self, value: Value) -> str:
        return str(value)


def _only_text(_: object, attribute: Any, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{attribute.name} must be text")


@frozen
class Option:
    """One option of a choice.

    Attributes:
        id: What is recorded. A promise: it never changes.
        label: What is shown. May change.
        alarm: What the safety guard should answer when it is chosen; '' for nothing.
        page: The id of a page shown when it is chosen; '' for none.
    """

    id: str
    label: str
    alarm: str = field(default="", validator=_only_text)
    page: str = field(default="", validator=_only_text)


def _find(options: tuple[Option, ...], text: str) -> str:
    """The id of the option named by id or label; the text itself when there is none."""
    word = text.strip().casefold()
    for option in options:
        if word in (option.id.casefold(), option.label.casefold()):
            return option.id
    return text


def _labels(options: tuple[Option, ...], chosen: list[Value]) -> list[str]:
    labels = {option.id: option.label for option in options}
    return [labels.get(one, str(one)) for one in chosen]


def _only_options(_: object, __: object, options: object) -> None:
    if not isinstance(options, tuple) or not all(isinstance(option, Option) for option in options):
        raise TypeError("options must be a tuple of Option values")


@frozen
class Choice:
    """One of the options, by its id.

    Attributes:
        options: What may be chosen.
        suggested: How many of them, from the top, are suggestions.
    """

    options: tuple[Option, ...] = field(validator=_only_options)
    suggested: int = 0

    def check(self, value: Value) -> Value:
        for option in self.options:
            if option.id == value:
                return value
        raise Rejected("That is not one of the options.", f"Choose one of: {_ids(self.options)}.")

    def read(self, text: str) -> Value:
        return self.check(_find(self.options, text))

    def words(self, value: Value) -> str:
        return _labels(self.options, [value])[0]


def _ids(options: tuple[Option, ...]) -> str:
    return ", ".join(option.id for option in options)


def _check_count(value: Value, at_least: int, at_most: int) -> None:
    if value.__class__ is not list:
        raise Rejected("This needs a list.", "Give one or more, or skip the question.")
    if len(value) < at_least:
        raise Rejected(f"This needs at least {at_least}.", f"Add {at_least - len(value)} more, or skip the question.")
    if len(value) > at_most:
        raise Rejected(f"This takes at most {at_most}.", f"Leave out {len(value) - at_most}.")


@frozen
class Multi:
    """Any of the options: a list of ids, without repeats.

    Attributes:
        options: What may be chosen.
        at_least: The fewest.
        at_most: The most.
    """

    options: tuple[Option, ...] = field(validator=_only_options)
    at_least: int = 0
    at_most: int = LONGEST_LIST

    def check(self, value: Value) -> Value:
        _check_count(value, self.at_least, self.at_most)
        known = {option.id for option in self.options}
        for one in value:
            if one.__class__ is not str or one not in known:
                raise Rejected("One of these is not an option.", f"Choose from: {_ids(self.options)}.")
        if len(set(value)) != len(value):
            raise Rejected("One option is named twice.", "Name each option once.")
        return value

    def read(self, text: str) -> Value:
        if text.strip().casefold() == "none":
            return self.check(["none"] if any(option.id == "none" for option in self.options) else [])
        lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
        return self.check([found for line in lines for found in self._read_line(line)])

    def _read_line(self, line: str) -> list[str]:
        """The ids a line names: one option whole, which may hold commas itself, or several between commas."""
        whole = _find(self.options, line)
        if any(option.id == whole for option in self.options):
            return [whole]
        return [_find(self.options, part) for part in line.split(",") if part.strip()]

    def words(self, value: Value) -> str:
        return joined(_labels(self.options, value))


@frozen
class Person:
    """A person, by the name the user gives them.

    Attributes:
        mention: The person is only mentioned. Unless this is set, the safety guard takes it that
            the exercise works toward them and asks its private questions first.
        people: Names known so far, to choose from; another name may always be given.
    """

    mention: bool = False
    people: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        text = _checked_text(value, 80)
        if "\n" in text:
            raise Rejected("A name goes on one line.", "Write one name.")
        return value

    def read(self, text: str) -> Value:
        word = text.strip()
        same = [name for name in self.people if name.casefold() == word.casefold()]
        return self.check(same[0] if same else word)

    def words(self, value: Value) -> str:
        return str(value)


_MONTHS = "january february march april may june july august september october november december".split()


@frozen
class Day:
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

    def words(self, value: Value) -> str:
        return str(value)


@frozen
class Clock:
    """A time of day ``HH:MM``, 00:00 to 23:59."""

    def check(self, value: Value) -> Value:
        if value.__class__ is str and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
            return value
        raise Rejected("This needs a time of day.", "Write it like 07:30 or 22:15.")

    def read(self, text: str) -> Value:
        word = text.strip()
        return self.check("0" + word if re.fullmatch(r"\d:\d\d", word) else word)

    def words(self, value: Value) -> str:
        return str(value)


@frozen
class Many:
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
        _check_count(value, self.at_least, self.at_most)
        for one in value:
            self.of.check(one)
        if not self.repeats and len({str(one).casefold() for one in value}) != len(value):
            raise Rejected("One entry is there twice.", "Give each entry once.")
        return value

    def read(self, text: str) -> Value:
        return self.check([self.of.read(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()])

    def words(self, value: Value) -> str:
        return joined([self.of.words(one) for one in value])


@frozen
class Turns:
    """A talk as a script: a list of ``{"who": "me" | "them", "line": text}``.

    Attributes:
        at_least: The fewest lines.
    """

    at_least: int = 2

    def check(self, value: Value) -> Value:
        _check_count(value, self.at_least, LONGEST_LIST)
        for one in value:
            if not isinstance(one, dict) or set(one) != {"who", "line"} or one["who"] not in ("me", "them"):
                raise Rejected("Each line needs who said it.", "Begin each line with 'me:' or 'them:'.")
            _checked_text(one["line"])
        return value

    def read(self, text: str) -> Value:
        lines = [line.partition(":") for line in text.splitlines() if line.strip()]
        turns = [{"who": who.strip().casefold(), "line": line.strip()} for who, _, line in lines]
        return self.check(turns)

    def words(self, value: Value) -> str:
        return "\n".join(f"{'Me' if one['who'] == 'me' else 'Them'}: {one['line']}" for one in value)


def joined(parts: list[str]) -> str:
    """Join words as a sentence does: ``a, b and c``; 'nothing' when there is none."""
    if len(parts) < 2:
        return parts[0] if parts else "nothing"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


KINDS = (Text, Goal, YesNo, Scale, Number, Choice, Multi, Person, Day, Clock, Many, Turns)  # all a front end must draw
