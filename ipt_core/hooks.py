"""The whole contract between the core and a plugin.

A plugin is a module named by an entry point of the group ``ipt``. It implements the hooks it needs,
each marked with ``@hookimpl`` and returning a list. Hooks take no arguments and must not do slow work.
"""

from __future__ import annotations

import pluggy

from .crisis import CrisisService
from .written.area import ProblemArea
from .written.exercise import Exercise
from .written.measure import Measure

GROUP = "ipt"  # of entry points, and pluggy's project name

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def ipt_problem_areas() -> list[ProblemArea]:  # type: ignore[empty-body]
    """The problem areas this plugin brings, usually ``[load_area(__package__, ...)]``."""


@hookspec
def ipt_exercises() -> list[Exercise]:  # type: ignore[empty-body]
    """Exercises that belong to no area."""


@hookspec
def ipt_measures() -> list[Measure]:  # type: ignore[empty-body]
    """Measures, with their licence and source."""


@hookspec
def ipt_crisis_services() -> list[CrisisService]:  # type: ignore[empty-body]
    """Crisis services to add to a country's own. The core's come first, and none can be taken away or changed."""
