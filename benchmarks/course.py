"""The same invented course for every contender: questions of four kinds, a fifth of them behind a condition."""

from __future__ import annotations

from attrs import evolve

import ipt_core as ipt
from ipt_core.answers.conditions import Condition
from ipt_core.answers.kinds import Choice, Option, Scale, Text, YesNo
from ipt_core.play.parts import SLOTS
from ipt_core.written.player import play
from ipt_core.written.steps import AskStep

OPTIONS = tuple(Option(f"o{place}", f"Option {place}") for place in range(5))
KINDS = (Choice(OPTIONS), Text(), Scale(0, 10), Choice(OPTIONS), YesNo())
VALUES = ("o3", "It was a quiet evening.", 7, "o1", True)


def steps(questions: int) -> tuple[AskStep, ...]:
    """The steps of a course of that many questions; every fifth depends on the one before."""
    made = []
    for place in range(questions):
        when = (Condition(f"q{place - 1}", "is", ("o1",)),) if place % 5 == 4 else ()
        made.append(AskStep(f"q{place}", f"Question {place}?", KINDS[place % 5], when=when))
    return tuple(made)


def values(questions: int) -> list:
    """The answers to them, in order."""
    return [VALUES[place % 5] for place in range(questions)]


def library(questions: int) -> ipt.Library:
    """A library whose trial programme asks those questions in every session."""
    exercise = ipt.Exercise("bench.course", "Bench", play(steps(questions), SLOTS), questions=questions)
    core = ipt.load_library(only=[])
    return evolve(core, exercises={**core.exercises, exercise.id: exercise}).trial(exercise.id)


def begun(there: ipt.Library) -> ipt.Course:
    """A course that stands at its first question."""
    return ipt.Course.start(there, id="bench", on="2026-01-05", programme="trial")
