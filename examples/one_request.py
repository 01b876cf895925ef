"""Stateless: plain data in, plain data out, as one request of a web service. The caller keeps the course.

echo '{}' | python examples/one_request.py                                  # starts a course
echo '{"course": ..., "answer": true}' | python examples/one_request.py     # answers its question
"""

import json
import sys
from typing import Any

import ipt_core as ipt


def handle(request: dict[str, Any], library: ipt.Library) -> dict[str, Any]:
    """Answer one request: start or restore a course, take the answer, return the course and its turn."""
    try:
        if "course" in request:
            course = ipt.course_from_plain(request["course"], library)
        else:
            course = ipt.Course.start(library, id="web", on=request.get("on", "2026-01-05"))
        if "answer" in request:
            course = course.answer(request["answer"])
    except ipt.IptError as error:
        return ipt.plain_error(error)
    return {"course": ipt.plain_course(course), "turn": ipt.plain_turn(course.turn)}


if __name__ == "__main__":
    json.dump(handle(json.load(sys.stdin), ipt.load_library()), sys.stdout)
