"""The facts that the core declares, in words: for the command that prints them and for the page of the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from ipt_core.answers.kinds import Choice, Many, Multi, Number, Person, Scale
from ipt_core.errors import NothingToDo
from ipt_core.files.spelling import SIMPLE
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.written.facts import FactMeaning
from ipt_core.written.steps import Answer, OptionsFrom


@frozen
class FactRow:
    """A fact.

    Attributes:
        name: As ``fills`` and conditions write it.
        means: What it tells, in one sentence.
        kinds: Each way it is answered, as a content file spells kinds.
        about: Whom or what it is about, besides the person themselves.
        direction: What more of it means, when it is a scale.
        core: Whether only the core may fill and read it.
    """

    name: str
    means: str
    kinds: tuple[str, ...]
    about: str
    direction: str
    core: bool


def rows(facts: Mapping[str, FactMeaning]) -> list[FactRow]:
    """Every fact in words, in the order of the file."""
    return [
        FactRow(
            name, one.means, tuple(map(spelt, one.kinds)), one.about, one.direction, name.startswith(RESERVED_FACTS)
        )
        for name, one in facts.items()
    ]


def row(facts: Mapping[str, FactMeaning], name: str) -> FactRow:
    """One fact in words.

    Raises:
        NothingToDo: when no such fact is declared.
    """
    if name not in facts:
        raise NothingToDo(f"There is no shared fact '{name}'.", "See them all with 'ipt facts'.")
    return rows({name: facts[name]})[0]


def page(facts: Mapping[str, FactMeaning]) -> Iterator[str]:
    """The facts as lines of Markdown."""
    every = rows(facts)
    yield from ("## Shared by all areas", "", *(_item(one) for one in every if not one.core), "")
    yield from ("## The core's own", "", "No plugin may fill or read these.", "")
    yield from (_item(one) for one in every if one.core)


def _item(one: FactRow) -> str:
    kinds = " or ".join(f"`{kind}`" for kind in one.kinds)
    about = f" About {one.about}." if one.about else ""
    direction = f" Scale: {one.direction}." if one.direction else ""
    return f"- `{one.name}`: {one.means} Answered with {kinds}.{about}{direction}"


def spelt(kind: Answer) -> str:
    """A kind that a fact may have, as a content file spells it."""
    for name, simple in SIMPLE.items():
        if kind == simple:
            return name
    match kind:
        case OptionsFrom(key=key, several=several):
            return f"{{{'multi_from' if several else 'choice_from'}: {key}}}"
        case Choice(options=options) | Multi(options=options):
            listed = ", ".join(f"{one.id}: {_label(one.label)}" for one in options)
            return f"{{{'choice' if isinstance(kind, Choice) else 'multi'}: {{{listed}}}}}"
        case Scale(low=low, high=high) | Number(low=low, high=high):
            return f"{{{'scale' if isinstance(kind, Scale) else 'number'}: {low}{'..' if low < 0 else '-'}{high}}}"
        case Many(of=of):
            return f"{{list: {'person' if isinstance(of, Person) else spelt(of)}}}"
        case Person():
            return "{person: mention}"
    raise ValueError(f"no fact is answered with {type(kind).__name__}")


def _label(text: str) -> str:
    """A label inside braces, where a comma would end it."""
    return f'"{text}"' if "," in text else text
