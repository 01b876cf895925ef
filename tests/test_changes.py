"""What 'ipt diff' and 'ipt upgrade --dry-run' foretell is what replay then does."""

import json
import shutil
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.answers.kinds import fits
from ipt_core.cli.main import cli
from ipt_core.files.load import examined, load_content
from ipt_workbench.changes.changes import changes
from ipt_workbench.changes.forecast import forecast, masked, recorded
from ipt_workbench.sources import Source
from ipt_workbench.testing import answers, begin
from ipt_workbench.workplace import Workplace
from libraries import CORE

HEAD = {
    "id": "own.talk",
    "title": "A talk",
    "aim": "To talk.",
    "source": "Own.",
    "licence": "own",
    "review": "none yet",
}
OPTIONS = "{choice: {a: Apples, b: Pears, c: Plums}}"
KINDS = ["text", "yes-no", "0-10", "0-3", OPTIONS, "{choice: {a: Apples, d: Dates}}", "{multi: {a: Apples, b: Pears}}"]
KINDS += ["{multi: {a: Apples, b: Pears}, at_most: 1}", "day", "time", "{list: text}", "{list: text, at_least: 2}"]
KINDS += ["{number: 2-5}", "long", "goal", "{person: mention}"]
QUESTION = st.fixed_dictionaries(
    {
        "ask": st.sampled_from("abcdef"),
        "text": st.sampled_from(["How was your week at home?", "How was the week at home?", "Who cooked?"]),
        "kind": st.sampled_from(KINDS),
    },
    optional={"when": st.sampled_from(["{a: []}", "{b: {not: []}}", "{mood: 3}"])},
)
QUESTIONS = st.lists(QUESTION, unique_by=lambda one: one["ask"], min_size=1, max_size=6)


def written(questions) -> bytes:
    """The file of an exercise with these questions."""
    head = "".join(
        f"{key}: |\n  {value}\n" if key in ("aim", "source") else f"{key}: {value}\n" for key, value in HEAD.items()
    )
    steps = "".join(
        f"  - ask: {one['ask']}\n    text: |\n      {one['text']}\n"
        + "".join(f"    {key}: {value}\n" for key, value in one.items() if key not in ("ask", "text"))
        for one in questions
    )
    return f"{head}steps:\n{steps}".encode()


def source(questions) -> Source:
    document, found, _ = examined(written(questions), "talk.yaml")
    return Source(Workplace("own", Path(), ""), document, found)


def library_with(questions) -> ipt.Library:
    """The library with that exercise."""
    exercise = evolve(load_content([("talk.yaml", written(named(questions)))]).exercises[0])
    return evolve(CORE, exercises={**CORE.exercises, exercise.id: exercise}).trial("own.talk")


def named(questions):
    """The same questions, without conditions on keys that are not asked before."""
    before, kept = set(), []
    for one in questions:
        key = one.get("when", "{mood}")[1:].partition(":")[0]
        kept.append(one if key in before | {"mood"} else {k: v for k, v in one.items() if k != "when"})
        before.add(one["ask"])
    return kept


def sat(questions, data, most) -> ipt.Course:
    """A course with some of the questions answered."""
    course = begin(library_with(questions), "own.talk")
    for _ in range(most):
        if course.turn.ask is not None:
            course = course.answer(data.draw(answers(course.turn.ask.kind)))
    return course


def effects(before, after) -> dict:
    """Key -> what the changes are said to do to its answer."""
    found: dict = {}
    for one in changes([source(named(before))], [source(named(after))]):
        found.setdefault(one.name.rpartition("/")[2], set()).add(one.effect)
    return found


@settings(max_examples=60)
@given(before=QUESTIONS, after=QUESTIONS, most=st.integers(1, 6), data=st.data())
def test_what_is_foretold_of_each_change_is_what_replay_does(before, after, most, data):
    before, after = [[{k: v for k, v in one.items() if k != "when"} for one in side] for side in (before, after)]
    course = sat(before, data, most)
    told, found = course.sittings()[-1].given, effects(before, after)
    edited = ipt.Course(library_with(after), list(course.events))
    asked = []
    while edited.turn.ask is not None:
        asked.append(edited.turn.name)
        edited = edited.answer(None)
    still = [f"own.talk/{one['ask']}" for one in after]
    parked = edited.sittings()[-1].parked if asked else [name for name in told if name not in still]

    for name in told:
        said = found.get(name.rpartition("/")[2], set())
        if name in asked:
            assert "asked again" in said
        elif name in parked:
            assert "parked" in said
        else:
            assert not said & {"parked", "asked"}
    for name in asked:
        if name not in told and name.rpartition("/")[2] not in [one["ask"] for one in before]:
            assert found[name.rpartition("/")[2]] == {"asked"}


@settings(max_examples=60)
@given(before=QUESTIONS, after=QUESTIONS, most=st.integers(1, 6), data=st.data())
def test_what_is_foretold_of_a_course_is_what_happens_when_it_goes_on(before, after, most, data):
    course = sat(before, data, most)
    told = set(course.sittings()[-1].given)
    events = list(course.events)
    foretold = forecast(course, library_with(after))
    edited = ipt.Course(library_with(after), list(events))
    first, asked = edited.turn.name, []
    while edited.turn.ask is not None:
        asked.append(edited.turn.name)
        edited = edited.answer(None)

    assert list(course.events) == events
    assert foretold.next_after == masked(first)
    assert set(foretold.asked_again) == told & set(asked)
    assert set(foretold.parked) <= told - set(asked)
    assert foretold.kept + len(foretold.asked_again) + len(foretold.parked) == len(told)
    assert set(foretold.asked) <= set(asked) - told
    if not foretold.touched:
        assert asked[:1] == [course.turn.name] or course.over


@given(QUESTIONS, st.data())
def test_the_same_content_changes_nothing(questions, data):
    course = sat(questions, data, 4)

    assert changes([source(named(questions))], [source(named(questions))]) == []
    assert not forecast(course, library_with(questions)).touched
    assert not recorded(course).touched


@settings(max_examples=100)
@given(st.sampled_from(KINDS), st.sampled_from(KINDS), st.data())
def test_when_every_example_of_a_kind_fits_another_every_answer_does(was, now, data):
    was, now = (
        load_content([("t.yaml", written([{"ask": "a", "text": "A?", "kind": one}]))]).exercises[0].steps[0].kind
        for one in (was, now)
    )
    if all(fits(now, value) for value in was.examples()):
        assert fits(now, data.draw(answers(was)))


ASK = {"ask": "a", "text": "How was your week at home?", "kind": OPTIONS}


@pytest.mark.parametrize(
    ("edit", "effect", "kind"),
    [
        ({"text": "How was the week at home?"}, "kept", "wording"),
        ({"text": "Who cooked?"}, "look", "wording"),
        ({"kind": "text"}, "kept", "retyped"),
        ({"kind": "yes-no"}, "asked again", "retyped"),
        ({"kind": "{choice: {a: Apples, b: Pears}}"}, "asked again", "narrower"),
        ({"kind": "{choice: {a: Apples, b: Pears, c: Plums, d: Dates}}"}, "kept", "wider"),
        ({"kind": "{choice: {a: Pears, b: Apples, c: Plums}}"}, "look", "option"),
        ({"kind": "{choice: {a: Apples, b: Pears, c: {label: Plums, alarm: hold}}}"}, "look", "alarm"),
        ({"fills": "mood"}, "look", "fact"),
        ({"about": "focus"}, "asked again", "about"),
        ({"weight": "2"}, "look", "score"),
        ({"required": "yes"}, "asked again", "needed"),
        ({"private": "yes"}, "kept", "private"),
        ({"when": "{mood: 3}"}, "depends", "condition"),
        ({"ask": "b"}, "asked", "added"),
        ({"ask": "b"}, "parked", "dropped"),
    ],
)
def test_each_sort_of_change_has_its_effect_and_its_place(edit, effect, kind):
    found = changes([source([ASK])], [source([{**ASK, **edit}])])

    assert (effect, kind) in [(one.effect, one.kind) for one in found]
    assert all((one.file, one.line) == ("talk.yaml", 10) for one in found)


def test_a_question_that_moves_is_kept_and_one_that_moves_into_a_loop_is_not():
    a, b, c = ({**ASK, "ask": key} for key in "abc")
    looped = examined(
        written([b]) + b"  - each: people\n    as: person\n    steps:\n" + _indented(written([a])), "talk.yaml"
    )
    moved = changes([source([a, b])], [Source(Workplace("own", Path(), ""), *looped[:2])])

    assert [(one.effect, one.kind) for one in changes([source([a, b, c])], [source([b, c, a])])] == [("kept", "moved")]
    assert ("asked again", "moved") in [(one.effect, one.kind) for one in moved]


def _indented(file: bytes) -> bytes:
    return b"".join(b"    " + line for line in file.partition(b"steps:\n")[2].splitlines(keepends=True))


def test_rounds_are_not_named_because_their_names_are_answers():
    assert masked("initial.circles/my-jo/ring-now") == "initial.circles/*/ring-now"
    assert masked("middle.technique/disputes.calm-talk/topic") == "middle.technique/disputes.calm-talk/topic"
    assert masked("") == ""


# ---------------------------------------------------------------- the commands


@pytest.fixture
def folder(tmp_path):
    """A copy of a bundled plugin, to be edited."""
    return shutil.copytree(Path(__file__).parent.parent / "plugins" / "grief", tmp_path / "mine")


def edit(folder, name, old, new):
    path = next(folder.rglob(name))
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def run(*arguments):
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def test_diff_names_the_places_and_foretells_every_course(folder, tmp_path):
    url = f"sqlite:///{tmp_path / 'courses.db'}"
    course = ipt.Course.start(ipt.load_library().trial("grief.headlines"), id="c", on="2026-01-05", programme="trial")
    with ipt.open_store(url) as store:
        store.save(course.answer("Quiet weeks in the garden."))
    edit(folder, "headlines.yaml", "- ask: before", "- ask: weeks-before")
    found = json.loads(run("diff", "grief", str(folder), "--json").stdout)

    assert {(one["effect"], one["name"]) for one in found["changes"]} >= {
        ("parked", "grief.headlines/before"),
        ("asked", "grief.headlines/weeks-before"),
    }
    assert all(one["file"].endswith("headlines.yaml") and one["line"] > 1 for one in found["changes"])
    assert "garden" not in run("diff", "grief", str(folder)).stdout


def test_a_course_in_a_store_is_foretold_before_the_change_and_left_as_it_is(folder, tmp_path):
    url = f"sqlite:///{tmp_path / 'courses.db'}"
    library = ipt.load_library()
    course = ipt.Course.start(library, id="c", on="2026-01-05")
    with ipt.open_store(url) as store:
        store.save(course.answer(True))
    before = (tmp_path / "courses.db").read_bytes()
    (told,) = json.loads(run("diff", "grief", str(folder), "--store", url, "--json").stdout)["courses"]
    (dry,) = json.loads(run("upgrade", "--dry-run", "--store", url, "--json").stdout)

    assert (told["course"], told["session"], told["kept"], told["touched"]) == ("c", 1, 1, False)
    assert dry == told
    assert (tmp_path / "courses.db").read_bytes() == before


def test_upgrade_finds_what_the_record_was_asked_otherwise_and_says_so_by_name_only():
    course = (
        begin(library_with([ASK, {**ASK, "ask": "b", "kind": "text"}]), "own.talk").answer("c").answer("My secret.")
    )
    gone = ipt.Course(library_with([{**ASK, "kind": "yes-no"}]), list(course.events))
    other = ipt.Course(
        library_with([{**ASK, "text": "Who cooked?"}, {**ASK, "ask": "b", "kind": "text"}]), list(course.events)
    )

    assert (recorded(gone).asked_again, recorded(gone).parked) == (("own.talk/a",), ("own.talk/b",))
    assert recorded(other).meaning == ("own.talk/a",)
    assert "secret" not in repr((recorded(gone), recorded(other)))


def test_upgrade_without_a_dry_run_has_nothing_to_do_and_says_why():
    result = run("upgrade")

    assert result.exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert "--dry-run" in result.output


def test_what_cannot_be_compared_is_refused_plainly(folder, tmp_path):
    edit(folder, "headlines.yaml", "steps:", "steps: [")
    (tmp_path / "empty").mkdir()

    assert run("diff", "grief", str(folder)).exit_code == ipt.ExitCode.CONTENT
    assert run("diff", "grief", str(tmp_path / "nowhere")).exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert run("diff", "grief", str(tmp_path / "empty")).exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert run("diff", "grief", "grief", "--store", "ftp://x").exit_code == ipt.ExitCode.STORE
    assert run("diff", "grief", "grief").stdout == "Nothing has changed.\n"
