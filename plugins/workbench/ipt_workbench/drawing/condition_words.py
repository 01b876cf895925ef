"""Conditions in words, as somebody who does not write YAML would say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipt_core.answers.conditions import Condition, When
from ipt_core.answers.kinds import Choice, Many, Multi, Turns
from ipt_core.written.library import Library
from ipt_core.written.steps import BEFORE, LEFT, TODAY, AskStep, Steps, walk

LONGEST_LABEL = 34  # characters of an option's label; a longer one is cut


_NEGATED = {"is": "is not", "includes": "does not include", "mentions": "does not mention"}


class Words:
    """Says the conditions of one exercise, with the labels of the options it asks about."""

    def __init__(self, id: str, steps: Steps, library: Library) -> None:
        self.id = id
        self.library = library
        self.labels = _labels(steps)
        self.lists = {"people", *_lists(steps)}

    def when(self, when: When) -> str:
        """All of these conditions, such as ``go is "Plan it", and hard is 8 or more``."""
        return ", and ".join(self._condition(one) for one in when)

    def _condition(self, one: Condition) -> str:
        key = self._key(one.key)
        if one.op == "empty":
            return f"{key} has an answer" if one.negated else f"{key} has no answer"
        if one.op in ("at_least", "at_most"):
            return f"{key} {'holds' if self._several(one.key) else 'is'} {_limit(one)}"
        words = [self._word(one.key, str(word)) for word in (one.wanted if isinstance(one.wanted, tuple) else ())]
        said = "mentions" if one.op == "mentions" else "includes" if self._several(one.key) else "is"
        verb = _NEGATED[said] if one.negated else said
        return f"{key} {verb} {' or '.join(words)}"

    def _several(self, key: str) -> bool:
        return key in self.lists or key.endswith(TODAY)

    def _key(self, key: str) -> str:
        """What is compared: a key as it is written, with where and when it was asked."""
        if key == LEFT:
            return "the number of sessions left"
        for ending, said in ((BEFORE, "in an earlier session"), (TODAY, "today")):
            if key.endswith(ending):
                return f"{key.removesuffix(ending)} ({said})"
        exercise, slash, rest = key.rpartition("/")
        if exercise == self.id:
            return f"{rest} (last time)"
        found = self.library.exercises.get(exercise)
        return f"{rest} in '{found.title if found else exercise}'" if slash else key

    def _word(self, key: str, word: str) -> str:
        exercise, slash, rest = key.rpartition("/")
        found = self.library.exercises.get(exercise)
        labels = _labels(found.steps).get(rest, {}) if slash and found else self.labels.get(key, {})
        label = labels.get(word, word)
        short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
        return f'"{short}"' if word in labels else short


def _limit(one: Condition) -> str:
    number = int(one.wanted) if isinstance(one.wanted, float) else 0
    if one.op == "at_least":
        return f"less than {number}" if one.negated else f"{number} or more"
    return f"more than {number}" if one.negated else f"{number} or less"


def _lists(steps: Steps) -> set[str]:
    """Keys of the questions whose answer is a list."""
    asks = [step for _, step in walk(steps) if isinstance(step, AskStep)]
    return {
        one.ask for one in asks if isinstance(one.kind, Many | Multi | Turns) or getattr(one.kind, "several", False)
    }


def _labels(steps: Steps) -> dict[str, Mapping[str, Any]]:
    """Key -> option -> label, of the questions with options."""
    return {
        step.ask: {option.id: option.label for option in step.kind.options}
        for _, step in walk(steps)
        if isinstance(step, AskStep) and isinstance(step.kind, Choice | Multi)
    }
