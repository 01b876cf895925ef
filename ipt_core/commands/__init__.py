"""The commands of the command line, and what they share: the group, options, errors, and where courses are kept.

A command's module is imported when the command is called, so that help is there at once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import ipt_core as ipt

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")

_MODULES = {  # module -> the commands it holds
    "check": "check codes",
    "changes": "diff upgrade",
    "course": "start next open turn answer back amend status explain",
    "cover": "cover",
    "graph": "graph",
    "help": "help-now",
    "keeping": "courses plan notes unlock delete",
    "new": "new",
    "schema": "schema",
    "scripts": "demo play record preview",
    "shelf": "areas exercises plugins read try",
    "simulate": "simulate",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}
_SECTIONS = {  # heading -> the commands listed under it
    "Your course": "help-now start next open turn answer back amend status explain courses plan notes unlock delete",
    "What is on hand": "areas exercises plugins read try demo",
    "For authors": "new check codes preview play record simulate cover diff upgrade graph schema",
}


class _Group(click.Group):
    """Imports the module of a command when the command is wanted."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(_HOMES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in _HOMES:
            import_module(f"{__name__}.{_HOMES[name]}")
        return super().get_command(context, name)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by whom they are for."""
        for heading, names in _SECTIONS.items():
            found = ((name, self.get_command(context, name)) for name in names.split())
            with formatter.section(heading):
                formatter.write_dl([(name, one.get_short_help_str(90)) for name, one in found if one])


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
                from ipt_core.terminal import say

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


def print_json(data: Any) -> None:
    """Print data as JSON, and nothing else."""
    click.echo(json.dumps(data, ensure_ascii=False))


def print_list(rows: list[dict[str, Any]], as_json: bool, line: Callable[[dict[str, Any]], str]) -> None:
    """Print rows as JSON, or a line for each."""
    from ipt_core.terminal import say

    if as_json:
        print_json(rows)
    else:
        for row in rows:
            say(line(row))
