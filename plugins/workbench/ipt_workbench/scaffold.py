"""A new plugin, made from a template: plain files, with the name put in. All of it is made, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

from ipt_core.errors import Rejected
from ipt_core.written.exercise import CORE_FAMILIES
from ipt_core.written.library import Library
from ipt_workbench import workplace
from ipt_workbench.schemas.files import file_schema
from ipt_workbench.scripts import playing as demo

LONGEST_NAME = 40
_TAKEN = {"engine", "sessions", "trial"}  # words that already mean something where an area's name stands


@frozen
class NewPlugin:
    """A plugin that was made.

    Attributes:
        folder: Where.
        files: Its files, from there.
    """

    folder: str
    files: tuple[str, ...]


def new_area(name: str, folder: Path, library: Library) -> NewPlugin:
    """Make a plugin with one problem area, in a new folder ``ipt-NAME``.

    Args:
        name: The id of the area, 2 to 40 lower-case letters, digits and single dashes, such as ``becoming-a-carer``.
        folder: An existing folder in which the plugin's own folder is made.
        library: What is on hand; its names are taken.

    Raises:
        Rejected: when the name cannot be used, the plugin's folder is there already, or it cannot be written.
            Then nothing was made.
    """
    _check(name, library)
    made = folder / f"ipt-{name}"
    if not folder.is_dir():
        raise Rejected(f"There is no folder '{folder}'.", "Make it first, or give another with --in.")
    if made.exists():
        raise Rejected(f"'{made}' is there already.", "Choose another name, or another folder with --in.")
    try:
        with TemporaryDirectory(prefix=".ipt-new-", dir=folder) as temporary:
            built = Path(temporary) / made.name
            _build(built, _words(name))
            built.rename(made)
    except OSError as error:
        reason = error.strerror or "it could not be written"
        raise Rejected(f"'{made}' could not be made: {reason}.", "Nothing was written. Try another folder.") from None
    inside = (path for path in sorted(made.rglob("*")) if path.is_file())
    return NewPlugin(str(made), tuple(path.relative_to(made).as_posix() for path in inside))


def _check(name: str, library: Library) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name, re.ASCII) or not 2 <= len(name) <= LONGEST_NAME:
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-0123456789")[:LONGEST_NAME].strip("-")
        hint = f"Try '{better}'." if len(better) > 1 else "Such as 'becoming-a-carer'."
        raise Rejected(
            f"A name is 2 to {LONGEST_NAME} lower-case letters, digits and dashes, and begins with a letter.", hint
        )
    if name in _taken(library):
        raise Rejected(f"'{name}' already means something in courses.", "Choose a name that is not in use.")


def _taken(library: Library) -> set[str]:
    """The names of plugins, and first words of all ids and facts that are in use."""
    plugins = (place.name for place in workplace.bundled())
    shelves = (library.areas, library.exercises, library.pages, library.banks, library.measures)
    ids = (id for shelf in shelves for id in shelf)
    return {one.partition(".")[0] for one in (*plugins, *ids, *library.facts, *CORE_FAMILIES, *_TAKEN)}


def _words(name: str) -> dict[str, str]:
    """What stands in the template's files, and what is put there."""
    return {"name": name, "package": "ipt_" + name.replace("-", "_"), "label": name.replace("-", " ").capitalize()}


def _build(folder: Path, words: dict[str, str]) -> None:
    """Write the whole plugin: what the template holds, and what this very version of the engine makes of it."""
    for parts, text in _template(files("ipt_workbench") / "template"):
        _write(folder.joinpath(*(_named(part, words) for part in parts)), _filled(text, words))
    for name in ("content", "script"):
        _write(folder / ".schemas" / f"{name}.json", json.dumps(file_schema(name), indent=1) + "\n")
    library = workplace.find(str(folder)).library()
    for script in folder.glob("tests/*.yaml"):
        _write(script.with_suffix(".txt"), demo.told(demo.opened(script), library))
    for compiled in list(folder.rglob("__pycache__")):  # made by loading it
        rmtree(compiled)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def _template(folder: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The parts of each file's path in the template, and its text."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _template(entry, (*above, entry.name))
        elif entry.name.endswith(".txt"):
            yield (*above, entry.name), entry.read_text("utf-8")


def _named(part: str, words: dict[str, str]) -> str:
    """The name of a file or folder. In the template all end with ``.txt``, and none begins with a dot."""
    return re.sub(r"^dot-", ".", part.removesuffix(".txt")).replace("PACKAGE", words["package"])


def _filled(text: str, words: dict[str, str]) -> str:
    """The text with each ``<<word>>`` replaced, in a single pass."""
    return re.sub(r"<<(\w+)>>", lambda found: words[found[1]], text)
