"""Content may be edited while people are midway: no answer is lost, no session fails."""

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core import Ask, Scale, Text, YesNo
from ipt_workbench.testing import begin, walk
from libraries import CORE

KINDS = [Text(), YesNo(), Scale(0, 10), Scale(0, 3)]
VALUES = {Text: "some words", YesNo: True, Scale: 2}
QUESTIONS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(KINDS), st.sampled_from(["How?", "And now?"])),
    unique_by=lambda question: question[0],
    max_size=8,
)


def written(questions) -> ipt.Exercise:
    """An exercise that asks these questions."""

    @ipt.exercise("own.talk", "A talk")
    def talk(known):
        for key, kind, text in questions:
            yield Ask(key, text, kind)

    return talk


def library_with(questions) -> ipt.Library:
    """The library with that exercise as the whole of its trial programme."""
    exercise = written(questions)
    return evolve(CORE, exercises={**CORE.exercises, exercise.id: exercise}).trial("own.talk")


def answered(course: ipt.Course) -> dict:
    """Every answer the journal holds, by name."""
    return {event["name"]: event["value"] for event in ipt.plain_course(course)["events"] if event["is"] == "answered"}


@given(before=QUESTIONS, after=QUESTIONS, answers=st.integers(0, 8))
def test_inserting_dropping_moving_rewording_and_retyping_questions_never_loses_an_answer(before, after, answers):
    course = ipt.Course.start(library_with(before), id="c", on="2026-01-05", programme="trial")
    for _ in range(answers):
        if course.turn.ask is not None:
            course = course.answer(VALUES[type(course.turn.ask.kind)])
    kept = answered(course)

    edited = ipt.course_from_plain(ipt.plain_course(course), library_with(after))
    kinds = {f"own.talk/{key}": kind for key, kind, _ in after}
    asked = []
    while edited.turn.ask is not None and not edited.over:
        asked.append(edited.turn.name)
        edited = edited.answer(VALUES[type(edited.turn.ask.kind)])

    assert {name: answered(edited)[name] for name in kept if name not in asked} == {
        name: value for name, value in kept.items() if name not in asked
    }
    still_fits = [name for name in kept if name in kinds and type(VALUES[type(kinds[name])]) is type(kept[name])]
    assert not set(still_fits) & set(asked) or course.over
    assert edited.over


def test_an_answer_that_no_longer_fits_its_question_is_asked_again_and_the_old_one_stays_in_the_journal():
    course = ipt.Course.start(
        library_with([("a", Text(), "How?"), ("b", Text(), "And?")]), id="c", on="2026-01-05", programme="trial"
    ).answer("fine")
    edited = ipt.course_from_plain(ipt.plain_course(course), library_with([("a", YesNo(), "How?")]))

    assert edited.turn.name == "own.talk/a"
    assert "fine" in [event.get("value") for event in ipt.plain_course(edited.answer(True))["events"]]


def test_an_exercise_whose_plugin_is_gone_is_left_out_and_its_answers_are_kept():
    course = ipt.Course.start(
        library_with([("a", Text(), "How?"), ("b", Text(), "And?")]), id="c", on="2026-01-05", programme="trial"
    )
    course = course.answer("fine")
    without = ipt.course_from_plain(ipt.plain_course(course), CORE.trial("own.talk"))

    assert without.over
    assert "not installed" in without.turn.said[0]
    assert answered(without) == {"own.talk/a": "fine"}


def test_a_person_who_is_renamed_takes_no_answer_of_another_person():
    course = begin(CORE, "initial.circles")
    course = course.answer(["Jo", "Priya"])
    walked = list(walk(course, lambda turn: "inner" if turn.ask.fills.startswith("ring") else None))[-1]
    renamed = walked.amend("initial.circles/people", ["Joanna", "Priya"])
    asked = []
    while not renamed.over:
        asked.append(renamed.turn.name)
        renamed = renamed.answer(None)

    assert asked == ["initial.circles/joanna/ring-now", "initial.circles/joanna/ring-wished"]
    assert renamed.known.latest("ring", "Priya") == "inner"
    assert renamed.known.latest("ring", "Joanna") is None


def test_an_answer_parked_by_an_edit_that_ends_the_session_counts_no_more_in_the_next_one():
    """The edit leaves no question open, so the session ends without another answer."""
    before, after = [("a", Text(), "How?"), ("b", Text(), "How?"), ("c", Text(), "How?")], [("a", Text(), "How?")]
    course = ipt.Course.start(library_with(before), id="c", on="2026-01-05", programme="trial")
    course = course.answer("one").answer("two")

    edited = ipt.course_from_plain(ipt.plain_course(course), library_with(after)).open("2026-01-12")

    assert edited.known.answers("own.talk/a") == ("one",)
    assert edited.known.answers("own.talk/b") == ()
