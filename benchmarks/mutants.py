"""Mutation check of the guard: each clause on which safety rests is taken out in turn, and a test must notice.

``python -m benchmarks.mutants``; the clauses are in `benchmarks.clauses`. Every mutant is put into a copy of the
repository in a temporary folder, and `TESTS` are run there; of ``tests/test_simulated_people.py`` just the stories.
Exit code 1 when a mutant survives, or when a text to be changed is no longer there exactly once, so that the list
cannot fall behind the guard without notice.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .clauses import MUTANTS, Mutant

ROOT = Path(__file__).parent.parent
TESTS = tuple(f"tests/test_{name}.py" for name in ("safety", "notes", "simulated_people", "hostile_plugins"))
SLOW = "not searched_for and not course_sessions"  # the search itself: it is not what is judged here
LONGEST = 180  # seconds for one run of the tests, which takes about 10; much more where others are at work too
MOST_MEMORY = 2 << 30  # bytes
COPIED = ("ipt_core", "plugins", "tests", "benchmarks", "docs", "pyproject.toml")


def misplaced(mutants: Sequence[Mutant], root: Path = ROOT) -> list[str]:
    """Names of mutants whose old text is not in its file exactly once."""
    counts = [(one, (root / one.file).read_text("utf-8").count(one.old)) for one in mutants]
    return [f"{one.name}: {times} times in {one.file}" for one, times in counts if times != 1]


def copied(root: Path, folder: Path) -> None:
    """Copy what the tests need into a folder."""
    folder.mkdir()
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(root / name, folder / name)


def passes(folder: Path) -> bool:
    """Whether the tests pass in a copy, with the copy's package and plugins and no others."""
    paths = [folder, *sorted((folder / "plugins").iterdir())]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPT_HOME": str(folder / "home"),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        *TESTS,
        "-x",
        "-q",
        "-n0",  # one process: many mutants are tried side by side
        "-k",
        SLOW,
        "-p",
        "no:cacheprovider",
        "--assert=plain",
    ]
    try:
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, preexec_fn=_bounded
        )
    except subprocess.TimeoutExpired:
        return False  # a test that never ends has noticed
    return run.returncode == 0


def _bounded() -> None:
    """Keep a mutant that never ends from taking all memory."""
    import resource  # not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def survives(one: Mutant, work: Path, number: int) -> bool:
    """Whether the tests pass although the clause is gone."""
    folder = work / str(number)
    copied(work / "as-it-is", folder)  # not the repository, where somebody may be at work
    changed = folder / one.file
    changed.write_text(changed.read_text("utf-8").replace(one.old, one.new), "utf-8")
    try:
        compile(changed.read_text("utf-8"), str(one.file), "exec")
        return passes(folder)
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Try every mutant; print which were caught."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=main.__doc__)
    reader.add_argument("--only", metavar="TEXT", default="", help="just those with this in their name or file")
    only = reader.parse_args().only
    mutants = [one for one in MUTANTS if only in f"{one.file} {one.name}"]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        copied(ROOT, work / "as-it-is")
        if faults := misplaced(mutants, work / "as-it-is"):
            print("These texts must be in their files exactly once:", *faults, sep="\n  ")
            return 1
        if not passes(work / "as-it-is"):
            print("The tests fail without any mutant; mend that first.")
            return 1
        lived = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            tried = pool.map(lambda number: survives(mutants[number], work, number), range(len(mutants)))
            for one, alive in zip(mutants, tried, strict=True):
                print(f"{'SURVIVED' if alive else 'caught':10}{one.file.stem:10}{one.name}", flush=True)
                lived += alive
    print(f"\n{len(mutants) - lived} of {len(mutants)} mutants caught")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
