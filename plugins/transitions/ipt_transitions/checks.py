"""When is the work on a change done? Six checks over the record, T-X1 to T-X6.

Thresholds are design decisions of the clinical reference (B.6), shown as suggestions, never as findings.
"""

from ipt_core import Known, Verdict, check, met, not_known, not_yet

QUADRANTS = {
    "transitions.old-good": "good in the old life",
    "transitions.old-hard": "hard in the old life",
    "transitions.new-good": "good in the new life",
    "transitions.new-hard": "hard in the new life",
}


@check("T-X1", "Both roles are seen fairly")
def both_roles_seen_fairly(known: Known) -> Verdict:
    """Good and hard of old and new: at least two different entries each. Source: clinical reference B.6."""
    otherwise = "Work through Old and new, and look for the side that is thin."
    entries = {side: _entries(known, fact) for fact, side in QUADRANTS.items()}
    if not any(entries.values()):
        return not_known("None of the four lists has been written yet.", otherwise=otherwise)
    thin = [side for side, items in entries.items() if len(items) < 2]
    if thin:
        return not_yet(f"Fewer than two entries for: {', '.join(thin)}.", otherwise=otherwise)
    return met("Old and new each have at least two good and two hard things.")


@check("T-X2", "What was lost has been mourned")
def loss_was_mourned(known: Known) -> Verdict:
    """A feeling about the loss was named, and somebody was told. Source: clinical reference B.6."""
    otherwise = "Work through Let go, name one feeling, and tell one safe person when you are ready."
    named = _entries(known, "transitions.loss-feelings")
    told = {fact.value for fact in known.history("transitions.told")}
    if not named and not told:
        return not_known("Nothing is written yet about what was lost.", otherwise=otherwise)
    if not named:
        return not_yet("No feeling about the loss has been named.", otherwise=otherwise)
    if not told & {"told", "someone-else"}:
        return not_yet("Feelings are named, but nobody has been told yet.", otherwise=otherwise)
    return met("Feelings about the loss were named, and somebody was told.")


@check("T-X3", "You can handle the new role")
def mastery(known: Known) -> Verdict:
    """Confidence up by 3 or at 7 (0-10), and at least three steps done. Source: clinical reference B.6."""
    otherwise = "Take one more small step with Mastery steps, or give the course a little more time."
    first, now = known.first("transitions.confidence"), known.latest("transitions.confidence")
    weeks = known.history("transitions.steps")
    if first is None or now is None:
        return not_known("Confidence in the new role has not been rated.", otherwise=otherwise)
    if not weeks:
        return not_known("No week says how many steps were done.", otherwise=otherwise)
    steps = sum(fact.value for fact in weeks)
    evidence = f"Confidence went from {first} to {now}, with {steps} steps done."
    if (now - first >= 3 or now >= 7) and steps >= 3:
        return met(evidence)
    return not_yet(evidence, otherwise=otherwise)


@check("T-X4", "Support fits the new life")
def support_fits(known: Known) -> Verdict:
    """Two named people in the new life, and contact in 3 of the last 4 weekly sessions.

    The four weeks end with the last weekly questions, as the final sessions do not ask them.
    A week that was skipped counts as a week without contact. Source: clinical reference B.6.
    """
    otherwise = "Work through Support plan, and reach out to one person on purpose this week."
    history = known.history("transitions.contacts")
    if not history:
        return not_known("No week says who you met in the new life.", otherwise=otherwise)
    people = _entries(known, "transitions.contacts")
    last = history[-1].session
    weeks = {fact.session for fact in history if fact.value and fact.session > last - 4}
    evidence = f"People met in the new life: {len(people)}. Weeks with contact in the last four: {len(weeks)}."
    if len(people) >= 2 and len(weeks) >= 3:
        return met(evidence)
    return not_yet(evidence, otherwise=otherwise)


@check("T-X5", "There is a future in it")
def a_future_in_it(known: Known) -> Verdict:
    """The rating of what the new role holds up by 2 or at 6 (0-10). Source: clinical reference B.6."""
    otherwise = (
        "Work through Gains and fears. If the change can be undone, that is a choice "
        "you may weigh as well, with time and without haste."
    )
    first, now = known.first("transitions.holds"), known.latest("transitions.holds")
    if first is None or now is None:
        return not_known("You have not rated yet what the new role holds for you.", otherwise=otherwise)
    evidence = f"What the new role holds for you went from {first} to {now}."
    if now - first >= 2 or now >= 6:
        return met(evidence)
    return not_yet(evidence, otherwise=otherwise)


@check("T-X6", "It has not spilled over")
def no_spill_over(known: Known) -> Verdict:
    """Strain with the closest person has not gone up by 2 or more (0-10). Source: clinical reference B.6."""
    history = known.history("transitions.closest-strain")
    if len(history) < 2:
        return not_known(
            "Two ratings of the strain with your closest person are needed.",
            otherwise="Rate the strain with your closest person in the weekly questions.",
        )
    first, now = history[0].value, history[-1].value
    evidence = f"Strain with your closest person went from {first} to {now}."
    if now - first >= 2:
        return not_yet(
            evidence,
            otherwise="Look at the dispute questions. It may be a second focus.",
        )
    return met(evidence)


def _entries(known: Known, fact: str) -> set[str]:
    """The different entries a list fact was ever given."""
    return {item for given in known.history(fact) for item in given.value}
