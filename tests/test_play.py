"""Playing scripts of answers, making them of real courses, and previewing what is being written."""

import json
import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given
from hypothesis import strategies as st

import ipt_core as engine
from ipt_core import ContentError, ExitCode
from ipt_core.cli.main import cli
from ipt_core.files.documents import read
from ipt_workbench.scripts import playing as demo
from ipt_workbench.scripts import preview as previews
from ipt_workbench.scripts.recording import record
from ipt_workbench.scripts.stand_ins import shaped
from ipt_workbench.testing import answers, begin, calm_answers
from libraries import LIBRARY
from printed import unwrapped

SMALLEST = Path(__file__).parent.parent / "examples" / "smallest-plugin"
SCRIPT = """\
id: load
exercises: [caring.share-the-load]
sessions:
  - on: 2026-01-05
    answers:
      caring.share-the-load/weight: 8
      caring.share-the-load/tasks: [Shopping, Washing]
      caring.share-the-load/task: Shopping
"""
WALKED = (
    "shared.check-in",
    "shared.plan",
    "quick.reach-out",
    "disputes.expectation-map",
    "initial.inventory",
    "measure.phq9",
)


def ipt(*arguments: object, typed: str | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=typed, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path):
    """A copy of the smallest plugin, which is not installed, with a script beside it."""
    made = shutil.copytree(SMALLEST, tmp_path / "mine")
    (made / "load.yaml").write_text(SCRIPT, "utf-8")
    return made


@pytest.fixture
def exercise(folder):
    """The file of its one exercise."""
    return folder / "ipt_caring" / "techniques" / "share-the-load.yaml"


# ---------------------------------------------------------------- ipt play


def test_a_script_in_a_plugin_s_folder_uses_that_plugin_though_it_is_not_installed(folder):
    result = ipt("play", folder / "load.yaml")

    assert result.exit_code == ExitCode.OK
    assert "> Shopping and Washing" in result.stdout


def test_update_writes_the_golden_transcript_and_a_change_is_shown_as_a_difference_and_refused(folder):
    script = folder / "load.yaml"

    assert ipt("play", script, "--update").exit_code == ExitCode.OK
    assert ipt("play", script).stdout == f"It reads as {folder / 'load.txt'} does.\n"

    script.write_text(SCRIPT.replace("weight: 8", "weight: 5"), "utf-8")
    changed = ipt("play", script)

    assert changed.exit_code == ExitCode.REFUSED
    assert {"-   > 8", "+   > 5"} <= set(changed.stdout.splitlines())
    assert "> 8" in (folder / "load.txt").read_text("utf-8")


def test_a_program_reads_the_transcript_and_the_difference_as_json(folder):
    (folder / "load.txt").write_text("Something else\n", "utf-8")
    found = json.loads(ipt("play", folder / "load.yaml", "--json").stdout)

    assert set(found) == {"script", "golden", "transcript", "diff"}
    assert found["golden"] == "different"
    assert "-Something else" in found["diff"]


def test_a_golden_transcript_that_cannot_be_written_leaves_the_old_one_as_it_was(folder, monkeypatch):
    golden = folder / "load.txt"
    golden.write_text("old\n", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(demo.os, "replace", full)
    result = ipt("play", folder / "load.yaml", "--update")

    assert result.exit_code == ExitCode.REFUSED
    assert "No space left" in unwrapped(result.stderr)
    assert golden.read_text("utf-8") == "old\n"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".load")] == []


def test_every_answer_that_does_not_fit_or_was_never_asked_is_named_with_its_place_at_once(folder):
    script = folder / "load.yaml"
    wrong = SCRIPT.replace("weight: 8", "weight: 18").replace("load/task: ", "load/tasl: ")
    script.write_text(wrong + "      measure.phq9: 123\n", "utf-8")
    result = ipt("play", script, "--json")
    message = json.loads(result.stdout)["error"]["message"]

    assert result.exit_code == ExitCode.CONTENT
    assert [line.removeprefix(f"{script}:").split(":")[0] for line in message.splitlines()] == ["6", "8", "9"]
    assert "never asked; asked was caring.share-the-load/task" in message


def test_a_required_answer_that_is_missing_is_named_with_its_place(library):
    script = read(b"id: x\nsessions:\n  - on: 2026-01-05\n    answers: {}\n", "x.yaml")

    with pytest.raises(ContentError, match=r"x\.yaml:4:14: script: initial\.welcome/agree: .*cannot be skipped"):
        demo.told(script, library)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", ["1:1"]),
        ("- a\n", ["1:1"]),
        ("id: x\n", ["1:1"]),
        ("id: x\ntitel: y\nsessions: z\n", ["2:8", "3:11"]),
        ("id: x\nsessions: []\n", ["2:11"]),
        (
            "id: x\nexercises: [no.such]\nsessions:\n  - on: 2026-13-01\n  - anwers: {}\n",
            ["2:13", "4:9", "5:5", "5:13"],
        ),
        ("id: x\ncountry: XX\nsessions:\n  - on: 2026-01-05\n", ["2:10"]),
        ("id: x\nlength: many\nsessions:\n  - on: 2026-01-05\n", ["2:9"]),
    ],
)
def test_a_script_of_the_wrong_form_is_refused_with_every_place(text, places, library):
    with pytest.raises(ContentError) as caught:
        demo.told(read(text.encode(), "x.yaml"), library)

    assert [f"{fault.line}:{fault.column}" for fault in caught.value.faults] == places


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, ExitCode.NOTHING_TO_DO),
        (b"\xff\xfe\x00binary", ExitCode.CONTENT),
        (b"id: [", ExitCode.CONTENT),
        (b"sessions: &a [*a]", ExitCode.CONTENT),
    ],
)
def test_a_file_that_is_no_script_gives_a_clear_error(content, code, tmp_path):
    script = tmp_path / "script.yaml"
    if content is not None:
        script.write_bytes(content)

    assert ipt("play", script).exit_code == code
    assert ipt("play", tmp_path).exit_code == ExitCode.NOTHING_TO_DO


def test_a_plugin_with_a_fault_is_not_played_around(folder, exercise):
    exercise.write_text(exercise.read_text("utf-8").replace("kind: person", "kind: persn"), "utf-8")
    result = ipt("play", folder / "load.yaml")

    assert result.exit_code == ExitCode.CONTENT
    assert re.search(r"share-the-load\.yaml:32:11:\s+wrong-value", result.stderr)


def test_a_script_shows_one_session_alone_and_refuses_one_it_has_not(folder):
    assert "Session 1 of 6" in ipt("play", folder / "load.yaml", "--session", 1).stdout
    assert ipt("play", folder / "load.yaml", "--session", 2).exit_code == ExitCode.REFUSED
    assert ipt("play", folder / "load.yaml", "--session", 1, "--update").exit_code == ExitCode.USAGE


def test_a_script_may_skip_with_an_empty_answer_call_for_help_and_leave_off(library):
    script = read(
        b"id: x\nexercises: [shared.plan]\nsessions:\n  - on: 2026-01-05\n"
        b"    help: [shared.plan/what, end]\n    until: safety.support/call-1/1/plan\n    answers:\n"
        b"      safety.support/what-help-1/1/thoughts: no\n      safety.support/what-help-1/1/plan: no\n"
        b"      safety.support/what-help-1/1/tonight: no\n      safety.support/what-help-1/1/month: no\n"
        b"      safety.support/what-help-1/1/safe: yes\n      safety.support/what-help-1/1/noted-support-1: enough\n"
        b'      shared.plan/what: ""\n',
        "x.yaml",
    )
    told = demo.told(script, library)

    assert "> (I need help now)" in told
    assert told.count("== First, you") == 2


def test_a_test_of_an_author_says_what_has_changed_and_how_to_begin(folder):
    from ipt_workbench.workplace import library_for

    script = folder / "load.yaml"
    shelf = library_for(script)
    with pytest.raises(AssertionError, match="--update' writes it"):
        demo.assert_transcript(script, shelf)
    demo.assert_transcript(script, shelf, update=True)
    demo.assert_transcript(script, shelf)
    script.write_text(SCRIPT.replace("weight: 8", "weight: 5"), "utf-8")
    with pytest.raises(AssertionError, match="> 5"):
        demo.assert_transcript(script, shelf)


# ---------------------------------------------------------------- ipt record


def told_of(course, moments) -> list[str]:
    """The transcript of a walk."""
    lines: list[str] = []
    before = None
    for moment in [*moments, demo.Moment(course.turn, None, "")]:
        lines += demo.transcript(moment, before)
        before = moment
    return lines


def wandered(data, choose, calls: bool = False, most: int = 60):
    """A course somebody walked a while, and its moments; they may stop anywhere, and call for help on the way."""
    course = begin(LIBRARY, *data.draw(st.lists(st.sampled_from(WALKED), min_size=1, max_size=3, unique=True)))
    moments = []
    for _ in range(data.draw(st.integers(1, most))):
        turn = course.turn
        if turn.ask is None:
            break
        if calls and data.draw(st.integers(0, 9)) == 0:
            moments.append(demo.Moment(turn, None, demo.CALLED))
            course = course.help_now()
            continue
        value = data.draw(choose(turn.ask))
        if value is None and turn.ask.required:
            value = data.draw(answers(turn.ask.kind))
        moments.append(demo.Moment(turn, value, "" if value is None else turn.ask.kind.words(value)))
        course = course.answer(value)
    return course, moments


@given(data=st.data())
def test_any_walk_that_is_recorded_with_everything_in_it_gives_the_same_transcript_when_played(data):
    course, moments = wandered(data, lambda ask: answers(ask.kind) | st.none(), calls=True)
    assume(any(moment.words != demo.CALLED for moment in moments))
    script = record(course, words=True, private=True).script

    assert demo.told(read(script.encode(), "x.yaml"), LIBRARY).splitlines() == told_of(course, moments)


@given(data=st.data())
def test_any_calm_walk_recorded_without_its_words_asks_the_same_questions_when_played(data):
    course, moments = wandered(data, calm_answers)
    assume(moments)
    found = record(course)
    played: list[str] = []
    with engine.open_store("sqlite://") as store:
        demo.play(read(found.script.encode(), "x.yaml"), LIBRARY, store, lambda one: played.append(keys(one)))

    assert played[:-1] == [keys(moment) for moment in moments]


@given(data=st.data())
def test_any_walk_at_all_recorded_without_private_answers_can_be_played(data):
    course, moments = wandered(data, lambda ask: answers(ask.kind) | st.none(), calls=True)
    assume(any(moment.words != demo.CALLED for moment in moments))

    for words in (False, True):
        assert demo.told(read(record(course, words=words).script.encode(), "x.yaml"), LIBRARY)


def keys(moment) -> str:
    """Which question a moment stood at, without the rounds, which own words may name."""
    return "/".join(part for part in moment.turn.name.partition("#")[0].split("/") if "." in part) + moment.turn.title


@given(text=st.text(min_size=1, max_size=60), start=st.integers(0, 500))
def test_a_stand_in_has_the_shape_of_the_text_and_every_letter_is_made_up(text, start):
    other = shaped(text, start)

    assert [unicodedata.category(one) for one in other] == [unicodedata.category(one) for one in text]


def recorded_course(library, *extra):
    """A course with own words, names, a private answer and an alarm in it."""
    course = begin(library, "quick.reach-out", "disputes.expectation-map", "measure.phq9")
    given = {"who": "Zebedee", "safe-here": True, "afraid": False, "hurt": False, "no": "accepted", "9": 2}
    for _ in range(30):
        ask = course.turn.ask
        if ask is None:
            break
        value = given.get(ask.key)
        if value is None and type(ask.kind).__name__ == "Text":
            value = "Zebedee polishes the quixotic samovar"
        course = course.answer(value if value is not None or not ask.required else ask.kind.options[0].id)
    return course


def test_own_words_names_and_private_answers_are_not_in_a_recorded_script(library):
    course = recorded_course(library)
    plain = record(course).script
    whole = record(course, words=True, private=True).script

    assert "samovar" in whole
    assert "Zebedee" in whole
    assert "safety.support" in whole
    assert re.search(r"zebedee|quixotic|samovar|polishes|safety\.support", plain, re.IGNORECASE) is None
    assert "Own words are invented" in plain
    assert "Private answers replaced: 4" in plain


def test_asking_to_open_a_lock_again_is_recorded_with_private_answers_alone(library):
    course = begin(library, "quick.reach-out")
    told = {"who": "Kim", "safe-here": True, "afraid": True, "hurt": False, "no": "accepted", "unlock": "open"}

    def go_on(course):
        moments = []
        while (ask := course.turn.ask) is not None:
            value = told.get(ask.key)
            moments.append(demo.Moment(course.turn, value, "" if value is None else ask.kind.words(value)))
            course = course.answer(value)
        return course, moments

    course, first = go_on(course)
    told["afraid"] = False
    course, second = go_on(course.ask_to_unlock("Kim", "2026-01-06").open("2026-01-12"))
    script = record(course, words=True, private=True).script

    assert "unlock: [Kim]" in script
    assert "unlock" not in record(course, words=True).script
    played = demo.told(read(script.encode(), "x.yaml"), library)
    private = [one for one in (*first, *second) if one.words and one.turn.ask.private]
    assert played.count("(kept private)") == len(private)
    assert "Looking again, as you asked" in played


def test_own_words_can_be_kept_while_private_answers_are_not(library):
    script = record(recorded_course(library), words=True).script

    assert "samovar" in script
    assert "safety.support" not in script


def test_a_script_holds_the_final_answers_and_can_be_played():
    ipt("start", "--country", "GB")
    for answer in ("yes", "first words", "adult"):
        ipt("answer", answer)
    ipt("back")
    ipt("answer", "adult")
    ipt("amend", "initial.welcome/brings", "last words")
    script = ipt("record", "--words").stdout

    assert "last words" in script
    assert "first words" not in script
    assert "until: initial.suitability/" in script


def test_record_writes_a_file_for_its_owner_alone_that_play_takes(tmp_path):
    ipt("start")
    ipt("answer", "yes")
    out = tmp_path / "mine.yaml"
    said = ipt("record", "--out", out)

    assert said.exit_code == ExitCode.OK
    assert "Private answers replaced: 0" in unwrapped(said.stdout)
    assert out.stat().st_mode & 0o077 == 0
    assert "Do you want to begin?" in ipt("play", out).stdout
    assert json.loads(ipt("record", "--json").stdout)["answers"] == 1


def test_what_cannot_be_recorded_is_refused(tmp_path):
    assert ipt("record").exit_code == ExitCode.NOTHING_TO_DO
    ipt("start")
    assert ipt("record").exit_code == ExitCode.NOTHING_TO_DO
    ipt("answer", "yes")
    assert ipt("record", "--session", 5).exit_code == ExitCode.REFUSED
    assert ipt("record", "--out", tmp_path / "no" / "such" / "folder.yaml").exit_code == ExitCode.REFUSED


@pytest.mark.parametrize("name", demo.demos())
def test_every_demo_recorded_whole_reads_as_before(name, library):
    with engine.open_store("sqlite://") as store:
        course = demo.play(demo.bundled(name), library, store, lambda moment: None)
    script = record(course, words=True, private=True).script
    before, after = (demo.told(one, library) for one in (demo.bundled(name), read(script.encode(), "x.yaml")))

    assert after == before


# ---------------------------------------------------------------- ipt preview


def test_a_preview_happens_in_the_middle_of_somebody_s_course_and_keeps_nothing(exercise, home):
    shown = ipt("preview", exercise, typed="7\nShopping\n\n1\n").stdout

    assert "Session 4 of 12, middle phase" in shown
    assert "1  Jo" in shown
    assert "Nothing of this was kept." in shown
    assert not home.exists()


def test_a_preview_can_be_in_any_session_of_any_person_or_script(exercise, folder):
    assert "Session 9 of 12" in ipt("preview", "disputes.calm-talk", "--as", "sam", "--session", 9, typed="").stdout
    assert "Session 2 of 6" in ipt("preview", exercise, "--as", folder / "load.yaml", typed="").stdout
    assert "Session 1 of 12" in ipt("preview", exercise, "--session", 1, typed="").stdout


def test_an_assessment_a_measure_and_a_page_can_be_previewed(folder):
    area = ipt("preview", folder / "ipt_caring" / "area.yaml", typed="yes\n2023-05\n3\n/skip\n/skip\n/skip\n").stdout
    pages = previews.find("grief").package / "pages"

    assert re.search(r": \d+ of 100", area)
    assert "Little interest" in ipt("preview", "measure.phq9", typed="").stdout
    for page in pages.glob("*.yaml"):
        assert ipt("preview", page).exit_code == ExitCode.OK


def test_private_questions_are_answered_from_the_script_of_the_person(folder):
    script = folder / "load.yaml"
    private = "".join(
        f"      safety.private/kim/{key}: {value}\n"
        for key, value in {"safe-here": "yes", "afraid": "no", "hurt": "no", "no": "accepted"}.items()
    )
    script.write_text(f"{SCRIPT}      caring.share-the-load/helper: Kim\n{private}", "utf-8")
    exercise = folder / "ipt_caring" / "techniques" / "share-the-load.yaml"
    shown = ipt("preview", exercise, "--as", script, "--session", 1, typed="7\nShopping\n\n1\nKim\n").stdout

    assert "(Answered by the script of this person, in private: Are you ever afraid of Kim" in shown
    assert "What will you say to Kim?" in shown


@pytest.mark.parametrize(
    ("what", "more", "code"),
    [
        ("no.such", (), ExitCode.NOTHING_TO_DO),
        ("disputes.calm-talc", (), ExitCode.NOTHING_TO_DO),
        (".", (), ExitCode.NOTHING_TO_DO),
        ("disputes.calm-talk", ("--as", "nobody"), ExitCode.NOTHING_TO_DO),
        ("disputes.calm-talk", ("--session", "40"), ExitCode.REFUSED),
    ],
)
def test_what_cannot_be_previewed_is_refused(what, more, code):
    assert ipt("preview", what, *more, typed="").exit_code == code


def test_a_faulty_file_is_not_previewed_and_its_faults_are_named(exercise):
    exercise.write_text("id: caring.share-the-load\ntitle: [", "utf-8")
    result = ipt("preview", exercise, typed="")

    assert result.exit_code == ExitCode.CONTENT
    assert re.search(r"share-the-load\.yaml:\d+:\d+:\s+yaml:", result.stderr)


CRASHING = """
import ipt_core as ipt

@ipt.exercise("caring.crash", "It crashes")
def crash(known):
    yield ipt.Ask("first", "First?")
    raise ValueError("not today")

@ipt.exercise("caring.odd", "It is odd")
def odd(known):
    yield 7
"""


def test_a_plugin_that_crashes_while_previewed_says_where_and_harms_nothing(folder):
    package = folder / "ipt_caring"
    (package / "own.py").write_text(CRASHING, "utf-8")
    init = package / "__init__.py"
    text = init.read_text("utf-8").replace("checks=[", "exercises=[own.crash, own.odd], checks=[")
    init.write_text(text.replace("from .checks", "from . import own\nfrom .checks"), "utf-8")
    result = ipt("preview", package / "own.py", typed="words\n")

    assert result.exit_code == ExitCode.OK
    assert "own.py:7: ValueError: not today" in result.stdout
    assert "The guard ended the exercise" in unwrapped(result.stdout)


class Author:
    """Somebody who edits a file each time the preview waits for that, and leaves at the end."""

    def __init__(self, *edits):
        self.edits = list(edits)

    def __call__(self, seconds: float) -> None:
        """Do the next edit instead of sleeping."""
        if not self.edits:
            raise KeyboardInterrupt
        self.edits.pop(0)()


def test_a_saved_file_is_shown_anew_with_the_answers_that_still_fit(exercise, monkeypatch):
    shown = previews.Preview(str(exercise), "alex", None)
    shown.load()
    for value in (7, ["Shopping"], "Shopping"):
        shown.settled(shown.course.answer(value))
    text = exercise.read_text("utf-8")
    exercise.write_text(text.replace("How heavy is the care for you", "How heavy does it feel"), "utf-8")
    changed = shown.load()

    assert any("+" in line and "How heavy does it feel" in line for line in changed)
    assert shown.course.turn.name == "caring.share-the-load/helper"

    exercise.write_text(text.replace("{scale: 0-10, low: not heavy, high: very heavy}", "{scale: 0-5}"), "utf-8")
    shown.load()

    assert shown.course.turn.name == "caring.share-the-load/weight"


def test_a_half_saved_file_shows_its_faults_and_the_next_save_is_shown(exercise, monkeypatch):
    whole = exercise.read_text("utf-8")
    author = Author(lambda: exercise.write_text(whole.replace("Share the load", "Share it"), "utf-8"))
    monkeypatch.setattr(previews.time, "sleep", author)
    exercise.write_text(whole[:120], "utf-8")
    result = ipt("preview", exercise, "--watch", typed="")

    assert result.exit_code == ExitCode.OK
    assert result.stdout.index("Save it again when it is mended") < result.stdout.index("== Share it")


def test_watching_goes_on_after_the_end_until_the_author_leaves(exercise, monkeypatch):
    text = exercise.read_text("utf-8")
    shorter = text[: text.index("  - ask: tasks")]
    exercise.write_text(shorter, "utf-8")
    author = Author(lambda: exercise.write_text(shorter.replace("this week", "today"), "utf-8"))
    monkeypatch.setattr(previews.time, "sleep", author)
    result = ipt("preview", exercise, "--watch", typed="7\n")

    assert result.exit_code == ExitCode.OK
    assert result.stdout.count("That was the end of it.") == 2
    assert "How heavy is the care for you today?" in result.stdout
    assert result.stdout.rstrip().endswith("Nothing of this was kept.")
