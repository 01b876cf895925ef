"""Notes to take along: the person's own answers, and nothing that somebody else should not read."""

from collections.abc import Iterator
from typing import Any

import pytest

import ipt_core as ipt
from ipt_core import Ask, Toward
from ipt_core.written.exercise import Exercise
from ipt_workbench.testing import begin
from libraries import LIBRARY


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


def test_a_private_choice_is_not_in_the_notes_nor_is_its_question():
    yes = made("own.yes", Ask("home", "Do you like it at home?", ipt.YesNo(), private=True), Ask("dog", "And the dog?"))
    text = "\n".join(ipt.notes(answered([(yes, {"home": True, "dog": "Fine."})])))

    assert "home" not in text
    assert "Fine." in text


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

    assert course.known.locked("Rick")
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


RICK_FEARED = (FEAR, {"fear": "I am scared of him"})


def noted(*exercises: tuple[Exercise, dict[str, Any]]) -> str:
    """The notes of a course with these exercises."""
    return "\n".join(ipt.notes(answered(list(exercises))))


def test_what_was_skipped_is_not_in_the_notes():
    assert "How was the day?" not in noted((DAY, {}))


def test_work_toward_somebody_locked_is_left_out_also_where_nothing_private_was_asked():
    """The private questions came in an earlier exercise; the later one is left out as well."""
    more = made("own.more", Toward("Rick"), Ask("more", "What else will you say?"))
    text = noted((WORK, {"line": "Hello."}), (more, {"more": "Goodbye."}), (DAY, {"day": "A walk."}), RICK_FEARED)

    assert "A walk." in text
    assert "Goodbye." not in text


def test_an_exercise_in_which_a_locked_person_was_named_is_left_out_whole():
    """Not only the name: what was told of them in the same place, too."""
    who = Ask("who", "Who was there?", ipt.Person(mention=True))
    told = made("own.told", who, Ask("what", "What happened?"))

    assert "We argued." in noted((told, {"who": "Rick", "what": "We argued."}))
    text = noted((told, {"who": " rick", "what": "We argued."}), (DAY, {"day": "A walk."}), RICK_FEARED)
    assert "We argued." not in text
    assert "A walk." in text


def test_an_exercise_with_a_private_question_about_a_locked_person_is_left_out_whole():
    """That something private was asked there about them is not to be read between the lines."""
    calm = Ask("calm", "Are you calm with them?", ipt.YesNo(), private=True, about="Rick")
    told = made("own.told", calm, Ask("what", "What happened?"))

    assert "We argued." not in noted((told, {"calm": True, "what": "We argued."}), RICK_FEARED)


def test_an_exercise_that_was_ended_by_a_fear_told_to_the_guard_is_left_out_whole():
    """What was answered before the guard asked belongs to the same piece of work."""
    work = made("own.work", Ask("plan", "What is the plan?"), Toward("Rick"), Ask("line", "What will you say?"))
    course = answered([(work, {"plan": "To talk.", "safety.private/rick/afraid": True}), (DAY, {"day": "A walk."})])
    text = "\n".join(ipt.notes(course))

    assert course.known.locked("Rick")
    assert "To talk." not in text
    assert "A walk." in text


@pytest.mark.parametrize("fact", ["risk.own", "private.own", "safety-plan.own"])
def test_no_fact_of_the_guard_is_in_the_notes_even_where_its_question_is_not_private(fact):
    """An exercise of the core that forgets to say so is no way out."""
    assert "A secret." not in noted((made("shared.own", Ask("own", "How is it?", fills=fact)), {"own": "A secret."}))


def test_a_question_of_a_later_session_that_quotes_what_was_private_is_not_in_the_notes():
    """Also when it was one of a list."""
    secret = Ask("what", "What is it?", ipt.Many(ipt.Text()), private=True)

    def script(known: ipt.Known) -> Iterator[Any]:
        if known.session == 1:
            yield secret
        else:
            yield Ask("heavy", f"How heavy is {known.answer('own.echo/what')[1]}?")

    course = answered([(Exercise("own.echo", "ECHO", script), {"what": ["a walk", "the debt"]})])
    course = course.open("2026-01-12").answer("Very.")

    assert not [line for line in ipt.notes(course) if "debt" in line or "Very." in line]
