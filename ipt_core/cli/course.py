"""The commands that act on a course: start, next, turn, answer, back, amend, status, explain and the rest."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

import ipt_core as ipt

from .commands import command, course_options, json_option, library, opened, print_json, store_url, today
from .terminal import say, show, sit


@command("start")
@course_options
@click.option("--sessions", type=click.IntRange(6, 20), help="How many sessions; 12 is usual.")
@click.option("--preset", default="", help="How they divide into phases, such as s001 or s002.")
@click.option("--country", default="INTL", help="Whose crisis services to show, such as GB or US.")
@json_option
def start(
    url: str | None, course_id: str | None, sessions: int | None, preset: str, country: str, as_json: bool
) -> None:
    """Start a new course. Asks nothing; 'ipt next' begins the first session."""
    shelf = library()
    with ipt.open_store(store_url(url)) as store:
        course_id = course_id or _fresh_id(store.courses())
        if course_id in store.courses():
            raise ipt.Rejected(f"There is a course '{course_id}' already.", "Choose another id.")
        course = ipt.Course.start(
            shelf, id=course_id, on=today(), sessions=sessions, preset=preset, country=country.upper()
        )
        store.save(course)
    if as_json:
        print_json({"course": course.id, "revision": course.revision, "sessions": course.turn.of})
    else:
        click.echo(f"Started course {course.id} with {course.turn.of} sessions. Begin with 'ipt next'.")


def _fresh_id(taken: list[str]) -> str:
    number = len(taken) + 1
    while f"course-{number}" in taken:
        number += 1
    return f"course-{number}"


@command("next")
@course_options
@click.option("--booster", is_flag=True, help="Open a booster session after the course has ended.")
def next_(url: str | None, course_id: str | None, booster: bool) -> None:
    """Go on with the course, question by question. Stop at any time; every answer is kept."""
    with opened(url, course_id) as (store, course):
        if course.over:
            if course.finished and not booster:
                raise ipt.NothingToDo(
                    "This course has come to its end.", "'ipt next --booster' opens a booster session."
                )
            course = course.open(today(), booster=booster)
            store.save(course)
        show(course.turn)
        if sit(course, keep=store.save):
            say("\nThat was this session. 'ipt next' opens the next one when you are ready.")
        else:
            say("Stopped. Everything you answered is kept; 'ipt next' goes on here.")


@command("turn")
@course_options
@json_option
def turn_(url: str | None, course_id: str | None, as_json: bool) -> None:
    """Show where the course stands: what is said, and the question."""
    with opened(url, course_id) as (_, course):
        _show(course, as_json)


def _show(course: ipt.Course, as_json: bool) -> None:
    if as_json:
        print_json(ipt.plain_turn(course.turn))
        return
    show(course.turn)
    if course.turn.ask is None:
        say("This session is over. 'ipt next' opens the next one.")


@command("answer")
@course_options
@click.argument("value", required=False)
@click.option("--skip", is_flag=True, help="Pass the question by.")
@click.option("--later", is_flag=True, help="Leave the question for later.")
@click.option("--expect-revision", type=int, metavar="N", help="Refuse when the course is not at this revision.")
@json_option
def answer(
    url: str | None,
    course_id: str | None,
    value: str | None,
    skip: bool,
    later: bool,
    expect_revision: int | None,
    as_json: bool,
) -> None:
    """Answer the current question with VALUE, as JSON or as typed text.

    VALUE '-' is read from standard input.
    When the session is over, the first answer's place is taken by opening the next session: run 'ipt next'.
    """
    if (value is None) == (not (skip or later)) or (skip and later):
        raise click.UsageError("Give VALUE, or --skip, or --later.")
    with opened(url, course_id) as (store, course):
        _expect(course, expect_revision)
        if later:
            course = course.postpone()
        else:
            course = course.answer(None if value is None else _value(course.turn.ask, value))
        store.save(course)
        _show(course, as_json)


def _expect(course: ipt.Course, revision: int | None) -> None:
    if revision is not None and revision != course.revision:
        raise ipt.Conflict(
            f"The course is at revision {course.revision}, not {revision}.", "Look at the turn again, then answer."
        )


def _value(ask: ipt.Ask | None, written: str) -> Any:
    """The value written as JSON, when that fits the question; else read as typed text."""
    if ask is None:
        raise ipt.NothingToDo("No question is open.", "'ipt next' opens the next session.")
    if written == "-":
        written = sys.stdin.read().rstrip("\n") if sys.stdin else ""
    try:
        return ask.kind.check(json.loads(written))
    except (ValueError, RecursionError, ipt.Rejected):
        return ask.kind.read(written)


@command("open")
@course_options
@click.option("--booster", is_flag=True, help="Open a booster session after the course has ended.")
@json_option
def open_(url: str | None, course_id: str | None, booster: bool, as_json: bool) -> None:
    """Open the next session and show its first turn. For programs; people use 'ipt next'."""
    with opened(url, course_id) as (store, course):
        course = course.open(today(), booster=booster)
        store.save(course)
        _show(course, as_json)


@command("back")
@course_options
@json_option
def back(url: str | None, course_id: str | None, as_json: bool) -> None:
    """Take the last answer back."""
    with opened(url, course_id) as (store, course):
        course = course.back()
        store.save(course)
        _show(course, as_json)


@command("amend")
@course_options
@click.argument("name")
@click.argument("value")
@json_option
def amend(url: str | None, course_id: str | None, name: str, value: str, as_json: bool) -> None:
    """Change the earlier answer NAME to VALUE. Later answers that are still asked for stay.

    NAME is as 'ipt status --answers' lists it. VALUE is as for 'ipt answer'.
    """
    with opened(url, course_id) as (store, course):
        course = course.amend(name, _value(course.asked(name), value))
        store.save(course)
        if not as_json:
            click.echo("Changed. This is where you stand:")
        _show(course, as_json)


@command("status")
@course_options
@click.option("--answers", is_flag=True, help="List the names of the answers that can be amended.")
@json_option
def status(url: str | None, course_id: str | None, answers: bool, as_json: bool) -> None:
    """Show phase, position, what today is about, and what is open."""
    with opened(url, course_id) as (_, course):
        found = _position(course)
        if answers:
            found["answers"] = [dict(zip(("name", "asked", "words"), one, strict=True)) for one in course.answers()]
        if as_json:
            print_json(found)
            return
        say(f"Course {found['course']}: session {found['session']} of {found['of']}{', over' if found['over'] else ''}")
        say(f"Phase: {_phase(course)}")
        labels = [course.library.areas[area].label for area in found["focus"] if area in course.library.areas]
        say(f"Focus: {', '.join(labels) or 'not chosen yet'}")
        say(f"Answered today: {found['progress']['done']} of about {found['progress']['of_about']}")
        say("Today:")
        for item in found["agenda"]:
            mark = ">" if item["now"] else "x" if item["done"] else "-"
            say(f"  {mark} {item['title']}: {item['why']}")
        if course.supported:
            say("The exercises rest until you say that you are back. Support comes first.")
        _say_list("Left for later (answer with 'ipt amend NAME VALUE'):", found["postponed"])
        if answers:
            say("Answers, as 'ipt amend NAME VALUE' takes their names:")
            for name, asked, words in course.answers():
                say(f"  - {name}\n      {asked}\n      > {words}")


def _position(course: ipt.Course) -> dict[str, Any]:
    """Where a course stands, as plain data."""
    turn = course.turn
    return {
        "course": course.id,
        "revision": course.revision,
        "phase": turn.phase,
        "session": turn.session,
        "of": turn.of,
        "over": course.over,
        "focus": list(course.known.focus),
        "agenda": [
            {
                "id": item.exercise,
                "title": _title(course, item.exercise),
                "why": item.because,
                "now": turn.name.startswith(item.exercise + "/"),
                "done": item.exercise in course.worked_through,
            }
            for item in course.agenda
        ],
        "postponed": list(course.postponed),
        "progress": {"done": turn.done, "of_about": turn.of_about},
    }


def _phase(course: ipt.Course) -> str:
    """The title and aim of the current phase."""
    found = next((one for one in course.programme.phases if one.id == course.turn.phase), None)
    return f"{found.title}. {found.aim}" if found else "A booster session."


def _say_list(heading: str, names: list[str]) -> None:
    if names:
        say(heading)
        for name in names:
            say(f"  - {name}")


def _title(course: ipt.Course, id: str) -> str:
    exercise = course.library.exercises.get(id)
    return exercise.title if exercise else f"{id} (not installed)"


@command("explain")
@course_options
@json_option
def explain(url: str | None, course_id: str | None, as_json: bool) -> None:
    """Say why this session and this exercise."""
    with opened(url, course_id) as (_, course):
        turn = course.turn
        exercise = course.library.exercises.get(turn.exercise)
        reasons = {
            "session": f"Session {turn.session} of {turn.of}. {_phase(course)}",
            "exercise": f"{turn.title}: {turn.why}" if turn.ask else "The session is over.",
            "aim": exercise.aim if exercise else "",
            "source": exercise.source if exercise else "",
            "review": exercise.review if exercise else "",
        }
        if as_json:
            print_json(reasons)
            return
        say(reasons["session"])
        say(reasons["exercise"])
        if exercise:
            say(f"Aim: {exercise.aim}")
            say(f"Source: {exercise.source}")
            say(f"Clinical review: {exercise.review}")
