"""The steadiness of a week: days near one's own usual times, midnight included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_transitions.steadiness import steadiness

TIMES = st.times().map(lambda time: f"{time:%H:%M}")


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (["07:00"] * 7, 7.0),
        (["07:00", "07:30", "06:40", "07:10", "07:05", "07:20", "06:50"], 7.0),
        (["23:50", "00:10", "00:00", "23:45", "00:20", "23:55", "00:05"], 7.0),
        (["07:00"] * 6 + ["12:00"], 6.0),
        (["07:00", "07:10", "07:05"], 3.0),
        (["07:00", "07:10"], None),
        ([], None),
    ],
)
def test_a_week_counts_the_days_within_45_minutes_of_the_usual_time(times, found):
    assert steadiness({"up": times}) == found


@given(st.dictionaries(st.sampled_from(["up", "contact", "main", "meal", "bed"]), st.lists(TIMES, max_size=7)))
def test_steadiness_is_between_0_and_7_or_not_known(times):
    found = steadiness(times)

    assert (found is None) == all(len(logged) < 3 for logged in times.values())
    assert found is None or 0 <= found <= 7


@given(st.lists(TIMES, min_size=3, max_size=7), st.integers(0, 1439))
def test_it_does_not_matter_where_on_the_clock_the_week_lies(times, shift):
    def moved(time):
        minutes = (int(time[:2]) * 60 + int(time[3:]) + shift) % 1440
        return f"{minutes // 60:02}:{minutes % 60:02}"

    here, there = steadiness({"up": times}), steadiness({"up": [moved(time) for time in times]})

    assert abs(here - there) <= 1  # a day just on the edge of the window may fall to either side


def test_the_week_of_anchors_says_the_number_it_comes_to(library):
    from ipt_workbench.testing import begin

    course = begin(library, "transitions.week-of-anchors")
    for _ in range(5):
        course = course.answer(["07:00"] * 7)

    assert "Steadiness this week: 7.0 of 7" in course.turn.said[0]
    assert isinstance(course, ipt.Course)
