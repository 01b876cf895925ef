"""Plugins come in by one door; a broken one is named with its reason and harms no other."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from itertools import combinations
from pathlib import Path

import pytest

import ipt_core as ipt
from ipt_core import plugins
from ipt_workbench.testing import calm_answers, walk

ROOT = Path(__file__).parent.parent
AREAS = ["deficits", "disputes", "grief", "transitions"]


def with_plugin(monkeypatch, tmp_path, source: str, name: str = "strange") -> ipt.Library:
    """The library with one more installed plugin, a module of this source."""
    module = f"plugin_{abs(hash((name, source)))}"
    (tmp_path / f"{module}.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    real = plugins.entry_points(group="ipt")
    found = [*[one for one in real if one.name in AREAS], EntryPoint(name, module, "ipt")]
    monkeypatch.setattr(plugins, "entry_points", lambda group: found)
    return ipt.load_library()


BAD = {
    "fails to import": ("import nosuchmodule", "ModuleNotFoundError"),
    "raises SystemExit": ("raise SystemExit(3)", "SystemExit"),
    "has a syntax error": ("def (", "SyntaxError"),
    "returns no list": ("import ipt_core\n@ipt_core.hookimpl\ndef ipt_problem_areas(): return 3", "must return a list"),
    "returns a wrong type": (
        "import ipt_core\n@ipt_core.hookimpl\ndef ipt_problem_areas(): return ['x']",
        "ProblemArea",
    ),
    "raises in its hook": (
        "import ipt_core\n@ipt_core.hookimpl\ndef ipt_problem_areas(): raise OSError('no')",
        "OSError",
    ),
    "misspells its hook": ("import ipt_core\n@ipt_core.hookimpl\ndef ipt_problem_area(): return []", "unknown hook"),
    "clashes on an id": (
        "import ipt_core, ipt_grief\n@ipt_core.hookimpl\ndef ipt_problem_areas(): return ipt_grief.ipt_problem_areas()",
        "is also brought by grief",
    ),
    "takes an id of the core": (
        "import ipt_core\n@ipt_core.exercise('safety.plan', 'Mine')\ndef x(known): yield\n"
        "@ipt_core.hookimpl\ndef ipt_exercises(): return [x]",
        "belongs to the core",
    ),
    "makes an exercise of no generator": (
        "import ipt_core\n@ipt_core.exercise('a.b', 'x')\ndef x(known): pass",
        "generator",
    ),
}


@pytest.mark.parametrize(("source", "reason"), BAD.values(), ids=BAD.keys())
def test_one_broken_plugin_is_named_with_its_reason_and_the_others_work(monkeypatch, tmp_path, source, reason):
    library = with_plugin(monkeypatch, tmp_path, source)
    problems = {plugin.name: plugin.problem for plugin in library.plugins}

    assert reason in problems.pop("strange")
    assert problems == dict.fromkeys(AREAS, "")
    assert list(library.areas) == AREAS


SERVICE = (
    "import ipt_core as ipt\n@ipt.hookimpl\ndef ipt_crisis_services():\n"
    "    return [ipt.CrisisService({country!r}, 'x-line', 'The new line', {source!r}, phone='123')]"
)


@pytest.mark.parametrize("country", ["GB", "XX"])
def test_a_plugin_adds_crisis_services_after_those_of_the_core_and_takes_none_away(monkeypatch, tmp_path, country):
    before = ipt.crisis_services(country).splitlines()
    after = with_plugin(monkeypatch, tmp_path, SERVICE.format(country=country, source="its site")).crisis[country]
    lines = after.in_words().splitlines()

    assert [line for line in before if line not in lines] == []
    assert lines.index("  The new line: call 123*") > lines.index(before[1])


def test_a_crisis_service_without_a_source_is_refused_with_its_plugin(monkeypatch, tmp_path):
    library = with_plugin(monkeypatch, tmp_path, SERVICE.format(country="GB", source=""))

    assert "no crisis service" in next(one.problem for one in library.plugins if one.name == "strange")
    assert "The new line" not in library.crisis["GB"].in_words()


def test_a_plugin_in_python_alone_brings_an_exercise_that_runs(monkeypatch, tmp_path):
    source = (
        "import ipt_core as ipt\n@ipt.exercise('own.talk', 'A talk', technique=True)\ndef talk(known):\n"
        "    yield ipt.Say('Hello.')\n    yield ipt.Ask('how', 'How was it?')\n"
        "@ipt.hookimpl\ndef ipt_exercises(): return [talk]\n"
    )
    library = with_plugin(monkeypatch, tmp_path, source)

    assert library.exercises["own.talk"].technique


SOME = [only for count in range(4) for only in combinations(AREAS, count)]


@pytest.mark.parametrize("only", SOME, ids=lambda only: "+".join(only) or "none")
def test_a_course_runs_sensibly_with_whatever_areas_are_installed(only):
    library = ipt.load_library(only=only)
    course = ipt.Course.start(library, id="c", on="2026-01-05", sessions=6)
    while not course.finished:
        if course.over:
            course = course.open("2026-01-12")
        for course in walk(course, _briefly):
            assert library.page("safety.broken") not in course.turn.said

    assert list(library.areas) == list(only)


def _briefly(turn: ipt.Turn):
    """Answer only what must be answered."""
    if turn.name == "measure.phq9/9":
        return 0
    if not turn.ask.required:
        return None
    from hypothesis import find

    return find(calm_answers(turn.ask), lambda value: value is not None)


def test_asking_for_a_plugin_that_is_not_installed_says_so():
    (plugin,) = ipt.load_library(only=["nosuch"]).plugins

    assert "no such plugin" in plugin.problem


def test_the_environment_chooses_the_plugins_and_an_empty_value_means_none(monkeypatch):
    monkeypatch.setenv("IPT_LOAD_PLUGINS", "grief, disputes")
    assert list(ipt.load_library().areas) == ["disputes", "grief"]

    monkeypatch.setenv("IPT_LOAD_PLUGINS", "")
    assert list(ipt.load_library().areas) == []


def test_the_smallest_plugin_of_ones_own_is_offered_beside_the_others_once_installed(tmp_path):
    target = tmp_path / "site"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(target),
    ]
    subprocess.run([*command, str(ROOT / "examples" / "smallest-plugin")], check=True)
    script = (
        f"import sys; sys.path.append({str(target)!r})\n"
        "import ipt_core as ipt; library = ipt.load_library()\n"
        "print(*library.areas); print([p.problem for p in library.plugins if p.problem])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert out.splitlines() == ["caring deficits disputes grief transitions", "[]"]
