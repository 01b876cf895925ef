"""What of some content was reached: by scripts, by simulated people, and by sittings that head for the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from math import floor
from pathlib import Path
from random import Random
from typing import Any

from attrs import evolve, frozen

from ipt_core.errors import IptError, NothingToDo
from ipt_core.files.documents import Document
from ipt_core.keep.store import open_store
from ipt_core.play.course import Course
from ipt_core.plugins import load_library
from ipt_core.written.library import Library
from ipt_core.written.programme import FEWEST, MOST
from ipt_workbench import sources
from ipt_workbench.covering.instrumented import Seen, watched
from ipt_workbench.covering.points import Ground, Point
from ipt_workbench.covering.targeted_runs import Guide
from ipt_workbench.people.lives import FIRST_DAY, Life, Stuck, bent_on, lived
from ipt_workbench.people.personas import PEOPLE, Action
from ipt_workbench.scripts import playing as demo
from ipt_workbench.sources import shown
from ipt_workbench.workplace import CORE, Workplace, bundled, find


@frozen
class Covered:
    """What was reached, and what not.

    Attributes:
        points: Everything there is to reach.
        seen: What of it was reached.
        played: How many scripts were played.
        by_scripts: How much of what counts the scripts alone reached, 0 to 100.
        by_people: How much they and the simulated people reached.
    """

    points: tuple[Point, ...]
    seen: Seen
    played: int
    by_scripts: float
    by_people: float

    def reached(self, point: Point) -> bool:
        """Whether it was reached."""
        return point.mark in self.seen.marks

    @property
    def countable(self) -> Iterator[Point]:
        """What counts: all that can be reached, and all that was."""
        return (point for point in self.points if not point.why or self.reached(point))

    @property
    def missed(self) -> list[Point]:
        """What can be reached and was not."""
        return [point for point in self.points if not point.why and not self.reached(point)]

    @property
    def unreachable(self) -> list[Point]:
        """What cannot be reached."""
        return [point for point in self.points if point.why and not self.reached(point)]

    @property
    def percent(self) -> float:
        """How much of what counts was reached, 0 to 100."""
        return _percent(self.points, self.seen)


def _percent(points: Iterable[Point], seen: Seen) -> float:
    """How much of what counts was reached, 0 to 100, with one decimal, never rounded up; 100 of nothing."""
    counting = [point.mark in seen.marks for point in points if not point.why or point.mark in seen.marks]
    return floor(1000 * sum(counting) / len(counting)) / 10 if counting else 100.0


def _places(target: str | None) -> tuple[Workplace, ...]:
    """The plugins that are meant."""
    if target:
        return (find(target),)
    try:
        return (find("."),)
    except NothingToDo:
        return tuple(bundled())


def covered(
    target: str | None,
    people: int,
    seed: int,
    scripts: Iterable[Path] = (),
    watch: Callable[[Iterable[Any], int], Iterable[Any]] = lambda steps, length: steps,
) -> Covered:
    """Play it all, and note what is reached.

    Args:
        target: The plugin looked at: its folder, its name, or a file of it, of which alone is told then. When left
            out, the plugin in the current folder, else all. The demos are played when the core is among them.
        people: How many simulated people go through a course.
        seed: The same seed gives the same people.
        scripts: Scripts of answers, beside those that lie in a plugin's folder.
        watch: Shows how far it has come: gets the steps of a long work and their number, and gives them back.

    Raises:
        ContentError: when the plugin, or a script, is faulty.
        NothingToDo: when the target is no plugin, or a named script cannot be read.
    """
    places = _places(target)
    plain = places[0].sound_library() if len(places) == 1 else load_library()
    others = [place for place in bundled() if place.name not in {one.name for one in places}]
    ground = Ground.of(plain, sources.of([*others, *places]), places)
    one_file = shown(Path(target).resolve()) if target and Path(target).is_file() else ""
    points = [point for point in ground.points() if one_file in ("", point.file)]
    seen = Seen()
    library = watched(plain, seen)
    to_play = list(_scripts(places, scripts))
    for script in to_play:
        _play(script, library, seen)
    by_scripts = _percent(points, seen)
    areas = [id for id in plain.areas if any(id in _areas(plain, place) for place in places)]
    for number in watch(range(people), people):
        _live(number, seed, library, plain, areas, seen)
    by_people = _percent(points, seen)
    guide = Guide(library, ground.recorded, ground.flows, seen)
    for more in (points, ground.in_python({}), ground.in_python(seen.in_python)):
        rest = [
            point for point in more if one_file in ("", point.file) and not point.why and point.mark not in seen.marks
        ]
        for point in watch(rest, len(rest)):
            guide.head_for(point.mark)
    points += (point for point in ground.in_python(seen.in_python) if one_file in ("", point.file))
    return Covered(tuple(points), seen, len(to_play), by_scripts, by_people)


# ---------------------------------------------------------------- scripts


def _scripts(places: tuple[Workplace, ...], named: Iterable[Path]) -> Iterator[Document]:
    """The demos for the core, every script in a plugin's folder, and those that were named."""
    if any(place.name == CORE for place in places):
        yield from (demo.bundled(name) for name in demo.demos())
    yield from (script for place in places if place.module for script in _beside(place))
    yield from (demo.opened(path) for path in named)


def _beside(place: Workplace) -> Iterator[Document]:
    """Files of a plugin's folder, outside of its package, that have the form of a script."""
    root = next((one for one in list(place.package.parents)[:2] if (one / "pyproject.toml").is_file()), None)
    for folder, folders, names in os.walk(root) if root else ():
        inside = [name for name in sorted(folders) if not name.startswith(".")]  # no environments, no histories
        folders[:] = [name for name in inside if Path(folder, name) != place.package]
        for name in sorted(name for name in names if name.endswith(".yaml")):
            try:
                script = demo.opened(Path(shown(Path(folder, name))))
            except IptError:
                continue  # another sort of file
            if isinstance(script.data, dict) and {"id", "sessions"} <= set(script.data):
                yield script


def _play(script: Document, library: Library, seen: Seen) -> None:
    with open_store("sqlite://") as store:
        seen.note(demo.play(script, library, store, lambda moment: None))


# ---------------------------------------------------------------- people


def _areas(library: Library, place: Workplace) -> tuple[str, ...]:
    return next((one.areas for one in library.plugins if one.name == place.name), ())


def _live(number: int, seed: int, library: Library, plain: Library, areas: list[str], seen: Seen) -> None:
    """One person's course: in turn of every length, by every persona, and bent on each area or on none."""
    persona = PEOPLE[number % len(PEOPLE)]
    wish = [*areas, ""][number % (len(areas) + 1)]
    if wish:
        persona = evolve(persona, firm=bent_on([wish], plain))
    length, preset = _plans(library)[number % len(_plans(library))]
    life = Life(Course.start(library, id="cover", on=FIRST_DAY, sessions=length, preset=preset))
    try:
        for turn in lived(life, persona, Random(f"{seed}-{number}")):
            if turn.ask is None:
                _ask_to_unlock(life)
    except Stuck:
        pass  # 'ipt simulate' tells of it
    seen.note(life.course)


def _plans(library: Library) -> list[tuple[int, str]]:
    """Every length of a course with each of the ways to divide it into phases, the usual one first."""
    programme = library.programmes["classic"]
    found = [
        (sessions, name)
        for name, splits in programme.presets.items()
        for sessions in range(FEWEST, MOST + 1)
        if any(split.shortest <= sessions <= split.longest for split in splits)
    ]
    return sorted(found, key=lambda one: one[0] != programme.sessions)


def _ask_to_unlock(life: Life) -> None:
    """Ask to open again whoever is locked, so that a later session looks at it anew."""
    known = life.course.known
    for person in known.people:
        if known.locked(person):
            life.do(Action("unlock", name=person))
