"""Loading plugins into a library, one by one: a broken plugin is named with its reason and harms no other."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files as package_files
from typing import Any

import pluggy
from attrs import define, evolve, field

from . import hooks as hookspecs
from .crisis import Country, CrisisService, countries, with_added
from .errors import ContentError
from .record.facts import RESERVED_FACTS
from .written.area import ProblemArea
from .written.exercise import CORE_FAMILIES, Exercise, Page
from .written.library import Library, Plugin
from .written.measure import Measure
from .written.programme import Programme
from .written.rehearsal import ReplyBank
from .written.steps import AskStep, walk


class Refused(Exception):
    """Why a plugin is not used; the text is for whoever installed it."""


@define
class _Shelves:
    """The library while it is being filled."""

    areas: dict[str, ProblemArea] = field(factory=dict)
    exercises: dict[str, Exercise] = field(factory=dict)
    measures: dict[str, Measure] = field(factory=dict)
    pages: dict[str, Page] = field(factory=dict)
    banks: dict[str, ReplyBank] = field(factory=dict)
    crisis: dict[str, Country] = field(factory=countries)
    owners: dict[str, str] = field(factory=dict)

    def add(self, owner: str, things: Iterable[tuple[dict[str, Any], Any]]) -> None:
        """Put everything of one plugin on the shelves, or, at any clash, nothing."""
        listed = list(things)
        seen: dict[str, str] = {}
        for _, thing in listed:
            other = self.owners.get(thing.id) or seen.get(thing.id)
            if other:
                raise Refused(f"'{thing.id}' is also brought by {other}; one of the two must rename it")
            seen[thing.id] = owner
        for shelf, thing in listed:
            shelf[thing.id] = thing
        self.owners.update(seen)


def load_library(only: Iterable[str] | None = None, also: Iterable[EntryPoint] = ()) -> Library:
    """Everything the core and the installed plugins bring.

    Args:
        only: Entry-point names of the plugins to load, none when empty. When left out, the environment
            variable ``IPT_LOAD_PLUGINS`` (a comma list) decides; without it, all are loaded.
        also: Plugins that are not installed; one of the same name is loaded instead of the installed one.

    Raises:
        ContentError: when the core's own content is faulty. A faulty plugin is listed in
            ``library.plugins`` with its reason instead.
    """
    from .files.facts import declared_facts  # yaml and cattrs are imported only when content is read

    if only is None and (wanted := os.environ.get("IPT_LOAD_PLUGINS")) is not None:
        only = [name.strip() for name in wanted.split(",") if name.strip()]
    facts = declared_facts()  # first, for every other file is checked against them
    shelves = _Shelves()
    programmes = _load_core(shelves)
    also = list(also)
    named = {entry.name for entry in also}
    installed = (entry for entry in entry_points(group=hookspecs.GROUP) if entry.name not in named)
    found = sorted((*installed, *also), key=lambda one: (one.name, one.value))
    plugins = [_load_plugin(one, shelves) for one in found if only is None or one.name in {*only, *named}]
    if only is not None:
        known = {entry.name for entry in found}
        plugins += [Plugin(name, problem="no such plugin is installed") for name in sorted(set(only) - known)]
    return Library(
        areas=_sorted(shelves.areas),
        exercises=_sorted(shelves.exercises),
        measures=_sorted(shelves.measures),
        pages=_sorted(shelves.pages),
        banks=_sorted(shelves.banks),
        programmes=programmes,
        facts=facts,
        crisis=shelves.crisis,
        plugins=tuple(plugins),
    )


def _sorted(shelf: dict[str, Any]) -> dict[str, Any]:
    return {id: shelf[id] for id in sorted(shelf)}


def _load_core(shelves: _Shelves) -> dict[str, Programme]:
    from .files.load import load_folder

    core = load_folder(package_files("ipt_core") / "content", "content")
    shelves.add("the core", _things(shelves, core.exercises, core.measures, core.pages, core.banks))
    shelves.measures.update({one.id: one for one in core.measures})
    return {one.id: one for one in core.programmes}


def _things(
    shelves: _Shelves,
    exercises: Iterable[Exercise] = (),
    measures: Iterable[Measure] = (),
    pages: Iterable[Page] = (),
    banks: Iterable[ReplyBank] = (),
) -> list[tuple[dict[str, Any], Any]]:
    """Things with the shelf each belongs on. A measure's exercise bears the measure's id."""
    measures = list(measures)
    return [
        *((shelves.exercises, one) for one in exercises),
        *((shelves.exercises, one.exercise()) for one in measures),
        *((shelves.pages, one) for one in pages),
        *((shelves.banks, one) for one in banks),
    ]


def _load_plugin(entry: EntryPoint, shelves: _Shelves) -> Plugin:
    """Load one plugin; whatever goes wrong in it becomes its reason."""
    distribution = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
    plugin = Plugin(entry.name, distribution)
    try:
        brought = bring(entry.load())
        areas = tuple(sorted(area.id for area in brought["ipt_problem_areas"]))
        _put(entry.name, brought, shelves)
    except KeyboardInterrupt:
        raise
    except Refused as reason:
        return evolve(plugin, problem=str(reason))
    except ContentError as error:
        return evolve(plugin, problem=error.message)
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, SystemExit among it
        return evolve(plugin, problem=f"{type(error).__name__}: {error}")
    return evolve(plugin, areas=areas)


_WANTED: dict[str, type] = {
    "ipt_problem_areas": ProblemArea,
    "ipt_exercises": Exercise,
    "ipt_measures": Measure,
    "ipt_crisis_services": CrisisService,
}


def bring(module: Any) -> dict[str, list[Any]]:
    """What a plugin's module brings, by hook.

    Raises:
        Refused: when it is not what a plugin may bring. Besides, a plugin may raise anything.
    """
    brought = {hook: _call(module, hook) for hook in _WANTED}
    for area in brought["ipt_problem_areas"]:
        for parts, wanted in ((area.exercises, Exercise), (area.pages, Page), (area.banks, ReplyBank)):
            for part in parts:
                _check_class(part, wanted, f"'{area.id}' must hold")
    _check_ids(brought)
    return brought


def _call(module: Any, hook: str) -> list[Any]:
    """What one hook of one plugin returns, checked."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    manager.check_pending()
    brought: list[Any] = []
    for values in getattr(manager.hook, hook)():
        if not isinstance(values, list | tuple):
            raise Refused(f"{hook} must return a list, not {type(values).__name__}")
        for value in values:
            _check_class(value, _WANTED[hook], f"{hook} must return")
        brought += values
    return brought


def _check_class(value: Any, wanted: type, where: str) -> None:
    """Exactly this class: one of the plugin's own, made from it, could act otherwise than the core's."""
    if type(value) is not wanted:
        raise Refused(f"{where} {wanted.__name__} values, not {type(value).__name__}")


def _check_ids(brought: dict[str, list[Any]]) -> None:
    """Ids stay inside the plugin's own areas, and facts of the core are left alone."""
    for area in brought["ipt_problem_areas"]:
        if area.id in CORE_FAMILIES or "." in area.id:
            raise Refused(f"'{area.id}' cannot be the id of a problem area; choose another word")
        for one in (*area.exercises, *area.pages, *area.banks):
            if one.id.partition(".")[0] != area.id:
                raise Refused(f"'{one.id}' must begin with '{area.id}.'")
            _check_facts(one)
    for one in brought["ipt_measures"]:
        if not one.id.startswith("measure.") or f"{one.name}.".startswith(RESERVED_FACTS):
            raise Refused(f"'{one.id}' cannot be the id of a measure; call it measure.NAME")
    for one in brought["ipt_crisis_services"]:
        if not all(isinstance(part, str) for part in one) or not (one.country and one.name and one.source):
            raise Refused(f"'{one.id}' is no crisis service: its country, name and source are needed, all in words")
    for one in brought["ipt_exercises"]:
        if one.core:
            raise Refused(f"'{one.id}' belongs to the core; begin it with a word of your own")
        _check_facts(one)


def _check_facts(thing: Any) -> None:
    """No step may fill a fact that is the core's alone; scripts in Python are held to it as they run."""
    for _, step in walk(getattr(thing, "steps", ())):
        if isinstance(step, AskStep) and step.fills.startswith(RESERVED_FACTS):
            raise Refused(f"'{thing.id}' fills '{step.fills}', which belongs to the core")


def _put(owner: str, brought: dict[str, list[Any]], shelves: _Shelves) -> None:
    things: list[tuple[dict[str, Any], Any]] = [(shelves.areas, area) for area in brought["ipt_problem_areas"]]
    for area in brought["ipt_problem_areas"]:
        things += _things(shelves, area.exercises, (), area.pages, area.banks)
    things += _things(shelves, brought["ipt_exercises"], brought["ipt_measures"])
    shelves.add(owner, things)
    shelves.measures.update({one.id: one for one in brought["ipt_measures"]})
    shelves.crisis = with_added(shelves.crisis, brought["ipt_crisis_services"])
