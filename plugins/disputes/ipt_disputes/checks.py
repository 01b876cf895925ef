"""What should be true when the work on a dispute ends. Source: clinical reference B.5, D-X1 to D-X6."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from ipt_core import Known, Verdict, check, met, not_known, not_yet

TALKS, GOOD_TALK = 2, 5  # talks looked back on; the rating (0-10) one of them must reach
SHIFT, BEARABLE = 2, 4  # points of change on 0-10; the highest distress (0-10) after a choice
USES, WEEKS = 3, 4  # uses of the new way, within so many weekly sessions

STAGES = {
    "renegotiation": "you both keep trying to sort it out",
    "impasse": "it goes round in circles, or you stay silent",
    "dissolution": "one of you has mostly gone",
}

Judge = Callable[[Known], Verdict]


def about_the_person(judge: Callable[[Known, str], Verdict]) -> Judge:
    """Hand the check the person the dispute is with; without one, nothing can be known."""

    @wraps(judge)
    def asked(known: Known) -> Verdict:
        person = known.latest("focus.person")
        if person is None:
            return not_known("You have not said who the dispute is with.", otherwise="Say who it is with first.")
        return judge(known, person)

    return asked


def _sessions(known: Known, fact: str, person: str) -> list[int]:
    """The sessions in which this was said about the person, in order."""
    return sorted({one.session for one in known.history(fact, person)})


@check("D-X1", "The dispute is understood")
@about_the_person
def understood(known: Known, person: str) -> Verdict:
    """Both sides and whether they were spoken for one matter; the stage at the start and again later."""
    parts = [set(_sessions(known, f"disputes.{part}", person)) for part in ("mine", "theirs", "aloud")]
    mapped, stages = sorted(set.intersection(*parts)), _sessions(known, "stage", person)
    if not any(parts) and not stages:
        return not_known(
            f"Nothing is written yet about what you and {person} expect, or where you two stand.",
            otherwise="Work through 'Expectation map' once, and then 'Where are we?'.",
        )
    if not mapped:
        return not_yet(
            "There is no matter yet with both sides, and whether they were said out loud.",
            otherwise="Work through 'Expectation map' for one matter.",
        )
    if len(stages) < 2:
        seen = f"only in session {stages[0]}" if stages else "in no session yet"
        return not_yet(
            f"Where you two stand was looked at {seen}. It takes the start and one later session.",
            otherwise="Work through 'Where are we?' to see where you two stand now.",
        )
    return met(
        f"You put both sides of a matter side by side in session {mapped[0]}. "
        f"You looked at where you two stand in session {stages[0]} and again in session {stages[-1]}."
    )


@check("D-X2", "No longer stuck")
@about_the_person
def moving(known: Known, person: str) -> Verdict:
    """The stage is not impasse when asked again, or there is a conscious choice with a date."""
    decided = known.latest("disputes.decision-day", person)
    if decided is not None:
        return met(f"You made a choice on purpose about things with {person}. It counts from {decided}.")
    stages = known.history("stage", person)
    if len(_sessions(known, "stage", person)) < 2:
        return not_known(
            "Where you two stand was not looked at again after the start.",
            otherwise="Work through 'Where are we?' to see if something has moved.",
        )
    now = stages[-1]
    if now.value == "impasse":
        return not_yet(
            f"In session {now.session} it was still stuck: {STAGES['impasse']}.",
            otherwise="Try 'Open a stuck one' once more. After that, stop and choose on purpose what you want to do.",
        )
    return met(f"In session {now.session} it was not stuck: {STAGES.get(now.value, now.value)}.")


@check("D-X3", "It was tried for real")
@about_the_person
def tried(known: Known, person: str) -> Verdict:
    """At least two talks looked back on, at least one rated 5 or more. Ratings of one session count as one talk."""
    best: dict[int, int] = {}
    for one in (*known.history("talk.rating", person), *known.history("talk.rating", "")):
        best[one.session] = max(one.value, best.get(one.session, 0))
    if not best:
        return not_known(
            "No talk has been looked back on and rated yet.",
            otherwise="Have one small talk, and rate from 0 to 10 how it went.",
        )
    count, top = len(best), max(best.values())
    evidence = f"Talks you looked back on: {count}. The best one was rated {top} of 10."
    if count < TALKS or top < GOOD_TALK:
        return not_yet(evidence, otherwise="Take a smaller topic and try once more. A few more sessions may help.")
    return met(evidence)


@check("D-X4", "It weighs less")
@about_the_person
def lighter(known: Known, person: str) -> Verdict:
    """Strain down by 2 or satisfaction up by 2 (0-10); or a choice was made and distress is 4 or less."""
    strain, content = _change(known, "strain", person), _change(known, "satisfaction", person)
    seen = [f"Strain went from {strain[0]} to {strain[1]}."] if strain else []
    seen += [f"Satisfaction went from {content[0]} to {content[1]}."] if content else []
    better = bool(strain and strain[0] - strain[1] >= SHIFT) or bool(content and content[1] - content[0] >= SHIFT)
    weight = _weight_since_choice(known, person)
    if weight is not None:
        seen.append(f"Since you made your choice, it weighs {weight} of 10.")
        better = better or weight <= BEARABLE
    if better:
        return met(" ".join(seen))
    if not seen:
        return not_known(
            "Strain and satisfaction were not rated in two sessions yet.",
            otherwise=f"Rate how things are with {person} once more.",
        )
    return not_yet(
        " ".join(seen),
        otherwise="A few more sessions may help. So may a couples or family service, if nobody is afraid.",
    )


def _change(known: Known, fact: str, person: str) -> tuple[int, int] | None:
    """The first and the latest rating; None when they are not from two sessions."""
    ratings = known.history(fact, person)
    if len({one.session for one in ratings}) < 2:
        return None
    return ratings[0].value, ratings[-1].value


def _weight_since_choice(known: Known, person: str) -> int | None:
    """The latest distress rating since a dated choice was made, or None."""
    choices = known.history("disputes.decision-day", person)
    ratings = known.history("distress", person)
    if not choices or not ratings or ratings[-1].session < choices[-1].session:
        return None
    return int(ratings[-1].value)


@check("D-X5", "Own pattern known, and a new way in use")
def known_pattern(known: Known) -> Verdict:
    """Pattern and alternative written down; the alternative used 3 times within four weeks."""
    if known.latest("pattern") is None or known.latest("alternative") is None:
        return not_known(
            "Your usual pattern and a new way are not both written down.",
            otherwise="Work through 'Expectation map' or 'Open a stuck one', and write down both.",
        )
    counts = known.history("alternative.used")
    if not counts:
        return not_known(
            "How often you used the new way was not counted yet.",
            otherwise="Count for a week or two how often you use it.",
        )
    last = counts[-1].session
    uses = sum(one.value for one in counts if one.session > last - WEEKS)
    evidence = f"In the four weeks up to session {last} you used the new way {uses} {'time' if uses == 1 else 'times'}."
    if uses < USES:
        return not_yet(evidence, otherwise="Give it some more practice, with small and easy moments first.")
    return met(evidence)


@check("D-X6", "Safe")
@about_the_person
def safe(known: Known, person: str) -> Verdict:
    """No open safety flag on this person. The words give nothing away to somebody who reads over a shoulder."""
    if known.locked(person):
        return not_yet(
            "This point is still open, by your private answers.",
            otherwise="Your own safety comes first. Open the help page at a time and place that is private.",
        )
    if not known.cleared(person):
        return not_known(
            f"Not all of the private questions about {person} are answered.",
            otherwise="Answer them at a time and place that is safe for you.",
        )
    return met(f"Nothing about your safety with {person} is open.")
