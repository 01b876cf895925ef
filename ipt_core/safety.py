"""The guard: one generator around every script of every plugin, and the only place where safety acts.

It sees each step and each answer. It interrupts (thoughts of self-harm, "I need help now"), it gates
(no work toward a person before the private questions about them are answered and clear), and it locks
per person. Scripts only declare facts; none can switch the guard off, restyle or outrank it.

What it says is content (``content/safety``); when it says it is here. Sources: clinical reference D.2-D.5.
"""

from __future__ import annotations

import re
from typing import Any

from .kinds import Choice, Kind, Many, Multi, Option, Person, Text, Value, YesNo
from .model import LEAVE, Ask, Enter, Exercise, Say, Script, Step, Toward
from .record import RESERVED_FACTS, SAFE, Known
from .steps import Refused, run, slug

HELP = object()  # sent instead of an answer when the person pressed "I need help now"
MOST_STEPS = 1_000  # steps a script may take without asking anything; more is an endless loop
DISTRESS_TOP, DISTRESS_RISE = 8, 3

# ---------------------------------------------------------------- what an answer gives away

GRAVEST_FIRST = ("self-harm", "fear", "harming", "dependants", "stop", "hold")

_SELF_HARM = re.compile(
    r"\b(kill(ing)? myself|end(ing)? (my life|it all)|take my (own )?life|suicidal|want(ed)? to die|wish i was dead"
    r"|wish i were dead|better off dead|better off without me|do(n't| not) want to (live|be alive|wake up)"
    r"|hurt(ing)? myself|harm(ing)? myself|cut(ting)? myself|no reason to live)\b",
    re.IGNORECASE,
)


def heard(ask: Ask, value: Value) -> str:
    """The alarm an answer raises: ``self-harm``, ``fear``, ``harming``, ``dependants``, ``hold``, ``stop`` or ''."""
    fact = ask.fills
    if fact == "phq9.9":
        return "self-harm" if value != 0 else ""  # any value above 0, and a refusal too
    if fact in SAFE:
        return "fear" if value is not None and value not in SAFE[fact] else ""
    if value is None:
        return ""
    if fact == "private.whom":
        return "fear"
    kind = ask.kind
    if isinstance(kind, Choice | Multi):
        chosen = value if isinstance(value, list) else [value]
        raised = {option.alarm for option in kind.options if option.id in chosen}
        return next((alarm for alarm in GRAVEST_FIRST if alarm in raised), "")
    return "self-harm" if _free_words(kind) and _SELF_HARM.search(str(value)) else ""


def _free_words(kind: Kind) -> bool:
    return isinstance(kind.of if isinstance(kind, Many) else kind, Text)


def _pages(ask: Ask, value: Value) -> list[str]:
    """The pages the chosen options name."""
    if value is None or not isinstance(ask.kind, Choice | Multi):
        return []
    chosen = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(option.page for option in ask.kind.options if option.page and option.id in chosen))


# ---------------------------------------------------------------- the guard


class Misbehaved(Exception):
    """A script broke a rule: it raised, yielded something strange, or never came to a question."""


def guarded(script: Script, known: Known, listening: bool = True) -> Script:
    """Play any script, safely. A script that breaks ends here; the session and every answer go on.

    Args:
        script: What to play.
        known: The record.
        listening: Whether free words may raise an alarm; not inside the support that an alarm opened.
    """
    guard = _Guard(script, known, listening)
    try:
        yield from guard.play()
    except Misbehaved:
        script.close()
        while guard.depth:
            guard.depth -= 1
            yield LEAVE
        yield Say(known.library.page("safety.broken"))


class _Guard:
    """The guard around one item of the agenda."""

    def __init__(self, script: Script, known: Known, listening: bool) -> None:
        self.script = script
        self.known = known
        self.listening = listening
        self.depth = 0
        self.exercises: list[Exercise | None] = []
        self.toward: list[list[str]] = []  # whom each of them works toward
        self.calm: int | None = None  # the lowest distress so far

    def play(self) -> Script:
        step = self._next(None)
        quiet = 0
        while step is not None:
            quiet = 0 if isinstance(step, Ask) else quiet + 1
            if quiet > MOST_STEPS:
                raise Misbehaved
            if isinstance(step, Ask):
                step = yield from self._ask(step)
            elif isinstance(step, Toward):
                safe = yield from self._cleared(step.person)
                step = self._next(None) if safe else (yield from self._refuse())
            elif isinstance(step, Say | Enter) or step is LEAVE:
                self._mind(step)
                yield step
                step = (yield from self._refuse()) if step is LEAVE and self._turned_unsafe() else self._next(None)
            else:
                raise Misbehaved

    def _mind(self, step: Step) -> None:
        """Keep track of which exercise is running."""
        if isinstance(step, Enter):
            self.depth += 1
            self.exercises.append(step.exercise)
            self.toward.append([])
        elif step is LEAVE:
            if not self.depth:
                raise Misbehaved
            self.depth -= 1
            self.exercises.pop()
            self.toward.pop()

    def _cleared(self, person: str) -> Any:
        """Whether the running exercise may work toward this person; remembers that it does."""
        safe = yield from cleared(person, self.known)
        if safe and self.toward:
            self.toward[-1].append(person)
        return safe

    def _turned_unsafe(self) -> bool:
        """Whether the exercise gone back to works toward somebody who was locked meanwhile."""
        return any(self.known.unsafe(person) for persons in self.toward for person in persons)

    def _next(self, value: Any) -> Step | None:
        """The script's next step; None at its end."""
        try:
            return self.script.send(value)
        except StopIteration:
            return None
        except (Exception, SystemExit) as error:  # whatever a plugin does must not end the session
            raise Misbehaved from error

    def _ask(self, ask: Ask) -> Any:
        """Ask, answer what the answer gives away, and hand it on. Returns the script's next step."""
        if ask.fills.startswith(RESERVED_FACTS) and not self._core():
            raise Misbehaved
        known = self.known
        value = yield ask
        pressed = 0
        while value is HELP:
            pressed += 1
            yield from self_harm(known, f"{slug(ask.key)}-help-{pressed}", None)
            value = yield ask
        alarm = known.tripped.get(known.standing) or heard(ask, value)
        if alarm == "self-harm" and not self.listening:
            alarm = ""
        for page in _pages(ask, value):
            yield Say(known.library.page(page))
        if alarm and not (yield from self._answer(alarm, ask, value)):
            return (yield from self._refuse())
        if isinstance(ask.kind, Person) and not ask.kind.mention and value is not None:
            if not (yield from self._cleared(value)):
                return (yield from self._refuse())
        if ask.fills == "distress" and value is not None and not (yield from self._settled(ask, value)):
            return (yield from self._refuse())
        return self._next(value)

    def _answer(self, alarm: str, ask: Ask, value: Value) -> Any:
        """Act on an alarm. Returns whether the exercise may go on."""
        known = self.known
        if alarm == "self-harm":
            yield from self_harm(known, slug(ask.key), value if ask.fills == "phq9.9" else None)
        elif alarm == "fear":
            yield Say(_page(known, "safety.abuse"))
            if not ask.about:
                yield from _whom(known, slug(ask.key))
            return ask.fills == "private.afraid"  # the inventory goes on; it gives no advice
        elif alarm in ("harming", "dependants"):
            yield Say(_page(known, f"safety.{alarm}"))
            return alarm == "dependants" or not any(self.toward)
        elif alarm in ("hold", "stop"):
            yield from hold(known, slug(ask.key), alarm)
        return True

    def _refuse(self) -> Any:
        """End the running exercise. One that goes on regardless is closed with all it runs in."""
        try:
            step = self.script.throw(Refused())
        except (StopIteration, Refused):
            return None
        except (Exception, SystemExit) as error:
            raise Misbehaved from error
        while self.exercises and self.exercises[-1] is None:  # rounds of a loop inside the exercise
            self.exercises.pop()
            self.toward.pop()
            self.depth -= 1
            yield LEAVE
        if step is not LEAVE:
            raise Misbehaved
        return step

    def _settled(self, ask: Ask, value: int) -> Any:
        """The distress rule: at 8, or 3 above the start, stop and ground. Returns whether to go on."""
        start = value if self.calm is None else self.calm
        self.calm = min(start, value)
        if value < DISTRESS_TOP and value - start < DISTRESS_RISE:
            return True
        yield Say(self.known.library.page("safety.grounding"))
        on = yield Ask(
            f"{ask.key}-settled",
            "How would you like to go on?",
            Choice((Option("on", "Go on with this, slowly"), Option("later", "Leave this for another day"))),
        )
        return on == "on"

    def _core(self) -> bool:
        """Whether the running exercise is one of the core's own."""
        running = next((one for one in reversed(self.exercises) if one is not None), None)
        return running is not None and running.core


# ---------------------------------------------------------------- a person (D.4)

_PRIVATE: tuple[tuple[str, str, Kind], ...] = (
    (
        "private.afraid",
        "Are you ever afraid of {}, or do you feel watched or punished by them?",
        YesNo(),
    ),
    (
        "private.hurt",
        "Has anyone been hurt or threatened between you and {}, either way round?",
        YesNo(),
    ),
    (
        "private.no",
        "When you say no to {}, what happens most often?",
        Choice(
            (
                Option("accepted", "It is accepted"),
                Option("sulking", "There is sulking"),
                Option("pressure", "There is pressure"),
                Option("punished", "I am made to pay for it"),
            )
        ),
    ),
)
PRIVATE = Exercise("safety.private", "Some private questions", lambda known: iter(()))  # type: ignore[arg-type, return-value]


def cleared(person: str, known: Known) -> Script:
    """Ask what is not answered yet about a person. Returns whether work toward them is open."""
    if not known.unsafe(person) and not known.clear(person):
        yield Enter(PRIVATE.id, PRIVATE)
        yield Enter(slug(person))
        yield from _private_questions(person, known)
        yield LEAVE
        yield LEAVE
    if known.unsafe(person):
        yield Say(_page(known, "safety.locked"))
        return False
    if not known.clear(person):
        yield Say(known.library.page("safety.unanswered"))
        return False
    return True


def _private_questions(person: str, known: Known) -> Script:
    yield Say(known.library.page("safety.private-intro"))
    if not (yield Ask("safe-here", "Is it safe for you to answer private questions here, right now?", YesNo())):
        return
    for fact, text, kind in _PRIVATE:
        if known.latest(fact, person) is None:
            ask = Ask(fact.partition(".")[2], text.format(person), kind, private=True, fills=fact, about=person)
            value = yield ask
            if heard(ask, value):
                yield Say(_page(known, "safety.abuse"))
                return


def _whom(known: Known, trigger: str) -> Script:
    """Ask whom a fear is about, so that work toward them is locked."""
    yield Enter(PRIVATE.id, PRIVATE)
    text = "Whom is this about? The course then keeps closed whatever works toward them. You may leave this open."
    yield Ask(f"{trigger}-whom", text, Person(True, known.people), private=True, fills="private.whom")
    yield LEAVE


# ---------------------------------------------------------------- self-harm (D.3)

_RISK = (
    ("thoughts", "In the last days, have you thought about ending your life?"),
    ("plan", "Have you thought about how, or made a plan? You need not say what."),
    ("tonight", "Do you feel you might act on it today or tonight?"),
    ("month", "Have you hurt yourself or tried to die in the last month?"),
    ("safe", "Can you stay safe until tomorrow?"),
)
URGENT, RAISED, NOTED = "urgent", "raised", "noted"


def level(answers: dict[str, bool | None], item_nine: int | None, noted_before: bool) -> str:
    """Which page the answers call for. It chooses what is shown and predicts nothing. Source: D.3.

    Args:
        answers: ``thoughts plan tonight month safe`` -> yes, no, or None when skipped.
        item_nine: The answer to PHQ-9 item 9, or None when it was not what raised this.
        noted_before: Whether the session before ended at `NOTED` too.
    """
    thoughts, plan, tonight = answers["thoughts"], answers["plan"], answers["tonight"]
    if tonight or plan or answers["safe"] is False:
        return URGENT
    if thoughts and (tonight is None or answers["safe"] is None):
        return URGENT
    if thoughts or answers["month"] or (item_nine or 0) >= 2 or None in answers.values() or noted_before:
        return RAISED
    return NOTED


SUPPORT = Exercise("safety.support", "First, you", lambda known: iter(()))  # type: ignore[arg-type, return-value]


def self_harm(known: Known, trigger: str, item_nine: int | None) -> Script:
    """The support page before anything else, five plain questions, and what they call for.

    Until the person has come back and answered anew, nothing but support is open.
    """
    yield Enter(SUPPORT.id, SUPPORT)
    yield Enter(trigger)
    noted_before = _noted(known, known.session - 1)
    round_ = 1
    while True:
        yield Say(_page(known, "safety.support"))
        answers = {}
        for key, text in _RISK:
            answers[key] = yield Ask(f"{round_}-{key}", text, YesNo(), private=True, fills=f"risk.{key}")
        result = level(answers, item_nine if round_ == 1 else None, noted_before and round_ == 1)
        yield Say(_page(known, f"safety.{result}"))
        yield from _offer_support(known, round_)
        if result == NOTED:
            break
        yield Ask(
            f"{round_}-back",
            "Everything else rests until you come back, on another day if you can. "
            "Then the same five questions come first. Are you back?",
            Choice((Option("back", "Yes, I am back"),)),
            required=True,
        )
        round_ += 1
    yield LEAVE
    yield LEAVE


def _noted(known: Known, session: int) -> bool:
    return any(fact.session == session for fact in known.every("risk.thoughts"))


def _offer_support(known: Known, round_: int) -> Script:
    """Offer what stays open on a hard day, as often as wanted, each once."""
    open_ = [one for one in known.library.exercises.values() if one.eases and one.core]
    for turn in range(1, len(open_) + 1):
        options = (*(Option(one.id, one.title) for one in open_), Option("enough", "Nothing more now"))
        chosen = yield Ask(f"{round_}-support-{turn}", "Would one of these help you right now?", Choice(options))
        picked = next((one for one in open_ if one.id == chosen), None)
        if picked is None:
            return
        open_.remove(picked)
        yield from guarded(run(picked, known), known, listening=False)


# ---------------------------------------------------------------- not now (D.2)


def hold(known: Known, trigger: str, alarm: str) -> Script:
    """The course rests: until a clinician agrees (``hold``), or for good (``stop``)."""
    yield Say(_page(known, "safety.hold"))
    ways = [Option("agreed", "I have spoken with a clinician, and we agree that I go on beside their care")]
    if alarm == "stop":
        ways = []
    number = 1
    while True:
        options = (*ways, Option("rest", "Let it rest for now"))
        text = "The exercises are closed for now. If your answer was a slip, take it back. What now?"
        if (yield Ask(f"{trigger}-hold-{number}", text, Choice(options), required=True)) == "agreed":
            return
        number += 1


def _page(known: Known, id: str) -> str:
    """A page of the core with the crisis services of the person's country under it."""
    text = known.library.page(id).rstrip()
    services = known.library.crisis.get(known.country) or known.library.crisis.get("INTL", "")
    return f"{text}\n\n{services}".strip()
