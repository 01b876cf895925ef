"""Parts worked out by the engine: how measures, ratings and goals have moved."""

from __future__ import annotations

from ipt_core.answers.kinds import Scale, Text
from ipt_core.record.facts import Fact, Known
from ipt_core.record.naming import slug
from ipt_core.written.exercise import ROUND_OVER, Ask, Round, Say, Script

RATED = {  # facts rated 0 to 10 week by week whatever the focus, and what they are called
    "middle.energy": "energy",
    "middle.irritable": "how easily things got on your nerves",
    "middle.tasks": "everyday things kept up",
}
# PHQ-9 totals that predicted no response in two trials of another therapy: a prompt to seek help. Source: B.2, R19.
OFF_TRACK = ((14, 9), (9, 13), (4, 17))


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
