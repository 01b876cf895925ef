"""Parts worked out by the engine: assessing the areas, choosing the focus, agreeing on the number of sessions."""

from __future__ import annotations

from ipt_core.answers.kinds import Multi, Number, Option, joined
from ipt_core.record.facts import Known
from ipt_core.written.exercise import Ask, Say, Script, run
from ipt_core.written.programme import FEWEST, MOST

from .assessment import all_evidence, suggested


def assessments(known: Known) -> Script:
    """The questions of every area, in the order of their ids."""
    for area in known.library.areas.values():
        yield from run(area.assessment.exercise, known)


def focus(known: Known) -> Script:
    """Show how far each area fits, and let the person choose one or two."""
    found = tuple(one for one in all_evidence(known) if one.open)
    areas = known.library.areas
    for one in found:
        reasons = "".join(f"\n  - {reason}" for reason in one.reasons)
        yield Say(f"{areas[one.area].label}: {one.score} of 100 ({one.band}).{reasons}")
    first = suggested(found)
    if first:
        yield Say(f"A suggestion, no more: {joined([areas[id].label for id in first])}. You choose.")
    else:
        yield Say(
            "No area stands out. You can stay open and look around for another week, "
            "or leave this empty and work with the general exercises."
        )
    options = tuple(Option(one.area, areas[one.area].label) for one in found)
    if not options:
        return
    several = "Which one, or at most two, do you want to work on in this course?"
    text = several if len(options) > 1 else "Do you want to work on this in your course?"
    chosen = yield Ask("focus", text, Multi(options, 1, 2), fills="focus")
    for id in chosen or ():
        if areas[id].notice:
            yield Say(areas[id].notice)


def sessions(known: Known) -> Script:
    """Agree how many sessions the course has."""
    fewest = max(FEWEST, known.session + 1 if known.session < MOST else MOST)
    text = f"How many sessions in all? It was planned with {known.sessions}. ({fewest} to {MOST})"
    yield Ask("sessions", text, Number(fewest, MOST), fills="contract.sessions")
