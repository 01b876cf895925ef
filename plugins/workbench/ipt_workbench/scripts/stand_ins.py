"""Stand-ins for what a person wrote: invented words of the same shape, invented names, calm answers.

Nothing of a stand-in can be led back to the words it stands for but their lengths, capitals and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ipt_core.answers.kinds import Choice, Goal, Kind, Many, Multi, Person, Text, Turns, Value, fits, own_words
from ipt_core.guard.alarms import heard
from ipt_core.record.naming import person_key
from ipt_core.written.exercise import Ask

NAMES = "Robin Ash Marlow Wren Kit Rowan Sage Blake Indigo Lark Fen Briar Jules Perrin Teal Ode".split()
# Words that raise what the words they stand for raised, when private answers are kept.
ALARMING = {"self-harm": "I want to die.", "fear": "I am scared of him.", "danger": "He chokes me."}
LETTERS = "larumesodinabetovakipunegolimadorusefanitobekumalivopenarigutesomadelokivanurebi"
PLAIN = Ask("words", "Words?")


class StandIns:
    """Stand-ins that stay the same for the same words throughout a course.

    Args:
        people: The names of the people in the course.
        kept: Question, as ``exercise/key`` -> the phrases that stay in its answers, because content looks for them.
        alarming: Whether words that raise an alarm get a stand-in that raises it too.
    """

    def __init__(self, people: Iterable[str], kept: Mapping[str, Iterable[str]], alarming: bool) -> None:
        self._alarming = alarming
        own = {person_key(name): name for name in people}
        free = [name for name in NAMES if person_key(name) not in own]
        free += [f"{name} {number}" for number in range(2, 2 + len(own)) for name in NAMES]
        self._people = dict(zip(own, free, strict=False))
        self._stays = {question: _any_of([*phrases]) for question, phrases in kept.items()}
        self._names = _any_of([*own.values()])
        self._texts: dict[str, str] = {}

    def value(self, question: str, kind: Kind, was: Kind, value: Value, names: bool = True) -> Value:
        """The stand-in of an answer; numbers, dates and ids of choices stay.

        Args:
            question: The question, as ``exercise/key``.
            kind: How the question is answered where the stand-in is given.
            was: How it was answered by the person; the same but for options made of own words.
            value: The person's answer.
            names: Whether invented names take the places of names in texts.
        """
        if isinstance(was, Many) and isinstance(kind, Many):
            return [self.value(question, kind.of, was.of, one, names) for one in value]
        if isinstance(was, Turns):
            return [{**one, "line": self._text(question, one["line"], names)} for one in value]
        if isinstance(was, Person):
            return self.person(value)
        if isinstance(was, Text | Goal):
            return self._text(question, value, names)
        if isinstance(was, Choice | Multi) and isinstance(kind, Choice | Multi):
            ids = [option.id for option in kind.options]
            before = [option.id for option in was.options]
            chosen = [_same(one, ids, before) for one in (value if isinstance(value, list) else [value])]
            return chosen if isinstance(value, list) else chosen[0]
        return value

    def person(self, name: str) -> str:
        """The invented name of a person; that of a stranger is made up like any text."""
        return self._people.get(person_key(name)) or self._text("", name, False)

    def _text(self, question: str, words: str, names: bool) -> str:
        """Text of the same shape, the same for the same words."""
        alarms = heard(PLAIN, words)
        if alarms and self._alarming:
            return " ".join(ALARMING[one] for one in alarms)
        known = self._texts.get(words)
        if known is None or not names:
            taken = {one.casefold() for one in self._texts.values()}
            tries = (self._shaped(question, words, len(self._texts) + again, names) for again in range(60))
            known = next((one for one in tries if one.casefold() not in taken), f"x{len(self._texts)}")
            self._texts[words] = known
        return known

    def _shaped(self, question: str, words: str, start: int, names: bool) -> str:
        """The words with every letter and digit replaced, but for names and phrases that stay."""
        parts: list[str] = []
        place = 0
        stays = self._stays.get(question)
        for kept in stays.finditer(words) if stays else ():
            parts += [self._named(words[place : kept.start()], start + place, names), kept.group()]
            place = kept.end()
        return "".join([*parts, self._named(words[place:], start + place, names)])

    def _named(self, words: str, start: int, names: bool) -> str:
        parts: list[str] = []
        place = 0
        for found in self._names.finditer(words) if names else ():
            parts += [shaped(words[place : found.start()], start + place), self._people[person_key(found.group())]]
            place = found.end()
        return "".join([*parts, shaped(words[place:], start + place)])


def _same(id: str, ids: list[str], before: list[str]) -> str:
    """The option that an earlier one has become: of the same id, else in the same place."""
    place = before.index(id) if id in before else len(ids)
    return id if id in ids or place >= len(ids) else ids[place]


def in_own_words(kind: Kind) -> bool:
    """Whether an answer of this kind is in own words."""
    return any(own_words(kind, value) for value in kind.examples())


def calm(ask: Ask) -> Value:
    """An answer that tells nothing and to which the safety guard has nothing to say; None when there is none."""
    tries = (True,) if ask.key == "safe-here" else _plain(ask.kind)
    return next((one for one in tries if fits(ask.kind, one) and not heard(ask, one)), None)


def takes(ask: Ask, value: Value) -> bool:
    """Whether this answers the question, or passes it by."""
    return not ask.required if value is None else fits(ask.kind, value)


def _plain(kind: Kind) -> Iterator[Value]:
    """Answers of which one fits the kind, those that say least first; the last option is often that none applies."""
    yield NAMES[0] if isinstance(kind, Person) else "This I keep to myself."
    if isinstance(kind, Multi):
        yield from ([], *([option.id] for option in reversed(kind.options)))
    yield from kind.examples()


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """Finds any of the phrases as whole words, the longest first; nothing when there is none."""
    either = "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)", re.IGNORECASE)


def shaped(text: str, start: int) -> str:
    """Text in which every letter, digit and mark is another of its sort; all else stays.

    Args:
        text: The words.
        start: Where in the row of invented letters to begin; another start gives other words.
    """
    return "".join(_other(one, 7 * start + place) for place, one in enumerate(text))


def _other(one: str, place: int) -> str:
    if one.isascii() and one.isalpha():
        letter = LETTERS[place % len(LETTERS)]
        return letter.upper() if one.isupper() else letter
    sort = unicodedata.category(one)
    if sort[0] not in "LMN":
        return one
    others = _of_its_sort(ord(one) & ~0x7F, sort)
    return others[place % len(others)]


@lru_cache(maxsize=256)
def _of_its_sort(block: int, sort: str) -> list[str]:
    """The characters of one sort in a block of 128."""
    return [chr(code) for code in range(block, block + 128) if unicodedata.category(chr(code)) == sort]
