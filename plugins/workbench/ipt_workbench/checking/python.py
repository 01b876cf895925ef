"""The Python of a plugin: it is imported, its checks and scores are tried on records, its scripts are played twice.

Whatever it raises is a fault at the line of its own that raised it.
"""

from __future__ import annotations

import importlib
import io
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from ipt_core.errors import ContentError, Fault
from ipt_core.plugins import Refused, bring
from ipt_core.record.facts import Known
from ipt_core.written.area import Finding, ProblemArea, TerminationCheck, Verdict
from ipt_core.written.exercise import Exercise, name_of, place_of
from ipt_core.written.library import Library
from ipt_workbench.checking import safety as check_safety
from ipt_workbench.checking.dry_runs import Played, play
from ipt_workbench.checking.samples import empty_record, records, sample
from ipt_workbench.recordable import Recorded
from ipt_workbench.sources import Brought, Shelf, shown, texts
from ipt_workbench.workplace import Workplace

# ---------------------------------------------------------------- loading


def bring_in(place: Workplace, shelf: Shelf) -> Iterator[Fault]:
    """Import a plugin and put what its hooks bring on the shelf; whatever goes wrong is a fault of it."""
    if not place.module:
        return
    start = shown(place.package / "__init__.py")
    try:
        with _importing(place):
            brought = bring(importlib.import_module(place.module))
    except KeyboardInterrupt:
        raise
    except Refused as refused:
        yield Fault(start, 1, 1, "plugin", str(refused))
    except ContentError as error:  # the faults of its YAML files are found with their places already
        for fault in error.faults:
            if fault.code == "missing-file":
                yield fault._replace(file=start)
            elif fault.file.endswith(".py"):
                yield fault._replace(file=shown(Path(fault.file)))
    except SyntaxError:  # found with its place already
        return
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, SystemExit among it
        if isinstance(error, OSError) and any(fault.code == "unreadable" for fault in shelf.faults):
            return  # the same
        yield raised(error, place, (start, 1), "plugin", "the plugin does not load")
    else:
        areas, exercises, measures = (brought[f"ipt_{name}"] for name in ("problem_areas", "exercises", "measures"))
        shelf.brought[place.name] = Brought(areas, exercises, measures)


@contextmanager
def _importing(place: Workplace) -> Iterator[None]:
    """The plugin's folder can be imported from, afresh; what it prints goes nowhere."""
    for name in [name for name in sys.modules if name == place.module or name.startswith(f"{place.module}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    parent = str(place.package.parent)
    sys.path.insert(0, parent)
    try:
        with _quiet():
            yield
    finally:
        if parent in sys.path:
            sys.path.remove(parent)


@contextmanager
def _quiet() -> Iterator[None]:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        yield


def raised(error: BaseException, place: Workplace, otherwise: tuple[str, int], code: str, what: str) -> Fault:
    """A fault at the innermost line of the plugin's own that an error came through."""
    inside = str(place.package.resolve())
    frames = [
        one for one in traceback.extract_tb(error.__traceback__) if str(Path(one.filename).resolve()).startswith(inside)
    ]
    file, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else otherwise
    return Fault(shown(Path(file)), line, 1, code, f"{what}: {type(error).__name__}: {error}".rstrip(": "))


# ---------------------------------------------------------------- trying


def tried(place: Workplace, shelf: Shelf, recorded: Recorded) -> Iterator[Fault]:
    """What shows when the Python of a plugin is run."""
    brought = shelf.brought.get(place.name)
    if brought is None:
        return
    library = _library(shelf)
    said = {text for module in shelf.modules if module.place == place for text in texts(module.tree)}
    found: list[Fault] = []
    with _quiet():
        for area in brought.areas:
            # Only what the code may look at; a name that it works out begins with the area's id.
            names = [name for name in recorded.names() if name in said or name.startswith(f"{area.id}.")]
            found += _checks(place, area, library, [*records(library, recorded, names)])
            found += _scores(place, area, recorded)
        for exercise in brought.scripts():
            found += [*_described(exercise), *_script(place, exercise, library)]
    yield from found


def _library(shelf: Shelf) -> Library:
    """A library of what the hooks brought, for code that looks into it."""
    areas = {area.id: area for brought in shelf.brought.values() for area in brought.areas}
    every = [one for brought in shelf.brought.values() for one in brought.exercises]
    every += [one for area in areas.values() for one in area.exercises]
    return Library(areas, {one.id: one for one in every}, {}, {}, {}, {}, {}, {})


def _at(function: Any, code: str, message: str) -> Fault:
    file, line = place_of(function)
    return Fault(shown(Path(file)), line, 1, code, message)


def _checks(place: Workplace, area: ProblemArea, library: Library, filled: list[tuple[str, Known]]) -> Iterator[Fault]:
    ids: set[str] = set()
    for check in area.checks:
        if getattr(check, "id", "") in ids:
            yield _at(check.judge, "duplicate-id", f"two checks have the id '{check.id}'; rename one")
        ids.add(getattr(check, "id", ""))
        if not isinstance(check, TerminationCheck):
            yield _at(check, "not-a-check", f"'{name_of(check)}' is no check; put @check(ID, TITLE) above it")
            continue
        found = _judged(place, check, "an empty record", empty_record(library).known)
        if isinstance(found, Verdict) and found.finding is Finding.MET:
            message = f"the check '{check.id}' is met when nothing was answered; return not_known then"
            yield _at(check.judge, "met-without-data", message)
        for name, known in filled:
            found = found if isinstance(found, Fault) else _judged(place, check, f"a record of {name}", known)
        if isinstance(found, Fault):
            yield found


def _judged(place: Workplace, check: TerminationCheck, record: str, known: Known) -> Verdict | Fault:
    """The verdict of a check on a record, or the fault that it raises or gives none."""
    try:
        verdict = check.judge(known)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        where = place_of(check.judge)
        return raised(error, place, where, "check-fails", f"the check '{check.id}' raises on {record}")
    if not isinstance(verdict, Verdict):
        message = f"the check '{check.id}' returns {type(verdict).__name__} on {record}, not met, not_yet or not_known"
        return _at(check.judge, "check-fails", message)
    return verdict


def _scores(place: Workplace, area: ProblemArea, recorded: Recorded) -> Iterator[Fault]:
    """The scoring functions of a plugin, tried on answers."""
    prefix = f"{area.assessment.exercise.id}/"
    names = [name for name in recorded.names() if name.startswith(prefix)]
    for question in area.assessment.questions:
        score: Callable[..., Any] = question.score
        if not str(getattr(score, "__module__", "")).startswith(place.module):
            continue
        for answers in ({}, *(_filled(recorded, names, number, prefix) for number in range(3))):
            found = _scored(place, question.key, score, answers)
            if found:
                yield found
                break


def _filled(recorded: Recorded, names: list[str], number: int, prefix: str) -> dict[str, Any]:
    kinds = {name: recorded.kinds(name) for name in names}
    return {name.removeprefix(prefix): sample(some[0], number) for name, some in kinds.items() if some}


def _scored(place: Workplace, key: str, score: Callable[..., Any], answers: dict[str, Any]) -> Fault | None:
    what = "no answers" if not answers else "valid answers"
    try:
        points = score(answers)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        return raised(error, place, place_of(score), "score-fails", f"the score of '{key}' raises on {what}")
    if points is None or (points.__class__ is int and 0 <= points <= 3):
        return None
    return _at(
        score,
        "score-fails",
        f"the score of '{key}' is {points!r} on {what}; return 0 to 3, or None when it is not known",
    )


# ---------------------------------------------------------------- scripts


def _described(exercise: Exercise) -> Iterator[Fault]:
    missing = [name for name in ("aim", "minutes", "source", "licence") if not getattr(exercise, name)]
    if missing:
        message = f"'{exercise.id}' does not say its {', '.join(missing)}; add it to @exercise(...)"
        yield _at(exercise.script, "undescribed", message)


def _script(place: Workplace, exercise: Exercise, library: Library) -> Iterator[Fault]:
    """What shows when a script is played, each time twice with the same answers."""
    seen: list[Played] = []
    for number in (None, 0, 1, 2):
        once, again = (play(exercise, empty_record(library), number) for _ in range(2))
        if once.error is not None:
            what = f"the script '{exercise.id}' raises {_how(number)}"
            yield raised(once.error, place, place_of(exercise.script), "script-fails", what)
            return
        if once.wrong:
            message = f"the script '{exercise.id}' breaks a rule {_how(number)}: {once.wrong}"
            yield _at(exercise.script, "script-fails", message)
            return
        if once.told != again.told:
            message = f"'{exercise.id}' differs when it is played again with the same answers: {_first(once, again)}"
            yield _at(exercise.script, "not-repeatable", message)
            return
        seen.append(once)
    said = [text for played in seen for text in played.told]
    asks = list({ask.key: ask for played in seen for ask in played.asks}.values())
    declared = bool(exercise.toward) or any(played.toward for played in seen)
    for code, message in check_safety.of_script(said, asks, declared, exercise.core):
        yield _at(exercise.script, code, f"the script '{exercise.id}': {message}")


def _how(number: int | None) -> str:
    return "when all is skipped" if number is None else "on valid answers"


def _first(once: Played, again: Played) -> str:
    """The first thing that differs."""
    pairs = zip([*once.told, ""], [*again.told, ""], strict=False)
    one, other = next(pair for pair in pairs if pair[0] != pair[1])
    return f"first {one!r}, then {other!r}"
