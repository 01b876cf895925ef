"""A new plugin works at once: it installs, passes its own tests, and is offered in a course. Or nothing is made."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from ipt_core.cli.main import cli
from ipt_core.errors import ExitCode, Rejected
from ipt_workbench import scaffold, workplace
from ipt_workbench.testing import begin
from libraries import LIBRARY
from printed import unwrapped


def new(*arguments: str) -> Result:
    """Run ``ipt new problem-area``."""
    return CliRunner().invoke(cli, ["new", "problem-area", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A new plugin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)  # as it is for people; what loading leaves must be gone
        return Path(scaffold.new_area("becoming-a-carer", tmp_path_factory.mktemp("made"), LIBRARY).folder)


def test_a_new_plugin_holds_all_it_takes_and_no_placeholder_is_left(made):
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    package = "ipt_becoming_a_carer"

    assert {"pyproject.toml", "README.md", ".gitignore", ".github/workflows/check.yml"} <= names
    assert {f"{package}/{name}" for name in ("__init__.py", "area.yaml", "assessment.yaml", "checks.py")} <= names
    assert {"tests/test_plugin.py", "tests/first-time.yaml", "tests/first-time.txt"} <= names
    assert [name for name in names if "__pycache__" in name] == []
    assert [name for name in names if "<<" in (made / name).read_text("utf-8") or name.endswith(".yaml.txt")] == []


def test_a_new_area_is_offered_in_a_course_at_once(made):
    library = workplace.find(str(made)).library()
    course = begin(library, "becoming-a-carer.assessment", "initial.focus")
    for answer in (True, "2025-09", 3, "nobody", None):
        course = course.answer(answer)

    assert [one.problem for one in library.plugins if one.problem] == []
    assert "Becoming a carer: 100 of 100 (strong)." in course.turn.said[0]
    assert "becoming-a-carer" in [option.id for option in course.turn.ask.kind.options]


def test_a_new_plugin_installs_and_passes_its_own_tests(made, tmp_path):
    install = "install --no-index --no-build-isolation --no-deps --target".split()
    subprocess.run([sys.executable, "-m", "pip", *install, tmp_path / "site", made], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    tested = subprocess.run(command, cwd=made, env=environment, capture_output=True, text=True)

    assert (tmp_path / "site" / "ipt_becoming_a_carer" / "techniques" / "one-step.yaml").exists()
    assert tested.returncode == 0, tested.stdout
    assert "skipping_everything_is_always_possible PASSED" in tested.stdout
    assert "reads_as_its_transcript[first-time] PASSED" in tested.stdout


def test_a_new_plugin_passes_the_check(made):
    checked = CliRunner().invoke(cli, ["check", "--strict", str(made)])

    assert (checked.exit_code, checked.output) == (ExitCode.OK, checked.output)


NAMES = st.text(st.sampled_from("ab1-_. é/"), max_size=45) | st.sampled_from(
    ["core", "grief", "shared", "risk", "mood"]
)


@given(NAMES)
def test_a_name_makes_a_plugin_of_one_area_or_is_refused_with_a_way_out(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("named")
    try:
        made = Path(scaffold.new_area(name, folder, LIBRARY).folder)
    except Rejected as refusal:
        assert refusal.hint
        assert list(folder.iterdir()) == []
    else:
        assert name in workplace.find(str(made)).library().areas


def test_a_name_that_is_nearly_right_is_put_right_in_the_hint(tmp_path):
    refused = new("Becoming a Carer", "--in", str(tmp_path))

    assert refused.exit_code == ExitCode.REFUSED
    assert "Try 'becoming-a-carer'." in unwrapped(refused.output)


def test_what_is_there_already_is_left_as_it_is(tmp_path):
    (tmp_path / "ipt-retirement").mkdir()
    refused = new("retirement", "--in", str(tmp_path))

    assert refused.exit_code == ExitCode.REFUSED
    assert "is there already" in unwrapped(refused.output)
    assert list((tmp_path / "ipt-retirement").iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    refused = new("retirement", "--in", str(tmp_path / "nowhere"))

    assert refused.exit_code == ExitCode.REFUSED
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("place", range(0, 18, 3))
def test_a_disk_that_is_full_at_any_file_leaves_nothing_behind(tmp_path, monkeypatch, place):
    write, written = Path.write_text, []

    def full(path, *arguments, **more):
        written.append(path)
        if len(written) > place:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, *arguments, **more)

    monkeypatch.setattr(Path, "write_text", full)
    refused = new("retirement", "--in", str(tmp_path))

    assert refused.exit_code == ExitCode.REFUSED
    assert "No space left on device" in unwrapped(refused.output)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_named_with_the_reason(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(scaffold, "TemporaryDirectory", refuse)
    refused = new("retirement", "--in", str(tmp_path))

    assert refused.exit_code == ExitCode.REFUSED
    assert "Permission denied" in unwrapped(refused.output)


def test_programs_are_told_the_folder_and_the_files(tmp_path):
    import json

    told = json.loads(new("retirement", "--in", str(tmp_path), "--json").stdout)

    assert told["folder"] == str(tmp_path / "ipt-retirement")
    assert all((tmp_path / "ipt-retirement" / name).is_file() for name in told["files"])
