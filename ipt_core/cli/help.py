"""The command that shows crisis services: no course, no plugin, no network, and hardly an import, is needed for it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipt_core.crisis import crisis_services

from .commands import command, course_options, json_option, opened, print_json, store_url, today


@command("help-now")
@click.option("--country", default="", help="Whose services to show, such as GB or US.")
@course_options
@json_option
def help_now(country: str, url: str | None, course_id: str | None, as_json: bool) -> None:
    """Show crisis services. Works with no course, no plugin and no network.

    When there is a course, its next question is then about how you are.
    """
    services = crisis_services(country or "INTL", today())
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
