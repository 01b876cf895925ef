"""The command that lets simulated people go through whole courses."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, library, print_json
from ipt_core.cli.terminal import safe
from ipt_workbench.simulating import simulate as work
from ipt_workbench.simulating.report import Lived, PersonaRow, Simulated, TroubleRow, summary
from ipt_workbench.workplace import find


@command("simulate")
@click.argument("target", required=False)
@click.option("--people", type=click.IntRange(1, 100_000), default=30, show_default=True, help="How many people.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same courses.")
@click.option("--persona", "personas", multiple=True, metavar="NAME", help="Only such people; may be given again.")
@json_option
def simulate(target: str | None, people: int, seed: int, personas: tuple[str, ...], as_json: bool) -> None:
    """Let simulated people live through whole courses, a week between two sessions, and tell what they met.

    With TARGET, a plugin's folder or name, everybody chooses its areas to work on. Whoever gets stuck is named with
    the shortest story that leads there; the exit code is then 3.
    """
    who = work.chosen(personas)
    place = find(target) if target else None
    shelf = place.sound_library() if place else library()
    areas = next((one.areas for one in shelf.plugins if place and one.name == place.name), ())
    lives = list(_watched(work.simulated(shelf, who, people, seed, areas), people))
    found = summary(lives, shelf, seed, work.troubles(lives, shelf))
    if as_json:
        print_json(found)
    else:
        _tell(found, areas)
    sys.exit(ipt.ExitCode.CONTENT if found.troubles else ipt.ExitCode.OK)


def _watched(lives: Iterator[Lived], people: int) -> Iterable[Lived]:
    """The lives, with a progress bar where somebody looks on."""
    if not sys.stderr.isatty():
        yield from lives
        return
    with click.progressbar(lives, length=people, label="Living", file=sys.stderr) as bar:
        yield from bar


def _tell(found: Simulated, areas: tuple[str, ...]) -> None:
    """Tell in words what everybody met."""
    lines = [
        f"{found.people} people, {found.sessions:,} sessions, {found.questions:,} questions. Seed {found.seed}.",
        "",
        *_table(found.personas),
        "",
    ]
    for what, everything in (("Techniques", found.techniques), ("Pages", found.pages)):
        counts = {id: count for id, count in everything.items() if not areas or id.partition(".")[0] in areas}
        lines += [*_met(what, counts, bool(areas)), ""]
    lines += list(_troubles(found.troubles)) or ["Nobody got stuck, and no exercise was left behind."]
    click.echo(safe("\n".join(lines)))


_COLUMNS = ("persona", "people", "sessions", "questions", "minutes", "support", "areas chosen", "how it ended")


def _table(personas: tuple[PersonaRow, ...]) -> Iterator[str]:
    """A row for each persona. Questions and minutes are those of a session: the median, and the most."""
    rows = [_COLUMNS, *(_row(one) for one in personas)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield "Questions and minutes: of a session, the median and the most. Support: how often it was entered."


def _row(one: PersonaRow) -> tuple[str, ...]:
    questions, minutes = one.questions, one.minutes
    return (
        one.persona,
        str(one.people),
        str(one.sessions),
        f"{questions.median} / {questions.most}",
        f"{minutes.median} / {minutes.most}",
        str(one.support),
        _counts(one.areas),
        _counts(one.ends),
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "-"


def _met(what: str, counts: dict[str, int], own: bool) -> Iterator[str]:
    """Which of these were met, by how many people; and which by nobody, named for an author's own."""
    met = sorted((-count, id) for id, count in counts.items() if count)
    yield f"{what} met, by how many people: " + (", ".join(f"{id} {-count}" for count, id in met) or "none") + "."
    never = [id for id, count in counts.items() if not count]
    if never:
        yield f"{what} that nobody met: {', '.join(never) if own else f'{len(never)} (--json names them)'}."


def _troubles(troubles: tuple[TroubleRow, ...]) -> Iterator[str]:
    """Each trouble with its story."""
    for one in troubles:
        yield f"{one.kind.upper()} at {one.where}: {one.why}."
        yield f"  Met by {one.people}; the shortest story is by '{one.persona}':"
        yield from (f"  {step}" for step in one.story or ("1. answer calmly; nothing else is needed",))
        if one.script:
            yield "  As a script for 'ipt play':"
            yield from (f"    {line}" for line in one.script.splitlines())
        yield ""
