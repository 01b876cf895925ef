"""The conformance kit: tests that any plugin runs to prove that it keeps all rules.

From the command line, for a plugin that is installed, or for its folder:

    pytest --pyargs ipt_workbench.conformance --plugin ipt_mine
    pytest --pyargs ipt_workbench.conformance --plugin path/to/its/folder

Or in the plugin's own tests, where a fixture names it:

    import pytest
    from ipt_workbench.conformance import *  # noqa: F403

    @pytest.fixture(scope="session")
    def plugin():
        return "ipt_mine"

Each test tries every exercise the plugin brings, with simulated people, on a virtual clock. What it lists when it
fails names the exercise and the question; `ipt simulate` and `ipt check` tell more. The rules themselves
are functions in ``ipt_workbench.simulating.rules``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ipt_core.errors import ContentError, IptError
from ipt_workbench.simulating import rules
from ipt_workbench.simulating.sandbox import Brought
from ipt_workbench.simulating.sandbox import brought as look_up

__all__ = [
    "brought",
    "plugin",
    "test_a_whole_course_with_the_area_can_be_chosen_and_ends_with_a_plan_for_staying_well",
    "test_checks_judge_any_record_and_missing_data_is_never_met",
    "test_evidence_is_from_0_to_100",
    "test_every_exercise_comes_to_its_end_and_none_is_left_behind",
    "test_exercises_that_work_toward_a_person_declare_it",
    "test_facts_of_the_core_and_of_others_stay_untouched",
    "test_going_back_and_changing_answers_breaks_nothing",
    "test_ids_are_well_formed_and_what_the_area_names_exists",
    "test_it_can_be_used",
    "test_played_again_over_the_same_answers_it_shows_the_same",
    "test_scripts_only_say_and_ask",
    "test_skipping_everything_is_always_possible",
    "test_turns_and_answers_come_back_whole_from_json",
]


@pytest.fixture(scope="session")
def plugin(request: pytest.FixtureRequest) -> str:
    """The plugin under test: a module, the name of an installed plugin, or a folder. Name your own in your tests."""
    named: str | None = request.config.getoption("--plugin", default=None)
    if not named:
        pytest.fail("Say which plugin: --plugin ipt_mine, or a fixture 'plugin' that returns it.", pytrace=False)
    return named


@pytest.fixture(scope="session")
def brought(plugin: str) -> Brought:
    """What the plugin brings; fails in plain words when it cannot be used."""
    return _brought(plugin)


def _brought(plugin: str) -> Brought:
    try:
        return look_up(plugin)
    except ContentError as error:
        reasons = [f"{fault.file}:{fault.line}: {fault.message}" for fault in error.faults]
        why = "\n".join((f"The plugin '{plugin}' cannot be used:", *reasons))
    except IptError as error:
        why = f"{error.message} {error.hint}"
    pytest.fail(why, pytrace=False)


def _none(found: Iterator[str]) -> None:
    """Fail with the list of what was found."""
    listed = list(dict.fromkeys(found))
    if listed:
        pytest.fail("\n".join(listed), pytrace=False)


def test_it_can_be_used(plugin: str) -> None:
    """It loads, and its ids stay inside its own areas."""
    assert _brought(plugin)


def test_ids_are_well_formed_and_what_the_area_names_exists(brought: Brought) -> None:
    """Ids are ``area.name``; the order, the weekly exercise and the checks name what is there, once."""
    _none(rules.misnamed(brought))


def test_scripts_only_say_and_ask(brought: Brought) -> None:
    """No script raises, yields anything else, asks what cannot be skipped, or goes on without end."""
    _none(rules.rude_steps(brought))


def test_facts_of_the_core_and_of_others_stay_untouched(brought: Brought) -> None:
    """Answers fill shared facts and facts of its own."""
    _none(rules.misused_facts(brought))


def test_exercises_that_work_toward_a_person_declare_it(brought: Brought) -> None:
    """So that the course offers them only for somebody it is safe to work toward."""
    _none(rules.undeclared(brought))


def test_every_exercise_comes_to_its_end_and_none_is_left_behind(brought: Brought) -> None:
    """Whoever sits it, whatever they tell, and the next times too."""
    _none(rules.no_way_through(brought))


def test_going_back_and_changing_answers_breaks_nothing(brought: Brought) -> None:
    """Answers taken back, changed later, left for later, and help asked for at any question."""
    _none(rules.breaks_when_changed(brought))


def test_skipping_everything_is_always_possible(brought: Brought) -> None:
    """No exercise needs an answer to go on."""
    _none(rules.breaks_when_skipped(brought))


def test_played_again_over_the_same_answers_it_shows_the_same(brought: Brought) -> None:
    """The four rules of replay: at every step a course that is loaded anew stands where it stood."""
    _none(rules.not_repeatable(brought))


def test_turns_and_answers_come_back_whole_from_json(brought: Brought) -> None:
    """What is shown and what is stored is plain JSON data."""
    _none(rules.no_json(brought))


def test_a_whole_course_with_the_area_can_be_chosen_and_ends_with_a_plan_for_staying_well(brought: Brought) -> None:
    """Its gate opens for somebody who answers it so, and the course goes on to its end."""
    _none(rules.no_course(brought))


def test_checks_judge_any_record_and_missing_data_is_never_met(brought: Brought) -> None:
    """An empty record, one in which all was skipped, and full ones: always a verdict, with what it was seen from."""
    _none(rules.misjudged(brought))


def test_evidence_is_from_0_to_100(brought: Brought) -> None:
    """Whatever was answered to its assessment."""
    _none(rules.wrong_evidence(brought))
