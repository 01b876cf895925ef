"""Simulated people search for counter-examples to the safety invariants; what they found is kept here as stories."""

import importlib
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

import ipt_core as ipt
from ipt_core import Ask, Toward
from ipt_core.guard import guard as safety
from ipt_core.play import replay as session
from ipt_core.written.exercise import Exercise, Use
from ipt_workbench.people import personas as people
from ipt_workbench.people import random_answers as draws
from libraries import LIBRARY

ROOT = Path(__file__).parent.parent
DAY = "2026-01-05"
DARK = ipt.Choice((ipt.Option("fine", "Fine"), ipt.Option("dark", "Dark", alarm="self-harm")))
FEAR = ipt.Choice((ipt.Option("fine", "Fine"), ipt.Option("fear", "Afraid", alarm="fear")))


def benchmarks(module: str) -> Any:
    """A module of the benchmarks folder, which is not installed."""
    if "benchmarks" not in sys.modules:
        folder = ROOT / "benchmarks"
        spec = importlib.util.spec_from_file_location(
            "benchmarks", folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules["benchmarks"] = importlib.util.module_from_spec(spec)
    return importlib.import_module(f"benchmarks.{module}")


search = benchmarks("safety")


# ---------------------------------------------------------------- the search

MOVES = ("alarms", "locks", "flows", "finished", "amend", "back", "help", "reload")


def test_no_simulated_person_breaks_an_invariant_in_200_course_sessions():
    """Whole courses by people who skip, contradict themselves, go back, amend, disclose late, stay away, press help."""
    counts, found = search.plays(200, "tests")

    assert [search.as_story(one) for one in found] == []
    assert counts["sessions"] >= 200
    assert min(counts[one] for one in MOVES) > 5


@pytest.mark.search
def test_no_simulated_person_breaks_an_invariant_in_2000_course_sessions():
    """The same for long enough that every persona lives through some courses."""
    counts, found = search.plays(2_000, "tests")

    assert [search.as_story(one) for one in found] == []
    assert counts["sessions"] >= 2_000
    assert min(counts[one] for one in MOVES) > 50
    assert min(counts[f"by {one.name}"] for one in people.PEOPLE) > 2


def test_the_same_seed_plays_the_same_course_sessions():
    assert search.plays(20, "same")[0] == search.plays(20, "same")[0]


def not_heard(ask: Ask, value: Any) -> tuple[str, ...]:
    """A guard that is deaf."""
    return ()


def opens_all(person: str, known: ipt.Known) -> Iterator[Any]:
    """A guard that asks nothing about a person."""
    yield from ()
    return True


@pytest.mark.parametrize(
    ("clause", "hole", "invariants"),
    [
        ("level", lambda *_: "noted", {"support ends with calm answers"}),
        ("heard", not_heard, {"support comes first", "what tells of danger locks"}),
        ("cleared", opens_all, {"nothing works toward a person not cleared", "nothing works toward a locked person"}),
    ],
)
def test_a_hole_in_the_guard_that_is_searched_for_is_found_and_told_in_a_short_story(
    monkeypatch, clause, hole, invariants
):
    """What is searched for can be found: with a clause of the guard gone, a few sessions are enough."""
    for module in (safety, session):
        monkeypatch.setattr(module, clause, hole, raising=False)
    found = search.plays(200, "hole")[1]

    assert {one.invariant for one in found} & invariants
    shortest_first = sorted(found, key=lambda one: len(one.story))
    for one in [one for one in shortest_first if one.invariant in invariants][:1]:
        setup, story = search.shrunk(one.setup, list(one.story), one.invariant, seconds=20)
        assert len(story) < 12
        assert search.tell(setup, story).invariant == one.invariant


@pytest.mark.parametrize("kind", list(draws._DRAWS), ids=lambda kind: kind.__name__)
def test_every_kind_of_answer_is_drawn_as_it_should_be(kind):
    """What a person answers always fits, whatever they have to tell."""
    rng = Random(1)
    made = {
        "Choice": lambda: kind((ipt.Option("a", "A"), ipt.Option("b", "B", alarm="fear"))),
        "Multi": lambda: kind((ipt.Option("a", "A"), ipt.Option("b", "B", alarm="fear")), 1, 2),
        "Many": lambda: kind(ipt.Text(), 1, 3),
    }.get(kind.__name__, kind)()

    for _ in range(100):
        value = draws.draw(made, rng, lambda alarm: 0.5)
        assert made.check(value) == value


# ---------------------------------------------------------------- stories that were found


def made(id: str, *steps: Any, **about: Any) -> Exercise:
    """An exercise that yields just these steps."""

    def script(known: ipt.Known) -> Iterator[Any]:
        yield from (step for step in steps)  # a bare tuple cannot take the answers

    return Exercise(id, id, script, **about)


def course_of(*agenda: Exercise | str) -> ipt.Course:
    """A course whose every session is this agenda."""
    own = {one.id: one for one in agenda if not isinstance(one, str)}
    library = evolve(LIBRARY, exercises={**LIBRARY.exercises, **own})
    ids = [one if isinstance(one, str) else one.id for one in agenda]
    return ipt.Course.start(library.trial(*ids), id="trial", on=DAY, programme="trial", country="US")


def key(course: ipt.Course) -> str:
    return course.turn.name.rpartition("/")[2]


def to(course: ipt.Course, wanted: str) -> ipt.Course:
    """Go on calmly until a question stands whose key begins like this; '' for the end of the session."""
    for _ in range(400):
        if key(course).startswith(wanted) if wanted else course.over:
            return course
        course = course.answer(people.calm(course.turn))
    raise AssertionError(f"'{wanted}' was never asked")


def five(course: ipt.Course, **given: Any) -> ipt.Course:
    """Answer the five questions, calmly but for `given`."""
    for one in ("thoughts", "plan", "tonight", "month", "safe"):
        assert key(course).endswith(one)
        course = course.answer(given.get(one, one == "safe"))
    return course


def again(course: ipt.Course) -> ipt.Course:
    return ipt.course_from_plain(json.loads(json.dumps(ipt.plain_course(course))), course.library)


def support_is_next(course: ipt.Course) -> bool:
    page = LIBRARY.page("safety.support").strip()
    return course.supported and course.turn.said[0].startswith(page)


def nine(value: Any) -> ipt.Course:
    """PHQ-9 with item 9 just answered, and one more question after it."""
    return to(course_of("measure.phq9", made("after.after", Ask("after", "After?"))), "9").answer(value)


def gated(id: str, kind: Any) -> Exercise:
    """An exercise that asks more after a yes, of this session or the one before."""

    def script(known: ipt.Known) -> Iterator[Any]:
        said = known.answers(f"{id}/gate")
        if said and said[0] and known.session > 1:
            yield Ask("more", "What more?", kind)
        yield Ask("gate", "Is there more?", ipt.YesNo())

    return Exercise(id, id, script)


def test_item_nine_amended_back_to_what_it_first_was_brings_support_once_more():
    """1, corrected to 0, corrected to 1 again: the support page comes before the score each time."""
    course = five(nine(1)).answer("enough").amend("measure.phq9/9", 0)
    course = five(course).answer("enough").amend("measure.phq9/9", 1)

    assert support_is_next(course)


def test_a_course_whose_item_nine_turns_positive_after_its_end_has_not_ended():
    """Item 9 of an earlier session corrected after the last one: support is open, and the course is not over."""
    course = course_of("measure.phq9")
    while not (course := to(course, "")).finished:
        course = course.open(DAY)
    course = course.amend("2:measure.phq9/9", 3)

    assert not course.finished


def test_amending_an_earlier_session_does_not_lead_out_of_support():
    """The question that raised the alarm depends on an earlier answer; taking that away does not take support away."""
    course = to(course_of(gated("own.own", DARK), made("after.after", Ask("after", "After?"))), "gate").answer(True)
    course = to(to(course, "").open(DAY), "more").answer("dark")
    try:
        course = course.amend("1:own.own/gate", False)
    except ipt.Rejected:
        pass

    assert course.supported


def test_amending_an_earlier_session_opens_no_exercise_while_urgent():
    """A question that an amendment of an earlier session opens waits until the person is back."""
    course = to(course_of(gated("own.own", ipt.Text()), "measure.phq9"), "gate").answer(False)
    course = five(to(to(course, "").open(DAY), "9").answer(2), tonight=True)
    try:
        course = course.amend("1:own.own/gate", True)
    except ipt.Rejected:
        pass

    assert course.supported


def test_an_urgent_answer_of_a_later_round_is_not_lost_by_amending_an_earlier_round():
    """Raised, back, then urgent: correcting an answer of the first round does not open the course."""
    course = to(five(nine(1), month=True), "raised-back").answer("back")
    course = five(course, tonight=True)
    try:
        course = course.amend("9-1/1/month", False)
    except ipt.Rejected:
        pass
    if "/2/" not in course.turn.name:
        course = course.answer("enough")

    assert course.supported


def test_a_question_toward_somebody_locked_in_the_support_that_interrupted_it_does_not_come_back():
    """Help pressed while working toward Rick, fear of Rick told in the safety plan: the work does not go on."""
    course = course_of(made("talk.talk", Toward("Rick"), Ask("line", "What will you say to Rick?")))
    course = five(to(course, "line").help_now()).answer("safety.plan").answer(["I am scared of him"])
    while course.supported:
        whom = key(course).endswith("whom")
        course = course.answer("Rick" if whom else people.calm(course.turn))

    assert course.known.locked("Rick")
    assert key(course) != "line"


def test_a_fear_told_after_support_is_still_about_the_person_worked_toward():
    """An exercise opened in support does not make the guard forget whom the interrupted one works toward."""
    course = course_of(made("talk.talk", Toward("Rick"), Ask("line", "What will you say to Rick?")))
    course = five(to(course, "line").help_now()).answer("quick.reach-out")
    while course.supported:
        course = course.answer(people.calm(course.turn))
    course = course.answer("I am scared of him")

    assert course.known.locked("Rick")


def alike_when_loaded(course: ipt.Course, steps: int = 12) -> bool:
    """Whether the course and its loaded copy show the same, now and after some calm answers."""
    for _ in range(steps):
        if again(course).turn != course.turn:
            return False
        if course.over:
            break
        course = course.answer(people.calm(course.turn))
    return True


def test_a_reload_shows_the_same_after_an_amendment_before_a_lock():
    """Work toward Rick, then fear of him, then item 9 corrected: what comes does not depend on storage."""
    course = course_of(
        "measure.phq9",
        made("talk.talk", Toward("Rick"), Ask("line", "What will you say to Rick?")),
        made("own.fear", Ask("how", "How is it with Rick?", FEAR, about="Rick")),
        made("after.after", Ask("after", "After?"), Ask("then", "Then?")),
    )
    course = to(to(course, "how").answer("fear"), "after").amend("measure.phq9/9", None)

    assert alike_when_loaded(course)


def test_a_reload_shows_the_same_when_a_second_person_is_locked_after_a_lock_was_taken_back():
    """Rick locked and the answer taken back; then fear of Mia: the page on abuse stands after a reload too."""
    course = course_of(
        made("talk.rick", Toward("Rick"), Ask("line", "What will you say to Rick?")),
        made("talk.mia", Toward("Mia"), Ask("words", "What will you say to Mia?")),
        made("after.after", Ask("after", "After?")),
    )
    course = to(to(course, "afraid").answer(True).back(), "words").answer("She threatens me")

    assert course.turn.said[0].startswith(LIBRARY.page("safety.abuse").strip())
    assert alike_when_loaded(course)


def test_an_alarm_is_not_heard_again_in_an_answer_that_was_handed_in():
    """A person handed in after a fear elsewhere: a reload does not lay that fear at their door."""
    inner = made("own.inner", Ask("who", "Who?", ipt.Person(mention=True)), Ask("words", "What words?"))
    course = course_of(
        made("own.fear", Ask("how", "How is it with Rick?", FEAR, about="Rick")),
        made("own.outer", Use(inner, {"who": "Mia"})),
    )
    course = to(to(course, "how").answer("fear"), "words")

    assert key(course) == "words"
    assert alike_when_loaded(course)


@pytest.mark.parametrize("value", [True, ["Rick"]])
def test_a_focus_person_that_is_no_name_stops_no_session(value):
    """A plugin that fills focus.person with something else than a name harms no other exercise."""
    kind = ipt.YesNo() if value is True else ipt.Many(ipt.Text())
    course = course_of(
        made("own.fills", Ask("who", "Who?", kind, fills="focus.person")),
        made("own.toward", Ask("line", "What will you say?"), toward="focus"),
        made("after.after", Ask("after", "After?")),
    )

    course = to(course.answer(value), "after")

    assert key(course) == "after"
    assert "1:own.toward/line" not in course.answered


@pytest.mark.parametrize("value", ["x", ["x"], True])
def test_an_item_nine_that_is_no_number_stops_no_session(value):
    """A plugin that fills phq9.9 with something else than a number brings support, and raises nothing."""
    kind = {str: ipt.Text(), list: ipt.Many(ipt.Text()), bool: ipt.YesNo()}[type(value)]
    course = course_of(made("own.fills", Ask("x", "X?", kind, fills="phq9.9"))).answer(value)

    assert "/1/" in five(course).turn.name


RUBBISH: dict[str, tuple[Callable[[], Any], Any]] = {
    "alarm": (lambda: ipt.Choice((ipt.Option("a", "A", alarm=[]),)), "a"),  # type: ignore[arg-type]
    "ends": (lambda: ipt.Scale("a", "b"), 3),  # type: ignore[arg-type]
    "nothing": (lambda: ipt.Many(None), ["x"]),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("which", ["alarm", "ends", "nothing"])
def test_a_kind_with_rubbish_in_it_raises_nothing_when_answered(which):
    """Whatever a plugin puts into a kind, answering is accepted or refused, and the session goes on."""
    kind, value = RUBBISH[which]

    def script(known: ipt.Known) -> Iterator[Any]:
        yield Ask("x", "X?", kind())

    course = course_of(Exercise("own.own", "Own", script), made("after.after", Ask("after", "After?")))
    if key(course) == "x":  # an exercise that cannot even make its kind has been left behind already
        try:
            course = course.answer(value)
        except ipt.Rejected:
            course = course.answer(None)

    assert key(course) == "after"


def test_an_exercise_that_asks_without_end_is_left_behind():
    """However many questions a script asks, the session comes to its end."""

    def script(known: ipt.Known) -> Iterator[Any]:
        while True:
            yield Ask("more", "And more?")

    course = course_of(Exercise("own.own", "Own", script), made("after.after", Ask("after", "After?")))
    for _ in range(2_500):
        if key(course) == "after":
            return
        course = course.answer(None)
    raise AssertionError("it still asks")


def test_a_question_that_has_no_answer_and_takes_no_skip_is_no_dead_end():
    """A plugin cannot hold a session with a question that nothing answers."""
    course = course_of(made("own.own", Ask("x", "X?", ipt.Multi((), 1, 1), required=True)))
    try:
        course = course.answer(None)
    except ipt.Rejected:
        pass

    assert course.over


# ---------------------------------------------------------------- the hazard log


def test_every_test_that_the_hazard_log_names_is_there():
    """A control is shown by a test that exists."""
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "safety.md").read_text("utf-8"))
    files = {file: (ROOT / "tests" / file).read_text("utf-8") for file, _ in named}

    assert len(named) > 30
    assert [f"{file}::{name}" for file, name in named if f"def {name}(" not in files[file]] == []


def test_an_item_nine_of_a_plugin_that_is_no_number_is_met_when_amended_later_too():
    """A plugin may fill the fact with a list; changing that after the session brings support, and nothing raises."""
    strange = made("own.own", Ask("x", "X?", ipt.Many(ipt.Text()), fills="phq9.9"))
    course = to(course_of(made("own.first", Ask("a", "A?")), strange), "x").answer(["well"])
    course = to(five(course).answer("enough"), "").open(DAY)

    assert support_is_next(course.amend("1:own.own/x", ["worse"]))


def test_an_exercise_toward_the_focus_person_that_puts_somebody_else_there_is_gated_again():
    """Who is in focus is changed in the middle of work toward them: the private questions come about the new one."""

    def script(known: ipt.Known) -> Iterator[Any]:
        yield Ask("who", "Who is it about?", fills="focus.person")
        yield Ask("line", "What will you say to them?")

    first = made("own.first", Ask("mia", "Who?", fills="focus.person"))
    course = course_of(first, Exercise("own.own", "Own", script, toward="focus")).answer("Mia")
    course = to(course, "who").answer("Rick")

    assert key(course) == "safe-here"
    assert key(to(course, "line")) == "line"
