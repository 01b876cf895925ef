"""What changed between two versions of some content, and what each change does to answers already given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Literal

from attrs import evolve, fields, frozen

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Choice, Kind, Multi, Person, Scale, fits
from ipt_core.files.documents import Path
from ipt_core.files.shapes import ExerciseFile, MeasureFile, PageFile
from ipt_core.written.steps import AskStep, BlockStep, EachStep, OptionsFrom, SayStep, Steps, TowardStep, UseStep, walk
from ipt_workbench.sources import Source

Effect = Literal["kept", "asked again", "parked", "asked", "depends", "look"]
KEPT: Effect = "kept"
AGAIN: Effect = "asked again"
PARKED: Effect = "parked"
ASKED: Effect = "asked"
DEPENDS: Effect = "depends"  # kept, asked or parked, by the answers given
LOOK: Effect = "look"  # no answer is lost, but what was said may not be what is meant now
ALIKE = 0.5  # of 1: wordings less alike than this may ask for something else


@frozen
class Change:
    """One change of content.

    Attributes:
        effect: What it does to answers already given.
        kind: What changed, in a word.
        name: The question, as ``exercise/key``, or the id of what changed.
        file: Where to look: the new file, or the old one when it is gone.
        line: The line there, from 1.
        words: What changed and what follows, in a sentence.
    """

    effect: Effect
    kind: str
    name: str
    file: str
    line: int
    words: str


@frozen
class _Asked:
    """One question as it is written: its step, and what stands around it."""

    name: str
    step: AskStep
    when: When
    loops: tuple[str, ...]
    source: Source
    path: Path

    def change(self, effect: Effect, kind: str, words: str) -> Change:
        return _change(self.source, self.path, effect, kind, self.name, words)


def changes(old: list[Source], new: list[Source]) -> list[Change]:
    """Every change from one version to another, in the order of the places to look at."""
    before, after = ({one.written.id: one for one in side} for side in (old, new))
    found: list[Change] = []
    for id in before.keys() - after.keys():
        found += _gone(before[id])
    for id in after.keys() - before.keys():
        found += _come(after[id])
    for id in before.keys() & after.keys():
        found += _edited(before[id], after[id])
    return sorted(found, key=lambda one: (one.file, one.line, one.kind))


def _change(source: Source, path: Path, effect: Effect, kind: str, name: str, words: str) -> Change:
    fault = source.fault(path, kind, words)
    return Change(effect, kind, name, fault.file, fault.line, words)


def _gone(source: Source) -> Iterator[Change]:
    asks = isinstance(source.written, ExerciseFile | MeasureFile)
    words = "it is gone; answers to it are kept, without effect" if asks else "it is gone"
    yield _change(source, ("id",), PARKED if asks else KEPT, "dropped", source.written.id, words)


def _come(source: Source) -> Iterator[Change]:
    asks = isinstance(source.written, ExerciseFile | MeasureFile)
    yield _change(source, ("id",), ASKED if asks else KEPT, "added", source.written.id, "it is new")


def _edited(old: Source, new: Source) -> Iterator[Change]:
    """What changed in one file."""
    id, before, after = new.written.id, _questions(old), _questions(new)
    for name in before.keys() - after.keys():
        yield before[name].change(PARKED, "dropped", "the question is gone; its answer is kept, without effect")
    for name in after.keys() - before.keys():
        yield after[name].change(ASKED, "added", "the question is new; it is asked when a session comes to it")
    both = [name for name in before if name in after]
    for name in both:
        yield from _question(before[name], after[name])
    for name in _moved(both, [name for name in after if name in before]):
        yield after[name].change(KEPT, "moved", "it stands in another place")
    yield from _parts(id, old, new)
    yield from _headings(old, new)


# ---------------------------------------------------------------- the questions of a file


def _questions(source: Source) -> dict[str, _Asked]:
    """Every question of a file by name; a key that is asked twice in one place is numbered, as in a journal."""
    written, found = source.written, dict[str, _Asked]()
    asked = _asked(written.steps, ("steps",)) if isinstance(written, ExerciseFile) else _items(written)
    for step, when, loops, path in asked:
        name, times = f"{written.id}/{step.ask}", 1
        while (numbered := name if times == 1 else f"{name}#{times}") in found:
            times += 1
        found[numbered] = _Asked(numbered, step, when, loops, source, path)
    return found


def _asked(
    steps: Steps, path: Path, when: When = (), loops: tuple[str, ...] = ()
) -> Iterator[tuple[AskStep, When, tuple[str, ...], Path]]:
    for index, step in enumerate(steps):
        here, holds = (*path, index), (*when, *step.when)
        if isinstance(step, AskStep):
            yield step, holds, loops, (*here, "ask")
        elif isinstance(step, BlockStep):
            yield from _asked(step.steps, (*here, "steps"), holds, loops)
            # That one of several does not hold cannot be spelt; this is only compared with what it was before.
            fails = tuple(evolve(one, negated=not one.negated) for one in step.when)
            yield from _asked(step.otherwise, (*here, "else"), (*when, *fails), loops)
        elif isinstance(step, EachStep):
            yield from _asked(step.steps, (*here, "steps"), holds, (*loops, f"{step.each} {step.who}"))


def _items(written: Any) -> Iterator[tuple[AskStep, When, tuple[str, ...], Path]]:
    """The items of a measure as questions."""
    if isinstance(written, MeasureFile):
        scale = Scale(0, len(written.options) - 1, tuple(written.options.values()))
        for index, item in enumerate(written.items):
            yield AskStep(item.id, item.text, scale), (), (), ("items", index, "id")


def _moved(before: list[str], after: list[str]) -> list[str]:
    """Names that no longer stand where they stood among the others."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    still = {name for block in blocks for name in before[block.a : block.a + block.size]}
    return [name for name in after if name not in still]


def _question(old: _Asked, new: _Asked) -> Iterator[Change]:
    """What changed in one question."""
    was, now = old.step, new.step
    if old.loops != new.loops:
        yield new.change(AGAIN, "moved", "it is asked in another loop: under a new name, and its old answer is parked")
    if was.text != now.text:
        yield _reworded(new, "wording", was.text, now.text, "the question")
    yield from _kind(new, was.kind, now.kind)
    if was.about != now.about and now.about:
        yield new.change(AGAIN, "about", f"it is about '{now.about}' now: asked again where that is somebody else")
    if was.fills != now.fills:
        words = f"it filled '{was.fills}' and fills '{now.fills}' now; answers already given stay what they were"
        yield new.change(LOOK, "fact", words)
    if (was.weight, was.score) != (now.weight, now.score):
        yield new.change(LOOK, "score", "answers already given count otherwise now")
    if now.required and not was.required:
        yield new.change(AGAIN, "needed", "it can no longer be skipped: asked again where it was")
    if was.private != now.private:
        yield new.change(KEPT, "private", "answers already given stay as private, or not, as they were")
    if old.when != new.when:
        yield new.change(
            DEPENDS, "condition", "it is asked where the new condition holds, and parked where it does not"
        )


def _reworded(asked: _Asked, kind: str, was: str, now: str, what: str) -> Change:
    if alike(was, now):
        return asked.change(KEPT, kind, f"{what} is worded otherwise")
    return asked.change(
        LOOK, kind, f"{what} reads quite differently: the same key, another meaning? Then change the key"
    )


def alike(was: str, now: str) -> bool:
    """Whether two wordings are near enough to ask the same."""
    return SequenceMatcher(None, was.casefold().split(), now.casefold().split(), autojunk=False).ratio() >= ALIKE


# ---------------------------------------------------------------- how a question is answered


def _kind(new: _Asked, was: Any, now: Any) -> Iterator[Change]:
    if was == now:
        return
    if isinstance(was, OptionsFrom) or isinstance(now, OptionsFrom):
        same = isinstance(was, OptionsFrom) and isinstance(now, OptionsFrom) and was.several == now.several
        words = "its options come from elsewhere now: asked again where the answer is not among them"
        yield new.change(AGAIN, "narrower" if same else "retyped", words)
        return
    yield from _labels(new, was, now)
    fitting = [fits(now, value) for value in was.examples()]
    if type(was) is not type(now):
        sort = "retyped"
    elif all(fitting):
        if _without_labels(was) != _without_labels(now):
            yield new.change(KEPT, "wider", "every answer given so far still fits")
        return
    else:
        sort = "narrower"
    words = "every answer still fits" if all(fitting) else "asked again where the answer given no longer fits"
    yield new.change(KEPT if all(fitting) else AGAIN, sort, f"it is answered in another way: {words}")
    if isinstance(now, Person) and not now.mention and not (isinstance(was, Person) and not was.mention):
        yield new.change(ASKED, "toward", "it works toward the person now: the guard's private questions come first")


def _labels(new: _Asked, was: Kind, now: Kind) -> Iterator[Change]:
    """Options, or the ends of a scale, that read otherwise, or raise other alarms."""
    if isinstance(was, Choice | Multi) and isinstance(now, Choice | Multi):
        before = {option.id: option for option in was.options}
        for option in now.options:
            old = before.get(option.id)
            if old and old.label != option.label:
                yield _reworded(new, "option", old.label, option.label, f"the option '{option.id}'")
            if old and old.alarm != option.alarm:
                yield new.change(
                    LOOK, "alarm", f"the option '{option.id}' alarms otherwise; old answers are not heard anew"
                )
    elif isinstance(was, Scale) and isinstance(now, Scale) and was.labels != now.labels:
        pairs = zip(was.labels, now.labels, strict=False)
        near = len(was.labels) != len(now.labels) or all(alike(old, label) for old, label in pairs)
        words = (
            "its numbers are worded otherwise"
            if near
            else "its numbers read quite differently: do they mean something else? Then change the key"
        )
        yield new.change(KEPT if near else LOOK, "option", words)


def _without_labels(kind: Kind) -> Any:
    if isinstance(kind, Choice | Multi):
        others = [getattr(kind, one.name) for one in fields(type(kind)) if one.name != "options"]
        return [{option.id for option in kind.options}, *others]
    return (kind.low, kind.high) if isinstance(kind, Scale) else kind


# ---------------------------------------------------------------- the rest of a file


def _parts(id: str, old: Source, new: Source) -> Iterator[Change]:
    """Exercises that are used, people it works toward, and what it says."""
    before, after = _uses(old), _uses(new)
    for name in before.keys() - after.keys():
        words = f"'{name}' is no longer run here; answers given in it here are parked"
        yield _change(new, ("id",), PARKED, "use", id, words)
    for name in after.keys() - before.keys():
        yield _change(new, after[name], ASKED, "use", id, f"'{name}' is run here now, with its questions")
    if _toward(new) - _toward(old):
        words = "it works toward a person now: the guard's private questions come first"
        yield _change(new, ("steps",), ASKED, "toward", id, words)
    if _said(old) != _said(new):
        yield _change(new, ("steps",), KEPT, "text", id, "what it says has changed; no answer hangs on it")


def _every(source: Source) -> Iterator[tuple[Path, Any]]:
    if isinstance(source.written, ExerciseFile):
        yield from walk(source.written.steps)


def _uses(source: Source) -> Mapping[str, Path]:
    return {step.use: path for path, step in _every(source) if isinstance(step, UseStep)}


def _toward(source: Source) -> set[str]:
    return {step.toward for _, step in _every(source) if isinstance(step, TowardStep)}


def _said(source: Source) -> list[str]:
    if isinstance(source.written, PageFile):
        return [source.written.text]
    return [step.say for _, step in _every(source) if isinstance(step, SayStep)]


_SCORED = {"gate", "halve", "bands", "missing", "never_missing", "change", "options"}  # what a score comes from


def _headings(old: Source, new: Source) -> Iterator[Change]:
    """Fields of the file itself."""
    if type(old.written) is not type(new.written):
        yield _change(new, ("id",), LOOK, "meaning", new.written.id, "the same id is something else now")
        return
    for one in fields(type(new.written)):
        if one.name in ("steps", "items") or getattr(old.written, one.name) == getattr(new.written, one.name):
            continue
        counts = one.name in _SCORED and isinstance(new.written, ExerciseFile | MeasureFile)
        words = f"'{one.name}' has changed" + ("; answers already given count otherwise now" if counts else "")
        yield _change(new, (one.name,), LOOK if counts else KEPT, "score" if counts else "file", new.written.id, words)
