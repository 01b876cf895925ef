"""The commands about what is kept: the courses, the safety plan, notes to take along, opening a lock, deleting."""

from __future__ import annotations

import os
from pathlib import Path

import click

import ipt_core as ipt

from .commands import command, course_options, json_option, opened, print_json, print_list, store_url, today
from .terminal import PLAN, safe, safety_plan, say


@command("plan")
@course_options
@json_option
def plan(url: str | None, course_id: str | None, as_json: bool) -> None:
    """Show your own safety plan, to read or to print."""
    with opened(url, course_id) as (_, course):
        if as_json:
            print_json({part: course.known.latest(f"safety-plan.{part}") for part in PLAN})
            return
        for line in safety_plan(course):
            say(line)


@command("notes")
@course_options
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write them to a new file instead.")
def notes(url: str | None, course_id: str | None, out: str | None) -> None:
    """Show your answers as notes to take along. Private ones stay out, and whatever tells of danger."""
    with opened(url, course_id) as (_, course):
        text = "\n".join(safe(line) for line in ipt.notes(course))
    if out is None:
        click.echo(text)
        return
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise ipt.Rejected(f"There is a file '{out}' already.", "Choose another name; nothing was changed.") from None
    except OSError as error:
        Path(out).unlink(missing_ok=True)
        raise ipt.Rejected(
            f"The notes cannot be written to '{out}': {error.strerror}.", "Choose another place."
        ) from None
    click.echo(f"Wrote {out}. Private answers are not in it.")


@command("unlock")
@click.argument("person")
@course_options
@json_option
def unlock(person: str, url: str | None, course_id: str | None, as_json: bool) -> None:
    """Ask to open again what is closed toward a person. Nothing opens before another day, and only if all is clear."""
    with opened(url, course_id) as (store, course):
        store.save(course.ask_to_unlock(person, today()))
    if as_json:
        print_json({"asked": True, "days": ipt.UNLOCK_DAYS})
    else:
        click.echo("That is noted, and nothing is open yet. In the first session that begins in two days or later,")
        click.echo("the private questions come once more at its end. Then you decide. You need not hurry.")


@command("courses")
@click.option("--store", "url", metavar="URL", help="Where courses are kept.")
@json_option
def courses(url: str | None, as_json: bool) -> None:
    """List the courses, the one started last at the end."""
    with ipt.open_store(store_url(url)) as store:
        print_list([{"id": id} for id in store.courses()], as_json, lambda one: one["id"])


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
            print_json({"deleted": course_id})
        else:
            click.echo(f"Deleted course {course_id}.")
