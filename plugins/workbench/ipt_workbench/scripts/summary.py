"""What a played course came to, in figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_core.play.assessment import all_evidence
from ipt_core.play.course import Course
from ipt_core.play.ending import checked, decided
from ipt_core.play.progress import goals
from ipt_core.record.naming import reference


def summary(course: Course, name: str) -> dict[str, Any]:
    """A played course in figures, as ``ipt demo NAME --json`` prints it."""
    known = course.known
    outcome = decided(known)
    library = course.library
    return {
        "demo": name,
        "sessions": [_session_summary(course, number) for number in range(1, known.session + 1)],
        "focus": list(known.focus),
        "assessment": {one.area: one.score for one in all_evidence(known)},
        "checks": [
            {"id": check.id, "verdict": verdict.finding.value, "evidence": verdict.evidence}
            for check, verdict in checked(known)
        ],
        "outcome": outcome.id,
        "boosters": list(outcome.boosters),
        "changes": [
            [f"{fact} with {person}", str(history[0].value), str(history[-1].value)]
            for person in known.people
            for fact in ("stage", "closeness", "satisfaction", "strain")
            if len(history := known.history(fact, person)) > 1
        ],
        "goals": [[goal, known.latest("goal.now", goal)] for goal in goals(known)],
        "measures": {
            measure.name: [total for _, total in measure.totals(known)] for measure in library.measures.values()
        },
    }


def _session_summary(course: Course, number: int) -> dict[str, Any]:
    known, library = course.known, course.library
    sitting = course.sittings()[number - 1]
    seen = dict.fromkeys(reference(answer.name).partition("/")[0] for answer in sitting.live)
    done = [one for id in seen if (one := library.exercises.get(id)) and (one.technique or one.code.startswith("CT"))]
    practice = [fact.words or fact.value for fact in known.history("practice") if fact.session <= number]
    return {
        "number": number,
        "phase": sitting.opened.phase,
        "phq9": next(
            (total for session, total in library.measures["measure.phq9"].totals(known) if session == number), None
        ),
        "techniques": [one.id for one in done],
        "codes": [one.code for one in done],
        "practice": practice[-1] if practice else None,
    }


def ending(found: dict[str, Any]) -> Iterator[str]:
    """The lines that tell what a played course came to."""
    yield ""
    yield "THEN AND NOW"
    for name, totals in found["measures"].items():
        if totals:
            yield f"  {name.upper()}: {totals[0]} to {totals[-1]}  ({', '.join(map(str, totals))})"
    for what, first, now in found["changes"]:
        yield f"  {what}: {first} to {now}"
    for goal, now in found["goals"]:
        yield f"  Goal: {goal} Now: {now}"
    yield f"  Focus: {', '.join(found['focus'])}; evidence at the start: " + ", ".join(
        f"{area} {score}" for area, score in found["assessment"].items()
    )
    for one in found["checks"]:
        yield f"  {one['id']} {one['verdict']}: {one['evidence']}"
    yield f"  Outcome: {found['outcome']}. Boosters: {', '.join(found['boosters']) or 'none'}"
