"""What an answer gives away: the alarms it raises, by what was chosen and by words. The guard answers them.

Sources: clinical reference D.2 to D.4. A match is a reason to ask, never to judge; no match means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ipt_core.answers.kinds import Clock, Day, Goal, Number, Scale, Text, Turns, Value, YesNo, chosen, own_words
from ipt_core.record.locks import SAFE
from ipt_core.written.exercise import Ask

GRAVEST_FIRST = ("self-harm", "danger", "fear", "harming", "dependants", "stop", "hold")
RESTING = ("stop", "hold")  # these let the course rest, when all else has been said

_SELF_HARM = re.compile(
    r"\b(kill(ing)? myself|end(ing)? (my life|it all)|tak(e|ing) my (own )?life|suicidal|want(ed)? to die"
    r"|wish i (was|were) dead|better off (dead|without me)|(do ?n'?t|do not|no longer) want to (live|be alive|wake up)"
    r"|(hurt|harm|cut)(t?ing)? myself|no reason to live)\b",
    re.IGNORECASE,
)
_FEAR = re.compile(
    r"\b((hits?|beats?|kicks?|slap(s|ped)|punch(es|ed)|threaten(s|ed)) me"
    r"|(scared|afraid|frightened|terrified) of "
    r"(him|her|them|my (partner|husband|wife|boyfriend|girlfriend|father|mother)))\b",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"\b((chok|strangl)(es|ed|ing) me|threaten(s|ed|ing)? to kill|(will|would|going to|wants to|tried to) kill me"
    r"|(knife|gun|weapon) (on|at|to) me|stalk(s|ed|ing) me)\b",
    re.IGNORECASE,
)
_WORDLESS = frozenset({YesNo, Scale, Number, Day, Clock})  # kinds whose answers hold neither words nor options
PLAIN_KINDS = frozenset({*_WORDLESS, Text, Goal, Turns})  # kinds whose answers bring nothing unless they raise an alarm


def heard(ask: Ask, value: Value) -> tuple[str, ...]:
    """The alarms an answer raises, the gravest first: some of `GRAVEST_FIRST`."""
    fact = ask.fills
    if fact == "phq9.9":
        return ("self-harm",) if value != 0 else ()  # any value above 0, and a refusal too
    if fact in SAFE:
        return ("fear",) if value is not None and value not in SAFE[fact] else ()
    if value is None:
        return ()
    if fact == "private.whom":
        return ("fear",)
    if ask.kind.__class__ in _WORDLESS:
        return ()
    raised = {option.alarm for option in chosen(ask.kind, value)}
    words = re.sub(r"\s+", " ", " ".join(own_words(ask.kind, value))).replace("\u2019", "'")
    if words:
        raised |= {"self-harm"} if _SELF_HARM.search(words) else set()
        raised |= {"fear"} if _FEAR.search(words) else set()
        raised |= {"danger"} if _DANGER.search(words) else set()
    raised |= {"fear"} if "danger" in raised else set()  # whoever is in danger from somebody is kept from them as well
    return tuple(alarm for alarm in GRAVEST_FIRST if alarm in raised)


def in_turn(alarms: Iterable[str]) -> list[str]:
    """Alarms in the order they are met, the gravest first; the page for danger says what the one for fear does."""
    raised = set(alarms)
    return [one for one in GRAVEST_FIRST if one in raised and not (one == "fear" and "danger" in raised)]
