"""Every requirement has its row in docs/requirements.md, and every pointer there leads somewhere."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

from ipt_core.cli.main import cli
from ipt_core.written.steps import walk
from ipt_workbench.scripts import playing as demo
from libraries import LIBRARY

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "requirements.md"
COUNTS = {0: 43, 1: 80, 2: 29, 3: 59, 4: 37}
IDS = [f"S{source}-{number:02}" for source, count in COUNTS.items() for number in range(1, count + 1)]
POINTERS = re.compile(r"`[^`,]+`(, `[^`,]+`)*")
HOW_FAR = re.compile(r"whole|(partly|deferred|missing): \S.*")


def rows():
    """The rows of the tables: id, label, pointers, how far."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| S\d-\d\d \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = rows()


@cache
def questions(exercise):
    """The keys of an exercise's questions, those in blocks and loops too."""
    return {step.ask for _, step in walk(LIBRARY.exercises[exercise].steps) if hasattr(step, "ask")}


@cache
def functions(path):
    """The names of a test file's functions."""
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def is_an_exercise(name):
    exercise, _, key = name.partition("/")
    return exercise in LIBRARY.exercises and (not key or key in questions(exercise))


def is_a_test(name):
    file, _, function = name.partition("::")
    path = ROOT / "tests" / file
    return path.is_file() and function.startswith("test_") and function in functions(path)


def is_code(name):
    """Whether a dotted name leads from a module of the package to something in it."""
    package, module, *parts = name.split(".")
    found = import_module(f"{package}.{module}")
    for part in parts:
        found = getattr(found, part, None)
    return package == "ipt_core" and found is not None


LEADS = {
    "page": lambda name: name in LIBRARY.pages,
    "check": lambda name: name in {check.id for area in LIBRARY.areas.values() for check in area.checks},
    "measure": lambda name: f"measure.{name}" in LIBRARY.measures,
    "programme": lambda name: name in LIBRARY.programmes,
    "area": lambda name: name in LIBRARY.areas,
    "demo": lambda name: name in demo.demos(),
    "test": is_a_test,
    "doc": lambda name: (ROOT / name).is_file(),
    "code": is_code,
    "cli": lambda name: name in cli.list_commands(click.Context(cli)),
}


def leads_somewhere(pointer):
    form, colon, name = pointer.partition(":")
    return LEADS[form](name) if colon and form in LEADS else is_an_exercise(pointer)


def test_every_requirement_is_listed_once_in_order_and_no_other_is():
    assert [id for id, *_ in ROWS] == IDS


def test_every_row_has_a_short_label_and_its_four_cells():
    assert [row[0] for row in ROWS if len(row) != 4 or not 1 <= len(row[1].split()) <= 6] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_pointer_of_a_requirement_leads_somewhere(row):
    where = row[2]

    assert POINTERS.fullmatch(where)
    assert [pointer for pointer in re.findall(r"`([^`]+)`", where) if not leads_somewhere(pointer)] == []


def test_every_row_says_how_far_it_goes_and_why_not_further():
    assert [row[0] for row in ROWS if not HOW_FAR.fullmatch(row[3])] == []


def test_no_requirement_is_missing():
    assert [row[0] for row in ROWS if row[3].startswith("missing")] == []


@pytest.mark.parametrize(("row", "name"), [("S0-30", "alex"), ("S0-31", "sam"), ("S0-32", "emma")])
def test_a_vignette_counts_as_whole_only_when_its_demo_reaches_the_last_agreed_session(row, name):
    how_far = next(cells[3] for cells in ROWS if cells[0] == row)
    sessions = demo.bundled(name).data["sessions"]
    agreed = [int(one["answers"].get("initial.contract/sessions", 0)) for one in sessions]

    assert how_far != "whole" or len(sessions) >= max(agreed) > 0


@pytest.mark.parametrize(
    "pointer",
    [
        "initial.goals/goal-99",
        "initial.nothing",
        "page:read.nothing",
        "check:D-X9",
        "measure:phq15",
        "area:anger",
        "demo:nobody",
        "test:test_kinds.py::test_nothing",
        "doc:docs/nothing.md",
        "code:ipt_core.play.parts.nothing",
        "cli:nothing",
        "nothing:phq9",
    ],
)
def test_a_pointer_that_leads_nowhere_is_found_out(pointer):
    assert not leads_somewhere(pointer)
