"""YAML text as plain data with its places. Everything is text, nothing is executed, hostile files are refused.

Works on the parser's events, so neither deep nesting nor aliases ever build anything.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ipt_core.errors import ContentError, Fault
from ipt_core.written.steps import Path as Path

LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 60  # levels of nesting


class Place(NamedTuple):
    """Where something stands in its file, counted from 1, and whether it is a ``|`` block."""

    line: int
    column: int
    block: bool


class Document(NamedTuple):
    """A file's data (text, lists and mappings) and the place of every part of it."""

    file: str
    data: Any
    places: dict[Path, Place]

    def fault(self, path: Path, code: str, message: str) -> Fault:
        """A fault at the nearest place to `path` that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        line, column, _ = self.places.get(path, Place(1, 1, False))
        return Fault(self.file, line, column, code, message)


def read(text: bytes, file: str) -> Document:
    """The data of a YAML file.

    Args:
        text: Its bytes.
        file: Its name, for messages.

    Raises:
        ContentError: when it is not text, not YAML, too large or deep, or uses anchors, aliases or tags.
    """
    if len(text) > LARGEST_FILE:
        raise ContentError([Fault(file, 1, 1, "too-large", f"larger than {LARGEST_FILE} bytes; split it")])
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise ContentError([Fault(file, line, 1, "not-text", "this is not UTF-8 text; save it as UTF-8")]) from None
    try:
        return _Builder(file).build(decoded)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"{error.problem}; if this is a sentence, put it in a '|' block on the next line"
        raise ContentError([Fault(file, line, column, "yaml", message)]) from None
    except yaml.YAMLError as error:
        message = f"not YAML: {str(error).splitlines()[0]}"
        raise ContentError([Fault(file, 1, 1, "yaml", message)]) from None


class _Builder:
    """Builds the data of one file from the parser's events, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.root: Any = None
        self.stack: list[tuple[Any, Path]] = []
        self.key: str | None = None
        self.documents = 0

    def build(self, text: str) -> Document:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, NodeEvent):
                self._refuse_tricks(event)
                self._node(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self.stack.pop()
            elif isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self._fail(event, "yaml", "a second document; keep one exercise in one file")
        return Document(self.file, self.root, self.places)

    def _fail(self, event: Any, code: str, message: str) -> None:
        mark = event.start_mark
        raise ContentError([Fault(self.file, mark.line + 1, mark.column + 1, code, message)])

    def _refuse_tricks(self, event: Any) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self._fail(
                event, "alias", "anchors and aliases (& and *) are not allowed; write it out, or use a '|' block"
            )
        if event.tag is not None and event.tag != "!":
            self._fail(event, "tag", "tags (!) are not allowed; if this is a sentence, put it in a '|' block")
        if len(self.stack) > DEEPEST:
            self._fail(event, "too-deep", f"nested deeper than {DEEPEST} levels")

    def _node(self, event: Any) -> None:
        mapping = isinstance(self.stack[-1][0], dict) if self.stack else False
        if mapping and self.key is None:
            self._take_key(event)
            return
        path = self._path()
        mark = event.start_mark
        self.places[path] = Place(mark.line + 1, mark.column + 1, getattr(event, "style", None) in ("|", ">"))
        empty: Any = {} if isinstance(event, MappingStartEvent) else []
        value = event.value if isinstance(event, ScalarEvent) else empty
        self._put(value)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.stack.append((value, path))

    def _take_key(self, event: Any) -> None:
        if not isinstance(event, ScalarEvent):
            self._fail(event, "yaml", "a key must be plain text; if this is a sentence, put it in a '|' block")
        container, path = self.stack[-1]
        if event.value in container:
            self._fail(event, "duplicate-key", f"'{event.value}' stands here twice; keep one")
        self.key = event.value
        mark = event.start_mark
        self.places[(*path, event.value, "<key>")] = Place(mark.line + 1, mark.column + 1, False)

    def _path(self) -> Path:
        if not self.stack:
            return ()
        container, path = self.stack[-1]
        return (*path, self.key if isinstance(container, dict) else len(container))  # type: ignore[arg-type]

    def _put(self, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        container, _ = self.stack[-1]
        if isinstance(container, dict):
            container[self.key] = value
            self.key = None
        else:
            container.append(value)
