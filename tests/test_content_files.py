"""Content files: every fault at once, with its place and the fix; nothing executed; hostile files refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.answers.conditions import Condition
from ipt_core.files.documents import read
from ipt_core.files.load import load_content, load_file
from ipt_core.record.facts import Ledger, Record
from ipt_core.written.player import play
from ipt_core.written.steps import AskStep, SayStep

GOOD = """\
id: own.talk
title: A talk
aim: |
  Say one thing.
source: |
  Own.
licence: Apache-2.0
review: none yet
steps:
  - ask: who
    text: |
      Who is it?
    kind: person
  - when: {who: {not: []}}
    say: |
      So it is {{ who }}.
"""


def faults(text: str, file: str = "a.yaml") -> list[str]:
    """The faults of a file, as an author sees them."""
    with pytest.raises(ipt.ContentError) as error:
        load_file(text.encode(), file)
    return [str(fault) for fault in error.value.faults]


def test_a_good_file_loads_as_the_exercise_it_describes():
    (exercise,) = load_content([("a.yaml", GOOD.encode())]).exercises

    assert (exercise.id, exercise.aim, exercise.toward, exercise.questions) == (
        "own.talk",
        "Say one thing.",
        "chosen",
        1,
    )


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("given: who", "when: {who: {not: []}}"),
        ("given: [who, mood]", "when: {who: {not: []}, mood: {not: []}}"),
        ("when: {mood: 3}\n    given: who", "when: {who: {not: []}, mood: 3}"),
    ],
)
def test_given_means_the_same_as_a_condition_that_something_was_given(short, long):
    written = "when: {who: {not: []}}"

    assert load_file(GOOD.replace(written, short).encode(), "") == load_file(GOOD.replace(written, long).encode(), "")


def test_a_suggestion_takes_given_as_a_step_does():
    suggest = "suggest:\n  - given: mood\n    because: |\n      You said how you feel.\nsteps:\n"
    (exercise,) = load_content([("", GOOD.replace("steps:\n", suggest).encode())]).exercises

    assert exercise.suggestions[0].when == (Condition("mood", "empty", negated=True),)


def test_all_faults_of_a_file_are_told_at_once_each_with_its_place():
    text = (
        GOOD.replace("kind: person", "kind: persn")
        .replace("licence: Apache-2.0\n", "")
        .replace("    say: |", "    sayy: |")
    )

    assert [fault.split(": ")[0] for fault in faults(text)] == ["a.yaml:1:1", "a.yaml:12:11", "a.yaml:13:5"]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("kind: person", "kind: persn", "a.yaml:13:11", "unknown kind 'persn'"),
        ("ask: who", "ask: who\n    askk: x", "a.yaml:11:5", "unknown key 'askk'"),
        ("{{ who }}", "{{ whom }}", "a.yaml:15:10", "'whom' is not asked before this"),
        ("when: {who:", "when: {whom:", "a.yaml:14:12", "'whom' is not asked before this"),
        ("when: {who: {not: []}}", "given: {who: x}", "a.yaml:14:12", "'given' needs a key, or a list of keys"),
        ("when: {who: {not: []}}", "given: []", "a.yaml:14:12", "'given' needs a key, or a list of keys"),
        ("when: {who: {not: []}}", "given: whom", "a.yaml:14:5", "'whom' is not asked before this"),
        ("Who is it?", "Is it {{ mood | }}?", "a.yaml:11:11", "only a line of 'say' may be left out"),
        ("ask: who\n", "ask: who\n    fills: mod\n", "a.yaml:11:12", "'mod' is no shared fact"),
        ("ask: who\n", "ask: who\n    fills: private.afraid\n", "a.yaml:11:12", "'private.afraid' is no shared fact"),
        ("    text: |\n      Who is it?", "    text: Who is it?", "a.yaml:11:11", "'|' block"),
        ("text: |\n      Who is it?", "text: Who: is it?", "a.yaml:11:14", "'|' block"),
        ("id: own.talk", "id: Own Talk", "a.yaml:1:5", "an id goes like area.name"),
        ("title: A talk", "title: A talk\ntitle: B", "a.yaml:3:1", "stands here twice"),
        ("- ask: who", "- ask: Who Is", "a.yaml:10:10", "lower case"),
        ("minutes", "minutes", "", ""),
    ],
)
def test_a_fault_names_its_line_and_column_and_the_fix(old, new, place, says):
    if not place:
        assert load_file(GOOD.encode(), "a.yaml")
        return
    fault, *_ = faults(GOOD.replace(old, new))

    assert fault.startswith(place + ": ")
    assert says in fault


@pytest.mark.parametrize(
    "line",
    [
        "What happened: tell me",
        "'I can't'",
        "@x",
        "# hash",
        "*bold*",
        "- dash",
        "[name] is",
        "{{ mood }} is",
        '"He said "no""',
        "!important",
        "100%",
        "no",
    ],
)
def test_natural_sentences_are_safe_in_a_block_and_told_to_go_there_elsewhere(line):
    block = GOOD.replace("Who is it?", line)
    loose = GOOD.replace("text: |\n      Who is it?", f"text: {line}")

    (exercise,) = load_content([("a.yaml", block.encode())]).exercises
    assert exercise.steps[0].text == line
    assert any("'|' block" in fault or "needs text" in fault for fault in faults(loose))


HOSTILE = {
    "alias bomb": "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "deep list": "[" * 50_000 + "]" * 50_000,
    "deep list, not closed": "[" * 500_000,
    "deep mapping": "x: " + "{a: " * 50_000,
    "a tag that runs code": "!!python/object/apply:os.system ['true']\n",
    "two megabytes": "a: " + "x" * 2_000_000,
    "binary": "\x00\x01\x02",
    "two documents": "a: b\n---\nc: d\n",
    "a key that is a list": "? [a, b]\n: c\n",
    "empty": "",
    "half saved": GOOD[: len(GOOD) // 2] + '"',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_yaml_is_refused_in_under_a_second_with_a_place(text):
    begun = time.process_time()

    assert all(fault.startswith("a.yaml:") for fault in faults(text))
    assert time.process_time() - begun < 1


def test_a_file_that_is_not_text_is_refused_with_the_line():
    with pytest.raises(ipt.ContentError, match=r"a\.yaml:2:1: not-text"):
        read(b"a: b\nc: \xff\n", "a.yaml")


@given(st.data())
def test_whatever_bytes_change_in_a_file_it_loads_or_names_its_faults(data):
    text = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        load_file(bytes(text), "a.yaml")
    except ipt.ContentError as error:
        assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in error.faults)


def test_two_files_with_one_id_are_told_and_both_are_named():
    with pytest.raises(ipt.ContentError, match=r"b\.yaml:1:1: duplicate-id: 'own\.talk' is also the id of a\.yaml"):
        load_content([("a.yaml", GOOD.encode()), ("b.yaml", GOOD.encode())])


LINES = st.lists(
    st.sampled_from(["Always.", "- {{ a | }}", "So {{ b | }}.", "{{ a | }} and {{ b | }}", "{{ a | no }}"])
)


@given(LINES, st.booleans(), st.booleans())
def test_a_line_that_shows_an_answer_or_nothing_is_said_only_when_there_is_one(lines, a, b):
    values = {"a": "x" if a else None, "b": "y" if b else None}
    asked = [AskStep(key, "?") for key in values]
    script = play((*asked, SayStep("\n\n".join(lines))), {})(Record(None, Ledger(), 1, 12).known)
    next(script)
    script.send(values["a"])
    said = next_said(script, values["b"])

    kept = [one for one in lines if (a or "{{ a | }}" not in one) and (b or "{{ b | }}" not in one)]
    shown = "\n\n".join(kept).replace("{{ b | }}", "y")
    assert said == shown.replace("{{ a | }}", "x").replace("{{ a | no }}", "x" if a else "no")


def next_said(script, value) -> str:
    """What a script says next, after this answer; '' when it ends without a word."""
    try:
        return script.send(value).text
    except StopIteration:
        return ""


BRANCHES = """\
  - ask: mood
    text: |
      How was it?
    kind: 0-10
  - given: who
    when: {mood: {at_least: 3}}
    steps:
      - ask: mood
        text: |
          How is your mood?
        kind: 0-10
    else:
      - say: |
          Not now.
      - when: {who: []}
        steps:
          - say: |
              Nobody.
        else:
          - say: |
              {{ who }}, but low.
"""


def said_after(*answers) -> list[str]:
    """What an exercise with two branches says and asks when these answers are given."""
    left = list(answers)
    text = GOOD.partition("  - when:")[0] + BRANCHES
    (exercise,) = load_content([("", text.encode())]).exercises
    script, told = exercise.script(Record(None, Ledger(), 1, 12).known), []
    value = None
    for _ in range(9):
        try:
            step = script.send(value)
        except StopIteration:
            break
        told.append(step.text)
        value = left.pop(0) if isinstance(step, ipt.Ask) else None
    return told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("Jo", 5, 1), ["How is your mood?"]),  # it no longer holds after the answer, and was decided before
        (("Jo", 2), ["Not now.", "Jo, but low."]),
        ((None, 5), ["Not now.", "Nobody."]),
    ],
)
def test_else_is_played_when_one_of_the_conditions_of_its_block_does_not_hold(given, told):
    assert said_after(*given)[2:] == told


def test_a_name_that_is_unknown_in_an_else_is_told_with_its_place():
    text = GOOD.partition("  - when:")[0] + BRANCHES.replace("{{ who }}, but", "{{ whom }}, but")

    assert [one.split(": ")[0] for one in faults(text)] == ["a.yaml:33:18"]
