"""Notes to take along: the person's own answers, and nothing that somebody else should not read."""

from collections.abc import Iterator
from typing import Any

import ipt_core as ipt
from ipt_core import Ask, Toward
from ipt_core.model import Exercise
from ipt_core.testing import begin

LIBRARY = ipt.load_library(only=["deficits", "disputes", "grief", "transitions"])


def answered(exercises: list[tuple[Exercise, dict[str, Any]]]) -> ipt.Course:
    """A course with these exercises answered by key; the rest is skipped, and private questions are clear."""
    from attrs import evolve

    own = {one.id: one for one, _ in exercises}
    clear = {"safe-here": True, "afraid": False, "hurt": False, "no": "accepted"}
    course = begin(evolve(LIBRARY, exercises={**LIBRARY.exercises, **own}), *own)
    given = {f"{one.id}/{key}": value for one, values in exercises for key, value in values.items()}
    while course.turn.ask is not None:
        name = course.turn.name
        last = name.rpartition("/")[2]
        course = course.answer(given.get(name, clear.get(last) if "safety.private" in name else None))
    return course


def made(id: str, *steps: Any, **about: Any) -> Exercise:
    """An exercise that yields just these steps."""

    def script(known: ipt.Known) -> Iterator[Any]:
        yield from (step for step in steps)

    return Exercise(id, id.upper(), script, **about)


WORK = made("own.work", Toward("Rick"), Ask("line", "What will you say to Rick?"))
MIA = made("own.mia", Toward("Mia"), Ask("line", "What will you say to Mia?"))
DAY = made("own.day", Ask("day", "How was the day?"), Ask("secret", "And the secret?", private=True))
FEAR = made("own.fear", Ask("fear", "How is it at home?", about="Rick"))


def test_notes_hold_what_was_answered_with_its_question_and_exercise():
    text = "\n".join(ipt.notes(answered([(DAY, {"day": "A walk."})])))

    assert "OWN.DAY\n- How was the day?\n  A walk." in text


def test_notes_hold_nothing_private_nor_its_question():
    text = "\n".join(ipt.notes(answered([(DAY, {"day": "A walk.", "secret": "Hm."}), (WORK, {"line": "Hello."})])))

    assert "secret" not in text.casefold()
    assert "afraid" not in text
    assert "Hello." in text


def test_a_question_that_quotes_what_was_private_is_not_in_the_notes():
    def script(known: ipt.Known) -> Iterator[Any]:
        what = yield Ask("what", "What is it?", private=True)
        yield Ask("heavy", f"How heavy is {what}?")
        yield Ask("which", "Which of these?", ipt.Choice((ipt.Option(str(what), str(what)),)))
        yield Ask("light", "And what is light?")

    given = {"what": "the debt", "heavy": "Very.", "which": "the debt", "light": "The dog."}
    text = "\n".join(ipt.notes(answered([(Exercise("own.echo", "ECHO", script), given)])))

    assert "debt" not in text
    assert "Very." not in text
    assert "The dog." in text


def test_once_somebody_is_locked_no_work_toward_them_is_in_the_notes():
    course = answered(
        [
            (WORK, {"line": "Hello."}),
            (MIA, {"line": "Well."}),
            (DAY, {"day": "A walk."}),
            (FEAR, {"fear": "I am scared of him"}),
        ]
    )
    text = "\n".join(ipt.notes(course))

    assert course.known.unsafe("Rick")
    assert "A walk." in text
    assert "Well." in text
    for word in ("Rick", "Hello.", "scared", "home"):
        assert word not in text


def test_neither_item_nine_nor_the_safety_plan_is_in_the_notes_whatever_they_say():
    plan = LIBRARY.exercises["safety.plan"]
    course = begin(LIBRARY, "measure.phq9", plan.id)
    while course.turn.ask is not None:
        kind = course.turn.ask.kind
        course = course.answer(
            ["Cold water"] if isinstance(kind, ipt.Many) else 0 if isinstance(kind, ipt.Scale) else None
        )
    text = "\n".join(ipt.notes(course))

    assert "Cold water" not in text
    assert "dead" not in text
    assert "Little interest" in text
