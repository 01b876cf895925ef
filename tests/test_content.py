"""The bundled content: complete, sourced, in order, and pointing only at what exists."""

import json
from pathlib import Path

import pytest

import ipt_core as ipt
from ipt_core.play.parts import SLOTS
from ipt_core.written.steps import PageStep, ReplyStep, SlotStep, UseStep, walk
from libraries import LIBRARY

ROOT = Path(__file__).parent.parent
EXERCISES = list(LIBRARY.exercises.values())
WITH_STEPS = [one for one in EXERCISES if one.steps]


def flat(steps):
    """All steps, those of blocks and loops too."""
    return [step for _, step in walk(steps)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_every_exercise_says_its_aim_source_licence_and_review(exercise):
    assert exercise.aim
    assert exercise.source
    assert exercise.licence == "Apache-2.0" or exercise.id.startswith("measure.")
    assert exercise.review == "none yet"
    assert exercise.minutes > 0


@pytest.mark.parametrize("exercise", WITH_STEPS, ids=lambda one: one.id)
def test_every_exercise_points_only_at_what_exists(exercise):
    for step in flat(exercise.steps):
        if isinstance(step, UseStep):
            assert step.use in LIBRARY.exercises
        if isinstance(step, PageStep):
            assert step.page in LIBRARY.pages
        if isinstance(step, ReplyStep):
            assert step.reply in LIBRARY.banks
        if isinstance(step, SlotStep):
            assert step.slot in SLOTS
        for option in getattr(getattr(step, "kind", None), "options", ()):
            assert not option.page or option.page in LIBRARY.pages


@pytest.mark.parametrize("exercise", WITH_STEPS, ids=lambda one: one.id)
def test_every_answer_that_another_exercise_reads_is_asked_there(exercise):
    asked = {f"{one.id}/{step.ask}" for one in WITH_STEPS for step in flat(one.steps) if hasattr(step, "ask")} | {
        "disputes.assessment/afraid"
    }
    keys = {condition.key for step in flat(exercise.steps) for condition in step.when if "/" in condition.key}
    keys |= {condition.key for one in exercise.suggestions for condition in one.when if "/" in condition.key}

    assert keys - asked == set()


@pytest.mark.parametrize("area", LIBRARY.areas.values(), ids=lambda one: one.id)
def test_every_area_has_its_order_weekly_exercise_checks_and_goals(area):
    ids = {one.id for one in area.exercises}

    assert set(area.order) == {one.id for one in area.exercises if one.technique}
    assert area.weekly in ids
    assert set(area.charts) <= {
        step.fills for one in area.exercises for step in flat(one.steps) if hasattr(step, "fills")
    }
    assert len(area.checks) == 6
    assert area.goals


@pytest.mark.parametrize("area", LIBRARY.areas.values(), ids=lambda one: one.id)
def test_every_check_of_an_empty_record_is_not_known_and_never_met(area):
    course = ipt.Course.start(LIBRARY, id="c", on="2026-01-05")

    assert [check.judge(course.known).finding.value for check in area.checks] == ["not known"] * 6


CODES = {
    "shared": " ".join(f"CT-{number:02}" for number in range(1, 17)),
    "disputes": "D-T1 D-T2 D-T3 D-T4 D-T5 D-T6 D-T7",
    "transitions": "T-T1 T-T2 T-T3 T-T4 T-T5 T-T6 T-T7",
    "grief": "G-T1 G-T2 G-T3 G-T4 G-T5 G-T6",
    "deficits": "I-T1 I-T2 I-T3 I-T4 I-T5 I-T6 I-T7",
}


@pytest.mark.parametrize(("family", "codes"), CODES.items())
def test_every_technique_of_the_reference_that_is_promised_is_there(family, codes):
    there = {one.code for one in EXERCISES if one.id.startswith(family + ".")}

    assert set(codes.split()) - there == set()


QUESTIONS = {
    "disputes": {f"D-Q{n:02}" for n in range(1, 18)} - {"D-Q14", "D-Q15"},  # those two are the core's own
    "transitions": {f"T-Q{n:02}" for n in range(1, 16)},
    "grief": {f"G-Q{n:02}" for n in range(1, 16)},
    "deficits": {f"I-Q{n:02}" for n in range(1, 16)},
}


@pytest.mark.parametrize(("area", "codes"), QUESTIONS.items())
def test_every_question_of_an_areas_assessment_is_there(area, codes):
    asked = {step.code for step in flat(LIBRARY.areas[area].assessment.exercise.steps) if getattr(step, "code", "")}

    assert codes - asked == set()


ELSEWHERE = "112 or 911 works in many places; findahelpline.com lists help lines."
COUNTRIES = sorted((ROOT / "ipt_core" / "content" / "crisis").glob("*.json"))


@pytest.mark.parametrize("path", COUNTRIES, ids=lambda path: path.stem)
def test_every_country_has_an_emergency_number_and_lines_and_claims_no_verification(path):
    entry = json.loads(path.read_text("utf-8"))
    kinds = {kind for service in entry["services"] for kind in service["kind"]}

    assert entry["emergency"]
    assert {"suicide", "domestic_abuse"} <= kinds
    assert all(not service["verified_on"] and service["source"] for service in entry["services"])
    assert "Nobody has checked this number lately" in ipt.crisis_services(path.stem)


def test_an_unknown_country_or_a_damaged_file_still_gives_a_way_to_help(monkeypatch):
    from ipt_core import crisis

    assert "findahelpline.com" in ipt.crisis_services("XX")
    monkeypatch.setattr(crisis.json, "loads", lambda text: {})

    assert ipt.crisis_services("GB") == crisis.LAST_RESORT


def test_a_number_checked_long_ago_is_marked_and_still_shown():
    service = ipt.CrisisService("GB", "gb-x", "A line", "its site", phone="123", verified_on="2026-01-01")
    country = LIBRARY.crisis["GB"]._replace(services=(service,))

    assert country.in_words("2026-06-30").endswith("A line: call 123\nElsewhere: " + ELSEWHERE)
    assert "A line: call 123*" in country.in_words("2026-07-01")


def test_the_reply_bank_has_four_styles_with_at_least_twelve_replies_each():
    bank = LIBRARY.banks["shared.replies"]

    assert set(bank.replies) == {"warm", "distracted", "defensive", "dismissive"}
    for replies in bank.replies.values():
        assert set(replies) == {"blames", "asks", "listens", "tells"}
        assert len({line for lines in replies.values() for line in lines}) >= 12


def test_no_file_of_the_product_names_a_host_of_a_package_registry_or_an_absolute_path_of_a_machine():
    names = ["py" + "pi.org", "npm" + "js.", "/wo" + "rk/main", "/ro" + "ot/"]
    files = [
        path for folder in ("ipt_core", "plugins", "examples", "docs", "tests") for path in (ROOT / folder).rglob("*.*")
    ]
    texts = {
        path: path.read_text("utf-8")
        for path in files
        if path.suffix in (".py", ".yaml", ".md", ".toml", ".json", ".txt")
    }

    assert [str(path) for path, text in texts.items() if any(name in text for name in names)] == []
