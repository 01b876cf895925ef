"""The command that draws the flow of an exercise or a programme."""

from __future__ import annotations

from pathlib import Path

import click

import ipt_core as ipt
from ipt_core.cli.commands import command, json_option, print_json, print_list


@command("graph")
@click.argument("target", metavar="EXERCISE|PROGRAMME|FILE", required=False)
@click.option("--format", "kind", type=click.Choice(["mermaid", "svg"]), help="Else as the name of --out ends.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write into this file.")
@json_option
def graph(target: str | None, kind: str | None, out: Path | None, as_json: bool) -> None:
    """Draw the flow of an exercise or a programme, by its id or its file; without a name, list them.

    Mermaid is text that many editors and wikis draw; an SVG opens in any browser:

      ipt graph disputes.calm-talk --out calm-talk.svg
    """
    from attrs import asdict

    from ipt_workbench.drawing import graph as drawing
    from ipt_workbench.scripts.playing import write_whole

    if target is None:
        rows = [asdict(one) for one in drawing.drawables(ipt.load_library())]
        print_list(rows, as_json, lambda row: f"{row['id']}: {row['title']} ({row['what']})")
        return
    kind = kind or ("svg" if out is not None and out.suffix == ".svg" else "mermaid")
    chart = drawing.chart(target)
    text = drawing.FORMATS[kind](chart)
    if out is not None:
        write_whole(out, text)
    if as_json:
        print_json({"id": chart.id, "title": chart.title, "format": kind, "text": text})
    elif out is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"Drew {chart.title} into {out}.")
