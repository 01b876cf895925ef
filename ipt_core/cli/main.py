"""The command line: one front end among others. It uses what ``import ipt_core`` exports, and no private door."""

from __future__ import annotations

import sys

from .commands import cli

__all__ = ["cli", "main"]


def main() -> None:
    """Run the command line."""
    # A person may write in any alphabet, whatever the terminal says of itself.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is not sys.stdin else "surrogateescape")
    cli(prog_name="ipt")
