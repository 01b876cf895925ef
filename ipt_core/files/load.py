"""Content files: YAML in, models out; every fault of every file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files as package_files
from typing import Any

from attrs import asdict, fields, frozen

from ipt_core.answers.conditions import plain
from ipt_core.answers.kinds import Multi, Scale, Value
from ipt_core.errors import ContentError, Fault
from ipt_core.play.parts import SLOTS
from ipt_core.record.events import Item
from ipt_core.record.facts import Known
from ipt_core.written.area import Assessment, ProblemArea, Question, TerminationCheck
from ipt_core.written.exercise import Exercise, Page, Script, Suggestion
from ipt_core.written.measure import Band, Measure
from ipt_core.written.player import script_of_content
from ipt_core.written.programme import Also, Phase, Programme, Split
from ipt_core.written.rehearsal import ReplyBank
from ipt_core.written.steps import AskStep, Steps, TowardStep, walk

from . import spelling as spell
from .documents import Document, read
from .names import loose_prose, unknown_names
from .shapes import AreaFile, BankFile, ExerciseFile, MeasureFile, PageFile, ProgrammeFile, Written
from .structure import structured


@frozen
class Content:
    """What a folder of content files holds, by kind; and its faults when some file is not in order."""

    exercises: tuple[Exercise, ...] = ()
    pages: tuple[Page, ...] = ()
    banks: tuple[ReplyBank, ...] = ()
    measures: tuple[Measure, ...] = ()
    programmes: tuple[Programme, ...] = ()
    area: AreaFile | None = None
    assessment: ExerciseFile | None = None


def load_file(text: bytes, file: str) -> Written:
    """Read one content file.

    Raises:
        ContentError: with every fault of the file.
    """
    _, written, faults = examined(text, file)
    if faults or written is None:
        raise ContentError(faults)
    return written


def examined(text: bytes, file: str) -> tuple[Document, Written | None, list[Fault]]:
    """One content file as it is read: its places, what it holds if that can be told, and its faults in order.

    Raises:
        ContentError: when it cannot be read as YAML at all.
    """
    document = read(text, file)
    written, faults = structured(document)
    faults += loose_prose(document)
    if isinstance(written, ExerciseFile):
        faults += unknown_names(written, document)
    if written is not None and not isinstance(written, AreaFile | ProgrammeFile):
        try:
            spell.identifier(written.id)
        except ValueError as error:
            faults.append(document.fault(("id",), "bad-id", str(error)))
    return document, written, sorted(set(faults), key=lambda one: one[1:3])


def load_content(texts: Iterable[tuple[str, bytes]]) -> Content:
    """Read content files given as name and bytes.

    Raises:
        ContentError: with every fault of every file.
    """
    faults: list[Fault] = []
    written: list[Written] = []
    names: dict[str, str] = {}
    for file, text in texts:
        try:
            one = load_file(text, file)
        except ContentError as error:
            faults += error.faults
            continue
        if one.id in names:
            faults.append(
                Fault(file, 1, 1, "duplicate-id", f"'{one.id}' is also the id of {names[one.id]}; rename one")
            )
        names[one.id] = file
        written.append(one)
    if faults:
        raise ContentError(faults)
    return Content(
        tuple(_exercise(one) for one in written if isinstance(one, ExerciseFile)),
        tuple(_as(Page, one) for one in written if isinstance(one, PageFile)),
        tuple(_as(ReplyBank, one) for one in written if isinstance(one, BankFile)),
        tuple(_measure(one) for one in written if isinstance(one, MeasureFile)),
        tuple(_programme(one) for one in written if isinstance(one, ProgrammeFile)),
        next((one for one in written if isinstance(one, AreaFile)), None),
        next((one for one in written if isinstance(one, ExerciseFile) and one.gate), None),
    )


def load_folder(folder: Any, name: str) -> Content:
    """Read every ``.yaml`` file below a folder (a path, or a package's resources).

    Raises:
        ContentError: with every fault of every file.
    """
    return load_content(_texts(folder, name))


def _texts(folder: Any, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            yield from _texts(entry, name)
        elif entry.name.endswith(".yaml"):
            yield name, entry.read_bytes()


def load_area(
    package: str,
    checks: Iterable[TerminationCheck] = (),
    exercises: Iterable[Exercise] = (),
    scores: Mapping[str, Callable[[Mapping[str, Value]], int | None]] | None = None,
) -> ProblemArea:
    """A problem area from the content files of a package.

    Args:
        package: The package, usually ``__package__``. It needs an ``area.yaml`` and an assessment.
        checks: Its termination checks.
        exercises: Exercises written in Python, beside those in files.
        scores: Scoring functions for questions a score map cannot score, by key: from all answers
            of the assessment to 0..3, or None when they cannot be scored.

    Raises:
        ContentError: with every fault of every file.
    """
    content = load_folder(package_files(package), package)
    area, assessment = content.area, content.assessment
    if area is None or assessment is None:
        missing = "area.yaml" if area is None else "assessment with a gate"
        raise ContentError([Fault(package, 1, 1, "missing-file", f"there is no {missing} in this package")])
    all_exercises = (*content.exercises, *exercises)
    own = next(one for one in content.exercises if one.id == assessment.id)
    questions = _questions(assessment.steps, scores or {})
    return ProblemArea(
        id=area.id,
        label=area.label,
        means=area.means,
        aim=area.aim,
        assessment=Assessment(own, assessment.gate, tuple(questions), assessment.halve),
        exercises=all_exercises,
        checks=tuple(checks),
        order=area.order,
        weekly=area.weekly,
        charts=area.charts,
        goals=area.goals,
        pages=content.pages,
        banks=content.banks,
        sessions=area.sessions,
        works_on_person=area.works_on_person,
        last_resort=area.last_resort,
        notice=area.notice,
        source=area.source,
        licence=area.licence,
        review=area.review,
    )


def _as(cls: Any, written: Any, **others: Any) -> Any:
    """A model with the fields of the same names, and these others."""
    same = {one.name for one in fields(cls) if hasattr(written, one.name)} - others.keys()
    return cls(**{name: getattr(written, name) for name in same}, **others)


def _exercise(written: ExerciseFile) -> Exercise:
    script: Callable[[Known], Script] = script_of_content(written.steps, SLOTS)
    made: Exercise = _as(
        Exercise,
        written,
        script=script,
        technique=written.role == "technique",
        toward=_toward(written.steps),
        suggestions=tuple(Suggestion(one.when, one.because) for one in written.suggest),
        questions=sum(isinstance(step, AskStep) for _, step in walk(written.steps)),
    )
    return made


def _toward(steps: Steps) -> str:
    """Whether these steps work toward the focus person, a chosen one, or nobody."""
    for _, step in walk(steps):
        if isinstance(step, TowardStep):
            return "focus" if step.toward == "focus" else "chosen"
        if isinstance(step, AskStep) and getattr(step.kind, "mention", True) is False:
            return "chosen"
    return ""


def _questions(steps: Steps, scores: Mapping[str, Callable[..., int | None]]) -> Iterator[Question]:
    for _, step in walk(steps):
        if isinstance(step, AskStep) and step.weight:
            score = scores.get(step.ask) or _scored(step)
            yield Question(step.ask, step.weight, score, step.reason)


def _scored(step: AskStep) -> Callable[[Mapping[str, Value]], int | None]:
    """The scoring function of a question's score map, or of its own 0-3 scale."""
    key, rule, kind = step.ask, step.score, step.kind

    def score(answers: Mapping[str, Value]) -> int | None:
        value = answers.get(key)
        if value is None:
            return None
        if rule == "count" and isinstance(kind, Multi):
            return min(3, len(value))
        if isinstance(rule, Mapping):
            return _looked_up(rule, value)
        return value if isinstance(kind, Scale) and 0 <= value <= 3 else None

    return score


def _looked_up(rule: Mapping[str, int], value: Value) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        spans = ((spell.span(key), points) for key, points in rule.items())
        return next((points for (low, high), points in spans if low <= value <= high), None)
    return rule.get(plain(value))


def _measure(written: MeasureFile) -> Measure:
    options, bands = tuple(written.options.values()), tuple(_as(Band, one) for one in written.bands)
    made: Measure = _as(Measure, written, options=options, bands=bands, **asdict(written.change))
    return made


def _programme(written: ProgrammeFile) -> Programme:
    return Programme(
        id=written.id,
        title=written.title,
        aim=written.aim,
        sessions=written.sessions,
        presets={
            name: tuple(Split(*spell.span(one.sessions), one.initial, one.middle, one.final) for one in splits)
            for name, splits in written.presets.items()
        },
        blocks=written.blocks,
        phases=tuple(
            Phase(one.id, one.title, one.aim, {int(n): a for n, a in one.agendas.items()}, one.each)
            for one in written.phases
        ),
        also=tuple(Also(Item(one.exercise, one.because), one.at, one.after) for one in written.also),
        source=written.source,
        licence=written.licence,
        review=written.review,
    )
