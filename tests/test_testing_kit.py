"""What plugin authors test with: one exercise played, simulated people, a virtual clock, and the conformance kit."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

import ipt_core as ipt
from ipt_core.guard.alarms import heard
from ipt_core.play.replay import Turn
from ipt_workbench.people import personas as people
from ipt_workbench.people import random_answers as draws
from ipt_workbench.simulating import rules
from ipt_workbench.simulating import sandbox as stage
from ipt_workbench.testing import BY_NAME, PEOPLE, Calendar, Life, bent_on, lived, play

ROOT = Path(__file__).parent.parent
SMALLEST = ROOT / "examples" / "smallest-plugin"
AREAS = ["deficits", "disputes", "grief", "transitions"]


# ---------------------------------------------------------------- one exercise


@ipt.exercise("own.letter", "A letter")
def letter(known):
    who = yield ipt.Ask("who", "To whom?", ipt.Person())
    yield ipt.Say(f"A letter to {who}.")
    yield ipt.Ask("line", "What would you write?", fills="practice")
    yield ipt.Ask("why", "Why now?")


def test_an_exercise_is_played_with_answers_by_key_and_the_rest_is_skipped(library):
    played = play(letter, {"who": "Mia", "line": "I missed you."}, library)

    assert [one for one in played.asked if one.startswith("own.")] == [
        "own.letter/who",
        "own.letter/line",
        "own.letter/why",
    ]
    assert "A letter to Mia." in played.said
    assert played.course.known.latest("practice") == "I missed you."
    assert played.course.known.answer("own.letter/why") is None
    assert played.course.over


def test_an_exercise_on_hand_is_played_by_its_id(library):
    assert play("shared.pause", library=library).asked[0].startswith("shared.pause/")


def test_an_answer_to_a_question_that_was_never_asked_fails_and_names_it(library):
    with pytest.raises(AssertionError, match="never asked: lines; asked were: own"):
        play(letter, {"lines": "x"}, library)


def test_an_answer_that_does_not_fit_is_refused_as_in_a_course(library):
    with pytest.raises(ipt.Rejected):
        play(letter, {"who": 3}, library)


def test_a_question_in_a_loop_is_answered_by_its_round(library):
    def each(known):
        for name in ("mia", "rick"):
            yield from ipt_round(name)

    played = play(ipt.Exercise("own.each", "Each", each), {"mia/far": 3, "far": 5}, library)

    assert [played.course.known.answer(name) for name in ("own.each/mia/far", "own.each/rick/far")] == [3, 5]


def ipt_round(name):
    from ipt_core.written.exercise import ROUND_OVER, Round

    yield Round(name)
    yield ipt.Ask("far", f"How far is {name}?", ipt.Scale())
    yield ROUND_OVER


def test_a_calendar_moves_only_by_hand():
    calendar = Calendar("2026-02-27")

    assert (calendar.today, calendar.later(), calendar.later(1), calendar.today) == (
        "2026-02-27",
        "2026-03-06",
        "2026-03-07",
        "2026-03-07",
    )


# ---------------------------------------------------------------- people


def course_of(persona, library, seed=1):
    life = Life(ipt.Course.start(library, id="c", on="2026-01-05"))
    for _ in lived(life, persona, Random(seed)):
        pass
    return life.course


def totals(name, library):
    course = course_of(evolve(BY_NAME[name], rest=0.0, dark=people.NEVER, habits={}), library)
    return [total for _, total in library.measures["measure.phq9"].totals(course.known)]


def test_scores_go_where_the_person_goes(library):
    better, worse, same = (totals(name, library) for name in ("improves", "gets-worse", "stays-same"))

    assert better[0] - better[-1] >= 8
    assert worse[-1] - worse[0] >= 6
    assert abs(same[-1] - same[0]) <= 5
    assert min(len(better), len(worse), len(same)) >= 12


def test_every_persona_has_a_name_of_its_own_and_one_sentence():
    assert len({one.name for one in PEOPLE}) == len(PEOPLE)
    assert all(one.name == one.name.lower().replace(" ", "-") and one.who.endswith(".") for one in PEOPLE)


@pytest.mark.parametrize("name", ["calm", "brief", "thorough", "improves", "stays-same"])
def test_who_has_nothing_to_tell_raises_no_alarm(name, library):
    course = course_of(evolve(BY_NAME[name], rest=0.0), library)

    assert {alarm for event in course.events for alarm in getattr(event, "alarms", ())} == set()
    assert course.finished


@pytest.mark.parametrize("persona", PEOPLE, ids=lambda one: one.name)
def test_what_people_write_raises_no_alarm_by_itself(persona):
    assert [heard(ipt.Ask("x", "X?"), words) for words in persona.says] == [()] * len(persona.says)


def test_late_tellers_say_nothing_in_the_first_half():
    early, late = (Turn("c", 1, number, 12, "", "", "", "", (), 0, "x/y", None, 0, 9) for number in (6, 7))

    for name, tells in (("fear-late", "fear"), ("dark-late", "dark")):
        assert getattr(BY_NAME[name], tells)(early) == 0
        assert getattr(BY_NAME[name], tells)(late) > 0


def test_the_same_dice_live_the_same_course(library):
    first, second = (course_of(BY_NAME["contradicts"], library, 7).events for _ in range(2))

    assert first == second


def test_who_is_bent_on_an_area_chooses_it_whatever_it_is(library):
    for area in AREAS:
        assert (
            area in course_of(evolve(BY_NAME["thorough"], rest=0.0, firm=bent_on([area], library)), library).known.focus
        )


def test_lists_that_want_many_entries_get_them():
    assert len(draws.draw(ipt.Many(ipt.Text(), 9), Random(1))) >= 9


# ---------------------------------------------------------------- the conformance kit

RULES = [
    *("misnamed", "misused_facts", "rude_steps", "undeclared", "no_way_through", "breaks_when_changed"),
    *("breaks_when_skipped", "not_repeatable", "no_json", "no_course", "misjudged", "wrong_evidence"),
]


@pytest.fixture(scope="module")
def brought():
    """What a plugin brings, looked up once."""
    found = {}

    def look(target):
        if target not in found:
            found[target] = stage.brought(target)
        return found[target]

    return look


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("target", [*AREAS, str(SMALLEST)], ids=lambda target: Path(target).name)
def test_the_bundled_areas_and_the_example_keep_every_rule(brought, target, rule):
    assert list(getattr(rules, rule)(brought(target))) == []


HEAD = "import ipt_core as ipt\nfrom ipt_core.written.exercise import *\n"
MADE = """
@ipt.exercise("bad.one", "One", technique=True)
def one(known):
    {}

@ipt.hookimpl
def ipt_exercises():
    return [one]
"""
BAD = {  # rule -> scripts that break it, and words of what is said of them
    "rude_steps": [
        ("yield ipt.Ask('x', 'X?', required=True)", "cannot be skipped"),
        ("yield ipt.Ask('a/b', 'X?')", "cannot be a key"),
        ("yield 'hello'", "it yields str"),
        ("yield ipt.Ask('x', 'X?')\n    raise KeyError('y')", "raises KeyError: 'y' (__init__.py:8)"),
        ("yield ipt.Ask('x', 'X?')\n    raise SystemExit", "raises SystemExit"),
        ("while True:\n        yield ipt.Say('and')", "without end"),
        ("yield ipt.Ask('x', 'X?', 'yes-no')", "is no kind of answer"),
        ("yield ipt.Say(3)", "must be text"),
        ("yield LEAVE", "which no script may"),
    ],
    "misused_facts": [
        ("yield ipt.Ask('x', 'X?', ipt.YesNo(), fills='risk.safe')", "belongs to the core"),
        ("yield ipt.Ask('x', 'X?', fills='grief.stuck')", "neither a shared fact"),
    ],
    "undeclared": [
        ("yield ipt.Ask('x', 'Who?', ipt.Person())", "declare it"),
        ("yield ipt.Toward('Mia')\n    yield ipt.Ask('x', 'X?')", "declare it"),
    ],
    "no_way_through": [
        ("yield ipt.Ask('x', 'X?')\n    raise KeyError('y')", "left behind"),
        ("yield ipt.Ask('x', 'X?', ipt.YesNo(), fills='private.afraid')", "left behind"),
        ("while True:\n        yield ipt.Ask('x', 'X?')", "left behind"),
    ],
    "breaks_when_changed": [
        ("if (yield ipt.Ask('x', 'X?', ipt.YesNo())):\n        raise ValueError", "left behind"),
    ],
    "breaks_when_skipped": [
        ("who = yield ipt.Ask('x', 'X?')\n    yield ipt.Say('To ' + who)", "left behind"),
    ],
    "not_repeatable": [
        ("import random\n    yield ipt.Ask('x', f'X {random.random()}?')", "not the same"),
        (
            "one.times = getattr(one, 'times', 0) + 1\n    yield ipt.Ask(f'x{one.times}', 'X?')".replace("one", "HEAD"),
            "not the same",
        ),
        ("for _ in range(2):\n        yield ipt.Ask('x', 'X?')", "name the rounds"),
    ],
    "misnamed": [],
    "no_json": [],
}


def plugin(tmp_path, name, source):
    """A plugin's folder with this as its package, not installed."""
    package = tmp_path / f"ipt_{name}"
    package.mkdir()
    (package / "__init__.py").write_text(source, "utf-8")
    (tmp_path / "pyproject.toml").write_text(
        f'[project]\nname = "x"\nversion = "1"\n[project.entry-points.ipt]\n{name} = "ipt_{name}"\n', "utf-8"
    )
    return str(tmp_path)


@pytest.mark.parametrize(
    ("rule", "script", "words"),
    [(rule, script, words) for rule, cases in BAD.items() for script, words in cases],
    ids=lambda value: str(value)[:30],
)
def test_a_script_that_breaks_a_rule_is_named_with_the_rule_it_breaks(tmp_path, rule, script, words):
    source = HEAD + "class HEAD: pass\n" + MADE.format(script)
    found = list(getattr(rules, rule)(stage.brought(plugin(tmp_path, f"bad{abs(hash(script)) % 10**8}", source))))

    assert found
    assert any(words in one and "bad.one" in one for one in found), found


def changed(tmp_path, file, old, new):
    """What a copy of the smallest plugin brings, with one text of it changed."""
    folder = shutil.copytree(SMALLEST, tmp_path / "mine")
    path = folder / "ipt_caring" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return stage.brought(str(folder))


@pytest.mark.parametrize(
    ("rule", "file", "old", "new", "words"),
    [
        ("misjudged", "checks.py", "return not_known(", "return met('Yes.') or met(", "met by an empty record"),
        ("misjudged", "checks.py", "if len(", "if known.nothing or len(", "raises AttributeError"),
        ("no_course", "assessment.yaml", "gate: {cares: yes}", "gate: {cares: perhaps}", "cannot be chosen"),
    ],
)
def test_an_area_that_breaks_a_rule_is_named(tmp_path, rule, file, old, new, words):
    found = list(getattr(rules, rule)(changed(tmp_path, file, old, new)))

    assert any(words in one for one in found), found


def with_score(tmp_path, answer):
    """The smallest plugin with a score in Python that gives this answer."""
    folder = shutil.copytree(SMALLEST, tmp_path / "mine")
    init = folder / "ipt_caring" / "__init__.py"
    init.write_text(init.read_text("utf-8") + AREA_WITH_SCORE.format(answer), "utf-8")
    return stage.brought(str(folder))


AREA_WITH_SCORE = """

from attrs import evolve as _evolve
_real = ipt_problem_areas

@hookimpl
def ipt_problem_areas():
    area = _real()[0]
    asked = area.assessment
    questions = tuple(_evolve(one, score=lambda answers: {}) for one in asked.questions)
    return [_evolve(area, assessment=_evolve(asked, questions=questions))]
"""


@pytest.mark.parametrize(("answer", "words"), [("7", "is scored 7"), ("1 // 0", "raises ZeroDivisionError")])
def test_a_score_outside_of_0_to_3_or_that_raises_is_named(tmp_path, answer, words):
    found = list(rules.wrong_evidence(with_score(tmp_path, answer)))

    assert any(words in one for one in found), found


def test_an_area_that_names_an_exercise_it_does_not_bring_is_named(brought):
    plugin = brought("grief")
    lost = evolve(plugin, areas=(evolve(plugin.areas[0], order=("grief.nowhere",), weekly="grief.never"),))

    assert len(list(rules.misnamed(lost))) == 2


def test_ids_of_another_form_and_ids_that_are_there_twice_are_named(brought):
    plugin = brought("grief")
    one = plugin.exercises[0]
    found = list(rules.misnamed(evolve(plugin, exercises=(one, one, evolve(one, id="Grief.Loud")))))

    assert found == ["'Grief.Loud' is no id of the form area.name, in lower case", f"'{one.id}' is there twice"]


def test_a_turn_that_json_changes_is_named(brought, monkeypatch):
    monkeypatch.setattr(rules, "plain_turn", lambda turn: {"said": turn.said})

    assert any("does not come back whole" in one for one in rules.no_json(brought("grief")))


def pytest_run(*arguments, cwd):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_the_kit_runs_from_the_command_line_for_a_folder_and_says_why_it_fails(tmp_path):
    source = HEAD + MADE.format("yield ipt.Ask('x', 'X?')\n    raise KeyError('y')")
    folder = plugin(tmp_path, "badly", source)
    done = pytest_run("--pyargs", "ipt_workbench.conformance", "--plugin", folder, cwd=tmp_path)

    assert done.returncode == 1, done.stderr
    assert "bad.one: it raises KeyError: 'y' (__init__.py:7)" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_kit_runs_by_one_import_in_a_plugins_own_tests(tmp_path):
    (tmp_path / "test_mine.py").write_text(
        "import pytest\nfrom ipt_workbench.conformance import *\n\n\n"
        f"@pytest.fixture(scope='session')\ndef plugin():\n    return {str(SMALLEST)!r}\n",
        "utf-8",
    )
    done = pytest_run("test_mine.py", cwd=tmp_path)

    assert done.returncode == 0, done.stdout
    assert "13 passed" in done.stdout


def test_the_kit_has_a_test_for_every_rule_and_exports_them_all():
    kit = importlib.import_module("ipt_workbench.conformance")
    source = Path(kit.__file__).read_text("utf-8")

    assert [rule for rule in RULES if f"rules.{rule}(" not in source] == []
    assert {name for name in vars(kit) if name.startswith("test_")} <= set(kit.__all__)
