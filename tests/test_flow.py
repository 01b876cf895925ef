"""What flow says of an exercise is held against the real player, over random exercises and random answers."""

from functools import partial

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.answers.conditions import Condition
from ipt_core.answers.kinds import Choice, Many, Multi, Option, Person, Scale, Text, Turns, YesNo
from ipt_core.play.parts import SLOTS
from ipt_core.written.exercise import Exercise
from ipt_core.written.player import play
from ipt_core.written.steps import AskStep, BlockStep, EachStep, OptionsFrom, SayStep, StopStep, TowardStep, UseStep
from ipt_core.written.steps import walk as all_steps
from ipt_workbench.flow.domains import outcome, values
from ipt_workbench.flow.flow import Flow, Recorded, reachable
from ipt_workbench.testing import answers, begin, walk
from libraries import CORE

MARK = "@"
THREE = Choice((Option("x", "X"), Option("y", "Y"), Option("z", "Z")))
STAGES = Choice((Option("impasse", "I"), Option("renegotiation", "R")))
KINDS = [
    YesNo(),
    THREE,
    Choice((Option("x", "X"), Option("bad", "Bad", alarm="fear"))),
    Scale(0, 3),
    Scale(0, 10),
    Multi((Option("x", "X"), Option("y", "Y"), Option("z", "Z"))),
    Multi((Option("x", "X"), Option("y", "Y")), at_least=1, at_most=1),
    Many(Text(), at_most=3),
    Many(Person(mention=True), at_least=1),
    Text(),
    Person(mention=True),
    Person(),
    Turns(2),
]
KEYS = ["a", "b", "c", "d"]
OUTSIDE = ["stage", "own.fact", "own.setup/x", "own.inner/y", "own.main/a", "own.fact.today", "stage.before", "people"]
FACTS = ["", "own.fact", "stage", "people"]


def conditions(keys):
    """Any condition on one of these keys."""
    words = st.lists(
        st.sampled_from(["yes", "no", "x", "y", "z", "X", "bad", "1", "3", "impasse"]), min_size=1, max_size=2
    )
    number = st.integers(0, 6).map(float)
    test = st.one_of(
        words.map(lambda some: ("is", tuple(some))),
        st.just(("empty", ())),
        number.map(lambda one: ("at_least", one)),
        number.map(lambda one: ("at_most", one)),
        st.lists(st.sampled_from(["x", "x y", "impasse"]), min_size=1, max_size=2).map(
            lambda some: ("mentions", tuple(some))
        ),
    )
    return st.builds(lambda key, one, no: Condition(key, *one, no), st.sampled_from(keys), test, st.booleans())


def whens(keys):
    return st.lists(conditions(keys), max_size=2, unique_by=lambda one: one.key).map(tuple)


def asks(keys):
    kind = st.sampled_from(KINDS) | st.builds(OptionsFrom, st.sampled_from(KEYS), st.booleans())
    return st.builds(
        lambda key, kind, fills, when: AskStep(key, f"{key}?", kind, fills=fills, when=when),
        st.sampled_from(KEYS),
        kind,
        st.sampled_from(FACTS),
        whens(keys),
    )


def some_steps(keys, depth=2):
    """A few random steps."""
    when = whens(keys)
    options = [
        asks(keys),
        asks(keys),
        st.builds(lambda when: SayStep("…", when), when),
        st.builds(lambda when: StopStep(when=when), when),
        st.builds(lambda key, when: TowardStep(key, when), st.sampled_from(KEYS), when),
        st.builds(lambda when: UseStep("own.inner", when=when), when),
    ]
    if depth:
        inner = some_steps([*keys, "item"], depth - 1)
        options += [
            st.builds(BlockStep, inner, when, st.just(()) | inner),
            st.builds(
                lambda key, steps, when: EachStep(key, "item", steps, when=when), st.sampled_from(KEYS), inner, when
            ),
        ]
    return st.lists(st.one_of(options), min_size=1, max_size=6 if depth == 2 else 3).map(tuple)


def made(id, steps):
    return Exercise(id, id, play(steps, SLOTS), steps=steps)


def marked(steps, path=("steps",)):
    """The same steps, each saying its path when it is reached."""
    out = []
    for index, step in enumerate(steps):
        here = (*path, index)
        bare = evolve(step, when=())
        if isinstance(step, BlockStep | EachStep):
            bare = evolve(bare, steps=marked(step.steps, (*here, "steps")))
        otherwise = ()
        if isinstance(step, BlockStep):
            bare, otherwise = evolve(bare, otherwise=()), marked(step.otherwise, (*here, "else"))
        out.append(BlockStep((SayStep(f"{MARK}{here}"), bare), step.when, otherwise))
    return tuple(out)


SETUP = (
    AskStep("x", "?", YesNo()),
    *(AskStep(f"fact-{number}", "?", kind, fills="own.fact") for number, kind in enumerate(KINDS)),
    *(AskStep(f"stage-{number}", "?", kind, fills="stage") for number, kind in enumerate((*KINDS, STAGES))),
)
INNER = (AskStep("y", "?", THREE, fills="own.fact"),)


def on_hand(steps):
    """The library with the random exercise, and its like that says where it is."""
    three = [made("own.setup", SETUP), made("own.inner", INNER), made("own.main", steps)]
    library = evolve(CORE, exercises={**CORE.exercises, **{one.id: one for one in three}})
    loud = evolve(library, exercises={**library.exercises, "own.main": made("own.main", marked(steps))})
    return library, loud


CALM = {"safe-here": True, "afraid": False, "hurt": False, "no": "accepted"}


def reached(loud, choose):
    """The paths that one sitting comes to."""
    course = begin(loud, "own.setup", "own.main")
    found = set()

    def answer(turn):
        found.update(one for one in turn.said if one.startswith(MARK))
        key = turn.name.rpartition("/")[2]
        if key in CALM:
            return CALM[key]
        if "safety." in turn.name:
            return None if not turn.ask.required else "back"
        return choose(turn)

    for course in walk(course, answer):
        pass
    found.update(one for one in course.turn.said if one.startswith(MARK))
    return found


@given(some_steps(KEYS + OUTSIDE), st.data())
def test_whatever_is_answered_no_step_is_reached_that_flow_calls_unreachable(steps, data):
    library, loud = on_hand(steps)
    never = {
        f"{MARK}{path}"
        for path, can in reachable(library.exercises["own.main"], Recorded.of(library)).items()
        if not can
    }
    if not never:
        return
    for _ in range(3):
        seen = reached(loud, lambda turn: data.draw(st.none() | answers(turn.ask.kind), turn.name))

        assert seen & never == set()


@given(some_steps(KEYS + OUTSIDE))
def test_the_answers_that_flow_gives_for_a_step_lead_the_real_player_to_it(steps):
    assume(not breaking(steps))
    library, loud = on_hand(steps)
    flow = Flow(library.exercises["own.main"], Recorded.of(library))
    for path, moment in flow.moments.items():
        witness = flow.witness(moment.needs)
        if witness is None or not witness.sure or not can_be_set(witness.before):
            continue
        seen = reached(loud, partial(follow, flow, witness))

        assert f"{MARK}{path}" in seen


def breaking(steps):
    """Whether a choice may be from an answer that is no list, which ends the exercise."""
    asks = [step for _, step in all_steps(steps) if isinstance(step, AskStep)]
    lists = Many | Multi | Turns | Text | Person
    sources = {ask.kind.key for ask in asks if isinstance(ask.kind, OptionsFrom)}
    return any(ask.ask in sources and not isinstance(ask.kind, lists) for ask in asks)


def can_be_set(before):
    """Whether the questions of SETUP can bring this about."""
    return all(value is None or key in ("stage", "own.fact", "own.setup/x") for key, value in before.items())


def follow(flow, witness, turn):
    """The witness's answer to what is asked now."""
    name = turn.name.removeprefix("own.setup/")
    if turn.name.startswith("own.setup/"):
        wanted = witness.before.get({"x": "own.setup/x", "stage": "stage"}.get(name.partition("-")[0], "own.fact"))
        fits = wanted is not None and kind_takes(turn.ask.kind, wanted)
        return wanted if fits else None
    key = turn.name.partition("#")[0].rpartition("/")[2]
    for path, value in witness.answers.items():
        if flow.moments[path].step.ask == key and asked_now(flow, path, turn):
            return flow.fitting(path, value, turn.ask.kind)
    return None


def kind_takes(kind, value):
    try:
        kind.check(value)
    except ipt.Rejected:
        return False
    return True


def asked_now(flow, path, turn):
    """Whether it is the question at `path` that is asked: the last that said where it is."""
    return turn.said and [one for one in turn.said if one.startswith(MARK)][-1:] == [f"{MARK}{path}"]


# ---------------------------------------------------------------- by hand


def flow_of(*steps):
    """What flow makes of some steps."""
    library, _ = on_hand(steps)
    return Flow(library.exercises["own.main"], Recorded.of(library))


def never(flow):
    """The paths that are never reached."""
    return [path for path, moment in flow.moments.items() if not flow.can(moment.needs)]


def when(key, op, wanted=(), no=False):
    return (Condition(key, op, wanted, no),)


HEAT = AskStep("heat", "?", Scale(0, 10))
LOW, HIGH = when("heat", "at_most", 3.0), when("heat", "at_least", 7.0)


def test_two_limits_that_exclude_each_other_are_never_met_together():
    inner = BlockStep((SayStep("a", HIGH),), LOW)

    assert never(flow_of(HEAT, inner)) == [("steps", 1, "steps", 0)]


def test_what_is_blamed_is_just_what_excludes_it():
    flow = flow_of(
        AskStep("a", "?", YesNo()), HEAT, BlockStep((BlockStep((SayStep("x", HIGH),), when("a", "is", ("yes",))),), LOW)
    )
    blamed = flow.blamed(flow.moments["steps", 2, "steps", 0, "steps", 0].needs)

    assert [one.condition.op for one in blamed] == ["at_most", "at_least"]


def test_a_witness_names_the_answers_that_matter_and_no_others():
    flow = flow_of(AskStep("a", "?", YesNo()), HEAT, SayStep("x", HIGH))
    witness = flow.witness(flow.moments["steps", 2].needs)

    assert (list(witness.answers), witness.before, witness.sure) == ([("steps", 1)], {}, True)
    assert witness.answers["steps", 1] >= 7


def test_a_question_may_be_skipped_unless_it_is_required():
    asked, needed = AskStep("a", "?", YesNo()), AskStep("a", "?", YesNo(), required=True)
    skipped = SayStep("x", when("a", "empty"))

    assert never(flow_of(asked, skipped)) == []
    assert never(flow_of(needed, skipped)) == [("steps", 1)]


def test_after_a_loop_that_had_no_rounds_an_answer_of_before_stands():
    loop = EachStep("b", "item", (AskStep("a", "?", YesNo()),))
    after = BlockStep((SayStep("x", when("a", "is", ("yes",))),), when("b", "empty"))

    assert never(flow_of(AskStep("a", "?", YesNo()), AskStep("b", "?", KINDS[7]), loop, after)) == []


def test_after_an_answer_that_tells_of_fear_the_exercise_goes_no_further():
    ask = AskStep("how", "?", KINDS[2])

    assert never(flow_of(ask, SayStep("x", when("how", "is", ("bad",))))) == [("steps", 1)]


def test_a_choice_from_an_earlier_answer_is_among_what_that_answer_holds():
    many = AskStep("a", "?", KINDS[5])
    one = AskStep("b", "?", OptionsFrom("a", several=False))
    both = BlockStep((SayStep("x", when("b", "is", ("x",))),), when("a", "is", ("x",), no=True))

    assert never(flow_of(many, one, both)) == [("steps", 2, "steps", 0)]


def test_a_choice_from_an_earlier_answer_may_be_any_of_it_also_where_only_its_fact_is_looked_at():
    one = AskStep("b", "?", OptionsFrom("a", several=False), fills="own.fact")
    given = BlockStep((SayStep("x", when("own.fact", "is", ("y",))),), when("b", "empty", no=True))

    assert never(flow_of(AskStep("a", "?", KINDS[5]), one, given)) == []


def test_a_loop_may_leave_an_answer_of_its_last_round_behind():
    each = EachStep("a", "item", (AskStep("b", "?", YesNo()),))

    assert never(flow_of(AskStep("a", "?", KINDS[7]), each, SayStep("x", when("b", "is", ("yes",))))) == []


YES, IS_Y, NONE = ("is", ("yes",)), ("is", ("y",)), ("empty", ())


def under(key, test, *steps):
    """Steps under a condition."""
    return BlockStep(steps, when(key, *test))


FACT = AskStep("a", "?", YesNo(), fills="own.fact")
OTHER = AskStep("c", "?", THREE, fills="own.fact")


def test_what_another_exercise_may_change_is_not_taken_to_stand():
    assert never(flow_of(FACT, under("a", YES, UseStep("own.inner"), SayStep("x", when("own.fact", *IS_Y))))) == []
    assert never(flow_of(FACT, under("a", YES, SayStep("x", when("own.fact", *IS_Y))))) == [("steps", 1, "steps", 0)]


def test_what_an_earlier_round_may_change_is_not_taken_to_stand():
    people = AskStep("b", "?", KINDS[7])
    loop = EachStep("b", "item", (SayStep("x", when("own.fact", *IS_Y)), OTHER))

    assert never(flow_of(FACT, people, under("a", YES, loop))) == []


def test_a_round_begins_without_the_answers_of_the_round_before():
    loop = EachStep("b", "item", (SayStep("x", when("a", *YES)), AskStep("a", "?", YesNo())))

    assert never(flow_of(AskStep("a", "?", YesNo()), AskStep("b", "?", KINDS[7]), loop)) == [("steps", 2, "steps", 0)]


def test_an_answer_changes_its_fact_and_what_was_given_today():
    told = under("own.fact.today", NONE, FACT, SayStep("x", when("own.fact.today", *NONE, no=True)))

    assert never(flow_of(told)) == []


def test_an_answer_changes_the_latest_answer_of_its_own_exercise():
    assert never(flow_of(under("own.main/a", NONE, FACT, SayStep("x", when("own.main/a", *YES))))) == []


def test_a_fact_does_not_change_an_answer_of_the_same_name():
    fact = AskStep("a", "?", THREE, fills="b")

    assert never(flow_of(AskStep("b", "?", YesNo()), fact, under("a", IS_Y, SayStep("x", when("b", *YES))))) == []


def test_a_question_asked_in_two_ways_keeps_the_options_of_both():
    two = [
        AskStep("a", "?", KINDS[5], when=when("stage", "is", ("impasse",))),
        AskStep("a", "?", Multi((Option("q", "Q"),)), when=when("stage", "is", ("impasse",), no=True)),
        AskStep("b", "?", OptionsFrom("a", several=False)),
        SayStep("x", when("b", "is", ("x",))),
        SayStep("q", when("b", "is", ("q",))),
    ]

    assert never(flow_of(*two)) == []


# ---------------------------------------------------------------- classes of answers


@settings(max_examples=200)  # of a moment each
@given(st.sampled_from(KINDS), st.lists(conditions(["k"]), max_size=5), st.data())
def test_for_every_answer_there_is_a_sample_for_which_all_conditions_come_out_the_same(kind, some, data):
    tests = [Condition("", one.op, one.wanted) for one in some]
    found = values(kind, tests)
    if found is not None:
        answer = data.draw(answers(kind) | worded(kind))

        assert outcome(answer, tests) in {outcome(one, tests) for one in found}
        assert all(kind_takes(kind, one) for one in found)


def test_numbers_between_two_limits_have_a_sample_of_their_own():
    low, high = Condition("", "at_most", 3.0), Condition("", "at_least", 5.0)

    assert (False, False) in {outcome(one, (low, high)) for one in values(Scale(0, 10), (low, high))}


def worded(kind):
    """Answers that hold what conditions look for."""
    words = st.lists(st.sampled_from(["x", "y", "x y", "impasse", "yes", "1", "X"]), max_size=3, unique_by=str.casefold)
    if isinstance(kind, Many):
        return words.filter(lambda some: kind_takes(kind, some)) | answers(kind)
    if isinstance(kind, Text | Person):
        return words.map(" ".join).filter(lambda text: kind_takes(kind, text))
    return answers(kind)
