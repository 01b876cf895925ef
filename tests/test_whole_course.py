"""A whole course from start to booster: agreement and its versions, extension, ending, and what comes after."""

from collections.abc import Callable

import pytest

import ipt_core as ipt
from ipt_workbench.testing import walk
from libraries import LIBRARY


def answer(turn: ipt.Turn, given: dict):
    """A short answer by somebody who is well, or what is given for a question's short name."""
    short = "/".join(turn.name.split("/")[-2:])
    if short in given:
        return given[short]
    if turn.name.startswith("measure.phq9") and not turn.name.endswith("/9"):
        return given.get("phq9", 1)
    if turn.name == "measure.phq9/9" or not turn.ask.required:
        return 0 if turn.name == "measure.phq9/9" else None
    options = getattr(turn.ask.kind, "options", ())
    return options[0].id if options else True


def sat(course: ipt.Course, **given) -> ipt.Course:
    """The course with its open session worked through."""
    for course in walk(course, lambda turn: answer(turn, given)):
        pass
    return course


def worked_through(until: Callable[[ipt.Course], bool], sessions: int = 6, **given) -> ipt.Course:
    """A course worked through, session by session, until something holds."""
    course = sat(ipt.Course.start(LIBRARY, id="c", on="2026-01-05", sessions=sessions), **given)
    while not until(course):
        course = sat(course.open("2026-01-05"), **given)
    return course


def test_a_course_ends_after_its_last_session_and_offers_boosters_only_then():
    course = worked_through(lambda one: one.finished)

    assert course.turn.session == 6
    with pytest.raises(ipt.Rejected, match="end"):
        course.open("2026-02-16")
    booster = course.open("2026-03-16", booster=True)

    assert (booster.turn.phase, booster.turn.session) == ("booster", 7)
    assert sat(booster).finished
    with pytest.raises(ipt.Rejected):
        worked_through(lambda one: one.turn.session == 2).open("2026-03-16", booster=True)


def test_an_agreement_changes_the_length_and_every_version_is_kept():
    course = worked_through(lambda one: one.turn.session == 3, 12, **{"initial.contract/sessions": 14})

    assert course.turn.of == 14
    later = sat(course.open("2026-01-26"), **{"middle.early-look/agreement": "change", "initial.contract/sessions": 8})
    assert later.turn.of == 8
    assert [fact.value for fact in later.known.history("contract.sessions")] == [14, 8]


def test_a_course_that_is_made_longer_at_its_end_goes_on():
    course = worked_through(lambda one: one.finished)
    name = next((name for name in course.answered if name.endswith("initial.contract/sessions")), None)

    longer = course.amend(name, 10)
    assert (longer.finished, longer.turn.of) == (False, 10)
    assert longer.open("2026-02-16").turn.session == 7


def test_the_agenda_of_a_session_stands_as_it_was_when_it_was_opened():
    course = worked_through(lambda one: one.turn.session == 2)

    assert all(item.because for item in course.agenda)
    again = ipt.course_from_plain(ipt.plain_course(course), LIBRARY)
    assert again.agenda == course.agenda


def test_skipping_every_question_still_leads_to_an_honest_end():
    course = worked_through(lambda one: one.finished, phq9=None)

    assert ipt.decided(course.known).id == "not-known"
    assert course.known.focus == ()


def test_the_techniques_of_a_chosen_area_are_offered_with_their_reasons():
    given = {
        "grief.assessment/died": True,
        "grief.assessment/who": "Ismail",
        "grief.assessment/started": 3,
        "initial.focus/focus": ["grief"],
    }
    course = worked_through(lambda one: one.turn.session == 2, **given)
    course = course.open("2026-01-19")
    while not course.turn.name.endswith("middle.technique/choice-1"):
        course = course.answer(answer(course.turn, given))
    offered = [option.id for option in course.turn.ask.kind.options]

    assert course.known.focus == ("grief",)
    assert "grief.before-during-after" in offered[:4]
    assert not [id for id in offered if id.startswith(("disputes.", "transitions.", "deficits."))]
    assert "usual next step" in "\n".join(course.turn.said)


def test_a_course_that_helped_in_part_may_be_extended_once_by_up_to_four_sessions():
    falling = {"measure.phq9/1": 2, "measure.phq9/2": 2}
    course = sat(ipt.Course.start(LIBRARY, id="c", on="2026-01-05", sessions=6), phq9=3, **falling)
    while course.turn.session < 6:
        course = sat(course.open("2026-01-05"), phq9=2, **falling, **{"final.outcome/sessions": 9})

    assert ipt.decided(course.known).id == "partly-better"
    assert (course.turn.of, course.finished) == (9, False)
    while not course.finished:
        course = sat(course.open("2026-01-05"), phq9=2, **falling, **{"final.outcome/sessions": 12})
    assert course.turn.of == 9
