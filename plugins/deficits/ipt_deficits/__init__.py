"""Loneliness and connection: few close ties for a long time, and first steps toward people."""

from ipt_core import ProblemArea, hookimpl, load_area

from .checks import gap_is_smaller, more_contact, other_move_used, reaches_out, regular_place, tie_grew
from .scoring import closeness_gap


@hookimpl
def ipt_problem_areas() -> list[ProblemArea]:
    """The area of long loneliness."""
    return [
        load_area(
            __package__,
            checks=[other_move_used, more_contact, tie_grew, gap_is_smaller, regular_place, reaches_out],
            scores={"actual": closeness_gap},
        )
    ]
