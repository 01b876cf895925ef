"""The command line: one front end among others. It uses what ``import ipt_core`` exports, and no private door."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

import ipt_core as ipt

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


def main() -> None:
    """Run the command line."""
    # A person may write in any alphabet, whatever the terminal says of itself.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is not sys.stdin else "surrogateescape")
    cli(prog_name="ipt")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(ipt.__version__, prog_name="ipt")
@click.option("--store", "url", metavar="URL", help="Where courses are kept, such as sqlite:///path/to/file.db.")
@click.pass_context
def cli(context: click.Context, url: str | None) -> None:
    """A guided course in the manner of interpersonal therapy, at your own pace.

    This is self-help. It is not a diagnosis, not treatment, and not an emergency service.
    'ipt help-now' shows crisis services at any time.
    """
    context.obj = url


def _fails_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the engine's errors into a message, or JSON, and an exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ipt.IptError as error:
            if kwargs.get("as_json"):
                _print_json(ipt.plain_error(error))
            else:
                from .terminal import say

                say(error.message, err=True)
                say(error.hint, err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:  # the reader of a pipe went away, as 'head' does
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed by the interpreter

    return run


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command of the group whose errors are plain."""
    return lambda function: cli.command(name)(_fails_plainly(function))


def course_options(function: Callable[..., None]) -> Callable[..., None]:
    """Options of the commands that act on a course."""
    function = click.option("--course", "course_id", metavar="ID", help="Which course; else the one started last.")(
        function
    )
    return click.option("--store", "url", metavar="URL", help="Where courses are kept.")(function)


def home() -> Path:
    """The folder for courses: IPT_HOME, else the place this system keeps data of programs."""
    if os.environ.get("IPT_HOME"):
        return Path(os.environ["IPT_HOME"])
    from platformdirs import user_data_path

    return user_data_path("ipt", appauthor=False)


def store_url(url: str | None) -> str:
    """The address of the store: as given to the command or the group, else a file at home."""
    return url or click.get_current_context().find_root().obj or f"sqlite:///{home() / 'courses.db'}"


@contextmanager
def opened(url: str | None, course_id: str | None) -> Iterator[tuple[Any, ipt.Course]]:
    """The store and the course a command acts on."""
    with ipt.open_store(store_url(url)) as store:
        ids = store.courses()
        if course_id is None and not ids:
            raise ipt.NothingToDo("There is no course yet.", "Start one with 'ipt start'.")
        yield store, store.load(course_id or ids[-1], _library())


def _library() -> ipt.Library:
    """The library; plugins that are not used are named on standard error."""
    library = ipt.load_library()
    for plugin in library.plugins:
        if plugin.problem:
            click.echo(f"The plugin '{plugin.name}' is not used; 'ipt plugins' says why.", err=True)
    return library


def today() -> str:
    """Today's date. Only the command line looks at a clock."""
    return time.strftime("%Y-%m-%d")


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))


# ---------------------------------------------------------------- a course


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
    library = _library()
    with ipt.open_store(store_url(url)) as store:
        course_id = course_id or _fresh_id(store.courses())
        if course_id in store.courses():
            raise ipt.Rejected(f"There is a course '{course_id}' already.", "Choose another id.")
        course = ipt.Course.start(
            library, id=course_id, on=today(), sessions=sessions, preset=preset, country=country.upper()
        )
        store.save(course)
    if as_json:
        _print_json({"course": course.id, "revision": course.revision, "sessions": course.turn.of})
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
    from . import terminal

    with opened(url, course_id) as (store, course):
        if course.over:
            if course.finished and not booster:
                raise ipt.NothingToDo(
                    "This course has come to its end.", "'ipt next --booster' opens a booster session."
                )
            course = course.open(today(), booster=booster)
            store.save(course)
        terminal.show(course.turn)
        if _sit(course, keep=store.save):
            terminal.say("\nThat was this session. 'ipt next' opens the next one when you are ready.")
        else:
            terminal.say("Stopped. Everything you answered is kept; 'ipt next' goes on here.")


def _sit(course: ipt.Course, keep: Callable[[ipt.Course], None]) -> bool:
    """Ask question after question. Returns whether the session came to its end, or was stopped before."""
    from . import terminal

    typist = terminal.Typist()
    while course.turn.ask is not None:
        turn = course.turn
        try:
            text = typist.answer(turn)
        except KeyboardInterrupt:
            click.echo()
            text = None
            if typist.lines:
                terminal.say("The lines you were just writing are not kept:")
                terminal.say("\n".join(typist.lines))
        if text is None or text == "/stop":
            return False
        try:
            course = _obeyed(course, text)
        except ipt.IptError as error:
            terminal.say(f"{error.message} {error.hint}")
            continue
        if course.turn.revision != turn.revision:
            keep(course)
            terminal.show(course.turn, turn)
    return True


def _obeyed(course: ipt.Course, text: str) -> ipt.Course:
    """The course after a typed answer or command."""
    from . import terminal

    turn = course.turn
    assert turn.ask is not None
    if text == "?":
        for name, meaning in terminal.COMMANDS.items():
            terminal.say(f"  {name:<7} {meaning}")
        return course
    if text == "/why":
        terminal.say(turn.why or "It belongs to what you are doing.")
        return course
    if text == "/skip":
        return course.answer(None)
    if text == "/later":
        return course.postpone()
    if text == "/back":
        return course.back()
    if text == "/help":
        terminal.say(ipt.crisis_services(course.started.country))
        return course.help_now()
    if not text.strip():
        raise ipt.Rejected("Nothing was typed.", "Type an answer, /skip to pass it by, or ? for more.")
    try:
        return course.answer(turn.ask.kind.read(terminal.typed(turn, text)))
    except ipt.Rejected as refusal:
        raise ipt.Rejected(refusal.message, terminal.hint(turn) or refusal.hint) from None


@command("turn")
@course_options
@json_option
def turn_(url: str | None, course_id: str | None, as_json: bool) -> None:
    """Show where the course stands: what is said, and the question."""
    with opened(url, course_id) as (_, course):
        _show(course, as_json)


def _show(course: ipt.Course, as_json: bool) -> None:
    if as_json:
        _print_json(ipt.plain_turn(course.turn))
        return
    from . import terminal

    terminal.show(course.turn)
    if course.turn.ask is None:
        terminal.say("This session is over. 'ipt next' opens the next one.")


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
    """Answer the current question with VALUE, as JSON or as typed text; '-' reads it from standard input.

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
    from .terminal import say

    with opened(url, course_id) as (_, course):
        found = _position(course)
        if answers:
            found["answers"] = [dict(zip(("name", "asked", "words"), one, strict=True)) for one in course.answers()]
        if as_json:
            _print_json(found)
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
    from .terminal import say

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
    from .terminal import say

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
            _print_json(reasons)
            return
        say(reasons["session"])
        say(reasons["exercise"])
        if exercise:
            say(f"Aim: {exercise.aim}")
            say(f"Source: {exercise.source}")
            say(f"Clinical review: {exercise.review}")


@command("courses")
@click.option("--store", "url", metavar="URL", help="Where courses are kept.")
@json_option
def courses(url: str | None, as_json: bool) -> None:
    """List the courses, the one started last at the end."""
    with ipt.open_store(store_url(url)) as store:
        _list([{"id": id} for id in store.courses()], as_json, lambda one: one["id"])


@command("delete")
@click.argument("course_id")
@click.option("--store", "url", metavar="URL", help="Where courses are kept.")
@click.option("--yes", is_flag=True, help="Really delete it. There is no way back.")
@json_option
def delete(course_id: str, url: str | None, yes: bool, as_json: bool) -> None:
    """Delete a course with all its answers."""
    with ipt.open_store(store_url(url)) as store:
        if not yes:
            raise ipt.Rejected(f"This deletes course '{course_id}' for good.", "Add --yes when you mean it.")
        store.delete(course_id)
        if as_json:
            _print_json({"deleted": course_id})
        else:
            click.echo(f"Deleted course {course_id}.")


# ---------------------------------------------------------------- what is on hand


def _list(rows: list[dict[str, Any]], as_json: bool, line: Callable[[dict[str, Any]], str]) -> None:
    from .terminal import say

    if as_json:
        _print_json(rows)
    else:
        for row in rows:
            say(line(row))


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
    _list(rows, as_json, lambda row: f"{row['id']}: {row['label']}. {row['means']}")


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
    _list(rows, as_json, lambda row: f"{row['id']}: {row['title']}. {row['aim']}")


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
    _list(rows, as_json, lambda row: f"{row['name']} ({row['distribution']}): {row['problem'] or 'loaded'}")


# ---------------------------------------------------------------- help, and the demo


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
        _print_json({"country": country.upper() or "INTL", "services": services})
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
        _print_json(scripts.summary(course, name))
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


# ---------------------------------------------------------------- to read, and to try


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
        _list(rows, as_json, lambda row: f"{row['id'].removeprefix('read.')}: {row['title']}")
        return
    found = pages.get(page) or pages.get(f"read.{page}")
    if found is None:
        raise ipt.NothingToDo(f"There is no page '{page}'.", "See them with 'ipt read'.")
    if as_json:
        _print_json({"id": found.id, "title": found.title, "text": found.text, "review": found.review})
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
        _list(rows, as_json, lambda row: f"{row['id']}: {row['title']}, about {row['minutes']} minutes. {row['aim']}")
        return
    if exercise not in open_:
        raise ipt.NothingToDo(f"'{exercise}' is not among those to try.", "See them with 'ipt try'.")
    course = ipt.Course.start(library.trial(exercise), id="trial", on=today(), programme="trial")
    terminal.show(course.turn)
    _sit(course, keep=lambda course: None)
    terminal.say("Nothing of this was kept. 'ipt start' begins a course.")
