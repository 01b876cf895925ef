"""Simulated people: small policies that say, for the turn in front of them, what they do next.

A policy gets the turn and a ``random.Random`` and returns an `Action`. It knows nothing of the engine beyond the turn;
which earlier answer is amended, and to what, is settled by whoever plays it (see `Persona.amend`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from attrs import field, frozen

from ipt_core.kinds import (
    Choice,
    Clock,
    Day,
    Goal,
    Kind,
    Many,
    Multi,
    Number,
    Option,
    Person,
    Scale,
    Text,
    Turns,
    YesNo,
)
from ipt_core.model import Ask
from ipt_core.session import Turn

NAMES = ("Rick", "Mia", "Aunt Jo", "Zoë", "Ngũgĩ")
SPELT = {
    "Rick": (" rick", "RICK "),
    "Aunt Jo": ("aunt  jo",),
    "Zoë": ("Zoe\u0308",),
}  # the same people, typed otherwise
PLAIN = ("It was a quiet day.", "We had tea.", "I do not know yet.", "A walk, and a call.", "Tired but all right.")
GOALS = ("Say what I need once a week", "Go for a walk twice a week", "Call a friend on Sundays", "Strain from 7 to 4")
DARK = ("I want to die", "some days I just want to kill myself", "They would be better off without me.")
FEARFUL = ("He hits me when it is late.", "I am scared of him", "She threatens me")
SAFELY = {"private.afraid": (False,), "private.hurt": (False,), "private.no": ("accepted", "sulking", "pressure")}
UNSAFELY = {"private.afraid": True, "private.hurt": True, "private.no": "punished"}


@frozen
class Action:
    """One thing a person does.

    Attributes:
        do: ``answer`` (None skips), ``later``, ``back``, ``amend``, ``help``, ``unlock``, ``reload`` or ``open``.
        value: The answer.
        name: Which earlier answer is amended, or who is to be opened again.
        days: How many days pass before the next session.
        at: The session and the question where it happened; '' for the end of a session.
    """

    do: str
    value: Any = None
    name: str = ""
    days: int = 0
    at: tuple[int, str] = (0, "")


# ---------------------------------------------------------------- answers, by kind

Chance = Callable[[str], float]  # alarm -> how likely an option with it is chosen


def never(alarm: str) -> float:
    """The chance of somebody who has nothing to tell."""
    return 0.0


def draw(kind: Kind, rng: Random, chance: Chance = never) -> Any:
    """Any answer of a kind; options that raise an alarm, and words that do, only by chance."""
    return _DRAWS[kind.__class__](kind, rng, chance)


def _number(kind: Scale | Number, rng: Random, chance: Chance) -> int:
    return rng.randint(kind.low, min(kind.high, kind.low + 30))


def _words(kind: Text, rng: Random, chance: Chance) -> str:
    if rng.random() < chance("self-harm") / 4:
        return rng.choice(DARK)
    return rng.choice(FEARFUL if rng.random() < chance("fear") / 4 else PLAIN)


def _chosen(options: Sequence[Option], rng: Random, chance: Chance) -> Option:
    telling = [option for option in options if option.alarm and rng.random() < chance(option.alarm)]
    return rng.choice(telling or [option for option in options if not option.alarm] or options)


def _several(kind: Multi, rng: Random, chance: Chance) -> list[str]:
    telling = [one.id for one in kind.options if one.alarm and rng.random() < chance(one.alarm)]
    quiet = [one.id for one in kind.options if not one.alarm]
    most = min(kind.at_most, len(kind.options))
    wanted = max(kind.at_least, rng.randint(min(1, most), min(most, 2)))
    chosen = (telling + rng.sample(quiet, min(len(quiet), wanted)))[: max(wanted, kind.at_least)]
    return chosen if len(chosen) >= kind.at_least else [one.id for one in kind.options[: kind.at_least]]


def _person(kind: Person, rng: Random, chance: Chance) -> str:
    name = rng.choice(kind.people if kind.people and rng.random() < 0.8 else NAMES)
    return rng.choice(SPELT[name]) if name in SPELT and rng.random() < 0.15 else name


def _list(kind: Many, rng: Random, chance: Chance) -> list[Any]:
    found: dict[str, Any] = {}
    wanted = min(kind.at_most, max(kind.at_least, rng.randint(1, 2)))
    for _ in range(20):
        if len(found) == wanted:
            break
        value = draw(kind.of, rng, chance)
        found.setdefault(str(value).casefold(), value)
    return list(found.values())


def _day(kind: Day, rng: Random, chance: Chance) -> str:
    return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"[: rng.choice((4, 7, 10, 10))]


def _talk(kind: Turns, rng: Random, chance: Chance) -> list[dict[str, str]]:
    return [
        {"who": ("me", "them")[place % 2], "line": _words(Text(), rng, chance)}
        for place in range(kind.at_least + rng.randint(0, 2))
    ]


_DRAWS: Mapping[type, Callable[[Any, Random, Chance], Any]] = {
    Text: _words,
    Goal: lambda kind, rng, chance: rng.choice(GOALS),
    YesNo: lambda kind, rng, chance: rng.random() < 0.5,
    Scale: _number,
    Number: _number,
    Choice: lambda kind, rng, chance: _chosen(kind.options, rng, chance).id,
    Multi: _several,
    Person: _person,
    Day: _day,
    Clock: lambda kind, rng, chance: f"{rng.randint(0, 23):02}:{rng.choice((0, 15, 30, 59)):02}",
    Many: _list,
    Turns: _talk,
}

# ---------------------------------------------------------------- the calmest answers


def calm(turn: Turn) -> Any:
    """What somebody safe and short of words answers: a skip wherever that is allowed and tells nothing."""
    ask = turn.ask
    assert ask is not None
    if ask.fills == "phq9.9" and isinstance(ask.kind, Scale):
        return 0
    if ask.fills in SAFELY and isinstance(ask.kind, YesNo | Choice):
        return SAFELY[ask.fills][0]
    if ask.fills.startswith("risk.") and isinstance(ask.kind, YesNo):
        return ask.fills == "risk.safe"
    if turn.name.endswith("/safe-here"):
        return True
    return least(ask) if ask.required else None


def least(ask: Ask) -> Any:
    """The quietest answer to a question that cannot be skipped."""
    if isinstance(ask.kind, YesNo):
        return True
    if isinstance(ask.kind, Choice):
        return next((one.id for one in ask.kind.options if not one.alarm), ask.kind.options[0].id)
    return draw(ask.kind, Random(0))


# ---------------------------------------------------------------- people


def at_no_time(turn: Turn) -> float:
    """Nothing to tell, ever."""
    return 0.0


def always(chance: float) -> Callable[[Turn], float]:
    """The same chance at every turn."""
    return lambda turn: chance


def in_sessions(chance: float, *numbers: int) -> Callable[[Turn], float]:
    """That chance in these sessions, none in the others."""
    return lambda turn: chance if turn.session in numbers else 0.0


def in_the_second_half(chance: float) -> Callable[[Turn], float]:
    """That chance in the second half of the course, none before."""
    return lambda turn: chance if turn.session > turn.of // 2 else 0.0


LONG = 50  # answers in one session, after which anybody skips more than they answer


@frozen
class Persona:
    """A person as a policy.

    Attributes:
        habits: What they do instead of answering, and how likely at each turn: ``skip``, ``later``, ``back``,
            ``amend``, ``help``, ``reload``.
        dark: How likely they tell of thoughts of self-harm where they could.
        fear: How likely they tell of fear of a person, or of being the one who is feared.
        rest: How likely they give an answer that lets the course rest.
        weeks: How likely they stay away for weeks between two sessions.
    """

    name: str
    habits: Mapping[str, float] = field(factory=dict)
    dark: Callable[[Turn], float] = at_no_time
    fear: Callable[[Turn], float] = at_no_time
    rest: float = 0.002
    weeks: float = 0.05

    def act(self, turn: Turn, rng: Random) -> Action:
        """What they do at this turn."""
        at = (turn.session, turn.name)
        if turn.ask is None:
            away = rng.random() < self.weeks
            return Action("open", days=rng.randint(15, 80) if away else rng.randint(1, 9), at=at)
        if turn.done > LONG and rng.random() < 0.6 and not turn.ask.required:
            return Action("answer", calm(turn), at=at)
        dice = rng.random()
        for habit, chance in self.habits.items():
            dice -= chance
            if dice < 0:
                return self._habit(habit, turn, rng, at)
        return Action("answer", self.answer(turn.ask, turn, rng), at=at)

    def _habit(self, habit: str, turn: Turn, rng: Random, at: tuple[int, str]) -> Action:
        assert turn.ask is not None
        if habit in ("skip", "later"):
            if turn.ask.required:
                return Action("answer", self.answer(turn.ask, turn, rng), at=at)
            return Action("answer" if habit == "skip" else "later", at=at)
        return Action(habit, at=at)

    def amend(self, names: Sequence[str], asked: Callable[[str], Ask], turn: Turn, rng: Random) -> Action:
        """Which earlier answer they amend, and to what; often a telling one, for that is where things change."""
        telling = [name for name in names if any(word in name for word in _TELLING)]
        name = rng.choice(telling if telling and rng.random() < 0.4 else names)
        ask = asked(name)
        skips = rng.random() < 0.2 and not ask.required
        value = None if skips else self.answer(ask, turn, rng)
        return Action("amend", value, name, at=(turn.session, turn.name))

    def answer(self, ask: Ask, turn: Turn, rng: Random) -> Any:
        """What they answer."""
        if ask.fills == "phq9.9" and isinstance(ask.kind, Scale):
            return rng.choice((1, 1, 2, 3, None)) if rng.random() < self.dark(turn) else 0
        if ask.fills.startswith("risk."):
            return self._of_the_five(ask, turn, rng)
        if ask.fills in SAFELY:
            fearful = rng.random() < self.fear(turn)
            return UNSAFELY[ask.fills] if fearful else rng.choice(SAFELY[ask.fills])
        if turn.name.endswith("/safe-here"):
            return rng.random() < 0.9
        if ask.fills == "contract.sessions" and isinstance(ask.kind, Number):
            return rng.randint(ask.kind.low, max(ask.kind.low, min(ask.kind.high, 12)))
        return draw(ask.kind, rng, self._chances(turn))

    def _chances(self, turn: Turn) -> Chance:
        dark, fear = self.dark(turn), self.fear(turn)
        chances = {
            "self-harm": dark / 2,
            "danger": fear / 4,
            "fear": fear,
            "harming": fear / 2,
            "dependants": fear / 2,
            "stop": 0.001,
        }
        return lambda alarm: chances.get(alarm, self.rest)

    def _of_the_five(self, ask: Ask, turn: Turn, rng: Random) -> Any:
        """One of the five questions; with each time of coming back it is easier to say that it is safe."""
        rounds = turn.name.rpartition("/")[0].rpartition("/")[2]
        heavy = 0.25 / int(rounds) if rounds.isdigit() else 0.25
        dice = rng.random()
        if dice < heavy / 3:
            return None
        return (ask.fills == "risk.safe") is not (dice < heavy)


_TELLING = ("phq9/9", "safety.", "who", "focus", "fear", "safe", "felt", "with")

CALM = Persona("calm", {"skip": 0.25, "reload": 0.01})
PEOPLE = (
    CALM,
    Persona("skips", {"skip": 0.6, "later": 0.1, "reload": 0.01}, always(0.02), always(0.02)),
    Persona("contradicts", {"skip": 0.2, "back": 0.05, "amend": 0.03, "reload": 0.01}, always(0.1), always(0.1), 0.04),
    Persona("goes back", {"skip": 0.2, "back": 0.2, "reload": 0.01}, always(0.05), always(0.05)),
    Persona("amends", {"skip": 0.2, "amend": 0.07, "reload": 0.01}, always(0.03), always(0.03)),
    Persona("tells of fear late", {"skip": 0.2, "back": 0.03, "reload": 0.01}, fear=in_the_second_half(0.3)),
    Persona("tells of dark thoughts late", {"skip": 0.2, "amend": 0.01, "reload": 0.01}, in_the_second_half(0.3)),
    Persona(
        "tells twice", {"skip": 0.2, "amend": 0.01, "reload": 0.01}, in_sessions(0.4, 2, 5), in_sessions(0.4, 3, 6)
    ),
    Persona("takes long breaks", {"skip": 0.3, "later": 0.05, "reload": 0.03}, always(0.03), always(0.03), weeks=0.7),
    Persona("presses help", {"skip": 0.3, "help": 0.03, "back": 0.03, "reload": 0.01}, always(0.03), always(0.03)),
)
