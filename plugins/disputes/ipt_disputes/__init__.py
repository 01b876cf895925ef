"""Role disputes: two people who expect different things of each other, and what one of them can do about it."""

from ipt_core import ProblemArea, hookimpl, load_area

from .checks import known_pattern, lighter, moving, safe, tried, understood


@hookimpl
def ipt_problem_areas() -> list[ProblemArea]:
    """The one area of this plugin."""
    return [load_area(__package__, checks=[understood, moving, tried, lighter, known_pattern, safe])]
