"""Demos: whole courses as golden transcripts that a clinician can read in a diff.

``pytest tests/test_demos.py --update`` rewrites them; read the diff before you commit it.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import ipt_core as ipt
from ipt_core.cli.main import cli
from ipt_workbench.scripts import playing as demo

TRANSCRIPTS = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("name", demo.demos())
def test_a_demo_reads_as_its_golden_transcript(name, library, request):
    script = Path(demo.__file__).parent.parent / "demos" / f"{name}.yaml"

    demo.assert_transcript(
        script, library, golden=TRANSCRIPTS / f"{name}.txt", update=request.config.getoption("--update")
    )


@cache  # a demo takes seconds, and many tests read what it printed
def summary(name: str) -> dict:
    """What ``ipt demo NAME --json`` prints."""
    result = CliRunner().invoke(cli, ["demo", name, "--json"], catch_exceptions=False)

    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_the_course_of_alex_comes_out_as_the_reference_says():
    found = summary("alex")

    assert [one["phq9"] for one in found["sessions"]] == [14, 14, 13, 12, 10, 11, 9, 8, 7, 6, 5, 4]
    assert [one["phase"] for one in found["sessions"]] == ["initial"] * 3 + ["middle"] * 6 + ["final"] * 3
    assert found["measures"]["gad7"] == [9, 8, 5, 3]
    assert found["focus"] == ["disputes"]
    assert found["assessment"] == {"disputes": 92, "transitions": 28, "grief": 0, "deficits": 0}
    assert {one["id"]: one["verdict"] for one in found["checks"]} == {f"D-X{n}": "met" for n in range(1, 7)}
    assert all(one["evidence"] for one in found["checks"])
    assert (found["outcome"], found["boosters"]) == ("remitted", ["in 1 month", "in 3 months", "in 6 months"])
    assert ["stage with Jo", "impasse", "renegotiation"] in found["changes"]
    assert ["strain with Jo", "7", "3"] in found["changes"]
    assert ["satisfaction with Jo", "3", "7"] in found["changes"]
    assert all(one["practice"] for one in found["sessions"])


OTHERS = {
    "sam": (
        [12, 12, 11, 11, 9, 8, 10, 7, 6, 6, 5, 5],
        [11, 9, 6, 5],
        {"disputes": 83, "transitions": 0, "grief": 0, "deficits": 0},
        {f"D-X{n}": "met" for n in range(1, 7)},
        "responded",
    ),
    "emma": (
        [13, 14, 12, 11, 11, 9, 8, 8, 6, 5, 4, 3],
        [15, 12, 7, 4],
        {"transitions": 93, "disputes": 49, "grief": 0, "deficits": 0},
        {f"T-X{n}": "met" for n in range(1, 7)},
        "remitted",
    ),
    "noor": (
        [17, 18, 17, 16, 18, 15, 13, 12, 10, 9, 7, 6],
        [10, 9, 6, 4],
        {"grief": 89, "disputes": 0, "transitions": 0, "deficits": 0},
        {f"G-X{n}": "met" for n in range(1, 7)},
        "responded",
    ),
    "tomasz": (
        [15, 15, 14, 15, 14, 13, 13, 12, 11, 11, 10, 9],
        [12, 12, 10, 8],
        {"deficits": 83, "disputes": 0, "transitions": 0, "grief": 0},
        {f"I-X{n}": "not yet" if n == 4 else "met" for n in range(1, 7)},
        "partly-better",
    ),
}


@pytest.mark.parametrize(("name", "expected"), OTHERS.items())
def test_the_other_courses_come_out_as_the_reference_says(name, expected):
    found = summary(name)

    assert (
        [one["phq9"] for one in found["sessions"]],
        found["measures"]["gad7"],
        found["assessment"],
        {one["id"]: one["verdict"] for one in found["checks"]},
        found["outcome"],
    ) == expected
    assert found["focus"] == [next(iter(expected[2]))]


def test_the_passing_wish_of_noor_brings_support_before_any_score():
    shown = CliRunner().invoke(cli, ["demo", "noor", "--session", "2"], catch_exceptions=False).stdout

    assert shown.index("116 123") < shown.index("Your PHQ-9 score is 18")


TECHNIQUES = {
    2: {"CT-01"},
    3: {"D-T1"},
    4: {"D-T2"},
    5: {"CT-05", "CT-03"},
    6: {"CT-02", "CT-04"},
    7: {"CT-08", "CT-15"},
    8: {"D-T3", "CT-12", "CT-07"},
    9: {"D-T4"},
    10: {"CT-15"},
    11: {"CT-10"},
}


@pytest.mark.parametrize(("session", "codes"), TECHNIQUES.items())
def test_alex_meets_the_techniques_of_the_reference_in_each_session(session, codes):
    assert codes <= set(summary("alex")["sessions"][session - 1]["codes"])


def test_a_demo_can_show_one_session_alone():
    shown = CliRunner().invoke(cli, ["demo", "alex", "--session", "5"], catch_exceptions=False).stdout

    assert "Session 5 of 12" in shown
    assert "Session 4 of 12" not in shown


def test_private_answers_are_not_told_in_a_transcript():
    shown = CliRunner().invoke(cli, ["demo", "alex"], catch_exceptions=False).stdout

    assert "(kept private)" in shown
    asked = shown.split("What happens most often")[0] if "What happens most often" in shown else shown
    assert "It is accepted" not in asked


def test_a_script_with_an_answer_that_was_never_asked_for_names_its_place(library, tmp_path):
    from ipt_core.files.documents import read

    text = (
        b"id: x\ntitle: X\nabout: x\nsessions:\n"
        b"  - on: 2026-01-05\n    answers:\n      initial.welcome/agree: perhaps\n"
    )
    with ipt.open_store("sqlite://") as store, pytest.raises(ipt.ContentError, match=r"x\.yaml:7:"):
        demo.play(read(text, "x.yaml"), library, store, lambda moment: None)
