"""The one score of the assessment that a score map cannot express."""

from collections.abc import Mapping
from typing import Any


def one_sided(answers: Mapping[str, Any]) -> int | None:
    """3 when only one side of the new life was filled in, 0 when both, None when neither.

    Source: clinical reference B.6, T-Q11.
    """
    good, hard = bool(answers.get("now-good")), bool(answers.get("now-hard"))
    if not good and not hard:
        return None
    return 0 if good and hard else 3
