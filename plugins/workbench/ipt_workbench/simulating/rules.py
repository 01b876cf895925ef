"""The rules that every plugin keeps, each as a function that gives what breaks it; empty when nothing does.

They try the plugin's exercises with simulated people in every way a person may go, and look at each step its scripts
take without the guard that would stop them. ``ipt_workbench.conformance`` makes a test of each rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

from attrs import evolve

from ipt_core.answers.kinds import Value
from ipt_core.errors import IptError
from ipt_core.files.facts import shared_facts
from ipt_core.keep.protocol import course_from_plain, plain_course, plain_turn
from ipt_core.play.assessment import evidence
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.record.events import from_row, to_row
from ipt_core.record.facts import RESERVED_FACTS, Known, Ledger
from ipt_core.record.naming import reference
from ipt_core.written.area import Finding, ProblemArea, TerminationCheck, Verdict
from ipt_core.written.exercise import Ask, Exercise
from ipt_workbench.dry_run import Taken, taken
from ipt_workbench.people.lives import FIRST_DAY, Life, Stuck, bent_on, lived
from ipt_workbench.people.personas import BY_NAME, PEOPLE, Persona
from ipt_workbench.people.random_answers import draw
from ipt_workbench.simulating.report import BROKEN
from ipt_workbench.simulating.sandbox import ANYBODY, NOBODY, RESTLESS, Brought, full, record_after, sat, skipped

ID = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*")
# ---------------------------------------------------------------- what is written


def misnamed(plugin: Brought) -> Iterator[str]:
    """Ids of another form than ``area.name``, ids that are there twice, and ids an area names that do not exist."""
    ids = [one.id for one in plugin.exercises] + [page.id for area in plugin.areas for page in area.pages]
    yield from (f"'{id}' is no id of the form area.name, in lower case" for id in ids if not ID.fullmatch(id))
    yield from (f"'{id}' is there twice" for id in dict.fromkeys(ids) if ids.count(id) > 1)
    for area in plugin.areas:
        there = {one.id for one in area.exercises}
        for id in (*area.order, *([area.weekly] if area.weekly else [])):
            if id not in there:
                yield f"the area {area.id} names '{id}', which it does not bring"
        checks = [check.id for check in area.checks]
        yield from (f"the check {id} is there twice" for id in dict.fromkeys(checks) if checks.count(id) > 1)


def _by_dice(rng: Random) -> Callable[[Ask], Value]:
    """Any answer, or a skip."""
    return lambda ask: None if rng.random() < 0.3 else draw(ask.kind, rng, lambda alarm: 0.1)


@cache
def _all_taken(plugin: Brought) -> tuple[Taken, ...]:
    """Every step that its exercises take when they are played alone, each place and fault once."""
    found: dict[tuple[str, str], Taken] = {}
    for exercise in plugin.exercises:
        for number in range(6):
            record = record_after(plugin, full(plugin) if number % 2 else Ledger())
            for one in taken(exercise, record, _by_dice(Random(number))):
                found.setdefault((one.where, one.wrong), one)
    return tuple(found.values())


def misused_facts(plugin: Brought) -> Iterator[str]:
    """Answers that fill a fact of the core, or one that is neither shared nor the plugin's own."""
    own = {f"{area.id}." for area in plugin.areas} | {f"{one.name}." for one in plugin.measures}
    own |= {f"{one.id.partition('.')[0]}." for one in plugin.exercises}
    for one in _all_taken(plugin):
        if isinstance(one.step, Ask) and (fact := one.step.fills):
            if fact.startswith(RESERVED_FACTS):
                yield f"{one.where} fills '{fact}', which belongs to the core"
            elif fact not in shared_facts() and not fact.startswith(tuple(own)):
                yield f"{one.where} fills '{fact}', which is neither a shared fact nor one of its own"


def rude_steps(plugin: Brought) -> Iterator[str]:
    """Steps no script of a plugin may take, and whatever a script raises, with its place."""
    return (f"{one.where}: {one.wrong}" for one in _all_taken(plugin) if one.wrong)


def undeclared(plugin: Brought) -> Iterator[str]:
    """Exercises that work toward a person, or ask for one to work toward, and do not declare it."""
    found = dict.fromkeys(one.exercise for one in _all_taken(plugin) if one.toward)
    for id in found:
        if not plugin.library.exercises[id].toward:
            yield f"{id} works toward a person: declare it with toward='chosen', or 'focus'; or ask with mention=True"


def _tried(plugin: Brought, people: tuple[Persona, ...], seeds: int) -> Iterator[str]:
    """What goes wrong when these people sit its exercises."""
    broken = plugin.library.page(BROKEN)
    for exercise in plugin.exercises:
        for one in people:
            for seed in range(seeds):
                try:
                    before: Turn | None = None
                    for course in sat(plugin, exercise, one, seed):
                        turn = course.turn
                        if broken in turn.said:
                            at = reference(before.name) if before and before.name else "its beginning"
                            yield f"{exercise.id} is left behind by the guard, for '{one.name}' after {at}"
                            break
                        before = turn
                except Stuck as stuck:
                    yield f"{exercise.id} does not come to its end for '{one.name}': {stuck}"
                except Exception as error:  # noqa: BLE001 - just this is looked for
                    yield f"{exercise.id} breaks the course for '{one.name}': {type(error).__name__}: {error}"


# ---------------------------------------------------------------- how it plays


def no_way_through(plugin: Brought) -> Iterator[str]:
    """Exercises that some simulated person cannot sit to the end, or that the guard leaves behind."""
    yield from _tried(plugin, (*PEOPLE, ANYBODY), 1)


def breaks_when_changed(plugin: Brought) -> Iterator[str]:
    """Exercises in which going back, changing an earlier answer or asking for help breaks something."""
    yield from _tried(plugin, (RESTLESS,), 3)


def breaks_when_skipped(plugin: Brought) -> Iterator[str]:
    """Exercises that cannot be sat by somebody who skips everything."""
    yield from _tried(plugin, (NOBODY,), 1)


def not_repeatable(plugin: Brought) -> Iterator[str]:
    """Exercises that do not show the same when they are played again over the same answers, at any step."""
    for exercise in plugin.exercises:
        for one in (BY_NAME["thorough"], ANYBODY):
            yield from dict.fromkeys(_differences(plugin, exercise, one))


def _differences(plugin: Brought, exercise: Exercise, one: Persona) -> Iterator[str]:
    try:
        for course in sat(plugin, exercise, one, 1):
            again = course_from_plain(json.loads(json.dumps(plain_course(course))), course.library)
            if again.turn != course.turn:
                at = reference(course.turn.name) or "its end"
                yield f"{exercise.id} is not the same when it is played again, at {at}"
                return
            if "#" in course.turn.name.rpartition("/")[2] and f"{exercise.id}/" in course.turn.name:
                yield f"{reference(course.turn.name)} is asked twice in one place; name the rounds of a loop"
    except (Stuck, IptError) as error:
        yield f"{exercise.id} cannot be played again: {error}"


def no_json(plugin: Brought) -> Iterator[str]:
    """Turns and events that do not come back whole from JSON."""
    for exercise in plugin.exercises:
        for course in sat(plugin, exercise, ANYBODY, 2):
            shown = plain_turn(course.turn)
            if json.loads(json.dumps(shown)) != shown:
                yield f"{reference(course.turn.name)} does not come back whole from JSON"
        for event in course.events:
            if from_row(json.loads(json.dumps(to_row(event)))) != event:
                yield f"an answer to {exercise.id} does not come back whole from JSON"


# ---------------------------------------------------------------- its area


def whole_course(plugin: Brought, area: ProblemArea, one: Persona, seed: int = 1) -> Course:
    """A whole course of somebody who is set on an area. Raises Stuck when it does not come to its end."""
    life = Life(Course.start(plugin.library, id="whole", on=FIRST_DAY))
    for _ in lived(life, evolve(one, firm=bent_on((area.id,), plugin.library), rest=0.0), Random(seed)):
        pass
    return life.course


def no_course(plugin: Brought) -> Iterator[str]:
    """Areas that cannot be chosen, or with which a course does not end with a plan for staying well."""
    for area in plugin.areas:
        try:
            course = whole_course(plugin, area, BY_NAME["thorough"])
        except Stuck as stuck:
            yield f"a course with {area.id} does not come to its end: {stuck}"
            continue
        if area.id not in course.known.focus:
            yield f"{area.id} cannot be chosen: its gate did not open for somebody who answers it so"
        elif not course.finished or not any(map(course.known.history, _plan())):
            yield f"a course with {area.id} ends without a plan for staying well"


def _plan() -> tuple[str, ...]:
    """The facts that make up a plan for staying well."""
    return tuple(fact for fact in sorted(shared_facts()) if fact.startswith("maintenance."))


def misjudged(plugin: Brought) -> Iterator[str]:
    """Checks that raise, give no verdict, are met by missing data, or say nothing of what to do."""
    for area in plugin.areas:
        records = [
            ("an empty record", record_after(plugin, Ledger()).known),
            ("a record in which all was skipped", record_after(plugin, skipped(plugin)).known),
            ("a full record", record_after(plugin, full(plugin)).known),
            *(("a whole course", whole_course(plugin, area, BY_NAME[name]).known) for name in ("improves", "brief")),
        ]
        for check in area.checks:
            yield from _misjudged(check, records)


def _misjudged(check: TerminationCheck, records: list[tuple[str, Known]]) -> Iterator[str]:
    for place, (what, known) in enumerate(records):
        try:
            verdict: Any = check.judge(known)
        except Exception as error:  # noqa: BLE001 - just this is looked for
            yield f"the check {check.id} raises {type(error).__name__} for {what}"
            continue
        if not isinstance(verdict, Verdict):
            yield f"the check {check.id} gives no verdict for {what}: use met(), not_yet() or not_known()"
        elif place < 2 and verdict.finding is Finding.MET:
            yield f"the check {check.id} is met by {what}; missing data is never met"
        elif not verdict.evidence or (verdict.finding is not Finding.MET and not verdict.otherwise):
            yield f"the check {check.id} does not say what it saw, or what to do, for {what}"


def wrong_evidence(plugin: Brought) -> Iterator[str]:
    """Areas whose evidence raises, or lies outside of 0 to 100."""
    for area in plugin.areas:
        mind = bent_on((area.id,), plugin.library)
        for seed, one in enumerate((ANYBODY, NOBODY, *PEOPLE)):
            for course in sat(plugin, area.assessment.exercise, evolve(one, firm=mind), seed):
                wrong = _wrong_evidence(area, course.known)
                if wrong:
                    yield wrong
                    return


def _wrong_evidence(area: ProblemArea, known: Known) -> str:
    """What is wrong with an area's evidence for this record; '' when nothing is."""
    prefix = f"{area.assessment.exercise.id}/"
    answers = {name.removeprefix(prefix): known.answer(name) for name in known.questions(prefix[:-1])}
    try:
        found: Any = evidence(area, known).score
        for question in area.assessment.questions:
            score: Any = question.score(answers)
            if score is not None and score not in range(4):
                return f"{prefix}{question.key} is scored {score!r}; a score is 0, 1, 2 or 3, or None when not answered"
    except Exception as error:  # noqa: BLE001 - just this is looked for
        return f"the evidence for {area.id} raises {type(error).__name__}: {error}"
    good = isinstance(found, int) and 0 <= found <= 100
    return "" if good else f"the evidence for {area.id} is {found}; it must be from 0 to 100"
