"""The kinds of answer: what fits is kept as it is, what does not fit is refused with help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_core import Choice, Clock, Day, Goal, Many, Multi, Number, Option, Person, Rejected, Scale, Text, Turns, YesNo
from ipt_core.answers.kinds import KINDS as ALL_KINDS
from ipt_core.answers.kinds import Kind, chosen, fits, own_words
from ipt_core.keep.protocol import plain_kind
from ipt_workbench.testing import answers

OPTIONS = (Option("home", "At home"), Option("work", "At work, mostly"), Option("other", "Somewhere else"))
KINDS = [
    Text(),
    Text(lines=True),
    YesNo(),
    Scale(0, 10),
    Scale(-3, 3),
    Number(6, 20),
    Choice(OPTIONS),
    Multi(OPTIONS, 1, 2),
    Person(),
    Day(),
    Clock(),
    Many(Text(), 2, 4),
    Many(Person(mention=True)),
    Turns(4),
    Goal(("Jo",)),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(data=st.data())
def test_a_valid_answer_is_kept_exactly_as_it_was_given(kind, data):
    value = data.draw(answers(kind))

    assert kind.check(value) == value
    assert type(kind.check(value)) is type(value)
    assert kind.words(value)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(value=JSON)
def test_any_json_value_is_either_kept_or_refused_with_a_message_and_a_hint(kind, value):
    try:
        kept = kind.check(value)
    except Rejected as refusal:
        assert refusal.message
        assert refusal.hint
    else:
        assert kept == value


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(text=st.text())
def test_whatever_is_typed_is_read_as_a_valid_value_or_refused(kind, text):
    try:
        value = kind.read(text)
    except Rejected:
        return

    assert kind.check(value) == value


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_every_kind_has_a_plain_form_that_names_its_type(kind):
    assert plain_kind(kind)["type"] == type(kind).__name__.lower()


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_every_kind_has_examples_and_each_of_them_fits(kind):
    assert kind.examples()
    assert [value for value in kind.examples() if not fits(kind, value)] == []


def test_the_kinds_tried_here_are_all_there_are():
    assert {type(kind) for kind in KINDS} == set(ALL_KINDS)


@pytest.mark.parametrize("error", [ValueError, KeyError, Rejected])
def test_a_kind_that_raises_whatever_it_may_takes_no_value(error):
    class Broken(Kind):
        def check(self, value):
            raise error("x", "y")

    assert not fits(Broken(), "value")


def test_the_options_an_answer_chose_are_known_in_lists_too_and_a_skip_chose_none():
    first, second, third = OPTIONS

    assert chosen(Choice(OPTIONS), "home") == (first,)
    assert chosen(Multi(OPTIONS), ["other", "home"]) == (first, third)
    assert chosen(Many(Choice(OPTIONS)), ["work", "home"]) == (second, first)
    assert chosen(Choice(OPTIONS), None) == chosen(Text(), "home") == ()


def test_only_what_a_person_wrote_counts_as_own_words():
    assert own_words(Many(Text()), ["a", "b"]) == ("a", "b")
    assert own_words(Turns(), [{"who": "me", "line": "a"}, {"who": "them", "line": "b"}]) == ("a", "b")
    assert own_words(Choice(OPTIONS), "home") == own_words(Day(), "2026") == own_words(Text(), None) == ()


def test_an_option_is_read_by_its_id_or_its_label_but_never_by_its_place():
    kind = Choice(OPTIONS)

    assert [kind.read("work"), kind.read("  AT HOME ")] == ["work", "home"]
    with pytest.raises(Rejected):
        kind.read("1")


@pytest.mark.parametrize("value", [True, 3.0, "3", None, [3], 11, -1])
def test_a_scale_takes_whole_numbers_in_its_range_and_nothing_else(value):
    with pytest.raises(Rejected):
        Scale(0, 10).check(value)


@pytest.mark.parametrize("value", ["2026-13-01", "2026-02-30", "26-01-01", "2026-1-1", "0000-01", "today", ""])
def test_a_day_that_does_not_exist_is_refused(value):
    with pytest.raises(Rejected):
        Day().check(value)


def test_a_text_with_half_a_surrogate_pair_is_refused_because_it_cannot_be_stored():
    with pytest.raises(Rejected):
        Text().check("a\ud800b")


@pytest.mark.parametrize(
    "goal",
    [
        "Jo will listen to me",
        "Jo stops working late",
        "Get Jo to talk more",
        "I want Jo to be kinder",
        "My partner helps at home",
        "They treat me with respect",
        "My boss gives me fewer shifts",
        "jo calls every day",
    ],
)
def test_a_goal_about_what_somebody_else_does_is_refused_with_help_to_turn_it_round(goal):
    with pytest.raises(Rejected) as refusal:
        Goal(("Jo", "Priya")).check(goal)

    assert "what would you do" in refusal.value.hint


@pytest.mark.parametrize(
    "goal",
    [
        "Raise one small concern within two days",
        "Strain with Jo from 7 to 4",
        "Tell Jo what I need once a week",
        "Let Jo know when I need quiet",
        "Jo and I eat together twice a week",
        "Choir three times in four weeks",
        "Meet two local people",
        "My own bedtime before eleven",
    ],
)
def test_a_goal_of_ones_own_is_taken_as_it_is(goal):
    assert Goal(("Jo", "Priya")).check(goal) == goal


@pytest.mark.parametrize("options", [None, [Option("a", "A")], ("a", "b")])
def test_a_choice_of_what_are_no_options_cannot_be_made(options):
    with pytest.raises(TypeError):
        Choice(options)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("March 2025", "2025-03"),
        ("sept 2025", "2025-09"),
        ("3/2025", "2025-03"),
        ("2025", "2025"),
        (" 2025-03-09 ", "2025-03-09"),
    ],
)
def test_a_day_is_read_as_people_write_months(typed, day):
    assert Day().read(typed) == day
