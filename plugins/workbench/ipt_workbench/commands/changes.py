"""The commands that say what a change of content does to courses underway: diff, upgrade."""

from __future__ import annotations

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, library, print_json, store_url
from ipt_core.cli.terminal import say
from ipt_workbench.changes.changes import Change, changes
from ipt_workbench.changes.forecast import Differences, Forecast, forecast, recorded
from ipt_workbench.changes.versions import version


@command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--store", "url", metavar="URL", help="Also say what it does to each course kept here.")
@json_option
def diff(old: str, new: str, url: str | None, as_json: bool) -> None:
    """Say what changed from OLD to NEW, and what each change does to answers already given.

    OLD and NEW are plugin folders, other folders or files of content, or names of installed plugins. No course is
    changed, and no answer is shown.
    """
    before, after = version(old), version(new)
    found = tuple(changes(before.sources(), after.sources()))
    courses = () if url is None else _forecasts(url, before.library(after), after.library(before))
    if as_json:
        print_json(Differences(found, courses))
        return
    _tell_changes(found)
    if url is not None:
        _tell_courses(courses)


@command("upgrade")
@click.option("--dry-run", is_flag=True, help="Say what the installed content does to each course.")
@click.option("--store", "url", metavar="URL", help="Where courses are kept.")
@json_option
def upgrade(dry_run: bool, url: str | None, as_json: bool) -> None:
    """Say what the installed plugins do to each course, compared with the content its answers were given to.

    Nothing needs to be upgraded: answers are matched with the content by name whenever a course is opened.
    """
    if not dry_run:
        raise ipt.NothingToDo(
            "There is nothing to upgrade: answers are matched with the installed content when a course is opened.",
            "'ipt upgrade --dry-run' says what that means for each course.",
        )
    shelf = library()
    courses = _forecasts(store_url(url), shelf, shelf)
    if as_json:
        print_json(courses)
    else:
        _tell_courses(courses)


def _forecasts(url: str, then: ipt.Library, now: ipt.Library) -> tuple[Forecast, ...]:
    """What becomes of every course in a store; with the same library twice, compared with its own record."""
    with ipt.open_store(url) as store:
        courses = [store.load(id, then) for id in store.courses()]
    return tuple(recorded(one) if then is now else forecast(one, now) for one in courses)


def _tell_changes(found: tuple[Change, ...]) -> None:
    for one in found:
        say(f"{one.file}:{one.line}: {one.effect}: {one.name}: {one.words}.")
    effects = [one.effect for one in found]
    summary = [f"{effects.count(effect)} {effect}" for effect in dict.fromkeys(sorted(effects))]
    say(f"\n{len(found)} changes: {', '.join(summary)}." if found else "Nothing has changed.")


def _tell_courses(courses: tuple[Forecast, ...]) -> None:
    say(f"\n{len(courses)} courses, {sum(one.touched for one in courses)} of them touched.")
    for one in courses:
        if not one.touched:
            say(f"{one.course}, session {one.session}: nothing changes; {one.kept} answers are kept.")
            continue
        say(f"{one.course}, session {one.session}: {one.kept} answers are kept.")
        for words, names in (
            ("asked again", one.asked_again),
            ("parked", one.parked),
            ("newly asked", one.asked),
            ("same key, another meaning?", one.meaning),
        ):
            if names:
                say(f"  {words}: {', '.join(_counted(names))}")
        if one.next_before != one.next_after:
            say(f"  next question: {one.next_after or 'none'} (it was {one.next_before or 'none'})")


def _counted(names: tuple[str, ...]) -> list[str]:
    """Each name once, with how often it is there: rounds of a loop are not told apart."""
    return [name if names.count(name) == 1 else f"{name} ({names.count(name)} times)" for name in dict.fromkeys(names)]
