"""The command that writes JSON Schemas, for editors and for programs in other languages."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_core.cli.commands import command, json_option, print_json, print_list
from ipt_workbench.schemas import schemas
from ipt_workbench.schemas.outputs import SchemaRow


@command("schema")
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write into this folder: all, or NAME.")
@json_option
def schema(name: str | None, out: Path | None, as_json: bool) -> None:
    """Print the JSON Schema NAME, such as 'content' or 'turn'; without a name, list them.

    An editor that knows the schema of content files completes and checks them while you type:
    'ipt schema content --out .schemas', and then, as the first line of a file,

      # yaml-language-server: $schema=../.schemas/content.json
    """
    if out is not None:
        written = schemas.write(out, [name] if name else list(schemas.schemas()))
        print_list([SchemaRow(path.stem, str(path)) for path in written], as_json, lambda row: row.about)
    elif name is not None:
        print_json(schemas.schema(name))
    else:
        rows = [SchemaRow(one, about) for one, about in schemas.schemas().items()]
        print_list(rows, as_json, lambda row: f"{row.name}: {row.about}")
