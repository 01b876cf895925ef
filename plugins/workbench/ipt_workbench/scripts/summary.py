"""What a played course came to, in figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from ipt_core.play.assessment import all_evidence
from ipt_core.play.course import Course
from ipt_core.play.ending import checked, decided
from ipt_core.play.progress import goals
from ipt_core.record.facts import Known
from ipt_core.record.naming import reference


@frozen
class PlayedSession:
    """One session of a played script.

    Attributes:
        number: Its number.
        phase: The id of its phase.
        phq9: The total of its PHQ-9, if it has one.
        techniques: Ids of the techniques done.
        codes: Their numbers in the clinical reference.
        practice: What was planned to practise.
    """

    number: int
    phase: str
    phq9: int | None
    techniques: tuple[str, ...]
    codes: tuple[str, ...]
    practice: str | None


@frozen
class PlayedCheck:
    """How a termination check came out.

    Attributes:
        id: Its id.
        verdict: What it found.
        evidence: What it was seen from.
    """

    id: str
    verdict: Literal["met", "not yet", "not known"]
    evidence: str


@frozen
class Played:
    """A played script in figures.

    Attributes:
        demo: Its name.
        sessions: Its sessions.
        focus: Ids of the areas chosen.
        assessment: Area -> its evidence, 0 to 100.
        checks: How the checks came out.
        outcome: The end decision.
        boosters: The days of booster sessions.
        changes: What was rated, the first rating and the last.
        goals: A goal, and where it stands.
        measures: Measure -> its totals.
    """

    demo: str
    sessions: tuple[PlayedSession, ...]
    focus: tuple[str, ...]
    assessment: dict[str, int]
    checks: tuple[PlayedCheck, ...]
    outcome: str
    boosters: tuple[str, ...]
    changes: tuple[tuple[str, ...], ...]
    goals: tuple[tuple[str | None, ...], ...]
    measures: dict[str, tuple[int, ...]]


def summary(course: Course, name: str) -> Played:
    """A played course in figures, as ``ipt demo NAME --json`` prints it."""
    known = course.known
    outcome = decided(known)
    library = course.library
    return Played(
        demo=name,
        sessions=tuple(_session_summary(course, number) for number in range(1, known.session + 1)),
        focus=known.focus,
        assessment={one.area: one.score for one in all_evidence(known)},
        checks=tuple(PlayedCheck(check.id, found.finding.value, found.evidence) for check, found in checked(known)),
        outcome=outcome.id,
        boosters=outcome.boosters,
        changes=tuple(_changes(known)),
        goals=tuple((goal, known.latest("goal.now", goal)) for goal in goals(known)),
        measures={
            measure.name: tuple(total for _, total in measure.totals(known)) for measure in library.measures.values()
        },
    )


def _changes(known: Known) -> Iterator[tuple[str, ...]]:
    """What was rated with a person more than once: the first rating, and the last."""
    for person in known.people:
        for fact in ("stage", "closeness", "satisfaction", "strain"):
            if len(history := known.history(fact, person)) > 1:
                yield f"{fact} with {person}", str(history[0].value), str(history[-1].value)


def _session_summary(course: Course, number: int) -> PlayedSession:
    known, library = course.known, course.library
    sitting = course.sittings()[number - 1]
    seen = dict.fromkeys(reference(answer.name).partition("/")[0] for answer in sitting.live)
    done = [one for id in seen if (one := library.exercises.get(id)) and (one.technique or one.code.startswith("CT"))]
    practice = [fact.words or fact.value for fact in known.history("practice") if fact.session <= number]
    return PlayedSession(
        number=number,
        phase=sitting.opened.phase,
        phq9=next(
            (total for session, total in library.measures["measure.phq9"].totals(known) if session == number), None
        ),
        techniques=tuple(one.id for one in done),
        codes=tuple(one.code for one in done),
        practice=practice[-1] if practice else None,
    )


def ending(found: Played) -> Iterator[str]:
    """The lines that tell what a played course came to."""
    yield ""
    yield "THEN AND NOW"
    for name, totals in found.measures.items():
        if totals:
            yield f"  {name.upper()}: {totals[0]} to {totals[-1]}  ({', '.join(map(str, totals))})"
    for what, first, now in found.changes:
        yield f"  {what}: {first} to {now}"
    for goal, stands in found.goals:
        yield f"  Goal: {goal} Now: {stands}"
    yield f"  Focus: {', '.join(found.focus)}; evidence at the start: " + ", ".join(
        f"{area} {score}" for area, score in found.assessment.items()
    )
    for one in found.checks:
        yield f"  {one.id} {one.verdict}: {one.evidence}"
    yield f"  Outcome: {found.outcome}. Boosters: {', '.join(found.boosters) or 'none'}"
