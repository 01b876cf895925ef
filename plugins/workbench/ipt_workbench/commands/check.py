"""The commands that find faults in content, and say what their codes mean."""

from __future__ import annotations

import sys

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, print_json, print_list
from ipt_core.cli.terminal import safe, say
from ipt_workbench.checking import check as checking
from ipt_workbench.checking import codes as table


@command("check")
@click.argument("targets", nargs=-1, metavar="[PATH|PLUGIN]...")
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@json_option
def check(targets: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Find everything that is wrong with content, all at once.

    Give folders, files or names of plugins; else it is the plugin in this folder, or all that are installed.
    Each fault has a place, a code and the fix; 'ipt codes CODE' says more. Exit code 3 when something is wrong.
    """
    faults = checking.check(targets)
    failing = [fault for fault in faults if checking.counts(fault, strict)]
    if as_json:
        print_json([checking.FaultRow(*fault, severity=checking.severity(fault)) for fault in faults])
    else:
        for fault in faults:
            mild = "" if fault in failing else " (warning)"
            click.echo(safe(f"{fault}{mild}"))  # in one line, as editors and other programs read it
        say(_summary(len(failing), len(faults) - len(failing)))
    if failing:
        sys.exit(ipt.ExitCode.CONTENT)


def _summary(failing: int, mild: int) -> str:
    """How it came out, in a line."""
    if not failing and not mild:
        return "Everything is in order."
    counted = [
        f"{number} {word}{'' if number == 1 else 's'}" for number, word in ((failing, "fault"), (mild, "warning"))
    ]
    told = " and ".join(one for one, number in zip(counted, (failing, mild), strict=True) if number)
    return f"{told}. 'ipt codes CODE' explains a code."


@command("codes")
@click.argument("code", required=False)
@json_option
def codes(code: str | None, as_json: bool) -> None:
    """Explain a code of 'ipt check', with a wrong and a right example; without one, list all."""
    if code is None:
        print_list(table.codes().values(), as_json, lambda one: f"{one.code} ({one.severity}): {one.meaning}")
        return
    found = table.explained(code)
    if as_json:
        print_json(found)
    else:
        _explain(found)


def _explain(code: table.Code) -> None:
    say(f"{code.code} ({code.severity})")
    say(f"{code.meaning}\nTo mend it: {code.fix}")
    for word, example in (("Wrong", code.wrong), ("Right", code.right)):
        say(f"\n{word}, {code.where}:\n")
        for line in example.rstrip("\n").split("\n"):
            say(f"    {line}")
