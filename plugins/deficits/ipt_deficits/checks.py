"""What should be true when the work on loneliness ends. Source of all: clinical reference B.7."""

from __future__ import annotations

from collections import Counter

from ipt_core import Known, Verdict, check, met, not_known, not_yet

RINGS = {"inner": 1, "middle": 2, "outer": 3}  # any other answer is outside the circles


@check("I-X1", "A pattern is named, and another move used")
def other_move_used(known: Known) -> Verdict:
    """Pattern and other move written down, and the move used at least 3 times."""
    story = "deficits.relationship-story"
    if not any(known.answers(f"{story}/repeats")) or not known.answers(f"{story}/ten-percent"):
        return not_known("There is no pattern with another move yet.", "Work through 'My relationship story'.")
    uses = sum(fact.value for fact in known.history("deficits.used"))
    seen = f"Your other move has been used {uses} times."
    return met(seen) if uses >= 3 else not_yet(seen, "Try the other move again, or talk it over with a supporter.")


@check("I-X2", "More contact")
def more_contact(known: Known) -> Verdict:
    """The mean of the last 4 weekly counts of real contacts is at least 2 above the first count."""
    again = "Take the next steps of the connection ladder; 16 to 20 sessions are fine for this."
    counts = known.history("deficits.contacts")
    weeks = [fact.value for fact in known.recent("deficits.contacts") if fact is not counts[0]]
    if len(weeks) < 3:
        return not_known("There are fewer than three weekly counts in the last four sessions.", again)
    first, mean = counts[0].value, sum(weeks) / len(weeks)
    seen = f"Real contacts a week went from {first} to {mean:.1f}."
    return met(seen) if mean >= first + 2 else not_yet(seen, again)


@check("I-X3", "A tie grew")
def tie_grew(known: Known) -> Verdict:
    """Somebody moved inward, or somebody new was met in at least 3 weeks."""
    again = "Choose one person and 'Warm a thin tie'."
    closer = [fact.about for fact in known.history("deficits.closer") if fact.value is True]
    closer += _moved_inward(known)
    if closer:
        return met(f"You and {closer[-1]} have come closer.")
    weeks = known.history("deficits.ties")
    if not weeks and not known.history("deficits.closer"):
        return not_known("There is no note of people who are new or not so close yet.", again)
    times = Counter(name.strip().casefold() for week in weeks for name in week.value)
    names = {name.strip().casefold(): name for week in weeks for name in week.value}
    for person, count in times.most_common(1):
        if count >= 3:
            return met(f"You were in touch with {names[person]} in {count} weeks.")
        return not_yet(f"You were in touch with {names[person]} in {count} of the weeks.", again)
    return not_yet("No tie has come closer yet.", again)


@check("I-X4", "A smaller gap")
def gap_is_smaller(known: Known) -> Verdict:
    """The gap between wished and actual closeness is down by 2, or at most 3 (0-10)."""
    wished = {fact.session: fact.value for fact in known.history("deficits.wished")}
    actual = {fact.session: fact.value for fact in known.history("deficits.actual")}
    gaps = [max(0, wished[session] - actual[session]) for session in sorted(wished.keys() & actual.keys())]
    if not gaps:
        return not_known("Wished and actual closeness are not both rated yet.", "Rate both once.")
    seen = f"The gap between wished and actual closeness went from {gaps[0]} to {gaps[-1]}."
    if gaps[0] - gaps[-1] >= 2 or gaps[-1] <= 3:
        return met(seen)
    return not_yet(seen, "Take more sessions, or ask a clinician about other help, such as CBT or a group.")


@check("I-X5", "A regular place")
def regular_place(known: Known) -> Verdict:
    """The regular place was visited in at least 3 weeks."""
    again = "Choose a regular place on the connection ladder, and go again."
    weeks = known.history("deficits.place")
    if not weeks:
        return not_known("There is no note yet of a regular place.", again)
    times = sum(week.value is True for week in weeks)
    seen = f"You went to your regular place in {times} weeks."
    return met(seen) if times >= 3 else not_yet(seen, again)


@check("I-X6", "I reach out too")
def reaches_out(known: Known) -> Verdict:
    """Of the latest contacts, 6 at least, half were begun by the person.

    The record counts contacts week by week, so the last 6 are taken as the latest weeks that hold 6.
    """
    again = "Reach out once this week: one line to one person is enough."
    begun = {fact.session: fact.value for fact in known.history("deficits.begun")}
    contacts = {fact.session: fact.value for fact in known.history("deficits.contacts")}
    mine = total = 0
    for session in sorted(begun.keys() & contacts.keys(), reverse=True):
        mine += min(begun[session], contacts[session])
        total += contacts[session]
        if total >= 6:
            break
    if total < 6:
        return not_known("There are fewer than six contacts to look at.", again)
    seen = f"Of your last {total} contacts you began {mine}."
    return met(seen) if 2 * mine >= total else not_yet(seen, again)


def _moved_inward(known: Known) -> list[str]:
    """The people whose ring is nearer now than at first."""
    people = dict.fromkeys(fact.about for fact in known.history("ring") if fact.about)
    return [person for person in people if _ring(known.latest("ring", person)) < _ring(known.first("ring", person))]


def _ring(value: object) -> int:
    return RINGS.get(str(value), 4)
