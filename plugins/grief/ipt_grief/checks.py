"""What should be true when the work on grief ends. Source of all: clinical reference B.4."""

from __future__ import annotations

from ipt_core import Known, Verdict, check, met, not_known, not_yet

TELLING = "grief.before-during-after"
PARTS = {"before": "the time before", "day": "the day itself", "after": "the time after"}


@check("G-X1", "The loss has been told")
def story_told(known: Known) -> Verdict:
    """All three parts told, or enough told by choice; the hardest part 2 lighter, or at most 5 (0-10)."""
    again = "Tell one more part of the story, in one or two sessions, or with a therapist."
    heaviness = known.answers(f"{TELLING}/hardest")
    if not heaviness:
        return not_known("The story of the loss has no rating yet.", again)
    missing = [words for part, words in PARTS.items() if not known.answers(f"{TELLING}/{part}")]
    enough = known.answer(f"{TELLING}/enough") is True
    if missing and not enough:
        return not_yet(f"Not told yet: {', '.join(missing)}.", again)
    told = "You chose how much to tell" if missing else "All three parts are told"
    first, now = heaviness[0], heaviness[-1]
    if first - now >= 2 or now <= 5:
        return met(f"{told}, and the hardest part weighs {now} (first {first}).")
    return not_yet(f"{told}, but the hardest part still weighs {now} (first {first}).", again)


@check("G-X2", "The picture is mixed")
def picture_is_mixed(known: Known) -> Verdict:
    """At least two entries on each side of the whole person, over all times."""
    again = "Look at the whole person once more, if you want to."
    loved = _entries(known, "grief.whole-person/loved", "grief.whole-person/loved-more")
    hard = _entries(known, "grief.whole-person/hard", "grief.whole-person/hard-more")
    if not loved and not hard:
        return not_known("The two sides of the person have not been written down.", again)
    seen = f"Loved: {len(loved)}. Hard: {len(hard)}."
    return met(seen) if min(len(loved), len(hard)) >= 2 else not_yet(seen, again)


@check("G-X3", "Somebody living knows")
def somebody_knows(known: Known) -> Verdict:
    """The loss was spoken of with at least one person in the last 4 sessions."""
    again = "Tell a little to the person who is easiest to talk to, or try a grief group."
    weeks = known.recent("grief.told")
    if not weeks:
        return not_known("The last four sessions do not say whom you spoke with.", again)
    names = list(dict.fromkeys(name for week in weeks for name in week.value))
    if names:
        return met(f"In the last four sessions you spoke with {', '.join(names)}.")
    return not_yet("In the last four sessions you spoke with nobody about it.", again)


@check("G-X4", "Life is widening")
def life_widens(known: Known) -> Verdict:
    """Two or more activities or people taken up again or new, and something in 3 of the last 4 sessions."""
    again = "Plan one small return a week, in 'Life around the gap', or give it some more sessions."
    if not known.history("grief.resumed"):
        return not_known("There is no note yet of what you took up again.", again)
    things = {thing.strip().casefold() for week in known.history("grief.resumed") for thing in week.value}
    weeks = {week.session for week in known.recent("grief.resumed") if week.value}
    seen = f"Taken up again or new: {len(things)}. It happened in {len(weeks)} of the last 4 sessions."
    return met(seen) if len(things) >= 2 and len(weeks) >= 3 else not_yet(seen, again)


@check("G-X5", "Less stuck")
def less_stuck(known: Known) -> Verdict:
    """The person's own 'stuck in grief' rating is down by 3, or at most 4 (0-10)."""
    again = "Speak with a doctor or a grief therapist about help for long grief."
    first, now = known.first("grief.stuck"), known.latest("grief.stuck")
    if now is None:
        return not_known("There is no 'stuck in grief' rating yet.", "Rate once how stuck you feel.")
    seen = f"'Stuck in grief' went from {first} to {now}."
    return met(seen) if first - now >= 3 or now <= 4 else not_yet(seen, again)


@check("G-X6", "The next hard dates are planned")
def dates_planned(known: Known) -> Verdict:
    """A plan for every hard day named for the next three months, in a look ahead of the last 4 sessions."""
    again = "Do 'Hard days ahead' now."
    looked = known.recent("grief.dates-ahead")
    if not looked:
        return not_known("You have not looked ahead in the last four sessions.", again)
    if looked[-1].value is False:
        return met("You see no hard day in the next three months.")
    named = [fact for fact in known.history("grief.dates-coming") if fact.session >= looked[-1].session]
    days = named[-1].value if named else []
    if not days:
        return not_known("You expect a hard day, but it has no name yet.", again)
    open_days = [day for day in days if known.latest("grief.date-plan", day) is None]
    if open_days:
        return not_yet(f"No plan yet for: {', '.join(open_days)}.", again)
    return met(f"There is a plan for: {', '.join(days)}.")


def _entries(known: Known, *questions: str) -> set[str]:
    """All different entries ever given to these list questions."""
    return {entry.strip().casefold() for question in questions for given in known.answers(question) for entry in given}
