"""The examples do what they say."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import ipt_core as ipt

EXAMPLES = Path(__file__).parent.parent / "examples"


def loaded(name: str):
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_terminal_example_walks_a_course_and_goes_on_where_it_stopped(tmp_path):
    command = [sys.executable, str(EXAMPLES / "terminal.py"), str(tmp_path / "course.db")]
    first = subprocess.run(command, input="maybe\nyes\nA quiet evening\n", capture_output=True, text=True, check=True)
    second = subprocess.run(command, input="", capture_output=True, text=True, check=True)

    assert "This needs yes or no." in first.stdout
    assert "How old are you?" in second.stdout


def test_the_terminal_example_is_about_thirty_lines():
    lines = [line for line in (EXAMPLES / "terminal.py").read_text().splitlines() if line.strip()]

    assert len(lines) <= 40


def test_one_request_needs_nothing_but_the_data_it_is_given(library):
    handle = loaded("one_request").handle
    begun = handle({}, library)
    answered = handle({"course": begun["course"], "answer": True}, library)
    refused = handle({"course": begun["course"], "answer": "x"}, library)

    assert answered["turn"]["progress"]["done"] == 1
    assert refused["error"]["kind"] == "rejected"
    assert handle({"course": {"format": 99}}, library)["error"]["kind"] == "store"


def test_the_example_in_the_readme_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readme = (EXAMPLES.parent / "README.md").read_text()
    code = readme.split("```python\n")[1].split("```")[0]
    names: dict = {}
    exec(code, names)

    assert names["course"].turn.done == 1
    with ipt.open_store("sqlite:///course.db") as store:
        assert store.courses() == ["my-course"]
