"""The command line: for people in a terminal and for programs in any language."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from ipt_core import Choice, ExitCode, Goal, Multi, Option, Person, Scale, Text, YesNo
from ipt_core.cli import terminal
from ipt_core.cli.main import cli


def ipt(*arguments: str, typed: str | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, list(arguments), input=typed, catch_exceptions=False)


def as_json(*arguments: str, code: ExitCode = ExitCode.OK):
    """What a command prints as JSON, and nothing else on standard output."""
    result = ipt(*arguments, "--json")

    assert result.exit_code == code
    return json.loads(result.stdout)


def test_start_asks_nothing_and_tells_the_id_of_the_course(home):
    assert as_json("start") == {"course": "course-1", "revision": 2, "sessions": 12}
    assert as_json("start", "--sessions", "8")["course"] == "course-2"
    assert [one["id"] for one in as_json("courses")] == ["course-1", "course-2"]
    assert (home / "courses.db").exists()


def test_a_turn_has_the_fields_of_protocol_1():
    ipt("start")
    turn = as_json("turn")

    assert turn["protocol"] == 1
    assert set(turn) == {"protocol", "course", "revision", "session", "exercise", "said", "ended", "ask", "progress"}
    assert turn["session"] == {"number": 1, "of": 12, "phase": "initial"}
    assert set(turn["exercise"]) == {"id", "title", "why"}
    assert {"name", "text", "kind", "optional"} <= set(turn["ask"])
    assert turn["ask"]["kind"]["type"] == "yesno"
    assert turn["progress"]["done"] == 0


def test_an_answer_moves_the_course_on_and_the_revision_up():
    ipt("start")
    before = as_json("turn")
    after = as_json("answer", "--expect-revision", str(before["revision"]), "true")

    assert after["revision"] == before["revision"] + 1
    assert after["ask"]["name"] != before["ask"]["name"]
    assert as_json("turn") == after


def test_a_refusal_is_json_with_a_nonzero_code_and_changes_nothing():
    ipt("start")
    before = as_json("turn")
    refusal = as_json("answer", "perhaps", code=ExitCode.REFUSED)

    assert set(refusal["error"]) == {"kind", "message", "hint"}
    assert refusal["error"]["kind"] == "rejected"
    assert "perhaps" not in json.dumps(refusal)
    assert as_json("turn") == before


def test_an_answer_to_an_older_revision_is_a_conflict():
    ipt("start")

    assert as_json("answer", "--expect-revision", "1", "true", code=ExitCode.REFUSED)["error"]["kind"] == "conflict"


def test_a_long_or_secret_answer_can_come_from_standard_input():
    ipt("start")
    ipt("answer", "true")
    result = ipt("answer", "--json", "-", typed="I feel cut off: from Jo, mostly.\n")

    assert json.loads(result.stdout)["progress"]["done"] == 2


def test_skipping_postponing_back_and_amend_work_for_programs():
    ipt("start")
    ipt("answer", "yes")
    assert as_json("answer", "--later")["progress"]["done"] == 2
    status = as_json("status", "--answers")
    assert status["postponed"] == ["1:initial.welcome/brings"]
    assert [one["name"] for one in status["answers"]] == ["1:initial.welcome/agree", "1:initial.welcome/brings"]
    assert status["answers"][0]["words"] == "yes"
    assert as_json("amend", "initial.welcome/brings", "Jo and I")["progress"]["done"] == 2
    assert as_json("status")["postponed"] == []
    assert as_json("back")["ask"]["name"] == "initial.welcome/brings"
    assert as_json("answer", "--skip")["progress"]["done"] == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["turn"], ExitCode.NOTHING_TO_DO),
        (["back"], ExitCode.NOTHING_TO_DO),
        (["demo", "nobody"], ExitCode.NOTHING_TO_DO),
        (["start", "--country", "XX"], ExitCode.REFUSED),
        (["start", "--preset", "nosuch"], ExitCode.REFUSED),
        (["start", "--course", "no/path"], ExitCode.REFUSED),
        (["turn", "--store", "nonsense"], ExitCode.STORE),
        (["delete", "x"], ExitCode.REFUSED),
    ],
)
def test_every_error_has_its_exit_code_and_its_json(arguments, code):
    error = as_json(*arguments, code=code)["error"]

    assert error["message"]


@pytest.mark.parametrize("arguments", [["start", "--sessions", "5"], ["answer"], ["answer", "x", "--skip"], ["nosuch"]])
def test_wrong_usage_exits_with_2(arguments):
    assert ipt(*arguments).exit_code == ExitCode.USAGE


@pytest.mark.parametrize("command", ["areas", "exercises", "plugins", "courses"])
def test_every_listing_has_a_plain_and_a_json_form(command):
    ipt("start")

    assert isinstance(as_json(command), list)
    assert ipt(command).stdout


def test_the_store_may_be_named_before_or_after_the_command(tmp_path):
    url = f"sqlite:///{tmp_path}/other.db"
    ipt("--store", url, "start")

    assert as_json("courses", "--store", url) == [{"id": "course-1"}]


def test_next_goes_on_question_by_question_and_keeps_every_accepted_answer_when_input_ends():
    ipt("start")
    first = ipt("next", typed="yes\nJo and I do not talk.\n")
    second = ipt("next", typed="")

    assert first.exit_code == 0
    assert "Everything you answered is kept" in first.stdout
    assert "How old are you?" in second.stdout
    assert as_json("turn")["progress"]["done"] == 2


def test_next_never_prompts_on_a_closed_standard_input(home):
    environment = {**os.environ, "IPT_HOME": str(home)}
    script = "import ipt_core.cli.main; ipt_core.cli.main.main()"
    subprocess.run([sys.executable, "-c", script, "start"], env=environment, check=True, capture_output=True)
    done = subprocess.run(
        f"exec '{sys.executable}' -c '{script}' next <&-", shell=True, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 0
    assert "Do you want to begin?" in done.stdout


def test_typed_numbers_choose_what_was_shown_and_the_id_is_recorded():
    ipt("start")
    ipt("next", typed="yes\n/skip\n1\n")

    assert as_json("status", "--answers")["answers"][-1]["name"] == "1:initial.suitability/age"
    assert "?" in ipt("next", typed="?\n/why\n").stdout


@pytest.mark.parametrize(
    ("kind", "typed_text", "read"),
    [
        (Person(people=("Mia", "Rick")), "2", "Rick"),
        (Multi((Option("a", "A"), Option("b", "B"))), "2, 1", "b,a"),
        (Choice((Option("a", "A"), Option("b", "B"))), "3", "3"),
        (Goal(("Mia", "Rick")), "2", "2"),  # names that a goal knows are not there to be chosen
        (Text(), "1", "1"),
    ],
)
def test_only_a_number_that_stands_beside_something_shown_is_taken_for_it(kind, typed_text, read):
    assert terminal.typed(kind, typed_text) == read


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Scale(0, 2, ("no", "some", "much")), "0 no, 1 some, 2 much"),
        (Scale(0, 10, ("low", "high")), "0 low to 10 high"),
        (Scale(), "0 to 10"),
        (Text(), "your own words"),
        (Text(lines=True), "as many lines as you like; an empty line ends"),
        (Person(), "a name"),
        (YesNo(), "yes or no"),
    ],
)
def test_each_kind_of_question_says_in_a_few_words_how_to_answer_it(kind, words):
    assert terminal.how(kind) == words


def test_a_refused_answer_in_the_terminal_is_explained_and_asked_again():
    ipt("start")
    shown = ipt("next", typed="perhaps\nyes\n").stdout

    assert "This needs yes or no." in shown
    assert as_json("turn")["progress"]["done"] == 1


def test_help_typed_at_any_question_brings_the_support_page_next():
    ipt("start", "--country", "GB")
    shown = ipt("next", typed="/help\n").stdout

    assert "116 123" in shown
    assert "safety.support" in as_json("turn")["ask"]["name"]


def test_a_command_among_the_lines_of_a_long_answer_is_obeyed_after_the_answer_is_kept():
    ipt("start", "--country", "GB")
    ipt("next", typed="yes\nA bad evening.\nI am not well.\n/help\n")
    turn = as_json("turn")

    assert turn["progress"]["done"] == 2
    assert "safety.support" in turn["ask"]["name"]


def test_other_commands_among_the_lines_of_a_long_answer_wait_until_it_is_kept():
    ipt("start")
    shown = ipt("next", typed="yes\nA bad evening.\n/skip\nI am not well.\n\n").stdout

    assert "in the middle of an answer" in shown
    assert as_json("turn")["progress"]["done"] == 2


@pytest.mark.parametrize("words", ["help", "Help now", "I need help now"])
def test_help_is_heard_in_plain_words_too(words):
    ipt("start", "--country", "GB")
    shown = ipt("next", typed=f"{words}\n").stdout

    assert "116 123" in shown
    assert "safety.support" in as_json("turn")["ask"]["name"]


def test_a_refused_choice_says_which_numbers_were_meant():
    ipt("start")
    ipt("next", typed="yes\n/skip\n")

    assert "Type one number from 1 to 2." in ipt("next", typed="99\n").stdout


@pytest.mark.parametrize("country", ["GB", "us", "XX", ""])
def test_help_now_works_with_no_home_no_course_no_plugin_and_a_damaged_store(tmp_path, country):
    store = tmp_path / "broken.db"
    store.write_bytes(b"broken" * 100)
    environment = {
        "PATH": os.environ["PATH"],
        "IPT_LOAD_PLUGINS": "",
        "HOME": "/nonexistent",
        "IPT_HOME": "/nonexistent/x",
    }
    script = "import ipt_core.cli.main; ipt_core.cli.main.main()"
    for more in ([], ["--store", f"sqlite:///{store}"]):
        command = [sys.executable, "-c", script, "help-now", "--country", country, *more]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)

        assert done.returncode == 0
        assert "112" in done.stdout
    assert store.read_bytes() == b"broken" * 100


def test_explain_and_status_say_why_in_plain_words():
    ipt("start")

    assert "You should know what this is" in ipt("explain").stdout
    assert as_json("explain")["review"] == "none yet"
    assert "Understanding your story" in ipt("status").stdout


def test_nothing_shown_can_steer_the_terminal(monkeypatch):
    ipt("start")
    ipt("answer", "yes")
    ipt("answer", "\x1b]0;owned\x07 \x9b31m \u202e [/foo] {{ mood }}")
    shown = ipt("status", "--answers").stdout + ipt("turn").stdout + ipt("back").stdout

    assert not any(mark in shown for mark in ("\x1b", "\x07", "\x9b", "\u202e"))


def test_open_goes_on_to_the_next_session_only_when_this_one_is_over():
    ipt("start")

    assert as_json("open", code=ExitCode.REFUSED)["error"]["kind"] == "rejected"


def test_the_exit_codes_are_what_the_documentation_says():
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "REFUSED": 1,
        "USAGE": 2,
        "CONTENT": 3,
        "STORE": 4,
        "NOTHING_TO_DO": 5,
    }


def test_pages_can_be_read_before_any_course_and_name_their_review():
    pages = as_json("read")

    assert "read.could-this-suit-you" in [one["id"] for one in pages]
    assert "Clinical review: none yet." in ipt("read", "could-this-suit-you").stdout
    assert as_json("read", "nosuch", code=ExitCode.NOTHING_TO_DO)["error"]["hint"]


def test_short_exercises_can_be_tried_before_any_course_and_nothing_is_kept(home):
    assert as_json("try")[0]["id"] == "initial.fit"
    shown = ipt("try", "quick.pause-and-need", typed="A long day.\n/stop\n").stdout

    assert "Nothing of this was kept" in shown
    assert not home.exists()


def test_notes_to_take_along_hold_no_private_answer_and_never_overwrite(tmp_path):
    ipt("start")
    for answer in ("true", '"Tired all the time"'):
        ipt("answer", "--json", answer)
    ipt("answer", "--json", '"adult"')
    out = tmp_path / "notes.txt"

    assert "Tired all the time" in ipt("notes").stdout
    assert "How old are you" not in ipt("notes").stdout
    assert ipt("notes", "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert ipt("notes", "--out", str(out)).exit_code == ExitCode.REFUSED
    assert ipt("notes", "--out", str(tmp_path / "no" / "where.txt")).exit_code == ExitCode.REFUSED


def test_unlock_of_somebody_not_closed_is_refused_in_plain_words():
    ipt("start")

    assert as_json("unlock", "Rick", code=ExitCode.REFUSED)["error"]["kind"] == "rejected"


def test_leaving_says_nothing_more_and_keeps_every_answer():
    ipt("start")
    shown = ipt("next", typed="yes\n/leave\n")

    assert shown.exit_code == 0
    assert "Stopped" not in shown.output
    assert as_json("turn")["progress"]["done"] == 1


def test_the_own_safety_plan_is_one_step_away_with_the_lines_of_the_country():
    ipt("start", "--country", "GB")
    assert "There is no safety plan yet" in ipt("plan").stdout
    ipt("next", typed="/help\n" + "no\n" * 4 + "yes\nsafety.plan\n/skip\nA walk by the river\n\n")
    shown = ipt("plan").stdout

    assert "A walk by the river" in shown
    assert "116 123" in shown
    assert "A walk by the river" in ipt("next", typed="/plan\n").stdout
    assert as_json("plan")["steady"] == ["A walk by the river"]
