"""How far each problem area fits: evidence from 0 to 100, with its reasons. A suggestion, never a finding.

Source: clinical reference B.2, "Focus selection".
"""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from ipt_core.answers.base import Value, copied
from ipt_core.answers.conditions import all_hold
from ipt_core.guard.plugin_code import tried, watched
from ipt_core.record.facts import Known
from ipt_core.written.area import ProblemArea, Question
from ipt_core.written.player import Scope

STRONG, POSSIBLE = 65, 45  # evidence from which an area is called strong, possible
LAST_RESORT = 55  # evidence of another area from which the last-resort area is halved
SECOND, WITHIN = 55, 20  # a second area is suggested from this, and this near the first
BONUS, BONUS_DAYS = 10, 92  # for a key event up to three months before onset or worsening


@frozen
class Evidence:
    """How far one area fits.

    Attributes:
        area: The area's id.
        score: 0 to 100.
        open: Whether its gate is open; when not, the score is 0.
        reasons: The strongest reasons, up to three, in words for the person.
        near_onset: Whether its key event came shortly before things got worse.
        halved: Whether the last-resort rule halved it.
    """

    area: str
    score: int
    open: bool
    reasons: tuple[str, ...] = ()
    near_onset: bool = False
    halved: bool = False

    @property
    def band(self) -> str:
        """``strong``, ``possible`` or ``weak``."""
        return "strong" if self.score >= STRONG else "possible" if self.score >= POSSIBLE else "weak"


def evidence(area: ProblemArea, known: Known) -> Evidence:
    """The evidence for one area, before the rules that compare areas."""
    answers = _answers(area, known)
    scope = Scope(known, {}, frozenset(answers))
    scope.values.update(answers)
    if not _gate_open(area, known, scope):
        return Evidence(area.id, 0, open=False)
    with watched():
        scores = [(question, _score(question, answers)) for question in area.assessment.questions]
    scored = [(question, score) for question, score in scores if score is not None]
    most = sum(question.weight * 3 for question, _ in scored)
    total = round(100 * sum(question.weight * score for question, score in scored) / most) if most else 0
    near = _near_onset(area, known)
    total = min(100, total + BONUS * near)
    if area.assessment.halve and all_hold(area.assessment.halve, scope.look_up):
        total = round(total / 2)
    return Evidence(area.id, total, True, _reasons(scored, scope), near)


def all_evidence(known: Known) -> tuple[Evidence, ...]:
    """The evidence for every area, strongest first, with the last-resort rule applied."""
    areas = known.library.areas
    found = [evidence(area, known) for area in areas.values()]
    for place, one in enumerate(found):
        others = [other.score for other in found if other is not one]
        if areas[one.area].last_resort and max(others, default=0) >= LAST_RESORT:
            found[place] = evolve(one, score=round(one.score / 2), halved=one.score > 0)
    return tuple(sorted(found, key=lambda one: (-one.score, one.area)))


def suggested(found: tuple[Evidence, ...]) -> tuple[str, ...]:
    """The ids of the one or two areas to suggest; none when all are weak."""
    if not found or found[0].score < POSSIBLE:
        return ()
    second = [one.area for one in found[1:2] if one.score >= SECOND and found[0].score - one.score <= WITHIN]
    return (found[0].area, *second)


def _answers(area: ProblemArea, known: Known) -> dict[str, Value]:
    """The latest answers to the area's assessment, by key."""
    questions = known.questions(area.assessment.exercise.id)
    prefix = f"{area.assessment.exercise.id}/"
    return {name.removeprefix(prefix): known.answer(name) for name in questions}


def _score(question: Question, answers: dict[str, Value]) -> int | None:
    """The score of a question, 0 to 3; None when it cannot be scored, or the plugin's rule for it fails."""
    score = tried(question.score, {key: copied(value) for key, value in answers.items()})
    return score if score.__class__ is int and 0 <= score <= 3 else None


def _gate_open(area: ProblemArea, known: Known, scope: Scope) -> bool:
    if not all_hold(area.assessment.gate, scope.look_up):
        return False
    person = known.latest("focus.person")
    return not area.works_on_person or bool(person and known.cleared(person))


def _reasons(scored: list[tuple[Question, int]], scope: Scope) -> tuple[str, ...]:
    strongest = sorted(scored, key=lambda one: -one[0].weight * one[1])
    return tuple(
        scope.fill(question.reason).strip() for question, score in strongest if score >= 2 and question.reason
    )[:3]


def _near_onset(area: ProblemArea, known: Known) -> bool:
    event = _date(known.latest(f"{area.id}.since"))
    turns = [_date(known.latest("onset")), _date(known.latest("worsening"))]
    return event is not None and any(turn and 0 <= (turn - event).days <= BONUS_DAYS for turn in turns)


def _date(day: Value) -> date | None:
    """The date of a day; the middle of the month or year when only that is known."""
    return date.fromisoformat(day + {4: "-07-01", 7: "-15"}.get(len(day), "")) if day else None
