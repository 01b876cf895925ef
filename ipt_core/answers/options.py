"""Answers chosen from options."""

from __future__ import annotations

import re

from attrs import field, frozen

from ipt_core.errors import Rejected

from .base import LONGEST_LIST, Kind, Option, Value, check_count, example_lists, joined


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


def _named(options: tuple[Option, ...], value: Value) -> tuple[Option, ...]:
    """The options whose ids a value is, or holds when it is a list."""
    ids = value if isinstance(value, list) else [value]
    return tuple(option for option in options if option.id in ids)


def _only_options(_: object, __: object, options: object) -> None:
    if not isinstance(options, tuple) or not all(isinstance(option, Option) for option in options):
        raise TypeError("options must be a tuple of Option values")


@frozen
class Choice(Kind):
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

    def examples(self) -> tuple[Value, ...]:
        return tuple(option.id for option in self.options)

    def _chosen(self, value: Value) -> tuple[Option, ...]:
        return _named(self.options, value)


def _ids(options: tuple[Option, ...]) -> str:
    return ", ".join(option.id for option in options)


@frozen
class Multi(Kind):
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
        check_count(value, self.at_least, self.at_most)
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

    def examples(self) -> tuple[Value, ...]:
        return example_lists([option.id for option in self.options], self.at_least, self.at_most)

    def _chosen(self, value: Value) -> tuple[Option, ...]:
        return _named(self.options, value)
