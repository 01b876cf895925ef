"""Resuming: a course loaded from its plain form and standing at its question again, against the bare send."""

from __future__ import annotations

import ipt_core as ipt
from benchmarks.answers import generator
from benchmarks.course import begun, library, values
from benchmarks.timing import in_turn, table


def main() -> None:
    """Print the table."""
    rows = [("answers", "resume, microseconds", "an answer", "of a bare send")]
    for answered in (20, 180, 800):
        there = library(answered + 5)
        course = begun(there)
        for value in values(answered):
            course = course.answer(value)
        plain = ipt.plain_course(course)
        times = in_turn(
            {
                "resume": lambda plain=plain, there=there: ipt.course_from_plain(plain, there).turn,
                "send": generator(answered),
            }
        )
        micro = times["resume"] * 1e6
        ratio = times["resume"] / times["send"]
        rows.append((str(answered), f"{micro:,.0f}", f"{micro / answered:.2f}", f"{ratio:.0f}x"))
    table(rows)


if __name__ == "__main__":
    main()
