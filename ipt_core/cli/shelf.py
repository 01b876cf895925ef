"""The commands about what is on hand: areas, exercises, plugins, pages, things to try."""

from __future__ import annotations

import click

import ipt_core as ipt

from .commands import command, json_option, print_json, print_list, today
from .terminal import say, show, sit


@command("areas")
@json_option
def areas(as_json: bool) -> None:
    """List the problem areas."""
    rows = [
        {
            "id": area.id,
            "label": area.label,
            "means": area.means,
            "aim": area.aim,
            "questions": area.assessment.exercise.questions,
            "techniques": [one.id for one in area.exercises if one.technique],
            "checks": [check.id for check in area.checks],
            "review": area.review,
        }
        for area in ipt.load_library().areas.values()
    ]
    print_list(rows, as_json, lambda row: f"{row['id']}: {row['label']}. {row['means']}")


@command("exercises")
@json_option
def exercises(as_json: bool) -> None:
    """List the exercises."""
    rows = [
        {
            "id": one.id,
            "code": one.code,
            "title": one.title,
            "aim": one.aim,
            "minutes": one.minutes,
            "technique": one.technique,
            "toward": one.toward,
            "source": one.source,
            "licence": one.licence,
            "review": one.review,
        }
        for one in ipt.load_library().exercises.values()
    ]
    print_list(rows, as_json, lambda row: f"{row['id']}: {row['title']}. {row['aim']}")


@command("plugins")
@json_option
def plugins(as_json: bool) -> None:
    """List the plugins, and why one is not used."""
    rows = [
        {
            "name": one.name,
            "distribution": one.distribution,
            "areas": list(one.areas),
            "status": "refused" if one.problem else "loaded",
            "problem": one.problem,
        }
        for one in ipt.load_library().plugins
    ]
    print_list(rows, as_json, lambda row: f"{row['name']} ({row['distribution']}): {row['problem'] or 'loaded'}")


@command("read")
@click.argument("page", required=False)
@json_option
def read(page: str | None, as_json: bool) -> None:
    """Read a page, such as 'questions' or 'could-this-suit-you'; without a name, list them."""
    pages = ipt.load_library().pages
    if page is None:
        shown = [one for one in pages.values() if not one.id.startswith("safety.")]
        rows = [{"id": one.id, "title": one.title, "source": one.source, "review": one.review} for one in shown]
        print_list(rows, as_json, lambda row: f"{row['id'].removeprefix('read.')}: {row['title']}")
        return
    found = pages.get(page) or pages.get(f"read.{page}")
    if found is None:
        raise ipt.NothingToDo(f"There is no page '{page}'.", "See them with 'ipt read'.")
    if as_json:
        print_json({"id": found.id, "title": found.title, "text": found.text, "review": found.review})
        return
    say(found.title)
    say()
    say(found.text)
    say(f"\nClinical review: {found.review}.")


BEFORE_A_COURSE = ("quick.", "initial.fit")  # what may be tried without starting one


@command("try")
@click.argument("exercise", required=False)
@json_option
def try_(exercise: str | None, as_json: bool) -> None:
    """Try a short exercise without starting a course; without a name, list them. Nothing is kept."""
    library = ipt.load_library()
    open_ = {id: one for id, one in library.exercises.items() if id.startswith(BEFORE_A_COURSE)}
    if exercise is None:
        rows = [{"id": id, "title": one.title, "aim": one.aim, "minutes": one.minutes} for id, one in open_.items()]
        print_list(
            rows, as_json, lambda row: f"{row['id']}: {row['title']}, about {row['minutes']} minutes. {row['aim']}"
        )
        return
    if exercise not in open_:
        raise ipt.NothingToDo(f"'{exercise}' is not among those to try.", "See them with 'ipt try'.")
    course = ipt.Course.start(library.trial(exercise), id="trial", on=today(), programme="trial")
    show(course.turn)
    sit(course, keep=lambda course: None)
    say("Nothing of this was kept. 'ipt start' begins a course.")
