"""What all kinds of answer share."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen
from attrs.validators import instance_of

from ipt_core.errors import Rejected

Value = Any  # plain JSON data, as `ipt_core.answers.kinds` describes it

LONGEST_TEXT = 20_000  # characters; a long evening's letter is about 6,000
LONGEST_LIST = 200


def copied(value: Value) -> Value:
    """A value of one's own: lists, and the dicts in them, are copied."""
    if value.__class__ is list:
        return [copied(one) for one in value]
    return dict(value) if value.__class__ is dict else value


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
    alarm: str = field(default="", validator=instance_of(str))
    page: str = field(default="", validator=instance_of(str))


class Kind:
    """What every kind of answer can do.

    `_own_words` and `_chosen` are for the functions of these names in `ipt_core.answers.kinds` alone, on which the
    safety guard rests.
    """

    __slots__ = ()

    def check(self, value: Value) -> Value:
        """Return the value when it fits; raise Rejected when it does not."""
        raise NotImplementedError

    def read(self, text: str) -> Value:
        """Turn typed text into a value; raise Rejected when it cannot be read."""
        return self.check(text)

    def words(self, value: Value) -> str:
        """Say the value in words."""
        return str(value)

    def examples(self) -> tuple[Value, ...]:
        """Values that fit, the plainest first. When each of them fits another kind too, every value does."""
        return ()

    def _own_words(self, value: Value) -> tuple[str, ...]:
        return ()

    def _chosen(self, value: Value) -> tuple[Option, ...]:
        return ()


def checked_text(value: Value, longest: int = LONGEST_TEXT) -> str:
    """The value, when it is text of at most so many characters that can be stored; raises Rejected otherwise."""
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


def check_count(value: Value, at_least: int, at_most: int) -> None:
    """Raise Rejected unless the value is a list of at least and at most so many."""
    if value.__class__ is not list:
        raise Rejected("This needs a list.", "Give one or more, or skip the question.")
    if len(value) < at_least:
        raise Rejected(f"This needs at least {at_least}.", f"Add {at_least - len(value)} more, or skip the question.")
    if len(value) > at_most:
        raise Rejected(f"This takes at most {at_most}.", f"Leave out {len(value) - at_most}.")


def example_lists(entries: list[Value], at_least: int, at_most: int) -> tuple[list[Value], ...]:
    """Lists with entries of these: the shortest, a short one that begins with each entry, and the longest."""
    most = min(at_most, len(entries))
    if at_least > most:
        return ()
    short = max(at_least, min(3, most))
    begun = [(entries[place:] + entries[:place])[:short] for place in range(len(entries)) if most]
    return (entries[:at_least], *begun, entries[:most])


def joined(parts: list[str]) -> str:
    """Join words as a sentence does: ``a, b and c``; 'nothing' when there is none."""
    if len(parts) < 2:
        return parts[0] if parts else "nothing"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
