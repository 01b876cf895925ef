"""A stage on which each exercise of a plugin is sat by simulated people, and the records that come of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from random import Random

from attrs import evolve, frozen

from ipt_core.answers.kinds import Many, Multi, Option, Person
from ipt_core.errors import ContentError, Fault, IptError, NothingToDo
from ipt_core.play.course import Course
from ipt_core.plugins import bring
from ipt_core.record.facts import Known, Ledger, Record
from ipt_core.written.area import ProblemArea
from ipt_core.written.exercise import Ask, Exercise, Script
from ipt_core.written.library import Library
from ipt_core.written.measure import Measure
from ipt_workbench.people.lives import FIRST_DAY, Life, Stuck, hurried_out
from ipt_workbench.people.personas import BY_NAME, Action, Persona, always, calm
from ipt_workbench.workplace import Workplace, find

SITTINGS = 3  # in a row, of the same exercise, so that what it says of last time is met too
PATIENCE = 120  # actions in one sitting, after which a person takes the quickest way to its end
ANYBODY = Persona(
    "anybody", "Tells of anything, and does everything.", {"skip": 0.2}, dark=always(0.1), fear=always(0.1)
)
NOBODY = Persona("nobody", "Skips everything that can be skipped.", {"skip": 1.0}, patience=0)
RESTLESS = evolve(ANYBODY, habits={"skip": 0.2, "later": 0.05, "back": 0.15, "amend": 0.1, "help": 0.03})


@frozen
class Brought:
    """What a plugin brings, and everything else that is on hand."""

    place: Workplace
    library: Library
    areas: tuple[ProblemArea, ...]
    exercises: tuple[Exercise, ...]
    measures: tuple[Measure, ...]


def brought(target: str) -> Brought:
    """What the plugin of a name, a module or a folder brings.

    Raises:
        NothingToDo: when there is none.
        ContentError: when it cannot be used, with the reason.
    """
    place = _place(target)
    library = place.sound_library()
    if not place.module:
        raise ContentError([Fault(target, 1, 1, "plugin", "the core is no plugin; its own tests hold its rules")])
    hooks = bring(importlib.import_module(place.module))
    areas = tuple(library.areas[area.id] for area in hooks["ipt_problem_areas"])
    measures = tuple(hooks["ipt_measures"])
    ids = [one.id for area in areas for one in area.exercises] + [one.id for one in hooks["ipt_exercises"]]
    exercises = tuple(library.exercises[id] for id in (*ids, *(one.id for one in measures)))
    return Brought(place, library, areas, exercises, measures)


def _place(target: str) -> Workplace:
    """Where a plugin lies: by its name, its folder, or the name of its package."""
    try:
        return find(target)
    except NothingToDo:
        spec = find_spec(target) if target.isidentifier() else None
        folders = list(spec.submodule_search_locations or ()) if spec else []
        if not folders:
            raise
        return find(folders[0])


# ---------------------------------------------------------------- a stage for one exercise


def staged(plugin: Brought, exercise: Exercise) -> Course:
    """A course whose every session is this exercise, with its area and a person in focus before it."""

    def opening(known: Known) -> Script:
        options = tuple(Option(area.id, area.label) for area in plugin.areas)
        yield Ask("who", "Who is in focus?", Person(True), fills="focus.person")
        yield Ask("people", "Who is there?", Many(Person(True)), fills="people")
        if options:
            yield Ask("focus", "What is in focus?", Multi(options), fills="focus")

    stage = Exercise(STAGE, "The stage", opening)
    library = evolve(plugin.library, exercises={**plugin.library.exercises, STAGE: stage})
    course = Course.start(library.trial(STAGE, exercise.id), id="trial", on=FIRST_DAY, programme="trial", sessions=6)
    course = course.answer("Mia").answer(["Mia", "Rick"])
    return course.answer([area.id for area in plugin.areas][:2]) if plugin.areas else course


STAGE = "kit.stage"


def sat(plugin: Brought, exercise: Exercise, one: Persona, seed: int) -> Iterator[Course]:
    """The course at every turn of an exercise, sat a few times by a person.

    Raises:
        Stuck: when it does not come to its end.
    """
    rng = Random(f"{seed}-{one.name}-{exercise.id}")
    life = Life(staged(plugin, exercise))
    yield life.course
    for _ in range(SITTINGS):
        for _ in range(PATIENCE):
            if life.turn.ask is None:
                break
            life.do(_act(life, one, rng))
            yield life.course
        for _ in hurried_out(life):
            yield life.course
        if life.turn.ask is not None:
            return  # the course rests
        life.do(Action("open", days=7, at=(life.turn.session, "")))
        yield life.course


def _act(life: Life, one: Persona, rng: Random) -> Action:
    """What a person does; what they would amend is sought among all answers."""
    action = one.act(life.turn, rng)
    if action.do != "amend":
        return action
    try:
        return one.amend(life.course.answered, life.asked, life.turn, rng)
    except IptError:
        return Action("answer", calm(life.turn), at=action.at)


# ---------------------------------------------------------------- records


def record_after(plugin: Brought, past: Ledger) -> Record:
    """The record as a session begins, after the sessions that this ledger holds."""
    return Record(plugin.library, past, 4, 12, FIRST_DAY)


@cache
def full(plugin: Brought) -> Ledger:
    """The answers of somebody who sat every exercise of the plugin, and answered all."""
    return _sat_through(plugin, BY_NAME["thorough"])


@cache
def skipped(plugin: Brought) -> Ledger:
    """The answers of somebody who sat every exercise of the plugin, and skipped all."""
    return _sat_through(plugin, NOBODY)


def _sat_through(plugin: Brought, one: Persona) -> Ledger:
    """Every exercise, each sat a few times on a stage of its own."""
    ledger = Ledger()
    for number, exercise in enumerate(plugin.exercises):
        course = staged(plugin, exercise)
        try:
            for later in sat(plugin, exercise, one, number):
                course = later
        except Stuck:
            pass  # told elsewhere
        for sitting in course.sittings():
            live = (answer for answer in sitting.live if not answer.name.startswith(STAGE) or one is not NOBODY)
            ledger = ledger.followed_by(live, sitting.opened.session)
    return ledger
