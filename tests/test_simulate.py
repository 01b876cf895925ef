"""Simulated people live through whole courses, and ``ipt simulate`` tells what they met."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from click.testing import CliRunner

import ipt_core as ipt
from ipt_core.cli.main import cli
from ipt_core.written.exercise import Exercise, Round
from ipt_workbench.people.lives import Calendar, lived, shrunk
from ipt_workbench.people.personas import BY_NAME, PEOPLE
from ipt_workbench.scripts.playing import opened, play
from ipt_workbench.simulating import report as met
from ipt_workbench.simulating import simulate
from ipt_workbench.simulating.simulate import chosen, simulated, troubles

SMALLEST = Path(__file__).parent.parent / "examples" / "smallest-plugin"


def run(*arguments):
    return CliRunner().invoke(cli, ["simulate", *arguments], catch_exceptions=False)


def with_first(library, script, steps=()):
    """The library with an exercise of a plugin at the beginning of every first session."""
    own = Exercise("own.own", "Own", script, steps=steps)
    classic = library.programmes["classic"]
    blocks = {
        name: (evolve(block[0], exercise=own.id), *block) if name == "story" else block
        for name, block in classic.blocks.items()
    }
    programmes = {**library.programmes, "classic": evolve(classic, blocks=blocks)}
    return evolve(library, exercises={**library.exercises, own.id: own}, programmes=programmes)


def raises_after_yes(known):
    yield ipt.Ask("first", "First?")
    if (yield ipt.Ask("sure", "Sure?", ipt.YesNo())):
        raise ValueError("on purpose")


# ---------------------------------------------------------------- the command


def test_it_tells_for_each_persona_what_they_met():
    result = run("--people", "15")

    assert result.exit_code == 0, result.output
    assert all(one.name in result.stdout for one in PEOPLE)
    assert "Nobody got stuck, and no exercise was left behind." in result.stdout


def test_json_is_all_that_is_printed_and_holds_the_whole_table():
    found = json.loads(run("--people", "4", "--persona", "calm", "--persona", "breaks", "--json").stdout)

    assert [(one["persona"], one["people"]) for one in found["personas"]] == [("calm", 2), ("breaks", 2)]
    assert found["sessions"] == sum(one["sessions"] for one in found["personas"]) >= 48
    for one in found["personas"]:
        assert 0 < one["questions"]["median"] <= one["questions"]["most"]
        assert 0 < one["minutes"]["median"] <= one["minutes"]["most"]
        assert sum(one["ends"].values()) == 2
    assert found["troubles"] == []


def test_the_same_seed_gives_the_same_and_another_gives_another():
    first, again, other = (run("--people", "5", "--seed", seed).stdout for seed in ("3", "3", "4"))

    assert first == again != other


def test_in_a_plugins_folder_everybody_who_gets_to_choose_chooses_its_area(tmp_path):
    folder = shutil.copytree(SMALLEST, tmp_path / "mine")
    found = json.loads(run(str(folder), "--people", "15", "--json").stdout)

    for one in found["personas"]:
        rested = one["ends"].get("rests", 0)
        assert one["areas"] == {"caring": 1} or rested
    assert found["techniques"]["caring.share-the-load"] > 10


def test_a_persona_that_is_not_there_is_refused_with_the_names():
    result = run("--persona", "nobody")

    assert result.exit_code == 1
    assert "There is no persona 'nobody'." in result.stderr
    assert "gets-worse" in result.stderr


def test_a_plugin_that_cannot_be_used_is_told_with_its_fault(tmp_path):
    folder = shutil.copytree(SMALLEST, tmp_path / "mine")
    (folder / "ipt_caring" / "area.yaml").write_bytes(b"\x00\xff")
    result = run(str(folder))

    assert result.exit_code == 3
    assert "area.yaml" in result.stderr
    assert "Traceback" not in result.output


def test_without_a_terminal_no_progress_bar_is_shown():
    assert run("--people", "1").stderr == ""


def test_it_needs_no_hypothesis():
    import subprocess
    import sys

    script = (
        "import sys; sys.modules['hypothesis'] = None; sys.argv = ['ipt', 'simulate', '--people', '1']\n"
        "from ipt_core.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- what they met


def life_of(name, library):
    """The life of such a person, lived to its end."""
    life = simulate.begun(library)
    for _ in lived(life, BY_NAME[name], Random(1)):
        pass
    return life


def test_people_stay_away_for_weeks_only_when_they_are_such_people(library):
    calm, breaks = (
        {one.days for one in life_of(name, library).story if one.do == "open"} for name in ("calm", "breaks")
    )

    assert calm == {7}
    assert max(breaks) > 14


def test_who_tells_of_dark_thoughts_late_enters_support_and_who_is_calm_does_not(library):
    calm, dark = (next(simulated(library, (BY_NAME[name],), 1, 2)) for name in ("calm", "dark-late"))

    assert (calm.support, "safety.support" in calm.pages) == (0, False)
    assert dark.support > 0
    assert "safety.support" in dark.pages
    assert dark.alarms["self-harm"] > 0


def test_a_session_takes_what_its_items_say_or_what_is_in_them_when_that_is_more(library):
    (one,) = simulated(library, (BY_NAME["thorough"],), 1, 1)

    assert len(one.minutes) == len(one.questions) >= 12
    assert all(10 < minutes < 300 for minutes in one.minutes)


# ---------------------------------------------------------------- troubles


def test_an_exercise_left_behind_is_named_with_the_shortest_story(library):
    worse = with_first(library, raises_after_yes)
    lives = list(simulated(worse, chosen(("calm", "thorough")), 6, 1))
    (found,) = troubles(lives, worse)

    assert (found.kind, found.where) == ("left behind", "own.own/sure")
    assert found.people == sum(one.trouble is not None for one in lives) > 0
    assert found.story == ("1. session 1, at own.own/sure: answer True",)


def test_the_script_of_a_story_can_be_played_and_meets_the_same(library, tmp_path):
    worse = with_first(library, raises_after_yes)
    (found,) = troubles(simulated(worse, chosen(("thorough",)), 3, 1), worse)
    path = tmp_path / "story.yaml"
    path.write_text(found.script, "utf-8")
    said: list[str] = []
    with ipt.open_store("sqlite://") as store:
        play(opened(path), worse, store, lambda moment: said.extend(moment.turn.said))

    assert library.page("safety.broken") in said


def test_an_exercise_that_asks_on_and_on_is_found_and_the_search_comes_to_its_end(library):
    def endless(known):
        number = 0
        while True:
            number += 1
            yield Round(str(number))
            yield ipt.Ask("more", "And more?")

    lives = list(simulated(with_first(library, endless), chosen(("calm",)), 1, 1))

    assert lives[0].trouble is not None
    assert lives[0].trouble.kind == "left behind"


def test_a_question_that_takes_no_answer_and_no_skip_is_a_place_to_be_stuck_at(library):
    """Only the core may ask so; a person who meets it is told as stuck, with the question."""
    stuck = ipt.Ask("x", "X?", ipt.Multi((), 1, 1), required=True)

    def script(known):
        yield stuck

    core = Exercise("shared.stuck", "Stuck", script)
    classic = library.programmes["classic"]
    blocks = {name: (evolve(block[0], exercise=core.id), *block) for name, block in classic.blocks.items() if block}
    worse = evolve(
        library,
        exercises={**library.exercises, core.id: core},
        programmes={**library.programmes, "classic": evolve(classic, blocks={**classic.blocks, **blocks})},
    )
    (one,) = simulated(worse, chosen(("calm",)), 1, 1)

    assert one.trouble is not None
    assert (one.end, one.trouble.kind, one.trouble.where) == ("stuck", "stuck", "shared.stuck/x")


def test_troubles_make_the_exit_code_that_of_faulty_content(library, monkeypatch):
    monkeypatch.setattr("ipt_workbench.commands.simulate.library", lambda: with_first(library, raises_after_yes))
    result = run("--people", "2", "--persona", "thorough", "--seed", "2")

    assert result.exit_code == 3
    assert "LEFT BEHIND at own.own/sure" in result.stdout
    assert "As a script for 'ipt play':" in result.stdout


@pytest.mark.parametrize("wanted", [{3}, {0, 9}, {4, 5, 6}, set(range(10))])
def test_a_story_is_shrunk_to_what_is_needed_and_nothing_else(wanted):
    assert shrunk(list(range(10)), lambda story: wanted <= set(story)) == sorted(wanted)


def test_a_story_is_not_tried_more_often_than_allowed():
    tried: list[int] = []

    def holds(story):
        tried.append(1)
        return False

    shrunk(list(range(1000)), holds, tellings=17)

    assert len(tried) == 17


def test_a_story_told_again_is_the_same_life_on_the_same_days(library):
    first = life_of("goes-back", library)
    again, trouble = simulate.retold(first.story, library)

    assert trouble is None
    assert again.course.events == first.course.events


def test_sessions_lie_a_week_apart_on_a_calendar_of_their_own(library):
    life = life_of("calm", library)
    calendar = Calendar(simulate.FIRST_DAY)

    for number, sitting in enumerate(life.course.sittings()):
        assert sitting.opened.on == (calendar.later() if number else calendar.today)


def test_every_page_that_is_said_is_known_by_its_text_whatever_stands_under_it(library):
    pages = met.pages_said(library)

    for id in library.pages:
        assert met.page_of(library.page(id), pages) == id
        assert met.page_of(f"{library.page(id).rstrip()}\n\nCall 112.", pages) == id
    assert met.page_of("Something else.", pages) == ""
