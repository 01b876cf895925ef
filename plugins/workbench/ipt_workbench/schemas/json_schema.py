"""JSON Schema (draft-07) of attrs classes: their fields by type hint, described by their ``Attributes:``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import define, field

Schema = dict[str, Any]
Make = Callable[["Walk"], Schema]

DRAFT = "http://json-schema.org/draft-07/schema#"


@define(eq=False)
class Walk:
    """Walks from one type to all it is made of, and gathers what they share under ``definitions``.

    Attributes:
        plain: The schemas of types that stand for themselves, such as ``str``.
        named: Types that are written in a way of their own -> their name and how their schema is made.
        own: Single fields that are written in a way of their own.
        renamed: Class -> field -> what it is called in the file.
        definitions: What was made so far, by name.
    """

    plain: Mapping[Any, Schema]
    named: Mapping[Any, tuple[str, Make]] = field(factory=dict)
    own: Mapping[tuple[type, str], Make] = field(factory=dict)
    renamed: Mapping[type, Mapping[str, str]] = field(factory=dict)
    definitions: dict[str, Schema] = field(factory=dict)

    def document(self, title: str, about: str, made: Schema) -> Schema:
        """A whole schema: what was made, with its title and everything it refers to."""
        if "$ref" in made:  # at the root nothing may stand beside a reference
            made = self.definitions.pop(made["$ref"].rpartition("/")[2])
        return {"$schema": DRAFT, **made, "title": title, "description": about, "definitions": self.definitions}

    def of(self, hint: Any) -> Schema:
        """The schema of a type.

        Raises:
            TypeError: when there is no schema for such a type.
        """
        if hint in self.plain:
            return dict(self.plain[hint])
        if hint in self.named:
            return self._shared(*self.named[hint])
        if isinstance(hint, type) and attrs.has(hint):
            return self._shared(hint.__name__, lambda walk: walk.object(hint))
        return self._compound(hint)

    def _compound(self, hint: Any) -> Schema:
        origin, inner = get_origin(hint), get_args(hint)
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if origin in (Union, UnionType):
            return {"anyOf": [self.of(one) for one in inner]}
        if origin is Literal:
            return {"enum": list(inner)}
        if hint is NoneType:
            return {"type": "null"}
        raise TypeError(f"there is no schema for {hint}")

    def _shared(self, name: str, make: Make) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}  # a step holds steps: the name is there before its schema is made
            self.definitions[name] = make(self)
        return {"$ref": f"#/definitions/{name}"}

    def object(self, cls: type, always: tuple[str, ...] = ()) -> Schema:
        """The schema of a class's fields.

        Args:
            cls: An attrs class.
            always: Fields that must be there although they have a default.
        """
        help_, hints, called = attributes(cls), get_type_hints(cls), self.renamed.get(cls, {})
        properties, required = {}, []
        for one in attrs.fields(cls):
            if not one.init:
                continue
            name, make = called.get(one.name, one.name), self.own.get((cls, one.name))
            properties[name] = _described(make(self) if make else self.of(hints[one.name]), help_.get(one.name, ""))
            if one.default is attrs.NOTHING or one.name in always:
                required.append(name)
        about = inspect.getdoc(cls) or ""
        return {
            "type": "object",
            "description": _plain(about.partition("\n\n")[0]),
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }


def _described(schema: Schema, text: str) -> Schema:
    """The schema with its help; beside a reference nothing else would be read, so that goes into a list of one."""
    if not text:
        return schema
    return {"description": text, **({"allOf": [schema]} if "$ref" in schema else schema)}


def attributes(cls: type) -> dict[str, str]:
    """What the docstrings of a class and its bases say of each field."""
    found: dict[str, str] = {}
    for one in reversed(cls.__mro__):
        _, _, listed = (inspect.cleandoc(one.__dict__.get("__doc__") or "")).partition("\nAttributes:\n")
        for name, text in re.findall(r"^    (\w+): (.+(?:\n {8,}.+)*)", listed, re.MULTILINE):
            found[name] = _plain(text)
    return found


def _plain(text: str) -> str:
    """A docstring's words without its marks."""
    return re.sub(r"``(.+?)``", r"\1", " ".join(text.split()))
