"""Whether a goal, as written in English, is about what somebody else does."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPENINGS = re.compile(r"^((i want|i would like|i'd like|i need|get|make|for|that)\s+)+", re.IGNORECASE)
_OTHERS = "he|she|they|people|everyone|everybody"
_CLOSE = "|".join(
    """
    partner wife husband boyfriend girlfriend mother mum mom father dad parents son daughter children kids
    child brother sister boss manager friend friends family colleague colleagues neighbour neighbor team
    """.split()
)


def somebody_else(goal: str, people: Iterable[str]) -> str:
    """The other person that a goal is about, as one says it to whoever wrote it; '' when it is about oneself.

    Args:
        goal: The goal, as it was written.
        people: Names of people in the writer's life.
    """
    start = _OPENINGS.sub("", goal.strip())
    names = "".join(f"{re.escape(name)}|" for name in sorted(people, key=len, reverse=True))
    subject = rf"(?:{names}(?:my|our|the)\s+(?:{_CLOSE})|{_OTHERS})"
    found = re.match(rf"({subject})(?=$|\s|,)(?!\s+and\s+(?:i|me)\b)", start, re.IGNORECASE)
    return re.sub(r"^(my|our)\b", "your", found[1], flags=re.IGNORECASE) if found else ""
