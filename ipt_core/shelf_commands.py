"""The commands about what is on hand: areas, exercises, plugins, pages, things to try, help, and the demos."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

import ipt_core as ipt

from .commands import cli, command, course_options, json_option, opened, print_json, print_list, store_url, today


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
    from .terminal import say

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
    from . import terminal

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
    terminal.show(course.turn)
    terminal.sit(course, keep=lambda course: None)
    terminal.say("Nothing of this was kept. 'ipt start' begins a course.")


@cli.command("help-now")
@click.option("--country", default="", help="Whose services to show, such as GB or US.")
@course_options
@json_option
def help_now(country: str, url: str | None, course_id: str | None, as_json: bool) -> None:
    """Show crisis services. Works with no course, no plugin and no network.

    When there is a course, its next question is then about how you are.
    """
    from .crisis import crisis_services

    services = crisis_services(country or "INTL")
    if as_json:
        print_json({"country": country.upper() or "INTL", "services": services})
    else:
        click.echo(services)
        if not country:
            click.echo("Add --country GB, US, DE or another for the services of one country.")
    sys.stdout.flush()
    try:
        _note_help(url, course_id)
    except Exception:  # noqa: BLE001 - whatever is wrong with the store, help has been shown
        return


def _note_help(url: str | None, course_id: str | None) -> None:
    """Let the course, when there is one, begin with how the person is the next time it is opened."""
    address = store_url(url)
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return
    with opened(url, course_id) as (store, course):
        store.save(course.help_now())


@command("demo")
@click.argument("name")
@click.option("--session", type=click.IntRange(1), help="Show only this session.")
@click.option("--pace", type=click.FloatRange(0), default=0.0, help="Seconds to wait before each answer.")
@json_option
def demo(name: str, session: int | None, pace: float, as_json: bool) -> None:
    """Play a whole course of an invented person, such as 'alex'."""
    from tempfile import TemporaryDirectory

    from . import demo as scripts

    script = scripts.bundled(name)
    if session is not None and session > len(script.data["sessions"]):
        raise ipt.Rejected(f"This demo has {len(script.data['sessions'])} sessions.", "Choose one of them.")
    screen = _Screen(0 if as_json else pace, session, quiet=as_json)
    with TemporaryDirectory(prefix="ipt-demo-") as folder, ipt.open_store(f"sqlite:///{folder}/demo.db") as store:
        screen.title(script)
        course = scripts.play(script, ipt.load_library(), store, screen.show)
        course = store.load(course.id, course.library)
    if as_json:
        print_json(scripts.summary(course, name))
    elif session is None:
        screen.ending(scripts.summary(course, name))


class _Screen:
    """Shows a played script in the terminal."""

    def __init__(self, pace: float, session: int | None, quiet: bool) -> None:
        self.pace = pace
        self.session = session
        self.quiet = quiet
        self.before: Any = None

    def title(self, script: Any) -> None:
        """Show what the demo is."""
        from .terminal import say

        if not self.quiet and self.session is None:
            say(script.data["title"])
            say(script.data["about"].strip())

    def show(self, moment: Any) -> None:
        """Show one moment."""
        from .demo import transcript
        from .terminal import say

        if not self.quiet and self.session in (None, moment.turn.session):
            for line in transcript(moment, self.before):
                say(line)
            if self.pace and moment.value is not None:
                sys.stdout.flush()
                time.sleep(self.pace)
        self.before = moment

    def ending(self, found: dict[str, Any]) -> None:
        """Show then-and-now: what the course came to."""
        from .demo import ending
        from .terminal import say

        for line in ending(found):
            say(line)
