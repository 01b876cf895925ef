"""Drawings of exercises and programmes: all that happens is on them, and they can be read."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.cli.main import cli
from ipt_core.files.load import load_content
from ipt_core.written.steps import AskStep, walk
from ipt_workbench.drawing.chart import Box, Chart, Fork, exercise_chart, programme_chart
from ipt_workbench.drawing.graph import chart, drawables
from ipt_workbench.drawing.mermaid import mermaid
from ipt_workbench.drawing.svg import svg
from libraries import LIBRARY

EVERY = [one.id for one in drawables(LIBRARY)]
HEAD = "id: own.talk\ntitle: A talk\naim: |\n  To talk.\nsource: |\n  Own.\nlicence: own\nreview: none yet\n"


def drawn(library, id):
    if id in library.programmes:
        return programme_chart(library.programmes[id], library)
    return exercise_chart(library.exercises[id], library)


def written(library, steps):
    """The chart of an exercise with these steps."""
    (exercise,) = load_content([("talk.yaml", f"{HEAD}steps:\n{steps}".encode())]).exercises
    return exercise_chart(exercise, library)


def said(picture) -> str:
    """All words of a picture, in order."""
    return " ".join(
        " ".join(one.itertext()) for one in ElementTree.fromstring(picture).iter() if one.tag.endswith("}text")
    )


def arrows(text) -> list:
    """From, words and to of each arrow of a Mermaid chart."""
    return re.findall(r'^  (n\d+) -->(?:\|"(.*)"\|)? (n\d+)$', text, re.MULTILINE)


@pytest.mark.parametrize("id", EVERY)
def test_every_question_is_in_both_drawings_and_every_box_is_reached(library, id):
    picture, text = svg(drawn(library, id)), mermaid(drawn(library, id))
    steps = library.exercises[id].steps if id in library.exercises else ()
    asks = [step.ask for _, step in walk(steps) if isinstance(step, AskStep)]
    reached, nodes = {"n1"}, re.findall(r"^  (n\d+)\W", text, re.MULTILINE)
    for _ in nodes:
        reached |= {to for start, _, to in arrows(text) if start in reached}
    beside = drawn(library, id).beside

    assert [key for key in asks if f"{key}:" not in said(picture) or f"{key}:" not in text] == []
    assert len(set(nodes) - reached) == len(beside)


@pytest.mark.parametrize("id", EVERY)
def test_no_box_lies_on_another_and_no_text_runs_out_of_the_picture(library, id):
    root = ElementTree.fromstring(svg(drawn(library, id)))
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = [
        tuple(float(one.get(name)) for name in ("x", "y", "width", "height"))
        for one in root.iter()
        if one.tag.endswith("}rect") and one.get("x")
    ]
    texts = [(float(one.get("x")), float(one.get("y")), one.text) for one in root.iter() if one.tag.endswith("}text")]

    assert [
        (a, b)
        for number, a in enumerate(boxes)
        for b in boxes[:number]
        if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
    ] == []
    assert all(x > 0 and x + 5.5 * len(words) < width and 0 < y < height for x, y, words in texts)
    assert height < 1.6 * width


def test_a_condition_stands_on_the_arrow_in_words_and_the_other_way_goes_on(library):
    steps = """
  - ask: go
    text: |
      Shall we?
    kind: {choice: {on: Yes please, off: Not now}}
  - when: {go: on, mood: {at_least: 7}}
    say: |
      Good.
  - say: |
      Bye.
"""
    text, picture = mermaid(written(library, steps)), said(svg(written(library, steps)))
    words = "when go is #34;Yes please#34;, and mood is 7 or more"

    assert [label for _, label, _ in arrows(text) if label] == [words, "otherwise"]
    assert 'when go is "Yes please", and mood is 7 or more' in picture


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{mood: []}", "mood has no answer"),
        ("{mood: {not: []}}", "mood has an answer"),
        ("{mood: {not: {at_most: 3}}}", "mood is more than 3"),
        ("{people: {at_least: 2}}", "people holds 2 or more"),
        ("{mood.before: 3}", "mood (in an earlier session) is 3"),
        ("{mood.today: [3, 4]}", "mood (today) includes 3 or 4"),
        ("{found: {mentions: [always, never]}}", "found mentions always or never"),
        ("{found: {not: {mentions: [always]}}}", "found does not mention always"),
        ("{sessions.left: 1}", "the number of sessions left is 1"),
        ("{own.talk/x: yes}", "x (last time) is yes"),
        ("{shared.mood-link/found: unsaid}", "found in 'Mood and people' is \"Something I did not say\""),
    ],
)
def test_conditions_are_said_in_words(library, condition, words):
    (fork,) = written(library, f"  - when: {condition}\n    say: |\n      Hello.\n").items

    assert fork.label == f"when {words}"


def test_a_loop_comes_back_to_its_beginning_and_a_stop_leads_nowhere(library):
    steps = """
  - each: people
    as: person
    steps:
      - ask: near
        text: |
          Is {{ person }} near?
  - when: {people: []}
    stop: yes
"""
    text = mermaid(written(library, steps))
    links = arrows(text)
    loop = next(start for start, label, _ in links if label == "for each person in people")
    ask = next(to for start, label, to in links if label == "for each person in people")
    stop = next(to for _, label, to in links if label == "when people has no answer")

    assert (ask, "", loop) in links
    assert [one for one in links if one[0] == stop] == []
    assert "stroke-dasharray" in svg(written(library, steps))


def test_where_the_guard_interrupts_is_marked_with_its_way_out(library):
    steps = "  - toward: focus\n  - ask: who\n    text: |\n      Who?\n    kind: person\n"
    chart = written(library, steps)
    alarmed = said(svg(drawn(library, "disputes.calm-talk")))

    assert [box.kind for box in chart.items] == ["guard", "ask", "guard"]
    assert mermaid(chart).count('-->|"no, or not sure"|') == 2
    assert said(svg(chart)).count("it ends here") == 2
    assert "The guard answers: No, it did not feel safe" in alarmed


def test_neighbours_under_one_condition_share_a_branch_unless_the_first_may_change_it(library):
    same = "  - when: {mood: 1}\n    say: |\n      One.\n  - when: {mood: 1}\n    stop: yes\n"
    asking = "  - when: {a: []}\n    ask: a\n    text: |\n      A?\n  - when: {a: []}\n    say: |\n      None.\n"

    assert len(written(library, same).items) == 1
    assert len(written(library, "  - ask: a\n    text: |\n      A?\n" + asking).items) == 3


def test_a_programme_shows_its_phases_sessions_and_blocks(library):
    words = said(svg(drawn(library, "classic")))

    assert all(phase.title in words for phase in library.programmes["classic"].phases)
    assert all(name in words for name in library.programmes["classic"].blocks)
    assert "Session 12" in words
    assert "for each of sessions 4 to 9" in words


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200), st.integers(0, 12))
def test_no_text_of_an_author_can_break_a_drawing(text, depth):
    items = (Box("ask", (text, "- a list", "1. more"), text, text), Box("guard", (text,)))
    for _ in range(depth):
        items = (Fork(text, items, loop=depth % 2 == 0),)
    chart = Chart("own.talk", text, (text,), items)
    labels = re.findall(r'"(.*)"', mermaid(chart).partition("flowchart")[2])

    ElementTree.fromstring(svg(chart))
    assert not any(
        set(label.replace("<br/>", "").replace("<i>", "").replace("</i>", "")) & set('"<>{}') for label in labels
    )


def test_a_file_of_an_own_plugin_is_drawn_without_being_installed(tmp_path):
    folder = shutil.copytree(Path(__file__).parent.parent / "examples" / "smallest-plugin", tmp_path / "mine")
    found = chart(str(folder / "ipt_caring" / "techniques" / "share-the-load.yaml"))

    assert found.id == "caring.share-the-load"
    assert found.items


def test_an_exercise_in_python_is_one_box_that_says_so(library):
    @ipt.exercise("own.talk", "A talk")
    def talk(known):
        yield ipt.Ask("a", "A?")

    (box,) = exercise_chart(talk, library).items

    assert "Written in Python" in box.text[0]


def ipt_graph(*arguments):
    return CliRunner().invoke(cli, ["graph", *arguments], catch_exceptions=False)


def test_the_command_lists_prints_and_writes(tmp_path):
    listed = json.loads(ipt_graph("--json").stdout)
    told = json.loads(ipt_graph("classic", "--json").stdout)
    written = ipt_graph("shared.pause", "--out", str(tmp_path / "pause.svg"))

    assert {"classic", "shared.pause"} <= {row["id"] for row in listed}
    assert told["text"] == ipt_graph("classic").stdout
    assert told["text"].startswith("---\ntitle:")
    assert written.exit_code == 0
    assert (tmp_path / "pause.svg").read_text("utf-8") == ipt_graph("shared.pause", "--format", "svg").stdout


def test_what_cannot_be_drawn_or_written_is_refused_plainly(tmp_path):
    (tmp_path / "half.yaml").write_text(f"{HEAD}steps:\n  - ask: a\n    te", "utf-8")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\x00")
    (tmp_path / "area.yaml").write_bytes(
        (Path(__file__).parent.parent / "plugins/grief/ipt_grief/area.yaml").read_bytes()
    )

    assert ipt_graph("own.nothing").exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert ipt_graph(str(tmp_path / "half.yaml")).exit_code == ipt.ExitCode.CONTENT
    assert ipt_graph(str(tmp_path / "binary.yaml")).exit_code == ipt.ExitCode.CONTENT
    assert ipt_graph(str(tmp_path / "area.yaml")).exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert ipt_graph("classic", "--out", str(tmp_path / "no" / "x.svg")).exit_code == ipt.ExitCode.REFUSED
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
