"""Simulated people: small policies that say, for the turn in front of them, what they do next.

They try content out before anybody real does: each of `PEOPLE` goes through a course in a way of their own. A policy
gets the turn and a ``random.Random``, and returns an `Action`; it knows nothing of the engine beyond the turn. The same
dice give the same course. Nobody here stands for a real person, and nothing they rate is evidence of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from attrs import evolve, field, frozen

from ipt_core.answers.kinds import Choice, Number, Scale, Value, YesNo
from ipt_core.play.replay import Turn
from ipt_core.record.locks import SAFE
from ipt_core.written.exercise import Ask
from ipt_workbench.people.random_answers import PLAIN, Chance, draw

SAFELY = {**SAFE, "private.no": ("accepted", "sulking", "pressure")}
UNSAFELY: Mapping[str, Value] = {"private.afraid": True, "private.hurt": True, "private.no": "punished"}
TELLING = ("phq9/9", "safety.", "who", "focus", "fear", "safe", "felt", "with")  # in names of questions worth amending
HEAVIER = ("mood", "mood.after", "distress", "strain", "middle.irritable")  # rated higher when things are heavier
LIGHTER = ("satisfaction", "closeness", "balance", "talk.rating", "goal.rating", "middle.energy", "middle.tasks")
AWAY = (15, 80)  # days of somebody who stays away
MOSTLY = 0.9  # how likely somebody who would skip answers all the same what is weighty


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
    value: Value = None
    name: str = ""
    days: int = 0
    at: tuple[int, str] = (0, "")


# ---------------------------------------------------------------- the calmest answers


def calm(turn: Turn) -> Value:
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


def least(ask: Ask) -> Value:
    """The quietest answer to a question that cannot be skipped."""
    if isinstance(ask.kind, YesNo):
        return True
    if isinstance(ask.kind, Choice):
        return next((one.id for one in ask.kind.options if not one.alarm), ask.kind.options[0].id)
    return draw(ask.kind, Random(0))


# ---------------------------------------------------------------- what changes over a course

Course = Callable[[Turn], float]  # a number from 0 to 1 that may change over the sessions


def always(level: float) -> Course:
    """The same at every turn."""
    return lambda turn: level


def moving(first: float, last: float) -> Course:
    """From one level in the first session, evenly, to another in the last one; after the end it stays there."""
    return lambda turn: first + (last - first) * min(1.0, (turn.session - 1) / max(1, turn.of - 1))


USUAL, NEVER = moving(0.5, 0.35), always(0.0)


def in_sessions(level: float, *numbers: int) -> Course:
    """That much in these sessions, nothing in the others."""
    return lambda turn: level if turn.session in numbers else 0.0


def in_the_second_half(level: float) -> Course:
    """That much in the second half of the course, nothing before."""
    return lambda turn: level if turn.session > turn.of // 2 else 0.0


# ---------------------------------------------------------------- people


def _nothing(turn: Turn) -> Value:
    """The mind of somebody who has not made it up."""
    return None


@frozen
class Persona:
    """A person as a policy.

    Attributes:
        name: In lower case, with dashes.
        who: One sentence about them.
        habits: What they do instead of answering, and how likely at each turn: ``skip``, ``later``, ``back``,
            ``amend``, ``help``, ``reload``.
        burden: How heavy things are, 0 to 1: symptom scores and ratings follow it.
        says: What they write.
        patience: Answers in one session, after which they skip more than they answer.
        dark: How likely they tell of thoughts of self-harm where they could.
        fear: How likely they tell of fear of a person, or of being the one who is feared.
        rest: How likely they give an answer that lets the course rest.
        days: The fewest and the most days between two sessions.
        weeks: How likely they stay away for weeks instead.
        renegotiates: How likely they agree on another number of sessions than planned.
        firm: What they answer whatever their habits, where they have made up their mind; None elsewhere.
    """

    name: str
    who: str = ""
    habits: Mapping[str, float] = field(factory=dict)
    burden: Course = USUAL
    says: Sequence[str] = PLAIN
    patience: int = 50
    dark: Course = NEVER
    fear: Course = NEVER
    rest: float = 0.002
    days: tuple[int, int] = (7, 7)
    weeks: float = 0.0
    renegotiates: float = 0.0
    firm: Callable[[Turn], Value] = _nothing

    def act(self, turn: Turn, rng: Random) -> Action:
        """What they do at this turn."""
        at = (turn.session, turn.name)
        ask = turn.ask
        if ask is None:
            return Action("open", days=rng.randint(*(AWAY if rng.random() < self.weeks else self.days)), at=at)
        if (firm := self.firm(turn)) is not None:
            return Action("answer", firm, at=at)
        if turn.done > self.patience and rng.random() < 0.6 and not ask.required:
            return Action("answer", calm(turn), at=at)
        dice = rng.random()
        for habit, chance in self.habits.items():
            dice -= chance
            if dice < 0:
                return self._habit(habit, ask, turn, rng, at)
        return Action("answer", self.answer(ask, turn, rng), at=at)

    def _habit(self, habit: str, ask: Ask, turn: Turn, rng: Random, at: tuple[int, str]) -> Action:
        if habit in ("skip", "later"):
            openly = ask.fills == "phq9.9" and not self.dark(turn)  # to leave this one open tells something
            if ask.required or openly or (_weighty(ask, turn) and rng.random() < MOSTLY):
                return Action("answer", self.answer(ask, turn, rng), at=at)
            return Action("answer" if habit == "skip" else "later", at=at)
        return Action(habit, at=at)

    def amend(self, names: Sequence[str], asked: Callable[[str], Ask], turn: Turn, rng: Random) -> Action:
        """Which earlier answer they amend, and to what; often a telling one, for that is where things change.

        Args:
            names: The answers so far, as ``Course.answered`` names them.
            asked: Gives the question of a name, as ``Course.asked`` does.
            turn: The turn they are at.
            rng: The dice.
        """
        telling = [name for name in names if any(word in name for word in TELLING)]
        name = rng.choice(telling if telling and rng.random() < 0.4 else names)
        ask = asked(name)
        skips = rng.random() < 0.2 and not ask.required
        value = self.firm(evolve(turn, name=name.partition(":")[2], ask=ask))
        if value is None and not skips:
            value = self.answer(ask, turn, rng)
        return Action("amend", value, name, at=(turn.session, turn.name))

    def answer(self, ask: Ask, turn: Turn, rng: Random) -> Value:
        """What they answer."""
        fact = ask.fills
        if fact == "phq9.9" and isinstance(ask.kind, Scale):
            return rng.choice((1, 1, 2, 3, None)) if rng.random() < self.dark(turn) else 0
        if fact.startswith("risk."):
            return self._of_the_five(ask, turn, rng)
        if fact in SAFELY:
            return UNSAFELY[fact] if rng.random() < self.fear(turn) else rng.choice(SAFELY[fact])
        if turn.name.endswith("/safe-here"):
            return rng.random() < 0.9
        if fact == "contract.sessions" and isinstance(ask.kind, Number):
            new = rng.randint(6, 12) if rng.random() < self.renegotiates else turn.of
            return max(ask.kind.low, min(ask.kind.high, new))
        if isinstance(ask.kind, Scale) and (fact in HEAVIER or turn.exercise.startswith("measure.")):
            return _rated(ask.kind, self.burden(turn), rng)
        if isinstance(ask.kind, Scale) and fact in LIGHTER:
            return _rated(ask.kind, 1 - self.burden(turn), rng)
        return draw(ask.kind, rng, self._chances(turn), self.says)

    def _chances(self, turn: Turn) -> Chance:
        dark, fear = self.dark(turn), self.fear(turn)
        chances = {
            "self-harm": dark / 2,
            "danger": fear / 4,
            "fear": fear,
            "harming": fear / 2,
            "dependants": fear / 2,
            "stop": 0.001 if self.rest else 0.0,
        }
        return lambda alarm: chances.get(alarm, self.rest)

    def _of_the_five(self, ask: Ask, turn: Turn, rng: Random) -> Value:
        """One of the five questions; with each time of coming back it is easier to say that it is safe."""
        rounds = turn.name.rpartition("/")[0].rpartition("/")[2]
        heavy = 0.25 / int(rounds) if rounds.isdigit() else 0.25
        dice = rng.random()
        if dice < heavy / 3:
            return None
        return (ask.fills == "risk.safe") is not (dice < heavy)


def _weighty(ask: Ask, turn: Turn) -> bool:
    """Whether people who skip much else still answer this: questionnaires, their focus, and what keeps them safe."""
    return (
        turn.exercise.startswith("measure.")
        or ask.fills == "focus"
        or ask.fills in SAFELY
        or turn.name.endswith("/safe-here")
    )


def _rated(kind: Scale, level: float, rng: Random) -> int:
    """A level from 0 to 1 on a scale; between two numbers, by chance, so that the mean is right."""
    exact = kind.low + (kind.high - kind.low) * max(0.0, min(1.0, level))
    return min(kind.high, int(exact // 1) + (rng.random() < exact % 1))


FEW = ("ok", "Tired.", "Not much.", "The usual.")
MUCH = (
    "I thought about it for a long while this week, on the way to work and again at night.\n"
    "What stays with me is that I had wanted to say something, and then the moment was over.",
    "There was the morning, which went well, and then the afternoon, when the talk came round to it again. "
    "I listened more than I spoke. Afterwards I wrote down what I would have liked to say.",
    "It is hard to put in order. First the good part: we laughed. Then I felt left alone with it, as so often.",
)
BETTER = ("I said it calmly, and it went better than I thought.", "I called her, and it was good.", "I slept well.")
WORSE = ("It was a hard week.", "I stayed in bed.", "We fell out again.", "Nothing I tried made a difference.")
SAME = ("Much like last week.", "I did it once. It changed little.", "Nothing new.")

PEOPLE = (
    Persona("calm", "Mildly low and safe; answers most of what is asked in a sentence.", {"skip": 0.25}),
    Persona(
        "brief", "Tired; skips what can be skipped and writes a word or two.", {"skip": 0.5}, says=FEW, patience=25
    ),
    Persona("thorough", "Wants to do it well: skips next to nothing, and writes at length.", says=MUCH, patience=120),
    Persona(
        "improves",
        "Begins moderately depressed, practises, and feels better week by week.",
        {"skip": 0.15},
        moving(0.66, 0.12),
        BETTER,
    ),
    Persona(
        "gets-worse",
        "Begins mildly low, and things grow heavier whatever is tried.",
        {"skip": 0.3},
        moving(0.35, 0.8),
        WORSE,
        dark=in_the_second_half(0.02),
    ),
    Persona(
        "stays-same",
        "Moderately depressed from first to last; does the exercises, and little moves.",
        {"skip": 0.2},
        always(0.55),
        SAME,
    ),
    Persona(
        "skips",
        "Leaves more than half open, or for later.",
        {"skip": 0.55, "later": 0.1},
        dark=always(0.02),
        fear=always(0.02),
    ),
    Persona(
        "contradicts",
        "Says one thing and then another, about being safe too, and changes the agreement.",
        {"skip": 0.2, "back": 0.03, "amend": 0.015},
        dark=always(0.08),
        fear=always(0.08),
        rest=0.03,
        renegotiates=0.8,
    ),
    Persona(
        "goes-back",
        "Takes answers back and gives them anew.",
        {"skip": 0.2, "back": 0.08},
        dark=always(0.03),
        fear=always(0.03),
    ),
    Persona(
        "amends",
        "Thinks of it later, and changes what was answered before, in earlier sessions too.",
        {"skip": 0.2, "amend": 0.02},
        dark=always(0.02),
        fear=always(0.02),
    ),
    Persona(
        "fear-late",
        "Says nothing of it at first, and in the second half tells of fear of somebody close.",
        {"skip": 0.2, "back": 0.01},
        fear=in_the_second_half(0.3),
    ),
    Persona(
        "dark-late",
        "Says nothing of it at first, and in the second half tells of thoughts of not wanting to live.",
        {"skip": 0.2, "amend": 0.003},
        moving(0.5, 0.7),
        dark=in_the_second_half(0.3),
    ),
    Persona(
        "tells-twice",
        "Tells of dark thoughts and of fear in a few sessions, and is calm in between.",
        {"skip": 0.2, "amend": 0.003},
        dark=in_sessions(0.4, 2, 5),
        fear=in_sessions(0.4, 3, 6),
    ),
    Persona(
        "breaks",
        "Stays away for weeks between sessions, and comes back.",
        {"skip": 0.3, "later": 0.05},
        dark=always(0.01),
        fear=always(0.01),
        weeks=0.6,
    ),
    Persona(
        "presses-help",
        "Presses 'I need help now' at any time, often when nothing seems to call for it.",
        {"skip": 0.3, "help": 0.01, "back": 0.01},
        dark=always(0.02),
        fear=always(0.02),
    ),
)
BY_NAME: Mapping[str, Persona] = {one.name: one for one in PEOPLE}
