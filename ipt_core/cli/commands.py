"""The command group: the course's own commands, those that plugins bring, and what commands share.

A command's module is imported when the command is called; ``--help`` imports none of them. A plugin brings commands
by entry points of the group ``ipt.commands``: the entry's name is ``NAME: one line of help``, its value
``module:command``, a `click.Command`, best made with :func:`command`.

This module is part of every call. So it imports `.terminal` and what finds the home folder only inside functions,
where they are needed: ``--help`` and ``help-now`` start without them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TypeVar

import click

import ipt_core as ipt

_Row = TypeVar("_Row")
COMMANDS_GROUP = "ipt.commands"  # of entry points

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")

_SECTIONS = {  # heading -> the course's own commands: name -> its module, and the line of help shown without it
    "Your course": {
        "help-now": ("help", "Show crisis services."),
        "start": ("course", "Start a new course."),
        "next": ("course", "Go on with the course, question by question."),
        "open": ("course", "Open the next session and show its first turn."),
        "turn": ("course", "Show where the course stands: what is said, and the question."),
        "answer": ("course", "Answer the current question with VALUE, as JSON or as typed text."),
        "back": ("course", "Take the last answer back."),
        "amend": ("course", "Change the earlier answer NAME to VALUE."),
        "status": ("course", "Show phase, position, what today is about, and what is open."),
        "explain": ("course", "Say why this session and this exercise."),
        "courses": ("kept", "List the courses, the one started last at the end."),
        "plan": ("kept", "Show your own safety plan, to read or to print."),
        "notes": ("kept", "Show your answers as notes to take along."),
        "unlock": ("kept", "Ask to open again what is closed toward a person."),
        "delete": ("kept", "Delete a course with all its answers."),
    },
    "What is on hand": {
        "areas": ("shelf", "List the problem areas."),
        "exercises": ("shelf", "List the exercises."),
        "plugins": ("shelf", "List the plugins, and why one is not used."),
        "read": ("shelf", "Read a page, such as 'questions' or 'could-this-suit-you'; without a name, list them."),
        "try": ("shelf", "Try a short exercise without starting a course; without a name, list them."),
    },
}
_OWN = {name: own for section in _SECTIONS.values() for name, own in section.items()}


class _Group(click.Group):
    """Finds a command when it is wanted: among the course's own, then among those of plugins."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*_OWN, *_brought()})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in _OWN:
            module = import_module(f"ipt_core.cli.{_OWN[name][0]}")
            return next(one for one in vars(module).values() if isinstance(one, click.Command) and one.name == name)
        found = _brought().get(name)
        return _loaded(name, found) if found else None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by whom they are for."""
        listed = {heading: [(name, line) for name, (_, line) in own.items()] for heading, own in _SECTIONS.items()}
        brought = [(name, entries[0].name.partition(":")[2].strip()) for name, entries in _brought().items()]
        for heading, lines in [*listed.items(), ("Brought by plugins", brought)]:
            if lines:
                with formatter.section(heading):
                    formatter.write_dl(lines)


def _brought() -> dict[str, list[EntryPoint]]:
    """The commands that plugins bring, by name and in its order; a name of the course's own stays the course's."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in sorted(entry_points(group=COMMANDS_GROUP), key=lambda one: (one.name, one.value)):
        name = entry.name.partition(":")[0].strip()
        if name and name not in _OWN:
            found.setdefault(name, []).append(entry)
    return found


def _loaded(name: str, entries: list[EntryPoint]) -> click.Command:
    """A plugin's command, or one that says why it cannot be used; nothing else is harmed by it."""
    try:
        if len(entries) > 1:
            raise ValueError(f"it is brought by {' and by '.join(one.value for one in entries)}; remove one of the two")
        found = entries[0].load()
        if not isinstance(found, click.Command):
            raise TypeError(f"{entries[0].value} is no click command")
        return found
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything as it is imported
        return _unusable(name, f"{type(error).__name__}: {error}")


def _unusable(name: str, reason: str) -> click.Command:
    """A command that only says why it cannot be used."""

    @command(name)
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def unusable(rest: tuple[str, ...]) -> None:
        """Say why this command of a plugin cannot be used."""
        raise ipt.IptError(f"The command '{name}' of a plugin cannot be used: {reason}", "All other commands go on.")

    unusable.ignore_unknown_options = True
    return unusable


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
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
                print_json(ipt.plain_error(error))
            else:
                from .terminal import say

                say(error.message, err=True)
                say(error.hint, err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:  # the reader of a pipe went away, as 'head' does
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed by the interpreter

    return run


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a click command whose errors are told plainly: as text, or as JSON after ``--json``."""
    return lambda function: click.command(name)(_fails_plainly(function))


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
        yield store, store.load(course_id or ids[-1], library())


def library() -> ipt.Library:
    """The library; plugins that are not used are named on standard error."""
    loaded = ipt.load_library()
    for plugin in loaded.plugins:
        if plugin.problem:
            click.echo(f"The plugin '{plugin.name}' is not used; 'ipt plugins' says why.", err=True)
    return loaded


def today() -> str:
    """Today's date. Only the command line looks at a clock."""
    return time.strftime("%Y-%m-%d")


def print_json(value: Any) -> None:
    """Print an output as JSON, and nothing else: an attrs value, whose class ``ipt schema`` tells of, or several."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_fields))


def _fields(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in value.__attrs_attrs__}  # without attrs: help comes first


def print_list(rows: Iterable[_Row], as_json: bool, line: Callable[[_Row], str]) -> None:
    """Print rows as JSON, or a line for each."""
    from .terminal import say

    if as_json:
        print_json(list(rows))
    else:
        for row in rows:
            say(line(row))
