"""Whether answers of one kind still fit another: a few answers that stand for all of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_core.answers.kinds import LONGEST_LIST, Choice, Clock, Day, Kind, Many, Multi, Number, Scale, Turns, YesNo

_TEXTS = ("Rest more", "two\nlines", "Rest " * 30, "Rest " * 150, "My boss is kinder")


def fits(kind: Kind, value: Any) -> bool:
    """Whether a kind takes an answer; as in a session, one that raises takes nothing."""
    try:
        kind.check(value)
    except Exception:  # noqa: BLE001 - a kind of a plugin's own may raise anything
        return False
    return True


def samples(kind: Kind) -> list[Any]:
    """Answers of a kind that stand for all of them: when each of these fits another kind, all do."""
    if isinstance(kind, YesNo):
        return [True, False]
    if isinstance(kind, Scale | Number):
        return [kind.low, kind.high]
    if isinstance(kind, Choice):
        return [option.id for option in kind.options]
    if isinstance(kind, Day):
        return ["2026", "2026-01", "2026-01-05"]
    if isinstance(kind, Clock):
        return ["07:30"]
    found = _lists(kind) if isinstance(kind, Multi | Many | Turns) else iter(_TEXTS)
    return [one for one in found if fits(kind, one)]


def _lists(kind: Multi | Many | Turns) -> Iterator[list[Any]]:
    """The shortest and the longest list, and one with every sort of item."""
    if isinstance(kind, Multi):
        least, most = kind.at_least, min(kind.at_most, len(kind.options))
        items: list[Any] = [option.id for option in kind.options]
        others = items
    else:
        least, most = kind.at_least, kind.at_most if isinstance(kind, Many) else LONGEST_LIST
        items = samples(kind.of) if isinstance(kind, Many) else [_line(0)]
        others = [_line(n) if isinstance(kind, Turns) else _one(kind.of, n) for n in range(most)]
    yield others[:least]
    yield others[:most]
    for item in items:
        yield [item, *(one for one in others if one != item)][: max(1, least)]


def _line(number: int) -> Any:
    return {"who": "them" if number % 2 else "me", "line": f"Line {number}."}


def _one(kind: Kind, number: int) -> Any:
    """One of many different answers of a kind."""
    if isinstance(kind, Day):
        return str(1800 + number)
    if isinstance(kind, Clock):
        return f"{number // 60 % 24:02}:{number % 60:02}"
    return f"Rest {number}"
