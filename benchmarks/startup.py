"""Start-up: whole processes, in turn, against ``python -c "import click"``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

from benchmarks.timing import in_turn, table


def process(*arguments: str) -> Callable[[], object]:
    """Run one process to its end."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPT_HOME"] = folder
        entry = "import ipt_core.cli.main; ipt_core.cli.main()"
        subprocess.run([sys.executable, "-c", entry, "start"], check=True, capture_output=True)
        times = in_turn(
            {
                "python -c 'import click'": process("-c", "import click"),
                "ipt --help": process("-c", entry, "--help"),
                "ipt --version": process("-c", entry, "--version"),
                "ipt help-now, no course": process("-c", entry, "help-now", "--store", f"sqlite:///{folder}/none.db"),
                "ipt turn --json": process("-c", entry, "turn", "--json"),
            },
            rounds=11,
        )
    base = times["python -c 'import click'"]
    rows = [("command", "ms", "of import click")]
    rows += [(name, f"{taken * 1e3:.0f}", f"{taken / base:.2f}") for name, taken in times.items()]
    table(rows)


if __name__ == "__main__":
    main()
