"""Content files: YAML in, models out. Every fault of a file at once, each with its place and the fix.

The only user of cattrs. Files are read into small classes of their own, which mirror what an author writes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files as package_files
from typing import Any

from attrs import field, fields, frozen
from cattrs import BaseValidationError, Converter
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from . import kind_words as spell
from .errors import ContentError, Fault
from .journal import Item
from .kinds import Multi, Scale, Value
from .measure import Band, Measure, MeasureItem
from .model import (
    CORE_FAMILIES,
    Assessment,
    Exercise,
    Page,
    ProblemArea,
    Question,
    ReplyBank,
    Script,
    Suggestion,
    TerminationCheck,
)
from .programme import Also, Phase, Programme, Split
from .reading import Document, Path, read
from .record import RESERVED_FACTS, SHARED_FACTS, Known
from .slots import SLOTS
from .steps import (
    TODAY,
    AnyStep,
    AskStep,
    BlockStep,
    EachStep,
    PageStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
    play,
)
from .when import When, plain

LABELS = {"kind", "options", "replies", "score"}  # below these, prose words are ids and labels
PROSE = frozenset(
    """
    say text aim because reason source notice means credit intro
    """.split()
)  # these need a '|' block


@frozen
class SuggestionFile:
    """One entry of ``suggest``."""

    because: str
    when: When = ()


@frozen(kw_only=True)
class Written:
    """What every content file says of itself."""

    id: str
    title: str = ""
    source: str
    licence: str
    review: str


@frozen(kw_only=True)
class ExerciseFile(Written):
    """An exercise; with a gate it is an assessment."""

    steps: Steps
    aim: str
    minutes: int = 10
    code: str = ""
    role: str = "part"
    stirs: bool = False
    eases: bool = False
    suggest: tuple[SuggestionFile, ...] = ()
    gate: When = ()
    halve: When = ()


@frozen(kw_only=True)
class PageFile(Written):
    """A page."""

    text: str


@frozen(kw_only=True)
class BankFile(Written):
    """A reply bank."""

    replies: dict[str, dict[str, tuple[str, ...]]]


@frozen(kw_only=True)
class AreaFile(Written):
    """A problem area."""

    label: str
    means: str
    aim: str
    code: str = ""
    sessions: int = 12
    works_on_person: bool = False
    last_resort: bool = False
    notice: str = ""
    weekly: str = ""
    order: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()


@frozen
class BandFile:
    """One band of a measure."""

    low: int
    high: int
    name: str


@frozen
class ChangeFile:
    """The change rules of a measure."""

    reliable: int = 0
    important: int = 0
    case: int = 0
    remission: int | None = None


@frozen(kw_only=True)
class MeasureFile(Written):
    """A measure."""

    code: str
    aim: str
    minutes: int = 5
    intro: str
    options: dict[str, str]
    items: tuple[MeasureItem, ...]
    bands: tuple[BandFile, ...]
    missing: int = 0
    never_missing: tuple[str, ...] = ()
    change: ChangeFile = ChangeFile()
    leads: bool = False
    loinc: str = ""
    credit: str = ""


@frozen
class SplitFile:
    """One line of a preset."""

    sessions: str
    initial: int
    middle: int | None = None
    final: int | None = None


@frozen
class PhaseFile:
    """One phase of a programme."""

    id: str
    title: str
    aim: str
    agendas: dict[str, tuple[tuple[str, ...], ...]] = field(factory=dict)
    each: tuple[str, ...] = ()


@frozen
class AlsoFile:
    """An exercise added to certain sessions."""

    exercise: str
    at: tuple[str, ...]
    after: str
    because: str


@frozen(kw_only=True)
class ProgrammeFile(Written):
    """A programme."""

    aim: str
    sessions: int
    presets: dict[str, tuple[SplitFile, ...]]
    blocks: dict[str, tuple[Item, ...]]
    phases: tuple[PhaseFile, ...]
    also: tuple[AlsoFile, ...] = ()


# ---------------------------------------------------------------- structuring

_SHAPES: dict[str, type[Written]] = {
    "steps": ExerciseFile,
    "items": MeasureFile,
    "phases": ProgrammeFile,
    "replies": BankFile,
    "label": AreaFile,
    "text": PageFile,
}
_STEPS: dict[str, type] = {
    "say": SayStep,
    "ask": AskStep,
    "each": EachStep,
    "use": UseStep,
    "toward": TowardStep,
    "page": PageStep,
    "slot": SlotStep,
    "reply": ReplyStep,
    "stop": StopStep,
    "steps": BlockStep,
}
_RENAMED = {
    EachStep: {"name": override(rename="as")},
    UseStep: {"given": override(rename="with")},
    BandFile: {"low": override(rename="from"), "high": override(rename="to")},
}

_IN_FILES = {name: made.rename or name for renamed in _RENAMED.values() for name, made in renamed.items()}


def _text(data: Any, _: object) -> str:
    if not isinstance(data, str):
        raise ValueError("this needs text, not a list or a mapping")
    return prose(data)


def _bool(data: Any, _: object) -> bool:
    if data not in ("yes", "no"):
        raise ValueError(f"this needs yes or no, not {data!r}")
    return bool(data == "yes")


def _step(data: Any, _: object) -> Any:
    found = [name for name in _STEPS if isinstance(data, dict) and name in data]
    if not found:
        raise ValueError(f"a step begins with one of: {', '.join(_STEPS)}")
    return _converter.structure(data, _STEPS[found[0]])


def _tuple_of_text(data: Any, _: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        raise ValueError("this needs a list of texts")
    return tuple(prose(one) for one in data)


def _made_converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _bool)
    converter.register_structure_hook(int, lambda data, _: spell.whole(data))
    converter.register_structure_hook_func(lambda t: t == tuple[str, ...], _tuple_of_text)
    converter.register_structure_hook_func(lambda t: t == AnyStep, _step)
    converter.register_structure_hook_func(lambda t: t == When, lambda data, _: spell.when_of(data))
    hints = fields(AskStep)
    converter.register_structure_hook_func(lambda t: t == hints.kind.type, lambda data, _: spell.kind_of(data))
    converter.register_structure_hook_func(lambda t: t == hints.score.type, lambda data, _: spell.score_of(data))
    for cls, renamed in _RENAMED.items():
        made: Any = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **renamed)  # type: ignore[arg-type]
        converter.register_structure_hook(cls, made)
    return converter


def prose(text: str) -> str:
    r"""Text as it is shown: lines joined into paragraphs; blank lines, list lines and indented lines kept.

    >>> prose("One line\nand the next.\n\n- an item")
    'One line and the next.\n\n- an item'
    """
    out: list[str] = []
    for line in textwrap.dedent(text).strip().split("\n"):
        bare = line.rstrip()
        fresh = not bare or bare.startswith((" ", "- ")) or re.match(r"\d+\. ", bare)
        if out and out[-1] and not fresh:
            out[-1] += " " + bare
        else:
            out.append(bare)
    return "\n".join(out)


def _faults(error: BaseException, document: Document, path: Path = ()) -> Iterator[Fault]:
    """Every fault inside a cattrs error, with its place in the file."""
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            where = path
            for note in getattr(inner, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    name = _IN_FILES.get(note.name, note.name)
                    where = (*where, name if (*where, name) in document.places else note.name)
                elif isinstance(note, IterableValidationNote):
                    where = (*where, note.index)
            yield from _faults(inner, document, where)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield document.fault((*path, key, "<key>"), "unknown-key", f"unknown key '{key}'; see the content format")
    elif isinstance(error, KeyError):
        yield document.fault(path, "missing-key", f"'{error.args[0]}' is missing here")
    else:
        yield document.fault(path, "wrong-value", str(error))


# ---------------------------------------------------------------- what cattrs cannot see


def _loose_prose(document: Document) -> Iterator[Fault]:
    """Prose outside a ``|`` block."""
    for path, place in document.places.items():
        if path and path[-1] in PROSE and not place.block and not LABELS & set(path):
            if _at(document.data, path).__class__ is str:
                yield document.fault(path, "prose", f"put the text of '{path[-1]}' in a '|' block on the next line")


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


class _Names:
    """Walks the steps of a file and reports names that are unknown or used too early."""

    def __init__(self, document: Document, area: str, facts: Callable[[str, str], bool]) -> None:
        self.document = document
        self.area = area
        self.known_fact = facts
        self.keys: set[str] = {"people", "focus"}
        self.faults: list[Fault] = []

    def walk(self, steps: Steps, path: Path) -> None:
        """Check a list of steps, in the order they are played."""
        for index, step in enumerate(steps):
            here = (*path, index)
            for condition in step.when:
                self._use(condition.key, (*here, "when", condition.key, "<key>"))
            if isinstance(step, SayStep):
                self._fill(step.say, (*here, "say"))
            elif isinstance(step, AskStep):
                self._ask(step, here)
            elif isinstance(step, BlockStep):
                self.walk(step.steps, (*here, "steps"))
            elif isinstance(step, EachStep):
                self._use(step.each, (*here, "each"))
                self.keys.add(step.name)
                self.walk(step.steps, (*here, "steps"))
            elif isinstance(step, UseStep):
                for outer in step.given.values():
                    self._use(outer, (*here, "with"))
            elif isinstance(step, TowardStep):
                self._use(step.toward, (*here, "toward"))
            elif isinstance(step, ReplyStep):
                self._use(step.style, (*here, "style"))
                self._use(step.to, (*here, "to"))
            elif isinstance(step, SlotStep) and step.slot not in SLOTS:
                self._fault((*here, "slot"), "unknown-slot", f"there is no slot '{step.slot}'")

    def _ask(self, step: AskStep, here: Path) -> None:
        self._fill(step.text, (*here, "text"))
        if not re.fullmatch(r"[a-z][a-z0-9-]*|\d+", step.ask, re.ASCII):
            self._fault((*here, "ask"), "bad-key", f"a key is lower case words joined by dashes, not '{step.ask}'")
        if step.fills and not self.known_fact(step.fills, self.area):
            message = f"'{step.fills}' is no shared fact; use one of the list, or start it with '{self.area}.'"
            self._fault((*here, "fills"), "unknown-fact", message)
        if step.about:
            self._use(step.about, (*here, "about"))
        source = getattr(step.kind, "key", "")
        if source:
            self._use(source, (*here, "kind"))
        self.keys.add(step.ask)

    def _fill(self, text: str, path: Path) -> None:
        for name in re.findall(r"\{\{\s*([^}|]*?)\s*(?:\|[^{}]*)?\}\}", text):
            self._use(name, path)

    def _use(self, key: str, path: Path) -> None:
        known = key in self.keys or "/" in key or self.known_fact(key, self.area)
        if not known:
            self._fault(path, "unknown-name", f"'{key}' is not asked before this, and is no fact")

    def _fault(self, path: Path, code: str, message: str) -> None:
        self.faults.append(self.document.fault(path, code, message))


def _is_fact(name: str, family: str) -> bool:
    core = family in CORE_FAMILIES
    name = name.removesuffix(TODAY)
    return name in SHARED_FACTS or name.startswith(f"{family}.") or (core and name.startswith(RESERVED_FACTS))


# ---------------------------------------------------------------- models out


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
    document = read(text, file)
    shape = next(
        (cls for key, cls in _SHAPES.items() if isinstance(document.data, dict) and key in document.data), None
    )
    if shape is None:
        message = f"this is no content file; it needs one of: {', '.join(_SHAPES)}"
        raise ContentError([document.fault((), "unknown-shape", message)])
    faults = list(_loose_prose(document))
    try:
        written = _converter.structure(document.data, shape)
    except Exception as error:  # noqa: BLE001 - cattrs gathers whatever its hooks raised
        raise ContentError(sorted({*faults, *_faults(error, document)}, key=lambda one: one[1:3])) from None
    if isinstance(written, ExerciseFile):
        names = _Names(document, written.id.partition(".")[0], _is_fact)
        names.walk(written.steps, ("steps",))
        faults += names.faults
    if not isinstance(written, AreaFile | ProgrammeFile):
        try:
            spell.identifier(written.id)
        except ValueError as error:
            faults.append(document.fault(("id",), "bad-id", str(error)))
    if faults:
        raise ContentError(sorted(set(faults), key=lambda one: one[1:3]))
    return written


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


def _as(cls: Any, written: Any) -> Any:
    """A model with the fields of the same names."""
    return cls(**{one.name: getattr(written, one.name) for one in fields(cls)})


def _flat(steps: Steps) -> Iterator[AnyStep]:
    for step in steps:
        yield step
        if isinstance(step, BlockStep | EachStep):
            yield from _flat(step.steps)


def _exercise(written: ExerciseFile) -> Exercise:
    script: Callable[[Known], Script] = play(written.steps, SLOTS)
    return Exercise(
        id=written.id,
        title=written.title,
        script=script,
        aim=written.aim,
        minutes=written.minutes,
        code=written.code,
        technique=written.role == "technique",
        stirs=written.stirs,
        eases=written.eases,
        toward=_toward(written.steps),
        suggestions=tuple(Suggestion(one.when, one.because) for one in written.suggest),
        questions=sum(isinstance(step, AskStep) for step in _flat(written.steps)),
        steps=written.steps,
        source=written.source,
        licence=written.licence,
        review=written.review,
    )


def _toward(steps: Steps) -> str:
    """Whether these steps work toward the focus person, a chosen one, or nobody."""
    for step in _flat(steps):
        if isinstance(step, TowardStep):
            return "focus" if step.toward == "focus" else "chosen"
        if isinstance(step, AskStep) and getattr(step.kind, "mention", True) is False:
            return "chosen"
    return ""


def _questions(steps: Steps, scores: Mapping[str, Callable[..., int | None]]) -> Iterator[Question]:
    for step in _flat(steps):
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
    return Measure(
        id=written.id,
        code=written.code,
        title=written.title,
        aim=written.aim,
        minutes=written.minutes,
        intro=written.intro,
        options=tuple(written.options.values()),
        items=written.items,
        bands=tuple(Band(band.low, band.high, band.name) for band in written.bands),
        missing=written.missing,
        never_missing=written.never_missing,
        reliable=written.change.reliable,
        important=written.change.important,
        case=written.change.case,
        remission=written.change.remission,
        leads=written.leads,
        loinc=written.loinc,
        credit=written.credit,
        source=written.source,
        licence=written.licence,
        review=written.review,
    )


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


_converter = _made_converter()
