"""What a person takes along: their own answers as plain notes, with nothing in them that tells of danger.

Somebody else may find them. So everything private stays out, and the questions with it; item 9 and the safety plan
stay out whatever was answered, and so does all that worked toward somebody who is locked by now.
Source: clinical reference D.4, neutral exports.
"""

from __future__ import annotations

from collections.abc import Iterator

from ipt_core.play.course import Course
from ipt_core.record.events import Answered
from ipt_core.record.facts import Known

NEVER = ("phq9.9", "safety-plan.", "risk.", "private.")  # facts that are not told


def notes(course: Course) -> Iterator[str]:
    """The answers of a course as lines of text, session by session, without anything private."""
    yield "My notes"
    yield "From a self-help course. Not a diagnosis, and not treatment by a professional."
    known = course.known
    secrets: set[str] = set()
    for sitting in course.sittings():
        closed = {_place(answer) for answer in sitting.live if _about_locked(answer, known)}
        secrets |= {words for answer in sitting.live if answer.private for words in _own_words(answer)}
        title = ""
        for answer in sitting.live:
            if _told(answer) and _place(answer) not in closed and not _quotes(answer, secrets):
                here = _title(answer, course)
                if not title:
                    yield f"\nPart {sitting.opened.session}, {sitting.opened.on}"
                if here != title:
                    title = here
                    yield f"\n{title}"
                yield f"- {' '.join(answer.asked.split())}"
                yield f"  {answer.told}"


def _place(answer: Answered) -> str:
    """The run of an exercise, or the round of its loop, that an answer belongs to; with what the guard asked in it."""
    return answer.name.partition("/safety.")[0] if "/safety." in answer.name else answer.name.rpartition("/")[0]


def _about_locked(answer: Answered, known: Known) -> bool:
    """Whether an answer shows that the exercise dealt with somebody who is locked by now."""
    named = {*answer.toward, answer.value if isinstance(answer.value, str) else "", answer.about * answer.private}
    return any(known.locked(person) for person in named if person)


def _told(answer: Answered) -> bool:
    return answer.value is not None and not answer.private and not answer.fills.startswith(NEVER)


def _own_words(answer: Answered) -> list[str]:
    """What the person wrote, not what they chose."""
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    texts = [one["line"] if isinstance(one, dict) else one for one in values if isinstance(one, dict | str)]
    return [] if answer.words else texts


def _quotes(answer: Answered, secrets: set[str]) -> bool:
    """Whether it says again what was written in private; a text shorter than a name may be there by chance."""
    return any(len(words) > 2 and (words in answer.asked or words in answer.told) for words in secrets)


def _title(answer: Answered, course: Course) -> str:
    inside = [course.library.exercises.get(part) for part in answer.name.split("/")[:-1] if "." in part]
    return next((one.title for one in reversed(inside) if one), "Other")
