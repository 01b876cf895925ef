"""The library: everything that is on hand, found by id. Built by :mod:`ipt_core.plugins`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import Factory, evolve, field, frozen

from ipt_core.crisis import INTERNATIONAL, NOWHERE, Country
from ipt_core.record.events import Item

from .area import ProblemArea
from .exercise import Exercise, Page
from .facts import FactMeaning
from .measure import Measure
from .programme import FEWEST, MOST, Phase, Programme, Split
from .rehearsal import ReplyBank


@frozen
class Plugin:
    """One installed plugin and how it fared.

    Attributes:
        name: Its entry-point name.
        distribution: The distribution it came with, and its version; may be empty.
        areas: Ids of the problem areas it brings.
        problem: Why it is not used; '' when it is.
    """

    name: str
    distribution: str = ""
    areas: tuple[str, ...] = ()
    problem: str = ""


@frozen(eq=False)
class Library:
    """Everything on hand, by id, in the order of the ids.

    Attributes:
        areas: The problem areas.
        exercises: All exercises, those of measures and areas among them.
        measures: The measures.
        pages: The pages.
        banks: The reply banks.
        programmes: The programmes.
        facts: The facts that all areas share, and the core's own, by name.
        crisis: Country code -> its crisis services.
        plugins: The installed plugins, the refused ones with their reason.
    """

    areas: Mapping[str, ProblemArea]
    exercises: Mapping[str, Exercise]
    measures: Mapping[str, Measure]
    pages: Mapping[str, Page]
    banks: Mapping[str, ReplyBank]
    programmes: Mapping[str, Programme]
    facts: Mapping[str, FactMeaning]
    crisis: Mapping[str, Country]
    plugins: tuple[Plugin, ...] = field(default=Factory(tuple))
    _copy: Library | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Let nobody who is handed a library put anything in or take anything out."""
        for name in ("areas", "exercises", "measures", "pages", "banks", "programmes", "facts", "crisis"):
            shelf = getattr(self, name)
            object.__setattr__(self, name, shelf if type(shelf) is MappingProxyType else MappingProxyType(shelf))

    def page(self, id: str) -> str:
        """The text of a page; '' when there is none."""
        page = self.pages.get(id)
        return page.text if page else ""

    def risk_page(self, id: str, country: str, on: str) -> str:
        """A page of the core with the crisis services of a country under it, and what this is not.

        Args:
            id: The page's id.
            country: Two letters; the international services when it is not on file.
            on: Today's date, ``YYYY-MM-DD``.
        """
        services = self.crisis.get(country) or self.crisis.get(INTERNATIONAL, NOWHERE)
        return "\n\n".join(part.strip() for part in (self.page(id), services.in_words(on), self.page("safety.footer")))

    def copied_for_scripts(self) -> Library:
        """A library for scripts to read: copies, so that nothing done to them reaches what the engine plays."""
        if self._copy is None:
            exercises = {id: evolve(one, steps=()) for id, one in self.exercises.items()}
            measures = {id: evolve(one) for id, one in self.measures.items()}
            pages = {id: evolve(one) for id, one in self.pages.items()}
            areas = {id: _with_copies(area, exercises) for id, area in self.areas.items()}
            copy = evolve(self, areas=areas, exercises=exercises, measures=measures, pages=pages)
            object.__setattr__(self, "_copy", copy)
        return self._copy or self

    def trial(self, *exercises: str) -> Library:
        """This library with a programme named ``trial``, whose every session is just these exercises."""
        agenda = tuple(Item(one, "You chose to try it.") for one in exercises)
        phases = tuple(Phase(id, id, "", {}, ("all",)) for id in ("initial", "middle", "final"))
        splits = {"trial": (Split(FEWEST, MOST, 1, None, 1),)}
        blocks = {"all": agenda, "booster": agenda}
        programme = Programme("trial", "Trial", "", FEWEST, splits, blocks, phases, ())
        return evolve(self, programmes={**self.programmes, programme.id: programme})

    def area_of(self, exercise: str) -> ProblemArea | None:
        """The area an exercise belongs to, or None."""
        return self.areas.get(exercise.partition(".")[0])


def _with_copies(area: ProblemArea, copies: Mapping[str, Exercise]) -> ProblemArea:
    """The area with these copies of its exercises."""
    first = area.assessment.exercise
    assessment = evolve(area.assessment, exercise=copies.get(first.id, first))
    return evolve(area, exercises=tuple(copies.get(one.id, one) for one in area.exercises), assessment=assessment)
