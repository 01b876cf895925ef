"""The command that says what the shared facts mean."""

from __future__ import annotations

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, print_json, print_list


@command("facts")
@click.argument("name", required=False)
@json_option
def facts(name: str | None, as_json: bool) -> None:
    """Say what the shared fact NAME means and how it is answered; without one, list all."""
    from attrs import asdict

    from ipt_core.cli.terminal import say
    from ipt_workbench import facts as meanings

    declared = ipt.load_library([]).facts
    if name is None:
        print_list(
            [asdict(one) for one in meanings.rows(declared)], as_json, lambda row: f"{row['name']}: {row['means']}"
        )
        return
    found = meanings.row(declared, name)
    if as_json:
        print_json(asdict(found))
        return
    say(f"{found.name}: {found.means}")
    for word, text in (
        ("Answered with", " or ".join(found.kinds)),
        ("About", found.about),
        ("Scale", found.direction),
        ("Used by", "the core alone" if found.core else ""),
    ):
        if text:
            say(f"{word}: {text}")
