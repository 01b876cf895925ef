"""The command that makes a new plugin."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_core.cli.commands import command, json_option, library, print_json
from ipt_core.cli.terminal import say
from ipt_workbench.scaffold import new_area


@command("new")
@click.argument("what", metavar="problem-area", type=click.Choice(["problem-area"]))
@click.argument("name")
@click.option("--in", "folder", default=".", metavar="FOLDER", help="Where to make it; else in this folder.")
@json_option
def new(what: str, name: str, folder: str, as_json: bool) -> None:
    """Make a new problem area of your own, as a plugin that works at once.

    NAME is in lower case, with dashes, such as 'becoming-a-carer'.
    """
    made = new_area(name, Path(folder), library())
    if as_json:
        print_json(made)
        return
    say(f"Made {made.folder}, with {len(made.files)} files. Next:\n")
    for line, why in (
        (f"cd {made.folder}", ""),
        ('pip install -e ".[test]"', "puts it among the plugins"),
        ("ipt check .", "finds what is wrong in its files"),
        ("pytest", "runs its own tests"),
    ):
        say(f"  {line:<28}{why}".rstrip())
    say(f"\nThen open {Path(made.folder) / 'README.md'}, and change the words of its files to yours.")
