"""The parts of exercises that are worked out rather than written: ``- slot: name`` in a content file.

Each is a script. They say what only the record can say; the words around them are content.
"""

from __future__ import annotations

from collections.abc import Callable

from .assessment import all_evidence, suggested
from .ending import checked, decided, leading_measure
from .kinds import Choice, Multi, Number, Option, Scale, Text, joined
from .model import ROUND_OVER, Ask, Exercise, Finding, Round, Say, Script
from .programme import FEWEST, MOST
from .record import Fact, Known
from .steps import Scope, closed, run, slug
from .when import all_hold

MOST_TECHNIQUES = 4  # in one session
OFFERED_FIRST = 4  # suggestions shown before the rest
RATED = {  # facts rated 0 to 10 week by week whatever the focus, and what they are called
    "middle.energy": "energy",
    "middle.irritable": "how easily things got on your nerves",
    "middle.tasks": "everyday things kept up",
}
EXTENSION = 4  # sessions at most, once; source: clinical reference B.2, the end decision
USUAL = "It is a usual next step for what you chose to work on."
# PHQ-9 totals that predicted no response in two trials of another therapy: a prompt to seek help. Source: B.2, R19.
OFF_TRACK = ((14, 9), (9, 13), (4, 17))


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
        known.reasons[exercise.id] = because or "You chose it."
        yield from run(exercise, known)


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
    return key in known.today.answers


def _open(exercise: Exercise, known: Known) -> bool:
    """Whether a technique may be offered: its area is in focus, or it is shared; its person is not locked."""
    area = known.library.area_of(exercise.id)
    if (area is not None and area.id not in known.focus) or closed(exercise, known):
        return False
    if exercise.toward == "focus":
        person = known.latest("focus.person")
        return bool(person) and not known.unsafe(person)
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


def goals(known: Known) -> tuple[str, ...]:
    """The goals in force: those of the last session in which any was set."""
    history = known.history("goal")
    last = history[-1].session if history else 0
    return tuple(dict.fromkeys(fact.value for fact in history if fact.session == last))


def goal_ratings(known: Known) -> Script:
    """Rate each goal."""
    scale = Scale(0, 10, ("not begun", "reached"))
    for goal in goals(known):
        yield Round(slug(goal))
        yield Ask("rating", f"How close are you to this goal?\n{goal}", scale, fills="goal.rating", about=goal)
        yield ROUND_OVER


def progress(known: Known) -> Script:
    """How measures and ratings have moved, with a plain word when extra help is wise."""
    codes = [measure.code for measure in known.library.measures.values()]
    for measure in known.library.measures.values():
        totals = measure.totals(known)
        if not totals:
            continue
        line = ", ".join(str(total) for _, total in totals)
        yield Say(f"{measure.code}: {line}. Now {measure.band(totals[-1][1])}. A symptom score, not a diagnosis.")
        if measure.leads:
            advice = off_track(known.session, known.sessions, totals[0][1], totals[-1][1])
            if advice:
                yield Say(advice)
    yield from _say_changes([row for row in changes(known) if row[0] not in codes])


def off_track(session: int, of: int, first: int, last: int) -> str:
    """A prompt to seek extra help when the leading score is high for its week; '' when it is not."""
    limit = next((total for week, total in OFF_TRACK if session >= week), None)
    if limit is not None and last >= limit:
        return (
            "Your score is still high for this point of a course. It is no verdict on you. "
            "It is a good moment to ask a doctor or another clinician for help beside this course."
        )
    if session >= of // 2 and first - last < 6 and first >= 10:
        return (
            "Half of the course is over and the score has moved little. Some people need another kind of help, or more "
            "of it. Please think about asking a clinician. You can go on here as well."
        )
    return ""


def missed(known: Known) -> Script:
    """After missed sessions: where help is, when the last score before them called for it. Source: D.5."""
    for measure in known.library.measures.values():
        if measure.alert(tuple(total for session, total in measure.totals(known) if session < known.session)):
            yield Say(f"Your {measure.code} score was high or rising when you were here last, and then you were away.")
            yield Say(known.library.page("safety.getting-worse"))
            return


def then_and_now(known: Known) -> Script:
    """The start and today, side by side; then each goal's own words for where it stands."""
    yield from _say_changes(changes(known))
    for goal in goals(known):
        yield Round(slug(goal))
        first, target = known.latest("goal.baseline", goal), known.latest("goal.target", goal)
        start = f"It began at {first}, aiming for {target}. " if None not in (first, target) else ""
        yield Ask("now", f"{goal}\n{start}Where does it stand now?", Text(), fills="goal.now", about=goal)
        yield ROUND_OVER


def _say_changes(rows: list[tuple[str, str, str]]) -> Script:
    if rows:
        yield Say("\n".join(f"- {what[0].upper()}{what[1:]}: first {first}; now {now}" for what, first, now in rows))


def changes(known: Known) -> list[tuple[str, str, str]]:
    """What was measured or rated at least twice: what, at the start, now."""
    found = []
    for measure in known.library.measures.values():
        totals = measure.totals(known)
        if len(totals) > 1:
            first, last = totals[0][1], totals[-1][1]
            found.append((measure.code, str(first), f"{last} ({measure.change(first, last)})"))
    for fact in ("stage", "closeness", "satisfaction", "strain"):
        for person in known.people:
            what = "where you stand" if fact == "stage" else fact
            found += _first_and_last(f"{what} with {person}", known.history(fact, person))
    charts = [area.charts for id in known.focus if (area := known.library.areas.get(id))]
    for fact, what in (pair for chart in (RATED, *charts) for pair in chart.items()):
        found += _first_and_last(what, known.history(fact))
    for goal in goals(known):
        found += _first_and_last(f"how near to '{goal}'", known.history("goal.rating", goal))
    expected = [fact.value for fact in known.history("predicted") if isinstance(fact.value, bool)]
    if len(expected) > 1:
        half = len(expected) // 2
        before, after = expected[:half], expected[half:]
        what = "answers from others that came as you expected"
        found.append((what, f"{sum(before)} of {len(before)} times", f"{sum(after)} of {len(after)} times"))
    return found


def _first_and_last(what: str, history: tuple[Fact, ...]) -> list[tuple[str, str, str]]:
    """One row, in words, when something was given at least twice."""
    return [(what, _in_words(history[0]), _in_words(history[-1]))] if len(history) > 1 else []


def _in_words(fact: Fact) -> str:
    return fact.words if fact.words and not isinstance(fact.value, int) else str(fact.value)


def checks(known: Known) -> Script:
    """What the termination checks find, with the evidence, and what to do about the open ones."""
    for check, verdict in checked(known):
        mark = {Finding.MET: "Met", Finding.NOT_YET: "Not yet", Finding.NOT_KNOWN: "Not known"}[verdict.finding]
        otherwise = f" What you could do: {verdict.otherwise}" if verdict.otherwise else ""
        yield Say(f"{mark}: {check.title}. {verdict.evidence}{otherwise}")


def outcome(known: Known) -> Script:
    """The end decision, and which of the sessions after it the person wants."""
    found = decided(known)
    yield Say(found.text)
    extended = known.answers("final.outcome/sessions")
    if found.id == "partly-better" and known.sessions < MOST and not extended:
        most = min(MOST, known.sessions + EXTENSION)
        text = f"Do you want to add sessions? Say how many the course has in all then ({known.sessions} to {most})."
        yield Ask("sessions", text, Number(known.sessions, most), fills="contract.sessions")
    elif found.boosters:
        options = tuple(Option(slug(one), one) for one in found.boosters)
        yield Ask("boosters", "Which of these would you like to plan?", Multi(options), fills="boosters")


SLOTS: dict[str, Callable[[Known], Script]] = {
    "assessments": assessments,
    "checks": checks,
    "focus": focus,
    "goal-ratings": goal_ratings,
    "missed": missed,
    "outcome": outcome,
    "progress": progress,
    "sessions": sessions,
    "technique": technique,
    "then-and-now": then_and_now,
    "weekly": weekly,
}
