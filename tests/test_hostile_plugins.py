"""Plugins that work against the guard: whatever they do to what they are handed, a lock holds and the record stands."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FunctionType
from typing import Any

import pytest
from attrs import evolve

import ipt_core as ipt
from ipt_core import Ask, Exercise, Say, Toward
from ipt_core.answers import kinds
from ipt_core.guard import alarms, guard, plugin_code
from ipt_core.play.assessment import evidence
from ipt_core.plugins import Refused, bring
from ipt_core.record import events, facts, locks, naming
from ipt_core.record.events import Answered
from ipt_core.written import exercise, library, player
from ipt_core.written.area import Question
from ipt_core.written.measure import ItemsScript
from ipt_core.written.steps import AskStep, SlotStep
from libraries import CORE

LIBRARY = CORE
DAY, LATER = "2026-01-05", "2026-01-12"
FEAR = ipt.Choice((ipt.Option("fine", "Fine"), ipt.Option("fear", "Afraid", alarm="fear")))
CLEAR = {"private.afraid": False, "private.hurt": False, "private.no": "accepted"}
GUARDING = (kinds, events, facts, locks, naming, exercise, library, alarms, guard)  # what the guard decides by


def telling(known: ipt.Known) -> Iterator[Any]:
    """Tells of fear of Rick."""
    yield Ask("how", "How is Rick with you?", FEAR, about="Rick")


def course_after_a_fear(hostile: Callable[[ipt.Known], Any]) -> ipt.Course:
    """A course whose second session plays a hostile script, Rick being locked since the first."""
    own = [Exercise("hostile.tell", "Tell", telling), Exercise("hostile.work", "Work", hostile)]
    library = evolve(LIBRARY, exercises={**LIBRARY.exercises, **{one.id: one for one in own}})
    course = ipt.Course.start(library.trial("hostile.tell", "hostile.work"), id="x", on=DAY, programme="trial")
    course = calmly(course.answer("fear"), past="hostile.work")
    return calmly(course.open(LATER).answer("fine"))


def calmly(course: ipt.Course, past: str = "") -> ipt.Course:
    """The course at the next question of its hostile script, or, past it, at the end of its session."""
    while course.turn.ask is not None and course.turn.exercise in (past, "safety.private", "hostile.tell"):
        kind = course.turn.ask.kind
        course = course.answer(getattr(kind, "options", [None])[0].id if course.turn.ask.required else None)
    return course


def works_toward_rick() -> Iterator[Any]:
    yield Toward("Rick")
    yield Ask("say", "What will you say to Rick?")


def asked_about_rick(course: ipt.Course) -> bool:
    return course.turn.ask is not None and "Rick" in course.turn.ask.text


ATTACKS: dict[str, Callable[[ipt.Known], None]] = {}


def attack(function: Callable[[ipt.Known], None]) -> Callable[[ipt.Known], None]:
    ATTACKS[function.__name__.replace("_", " ")] = function
    return function


@attack
def assigns_to_the_record(known):
    known.locked = lambda person: False


@attack
def deletes_from_the_record(known):
    del known.locked


@attack
def empties_what_is_locked(known):
    known._record.locks = locks.Locks()


@attack
def forces_the_locks_open(known):
    for name in ("before", "held", "today"):
        object.__setattr__(known._record.locks, name, frozenset())


@attack
def says_that_rick_was_opened(known):
    for fact, value in {**CLEAR, "private.unlocked": "open"}.items():
        known._record.file(Answered(f"hostile.work/{fact[8:]}", value, fills=fact, about="Rick"))


@attack
def alters_the_facts_it_reads(known):
    for fact in known.every("private.afraid"):
        object.__setattr__(fact, "value", False)


@attack
def takes_the_safety_pages_away(known):
    known.library.pages.clear()


@attack
def puts_its_own_private_questions_in_the_library(known):
    known.library.exercises["safety.private"] = Exercise("safety.private", "Mine", telling)


@attack
def rewrites_an_exercise_of_the_core(known):
    for one in known.library.exercises.values():
        object.__setattr__(one, "script", telling)


@attack
def patches_the_class_of_the_record(known):
    facts.Known.locked = lambda self, person: False
    facts.Known.cleared = lambda self, person: True


@attack
def patches_the_class_of_the_locks(known):
    locks.Locks.locked = lambda self, person: False
    locks.Locks.cleared = lambda self, person: True


@attack
def patches_the_fields_of_the_locks(known):
    for name in ("before", "held", "today"):
        setattr(locks.Locks, name, frozenset())


@attack
def patches_what_names_a_person(known):
    locks.person_key = naming.person_key = lambda name: "nobody"


@attack
def patches_what_is_heard(known):
    alarms.heard = guard.heard = lambda ask, value: ()


@attack
def patches_the_guard_itself(known):
    def opens(person, record):
        yield Say("Go on.")
        return True

    guard.cleared = opens


@attack
def replaces_what_a_function_of_the_locks_does(known):
    locks.Locks.locked.__code__ = (lambda self, person: False).__code__
    locks.Locks.cleared.__code__ = (lambda self, person: True).__code__


@attack
def patches_what_watches_it(known):
    plugin_code._changed = lambda now, before: ()
    locks.Locks.locked = lambda self, person: False


@attack
def patches_how_attributes_are_read(known):
    locks.Locks.__getattribute__ = lambda self, name: frozenset()


class _Equal:
    def __init__(self, answer):
        self.answer = answer

    def __eq__(self, other):
        return True  # to whatever it is compared with

    def __call__(self, *_):
        return self.answer

    __hash__ = None


@attack
def patches_the_locks_with_what_claims_to_equal_them(known):
    locks.Locks.locked, locks.Locks.cleared = _Equal(False), _Equal(True)


@attack
def adds_one_attribute_and_takes_another_away(known):
    del locks.Locks.copy
    locks.Locks.__getattribute__ = lambda self, name: lambda *_: name == "cleared"


@pytest.mark.parametrize("attacked", ATTACKS.values(), ids=ATTACKS)
def test_somebody_locked_stays_locked_whatever_a_script_does_before_it_works_toward_them(attacked):
    def script(known):
        with suppress(Exception):
            attacked(known)
        yield from works_toward_rick()

    course = course_after_a_fear(script)

    assert not asked_about_rick(course)
    assert course.known.locked("Rick")


@pytest.mark.parametrize("attacked", ATTACKS.values(), ids=ATTACKS)
def test_somebody_locked_stays_locked_whatever_a_script_does_between_two_questions(attacked):
    def script(known):
        yield Ask("first", "How was it?")
        with suppress(Exception):
            attacked(known)
        yield Say("So.")
        with suppress(Exception):
            attacked(known)
        yield from works_toward_rick()

    course = calmly(course_after_a_fear(script).answer("Fine."))

    assert not asked_about_rick(course)
    assert course.known.locked("Rick")


@pytest.mark.parametrize("attacked", ATTACKS.values(), ids=ATTACKS)
def test_whatever_a_check_does_a_lock_holds(attacked):
    def judge(known):
        attacked(known)
        return ipt.met("Fine.")

    course = course_after_a_fear(telling)
    area = evolve(ipt.load_library(only=["grief"]).areas["grief"], checks=(ipt.check("X", "Hostile")(judge),))
    library = evolve(course.library, areas={"grief": area})
    record = facts.Record(library, facts.Ledger(), 3, 12, locks=course.known._record.locks)
    record.file(Answered("initial.focus/focus", ["grief"], fills="focus"))

    ipt.checked(record.known)

    assert record.locks.locked("Rick")
    assert record.known.locked("Rick")
    assert LIBRARY.page("safety.locked") != ""


def test_what_a_script_is_given_by_the_record_is_its_own():
    seen = []

    def script(known):
        who = yield Ask("who", "Who is near you?", ipt.Many(ipt.Person(mention=True)), fills="people")
        who.append("Added")
        known.latest("people").append("Added too")
        known.answer("hostile.work/who").append("And this")
        known.history("people")[-1].value.append("And that")
        seen.append(known.latest("people"))
        yield Ask("next", "And now?")

    mine = ["Jo"]
    course = course_after_a_fear(script).answer(mine)
    mine.append("Later")

    assert seen[-1] == ["Jo"]
    assert course.known.latest("people") == ["Jo"]
    assert course.known.people == ("Jo",)
    kept = [event.value for event in course.events if getattr(event, "fills", "") == "people"]
    assert kept == [None, ["Jo"]]  # skipped in the first session


def test_a_script_reads_what_was_answered_while_it_runs():
    def script(known):
        yield Ask("mood", "How is your mood?", ipt.Scale(), fills="mood")
        yield Ask("next", f"You said {known.latest('mood')}.")

    assert course_after_a_fear(script).answer(7).turn.ask.text == "You said 7."


def test_changes_of_a_script_are_undone_when_its_step_is_over():
    before = {owner: dict(vars(owner)) for owner in (locks, locks.Locks, facts.Known, guard)}

    def script(known):
        locks.Locks.locked = None
        locks.Locks.added = True
        facts.Known.locked = None
        guard.cleared = None
        guard.added = True
        yield Ask("first", "How was it?")

    course_after_a_fear(script)

    assert {owner: dict(vars(owner)) for owner in before} == before


@pytest.mark.parametrize("id", ["safety.support", "safety.private", "initial.mine", "own.x/safety.support", "own.x#2"])
def test_no_exercise_that_is_handed_in_asks_under_the_names_of_the_core(id):
    def asks(known):
        yield Ask("thoughts", "Nothing?", ipt.YesNo())

    def script(known):
        yield from ipt.run(Exercise(id, "Mine", asks), known)

    assert course_after_a_fear(script).turn.ask is None


def test_the_exercise_of_the_library_is_played_instead_of_another_by_its_id():
    def mine(known):
        yield Ask("mine", "Mine?")

    def script(known):
        if known.session == 2:
            yield from ipt.run(Exercise("shared.pause", "Mine", mine), known)

    turn = course_after_a_fear(script).turn

    assert turn.title == LIBRARY.exercises["shared.pause"].title
    assert turn.ask.text != "Mine?"


@pytest.mark.parametrize("module", GUARDING, ids=lambda module: module.__name__)
def test_a_module_by_which_the_guard_decides_is_after_each_step_as_it_was(module):
    classes = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    before = {owner: dict(vars(owner)) for owner in (module, *classes)}
    ask = Ask("first", "How was it?")

    def script(known):
        for owner in before:
            owner.added = True
        yield ask

    course_after_a_fear(script)

    assert {owner: dict(vars(owner)) for owner in before} == before


def test_what_is_added_goes_also_when_as_much_was_taken_away(monkeypatch):
    monkeypatch.setattr(naming, "nothing", None, raising=False)
    before = dict(vars(naming))

    def script(known):
        del naming.nothing
        naming.added = True
        yield Ask("first", "How was it?")

    course_after_a_fear(script)

    assert dict(vars(naming)) == before


def test_no_set_or_mapping_by_which_the_guard_decides_can_be_filled_or_emptied_in_place():
    def script(known):
        for change in (
            lambda: locks.LOCKING.clear(),
            lambda: locks.STANDING.clear(),
            lambda: locks.SAFE.update({"private.afraid": (True, False)}),
            lambda: alarms.PLAIN_KINDS.add(ipt.Person),
            lambda: guard.IN_NAMES.clear(),
            lambda: guard.NOT_IN_KEYS.clear(),
        ):
            with pytest.raises(AttributeError):
                change()
        yield Ask("first", "How was it?")

    assert course_after_a_fear(script).turn.name == "hostile.work/first"


def spoils_the_answers(known):
    for ledger in (known._record.past, known._record.today):
        for filed in (ledger.facts, ledger.answers):
            for one in (one for given in filed.values() for one in given if isinstance(one.value, list)):
                one.value.append("Added")
            filed.clear()
        ledger.done.clear()


def test_what_a_script_does_to_the_answers_it_sees_leaves_those_of_the_course_as_they_were():
    def script(known):
        yield Ask("who", "Who is near you?", ipt.Many(ipt.Person(mention=True)), fills="people")
        spoils_the_answers(known)
        yield Ask("next", "And now?")
        spoils_the_answers(known)
        yield Ask("last", "And then?")

    mine = {**LIBRARY.exercises, "hostile.work": Exercise("hostile.work", "Work", script)}
    trial = evolve(LIBRARY, exercises=mine).trial("hostile.work")
    course = ipt.Course.start(trial, id="x", on=DAY, programme="trial").answer(["Jo"]).answer(None).answer(None)
    course = course.open(LATER).answer(["Mo"]).answer(None)

    assert course.turn.ask.key == "last"
    assert [fact.value for fact in course.known.history("people")] == [["Jo"], ["Mo"]]
    assert course.known.answers("hostile.work/who") == (["Jo"], ["Mo"])
    assert course.known.done("hostile.work") == (1, 2)
    assert [event.value for event in course.events if getattr(event, "fills", "") == "people"] == [["Jo"], ["Mo"]]


def test_what_a_script_does_to_the_library_it_sees_leaves_that_of_the_engine_as_it_was():
    def told(of):
        return [
            {id: one.text for id, one in of.pages.items()},
            {id: one.high for id, one in of.measures.items()},
            {id: one.script for id, one in of.exercises.items()},
        ]

    before, steps = told(LIBRARY), []

    def script(known):
        steps.extend(step for one in known.library.exercises.values() for step in one.steps)
        for shelf, field in (("pages", "text"), ("measures", "high"), ("exercises", "script")):
            for one in getattr(known.library, shelf).values():
                object.__setattr__(one, field, None)
        yield Ask("first", "How was it?")

    course_after_a_fear(script)

    assert told(LIBRARY) == before
    assert steps == []  # of these a script could change each one


def test_nobody_puts_anything_into_a_library_or_takes_anything_out():
    for shelf in (LIBRARY.pages, LIBRARY.exercises, LIBRARY.crisis):
        with pytest.raises(TypeError):
            shelf["safety.support"] = None
        with pytest.raises(TypeError):
            del shelf["safety.support"]


def test_the_record_can_be_read_and_not_changed():
    known = facts.Record(LIBRARY, facts.Ledger(), 1, 12).known

    with pytest.raises(AttributeError, match="cannot be changed"):
        known._record = None
    with pytest.raises(AttributeError, match="cannot be changed"):
        del known._record
    assert known.session == 1


def opens_rick(known):
    known._record.locks = locks.Locks(private={(fact, "rick"): value for fact, value in CLEAR.items()})
    yield from works_toward_rick()


def test_a_script_made_from_that_of_a_measure_is_code_of_a_plugin():
    class Mine(ItemsScript):
        def __call__(self, known):
            return opens_rick(known)

    assert not asked_about_rick(course_after_a_fear(Mine(LIBRARY.measures["measure.phq9"])))


def test_an_exercise_that_takes_a_name_of_the_core_while_it_runs_fills_no_fact_of_the_core():
    own = []

    def script(known):
        object.__setattr__(own[0], "id", "safety.mine")
        yield Ask("afraid", "Not afraid?", ipt.YesNo(), fills="private.afraid", about="Rick")

    own.append(Exercise("hostile.work", "Work", script))
    trial = evolve(LIBRARY, exercises={**LIBRARY.exercises, "hostile.work": own[0]}).trial("hostile.work")

    assert ipt.Course.start(trial, id="x", on=DAY, programme="trial").turn.ask is None


def test_a_score_can_neither_break_the_focus_nor_change_the_answers_that_the_next_one_gets():
    seen = []

    def spoils(answers):
        answers["one"].append("Added")
        raise SystemExit

    def looks(answers):
        seen.append(answers["one"])
        return 3

    grief = ipt.load_library(only=["grief"]).areas["grief"]
    questions = (Question("one", 1, spoils, ""), Question("one", 1, looks, ""))
    area = evolve(grief, assessment=evolve(grief.assessment, gate=(), questions=questions))
    record = facts.Record(LIBRARY, facts.Ledger(), 1, 12)
    record.file(Answered(f"{area.assessment.exercise.id}/one", ["Jo"]))

    assert evidence(area, record.known).score == 100
    assert seen == [["Jo"]]


def test_a_hook_that_brings_a_class_of_its_own_made_from_one_of_the_core_is_refused():
    class Mine(Exercise):
        core = True

    class Plugin:
        @ipt.hookimpl
        def ipt_exercises(self):
            return [Mine("own.x", "Mine", telling)]

    with pytest.raises(Refused, match="must return Exercise values, not Mine"):
        bring(Plugin())


def test_an_area_that_holds_a_class_of_its_own_made_from_one_of_the_core_is_refused():
    class Mine(Exercise):
        core = True

    grief = ipt.load_library(only=["grief"]).areas["grief"]

    class Plugin:
        @ipt.hookimpl
        def ipt_problem_areas(self):
            return [evolve(grief, exercises=(*grief.exercises, Mine("grief.mine", "Mine", telling)))]

    with pytest.raises(Refused, match="'grief' must hold Exercise values, not Mine"):
        bring(Plugin())


def opens_everything(known):
    """A script that reaches for the engine's own record, through what only the engine should have."""
    known._record.locks = locks.Locks(private={(question, "rick"): value for question, value in CLEAR.items()})
    yield from works_toward_rick()


class LooksLikeContent:
    """A script that has the code of one made from a content file, and does something else."""

    __code__ = LIBRARY.exercises["shared.pause"].script.__code__

    def __call__(self, known):
        """Play it."""
        yield from opens_everything(known)


def content_with_other_globals():
    real = LIBRARY.exercises["shared.pause"].script
    inside = {**real.__globals__, "_play": lambda steps, scope: opens_everything(scope.known)}
    return FunctionType(real.__code__, inside, closure=real.__closure__)


@pytest.mark.parametrize(
    "script",
    [LooksLikeContent(), content_with_other_globals(), player.play((SlotStep("x"),), {"x": opens_everything})],
    ids=["its code", "its code with other globals", "steps with a slot of its own"],
)
def test_a_script_that_passes_for_content_does_not_reach_the_record_of_the_engine(script):
    course = course_after_a_fear(script)

    assert not asked_about_rick(course)
    assert course.known.locked("Rick")


def test_a_script_that_changes_how_content_is_played_does_not_reach_the_record_of_the_engine(monkeypatch):
    for step in player._PLAYERS:
        monkeypatch.setitem(player._PLAYERS, step, lambda step, scope: opens_everything(scope.known))

    def script(known):
        if known.session == 2:
            yield from ipt.run(known.library.exercises["shared.pause"], known)
        yield from works_toward_rick()

    course = course_after_a_fear(script)

    assert not asked_about_rick(course)
    assert course.known.locked("Rick")


def test_scripts_see_no_exercise_page_or_measure_that_the_engine_plays():
    engine = ipt.load_library(only=["grief"])
    seen = engine.copied_for_scripts()
    own = {id(one) for shelf in (engine.exercises, engine.pages, engine.measures) for one in shelf.values()}
    areas = [(*area.exercises, area.assessment.exercise) for area in seen.areas.values()]
    given = [one for shelf in (seen.exercises, seen.pages, seen.measures) for one in shelf.values()]

    assert [one.id for one in (*given, *(one for area in areas for one in area)) if id(one) in own] == []


def test_what_a_plugin_does_to_its_record_is_not_seen_by_content_files():
    asks = player.script_of_content((AskStep("who", "Who is it about?", ipt.Person()),), {})

    def script(known):
        yield Ask("names", "Who is there?", ipt.Many(ipt.Person(mention=True)), fills="people")
        known._record.locks = locks.Locks()
        if known.session == 2:
            yield from ipt.run(Exercise("own.content", "Content", asks), known)

    course = course_after_a_fear(script).answer(["Rick", "Mia"])

    assert course.turn.ask.kind.people == ("Mia",)
