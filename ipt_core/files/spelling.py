"""How a content file spells the kinds of answer, conditions and scores.

Each function takes plain data as read from YAML (text, lists, mappings) and raises ``ValueError`` with
the fix when it is not well spelt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ipt_core.answers.conditions import Condition, When
from ipt_core.answers.kinds import (
    LONGEST_LIST,
    Choice,
    Clock,
    Day,
    Goal,
    Kind,
    Many,
    Multi,
    Number,
    Option,
    Person,
    Scale,
    Text,
    Turns,
    YesNo,
)
from ipt_core.written.steps import OptionsFrom, Score

HOW_MUCH = ("not at all", "a little", "quite", "very much")
ALARMS = ("fear", "danger", "self-harm", "harming", "dependants", "hold", "stop")

SIMPLE: dict[str, Kind] = {
    "text": Text(),
    "long": Text(lines=True),
    "yes-no": YesNo(),
    "0-10": Scale(0, 10),
    "0-3": Scale(0, 3, HOW_MUCH),
    "person": Person(),
    "day": Day(),
    "time": Clock(),
    "goal": Goal(),
}
_SHAPES = (
    "text, long, yes-no, 0-10, 0-3, person, day, time, goal, or {choice|multi|scale|number|list|turns|person: ...}"
)


def kind_of(data: Any) -> Kind | OptionsFrom:
    """The kind that a file's ``kind:`` spells."""
    if isinstance(data, str):
        if data in SIMPLE:
            return SIMPLE[data]
        raise ValueError(f"unknown kind '{data}'; use {_SHAPES}")
    if isinstance(data, dict):
        for name, make in _MAKERS.items():
            if name in data:
                rest = {key: value for key, value in data.items() if key != name}
                return make(data[name], rest)
    raise ValueError(f"this is no kind; use {_SHAPES}")


def _only(rest: Mapping[str, Any], *allowed: str) -> None:
    for key in rest:
        if key not in allowed:
            raise ValueError(f"unknown key '{key}'; allowed here: {', '.join(allowed) or 'nothing more'}")


def _limits(rest: Mapping[str, Any]) -> dict[str, int]:
    _only(rest, "at_least", "at_most")
    return {key: whole(value) for key, value in rest.items()}


def _options(data: Any) -> tuple[Option, ...]:
    if not isinstance(data, dict) or not data:
        raise ValueError("options go like {first-id: First label, second-id: Second label}")
    return tuple(_option(id, about) for id, about in data.items())


def _option(id: str, about: Any) -> Option:
    if isinstance(about, str):
        return Option(id, about.strip())
    if not isinstance(about, dict) or "label" not in about:
        raise ValueError(f"option '{id}' needs a label")
    _only({key: 1 for key in about if key != "label"}, "alarm", "page")
    alarm = about.get("alarm", "")
    if alarm and alarm not in ALARMS:
        raise ValueError(f"unknown alarm '{alarm}'; use one of {', '.join(ALARMS)}")
    return Option(id, about["label"].strip(), alarm, about.get("page", ""))


def _choice(data: Any, rest: Mapping[str, Any]) -> Kind:
    _only(rest)
    return Choice(_options(data))


def _multi(data: Any, rest: Mapping[str, Any]) -> Kind:
    return Multi(_options(data), **_limits(rest))


def _options_from(data: Any, rest: Mapping[str, Any], several: bool = False) -> OptionsFrom:
    _only(rest)
    if not isinstance(data, str):
        raise ValueError("this needs the key of an earlier list answer")
    return OptionsFrom(data, several)


def _scale(data: Any, rest: Mapping[str, Any]) -> Kind:
    _only(rest, "low", "high")
    low, high = span(data)
    labels = (rest["low"].strip(), rest["high"].strip()) if len(rest) == 2 else ()
    if len(rest) == 1:
        raise ValueError("give words for both ends, 'low' and 'high', or for neither")
    return Scale(low, high, labels)


def _number(data: Any, rest: Mapping[str, Any]) -> Kind:
    _only(rest)
    return Number(*span(data))


def _list(data: Any, rest: Mapping[str, Any]) -> Kind:
    of: Kind = Person(mention=True) if data == "person" else SIMPLE.get(str(data), Text())
    if data not in ("text", "person", "day", "time"):
        raise ValueError(f"a list of '{data}' is not possible; use text, person, day or time")
    limits = _limits(rest)
    return Many(of, limits.get("at_least", 0), limits.get("at_most", LONGEST_LIST))


def _person(data: Any, rest: Mapping[str, Any]) -> Kind:
    _only(rest)
    if data != "mention":
        raise ValueError("write 'kind: person', or 'kind: {person: mention}'")
    return Person(mention=True)


def _turns(data: Any, rest: Mapping[str, Any]) -> Kind:
    _only(rest)
    return Turns(whole(data))


_MAKERS: dict[str, Callable[[Any, Mapping[str, Any]], Kind | OptionsFrom]] = {
    "choice": _choice,
    "multi": _multi,
    "choice_from": _options_from,
    "multi_from": lambda data, rest: _options_from(data, rest, several=True),
    "scale": _scale,
    "number": _number,
    "list": _list,
    "person": _person,
    "turns": _turns,
}


def whole(data: Any) -> int:
    """A whole number."""
    if isinstance(data, str) and re.fullmatch(r"-?\d{1,9}", data.strip(), re.ASCII):
        return int(data)
    raise ValueError(f"this needs a whole number, not {data!r}")


def span(data: Any) -> tuple[int, int]:
    """A range: ``0-10``, ``-3..3``, or one number for both ends."""
    found = re.fullmatch(r"(-?\d+)(?:\.\.|-)(-?\d+)|(-?\d+)", str(data).strip(), re.ASCII)
    if not found:
        raise ValueError(f"this needs a range such as 0-10 or -3..3, not {data!r}")
    low, high = (int(found[3]), int(found[3])) if found[3] else (int(found[1]), int(found[2]))
    if low > high:
        raise ValueError(f"the range {data} runs backwards")
    return low, high


def when_of(data: Any) -> When:
    """The conditions that a file's ``when:`` spells."""
    if not isinstance(data, dict) or not data:
        raise ValueError("a condition goes like {key: value}")
    return tuple(_condition(key, value) for key, value in data.items())


def given_of(data: Any) -> When:
    """The conditions that a file's ``given:`` spells: that each of these names has an answer."""
    names = data if isinstance(data, list) else [data]
    if not names or not all(isinstance(one, str) for one in names):
        raise ValueError("'given' needs a key, or a list of keys; to compare answers, use 'when'")
    return tuple(Condition(name, "empty", negated=True) for name in names)


def _condition(key: str, data: Any) -> Condition:
    if isinstance(data, str):
        return Condition(key, "is", (data,))
    if isinstance(data, list):
        if not all(isinstance(one, str) for one in data):
            raise ValueError(f"the values for '{key}' must be plain words")
        return Condition(key, "is", tuple(data)) if data else Condition(key, "empty")
    if isinstance(data, dict) and len(data) == 1:
        ((op, wanted),) = data.items()
        if op in ("at_least", "at_most"):
            return Condition(key, op, float(whole(wanted)))
        if op == "mentions" and isinstance(wanted, list) and wanted and all(isinstance(one, str) for one in wanted):
            return Condition(key, op, tuple(wanted))
        if op == "not":
            inner = _condition(key, wanted)
            return Condition(key, inner.op, inner.wanted, not inner.negated)
    raise ValueError(f"compare '{key}' with a value, a list, or one of at_least, at_most, not, mentions")


def score_of(data: Any) -> Score:
    """The score map that a file's ``score:`` spells: option, number or range -> 0..3, or ``count``."""
    if data == "count":
        return "count"
    if not isinstance(data, dict) or not data:
        raise ValueError("a score goes like {option: 3, other: 0}, or 'count'")
    scores = {}
    for key, value in data.items():
        points = whole(value)
        if not 0 <= points <= 3:
            raise ValueError(f"the score of '{key}' must be 0 to 3")
        scores[key] = points
    return scores


def identifier(data: Any) -> str:
    """An exercise, page or bank id: ``family.name``."""
    if isinstance(data, str) and re.fullmatch(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*", data, re.ASCII):
        return data
    raise ValueError(f"an id goes like area.name, in lower case with dashes, not {data!r}")
