"""How the documentation is built: ``sphinx-build -W -b html docs FOLDER``. Nothing is fetched while building."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
from sphinx.application import Sphinx

import ipt_core
from ipt_core.cli.commands import cli
from ipt_workbench import facts
from ipt_workbench.checking.codes import WARNING, codes

project = "IPT engine"
author = "the IPT engine's authors"
release = ipt_core.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "IPT engine"
html_show_copyright = False
napoleon_use_ivar = True  # fields of a class are told once, in its description
autodoc_member_order = "bysource"


def commands() -> Iterator[str]:
    """Every command of ``ipt``, as it describes itself."""
    top = click.Context(cli, info_name="ipt")
    for name in cli.list_commands(top):
        found = cli.get_command(top, name)
        if found is not None:
            text = found.get_help(click.Context(found, info_name=name, parent=top))
            yield f"## `ipt {name}`\n\n```text\n{text}\n```\n"


def fault_codes() -> Iterator[str]:
    """Every code of a fault, with its fix and two examples."""
    for code in codes().values():
        kind = " It is a warning: it fails a check only with `--strict`." if code.severity == WARNING else ""
        yield f"## {code.code}\n\n{code.meaning}{kind}\n\n**What to do:** {code.fix}\n"
        for title, example in (("Wrong", code.wrong), ("Right", code.right)):
            yield f"{title}, {code.where}:\n\n````text\n{example.rstrip()}\n````\n"


WORKED_OUT: dict[str, Callable[[], Iterator[str]]] = {  # pages whose end comes from the code
    "commands": commands,
    "fault-codes": fault_codes,
    "facts": lambda: facts.page(ipt_core.load_library([]).facts),
}


def _complete(app: Sphinx, page: str, source: list[str]) -> None:
    if page in WORKED_OUT:
        source[0] += "\n" + "\n".join(WORKED_OUT[page]())


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _complete)
