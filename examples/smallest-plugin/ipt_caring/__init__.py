"""Caring for someone: when care for another leaves little room for oneself."""

from ipt_core import ProblemArea, hookimpl, load_area

from .checks import weighs_less


@hookimpl
def ipt_problem_areas() -> list[ProblemArea]:
    """The one area of this plugin."""
    return [load_area(__package__, checks=[weighs_less])]
