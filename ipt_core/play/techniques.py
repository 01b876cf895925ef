"""Parts worked out by the engine: which techniques are suggested, and the weekly questions of the areas in focus."""

from __future__ import annotations

from ipt_core.answers.conditions import all_hold
from ipt_core.answers.kinds import Choice, Option
from ipt_core.record.facts import Known
from ipt_core.written.exercise import Ask, Exercise, Say, Script, Use, run
from ipt_core.written.player import Scope, closed

from .ending import leading_measure

MOST_TECHNIQUES = 4  # in one session
OFFERED_FIRST = 4  # suggestions shown before the rest
USUAL = "It is a usual next step for what you chose to work on."


def technique(known: Known) -> Script:
    """Suggest techniques with their reasons, let the person choose, and play what they chose."""
    done: list[str] = []
    for number in range(1, MOST_TECHNIQUES + 1):
        found = [one for one in candidates(known) if one[0].id not in done]
        if not found:
            return
        best = [one for one in found if one[1]][:OFFERED_FIRST]
        rest = [one for one in found if one not in best]
        if number == 1 and best:
            yield Say("\n".join(f"{one.title}: {because}" for one, because in best))
        enough = Option("enough", "That is enough for today" if number > 1 else "Nothing of this today")
        options = (*(Option(one.id, one.title) for one, _ in best + rest), enough)
        text = "What would you like to work on?" if number == 1 else "Is there one more thing you want to do today?"
        chosen = yield Ask(f"choice-{number}", text, Choice(options, len(best)))
        picked = next(((one, because) for one, because in found if one.id == chosen), None)
        if picked is None:
            return
        exercise, because = picked
        done.append(exercise.id)
        yield Use(exercise, because=because or "You chose it.")


def candidates(known: Known) -> list[tuple[Exercise, str]]:
    """The techniques open today, each with the reason to suggest it ('' when there is none), best first."""
    scope = Scope(known, {}, frozenset())
    worse = getting_worse(known)
    order = [id for area in known.focus if area in known.library.areas for id in known.library.areas[area].order]
    ranked = []
    for one in known.library.exercises.values():
        if one.technique and not (one.stirs and worse) and _open(one, known):
            holding = [s for s in one.suggestions if all_hold(s.when, scope.look_up)]
            fresh = [s for s in holding if any(_said_today(condition.key, known) for condition in s.when)]
            usual = one.id in order and not known.done(one.id)
            own = one.id in order
            place = order.index(one.id) if own else len(order)
            because = (fresh or holding)[0].because if holding else USUAL if usual else ""
            # First what fits today, the general techniques before the area's own, as the reference's rule table has it;
            # then the area's own, those done least first; then general ones that once fitted; then the rest.
            rank = 0 if fresh else 1 if own and because else 2 if holding else 3
            ranked.append(((rank, -place if rank == 0 else len(known.done(one.id)), place, one.id), (one, because)))
    return [found for _, found in sorted(ranked, key=lambda entry: entry[0])]


def _said_today(key: str, known: Known) -> bool:
    """Whether the answer a condition names was given in this session. Facts count not: some are asked every week."""
    return known.answered_now(key)


def _open(exercise: Exercise, known: Known) -> bool:
    """Whether a technique may be offered: its area is in focus, or it is shared; its person is not locked."""
    area = known.library.area_of(exercise.id)
    if (area is not None and area.id not in known.focus) or closed(exercise, known):
        return False
    if exercise.toward == "focus":
        person = known.latest("focus.person")
        return bool(person) and not known.locked(person)
    return True


def getting_worse(known: Known) -> bool:
    """Whether what stirs strong feelings should rest: two alerts running, or a clear rise. Source: D.5."""
    measure = leading_measure(known)
    totals = tuple(total for _, total in measure.totals(known)) if measure else ()
    if measure is None or len(totals) < 2:
        return False
    twice = measure.alert(totals) and measure.alert(totals[:-1])
    return twice or totals[-1] - totals[0] >= measure.reliable


def weekly(known: Known) -> Script:
    """The weekly questions of the areas in focus."""
    for id in known.focus:
        area = known.library.areas.get(id)
        exercise = known.library.exercises.get(area.weekly) if area else None
        if exercise is not None:
            yield from run(exercise, known)
