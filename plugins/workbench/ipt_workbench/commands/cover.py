"""The command that tells what of some content was reached."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from attrs import asdict

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, print_json
from ipt_core.cli.terminal import safe
from ipt_workbench.covering.cover import covered
from ipt_workbench.covering.report import Coverage, MissedRow, ReachedCount, report


@command("cover")
@click.argument("target", required=False)
@click.option("--people", type=click.IntRange(0, 100_000), default=60, show_default=True, help="How many people.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same courses.")
@click.option(
    "--script",
    "scripts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A script of answers to play too; may be given again.",
)
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit with 1 when it is less.")
@json_option
def cover(
    target: str | None, people: int, seed: int, scripts: tuple[Path, ...], fail_under: float | None, as_json: bool
) -> None:
    """Tell which steps, options, branches and more of some content were reached, and list the rest by file and line.

    TARGET is a plugin's folder or name, 'core', or one file; without it, the plugin in the current folder, else all.
    It plays the scripts of answers in the plugin's folder (for the core, the demos), then lets simulated people go
    through whole courses, and then heads for what is left, step by step. What nobody can reach is named with the
    reason and does not count.
    """
    found = report(covered(target, people, seed, scripts, _watched), people, seed)
    if as_json:
        print_json(found)
    else:
        _tell(found)
    if fail_under is not None and found.percent < fail_under:
        click.echo(f"{found.percent} % is less than {fail_under:g} %.", err=True)
        sys.exit(ipt.ExitCode.REFUSED)


def _watched(steps: Iterable[Any], length: int) -> Iterable[Any]:
    """The steps of a long work, with a progress bar where somebody looks on."""
    if not sys.stderr.isatty():
        yield from steps
        return
    with click.progressbar(steps, length=length, label="Walking", file=sys.stderr) as bar:
        yield from bar


_COLUMNS = ("steps", "options", "branches")


def _tell(found: Coverage) -> None:
    """Tell all of it in words."""
    with_steps = [one for one in found.files if one.steps.of]
    rows = [("file", *_COLUMNS), *(_row(one.file, asdict(one, recurse=False)) for one in with_steps)]
    lines = [*_table([*rows, _row("all together", found.totals)]), ""]
    lines.append("Reached: " + ", ".join(f"{sort} {_of(count)}" for sort, count in found.totals.items()) + ".")
    lines.append(
        f"That is {found.percent} %: {found.by_scripts} % by {found.scripts} scripts, {found.by_people} % with "
        f"{found.people} simulated people, and the rest by heading for it."
    )
    lines += _listed("Never reached:", (_place(one) for one in found.never))
    lines += _listed("Nobody can reach:", (f"{_place(one)}: {one.why}" for one in found.unreachable))
    click.echo(safe("\n".join(lines)))


def _row(name: str, counts: dict[str, Any]) -> tuple[str, ...]:
    return (name, *(_of(counts[column]) for column in _COLUMNS))


def _of(count: ReachedCount) -> str:
    return f"{count.reached}/{count.of}" if count.of else "-"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for name, *counts in rows:
        cells = (count.rjust(width) for count, width in zip(counts, widths[1:], strict=True))
        yield f"{name.ljust(widths[0])}  {'  '.join(cells)}"


def _place(one: MissedRow) -> str:
    return f"{one.file}:{one.line}: {one.what}"


def _listed(heading: str, entries: Iterable[str]) -> Iterator[str]:
    """A list under its heading; nothing when it is empty."""
    listed = list(entries)
    if listed:
        yield from ("", heading, *(f"  {entry}" for entry in listed))
