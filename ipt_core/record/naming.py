"""How people and questions are named, and when two names mean the same person."""

from __future__ import annotations

import re
import unicodedata


def same_person(a: str, b: str) -> bool:
    """Whether two names mean one person: case, spaces and forms of the same letters do not count."""
    return person_key(a) == person_key(b)


def person_key(name: object) -> str:
    """A name as it is compared with others; what is no text names nobody."""
    if not isinstance(name, str):
        return ""
    if name.isascii():  # by far the most; the rest changes nothing about them
        return " ".join(name.casefold().split())
    letters = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(one for one in letters if unicodedata.category(one) != "Cf").split())


def reference(name: str) -> str:
    """The short name of a question: its innermost exercise and key.

    >>> reference("middle.technique/disputes.calm-talk/topic")
    'disputes.calm-talk/topic'
    """
    name = name.partition("#")[0]
    path, _, key = name.rpartition("/")
    inner = path[path.rfind("/") + 1 :]
    if "." in inner:  # by far the most: the question stands in no loop
        return f"{inner}/{key}"
    parts = name.split("/")
    for place in range(len(parts) - 1, -1, -1):
        if "." in parts[place]:
            return "/".join(parts[place:])
    return "/".join(parts)


def slug(text: str) -> str:
    """A short name for a text, safe in a question's name: lower case words joined by dashes."""
    return "-".join(re.findall(r"\w+", text.casefold()))[:48] or "x"
