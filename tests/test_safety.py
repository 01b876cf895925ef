"""The guard under attack: whatever is skipped, taken back, amended, misnamed or badly written, safety comes first."""

import json
import re
import socket
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core import Ask, Say, Toward, exercise
from ipt_core.guard import guard as safety
from ipt_core.guard.alarms import heard
from ipt_core.play.techniques import candidates
from ipt_core.written.exercise import LEAVE, ROUND_OVER, Enter, Exercise, Round
from ipt_workbench.testing import answers
from libraries import LIBRARY

DAY = "2026-01-05"
EASING = {one.id for one in LIBRARY.exercises.values() if one.eases and one.core}
QUESTIONS = ("thoughts", "plan", "tonight", "month", "safe")
CALM = {"safe": True, "safe-here": True, "afraid": False, "hurt": False, "no": "accepted", "9": 0}
URGENT = {"thoughts": False, "plan": False, "tonight": True, "month": False, "safe": True}
FEAR = ipt.Choice((ipt.Option("fine", "Fine"), ipt.Option("fear", "Afraid", alarm="fear")))
DARK = ipt.Choice((ipt.Option("fine", "Fine"), ipt.Option("dark", "Dark", alarm="self-harm")))


# ---------------------------------------------------------------- helpers


@exercise("after.after", "What comes after")
def after(known: ipt.Known) -> Iterator[Any]:
    """The next item of the agenda: when its question comes, the session has gone on."""
    yield Ask("after", "How was it?")


def library_with(*exercises: Exercise, base: ipt.Library = LIBRARY) -> ipt.Library:
    return evolve(base, exercises={**base.exercises, **{one.id: one for one in exercises}})


def course_of(*agenda: Exercise | str, hidden: tuple[Exercise, ...] = (), country: str = "US") -> ipt.Course:
    """A course whose every session is this agenda; `hidden` exercises are on hand but not on the agenda."""
    own = [one for one in (*agenda, *hidden) if not isinstance(one, str)]
    ids = [one if isinstance(one, str) else one.id for one in agenda]
    library = library_with(*own).trial(*ids)
    return ipt.Course.start(library, id="trial", on=DAY, programme="trial", country=country)


def made(id: str, *steps: Any, **about: Any) -> Exercise:
    """An exercise that yields just these steps."""
    return Exercise(id, id, yielding(*steps), **about)


def yielding(*steps: Any) -> Callable[[ipt.Known], Iterator[Any]]:
    """A script that yields just these steps."""

    def script(known: ipt.Known) -> Iterator[Any]:
        yield from (step for step in steps)  # a bare tuple cannot take the answers

    return script


def key(course: ipt.Course) -> str:
    """The key of the question that stands, without the number of a round or a repetition; '' at the end."""
    last = re.sub(r"[-~#]\d+$", "", course.turn.name.rpartition("/")[2])
    return re.sub(r"^(urgent|raised|noted)-", "", last) if in_support(course) else last


def calm(course: ipt.Course, given: dict[str, Any] | None = None) -> Any:
    """The answer of somebody safe to the question that stands; `given` by key comes first."""
    own, ask = {**CALM, **(given or {})}, course.turn.ask
    assert ask is not None
    if key(course) in own:
        return own[key(course)]
    if ask.fills.startswith("risk."):
        return False
    if not ask.required:
        return None
    options = getattr(ask.kind, "options", ())
    return [] if isinstance(ask.kind, ipt.Multi) else options[0].id if options else True


def to(course: ipt.Course, wanted: str, given: dict[str, Any] | None = None) -> ipt.Course:
    """Go on calmly until the question `wanted` stands."""
    for _ in range(300):
        if key(course) == wanted:
            return course
        assert course.turn.ask is not None, f"'{wanted}' was never asked"
        course = course.answer(calm(course, given))
    raise AssertionError(f"'{wanted}' was never asked")


def through(course: ipt.Course, given: dict[str, Any] | None = None) -> ipt.Course:
    """Go on calmly to the end of the session."""
    for _ in range(300):
        if course.turn.ask is None:
            return course
        course = course.answer(calm(course, given))
    raise AssertionError("the session does not end")


def five(course: ipt.Course, **given: Any) -> ipt.Course:
    """Answer the five questions, calmly but for `given`."""
    for one in QUESTIONS:
        assert key(course) == one
        course = course.answer(given.get(one, one == "safe"))
    return course


def page(id: str) -> str:
    return LIBRARY.page(id).strip()


def said(course: ipt.Course) -> str:
    return "\n".join(course.turn.said)


def support_comes_first(course: ipt.Course) -> bool:
    """Whether the support page is the very next thing said, its first question asked, and no score before it."""
    turn = course.turn
    return bool(turn.said) and turn.said[0].startswith(page("safety.support")) and key(course) == "thoughts"


def in_support(course: ipt.Course) -> bool:
    return "safety.support/" in course.turn.name


def again(course: ipt.Course) -> ipt.Course:
    """The course as it comes back from storage."""
    return ipt.course_from_plain(json.loads(json.dumps(ipt.plain_course(course))), course.library)


def seen(course: ipt.Course) -> tuple[Any, ...]:
    turn = course.turn
    return turn.name, turn.said, turn.ask, turn.exercise


def talk(whom: str = "Rick", id: str = "talk.talk") -> Exercise:
    """An exercise that works toward a person."""
    return made(id, Toward(whom), Ask("line", f"What will you say to {whom}?"))


def pick(id: str = "pick.pick") -> Exercise:
    """An exercise that asks whom it works toward, and then does."""

    @exercise(id, "Pick")
    def script(known: ipt.Known) -> Iterator[Any]:
        who = yield Ask("who", "Who is it?", ipt.Person())
        if who is not None:
            yield Ask("line", f"What will you say to {who}?")

    return script


def afraid_of(whom: str = "Rick", id: str = "afraid.afraid") -> Exercise:
    """An exercise in which somebody may say that they are afraid of a person."""
    return made(id, Ask("how", "How is it with them?", FEAR, about=whom), Ask("more", "And what else?"))


def locked(*agenda: Exercise | str, **about: Any) -> ipt.Course:
    """A course in which Rick has just been locked, standing at the agenda."""
    return to(course_of(afraid_of(), *agenda, **about), "how").answer("fear")


def course_of_events(course: ipt.Course, *agenda: Exercise | str) -> ipt.Course:
    """The same course, its next session with this agenda."""
    own = [one for one in agenda if not isinstance(one, str)]
    ids = [one if isinstance(one, str) else one.id for one in agenda]
    library = library_with(*own, base=course.library).trial(*ids)
    return ipt.course_from_plain(ipt.plain_course(through(course)), library).open(LATER)


def past_signs(course: ipt.Course) -> ipt.Course:
    """Past the question about signs of danger, when it stands; it is skipped."""
    return course.answer(None) if course.turn.name.endswith("danger") else course


def phq9(item_nine: Any) -> ipt.Course:
    """PHQ-9 and another exercise, with item 9 just answered."""
    return to(course_of("measure.phq9", after), "9", dict.fromkeys("12345678", 1)).answer(item_nine)


# ---------------------------------------------------------------- (a) item 9


@pytest.mark.parametrize("value", [1, 2, 3, None])
def test_item_nine_above_zero_or_skipped_is_followed_by_the_support_page_and_nothing_else(value):
    """Nothing is said between item 9 and the support page, and no score comes before it."""
    course = phq9(value)

    assert support_comes_first(course)
    assert len(course.turn.said) == 1
    assert "988" in said(course)
    assert "911" in said(course)


def test_item_nine_left_for_later_counts_as_refused():
    """Postponing item 9 brings the support page, as skipping it does."""
    course = to(course_of("measure.phq9", after), "9").postpone()

    assert support_comes_first(course)


def test_item_nine_at_zero_goes_on_to_the_score():
    """A zero raises no alarm."""
    course = phq9(0)

    assert "8 of 27" in said(course)
    assert key(course) == "after"


@given(items=st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8), value=st.sampled_from([1, 2, 3, None]))
@settings(max_examples=25)
def test_whatever_the_other_items_are_item_nine_stops_the_score(items, value):
    """No set of other answers lets a score out before the five questions are answered and a page was shown."""
    course = course_of("measure.phq9", after)
    for item in items:
        course = course.answer(item)
    course = course.answer(value)

    assert support_comes_first(course)
    while in_support(course) and key(course) != "back":
        assert " of 27" not in said(course)
        course = course.answer(calm(course))


def test_item_nine_cannot_be_taken_back_before_the_five_questions_are_through():
    """A positive item 9 stands until support has been shown and its questions are answered or skipped."""
    course = phq9(2)
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.back()

    assert support_comes_first(course)
    assert support_comes_first(again(course))


def test_item_nine_corrected_after_support_keeps_its_flag():
    """A correction to 0 after the five questions brings them once more, stored and loaded or not."""
    course = five(phq9(1)).answer("enough").amend("measure.phq9/9", 0)

    assert support_comes_first(course)
    assert support_comes_first(again(course))


@pytest.mark.parametrize("value", [1, 3, None])
def test_item_nine_amended_after_the_score_brings_support_next(value):
    """An item 9 that turns positive by an amendment is followed by support before anything else."""
    course = phq9(0).amend("measure.phq9/9", value)

    assert support_comes_first(course)
    assert support_comes_first(again(course))


def test_item_nine_amended_to_zero_keeps_its_flag():
    """Amending a positive item 9 away does not skip the five questions."""
    course = phq9(3).amend("measure.phq9/9", 0)

    assert support_comes_first(course)


def test_item_nine_that_grows_by_an_amendment_is_answered_with_the_page_it_calls_for():
    """From 1 (noted) to 3 (raised): the page for raised is shown, with its lines."""
    course = to(phq9(1), "after").amend("measure.phq9/9", 3)

    assert in_support(course)
    shown = said(course)
    assert page("safety.support") in shown or page("safety.raised") in shown


def test_an_earlier_session_s_item_nine_amended_to_positive_brings_support():
    """A positive item 9 given as a correction of an earlier session is answered with the support page too."""
    course = through(phq9(0)).open(DAY)
    with suppress(ipt.Rejected):
        course = course.amend("1:measure.phq9/9", 3)

    assert support_comes_first(course)


def test_item_nine_given_by_another_exercise_is_not_passed_by():
    """An exercise that plays PHQ-9 with item 9 filled in beforehand gets no score before support."""

    @exercise("sly.sly", "Sly")
    def sly(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(known.library.exercises["measure.phq9"], known, {"9": 3})

    course = course_of(sly, after)
    while not in_support(course) and course.turn.ask and key(course) in set("123456789"):
        course = course.answer(1)

    assert support_comes_first(course)


def test_a_plugin_cannot_answer_item_nine_before_it_is_asked():
    """No question of another exercise may bear the name of item 9."""
    tea = made("sly.sly", LEAVE, Ask("measure.phq9/9", "How much do you like tea?", ipt.Scale(0, 3)))
    course = course_of(tea, "measure.phq9", after)
    if key(course) == "9":
        course = again(course.answer(0))
    asked = []
    while course.turn.ask is not None:
        asked.append(course.turn.ask.fills)
        course = course.answer(calm(course))

    assert "phq9.9" in asked


def test_a_plugin_cannot_answer_the_five_questions_before_they_are_asked():
    """No question of an exercise may bear the name of one the guard asks."""
    keys = [f"safety.support/dark/1-{one}" for one in QUESTIONS]
    early = [Ask(one, "Is this a yes?", ipt.YesNo()) for one in keys]
    course = course_of(made("sly.sly", *early, Ask("dark", "How are you?", DARK)), after)
    while course.turn.ask and course.turn.ask.text == "Is this a yes?":
        course = course.answer(key(course) == "safe")
    if key(course) == "dark":
        course = again(course).answer("dark")

        assert support_comes_first(course)
    else:
        assert page("safety.broken") in said(course)


def test_a_page_that_an_option_names_does_not_come_before_the_support_page():
    """A plugin's own page cannot be put in front of the support page."""
    kind = ipt.Choice((ipt.Option("dark", "Dark", alarm="self-harm", page="safety.postnatal"),))
    course = course_of(made("own.own", Ask("dark", "How are you?", kind)), after).answer("dark")

    assert support_comes_first(course)


def test_two_questions_with_names_alike_each_get_their_own_support():
    """A second alarm in one exercise is answered anew, not with the answers given to the first."""
    course = course_of(made("own.own", Ask("note", "How?", DARK), Ask("Note", "And now?", DARK)), after)
    course = to(course.answer("dark"), "Note").answer("dark")

    assert support_comes_first(course)
    assert support_comes_first(again(course))


def test_a_question_asked_twice_under_one_name_gets_support_each_time():
    """The same key twice in one exercise: the second alarm is answered like the first, also after a reload."""
    course = course_of(made("own.own", Ask("note", "How?", DARK), Ask("note", "And now?", DARK)), after)
    course = to(course.answer("dark"), "note").answer("dark")

    assert support_comes_first(course)
    assert support_comes_first(again(course))


BOTH = ipt.Multi((ipt.Option("dark", "Dark", alarm="self-harm"), ipt.Option("fear", "Afraid", alarm="fear")))


def test_an_answer_with_two_alarms_is_answered_for_both():
    """Thoughts of self-harm and fear of a person in one answer: support first, and the person is locked."""
    course = course_of(made("own.own", Ask("how", "How is it?", BOTH, about="Rick")), after).answer(["dark", "fear"])

    assert support_comes_first(course)
    assert course.known.locked("Rick")


def test_a_second_alarm_at_the_same_question_does_not_replace_the_first():
    """Self-harm amended to fear still brings support first."""
    course = course_of(made("own.own", Ask("how", "How is it?", BOTH, about="Rick")), after)
    course = five(course.answer(["dark"])).answer("enough").amend("own.own/how", ["fear"])

    assert support_comes_first(course)
    assert support_comes_first(again(course))


def test_an_alarm_in_a_list_of_choices_is_heard():
    """An option's alarm counts in a list of choices as well."""
    course = course_of(made("own.own", Ask("how", "How is it?", ipt.Many(DARK))), after).answer(["fine", "dark"])

    assert support_comes_first(course)


# ---------------------------------------------------------------- the five questions


def called_for(thoughts: Any, plan: Any, tonight: Any, month: Any, safe: Any, item_nine: Any) -> str:
    """The page the table of D.3 calls for, written down anew."""
    if tonight is True or plan is True or safe is False:
        return "urgent"
    if thoughts is True and None in (tonight, safe):
        return "urgent"
    if thoughts is True or month is True or item_nine in (2, 3) or None in (thoughts, plan, tonight, month, safe):
        return "raised"
    return "noted"


ALL_FIVE = list(product((True, False, None), repeat=5))


@given(given_=st.sampled_from(ALL_FIVE), item_nine=st.sampled_from([1, 2, 3, None]))
@settings(max_examples=60)
def test_the_five_answers_lead_to_the_page_of_the_table(given_, item_nine):
    """Every combination of yes, no and skip shows just the page that D.3 names, with the crisis lines."""
    course = five(phq9(item_nine), **dict(zip(QUESTIONS, given_, strict=True)))
    wanted = called_for(*given_, item_nine)

    assert course.turn.said[0].startswith(page(f"safety.{wanted}"))
    assert "988" in said(course)
    course = course.answer("enough")
    assert (key(course) == "back") is (wanted != "noted")
    assert in_support(course) is (wanted != "noted")


@given(given_=st.sampled_from(ALL_FIVE))
@settings(max_examples=30)
def test_help_now_leads_to_the_same_pages(given_):
    """The five questions weigh the same when help was asked for without item 9."""
    course = five(course_of(after).help_now(), **dict(zip(QUESTIONS, given_, strict=True)))

    assert course.turn.said[0].startswith(page(f"safety.{called_for(*given_, None)}"))


def test_coming_back_brings_the_five_questions_again_until_they_are_clear():
    """Saying 'I am back' opens nothing by itself: the questions come first, each time."""
    course = five(phq9(1), tonight=True)
    for _ in range(3):
        course = five(to(course, "back").answer("back"), plan=True)
        assert course.turn.said[0].startswith(page("safety.urgent"))
    course = five(to(course, "back").answer("back"))

    assert course.turn.said[0].startswith(page("safety.noted"))
    assert key(to(course, "after")) == "after"


def test_coming_back_cannot_be_skipped():
    """The question whether the person is back takes no skip."""
    course = to(five(phq9(1), tonight=True), "back")

    with pytest.raises(ipt.Rejected):
        course.answer(None)


def test_noted_in_two_sessions_running_is_raised():
    """A second session with item 9 at 1 shows the page for raised, though the five answers are clear."""
    course = through(five(phq9(1))).open(DAY)
    course = five(to(course, "9").answer(1))

    assert course.turn.said[0].startswith(page("safety.raised"))


def test_an_answer_of_the_five_that_turns_urgent_by_an_amendment_shows_the_urgent_page():
    """After 'noted', correcting 'tonight' to yes shows the urgent page with its lines, and closes the rest."""
    course = to(five(phq9(1)), "after").amend("tonight", True)

    assert in_support(course)
    assert page("safety.urgent") in said(course)


def test_an_urgent_answer_taken_back_and_given_again_stays_urgent():
    """Taking an answer back and giving it anew changes nothing."""
    course = five(phq9(1), safe=False)

    assert course.turn.said[0].startswith(page("safety.urgent"))
    assert seen(course.back().answer(False)) == seen(course)


# ---------------------------------------------------------------- (c) urgent closes everything but support


@given(data=st.data())
@settings(max_examples=10)
def test_while_urgent_only_support_is_offered(data):
    """Whatever is answered while urgent, every question belongs to the support flow or to what it offers."""
    course = five(phq9(1), **URGENT)
    for _ in range(40):
        turn = course.turn
        assert in_support(course)
        assert turn.exercise in {*EASING, "safety.support", "safety.private"}
        if key(course) == "back":
            break
        options = getattr(turn.ask.kind, "options", ())
        assert {one.id for one in options if "." in one.id} <= EASING
        course = course.answer(data.draw(answers(turn.ask.kind)) if turn.ask.required else calm_or_any(data, course))


def test_while_urgent_a_plugin_that_calls_itself_support_is_not_offered():
    """Only the core decides what stays open on a hard day."""
    loud = made("loud.loud", Ask("line", "What will you say?"), eases=True)
    course = five(to(course_of("measure.phq9", after, hidden=(loud,)), "9").answer(2), **URGENT)

    assert "loud.loud" not in [one.id for one in course.turn.ask.kind.options]


def calm_or_any(data: st.DataObject, course: ipt.Course) -> Any:
    """Some valid answer, or a skip."""
    ask = course.turn.ask
    assert ask is not None
    return data.draw(st.none() | answers(ask.kind))


def test_while_urgent_only_the_safety_plan_stays_open():
    """D.3: urgent closes all exercises; resources and the own safety plan stay open."""
    course = five(phq9(1), **URGENT)

    assert [one.id for one in course.turn.ask.kind.options] == ["safety.plan", "enough"]


def test_while_urgent_no_new_session_opens():
    """The next session stays closed until the person is back."""
    course = five(phq9(1), **URGENT)

    with pytest.raises(ipt.Rejected):
        course.open("2026-01-12")


def test_urgent_is_the_same_after_a_reload():
    """What an urgent person sees does not depend on storage."""
    course = five(phq9(1), **URGENT)
    for _ in range(6):
        assert seen(again(course)) == seen(course)
        course = course.answer(calm(course))


def asked_more(id: str = "own.own") -> Exercise:
    """An exercise one of whose questions comes only after a yes."""

    @exercise(id, "Own")
    def script(known: ipt.Known) -> Iterator[Any]:
        if (yield Ask("gate", "Is there more?", ipt.YesNo())):
            yield Ask("more", "What more?", DARK)

    return script


def test_an_urgent_person_is_not_led_into_an_exercise_by_amending_an_earlier_answer():
    """While urgent, a question that an amendment opens elsewhere waits until the person is back."""
    course = course_of(asked_more(), "measure.phq9", after).answer(False)
    course = five(to(course, "9").answer(3), **URGENT)
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.amend("own.own/gate", True)

    assert in_support(course)


def test_an_urgent_person_is_not_led_into_an_exercise_by_going_back():
    """While urgent, going back past the alarm does not reopen the exercise before it."""
    course = five(to(course_of(after, "measure.phq9"), "9").answer(3), **URGENT)
    with suppress(ipt.Rejected):
        for _ in range(40):
            course = course.back()
            assert in_support(course) or course.turn.exercise == "measure.phq9"

    assert in_support(course)


def test_urgent_is_not_lost_when_the_question_that_raised_it_is_no_longer_asked():
    """A branch closed by an amendment does not take the alarm raised inside it along."""
    course = five(course_of(asked_more(), after).answer(True).answer("dark"), **URGENT)
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.amend("own.own/gate", False)

    assert in_support(course)


def test_an_alarm_is_not_lost_by_going_back_before_its_question():
    """Taking back the alarm and then the answer that opened its question does not lead past support."""
    course = course_of(asked_more(), after).answer(True).answer("dark")
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.back()

    assert in_support(course)


def test_urgent_with_no_plugin_and_no_network_shows_lines_and_the_safety_plan(monkeypatch):
    """The second fixture of E.6: item 9 = 2 and question 3 yes, with the network off and no plugin on hand."""
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("the network was used"))
    bare = ipt.load_library(only=[])
    course = ipt.Course.start(bare.trial("measure.phq9"), id="dana", on=DAY, programme="trial", country="US")
    course = five(to(course, "9").answer(2), tonight=True)

    assert course.turn.said[0].startswith(page("safety.urgent"))
    assert "911" in said(course)
    assert "988" in said(course)
    assert "safety.plan" in [one.id for one in course.turn.ask.kind.options]
    course = course.answer("safety.plan")
    assert course.turn.exercise == "safety.plan"
    while key(course) != "back":
        course = course.answer(calm(course))
    with pytest.raises(ipt.Rejected):
        course.open("2026-01-12")


# ---------------------------------------------------------------- (f) help now


HELP_AGENDA = ("initial.welcome", "measure.phq9", "initial.circles", "initial.inventory", "shared.say-clearly")
HELP_GIVEN = {"people": ["Jo", "Zoë"], "look": "now", "who": "Jo", "mine": ["time"], "agree": True}


def helped_first(course: ipt.Course) -> bool:
    """Whether the support page is said and its first question asked."""
    return page("safety.support") in said(course) and key(course) == "thoughts" and in_support(course)


def test_help_now_at_any_question_brings_support_and_then_the_same_question():
    """In exercises, loops and between them: help comes at once, and nothing given before is lost."""
    course, places = course_of(*HELP_AGENDA), 0
    while course.turn.ask is not None:
        if not places % 5 and course.turn.exercise != "safety.private":
            name, given_ = course.turn.name, course.answered
            helped = course.help_now()
            assert helped_first(helped)
            assert seen(again(helped)) == seen(helped)
            helped = five(helped).answer("enough")
            assert helped.turn.name == name
            assert set(given_) <= set(helped.answered)
        places += 1
        course = course.answer(calm(course, HELP_GIVEN))

    assert places > 40


def test_help_now_shows_the_support_page_before_what_was_said_already():
    """The support page is the first thing said; the text of the exercise does not stand above it again."""
    course = course_of(made("own.own", Say("A long story."), Ask("first", "First?")), after)

    assert support_comes_first(course.help_now())


def test_help_now_pressed_again_at_the_same_question_brings_support_again():
    """Each time help is asked for, the five questions come anew."""
    course = course_of(after)
    for _ in range(3):
        course = course.help_now()
        assert support_comes_first(course)
        course = five(course).answer("enough")

    assert key(course) == "after"
    assert through(course.answer("Well.")).over


def test_help_now_at_item_nine_does_not_use_up_its_own_alarm():
    """Help first, then a positive item 9: support comes for each."""
    course = five(to(course_of("measure.phq9", after), "9").help_now()).answer("enough").answer(2)

    assert support_comes_first(course)


def test_help_now_is_not_undone_by_going_back():
    """Going back does not lead out of the support that was asked for."""
    course = to(course_of("measure.phq9"), "4").help_now()
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.back()

    assert support_comes_first(again(course))


def at_five(which: str) -> Callable[[], ipt.Course]:
    return lambda: to(phq9(1), which)


def at_private() -> ipt.Course:
    return to(course_of(talk(), after), "hurt")


def at_hold() -> ipt.Course:
    kind = ipt.Choice((ipt.Option("voices", "Yes", alarm="hold"),))
    return course_of(made("own.own", Ask("senses", "Voices?", kind)), after).answer("voices")


def at_whom() -> ipt.Course:
    return course_of(made("own.own", Ask("how", "How is it?", FEAR)), after).answer("fear")


def at_settled() -> ipt.Course:
    return course_of(made("own.own", Ask("d", "How strong?", ipt.Scale(0, 10), fills="distress")), after).answer(9)


SAFETY_FLOWS: dict[str, Callable[[], ipt.Course]] = {
    "first-of-five": at_five("thoughts"),
    "third-of-five": at_five("tonight"),
    "last-of-five": at_five("safe"),
    "offer": lambda: five(phq9(1)),
    "offer-while-urgent": lambda: five(phq9(1), tonight=True),
    "back": lambda: to(five(phq9(1), tonight=True), "back"),
    "safety-plan": lambda: five(phq9(1), tonight=True).answer("safety.plan"),
    "reach-out": lambda: five(phq9(2)).answer("quick.reach-out"),
    "private": at_private,
    "hold": at_hold,
    "whom": at_whom,
    "settled": at_settled,
}


@pytest.mark.parametrize("flow", SAFETY_FLOWS)
def test_help_now_inside_the_safety_flow_shows_the_support_page(flow):
    """Wherever the guard itself asks, help still comes at once."""
    course = SAFETY_FLOWS[flow]().help_now()

    assert page("safety.support") in said(course)
    assert in_support(course)
    assert page("safety.support") in said(again(course))


@pytest.mark.parametrize("flow", SAFETY_FLOWS)
def test_help_now_inside_the_safety_flow_answers_no_question(flow):
    """Asking for help is never taken as an answer: the question that stood comes again, or the first of five."""
    course = SAFETY_FLOWS[flow]()
    name = course.turn.name
    helped = course.help_now()

    assert helped.turn.name == name or helped_first(helped)
    if helped.turn.name != name and flow != "back":
        assert five(helped).answer("enough").turn.name == name


def test_help_now_at_the_last_of_the_five_does_not_open_the_course():
    """Whoever presses 'I need help now' when asked whether they can stay safe is not sent on as safe."""
    course = to(phq9(1), "safe").help_now()

    assert page("safety.noted") not in said(course)


def test_help_now_twice_inside_the_five_questions_keeps_the_session():
    """Pressing help twice in a row inside the flow raises nothing and stays in the flow."""
    course = again(to(phq9(1), "plan").help_now().help_now())

    assert in_support(course)


def test_help_now_between_two_sessions_brings_support_at_once():
    """When the session is over, help is still one step away; the next session opens after it."""
    course = again(through(course_of(after)).help_now())

    assert support_comes_first(course)
    assert support_comes_first(again(course))
    with pytest.raises(ipt.Rejected):
        course.open("2026-01-12")
    assert key(five(course).answer("enough").open("2026-01-12")) == "after"


def test_a_person_locked_in_support_is_not_offered_when_the_question_comes_back():
    """Help pressed at 'who', a fear of Rick told in support: the question that stands again names only others."""
    names = made("own.names", Ask("names", "Who is there?", ipt.Many(ipt.Person(True)), fills="people"))

    @exercise("own.who", "Who")
    def who(known: ipt.Known) -> Iterator[Any]:
        yield Ask("who", "Who is it?", ipt.Person(people=known.people))

    course = to(course_of(names, who, after), "names").answer(["Rick", "Mia"])
    course = five(to(course, "who").help_now()).answer("safety.plan")
    course = to(to(course, "surroundings").answer("I am scared of him"), "surroundings-1-whom").answer("Rick")
    course = to(course, "who")

    assert course.turn.ask.kind.people == ("Mia",)
    assert seen(again(course)) == seen(course)


def test_help_called_twice_after_the_end_comes_twice():
    """The second call is no echo of the first: the questions come anew."""
    course = five(through(course_of(after)).help_now()).answer("enough")
    assert course.over

    assert support_comes_first(course.help_now())


# ---------------------------------------------------------------- (b) toward a person


NAMES_OF_RICK = ["Rick", "RICK", "rick", " Rick", "Rick ", "\tRick", "rIcK  "]


@pytest.mark.parametrize("name", NAMES_OF_RICK)
def test_other_capitals_or_outer_spaces_name_the_same_locked_person(name):
    """A locked person stays locked under another spelling of the same name."""
    course = to(locked(pick(), after), "who").answer(name)

    assert page("safety.locked") in said(course)
    assert key(course) == "after"


@pytest.mark.parametrize(
    ("named", "typed"),
    [
        ("Aunt Jo", "Aunt  Jo"),
        ("Aunt Jo", "Aunt\tJo"),
        ("Aunt Jo", "Aunt\u00a0Jo"),
        ("Zoë", unicodedata.normalize("NFD", "Zoë")),
        ("Rick", "Rick\u200b"),
    ],
)
def test_inner_spaces_and_unicode_forms_name_the_same_locked_person(named, typed):
    """A name that looks the same on screen is the same person."""
    course = to(course_of(afraid_of(named), pick(), after), "how").answer("fear")
    course = to(course, "who").answer(typed)

    assert page("safety.locked") in said(course)


@pytest.mark.parametrize("left_out", ["safe-here", "afraid", "hurt", "no"])
def test_a_private_question_skipped_keeps_the_exercise_closed(left_out):
    """Work toward a person waits while any of the private questions about them is open."""
    course = to(course_of(talk(), after), "after", {left_out: None})

    assert page("safety.unanswered") in said(course)
    assert "talk.talk/line" not in course.answered


@pytest.mark.parametrize(("which", "value"), [("afraid", True), ("hurt", True), ("no", "punished")])
def test_an_unsafe_private_answer_shows_the_abuse_page_and_closes_the_exercise(which, value):
    """One unsafe answer is enough: the page with the lines comes, and the person is locked."""
    course = to(course_of(talk(), after), which).answer(value)

    assert course.turn.said[0].startswith(page("safety.abuse"))
    assert "800-799-7233" in said(course)
    assert key(past_signs(course)) == "after"
    assert course.known.locked(" RICK ")


def test_where_it_is_not_safe_to_answer_nothing_private_is_asked():
    """A no to 'is it safe here' asks none of the private questions and opens nothing."""
    course = to(course_of(talk(), after), "safe-here").answer(False)

    assert key(course) == "after"
    assert page("safety.unanswered") in said(course)


@given(data=st.data())
@settings(max_examples=40)
def test_no_mix_of_private_answers_but_the_clear_one_opens_the_exercise(data):
    """Only all three answered and clear opens the work; in any order of going back and answering again."""
    course = course_of(talk(), after)
    given_: dict[str, Any] = {}
    ever_unsafe = False
    for _ in range(data.draw(st.integers(3, 14))):
        where = key(course)
        if where in ("line", "after") or course.turn.ask is None:
            break
        if given_ and data.draw(st.integers(0, 3)) == 0:
            course = course.back()
            given_.pop(key(course), None)
            continue
        value = data.draw(st.none() | answers(course.turn.ask.kind))
        course, given_[where] = course.answer(value), value
        ever_unsafe |= (where, value) in [("afraid", True), ("hurt", True), ("no", "punished")]
    if key(course) == "line":
        assert not ever_unsafe
        assert given_["safe-here"] is True
        assert given_["afraid"] is False
        assert given_["hurt"] is False
        assert given_["no"] in ("accepted", "sulking", "pressure", "never")


@given(ask_first=st.booleans(), data=st.data())
@settings(max_examples=15)
def test_taking_back_a_safe_answer_closes_the_work_again(ask_first, data):
    """Whoever takes a private answer back is asked it again before the work goes on."""
    course = to(course_of(pick() if ask_first else talk(), after), "line", {"who": "Rick"})
    for _ in range(data.draw(st.integers(1, 3))):
        course = course.back()

    assert course.turn.exercise == "safety.private"


def test_a_safe_answer_amended_to_unsafe_closes_the_work():
    """Amending 'afraid' to yes while the work goes on ends it at once and locks the person."""
    course = to(course_of(talk(), after), "line").amend("afraid", True)

    assert key(course) == "after"
    assert course.known.locked("Rick")


def test_a_safe_answer_amended_to_skipped_closes_the_work():
    """Amending a private answer away closes the work it opened."""
    course = to(course_of(talk(), after), "line").amend("hurt", None)

    assert key(course) == "after"


def test_naming_another_person_by_an_amendment_asks_the_private_questions_about_them():
    """The clear answers about one person do not open the work toward another."""
    course = to(course_of(pick(), after), "line", {"who": "Mia"}).amend("pick.pick/who", "Rick")

    assert key(course) == "safe-here"
    assert "Rick" in to(course, "afraid").turn.ask.text


def test_naming_a_locked_person_by_an_amendment_ends_the_work():
    """An amendment does not lead round a lock."""
    course = to(locked(pick(), after), "line", {"who": "Mia"}).amend("pick.pick/who", "rick")

    assert key(course) == "after"
    assert page("safety.locked") in said(course)


def test_people_whose_names_look_alike_in_a_question_s_name_are_asked_about_one_by_one():
    """'Jo-Ann' and 'Jo Ann' may be two people; each can be asked about in the same exercise."""
    course = course_of(made("own.own", Toward("Jo-Ann"), Toward("Jo Ann"), Ask("line", "What?")), after)
    course = to(course, "no").answer("accepted")

    assert key(course) == "safe-here"
    assert seen(again(course)) == seen(course)


def test_a_clear_answer_about_one_person_never_opens_another_with_a_name_alike():
    """The private answers about Jo do not count for 'Jo!', though their question names look the same."""
    course = to(course_of(made("own.own", Toward("Jo"), Toward("Jo!"), Ask("line", "What?")), after), "after")

    assert "own.own/line" not in course.answered


def test_a_person_given_by_another_exercise_is_guarded():
    """`run(..., given)` with a locked person ends the inner exercise; the outer one goes on."""
    inner = pick()

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(inner, known, {"who": "RICK "})
        yield Ask("own", "And you?")

    course = to(locked(outer, after, hidden=(inner,)), "own")

    assert page("safety.locked") in said(course)
    assert not any("line" in name for name in course.answered)


def test_a_person_given_by_another_exercise_is_asked_about_first():
    """`run(..., given)` with an unknown person brings the private questions before the inner exercise goes on."""
    inner = pick()

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(inner, known, {"who": "Rick"})

    assert key(course_of(outer, hidden=(inner,))) == "safe-here"


@pytest.mark.parametrize("used", ["shared.say-clearly", "shared.role-play", "shared.communication-analysis"])
def test_a_locked_person_given_to_a_shared_technique_is_refused(used):
    """`use ... with` cannot bring a locked person into the core's own techniques."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(known.library.exercises[used], known, {"who": "rick"})

    course = to(locked(outer, after), "after")

    assert page("safety.locked") in said(course)


def test_a_lock_found_inside_a_nested_exercise_ends_the_outer_one_toward_the_same_person():
    """Fear voiced in an inner exercise closes the outer work toward that person."""
    inner = afraid_of()

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield Toward("Rick")
        yield from ipt.run(inner, known)
        yield Ask("line", "What will you say to Rick?")

    course = to(course_of(outer, after, hidden=(inner,)), "how").answer("fear")

    assert page("safety.abuse") in said(course)
    assert key(past_signs(course)) == "after"


def test_fear_without_a_name_inside_work_toward_a_person_ends_that_work():
    """A fear said without a name is taken to be about the person worked toward: they are locked, the work ends."""
    inner = made("inner.inner", Ask("how", "How is it?", FEAR))

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield Toward("Rick")
        yield from ipt.run(inner, known)
        yield Ask("line", "What will you say to Rick?")

    course = to(course_of(outer, after, hidden=(inner,)), "how").answer("fear")

    assert key(past_signs(course)) == "after"
    assert course.known.locked("Rick")


def test_whom_a_fear_is_about_is_locked():
    """The name given after a fear without one locks that person, in any spelling."""
    course = at_whom().answer(" RICK")

    assert course.known.locked("Rick")


def test_an_exercise_declared_to_work_toward_the_focus_person_is_guarded_even_if_its_script_forgets():
    """`toward="focus"` is a promise the guard keeps: the private questions come first."""
    careless = made("own.own", Ask("line", "What will you say to them?"), toward="focus")
    focus = made("first.first", Ask("who", "Who?", ipt.Person(mention=True), fills="focus.person"))
    course = course_of(focus, careless, after).answer("Rick")

    assert key(course) == "safe-here"


def test_a_dispute_technique_without_a_focus_person_coaches_toward_nobody():
    """With no person named there is nobody the private questions cleared, so the talk is not built."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(known.library.exercises["disputes.calm-talk"], known)

    assert course_of(outer, after).turn.exercise != "disputes.calm-talk"


def test_whoever_may_frighten_somebody_is_not_coached_toward_them():
    """D.4: after 'they may be afraid of me' no later exercise works toward that person."""
    course = to(course_of("shared.repair", talk(), after), "harmed", {"who": "Rick"}).answer("they-fear")
    course = to(course, "after")

    assert "talk.talk/line" not in [name.partition(":")[2] for name in course.answered]


def test_harm_told_inside_work_toward_a_person_ends_it():
    """Whoever says they frighten the person the exercise works toward gets the page, and the exercise ends."""
    kind = ipt.Choice((ipt.Option("me", "They fear me", alarm="harming"),))
    work = made("own.own", Toward("Rick"), Ask("how", "How?", kind, about="Rick"), Ask("line", "What will you say?"))
    course = to(course_of(work, after), "how").answer("me")

    assert page("safety.harming") in said(course)
    assert key(course) == "after"


def test_a_locked_person_is_not_offered_by_name():
    """Content that asks for a person does not propose a locked one."""
    course = to(course_of("initial.circles", afraid_of(), "shared.say-clearly"), "how", {"people": ["Rick", "Mia"]})
    course = to(course.answer("fear"), "who")

    assert course.turn.ask.kind.people == ("Mia",)


# ---------------------------------------------------------------- opening again, and signs of danger

ASKED, TOO_SOON, LATER = "2026-02-01", "2026-02-02", "2026-02-03"
CLEAR = {"afraid": False, "hurt": False, "no": "accepted"}


def looking_again(on: str = LATER, *agenda: Exercise | str) -> ipt.Course:
    """Rick was locked and asked to be opened on ASKED; the session of `on` stands at its first question."""
    course = through(locked(*(agenda or (after,))))
    return course.ask_to_unlock(" RICK", ASKED).open(on)


def test_a_lock_is_opened_only_by_the_person_after_a_day_and_clear_answers():
    """D.4: asked on one day, the private questions anew on a later one, and then their own word."""
    course = to(looking_again(), "safe-here")
    assert course.turn.exercise == safety.PRIVATE.id or course.turn.exercise == safety.LOOK_AGAIN.id
    course = to(course, "unlock")
    assert course.known.locked("Rick")

    opened = through(course.answer("open"))
    kept = through(course.answer("closed"))
    skipped = through(course.answer(None))

    assert [one.known.locked("Rick") for one in (opened, kept, skipped)] == [False, True, True]
    assert [one.open(LATER).known.locked("Rick") for one in (opened, kept, skipped)] == [False, True, True]
    assert again(opened).open(LATER).known.cleared("Rick")


def test_work_toward_somebody_opened_again_goes_on():
    """After the second look the exercise toward them is played, without the questions coming a third time."""
    course = to(looking_again(LATER, afraid_of(), after, talk()), "unlock").answer("open")
    course = through(course).open(LATER)

    assert key(to(course, "line", {"how": "fine"})) == "line"


def looks(course: ipt.Course) -> int:
    """How many questions of a second look were answered."""
    return sum("look-again" in name for name in course.answered)


@pytest.mark.parametrize("on", [ASKED, TOO_SOON, "2026-01-31"])
def test_no_whole_day_after_asking_nothing_is_looked_at_again(on):
    """A night is not a day: the session of the next date says nothing of it, and a later one does."""
    course = through(looking_again(on))

    assert course.known.locked("Rick")
    assert looks(course) == 0
    assert key(to(course.open(LATER), "unlock")) == "unlock"


@pytest.mark.parametrize(
    "given",
    [
        {"safe-here": False},
        {"afraid": True},
        {"hurt": True},
        {"no": "punished"},
        {"afraid": None},
        {"hurt": None},
        {"no": None},
    ],
)
def test_one_private_answer_not_clear_keeps_the_lock_at_the_second_look(given):
    """Skipping is no way to open either; and it is not asked again unless the person asks again."""
    course = through(looking_again(), given)

    assert course.known.locked("Rick")
    assert not any(name.endswith("/unlock") for name in course.answered)
    assert looks(through(course.open("2026-02-10"))) == looks(course)


def test_older_clear_answers_do_not_stand_in_for_the_second_look():
    """All three are asked anew, though two were answered clearly before the fear came up."""
    course = to(course_of(talk(), after), "line").answer("Well.")
    course = course.amend("talk.talk/safety.private/rick/afraid", True)
    course = to(through(course).ask_to_unlock("Rick", ASKED).open(LATER), "safe-here").answer(True)
    asked = []
    while not course.over:
        asked.append(key(course))
        course = course.answer(calm(course))

    assert asked == ["afraid", "hurt", "no", "unlock"]


def test_a_new_fear_after_asking_ends_the_wish_to_open():
    """Told between asking and looking, or in the same session before it, a fear closes the way."""
    session = through(locked(pick(), after)).ask_to_unlock("Rick", ASKED).open(LATER)
    told = through(session, {"how": "fear"})
    taken_back = through(to(session, "how").answer("fear").amend("how", "fine"), {"how": "fine"})

    for course in (told, taken_back, again(taken_back)):
        assert course.known.locked("Rick")
        assert looks(course) == 0


def test_a_fear_told_after_the_second_look_of_the_same_session_leaves_the_look_where_it_was():
    """Opened, and then, in support after the end, a fear is told: locked again, and a reload tells the same story."""
    course = to(looking_again(), "unlock").answer("open")
    course = five(course.help_now(), month=True).answer("safety.plan")
    course = to(course, "surroundings").answer("I am scared of him")
    course = to(course, "surroundings-1-whom").answer("Rick")

    assert course.known.locked("Rick")
    assert again(course).turn == course.turn


def test_a_fear_after_the_opening_locks_anew():
    """Opened again is not opened for good."""
    course = through(to(looking_again(), "unlock").answer("open")).open(LATER)
    course = through(to(course_of_events(course, afraid_of()), "how").answer("fear"))

    assert course.known.locked("Rick")
    assert course.open(LATER).known.locked("Rick")


def test_a_slip_at_the_second_look_that_is_taken_back_keeps_the_lock():
    """A fear told and taken back there stands; opening needs a new wish and another day."""
    course = to(looking_again(), "afraid").answer(True).amend("safety.look-again/rick/afraid", False)
    course = through(course)

    assert course.known.locked("Rick")
    assert again(course).known.locked("Rick")


def test_a_second_look_of_an_earlier_session_is_not_changed_to_open():
    """Opening is decided in the moment, never by amending an older no."""
    course = through(to(looking_again(), "unlock").answer("closed")).open(LATER)

    with pytest.raises(ipt.Rejected):
        course.amend("safety.look-again/rick/unlock", "open")
    assert course.known.locked("Rick")


def test_asking_to_open_what_is_not_closed_is_refused():
    """Nothing is promised for a name that is not locked, and nothing changes."""
    course = course_of(after)

    with pytest.raises(ipt.Rejected):
        course.ask_to_unlock("Rick", ASKED)
    with pytest.raises(ipt.Rejected):
        locked(after).ask_to_unlock("Rick", "soon")


@pytest.mark.parametrize(
    "words", ["He choked me once.", "she is STALKING me", "He threatened to kill us", "they pulled a knife on me"]
)
def test_words_about_grave_danger_bring_the_page_for_it_at_once_and_lock(words):
    """D.4: choking, weapons, threats to kill and stalking call for help now, not for a talk."""
    work = made("talk.talk", Toward("Rick"), Ask("line", "What will you say to Rick?"), Ask("more", "And?"))
    course = to(course_of(work, after), "line").answer(words)

    assert course.turn.said[0].startswith(page("safety.danger"))
    assert "911" in course.turn.said[0]
    assert key(course) == "after"
    assert course.known.locked("Rick")


@pytest.mark.parametrize("sign", [one.id for one in safety._SIGNS])
def test_after_a_fear_one_question_asks_for_signs_of_grave_danger(sign):
    """Each sign but 'none' brings the page that says to get help now."""
    course = to(course_of(talk(), after), "afraid").answer(True)
    assert course.turn.ask.private
    course = course.answer([sign])

    assert (page("safety.danger") in said(course)) is (sign != "none")
    assert key(course) == "after"


def test_the_signs_of_danger_are_asked_once_in_a_session():
    """Somebody who tells of fear three times is not asked three times."""
    course = course_of(afraid_of(), afraid_of("Lee", "second.second"), after)
    course = past_signs(to(course, "how").answer("fear"))
    course = to(course, "how").answer("fear")

    assert key(course) == "after"
    assert course.known.locked("Lee")


# ---------------------------------------------------------------- (d) flags and locks last


def test_a_lock_stands_when_the_answer_is_taken_back():
    """Going back over a fear and answering 'fine' leaves the person locked, also after a reload."""
    course = to(course_of(afraid_of(), pick(), after), "how").answer("fear").back().answer("fine")

    assert course.known.locked("Rick")
    assert again(course).known.locked("rick ")


def test_a_lock_stands_when_the_answer_is_amended():
    """Amending a fear away leaves the person locked."""
    course = to(course_of(afraid_of(), pick(), after), "how").answer("fear").amend("how", "fine")

    assert again(course).known.locked("Rick")


def test_a_lock_stands_when_its_question_is_gone_over_from_far_behind():
    """Going back before the question that locked, so that it is asked anew or not at all, unlocks nobody."""
    course = to(course_of(pick("first.first"), afraid_of(), after), "how", {"who": "Mia"}).answer("fear")
    while key(course) != "who":
        course = course.back()
    course = course.answer("Rick")

    assert page("safety.locked") in said(course)


def test_a_lock_stands_in_the_next_sessions():
    """A person locked in one session is refused in every later one."""
    course = locked(pick(), after)
    for _ in range(3):
        course = through(course, {"who": "Mia"}).open(DAY)
        course = to(course, "who", {"how": "fine"}).answer("Rick")
        assert page("safety.locked") in said(course)


def test_a_lock_stands_when_an_earlier_session_is_amended():
    """Amending the fear of a finished session away leaves the person locked today."""
    course = through(locked(pick(), after), {"who": "Mia"}).open(DAY).amend("1:how", "fine")

    assert again(course).known.locked("Rick")


def test_a_fear_found_by_amending_an_earlier_session_locks():
    """A private answer of a finished session that is corrected to unsafe locks from now on; help is said at once."""
    course = through(course_of(talk(), pick(), after), {"who": "Mia"}).open(DAY)
    assert course.turn.name == "talk.talk/line"
    course = course.amend("1:talk.talk/safety.private/rick/afraid", True)

    assert course.known.locked("Rick")
    assert course.turn.said[0].startswith(page("safety.abuse"))
    assert past_signs(course).turn.name == "pick.pick/who"


def test_a_fear_found_by_amending_after_the_end_is_met_with_help_too():
    """A course that is over says the page on abuse when an earlier answer is corrected to tell of fear."""
    course = through(through(course_of(talk(), after)).open(DAY))
    course = course.amend("1:talk.talk/safety.private/rick/afraid", True)

    assert course.known.locked("Rick")
    assert page("safety.abuse") in said(course)


def test_safe_answers_given_later_do_not_unlock():
    """Answering the private questions with no afterwards does not open what a fear has locked."""
    course = through(locked(talk(), after)).open(DAY)
    course = to(course, "after", {"how": "fine"})

    assert page("safety.locked") in said(course)


@given(data=st.data())
@settings(max_examples=25)
def test_no_walk_unlocks_anybody_or_fails(data):
    """Over any mix of answers, skips, going back, amending, help, loading and new sessions a lock only ever grows."""
    course, ever = course_of(afraid_of(), pick(), "measure.phq9", talk("Mia"), asked_more(), after), set()
    for _ in range(30):
        move = data.draw(st.sampled_from(["answer"] * 6 + ["back", "amend", "help", "reload", "skip"]))
        try:
            if course.turn.ask is None:
                course = course.open(DAY)
            elif move == "back":
                course = course.back()
            elif move == "help" and not in_support(course) and course.turn.exercise != "safety.private":
                course = course.help_now()
            elif move == "reload":
                course = again(course)
            elif move == "amend" and course.answered:
                name = data.draw(st.sampled_from(course.answered))
                course = course.amend(name, data.draw(st.none() | answers(course.asked(name).kind)))
            elif move == "answer":
                ask = course.turn.ask
                people = isinstance(ask.kind, ipt.Person)
                course = course.answer(data.draw(st.sampled_from(["Rick", "MIA"]) if people else answers(ask.kind)))
            else:
                course = course.answer(None)
        except ipt.IptError:
            pass
        now = {name for name in ("rick", "mia") if course.known.locked(name)}
        assert ever <= now
        ever |= now
        if key(course) == "line":
            assert not course.known.locked("Rick" if "Rick" in course.turn.ask.text else "Mia")


def test_a_reload_after_a_lock_shows_the_same_turn():
    """What comes after a lock does not depend on storage: the abuse page stands after a reload too."""
    work = made(
        "own.own",
        Ask("when", "Since when?"),
        Toward("Rick"),
        Ask("plan", "What is your plan?"),
        Ask("how", "How is it with them?", FEAR, about="Rick"),
    )
    course = to(course_of(work, after), "how").answer("fear")

    assert course.turn.said[0].startswith(page("safety.abuse"))
    assert seen(again(course)) == seen(course)


def test_answers_given_before_a_lock_are_not_lost_by_it():
    """What was answered toward a person before a fear came up stays in the record of later sessions."""
    work = made("own.own", Toward("Rick"), Ask("goal", "What do you want?", fills="goal"))
    course = to(course_of(work, afraid_of(), after), "goal").answer("Rest more")
    course = past_signs(to(course, "how").answer("fear"))
    live = course.answer("Well.")
    stored = again(course).answer("Well.")

    assert live.open(DAY).known.latest("goal") == "Rest more"
    assert stored.open(DAY).known.latest("goal") == "Rest more"


def test_the_locked_page_comes_again_in_a_later_exercise_after_a_reload():
    """A refusal is told each time, loaded or not."""
    course = to(locked(talk(), after), "after")

    assert page("safety.locked") in said(course)
    assert seen(again(course))[0] == seen(course)[0]


# ---------------------------------------------------------------- (e) plugins that misbehave


def raising(error: BaseException, after_question: bool = False) -> Callable[[ipt.Known], Iterator[Any]]:
    def script(known: ipt.Known) -> Iterator[Any]:
        if after_question:
            yield Ask("first", "First?")
        raise error
        yield

    return script


def says_for_ever(known: ipt.Known) -> Iterator[Any]:
    while True:
        yield Say("And another thing.")


def runs_itself(known: ipt.Known) -> Iterator[Any]:
    yield from ipt.run(Exercise("bad.again", "Again", runs_itself), known)


def enters_for_ever(known: ipt.Known) -> Iterator[Any]:
    while True:
        yield Enter("again")


def cannot_be_closed(known: ipt.Known) -> Iterator[Any]:
    try:
        yield "rubbish"
    except GeneratorExit:
        yield "more rubbish"


def raises_when_closed(known: ipt.Known) -> Iterator[Any]:
    try:
        yield "rubbish"
    finally:
        raise ValueError("and now this")


def given_a_number(known: ipt.Known) -> Iterator[Any]:
    yield from ipt.run(pick(), known, {"who": 5})


def tampers(known: ipt.Known) -> Iterator[Any]:
    known.nothing.of.the.kind = 5  # type: ignore[attr-defined]
    yield Ask("first", "First?")


class Own(BaseException):
    """An error of a plugin's own that is no Exception, as some async libraries have."""


class Touchy:
    """A kind of a plugin's own whose check raises what it should not."""

    def check(self, value: Any) -> Any:
        """Never right."""
        raise ValueError(value)

    read = check
    words = check


BROKEN: dict[str, Callable[[ipt.Known], Any]] = {
    "raises": raising(ValueError("x")),
    "raises-later": raising(ValueError("x"), after_question=True),
    "exits": raising(SystemExit(1)),
    "exits-later": raising(SystemExit(1), after_question=True),
    "stops": raising(StopIteration(1)),
    "recursion": runs_itself,
    "says-for-ever": says_for_ever,
    "enters-for-ever": enters_for_ever,
    "yields-none": yielding(None),
    "yields-text": yielding(Ask("first", "First?"), "text"),
    "yields-class": yielding(Ask),
    "yields-coroutine-like": yielding(lambda: None),
    "returns-list": lambda known: [Say("x"), Ask("first", "First?")],
    "returns-none": lambda known: None,
    "returns-text": lambda known: "text",
    "takes-nothing": lambda: iter(()),
    "leaves-first": yielding(LEAVE, LEAVE),
    "leaves-later": yielding(Ask("first", "First?"), LEAVE, LEAVE),
    "tampers": tampers,
}
CRASHING: dict[str, Callable[[ipt.Known], Any]] = {
    "own-base-exception": raising(Own("x"), after_question=True),
    "generator-exit": raising(GeneratorExit(), after_question=True),
    "cannot-be-closed": cannot_be_closed,
    "raises-when-closed": raises_when_closed,
    "key-none": yielding(Ask(None, "First?")),  # type: ignore[arg-type]
    "key-number": yielding(Ask(1, "First?")),  # type: ignore[arg-type]
    "text-number": yielding(Ask("first", 5)),  # type: ignore[arg-type]
    "fills-none": yielding(Ask("first", "First?", fills=None)),  # type: ignore[arg-type]
    "about-number": yielding(Ask("first", "First?", fills="strain", about=5)),  # type: ignore[arg-type]
    "kind-none": yielding(Ask("first", "First?", None)),  # type: ignore[arg-type]
    "kind-text": yielding(Ask("first", "First?", "yes-no")),  # type: ignore[arg-type]
    "kind-class": yielding(Ask("first", "First?", ipt.YesNo)),  # type: ignore[arg-type]
    "kind-touchy": yielding(Ask("first", "First?", Touchy())),
    "say-number": yielding(Say(5)),  # type: ignore[arg-type]
    "say-none": yielding(Say(None)),  # type: ignore[arg-type]
    "toward-none": yielding(Toward(None)),  # type: ignore[arg-type]
    "toward-list": yielding(Toward(["Rick"])),  # type: ignore[arg-type]
    "enter-number": yielding(Enter(5)),  # type: ignore[arg-type]
    "enter-text-exercise": yielding(Enter("x", "x"), Ask("first", "First?", fills="risk.x")),  # type: ignore[arg-type]
    "given-number": given_a_number,
    "distress-in-words": yielding(Ask("first", "First?", fills="distress")),
}


def goes_on_past(script: Callable[[ipt.Known], Any]) -> ipt.Course:
    """Play a bad exercise between two good ones, answering or skipping what it asks, loading at every step."""
    before = made("before.before", Ask("before", "Before?"))
    course = course_of(before, Exercise("bad.bad", "Bad", script), after).answer("Good.")
    for _ in range(20):
        course = again(course)
        json.dumps(ipt.plain_turn(course.turn))
        assert all(isinstance(text, str) for text in (*course.turn.said, course.turn.ask.text))
        assert course.known.history("strain", "Rick") == ()
        if key(course) == "after":
            break
        try:
            course = course.answer("x")
        except ipt.Rejected:
            course = course.answer(None)
    assert key(course) == "after"
    assert "1:before.before/before" in course.answered
    return through(course.answer("Well."))


@pytest.mark.parametrize("script", BROKEN)
def test_a_session_goes_on_past_an_exercise_that_breaks(script):
    """The person is told, the next exercise comes, and no answer is lost."""
    course = goes_on_past(BROKEN[script])

    assert course.over
    assert course.open(DAY).turn.ask is not None


CLASSES = "safety.py lets a BaseException of a script through"
CLOSING = "safety.guarded: script.close() may itself raise"
SHAPE = "the guard does not look at the fields of a step before it passes it on"
KINDS = "a kind is trusted: its check may raise anything, its fields may be anything"
CRASHING_WHY = {
    **dict.fromkeys(("own-base-exception", "generator-exit"), CLASSES),
    **dict.fromkeys(("cannot-be-closed", "raises-when-closed"), CLOSING),
    **dict.fromkeys(("kind-touchy", "options-none"), KINDS),
}


@pytest.mark.parametrize("script", CRASHING)
def test_a_session_goes_on_past_an_exercise_that_yields_what_it_should_not(script):
    """Whatever a script yields or raises, answering never fails and the session goes on."""
    course = goes_on_past(CRASHING[script])

    assert course.over


def test_the_person_is_told_that_an_exercise_broke():
    """The page for a fault on our side is shown once."""
    course = course_of(Exercise("bad.bad", "Bad", raising(ValueError("x"))), after)

    assert course.turn.said == (LIBRARY.page("safety.broken"),)


def test_an_exercise_that_breaks_inside_a_nested_one_leaves_the_names_of_the_next_in_order():
    """After a fault deep inside, the next exercise's questions bear their own names."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield Enter("round")
        yield from ipt.run(Exercise("bad.bad", "Bad", raising(ValueError("x"))), known)

    assert course_of(outer, after).turn.name == "after.after/after"


@pytest.mark.parametrize(
    "value",
    ["lots", 1_000, 0],
)
def test_a_plugin_that_fills_the_number_of_sessions_with_rubbish_does_not_end_the_course(value):
    """A fact of the core filled by a plugin with what it cannot be is passed over."""
    kind = ipt.Text() if isinstance(value, str) else ipt.Number(0, 10_000)
    bad = made("bad.bad", Ask("first", "How many?", kind, fills="contract.sessions"))
    course = through(course_of(bad, after).answer(value))

    assert isinstance(course.turn.of, int)
    assert course.open(DAY).turn.ask is not None


def test_a_question_asked_under_one_name_until_it_is_right_survives_a_reload():
    """A script that asks again until it likes the answer asks again, and can be loaded."""
    asked = 0

    def asks_again(known: ipt.Known) -> Iterator[Any]:
        nonlocal asked
        while not (yield Ask("ready", "Are you ready?", ipt.YesNo())):
            asked += 1
            if asked > 1_000:
                raise KeyboardInterrupt  # instead of a test that never ends

    course = course_of(Exercise("own.own", "Own", asks_again), after).answer(False)

    assert key(course) == "ready"
    try:
        assert seen(again(course)) == seen(course)
    except KeyboardInterrupt:
        pytest.fail("loading the course never ends")


def test_the_same_exercise_used_twice_asks_its_questions_twice():
    """An inner exercise played twice is not answered the second time with the answers of the first."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(after, known)
        yield from ipt.run(after, known)

    course = course_of(outer, hidden=(after,)).answer("One.")

    assert key(course) == "after"
    assert seen(again(course)) == seen(course)


def swallowing(*then: Any) -> Callable[[ipt.Known], Iterator[Any]]:
    """A script that works toward Rick and, when refused, goes on with `then`."""

    def script(known: ipt.Known) -> Iterator[Any]:
        try:
            yield Toward("Rick")
        except Exception:  # noqa: BLE001 - just this is under test
            pass
        yield from (step for step in then)  # a bare tuple cannot take the answers
        yield Ask("line", "What will you say to Rick?")

    return script


@pytest.mark.parametrize("then", [(), (Say("Talk to Rick."),), (Toward("Mia"),), (Enter("x"),)])
def test_a_refusal_cannot_be_swallowed(then):
    """A script that goes on after the guard refused is closed: nothing toward the person is said or asked."""
    course = to(locked(Exercise("bad.bad", "Bad", swallowing(*then)), after), "after")

    assert "Talk to Rick" not in said(course)
    assert "bad.bad/line" not in [name.partition(":")[2] for name in course.answered]


def test_a_refusal_cannot_be_swallowed_by_pretending_to_leave():
    """A script that yields Leave itself after a refusal does not get to ask on."""
    course = locked(Exercise("bad.bad", "Bad", swallowing(LEAVE)), after)
    texts = []
    while course.turn.ask is not None:
        texts.append(course.turn.ask.text)
        course = course.answer(calm(course))

    assert "What will you say to Rick?" not in texts


def test_a_refusal_cannot_be_swallowed_inside_a_nested_exercise():
    """An inner exercise is played no further after the refusal, whatever it would do; the outer one goes on."""
    inner = Exercise("bad.bad", "Bad", swallowing())

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(inner, known)
        yield Ask("own", "And you?")

    course = to(locked(outer, after), "own")

    assert "What will you say to Rick?" not in [event.asked for event in course.events if hasattr(event, "asked")]


@pytest.mark.parametrize(
    "fact", ["private.afraid", "private.hurt", "private.no", "private.whom", "risk.safe", "safety-plan.steady"]
)
def test_a_plugin_cannot_fill_a_fact_of_the_guard(fact):
    """A question of a plugin that fills a reserved fact ends its exercise before it is asked."""
    kind = ipt.Text() if fact in ("private.no", "private.whom") else ipt.YesNo()
    course = course_of(made("bad.bad", Ask("first", "All well with Rick?", kind, fills=fact, about="Rick")), after)

    assert key(course) == "after"
    assert page("safety.broken") in said(course)


def test_a_plugin_cannot_fill_a_fact_of_the_guard_from_inside_a_made_up_core_exercise():
    """An exercise that only bears the name of a core family is not the core's."""
    kinds = {
        "private.afraid": ipt.YesNo(),
        "private.hurt": ipt.YesNo(),
        "private.no": ipt.Choice((ipt.Option("accepted", "Fine"),)),
    }
    asks = [Ask(fact[8:], "Do you like tea?", kind, fills=fact, about="Rick") for fact, kind in kinds.items()]
    fake = made("shared.fake", *asks)

    @exercise("bad.bad", "Bad")
    def bad(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(fake, known)

    course = course_of(bad, talk(), after)
    while course.turn.ask.text == "Do you like tea?":
        course = course.answer("accepted" if key(course) == "no" else False)

    assert key(course) == "safe-here"


def test_a_plugin_that_plays_a_core_exercise_still_records_its_private_answers():
    """The core's own inventory may fill private facts wherever it is played."""

    @exercise("own.own", "Own")
    def own(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(known.library.exercises["initial.inventory"], known)

    course = to(course_of("initial.circles", own, after), "look", {"people": ["Rick"]})
    course = to(course.answer("now"), "after", {"safe": True})

    assert course.known.locked("Rick")


def test_an_exercise_that_vanishes_is_left_out_and_its_lock_stands():
    """A session goes on without a plugin that was removed, and what it locked stays locked."""
    course = locked(talk(), after)
    fewer = {id: one for id, one in course.library.exercises.items() if id != "afraid.afraid"}
    course = ipt.course_from_plain(ipt.plain_course(course), evolve(course.library, exercises=fewer))

    assert key(course) == "after"
    assert course.known.locked("Rick")


# ---------------------------------------------------------------- words, distress, hold


DARK_WORDS = [
    "I want to die",
    "some days I just want to kill myself",
    "They would be BETTER OFF WITHOUT ME.",
    "I don't want to wake up",
    "I am suicidal",
]


@pytest.mark.parametrize("text", DARK_WORDS)
@pytest.mark.parametrize("listed", [False, True])
def test_dark_words_in_free_text_bring_support(text, listed):
    """A phrase that speaks of dying brings the support page, alone or in a list."""
    kind = ipt.Many(ipt.Text()) if listed else ipt.Text()
    course = course_of(made("own.own", Ask("note", "What is on your mind?", kind)), after)

    assert support_comes_first(course.answer(["tea", text] if listed else text))


@pytest.mark.parametrize(
    "text", ["I don\u2019t want to live", "I want to\ndie", "I want  to die", "I dont want to live"]
)
def test_dark_words_are_heard_as_phones_and_people_type_them(text):
    """Typographic apostrophes, line breaks, double spaces and left-out apostrophes hide nothing."""
    course = course_of(made("own.own", Ask("note", "What is on your mind?")), after)

    assert support_comes_first(course.answer(text))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ipt.Goal(), "End my life"),
        (ipt.Turns(1), [{"who": "me", "line": "I want to die"}]),
        (ipt.Many(ipt.Goal()), ["Kill myself"]),
    ],
)
def test_dark_words_are_heard_in_every_kind_of_free_text(kind, value):
    """Goals and the lines of a talk are free words too."""
    course = course_of(made("own.own", Ask("note", "What?", kind)), after)

    assert support_comes_first(course.answer(value))


def test_words_of_being_hurt_by_somebody_bring_the_abuse_page():
    """D.4 names a free-text flag among its triggers."""
    course = course_of(made("own.own", Ask("note", "What happened?")), after)

    assert page("safety.abuse") in said(course.answer("He hits me and I am scared of him"))


def test_plain_words_bring_no_alarm():
    """Ordinary sadness is not interrupted."""
    course = course_of(made("own.own", Ask("note", "What?")), after).answer("I cut the bread and cried, I felt so low.")

    assert key(course) == "after"


@pytest.mark.parametrize(
    ("ratings", "grounded"), [([8], True), ([2, 5], True), ([2, 4, 5], True), ([2, 4], False), ([7, 7], False)]
)
def test_the_distress_rule_grounds_at_eight_or_three_above_the_start(ratings, grounded):
    """Distress at 8, or risen by 3, stops the exercise for grounding."""
    asks = [Ask(f"d{i}", "How strong?", ipt.Scale(0, 10), fills="distress") for i in range(len(ratings))]
    course = course_of(made("own.own", *asks, Ask("on", "And?")), after)
    for rating in ratings:
        course = course.answer(rating)

    assert (page("safety.grounding") in said(course)) is grounded


def test_whoever_wants_to_stop_after_grounding_is_let_go():
    """Leaving it for another day, or skipping the question, ends the exercise."""
    assert key(at_settled().answer("later")) == "after"
    assert key(at_settled().answer(None)) == "after"


def test_a_hold_ends_only_with_a_clinician_s_agreement():
    """Letting it rest asks again; 'agreed' goes on; a reload changes nothing."""
    course = at_hold().answer("rest").answer("rest")

    assert page("safety.hold") not in said(at_hold().answer("agreed"))
    assert course.turn.exercise == "own.own"
    assert seen(again(course)) == seen(course)
    assert key(course.answer("agreed")) == "after"


def test_under_eighteen_there_is_no_way_on():
    """A stop offers rest and nothing else."""
    course = to(course_of("initial.suitability", after), "age").answer("under-18")

    assert [one.id for one in course.turn.ask.kind.options] == ["rest"]
    assert page("safety.minors") in said(course)
    assert [one.id for one in course.answer("rest").turn.ask.kind.options] == ["rest"]


# ---------------------------------------------------------------- E.6: Dana


@exercise("sly.offer", "A plugin that offers the calm talk")
def sly_offer(known: ipt.Known) -> Iterator[Any]:
    """Plays D-T3 toward the focus person on its own account."""
    yield from ipt.run(known.library.exercises["disputes.calm-talk"], known)
    yield Ask("own", "And you?")


def dana(*agenda: Exercise | str, how: str = "signs") -> ipt.Course:
    """Dana after the dispute questions about Rick: D-Q15 yes, or the sign of fear, with D-Q06 at its highest."""
    course = course_of("initial.circles", "disputes.assessment", *agenda)
    given_: dict[str, Any] = {"people": ["Rick", "Mia"], "conflict": True, "who": "Rick", "apart": 3, "follows": 3}
    if how == "hurt":
        return to(course, "hurt", given_).answer(True)
    return to(course, "signs", given_).answer(["fear", "criticism", "trust"])


@pytest.mark.parametrize("how", ["hurt", "signs"])
def test_dana_sees_the_page_on_abuse_with_us_numbers_before_anything_else(how):
    """E.6: the page of D.4 is the next thing said, with 911 and the domestic violence line; Rick is locked."""
    course = dana(after, how=how)

    assert course.turn.said[0].startswith(page("safety.abuse"))
    assert "911" in course.turn.said[0]
    assert "800-799-7233" in course.turn.said[0]
    assert course.known.locked("Rick")
    assert not course.known.locked("Mia")
    assert key(past_signs(course)) == "after"


@pytest.mark.parametrize("how", ["hurt", "signs"])
def test_dana_s_dispute_gate_stays_closed(how):
    """E.6: although D-Q06 = 3, disputes is not open as a focus, and the focus may be left empty."""
    course = dana("initial.focus", after, how=how)
    found = {one.area: one for one in ipt.all_evidence(course.known)}

    assert not found["disputes"].open
    assert found["disputes"].score == 0
    while key(course) != "after":
        options = getattr(course.turn.ask.kind, "options", ())
        assert "disputes" not in [one.id for one in options]
        course = course.answer(calm(course))


TOWARD_RICK = [
    *("disputes.where-are-we", "disputes.open-stuck", "disputes.break-spiral", "disputes.calm-talk"),
    *("disputes.agreement", "disputes.step-back", "shared.say-clearly", "shared.role-play", "shared.check-assumption"),
    *("shared.repair", "shared.listen-back", "quick.reach-out", "quick.support", "quick.i-statement", "shared.plan"),
    *("shared.communication-analysis", "deficits.warm-a-tie"),
]


@pytest.mark.parametrize("refusing", TOWARD_RICK)
def test_dana_is_not_led_toward_rick(refusing):
    """E.6: every dispute technique and CT-02/03/05/07/09/10/11/14 refuses Rick, and says so with the lines."""
    course = dana(refusing, after)
    refused = False
    rick = {"who": "rick ", "with": "RICK", "harmed": "both", "person": "Rick", "whom": "Rick", "use-it": "tell"}
    for _ in range(80):
        if page("safety.locked") in said(course):
            refused = True
            assert course.turn.exercise != refusing
            assert "800-799-7233" in said(course)
        if key(course) == "after":
            break
        ask = course.turn.ask
        value = rick.get(key(course), "Rick" if isinstance(ask.kind, ipt.Person) else None)
        if value is None or (key(course) not in rick and not isinstance(ask.kind, ipt.Person)):
            kind = ask.kind
            first = getattr(kind, "options", ())
            value = first[0].id if isinstance(kind, ipt.Choice) else calm(course, {"sentence": "Hello"})
            value = True if isinstance(kind, ipt.YesNo) and value is None else value
        course = course.answer(value)

    assert refused


def test_dana_may_ask_her_sister_for_support():
    """E.6: CT-13 toward Mia is open, after the private questions about Mia."""
    course = to(dana("quick.support", after), "who").answer("Mia")

    assert key(course) == "safe-here"
    assert "Mia" in to(course, "first-words").turn.ask.text


def test_a_plugin_that_offers_dana_the_calm_talk_is_refused():
    """E.6: the core rejects a plugin that plays D-T3 toward Rick."""
    course = past_signs(dana(sly_offer, after))

    assert key(course) == "own"
    assert page("safety.locked") in said(course)


@pytest.mark.parametrize("how", ["hurt", "signs"])
def test_dana_s_lock_stays_when_she_answers_no_later(how):
    """E.6: taking D-Q15 back, amending it, or answering no in a later session does not unlock Rick."""
    course = dana(after, sly_offer, how=how)
    name, calmer = course.answered[-1], False if how == "hurt" else ["trust"]

    assert course.back().known.locked("Rick")
    assert again(course.back()).known.locked("Rick")
    with suppress(ipt.Rejected):
        course = course.amend(name, calmer)
    assert again(course).known.locked("Rick")
    later = through(course).open("2026-01-12")
    later = to(later, "own", {"people": ["Rick"], "conflict": True, "who": "RICK", "signs": ["trust"]})
    assert page("safety.locked") in said(later)


def test_dana_s_disclosure_is_marked_private():
    """E.6: every answer that tells of the fear is private, so that transcripts and exports leave it out."""
    events = [one for how in ("hurt", "signs") for one in dana(after, how=how).events]
    telling = [one for one in events if getattr(one, "alarms", ()) or getattr(one, "fills", "").startswith("private.")]

    assert telling
    assert all(one.private for one in telling)


def test_an_answer_that_raises_an_alarm_is_recorded_as_private():
    """Whatever the question says of itself, an answer that tells of fear stays out of transcripts and exports."""
    fear = next(one for one in locked(after).events if getattr(one, "alarms", ()))

    assert fear.private


def test_every_question_the_guard_asks_about_a_person_is_private():
    """That private questions were asked at all is nothing for a transcript."""
    course = course_of(talk(), after)

    while course.turn.exercise == "safety.private":
        assert course.turn.ask.private
        course = course.answer(calm(course))


def test_an_item_nine_that_is_no_number_brings_support_and_no_fault():
    """A plugin that asks item 9 in its own way is answered with support all the same."""
    asks = Ask("q", "How is it?", ipt.Many(ipt.Text()), fills="phq9.9")
    course = course_of(made("own.own", asks), after).answer(["Tired", "We had tea"])

    assert support_comes_first(course)
    assert in_support(five(course)) or key(five(course)) == "after"


def test_a_fear_told_while_help_interrupts_ends_the_work_that_was_interrupted():
    """Whoever is locked inside support is not asked about again in the exercise that support interrupted."""

    @exercise("shared.tells", "Tells", eases=True)
    def tells(known: ipt.Known) -> Iterator[Any]:
        yield Ask("how", "How is it with Rick?", FEAR, about="Rick")

    course = to(course_of(talk(), after, hidden=(tells,)), "line").help_now()
    course = five(course, month=True).answer("shared.tells").answer("fear")
    course = five(to(course, "back").answer("back")).answer("enough")

    assert course.known.locked("Rick")
    assert key(course) == "after"


# ---------------------------------------------------------------- clauses that only a mutant showed to be untested


@pytest.mark.parametrize("item_nine", [None, 0, 1, 2, 3])
@pytest.mark.parametrize("noted_before", [False, True])
def test_every_set_of_five_answers_calls_for_the_page_of_the_table(item_nine, noted_before):
    """All 243 sets of yes, no and skip, with each item 9, alone and after a noted session."""
    for given_ in ALL_FIVE:
        wanted = called_for(*given_, item_nine)
        wanted = "raised" if wanted == "noted" and noted_before else wanted
        assert safety.level(dict(zip(QUESTIONS, given_, strict=True)), item_nine, noted_before) == wanted


@pytest.mark.parametrize("value", [2, 3])
def test_item_nine_at_two_or_three_is_raised_though_the_five_answers_are_calm(value):
    """D.3: item 9 of 2 or more calls for the page for raised."""
    course = five(phq9(value))

    assert course.turn.said[0].startswith(page("safety.raised"))
    assert key(to(course, "back")) == "back"


def test_a_raised_person_is_offered_what_eases_and_nothing_of_a_plugin():
    """D.3: after raised just the core's own easing exercises stay open, whatever a plugin says of itself."""
    loud = made("loud.loud", Ask("line", "What will you say?"), eases=True)
    course = five(to(course_of("measure.phq9", after, hidden=(loud,)), "9").answer(2))

    assert {one.id for one in course.turn.ask.kind.options} == {*EASING, "enough"}


def test_every_question_of_support_and_whom_a_fear_is_about_are_private():
    """That the five questions were asked, and whom a fear named, is nothing for a transcript."""
    course = phq9(1)
    for one in QUESTIONS:
        assert course.turn.ask.private
        course = course.answer(one == "safe")

    assert at_whom().turn.ask.private


@exercise("mid.mid", "Plays the inventory, and goes on")
def mid(known: ipt.Known) -> Iterator[Any]:
    """In it a person may be locked by an answer that ends nothing by itself."""
    yield from ipt.run(known.library.exercises["initial.inventory"], known)
    yield Ask("mid-line", "What will you say to Rick?")
    return "what it found"


def afraid_in_the_inventory(*agenda: Exercise) -> ipt.Course:
    """Rick is locked by the inventory, played inside this agenda, which works toward him."""
    given_: dict[str, Any] = {"people": ["Rick"], "look": "now"}
    course = to(course_of("initial.circles", *agenda, after, hidden=(mid,)), "look", given_)
    return to(course, "safe", {**given_, "safe": True}).answer(True)


def test_a_lock_found_two_exercises_deep_ends_all_that_works_toward_that_person():
    """The inventory goes on to other people after a fear, but nothing it runs in that works toward them does."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield Toward("Rick")
        yield from ipt.run(mid, known)
        yield Ask("outer-line", "What will you say to Rick?")

    course = to(afraid_in_the_inventory(outer), "after")

    assert course.known.locked("Rick")
    assert not [name for name in course.answered if name.endswith("-line")]


def test_an_exercise_that_the_guard_ended_hands_nothing_to_the_one_that_used_it():
    """What was answered to the guard is not taken for what the ended exercise returns."""
    got: list[Any] = []

    @exercise("inner.inner", "Inner")
    def inner(known: ipt.Known) -> Iterator[Any]:
        yield Toward("Rick")
        yield from ipt.run(known.library.exercises["initial.inventory"], known)

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        got.append((yield from ipt.run(inner, known)))
        yield Ask("own", "And you?")

    assert key(past_signs(afraid_in_the_inventory(outer))) == "own"
    assert got[-1] is None


SUPPORT_TAKEN = "safety.support/dark-self-harm"


@pytest.mark.parametrize("in_a_round", [False, True])
def test_no_question_or_round_of_a_script_takes_the_name_of_one_of_the_five(in_a_round):
    """Answers given early under the very names of the five questions do not count for them."""
    keys = [f"1-{one}" for one in QUESTIONS]
    if in_a_round:
        early = [Round(SUPPORT_TAKEN), *(Ask(one, "Is this a yes?", ipt.YesNo()) for one in keys), ROUND_OVER]
    else:
        early = [Ask(f"{SUPPORT_TAKEN}/{one}", "Is this a yes?", ipt.YesNo()) for one in keys]
    course = course_of(made("sly.sly", *early, Ask("dark", "How are you?", DARK)), after)

    assert key(course) == "after"
    assert page("safety.broken") in said(course)


def test_an_exercise_that_breaks_in_a_round_leaves_the_names_of_the_next_in_order():
    """Open rounds are closed with the exercise they are in."""
    bad = made("bad.bad", Round("a"), Round("b"), Ask("first", "First?"), "rubbish")

    assert course_of(bad, after).answer("Well.").turn.name == "after.after/after"


def test_what_an_exercise_that_breaks_runs_in_is_ended_too():
    """Of an exercise that uses a broken one nobody knows what it would go on with."""

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(made("bad.bad", "rubbish"), known)
        yield Ask("own", "And you?")

    assert key(course_of(outer, after)) == "after"


def test_an_answer_handed_in_does_not_answer_the_same_key_in_a_round():
    """What another exercise hands in is for the question itself; each round asks anew."""
    inner = made("inner.inner", Round("a"), Ask("who", "Who?", ipt.Person(mention=True)), ROUND_OVER)

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(inner, known, {"who": "Mia"})

    assert key(course_of(outer, after)) == "who"


HARM = ipt.Choice((ipt.Option("me", "They fear me", alarm="harming"),))


@pytest.mark.parametrize(("kind", "value"), [(HARM, "me"), (FEAR, "fear")])
def test_danger_told_about_somebody_else_ends_the_work_toward_a_person(kind, value):
    """Whoever tells of danger in the middle of a rehearsal is met with help, not with the next line of it."""
    inner = made("inner.inner", Ask("how", "How is it with Mia?", kind, about="Mia"), Ask("inner-line", "And?"))

    @exercise("outer.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield Toward("Rick")
        yield from ipt.run(inner, known)
        yield Ask("outer-line", "What will you say to Rick?")

    assert key(past_signs(to(course_of(outer, after), "how").answer(value))) == "after"


@pytest.mark.parametrize(("choice", "then"), [("on", "more"), ("later", "after"), (None, "after")])
def test_after_grounding_the_exercise_goes_on_only_when_that_is_chosen(choice, then):
    """Going on is a choice; anything else, a skip among it, leaves the exercise for another day."""
    asks = [Ask("d", "How strong?", ipt.Scale(0, 10), fills="distress"), Ask("more", "And then?")]
    course = course_of(made("own.own", *asks), after).answer(9)

    assert key(course.answer(choice)) == then


def test_help_pressed_twice_at_a_question_of_the_guard_answers_it_neither_time():
    """The private question stands again after each time, and the fifth of five opens nothing."""
    course = at_private()
    for _ in range(3):
        course = five(course.help_now()).answer("enough")
        assert key(course) == "hurt"
    last = to(phq9(1), "safe").help_now().help_now().help_now()

    assert key(last) == "safe"
    assert key(again(last)) == "safe"


PHRASES = {
    "self-harm": [
        *(
            "I could kill myself",
            "I want to end it all",
            "I might take my own life",
            "I feel suicidal",
            "I wanted to die",
        ),
        *("I wish I was dead", "You are better off without me", "I do not want to wake up", "I hurt myself again"),
        "There is no reason to live",
    ],
    "fear": [
        *("He hits me", "She beats me", "They kick me", "He slapped me", "She punches me", "He threatened me"),
        *("I am scared of them", "I am afraid of him", "I am frightened of my father", "I am terrified of her"),
    ],
    "danger": [
        *("He choked me", "She threatened to kill us", "They said they will kill me", "He pulled a knife on me"),
        "She is stalking me",
    ],
}


@pytest.mark.parametrize(("alarm", "words"), [(alarm, one) for alarm, all_ in PHRASES.items() for one in all_])
def test_each_of_the_phrases_is_heard_for_what_it_tells(alarm, words):
    """Every phrase by itself raises its alarm; whoever is a danger is somebody to be kept from as well."""
    raised = heard(Ask("note", "What is on your mind?"), f"Well. {words}.")

    assert raised == (("danger", "fear") if alarm == "danger" else (alarm,))


def test_after_a_fear_in_an_exercise_the_signs_of_danger_are_asked_for_in_each_session_anew():
    """Something may have happened since; so the question comes again, in the next session."""
    course = locked(after)
    assert course.turn.name.endswith("danger")
    course = to(through(course).open(DAY), "how").answer("fear")

    assert course.turn.name.endswith("danger")


def test_a_sign_of_danger_is_about_the_person_feared_and_not_about_the_one_worked_toward():
    """Fear of Rick told while working toward Mia: what is asked about him locks him, not her."""
    work = made("talk.mia", Toward("Mia"), Ask("how", "How is it with Rick?", FEAR, about="Rick"), Ask("line", "And?"))
    course = to(course_of(work, after), "how").answer("fear").answer(["weapon"])

    assert course.known.locked("Rick")
    assert not course.known.locked("Mia")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [(ipt.Text(), "She is stalking me", "danger"), (HARM, "me", "harming")],
)
def test_what_was_told_of_danger_stands_with_its_page_when_it_is_taken_back(kind, value, shown):
    """The page comes for the answer that takes it back too, and the person stays locked."""
    calmer = {"danger": "All is well.", "harming": None}[shown]
    course = course_of(made("own.own", Ask("how", "How is it with Rick?", kind, about="Rick")), after)
    course = past_signs(course.answer(value)).amend("own.own/how", calmer)

    assert page(f"safety.{shown}") in said(course)
    assert course.known.locked("Rick")


def test_a_fear_told_after_the_work_toward_somebody_is_not_laid_at_their_door():
    """Whom an exercise worked toward is forgotten with its end: the next fear asks whom it is about."""
    course = to(course_of(talk(), made("own.own", Ask("how", "How is it?", FEAR)), after), "line")
    course = course.answer("Well.").answer("fear")

    assert course.turn.ask.fills == "private.whom"
    assert not course.known.locked("Rick")


def test_a_fear_is_not_heard_again_in_an_answer_that_is_handed_in_next():
    """With no question between them, what was told of Lee is not laid at the door of whoever is handed in."""
    inner = made("own.inner", Ask("who", "Who?", ipt.Person(mention=True)), Ask("words", "What words?"))

    @exercise("own.outer", "Outer")
    def outer(known: ipt.Known) -> Iterator[Any]:
        yield from ipt.run(inner, known, {"who": "Mia"})

    course = past_signs(to(course_of(afraid_of(), afraid_of("Lee", "second.second"), outer), "how").answer("fear"))

    assert key(to(course, "how").answer("fear")) == "words"


def test_a_name_amended_to_one_alike_is_asked_about_anew():
    """The answers about Jo do not answer the questions about 'Jo!', though these bear the same names."""
    course = to(course_of(pick(), after), "line", {"who": "Jo"}).amend("pick.pick/who", "Jo!")

    assert key(course) == "afraid"
    assert "Jo!" in course.turn.ask.text


@pytest.mark.parametrize("several", [False, True])
def test_a_page_that_an_option_names_is_shown_also_when_the_answer_raises_no_alarm(several):
    """Pages such as the one for new parents hang on plain options."""
    options = (ipt.Option("baby", "Yes", page="safety.postnatal"), ipt.Option("no", "No"))
    kind = ipt.Multi(options) if several else ipt.Choice(options)
    course = course_of(made("own.own", Ask("baby", "Is there a baby?", kind)), after)

    assert page("safety.postnatal") in said(course.answer(["baby"] if several else "baby"))
    assert page("safety.postnatal") not in said(course.answer(["no"] if several else "no"))


@pytest.mark.parametrize("kind", [ipt.Person(mention=True), ipt.Text()])
def test_work_toward_the_focus_person_that_turns_to_somebody_else_is_gated_anew(kind):
    """Whoever is named as the focus in the middle of such an exercise is asked about before it goes on."""
    focus = made("first.first", Ask("first", "Who?", ipt.Person(mention=True), fills="focus.person"))
    turns = made("own.own", Ask("who", "Who now?", kind, fills="focus.person"), Ask("line", "What?"), toward="focus")
    course = to(course_of(focus, turns, after), "who", {"first": "Rick"}).answer("Mia")

    assert key(course) == "safe-here"
    assert "Mia" in to(course, "afraid").turn.ask.text


def test_a_slip_that_let_the_course_rest_can_be_taken_back():
    """The page says so: an answer that calls for a clinician stands only as long as it is given."""
    assert key(at_hold().back().answer(None)) == "after"


def test_clear_private_answers_do_not_make_a_locked_person_clear():
    """The way to a focus on somebody is closed too, whatever was answered about them before."""
    course = to(course_of(talk(), afraid_of(), after), "line").answer("Well.")
    assert course.known.cleared("Rick")
    course = to(course, "how").answer("fear")

    assert not course.known.cleared("Rick")


def test_private_answers_are_named_and_not_told_in_the_list_of_answers():
    """Nor are those that tell of fear, whatever their question says of itself."""
    told = {name.rpartition("/")[2]: words for name, _, words in through(locked(talk("Mia"), after)).answers()}

    assert told["how"] == told["afraid"] == told["no"] == "(kept private)"


def test_a_technique_toward_the_focus_person_is_suggested_only_while_they_are_not_locked():
    """What would be refused when opened is not offered in the first place."""
    focus = made("first.first", Ask("who", "Who?", ipt.Person(mention=True), fills="focus.person"))
    technique = made("own.talk", Ask("line", "What will you say?"), toward="focus", technique=True)
    course = to(course_of(focus, afraid_of(), after, hidden=(technique,)), "how", {"who": "Rick"})

    assert "own.talk" in [one.id for one, _ in candidates(course.known)]
    assert "own.talk" not in [one.id for one, _ in candidates(course.answer("fear").known)]


# ---------------------------------------------------------------- clauses of the second look that only a mutant showed


def test_a_second_look_says_first_what_it_is_and_at_last_that_nothing_opened():
    """Why the questions come is said; and whoever keeps it closed, or skips, is told that it stays closed."""
    assert page("safety.look-again") in said(to(looking_again(), "safe-here"))
    course = to(looking_again(), "unlock")
    assert course.turn.ask.private

    assert [page("safety.locked") in said(course.answer(one)) for one in ("closed", None, "open")] == [
        True,
        True,
        False,
    ]


def test_a_fear_taken_back_at_the_second_look_leaves_nothing_to_decide():
    """It stands, so the way is closed, and nobody is asked a question that opens nothing."""
    course = to(looking_again(), "afraid").answer(True).amend("safety.look-again/rick/afraid", False)
    while not course.over:
        assert key(course) != "unlock"
        course = course.answer(calm(course))

    assert page("safety.locked") in said(course)


def cleared_and_then_feared() -> ipt.Course:
    """Rick was cleared, then feared; the session that looks again stands at its first question."""
    course = to(course_of(talk(), afraid_of(), after), "line").answer("Well.")
    return through(to(course, "how").answer("fear")).ask_to_unlock("Rick", ASKED).open(LATER)


def test_all_three_are_asked_anew_at_the_second_look_though_all_were_clear_before():
    """What was clear before the fear came up says nothing about today."""
    course = to(cleared_and_then_feared(), "safe-here").answer(True)
    asked = []
    while not course.over:
        asked.append(key(course))
        course = course.answer(calm(course))

    assert asked == ["afraid", "hurt", "no", "unlock"]


@pytest.mark.parametrize("skipped", ["afraid", "hurt", "no"])
def test_an_older_clear_answer_does_not_stand_in_for_a_skip_at_the_second_look(skipped):
    """A skip is no clear answer of today."""
    course = through(cleared_and_then_feared(), {skipped: None})

    assert course.known.locked("Rick")
    assert not any(name.endswith("/unlock") for name in course.answered)


def test_whoever_was_opened_is_not_looked_at_again_for_a_wish_that_is_left():
    """Asked once more while it was being decided: there is nothing left to open."""
    course = through(to(looking_again(), "unlock").ask_to_unlock("Rick", LATER).answer("open"))
    later = through(course.open("2026-02-20"))

    assert looks(later) == looks(course)
    assert not later.known.locked("Rick")


def test_a_fear_told_after_asking_in_the_same_session_ends_the_wish_in_any_spelling():
    """Asked for ' RICK', and then a fear of rick: the session two days later looks at nothing."""
    course = to(course_of(afraid_of(), afraid_of("rick", "second.second"), after), "how").answer("fear")
    course = to(past_signs(course.ask_to_unlock(" RICK", ASKED)), "how").answer("fear")

    assert looks(through(through(course).open(LATER))) == 0


def test_a_fear_told_again_by_amending_ends_the_wish():
    """Also when the answer is the same as before: whoever says it again is afraid."""
    course = through(locked(after)).ask_to_unlock("Rick", ASKED).amend("how", "fear")

    assert looks(through(through(course).open(LATER))) == 0


def test_a_fear_amended_into_the_session_of_the_second_look_and_out_again_ends_the_wish():
    """Before the look comes, a fear was told and taken back: that stands, and the look does not come."""
    course = to(looking_again(), "how").answer("fine").amend("how", "fear").amend("how", "fine")

    assert looks(through(course)) == 0


def test_a_fear_found_in_an_earlier_second_look_ends_the_wish_for_this_one():
    """The new look was asked for before the fear of then was told."""
    course = (
        through(to(looking_again(), "unlock").answer("closed")).ask_to_unlock("Rick", "2026-02-04").open("2026-02-10")
    )
    course = through(course.amend("2:safety.look-again/rick/afraid", True))

    assert course.known.locked("Rick")
    assert not any(name.startswith("3:safety.look-again") for name in course.answered)


def both_locked() -> ipt.Course:
    """Rick and Mia are locked and asked to be opened; the session that looks again stands at its first question."""
    course = to(course_of(afraid_of(), afraid_of("Mia", "second.second"), after), "how").answer("fear")
    course = through(to(past_signs(course), "how").answer("fear"))
    return course.ask_to_unlock("Rick", ASKED).ask_to_unlock("Mia", ASKED).open(LATER)


def test_a_new_fear_of_one_person_leaves_the_wish_to_open_another():
    """A fear of Rick says nothing about Mia, stored and loaded or not."""
    course = to(both_locked(), "how").answer("fear")
    for one in (through(course), through(again(course))):
        assert not any("look-again/rick" in name for name in one.answered)
        assert any("look-again/mia" in name for name in one.answered)


def test_opening_one_person_again_opens_nobody_else():
    """Each is looked at, and decided, by themselves."""
    course = to(to(both_locked(), "unlock").answer("open"), "unlock").answer("closed").open(LATER)

    assert not course.known.locked("Rick")
    assert course.known.locked("Mia")


def test_opening_a_second_person_in_one_session_leaves_the_first_open():
    """Both were looked at and both decided."""
    course = to(to(both_locked(), "unlock").answer("open"), "unlock").answer("open")

    for one in (course, through(course).open("2026-02-20")):
        assert not one.known.locked("Rick")
        assert not one.known.locked("Mia")


def test_a_fear_told_after_the_opening_in_the_same_session_locks_for_good():
    """Opened at the end of a session, then help is called for, and a fear told there: they are locked again."""
    course = through(to(looking_again(), "unlock").answer("open")).help_now()
    course = five(course).answer("safety.plan").answer(["I am scared of him"]).answer("Rick")
    assert course.known.locked("Rick")

    assert through(course).open("2026-02-20").known.locked("Rick")


def test_an_opening_counts_only_while_the_answers_it_rested_on_stand():
    """A private answer of the second look changed to a skip takes the opening away, today and later."""
    course = through(to(looking_again(), "unlock").answer("open")).amend("safety.look-again/rick/afraid", None)
    course = through(course)
    assert course.known.locked("Rick")
    course = course.open("2026-02-20")
    assert course.known.locked("Rick")
    course = five(course.amend("2:after.after/after", "I want to die")).answer("enough")

    assert course.known.locked("Rick")


def test_what_was_opened_can_be_taken_away_later():
    """The person's own word is asked for to open, and enough to close."""
    course = through(to(looking_again(), "unlock").answer("open")).open("2026-02-20")
    course = course.amend("2:safety.look-again/rick/unlock", None)

    assert course.known.locked("Rick")


# ---------------------------------------------------------------- clauses of support that only a mutant showed


def test_dark_words_in_the_safety_plan_open_no_support_within_the_support():
    """Who is in support already goes on with the plan, and comes out of one support, not of two."""
    course = five(phq9(1), **URGENT).answer("safety.plan").answer(["I want to die"])

    assert course.turn.exercise == "safety.plan"
    assert course.turn.name.count("safety.support/") == 1


def test_noted_in_two_sessions_with_a_calm_one_between_is_noted():
    """Only two sessions running count as more."""
    course = through(five(phq9(1))).open(DAY)
    course = through(to(course, "9").answer(0)).open(DAY)

    assert five(to(course, "9").answer(1)).turn.said[0].startswith(page("safety.noted"))


def test_noted_in_two_sessions_running_is_no_dead_end():
    """Once back with clear answers the course goes on."""
    course = five(to(through(five(phq9(1))).open(DAY), "9").answer(1))
    course = five(to(course, "back").answer("back")).answer("enough")

    assert key(course) == "after"


@pytest.mark.parametrize("value", [2, 3])
def test_item_nine_at_two_or_three_is_no_dead_end(value):
    """It weighs when it was answered; once back, the five answers of then count."""
    course = five(to(five(phq9(value)), "back").answer("back")).answer("enough")

    assert key(course) == "after"


def test_a_country_that_is_no_longer_on_hand_gives_way_to_the_lines_of_all():
    """A course that was begun with more countries on file still shows a way to help."""
    course = course_of(after)
    library = evolve(course.library, crisis={"INTL": LIBRARY.crisis["INTL"]})
    course = ipt.course_from_plain(ipt.plain_course(course), library).help_now()

    assert LIBRARY.crisis["INTL"].in_words(DAY) in course.turn.said[0]


def test_help_called_for_when_the_session_was_over_comes_before_what_was_said_at_its_end():
    """The support page is the first thing said, not the last words of the exercise."""
    course = through(course_of(made("own.own", Ask("how", "How was it?"), Say("A long story."))))
    assert "A long story." in said(course)

    assert support_comes_first(course.help_now())


def in_support_with_a_past() -> ipt.Course:
    """In session 1 Rick was cleared; in session 2 a fear of Lee was told, and help is called for."""
    course = through(course_of(talk(), afraid_of("Lee"), after)).open(DAY)
    return past_signs(to(course, "how").answer("fear")).help_now()


def test_a_fear_found_in_an_earlier_answer_while_in_support_brings_its_own_page():
    """The page on abuse is shown, the person locked, and the question of support stands again."""
    course = in_support_with_a_past()
    name = course.turn.name
    course = course.amend("1:talk.talk/safety.private/rick/afraid", True)

    assert course.turn.said[0].startswith(page("safety.abuse"))
    assert course.turn.name == name
    assert course.known.locked("Rick")


def test_thoughts_of_self_harm_come_before_a_fear_in_an_answer_of_an_earlier_session_too():
    """Both are told by one amendment: support is first, and the person is locked."""
    course = through(course_of(made("own.own", Ask("how", "How is it?", BOTH, about="Rick")), after)).open(DAY)
    course = course.amend("1:own.own/how", ["dark", "fear"])

    assert support_comes_first(course)
    assert course.known.locked("Rick")


def test_a_change_inside_the_safety_plan_opened_in_support_is_free():
    """Going back within the plan, and out of it to the offer, stays in the support and is allowed."""
    start = five(phq9(1), **URGENT).answer("safety.plan")
    course = start.answer(["Not sleeping"]).back()
    assert course.turn.name == start.turn.name

    assert course.back().turn.ask == five(phq9(1), **URGENT).turn.ask


def test_a_change_leads_from_the_questions_of_support_into_no_exercise_opened_there():
    """Raised, in an easing exercise, then urgent: changing that back does not lead into the exercise again."""
    course = five(phq9(1), month=True).answer("quick.reach-out").amend("tonight", True)
    assert page("safety.urgent") in said(course)
    with pytest.raises(ipt.Rejected, match="five questions"):
        course.amend("tonight", False)

    assert course.turn.ask.text == five(phq9(1), **URGENT).turn.ask.text


@pytest.mark.parametrize(("kind", "value"), [(DARK, "dark"), (FEAR, "fear")])
def test_an_alarm_found_in_an_earlier_session_does_not_lead_out_of_support(kind, value):
    """The question that brought support is asked only after a 'fine' of the session before; changing that is no way."""

    @exercise("own.own", "Own")
    def own(known: ipt.Known) -> Iterator[Any]:
        if known.session == 2 and known.answer("own.own/gate") == "fine":
            yield Ask("more", "What more?", DARK)
        yield Ask("gate", "How is it?", kind, about="Rick")

    course = through(course_of(own, after), {"gate": "fine"}).open(DAY).answer("dark")
    with suppress(ipt.Rejected):
        course = course.amend("1:own.own/gate", value)

    assert in_support(course)


def test_amending_an_earlier_session_opens_no_new_question_in_it():
    """A finished session is not reopened, so nothing in it is left half answered; it is taken up today."""
    course = through(course_of(asked_more(), after).answer(False)).open(DAY)
    with pytest.raises(ipt.Rejected, match="finished"):
        course.amend("1:own.own/gate", True)

    assert course.known.answers("own.own/gate") == (False,)


@pytest.mark.parametrize("value", [1, 2])
def test_item_nine_weighs_as_much_when_it_is_corrected_in_an_earlier_session(value):
    """At 2 or more the page for raised is shown, though the five answers are calm."""
    course = five(through(phq9(0)).open(DAY).amend("1:measure.phq9/9", value))

    assert course.turn.said[0].startswith(page("safety.noted" if value == 1 else "safety.raised"))


def closed_work() -> ipt.Course:
    """Work toward Rick that was ended by what was answered in it, so that its question is asked no more."""
    return to(course_of(talk(), after), "line").answer("She is stalking me")


def test_what_is_told_where_a_lock_has_closed_the_question_is_heard_all_the_same_in_an_earlier_session():
    """The work in which the answer was given is closed by now; only a calm change of it is refused."""
    course = through(closed_work()).open(DAY)
    with pytest.raises(ipt.Rejected):
        course.amend("1:talk.talk/line", "All is well.")

    assert support_comes_first(course.amend("1:talk.talk/line", "I want to die"))


def test_a_change_in_an_older_second_look_closes_only_the_person_it_was_about():
    """Rick and Mia were opened; taking a clear answer about Rick away says nothing about Mia."""
    course = to(to(both_locked(), "unlock").answer("open"), "unlock").answer("open").open("2026-02-20")
    course = course.amend("2:safety.look-again/rick/afraid", None)

    assert course.known.locked("Rick")
    assert not course.known.locked("Mia")


def test_a_fear_found_in_an_earlier_session_after_the_opening_lasts_and_holds():
    """Locked today by an answer of session 1: also from the start of today's session, loaded or not, and later."""
    course = to(course_of(talk(), afraid_of(), after), "how").answer("fear")
    course = to(through(course).ask_to_unlock("Rick", ASKED).open(LATER), "unlock").answer("open").open("2026-02-20")
    course = to(course, "line").answer("Well.").amend("1:talk.talk/safety.private/rick/afraid", True)
    feared = to(course, "how").answer("fear")
    assert again(feared).turn == feared.turn
    today = through(course)

    assert not any(name.startswith("3:talk.talk") for name in today.answered)
    assert today.open("2026-03-01").known.locked("Rick")


def test_the_page_of_support_says_under_the_lines_what_this_is_not():
    """Nobody should take it for a service that watches over them."""
    assert phq9(1).turn.said[0].endswith(page("safety.footer"))


# ---------------------------------------------------------------- holes that are known and not mended yet


def test_a_fear_found_in_a_session_before_the_opening_locks_anew():
    """Rick was opened in session 2; today an answer of session 1 is corrected to tell of fear: he is locked again."""
    course = to(course_of(talk(), afraid_of(), after), "how").answer("fear")
    course = to(through(course).ask_to_unlock("Rick", ASKED).open(LATER), "unlock").answer("open").open("2026-02-20")
    course = course.amend("1:talk.talk/safety.private/rick/afraid", True)

    assert page("safety.abuse") in said(course)
    assert course.known.locked("Rick")


def test_an_opening_that_was_taken_away_does_not_come_back_by_amending():
    """A skip put in for a private answer closes; the old clear answer put in again needs a wish and a day, too."""
    course = through(to(looking_again(), "unlock").answer("open")).open("2026-02-20")
    course = course.amend("2:safety.look-again/rick/afraid", None)
    assert course.known.locked("Rick")
    with suppress(ipt.Rejected):
        course = course.amend("2:safety.look-again/rick/afraid", False)

    assert course.known.locked("Rick")


def test_what_was_opened_can_be_closed_later_in_so_many_words():
    """To close is always allowed."""
    course = through(to(looking_again(), "unlock").answer("open")).open("2026-02-20")
    with suppress(ipt.Rejected):
        course = course.amend("2:safety.look-again/rick/unlock", "closed")

    assert course.known.locked("Rick")


@pytest.mark.parametrize(("kind", "value", "shown"), [(ipt.Text(), "He choked me", "danger"), (HARM, "me", "harming")])
def test_danger_found_in_an_answer_of_an_earlier_session_brings_its_own_page(kind, value, shown):
    """The page that says to get help now, or the one for whoever frightens others, as if it were told today."""
    course = through(course_of(made("own.own", Ask("how", "How?", kind, about="Rick")), after)).open(DAY)
    course = course.amend("1:own.own/how", value)

    assert page(f"safety.{shown}") in said(course)


def test_a_fear_beside_thoughts_of_self_harm_in_an_answer_of_an_earlier_session_is_met_too():
    """After support the page on abuse comes, and the question whom it is about."""
    course = through(course_of(made("own.own", Ask("how", "How is it?", BOTH)), after)).open(DAY)
    course = five(course.amend("1:own.own/how", ["dark", "fear"])).answer("enough")

    assert page("safety.abuse") in said(course)


def test_a_fear_found_in_an_earlier_answer_while_in_support_is_never_refused():
    """Whatever else waits: it is recorded, and locks."""
    course = through(course_of(talk(), after)).open(DAY).help_now()
    with suppress(ipt.Rejected):
        course = course.amend("1:talk.talk/safety.private/rick/afraid", True)

    assert course.known.locked("Rick")


def test_an_answer_that_lets_the_course_rest_is_not_refused_in_an_earlier_session():
    """Whoever corrects it to 'I hear voices' later is met with the page for that."""
    kind = ipt.Choice((ipt.Option("voices", "Yes", alarm="hold"),))
    course = through(course_of(made("own.own", Ask("senses", "Voices?", kind)), after)).open(DAY)
    with suppress(ipt.Rejected):
        course = course.amend("1:own.own/senses", "voices")

    assert page("safety.hold") in said(course)


def test_what_is_told_where_a_lock_has_closed_the_question_is_heard_all_the_same_today():
    """Changed in the session that is open: support comes as it does for an earlier one."""
    assert support_comes_first(closed_work().amend("talk.talk/line", "I want to die"))


def test_changing_an_ordinary_answer_about_somebody_in_an_earlier_session_locks_nobody():
    """Only a second look that is changed, or an alarm, closes anything."""
    ask = Ask("strain", "How heavy is it with Mia?", ipt.Scale(), fills="strain", about="Mia")
    course = to(course_of(made("own.rated", Round("mia"), ask, ROUND_OVER), after), "strain").answer(7)
    course = through(course).open(DAY).amend("1:own.rated/mia/strain", 4)

    assert not course.known.locked("Mia")


def test_what_is_changed_in_an_earlier_session_is_known_so_in_the_one_that_goes_on():
    """The record of earlier sessions is worked out anew, though it has been looked at before."""
    rated = made("own.rated", Ask("strain", "How heavy is it with Mia?", ipt.Scale(), fills="strain", about="Mia"))
    course = through(to(course_of(rated, after), "strain").answer(7)).open(DAY)
    assert course.known.latest("strain", "Mia") == 7

    assert course.amend("1:own.rated/strain", 4).known.latest("strain", "Mia") == 4


class SilentChoice(ipt.Choice):
    """A kind that a plugin derives from one of the core's, to keep from the guard what was chosen."""

    def _chosen(self, value: Any) -> tuple[ipt.Option, ...]:
        return ()


class SilentText(ipt.Text):
    """A kind that a plugin derives from one of the core's, to keep from the guard what was written."""

    def _own_words(self, value: Any) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SilentChoice(DARK.options), "dark"),
        (ipt.Many(SilentChoice(DARK.options)), ["dark"]),
        (SilentText(), "I want to die"),
        (ipt.Many(SilentText()), ["I want to die"]),
    ],
)
def test_a_kind_that_a_plugin_derives_from_one_of_the_core_cannot_hide_what_an_answer_holds(kind, value):
    assert heard(Ask("how", "How?", kind), value) == ("self-harm",)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ipt.Text(), "I want to die"),
        (ipt.Goal(), "I want to die"),
        (ipt.Person(mention=True), "I want to die"),
        (ipt.Many(ipt.Text()), ["Tea", "I want to die"]),
        (ipt.Turns(1), [{"who": "them", "line": "I want to die"}]),
        (ipt.Many(ipt.Many(ipt.Text())), [["I want to die"]]),
        (ipt.Multi(DARK.options), ["fine", "dark"]),
    ],
)
def test_words_and_options_are_heard_in_every_kind_that_can_hold_them(kind, value):
    assert heard(Ask("how", "How?", kind), value) == ("self-harm",)


def test_an_answer_given_anew_after_it_was_taken_back_is_met_the_same_when_the_course_comes_back_from_storage():
    """What it brings bears the same name in both, so that no question about it comes twice."""
    course = course_of(made("own.own", Ask("how", "How is Rick?", FEAR, about="Rick")), after)
    course = course.answer("fear").back().answer("fear")

    assert key(course) == "how-2-danger"
    assert seen(again(course)) == seen(course)


def test_words_that_an_older_version_did_not_hear_are_heard_when_the_course_is_opened_with_this_one():
    """The support they call for comes then."""
    course = course_of(made("own.own", Ask("line", "How are you?")), after).answer("I want to die")
    *before, told = course.events
    older = ipt.Course(course.library, [*before, evolve(told, alarms=())])

    assert support_comes_first(older)
