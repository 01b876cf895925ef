"""Grief: mourning a death, and finding the way back to other people."""

from ipt_core import ProblemArea, hookimpl, load_area

from .checks import dates_planned, less_stuck, life_widens, picture_is_mixed, somebody_knows, story_told


@hookimpl
def ipt_problem_areas() -> list[ProblemArea]:
    """The grief area."""
    return [
        load_area(
            __package__,
            checks=[story_told, picture_is_mixed, somebody_knows, life_widens, less_stuck, dates_planned],
            scores={},
        )
    ]
