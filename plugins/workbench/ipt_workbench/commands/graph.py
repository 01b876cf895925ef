"""The command that draws the flow of an exercise or a programme."""

from __future__ import annotations

from pathlib import Path

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, print_json, print_list
from ipt_workbench.drawing.graph import Format, drawables, drawn
from ipt_workbench.scripts.playing import write_whole


@command("graph")
@click.argument("target", metavar="EXERCISE|PROGRAMME|FILE", required=False)
@click.option("--format", "kind", type=click.Choice(["mermaid", "svg"]), help="Else as the name of --out ends.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write into this file.")
@json_option
def graph(target: str | None, kind: Format | None, out: Path | None, as_json: bool) -> None:
    """Draw the flow of an exercise or a programme, by its id or its file; without a name, list them.

    Mermaid is text that many editors and wikis draw; an SVG opens in any browser:

      ipt graph disputes.calm-talk --out calm-talk.svg
    """
    if target is None:
        print_list(drawables(ipt.load_library()), as_json, lambda one: f"{one.id}: {one.title} ({one.what})")
        return
    kind = kind or ("svg" if out is not None and out.suffix == ".svg" else "mermaid")
    drawing = drawn(target, kind)
    if out is not None:
        write_whole(out, drawing.text)
    if as_json:
        print_json(drawing)
    elif out is None:
        click.echo(drawing.text, nl=False)
    else:
        click.echo(f"Drew {drawing.title} into {out}.")
