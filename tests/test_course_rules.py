"""The rules of a course: phases, evidence, scores, techniques offered, and the end decision."""

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.play.assessment import Evidence, suggested
from ipt_core.play.ending import _row
from ipt_core.play.parts import SLOTS
from ipt_core.play.progress import off_track
from ipt_core.play.techniques import candidates
from ipt_core.record.events import Answered
from ipt_core.record.facts import Ledger, Record
from ipt_core.written.measure import Measure
from ipt_workbench.testing import begin, calm_answers, walk
from libraries import LIBRARY

CLASSIC = LIBRARY.programmes["classic"]
PHQ9 = LIBRARY.measures["measure.phq9"]
GAD7 = LIBRARY.measures["measure.gad7"]


def known(*facts: tuple, session: int = 5, library: ipt.Library = LIBRARY) -> ipt.Known:
    """A record that holds these facts: (name, value, about, session)."""
    ledger = Ledger()
    for place, (name, value, about, number) in enumerate(facts):
        ledger.file(Answered(f"x.y/k{place}", value, fills=name, about=about), number)
    return Record(library, ledger, session, 12).known


def answered(*answers: tuple) -> ipt.Known:
    """A record that holds these answers: (exercise/key, value, fact)."""
    ledger = Ledger()
    for name, value, fact in answers:
        ledger.file(Answered(name, value, fills=fact), 1)
    return Record(LIBRARY, ledger, 3, 12).known


# ---------------------------------------------------------------- phases


@pytest.mark.parametrize(
    ("sessions", "preset", "initial", "middle", "final"),
    [
        (12, "s001", 3, 6, 3),
        (14, "s001", 3, 9, 2),
        (15, "s001", 3, 9, 3),
        (16, "s001", 3, 10, 3),
        (12, "s002", 3, 7, 2),
        (16, "s002", 3, 7, 6),
        (6, "brief", 2, 2, 2),
        (8, "brief", 2, 4, 2),
        (20, "long", 3, 13, 4),
        (16, "iptuk", 4, 8, 4),
    ],
)
def test_the_presets_divide_a_course_as_the_sources_say(sessions, preset, initial, middle, final):
    assert CLASSIC.lengths(sessions, preset) == {"initial": initial, "middle": middle, "final": final}


@given(sessions=st.integers(6, 20))
def test_a_course_of_any_length_has_three_phases_in_order_and_every_agenda_exists(sessions):
    preset = CLASSIC.preset_for(sessions)
    agendas = [CLASSIC.agenda(number, sessions, preset) for number in range(1, sessions + 1)]
    phases = [phase for phase, _ in agendas]

    assert list(dict.fromkeys(phases)) == ["initial", "middle", "final"]
    assert phases == sorted(phases, key=["initial", "middle", "final"].index)
    for _, agenda in agendas:
        assert agenda[0].exercise in ("initial.welcome", "measure.phq9")
        assert all(item.exercise in LIBRARY.exercises and item.because for item in agenda)
        assert len({item.exercise for item in agenda}) == len(agenda)


@pytest.mark.parametrize("sessions", range(6, 21))
def test_a_course_of_six_to_twenty_sessions_begins_with_the_first_of_that_many(sessions):
    turn = ipt.Course.start(LIBRARY, id="c", on="2026-01-05", sessions=sessions).turn

    assert (turn.session, turn.of) == (1, sessions)


@given(sessions=st.integers(max_value=5) | st.integers(min_value=21))
@example(sessions=5)
@example(sessions=21)
def test_a_length_outside_six_to_twenty_is_refused(sessions):
    with pytest.raises(ipt.Rejected):
        ipt.Course.start(LIBRARY, id="c", on="2026-01-05", sessions=sessions)


def test_the_early_look_comes_in_session_four_and_the_review_half_way():
    def has(number, exercise):
        return exercise in [item.exercise for item in CLASSIC.agenda(number, 12, "s001")[1]]

    assert [number for number in range(1, 13) if has(number, "middle.early-look")] == [4]
    assert [number for number in range(1, 13) if has(number, "middle.mid-course")] == [6]
    assert [number for number in range(1, 13) if has(number, "measure.gad7")] == [1, 4, 8, 12]
    assert [number for number in range(1, 13) if has(number, "measure.phq9")] == list(range(1, 13))


@pytest.mark.parametrize("on", ["2026-01", "yesterday", "2026-02-30", 5, None])
def test_a_course_begins_on_a_whole_date_or_not_at_all(on):
    with pytest.raises(ipt.Rejected):
        ipt.Course.start(LIBRARY, id="c", on=on)


# ---------------------------------------------------------------- evidence

DISPUTES = "follows topics apart spoken stage rows elsewhere one-sided".split()
TRANSITIONS = "turned miss self demands dropped routine mixed choice now-hard strain helpers confidence".split()


def test_the_disputes_score_of_alex_is_82_and_92_with_the_event_near_the_onset():
    values = [3, ["time", "household", "support"], 2, "never", "impasse", 2, 2, 1]
    facts = [(f"disputes.assessment/{key}", value, "") for key, value in zip(DISPUTES, values, strict=True)]
    base = [("disputes.assessment/conflict", True, ""), ("disputes.assessment/who", "Jo", "focus.person"), *facts]
    safe = [("a.b/1", False, "private.afraid"), ("a.b/2", False, "private.hurt"), ("a.b/3", "accepted", "private.no")]

    def score(*more):
        record = Record(LIBRARY, Ledger(), 3, 12)
        for name, value, fact in [*base, *safe, *more]:
            record.file(Answered(name, value, fills=fact, about="Jo" if fact.startswith("private") else ""))
        found = {one.area: one for one in ipt.all_evidence(record.known)}
        return found["disputes"].score

    assert score() == 82
    assert score(("c.d/1", "2025-05-05", "disputes.since"), ("c.d/2", "2025-06-05", "onset")) == 92
    assert score(("c.d/1", "2025-02-05", "disputes.since"), ("c.d/2", "2025-06-05", "onset")) == 82


def test_the_gate_of_disputes_stays_closed_until_the_private_questions_are_clear():
    record = answered(
        ("disputes.assessment/conflict", True, ""),
        ("disputes.assessment/who", "Rick", "focus.person"),
        ("disputes.assessment/apart", 3, ""),
    )
    found = {one.area: one for one in ipt.all_evidence(record)}

    assert (found["disputes"].open, found["disputes"].score) == (False, 0)


def test_the_last_resort_area_is_halved_when_another_area_is_strong():
    lonely = [(f"deficits.assessment/{key}", 3, "") for key in ("first-move", "keep-going", "expect-no", "same-way")]
    grief = [(f"grief.assessment/{key}", 3, "") for key in ("started", "takes-over", "unreal")]
    gate = ("deficits.assessment/how-long", "always", "")
    alone = {one.area: one.score for one in ipt.all_evidence(answered(gate, *lonely))}
    beside = {
        one.area: one.score
        for one in ipt.all_evidence(answered(gate, *lonely, ("grief.assessment/died", True, ""), *grief))
    }

    assert beside["grief"] == 100
    assert beside["deficits"] == round(alone["deficits"] / 2)


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_at_most_two_areas_are_suggested_and_only_a_near_second(scores):
    found = tuple(sorted((Evidence(str(n), score, True) for n, score in enumerate(scores)), key=lambda one: -one.score))
    picked = suggested(found)
    by_area = {one.area: one.score for one in found}

    assert len(picked) <= 2
    assert not picked or by_area[picked[0]] == max(scores) >= 45
    if len(picked) == 2:
        assert by_area[picked[1]] >= 55
        assert by_area[picked[0]] - by_area[picked[1]] <= 20


@pytest.mark.parametrize("area", LIBRARY.areas)
@given(data=st.data())
def test_evidence_is_between_0_and_100_for_any_answers_with_at_most_three_reasons(area, data):
    course = begin(LIBRARY, f"{area}.assessment")
    for course in walk(course, lambda turn: data.draw(calm_answers(turn.ask))):
        pass
    found = {one.area: one for one in ipt.all_evidence(course.known)}[area]

    assert 0 <= found.score <= 100
    assert len(found.reasons) <= 3
    assert found.open or found.score == 0


# ---------------------------------------------------------------- scores


def phq(*values) -> dict:
    """PHQ-9 answers by item."""
    return {str(place): value for place, value in enumerate(values, 1)}


@pytest.mark.parametrize(
    ("answers", "total"),
    [
        ((2, 3, 2, 2, 1, 2, 2, 0, 0), 14),
        ((0,) * 9, 0),
        ((3,) * 9, 27),
        ((None,) * 9, None),
        ((1, 1, 1, 1, 1, 1, 1, 1, None), None),
        ((None, None, 2, 2, 2, 2, 2, 2, 0), 15),
        ((None, None, None, 2, 2, 2, 2, 2, 0), None),
        ((None, 1, 1, 1, 1, 1, 1, 1, 1), 9),
        ((None, 0, 0, 0, 0, 0, 0, 1, 3), 5),
    ],
)
def test_phq9_is_scored_with_its_rules_for_missing_items(answers, total):
    assert PHQ9.total(phq(*answers)) == total


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (10, "moderate"),
        (15, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_phq9_bands_change_at_their_published_limits(total, band):
    assert PHQ9.band(total) == band


@pytest.mark.parametrize(("missing", "has_total"), [(0, True), (1, True), (2, False)])
def test_gad7_takes_one_missing_item_and_no_more(missing, has_total):
    answers = {str(place): (None if place <= missing else 2) for place in range(1, 8)}

    assert (GAD7.total(answers) is not None) is has_total


@pytest.mark.parametrize("measure", [PHQ9, GAD7], ids=lambda one: one.code)
def test_a_measure_carries_its_credit_and_the_code_of_every_item(measure: Measure):
    assert "Spitzer" in measure.credit
    assert all(item.loinc for item in measure.items)
    assert measure.loinc


def test_a_score_is_said_with_its_band_and_that_it_is_no_diagnosis():
    assert PHQ9.report(14) == "Your PHQ-9 score is 14 of 27: moderate. This is a symptom score, not a diagnosis."


# ---------------------------------------------------------------- the end


@pytest.mark.parametrize(
    ("first", "last", "unmet", "row"),
    [
        (12, 18, False, "worse"),
        (12, 17, False, "not-better"),
        (9, 2, False, "started-low"),
        (16, 11, False, "not-better"),
        (20, 14, False, "partly-better"),
        (15, 9, True, "partly-better"),
        (15, 9, False, "responded"),
        (14, 4, False, "remitted"),
        (14, 4, True, "responded"),
        (12, 5, False, "responded"),
        (17, 6, False, "responded"),
        (10, 5, True, "responded"),
    ],
)
def test_the_end_decision_takes_the_first_row_of_the_table_that_holds(first, last, unmet, row):
    assert _row(PHQ9, first, last, unmet) == row


@given(first=st.integers(0, 27), last=st.integers(0, 27), unmet=st.booleans())
def test_no_course_that_got_worse_or_left_a_check_open_is_called_remitted(first, last, unmet):
    row = _row(PHQ9, first, last, unmet)

    assert row != "remitted" or (last <= 4 and not unmet and first >= 10)
    assert (row == "worse") == (last - first >= 6)


@pytest.mark.parametrize(
    ("session", "last", "warned"),
    [(4, 17, True), (4, 16, False), (9, 13, True), (9, 12, False), (14, 9, True), (3, 27, False)],
)
def test_a_score_that_is_high_for_its_week_brings_a_prompt_to_seek_help(session, last, warned):
    assert bool(off_track(session, 30, 20, last)) is warned


def test_a_check_that_breaks_is_not_known_and_does_not_stop_the_end():
    def broken(known):
        raise ZeroDivisionError

    area = evolve(LIBRARY.areas["grief"], checks=(ipt.check("X", "Broken")(broken),))
    library = evolve(LIBRARY, areas={**LIBRARY.areas, "grief": area})
    ((_, verdict),) = ipt.checked(known(("focus", ["grief"], "", 3), library=library))

    assert verdict.finding.value == "not known"


# ---------------------------------------------------------------- techniques


@pytest.mark.parametrize(
    ("found", "first"),
    [
        ("talk", "shared.communication-analysis"),
        ("unsaid", "shared.name-feelings"),
        ("guess", "shared.check-assumption"),
    ],
)
def test_what_the_week_brought_decides_which_technique_is_suggested_first(found, first):
    record = answered(("shared.mood-link/found", found, "found"))

    assert candidates(record)[0][0].id == first


@pytest.mark.parametrize(
    ("found", "among"),
    [
        ("spiral", {"shared.pause", "disputes.break-spiral"}),
        ("reminder", {"grief.before-during-after", "grief.dates"}),
        ("demand", {"transitions.mastery-steps", "transitions.day-anchors"}),
    ],
)
def test_the_rule_table_suggests_the_areas_own_techniques_when_the_area_is_in_focus(found, among):
    record = Record(LIBRARY, Ledger(), 5, 12)
    focus = ["disputes", "grief"] if found != "demand" else ["transitions"]
    record.past.file(Answered("x.y/focus", focus, fills="focus"), 3)
    record.past.file(Answered("x.y/person", "Jo", fills="focus.person"), 3)
    record.file(Answered("shared.mood-link/found", found, fills="found"))
    suggestions = [exercise.id for exercise, because in candidates(record.known) if because and "usual" not in because]

    assert among & set(suggestions)


def test_techniques_of_areas_that_are_not_in_focus_are_not_offered():
    record = known(("focus", ["grief"], "", 3))

    assert {LIBRARY.area_of(one.id).id for one, _ in candidates(record) if LIBRARY.area_of(one.id)} == {"grief"}


# ---------------------------------------------------------------- getting worse, breaks, closed techniques


@pytest.mark.parametrize(
    ("totals", "alert"),
    [
        ((), False),
        ((14,), False),
        ((20,), True),
        ((14, 18), False),
        ((14, 19), True),
        ((14, 9, 14), True),
        ((17, 16, 18), False),
        ((4, 8), False),
    ],
)
def test_phq9_alerts_on_a_rise_of_five_from_start_or_best_or_from_twenty(totals, alert):
    assert PHQ9.alert(totals) is alert


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (14, 9, "no clear change"),
        (14, 8, "a clear change for the better, now under 10"),
        (20, 14, "a clear change for the better"),
        (8, 2, "a clear change for the better"),
        (10, 16, "a clear change for the worse"),
        (10, 15, "no clear change"),
    ],
)
def test_a_change_is_called_clear_from_six_points_on(first, last, words):
    assert PHQ9.change(first, last) == words


def test_a_session_after_two_weeks_away_looks_at_mood_and_safety_first():
    agendas = {away: [item.exercise for item in CLASSIC.agenda(5, 12, "s001", away)[1]] for away in (13, 14)}

    assert "middle.welcome-back" not in agendas[13]
    assert agendas[14][:2] == ["measure.phq9", "middle.welcome-back"]


@pytest.mark.parametrize(("item", "shown"), [(1, False), (3, True)])
def test_after_missed_sessions_help_comes_first_when_the_last_score_was_high(item, shown):
    ledger = Ledger()
    for number in range(1, 9):
        ledger.file(Answered(f"measure.phq9/{number}", item, fills=f"phq9.{number}"), 1)
    ledger.file(Answered("measure.phq9/9", 0, fills="phq9.9"), 1)
    said = [step.text for step in SLOTS["missed"](Record(LIBRARY, ledger, 2, 12).known)]

    assert (LIBRARY.page("safety.getting-worse") in said) is shown


@pytest.mark.parametrize(("trauma", "offered"), [("no", True), ("often", False), ("overwhelming", False)])
def test_role_play_and_retelling_are_closed_for_severe_trauma_symptoms(trauma, offered):
    record = answered(("initial.suitability/trauma", trauma, ""), ("initial.focus/focus", ["grief"], "focus"))
    ids = {one.id for one, _ in candidates(record)}

    assert ("shared.role-play" in ids) is offered
    assert ("grief.before-during-after" in ids) is offered


def test_what_stirs_strong_feelings_rests_after_a_clear_rise():
    ledger = Ledger()
    for session, values in ((1, (1,) * 8 + (0,)), (2, (2,) * 8 + (0,))):
        for item, value in enumerate(values, 1):
            ledger.file(Answered(f"measure.phq9/{item}", value, fills=f"phq9.{item}"), session)
    stirring = [one.id for one, _ in candidates(Record(LIBRARY, ledger, 3, 12).known) if one.stirs]

    assert stirring == []
