"""What is said to be reached the real player reached; what is missed or cannot be reached is named with its place."""

import json
import shutil
from pathlib import Path
from random import Random

import jsonschema
import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as engine
from ipt_core import ExitCode
from ipt_core.answers.conditions import Condition
from ipt_core.cli.main import cli
from ipt_core.play.parts import SLOTS
from ipt_core.written.exercise import Exercise
from ipt_core.written.player import play
from ipt_core.written.steps import AskStep, BlockStep, SayStep
from ipt_workbench import sources
from ipt_workbench.covering import cover
from ipt_workbench.covering import targeted_runs as directed
from ipt_workbench.covering.instrumented import Mark, Seen, watched
from ipt_workbench.covering.points import Ground
from ipt_workbench.covering.verdicts import ALL, verdicts
from ipt_workbench.schemas import schemas
from ipt_workbench.scripts import playing as demo
from ipt_workbench.testing import answers, begin, walk
from libraries import LIBRARY

SMALLEST = Path(__file__).parent.parent / "examples" / "smallest-plugin"
EXERCISE = """\
id: caring.share-the-load
title: Share the load
aim: |
  Hand over one small task.
role: technique
source: |
  An example.
licence: Apache-2.0
review: none yet
steps:
  - ask: help
    text: |
      Does anybody help?
    kind: yes-no
  - when: {help: no}
    stop: yes
  - ask: who
    text: |
      Who helps most?
    kind: {choice: {family: Family, friends: Friends}}
  - when: {help: no}
    say: |
      This is never said.
  - when: {who: family}
    say: |
      That is good.
"""
CHECKS = """\
from ipt_core import check, met, not_yet


@check("C-X1", "The care weighs less on you")
def weighs_less(known):
    return met("It is done.") if known.session > 99 else not_yet("Not yet.", otherwise="Go on.")
"""
SCRIPT = """\
id: load
exercises: [caring.share-the-load]
sessions:
  - on: 2026-01-05
    answers:
      caring.share-the-load/help: yes
      caring.share-the-load/who: family
"""


def ipt(*arguments: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small plugin, which is not installed, with a script beside it."""
    monkeypatch.chdir(tmp_path)
    made = shutil.copytree(SMALLEST, tmp_path / "mine", ignore=shutil.ignore_patterns("__pycache__"))
    (made / "ipt_caring" / "techniques" / "share-the-load.yaml").write_text(EXERCISE, "utf-8")
    (made / "ipt_caring" / "checks.py").write_text(CHECKS, "utf-8")
    (made / "load.yaml").write_text(SCRIPT, "utf-8")
    return made


@pytest.fixture
def undirected(monkeypatch):
    """Nobody heads for what is left."""
    monkeypatch.setattr(directed, "TRIES", 0)


def told(*arguments: object) -> dict:
    """What the command prints with --json."""
    return json.loads(ipt("cover", *arguments, "--json").stdout)


def places(rows: list[dict]) -> set[str]:
    return {f"{Path(one['file']).name}:{one['line']}: {one['what']}" for one in rows}


# ---------------------------------------------------------------- what was reached


def test_a_script_in_the_folder_reaches_its_steps_and_the_rest_is_listed_by_file_and_line(folder, undirected):
    never = places(told("mine", "--people", "0")["never"])

    assert {one for one in never if one.startswith("share")} == {
        "share-the-load.yaml:11: 'no' to 'help'",
        "share-the-load.yaml:15: stop",
        "share-the-load.yaml:15: the condition of stop held",
        "share-the-load.yaml:17: 'friends' to 'who'",
        "share-the-load.yaml:24: the condition of say 'That is good.' not held",
    }


def test_what_scripts_and_people_left_is_headed_for_and_reached(folder):
    found = told("mine", "--people", "0")

    assert {one for one in places(found["never"]) if one.startswith("share")} == set()
    assert found["by_scripts"] < found["percent"]


def test_people_reach_what_no_script_does(folder, undirected):
    (folder / "load.yaml").unlink()
    found = told("mine", "--people", "16")

    assert found["scripts"] == 0
    assert found["by_scripts"] < 10 < found["by_people"] == found["percent"]


def test_a_script_that_is_named_is_played_too(folder, tmp_path, undirected):
    more = tmp_path / "more.yaml"
    more.write_text(SCRIPT.replace("who: family", "who: friends"), "utf-8")
    found = told("mine", "--people", "0", "--script", more)

    assert found["scripts"] == 2
    assert "share-the-load.yaml:17: 'friends' to 'who'" not in places(found["never"])


def test_of_one_file_only_what_stands_in_it_is_told(folder, undirected):
    found = told("mine/ipt_caring/assessment.yaml", "--people", "0")

    assert [one["file"] for one in found["files"]] == ["mine/ipt_caring/assessment.yaml"]
    assert {one["file"] for one in found["never"]} == {"mine/ipt_caring/assessment.yaml"}


def test_an_exercise_in_python_counts_as_one_step_and_with_the_options_it_offers(folder, undirected):
    (folder / "ipt_caring" / "__init__.py").write_text(
        "import ipt_core as ipt\n"
        "from .checks import weighs_less\n"
        "@ipt.exercise('caring.breathe', 'Breathe', technique=True)\n"
        "def breathe(known):\n"
        "    yield ipt.Ask('calm', 'Are you calm?', ipt.YesNo())\n"
        "@ipt.hookimpl\n"
        "def ipt_problem_areas():\n"
        "    return [ipt.load_area(__package__, checks=[weighs_less], exercises=[breathe])]\n",
        "utf-8",
    )
    before = places(told("mine", "--people", "0")["never"])
    (folder / "load.yaml").write_text(
        SCRIPT.replace("[caring.share-the-load]", "[caring.share-the-load, caring.breathe]")
        + "      calm: yes\n".replace("calm", "caring.breathe/calm"),
        "utf-8",
    )
    after = places(told("mine", "--people", "0")["never"])

    assert "__init__.py:3: the exercise caring.breathe" in before
    assert "__init__.py:3: 'no' to 'calm'" in after
    assert not {"__init__.py:3: the exercise caring.breathe", "__init__.py:3: 'yes' to 'calm'"} & after


# ---------------------------------------------------------------- what nobody can reach


def test_what_nobody_can_reach_does_not_count_and_is_named_with_the_reason(folder):
    found = told("mine", "--people", "0")
    dead = {one["what"]: one for one in found["unreachable"] if "never said" in one["what"]}

    assert set(dead) == {"say 'This is never said.'", "the condition of say 'This is never said.' held"}
    assert all(one["line"] == 21 for one in dead.values())
    assert "{help: no}" in dead["say 'This is never said.'"]["why"]
    assert "line 15" in dead["say 'This is never said.'"]["why"]
    assert not set(dead) & {one["what"] for one in found["never"]}


def test_a_verdict_that_never_came_is_listed_and_one_that_the_code_never_gives_does_not_count(folder):
    found = told("mine", "--people", "0")

    assert "checks.py:4: the check C-X1 met" in places(found["never"])
    assert [one["what"] for one in found["unreachable"] if one["sort"] == "checks"] == ["the check C-X1 not known"]
    assert found["totals"]["checks"] == {"reached": 1, "of": 2}


def test_the_verdicts_of_every_bundled_check_are_read_from_its_code():
    checks = [check for area in LIBRARY.areas.values() for check in area.checks]

    assert checks
    assert all({"met", "not known"} <= verdicts(check.judge) <= ALL for check in checks)
    assert verdicts(lambda known: engine.met("So it is.")) == {"met"}


# ---------------------------------------------------------------- the command


def test_less_than_is_asked_for_exits_with_one_and_enough_with_zero(folder, undirected):
    less = ipt("cover", "mine", "--people", "0", "--fail-under", "99")
    enough = ipt("cover", "mine", "--people", "0", "--fail-under", "1")

    assert (less.exit_code, enough.exit_code) == (ExitCode.REFUSED, ExitCode.OK)
    assert "is less than 99 %" in less.stderr


def test_the_table_names_each_file_with_its_counts_and_the_totals(folder, undirected):
    lines = ipt("cover", "mine", "--people", "0").stdout.splitlines()
    row = next(line for line in lines if "share-the-load" in line)

    assert row.split()[1:] == ["3/4", "2/4", "3/5"]
    assert any(line.startswith("all together") for line in lines)


def test_the_json_is_as_its_schema_says_and_its_totals_are_those_of_the_files(folder, undirected):
    found = told("mine", "--people", "0")

    jsonschema.Draft7Validator(schemas.schema("cover-output")).validate(found)
    for sort, total in found["totals"].items():
        assert total["reached"] == sum(file[sort]["reached"] for file in found["files"])
        assert total["of"] - total["reached"] == sum(one["sort"] == sort for one in found["never"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nowhere"], ExitCode.NOTHING_TO_DO),
        (["mine", "--script", "nowhere.yaml"], ExitCode.NOTHING_TO_DO),
        (["mine", "--people", "-1"], ExitCode.USAGE),
    ],
)
def test_what_cannot_be_looked_at_is_refused_in_plain_words(arguments, code, folder):
    found = ipt("cover", *arguments)

    assert found.exit_code == code
    assert "Traceback" not in found.output


def test_faulty_content_is_named_and_nothing_is_played(folder):
    (folder / "ipt_caring" / "techniques" / "share-the-load.yaml").write_text("id: [", "utf-8")

    assert ipt("cover", "mine").exit_code == ExitCode.CONTENT


# ---------------------------------------------------------------- that it can be relied on


@pytest.mark.parametrize("name", ["alex", "sam"])
def test_a_watched_course_reads_as_one_that_is_not_watched(name):
    script = demo.bundled(name)

    assert demo.told(script, watched(LIBRARY, Seen())) == demo.told(script, LIBRARY)


@given(st.sampled_from(["shared.pause", "initial.inventory", "measure.gad2", "quick.support"]), st.data())
def test_whatever_is_answered_each_question_that_was_asked_is_noted_with_the_option_chosen(exercise, data):
    seen = Seen()
    library = watched(LIBRARY, seen)
    chosen = set()

    def choose(turn):
        value = data.draw(answers(turn.ask.kind), turn.name)
        if turn.exercise == exercise and isinstance(value, str) and turn.ask.key in options:
            chosen.add((turn.ask.key, value))
        return value

    options = {
        name.partition("/")[2]: ids for name, ((_, ids), *_) in seen.offered.items() if name.startswith(exercise)
    }
    for course in walk(begin(library, exercise), choose):
        seen.note(course)

    noted = {(mark.of, mark.path, mark.which) for mark in seen.marks if mark.sort == "options"}
    for key, value in chosen:
        [(path, ids)] = seen.offered[f"{exercise}/{key}"]
        assert Mark("steps", exercise, path) in seen.marks
        assert value not in ids or (exercise, path, value) in noted


def test_every_step_and_branch_of_the_bundled_content_that_can_be_reached_is_reached(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = cover.covered(None, people=45, seed=1)

    assert [
        f"{one.file}:{one.line}: {one.words}" for one in found.missed if one.mark.sort in ("steps", "branches")
    ] == []
    assert {one.mark.sort for one in found.unreachable} <= {"pages"}
    assert [one.words for one in found.points if one.why and found.reached(one)] == []
    assert found.percent > 99


def test_looking_for_a_way_reaches_nothing_by_itself():
    seen = Seen()
    places_ = tuple(one for one in cover.bundled() if one.name in ("core", "grief"))
    ground = Ground.of(LIBRARY, sources.of(places_), places_)
    guide = directed.Guide(watched(LIBRARY, seen), ground.recorded, ground.flows, seen)
    points = [point for point in ground.points() if point.mark.sort in ("suggestions", "routes", "checks", "branches")]

    assert len({point.mark.sort for point in points}) == 4
    for point in points:
        guide._heading(point.mark, Random(1))

    assert seen.marks == set()


@given(
    st.lists(st.tuples(st.sampled_from(["", "yes", "no"]), st.sampled_from(["", "yes", "no"])), max_size=5), st.data()
)
def test_a_step_is_noted_as_reached_just_when_it_was_shown_and_a_branch_just_as_it_went(wanted, data):
    """Says, each under a condition in a block under another; what is shown is held against what is noted."""
    steps = (
        AskStep("q", "?", engine.YesNo()),
        *(BlockStep((SayStep(f"@{place}", when(inner)),), when(outer)) for place, (outer, inner) in enumerate(wanted)),
    )
    own = Exercise("own.main", "Own", play(steps, SLOTS), steps=steps)
    seen = Seen()
    library = watched(evolve(LIBRARY, exercises={**LIBRARY.exercises, own.id: own}), seen)
    value = data.draw(st.none() | st.booleans())
    said = begin(library, own.id).answer(value).turn.said
    answer = {True: "yes", False: "no", None: None}[value]

    for place, (outer, inner) in enumerate(wanted):
        path = ("steps", place + 1, "steps", 0)
        assert (Mark("steps", own.id, path) in seen.marks) == (f"@{place}" in said)
        held = outer in ("", answer) and inner in ("", answer)
        assert (Mark("branches", own.id, path, "held") in seen.marks) == (bool(inner) and held)
        failed = outer in ("", answer) and inner not in ("", answer)
        assert (Mark("branches", own.id, path, "not held") in seen.marks) == failed


def when(answer: str) -> tuple[Condition, ...]:
    return (Condition("q", "is", (answer,)),) if answer else ()
