"""Scripts of answers: a whole course written down as the answers one person gave, played through the API.

A script is YAML, its answers by the name of the question (``exercise/key``), as a person would type them.
A measure's items may be given together, one digit each. What is not listed is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from attrs import frozen

from .assessment import all_evidence
from .course import Course
from .ending import checked, decided
from .errors import ContentError, Fault, NothingToDo, Rejected
from .kinds import Value
from .library import Library
from .model import Ask
from .reading import Document, read
from .record import reference
from .session import Turn
from .slots import goals
from .store import Store


@frozen
class Moment:
    """One step of a played script: the turn as it was shown, and what was answered.

    Attributes:
        turn: The turn.
        value: The answer; None when the question was skipped, or at a session's end.
        words: The answer as a person reads it.
    """

    turn: Turn
    value: Value
    words: str


def demos() -> list[str]:
    """The names of the bundled scripts."""
    return sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def bundled(name: str) -> Document:
    """A bundled script.

    Raises:
        NothingToDo: when there is none of that name.
    """
    if name not in demos():
        raise NothingToDo(f"There is no demo '{name}'.", f"Choose one of: {', '.join(demos())}.")
    return read((_folder() / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def _folder() -> Any:
    return files("ipt_core") / "demos"


def play(script: Document, library: Library, store: Store, show: Callable[[Moment], None]) -> Course:
    """Play a script from start to end, every answer through the public API and the store.

    Args:
        script: The script.
        library: What is on hand.
        store: Where the course is kept.
        show: Called for every moment.

    Raises:
        ContentError: naming every answer that does not fit, is missing, or was never asked for.
    """
    data = script.data
    sessions = data["sessions"]
    course = Course.start(
        library,
        id=data["id"],
        on=sessions[0]["on"],
        country=data.get("country", "INTL"),
        sessions=int(data["length"]) if "length" in data else None,
    )
    for index, session in enumerate(sessions):
        if index:
            course = course.open(session["on"], booster=course.finished)
        answers = _Answers(script, index, library)
        while (turn := course.turn).ask is not None:
            value = answers.value(turn)
            words = "" if value is None else turn.ask.kind.words(value)
            show(Moment(turn, value, words))
            try:
                course = course.answer(value)
            except Rejected as error:
                raise answers.fault(turn.name, f"{error.message} {error.hint}") from None
            store.save(course)
        show(Moment(turn, None, ""))
        answers.check_all_used()
    return course


class _Answers:
    """The answers of one session of a script."""

    def __init__(self, script: Document, index: int, library: Library) -> None:
        self.script = script
        self.path = ("sessions", index, "answers")
        self.given: dict[str, Any] = {}
        for name, value in script.data["sessions"][index]["answers"].items():
            measure = library.measures.get(name)
            if measure is None:
                self.given[name] = value
            else:
                self.given |= {f"{name}/{item.id}": digit for item, digit in zip(measure.items, value, strict=True)}
        self.used: set[str] = set()

    def value(self, turn: Turn) -> Value:
        """The scripted answer to a turn's question; None when it is skipped."""
        assert turn.ask is not None
        name = next((name for name in (turn.name, reference(turn.name)) if name in self.given), None)
        if name is None:
            if turn.ask.required:
                raise self.fault(turn.name, "this question cannot be skipped, and the script has no answer to it")
            return None
        self.used.add(name)
        try:
            return typed(turn.ask, self.given[name])
        except Rejected as error:
            raise self.fault(name, f"{error.message} {error.hint}") from None

    def check_all_used(self) -> None:
        """Raise ContentError for answers to questions that were never asked."""
        left = [name for name in self.given if name not in self.used]
        if left:
            raise ContentError([fault for name in left for fault in self.fault(name, "this was never asked").faults])

    def fault(self, name: str, message: str) -> ContentError:
        """A fault at the place of an answer."""
        path = (*self.path, name)
        place = self.script.fault(path, "script", f"{name}: {message}")
        return ContentError([Fault(*place)])


def typed(ask: Ask, written: Any) -> Value:
    """The value of an answer as it is written in a script: text as typed, or a list of such."""
    if isinstance(written, list):
        return ask.kind.read("\n".join(written))
    return ask.kind.read(written.strip())


def transcript(moment: Moment, before: Moment | None) -> Iterator[str]:
    """The lines that tell one moment, in plain text; private answers are not told."""
    turn = moment.turn
    if before is None or before.turn.session != turn.session:
        yield ""
        yield f"Session {turn.session} of {turn.of}, {turn.phase} phase"
    heading = bool(turn.exercise) and (
        before is None or (before.turn.session, before.turn.exercise) != (turn.session, turn.exercise)
    )
    for place, said in enumerate((*turn.said, "")):
        if heading and place == turn.ended:
            yield ""
            yield f"== {turn.title}"
            if turn.why:
                yield f"   Why: {turn.why}"
        if said:
            yield ""
            yield from (f"   {line}" for line in said.split("\n"))
    if turn.ask is None or moment.value is None:
        return
    yield ""
    yield f"   ? {turn.ask.text}".replace("\n", "\n     ")
    answer = "(kept private)" if turn.ask.private else moment.words
    yield from (f"   > {line}" for line in answer.split("\n"))


def summary(course: Course, name: str) -> dict[str, Any]:
    """A played course in figures, as ``ipt demo NAME --json`` prints it."""
    known = course.known
    outcome = decided(known)
    library = course.library
    return {
        "demo": name,
        "sessions": [_session_summary(course, number) for number in range(1, known.session + 1)],
        "focus": list(known.focus),
        "assessment": {one.area: one.score for one in all_evidence(known)},
        "checks": [
            {"id": check.id, "verdict": verdict.finding.value, "evidence": verdict.evidence}
            for check, verdict in checked(known)
        ],
        "outcome": outcome.id,
        "boosters": list(outcome.boosters),
        "changes": [
            [f"{fact} with {person}", str(history[0].value), str(history[-1].value)]
            for person in known.people
            for fact in ("stage", "closeness", "satisfaction", "strain")
            if len(history := known.history(fact, person)) > 1
        ],
        "goals": [[goal, known.latest("goal.now", goal)] for goal in goals(known)],
        "measures": {
            measure.name: [total for _, total in measure.totals(known)] for measure in library.measures.values()
        },
    }


def _session_summary(course: Course, number: int) -> dict[str, Any]:
    known, library = course.known, course.library
    sitting = course.sittings()[number - 1]
    seen = dict.fromkeys(reference(answer.name).partition("/")[0] for answer in sitting.live)
    done = [one for id in seen if (one := library.exercises.get(id)) and (one.technique or one.code.startswith("CT"))]
    practice = [fact.words or fact.value for fact in known.history("practice") if fact.session <= number]
    return {
        "number": number,
        "phase": sitting.opened.phase,
        "phq9": next(
            (total for session, total in library.measures["measure.phq9"].totals(known) if session == number), None
        ),
        "techniques": [one.id for one in done],
        "codes": [one.code for one in done],
        "practice": practice[-1] if practice else None,
    }


def ending(found: dict[str, Any]) -> Iterator[str]:
    """The lines that tell what a played course came to."""
    yield ""
    yield "THEN AND NOW"
    for name, totals in found["measures"].items():
        if totals:
            yield f"  {name.upper()}: {totals[0]} to {totals[-1]}  ({', '.join(map(str, totals))})"
    for what, first, now in found["changes"]:
        yield f"  {what}: {first} to {now}"
    for goal, now in found["goals"]:
        yield f"  Goal: {goal} Now: {now}"
    yield f"  Focus: {', '.join(found['focus'])}; evidence at the start: " + ", ".join(
        f"{area} {score}" for area, score in found["assessment"].items()
    )
    for one in found["checks"]:
        yield f"  {one['id']} {one['verdict']}: {one['evidence']}"
    yield f"  Outcome: {found['outcome']}. Boosters: {', '.join(found['boosters']) or 'none'}"
