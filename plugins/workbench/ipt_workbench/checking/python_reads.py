"""What the Python of a plugin reads of the record, by the texts in its code: it must be something that is recorded."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ipt_core.errors import Fault
from ipt_core.files.shapes import ExerciseFile
from ipt_core.written.steps import AskStep, walk
from ipt_workbench.sources import Catalogue, Module, Shelf

FACTS = {"latest", "first", "history", "recent", "every"}  # what Known reads by the name of a fact
ANSWERS = {"answer", "answers", "answered"}  # by exercise-id/key
EXERCISES = {"done"}  # by an exercise's id


def faults(module: Module, all_: Catalogue) -> Iterator[Fault]:
    """What one file reads that nothing records."""
    constants = _constants(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args and _is_known(node.func):
            name = _text(node.args[0], constants)
            message = _nothing(node.func.attr, name, all_) if name else ""
            if message:
                yield module.fault(node.args[0], "reads-nothing", message)


def _is_known(called: ast.Attribute) -> bool:
    """Whether it is the record that is called: by custom it is named so."""
    return (
        called.attr in FACTS | ANSWERS | EXERCISES and isinstance(called.value, ast.Name) and called.value.id == "known"
    )


def _nothing(method: str, name: str, all_: Catalogue) -> str:
    """Why nothing is ever found there; '' when something may be."""
    exercise, slash, key = name.rpartition("/")
    if method in EXERCISES:
        return "" if name in all_.exercises else f"there is no exercise '{name}'"
    if method in ANSWERS:
        if not slash or exercise not in all_.exercises:
            return f"there is no exercise '{exercise or name}'; write 'exercise-id/key'"
        keys = all_.recorded.asks(exercise)
        return "" if keys is None or key in keys else f"'{exercise}' asks no '{key}', so this is always empty"
    if all_.recorded.kinds(name) == ():
        return f"no question fills the fact '{name}', so this is always empty"
    return ""


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """Names that are given one text in the file, and nothing else."""
    given: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.setdefault(node.id, []).append("")
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.targets[0], ast.Name)
        ):
            given[node.targets[0].id][0] = str(node.value.value)
    return {name: texts[0] for name, texts in given.items() if len(texts) == 1}


def _text(node: ast.expr, constants: Mapping[str, str]) -> str:
    """The text an expression stands for; '' when that is not plain to see."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants)
    if isinstance(node, ast.JoinedStr):
        parts = [_text(part, constants) for part in node.values]
        return "".join(parts) if all(parts) else ""
    return ""


# ---------------------------------------------------------------- scoring functions


def scored_keys(module: Module) -> dict[str, ast.expr] | None:
    """The keys that ``load_area(scores={...})`` has functions for; None when they are worked out."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg == "scores":
            if not isinstance(node.value, ast.Dict) or not all(
                isinstance(key, ast.Constant) for key in node.value.keys
            ):
                return None
            found |= {str(key.value): key for key in node.value.keys if isinstance(key, ast.Constant)}
    return found


def scores(module: Module, shelf: Shelf) -> Iterator[Fault]:
    """Scoring functions for questions that are not there, or do not count."""
    weighted = {
        step.ask
        for source, one in shelf.holding(ExerciseFile)
        if source.place == module.place and one.gate
        for _, step in walk(one.steps)
        if isinstance(step, AskStep) and step.weight
    }
    for key, node in (scored_keys(module) or {}).items():
        if key not in weighted:
            yield module.fault(
                node, "score-unused", f"the assessment asks no '{key}' with a weight, so this is never called"
            )
