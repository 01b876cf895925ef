"""Role transitions: leaving one part of life, and growing into the next."""

from ipt_core import ProblemArea, hookimpl, load_area

from .checks import (
    a_future_in_it,
    both_roles_seen_fairly,
    loss_was_mourned,
    mastery,
    no_spill_over,
    support_fits,
)
from .scoring import one_sided
from .steadiness import week_of_anchors


@hookimpl
def ipt_problem_areas() -> list[ProblemArea]:
    """The one area of this plugin."""
    return [
        load_area(
            __package__,
            checks=[
                both_roles_seen_fairly,
                loss_was_mourned,
                mastery,
                support_fits,
                a_future_in_it,
                no_spill_over,
            ],
            exercises=[week_of_anchors],
            scores={"now-hard": one_sided},
        )
    ]
