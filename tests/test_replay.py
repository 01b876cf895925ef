"""A session is its recorded answers: every exercise of every plugin ends, resumes, goes back and amends."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.guard.alarms import heard
from ipt_workbench.people.personas import calm
from ipt_workbench.people.random_answers import draw
from ipt_workbench.testing import begin, calm_answers, walk
from libraries import LIBRARY

EXERCISES = sorted(LIBRARY.exercises)


def begun(exercise: str) -> ipt.Course:
    """A course in the middle of someone's life: some people and a focus are known before the exercise."""
    return begin(LIBRARY, "initial.circles", exercise)


def seen(course: ipt.Course) -> tuple:
    """What a front end sees of a course, apart from the revision."""
    turn = course.turn
    return turn.name, turn.said, turn.ask, turn.exercise, turn.why, turn.done, turn.of_about


@pytest.mark.parametrize("exercise", EXERCISES)
@given(data=st.data())
def test_any_valid_answers_lead_to_an_end_in_bounded_steps(exercise, data):
    course = begun(exercise)
    for course in walk(course, lambda turn: data.draw(calm_answers(turn.ask))):
        assert LIBRARY.page("safety.broken") not in course.turn.said

    assert course.over


@pytest.mark.parametrize("exercise", EXERCISES)
@given(data=st.data())
def test_a_walk_saved_closed_and_loaded_at_every_step_gives_the_same_turns(exercise, data):
    there = LIBRARY.trial("initial.circles", exercise)
    for course in walk(begun(exercise), lambda turn: data.draw(calm_answers(turn.ask))):
        again = ipt.course_from_plain(ipt.plain_course(course), there)

        assert seen(again) == seen(course)


@pytest.mark.parametrize("exercise", EXERCISES)
@given(data=st.data())
def test_going_back_and_answering_again_is_the_identity(exercise, data):
    last: list = []

    def choose(turn):
        last[:] = [data.draw(calm_answers(turn.ask))]
        return last[0]

    for course in walk(begun(exercise), choose):
        if course.over:
            break
        assert seen(course.back().answer(last[0])) == seen(course)


@given(data=st.data())
def test_a_course_is_a_value_that_answering_never_changes(data):
    course = begun("shared.mood-link")
    values = [course, *walk(course, lambda turn: data.draw(calm_answers(turn.ask)))]
    before = [seen(one) for one in values]
    forks = [one.back() for one in values if one.turn.done]

    assert [seen(one) for one in values] == before
    assert all(fork.revision for fork in forks)


def test_two_futures_of_one_course_do_not_disturb_each_other():
    course = begin(LIBRARY, "shared.mood-link")
    one, other = course.answer(3), course.answer(8)

    assert one.known.latest("mood") == 3
    assert other.known.latest("mood") == 8
    assert course.known.latest("mood") is None


def test_a_refused_answer_changes_nothing():
    course = begin(LIBRARY, "shared.mood-link")
    before = seen(course), course.revision
    with pytest.raises(ipt.Rejected):
        course.answer("heavy")

    assert (seen(course), course.revision) == before


def test_amending_an_answer_keeps_the_later_ones_that_are_still_asked():
    course = (
        begin(LIBRARY, "shared.mood-link").answer(3).answer("tuesday").answer(True).answer("We argued about the bins.")
    )
    amended = course.amend("shared.mood-link/heavy", 6)

    assert amended.known.latest("mood") == 6
    assert amended.turn.name == course.turn.name
    assert amended.known.latest("event") == "We argued about the bins."


def test_an_answer_whose_question_is_no_longer_asked_is_kept_and_comes_back_with_its_question():
    course = begin(LIBRARY, "shared.mood-link").answer(3).answer("tuesday").answer(True).answer("We argued.")
    without = course.amend("shared.mood-link/something", False)
    again = without.amend("shared.mood-link/something", True)

    assert without.known.latest("event") is None
    assert again.known.latest("event") == "We argued."


def test_amending_refuses_a_name_that_was_never_answered():
    with pytest.raises(ipt.Rejected, match="no answer named"):
        begin(LIBRARY, "shared.mood-link").amend("shared.mood-link/nothing", 1)


def test_an_answer_of_a_finished_session_can_be_amended_when_no_new_question_opens():
    course = begin(LIBRARY, "middle.wrap")
    for course in walk(course, lambda turn: 4 if turn.name.endswith("mood-after") else None):
        pass
    course = course.open("2026-01-12").amend("1:middle.wrap/mood-after", 2)

    assert [fact.value for fact in course.known.history("mood.after")] == [2]


def test_a_change_that_would_reopen_a_finished_session_is_refused():
    course = begin(LIBRARY, "middle.wrap")
    for course in walk(course, lambda turn: False if turn.name.endswith("more") else None):
        pass
    course = course.open("2026-01-12")
    with pytest.raises(ipt.Rejected, match="finished"):
        course.amend("1:middle.wrap/more", True)


def test_every_question_can_be_skipped_or_left_for_later_unless_it_is_needed():
    course = begin(LIBRARY, "shared.mood-link").postpone()

    assert course.postponed == ("1:shared.mood-link/heavy",)
    assert course.amend("shared.mood-link/heavy", 5).postponed == ()
    with pytest.raises(ipt.Rejected):
        begin(LIBRARY, "initial.welcome").answer(None)


def test_going_back_with_nothing_answered_says_that_there_is_nothing():
    with pytest.raises(ipt.NothingToDo):
        begin(LIBRARY, "shared.mood-link").back()


def test_the_last_answer_can_be_taken_back_even_when_it_ended_the_session():
    course = begin(LIBRARY, "middle.wrap")
    walked = list(walk(course, lambda turn: None))

    assert walked[-1].over
    assert seen(walked[-1].back()) == seen(walked[-2])


@given(sessions=st.integers(6, 20), seed=st.integers(0, 10**6))
def test_whole_courses_of_any_length_come_to_their_end(sessions, seed):
    course = ipt.Course.start(LIBRARY, id="whole", on="2026-01-05", sessions=sessions)
    rng = Random(seed)  # a whole course takes more dice than hypothesis has
    while True:
        for course in walk(course, lambda turn: _mostly_skipping(turn, rng)):
            assert LIBRARY.page("safety.broken") not in course.turn.said
        if course.finished:
            break
        course = course.open("2026-01-12")

    assert course.turn.session == course.turn.of


def _mostly_skipping(turn, rng):
    if turn.ask.required or turn.name.startswith(("initial.focus", "measure")) or rng.random() < 0.1:
        value = draw(turn.ask.kind, rng)
        return calm(turn) if heard(turn.ask, value) else value
    return calm(turn)
