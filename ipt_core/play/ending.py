"""The end of a course: its checks, the ordered end decision, and the sessions offered after it.

Source: clinical reference B.2, "End decision". Nothing here is a finding; it says what to offer.
"""

from __future__ import annotations

from attrs import frozen

from ipt_core.answers.kinds import Multi, Number, Option
from ipt_core.guard.plugin_code import dared
from ipt_core.record.facts import Known
from ipt_core.record.naming import slug
from ipt_core.written.area import Finding, TerminationCheck, Verdict
from ipt_core.written.exercise import Ask, Say, Script
from ipt_core.written.measure import Measure
from ipt_core.written.programme import MOST


@frozen
class Outcome:
    """How a course ended, and what to offer.

    Attributes:
        id: ``worse``, ``started-low``, ``not-better``, ``partly-better``, ``remitted``, ``responded`` or ``not-known``.
        text: What to say.
        boosters: When to meet again.
    """

    id: str
    text: str
    boosters: tuple[str, ...] = ()


_MONTHS = ("in 1 month", "in 3 months", "in 6 months")
_WEEKS = ("in 2 weeks", "in 4 weeks", "in 2 months", "in 3 months", "in 4 months")

_OUTCOMES = {
    one.id: one
    for one in (
        Outcome(
            "worse",
            "Things are heavier than when you began, or something about your safety is open. "
            "The exercises rest now. Please take this to a doctor or another clinician soon. You may show them this.",
        ),
        Outcome(
            "started-low",
            "Your score was low from the start, so it cannot tell how the course went. "
            "Your goals and the checks above can.",
            _MONTHS,
        ),
        Outcome(
            "not-better",
            "The score has not moved enough. That says the method did not fit well enough, and nothing about you. "
            "More of the same is not the answer: a clinician can look at it afresh and offer something else.",
        ),
        Outcome(
            "partly-better",
            "Part of the way is done. You could add up to four sessions under a new agreement, twenty in all at most. "
            "It is wise to talk with a clinician as well.",
            ("one extension of up to 4 sessions",),
        ),
        Outcome(
            "remitted",
            "Your score is as low as the scale calls minimal, and every check is met. "
            "A booster session now and then keeps what you built.",
            _MONTHS,
        ),
        Outcome(
            "responded",
            "You have come a good way. Booster sessions, close together at first, help the rest along. "
            "If a check above is still open, it stays on your list.",
            _WEEKS,
        ),
        Outcome("not-known", "The score is missing at the start or at the end, so nothing is said about change."),
    )
}


def checked(known: Known) -> tuple[tuple[TerminationCheck, Verdict], ...]:
    """Every check of every focus area with its verdict. A check that breaks is *not known*."""
    areas = [known.library.areas[id] for id in known.focus if id in known.library.areas]
    return tuple((check, _judged(check, known)) for area in areas for check in area.checks)


def _judged(check: TerminationCheck, known: Known) -> Verdict:
    verdict = dared(check.judge, known.for_plugins())
    if not isinstance(verdict, Verdict):
        return Verdict(Finding.NOT_KNOWN, "This check has a fault and could not be worked out.", "Judge it yourself.")
    return verdict


def leading_measure(known: Known) -> Measure | None:
    """The measure the end is judged by, or None when none is installed."""
    return next((measure for measure in known.library.measures.values() if measure.leads), None)


def decided(known: Known) -> Outcome:
    """The end decision: the first row of the table that holds."""
    measure = leading_measure(known)
    totals = measure.totals(known) if measure else ()
    if any(fact.session == known.session for fact in known.every("risk.thoughts")):
        return _OUTCOMES["worse"]
    if measure is None or len(totals) < 2 or totals[-1][0] != known.session:
        return _OUTCOMES["not-known"]
    unmet = any(verdict.finding is not Finding.MET for _, verdict in checked(known))
    return _OUTCOMES[_row(measure, totals[0][1], totals[-1][1], unmet)]


def _row(measure: Measure, first: int, last: int, unmet: bool) -> str:
    """The row of the table for a baseline, a last score, and whether a check is unmet."""
    drop = first - last
    halved = 2 * drop >= first
    if -drop >= measure.reliable:
        return "worse"
    if first < measure.case:
        return "started-low"
    if drop < measure.reliable and not halved:
        return "not-better"
    if not halved and (last >= measure.case or unmet):
        return "partly-better"
    if measure.remission is not None and last <= measure.remission and not unmet:
        return "remitted"
    return "responded"


EXTENSION = 4  # sessions at most, once; source: clinical reference B.2, the end decision


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
