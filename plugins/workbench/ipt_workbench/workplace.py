"""What an author works on: a plugin's folder, installed or not, or the core's own content."""

from __future__ import annotations

import importlib
import os
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files as package_files
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from ipt_core.errors import ContentError, Fault, NothingToDo
from ipt_core.files.load import load_folder
from ipt_core.hooks import GROUP
from ipt_core.plugins import load_library
from ipt_core.written.library import Library

CORE = "core"


@frozen
class Workplace:
    """One plugin as its author sees it.

    Attributes:
        name: Its entry-point name; ``core`` for the core's own content.
        package: The folder of its content files, inside which everything of it lies.
        module: The name of its Python package; '' for the core.
    """

    name: str
    package: Path
    module: str

    def files(self, ending: str = ".yaml") -> Iterator[Path]:
        """Its files, in order of their names."""
        return (path for path in sorted(self.package.rglob(f"*{ending}")) if path.is_file())

    def library(self) -> Library:
        """Everything on hand, this plugin as its files are now, and loaded in place of an installed one."""
        if not self.module:
            return load_library()
        for name in [name for name in sys.modules if name == self.module or name.startswith(f"{self.module}.")]:
            del sys.modules[name]
        importlib.invalidate_caches()
        parent = str(self.package.parent)
        sys.path.insert(0, parent)
        try:
            return load_library(also=[EntryPoint(self.name, self.module, GROUP)])
        finally:
            sys.path.remove(parent)

    def sound_library(self) -> Library:
        """As `library`, for what needs this very plugin.

        Raises:
            ContentError: when the plugin cannot be used, with every fault of its files.
        """
        library = self.library()
        problem = next((one.problem for one in library.plugins if one.name == self.name and one.problem), "")
        if problem:
            folder = os.path.relpath(self.package)
            load_folder(self.package, folder)  # names the places, when it is a file that is faulty
            raise ContentError([Fault(os.path.join(folder, "__init__.py"), 1, 1, "plugin", problem)])
        return library


def bundled() -> list[Workplace]:
    """The core's content and every installed plugin."""
    core = Workplace(CORE, Path(str(package_files("ipt_core") / "content")), "")
    return [core, *(place for entry in entry_points(group=GROUP) if (place := _installed(entry)))]


def _installed(entry: EntryPoint) -> Workplace | None:
    spec = find_spec(entry.module.partition(".")[0])
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Workplace(entry.name, Path(folders[0]), entry.module) if folders else None


def find(target: str) -> Workplace:
    """The workplace that a path or the name of an installed plugin means.

    Args:
        target: A plugin's folder, its package, a file in it, the name of an installed plugin, or ``core``.

    Raises:
        NothingToDo: when there is none.
    """
    for place in bundled():
        if target == place.name:
            return place
    path = Path(target)
    if not path.exists():
        names = ", ".join(place.name for place in bundled())
        raise NothingToDo(
            f"There is no file, folder or plugin '{target}'.",
            f"Give the folder of a plugin, or one of: {names}. 'ipt new problem-area NAME' makes one.",
        )
    path = path.resolve()
    for folder in (path, *path.parents):
        for place in bundled():
            if folder == place.package.resolve():
                return place
        found = _own(folder)
        if found:
            return found
    raise NothingToDo(
        f"'{target}' is not part of a plugin.",
        f"A plugin has a pyproject.toml with an entry point in the group '{GROUP}'; 'ipt new problem-area' makes one.",
    )


def library_for(path: Path) -> Library:
    """Everything on hand for a file: with the plugin it lies in, when it lies in one.

    Raises:
        ContentError: when that plugin cannot be used.
    """
    try:
        return find(str(path)).sound_library()
    except NothingToDo:
        return load_library()


def _own(folder: Path) -> Workplace | None:
    """The plugin that this folder holds, by its pyproject.toml, or as a single package with an area.yaml."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        entries = dict(project["project"]["entry-points"][GROUP])
    except (OSError, ValueError, KeyError, TypeError):
        entries = {}
    for name, module in entries.items():
        for package in (folder / module, folder / "src" / module):
            if package.is_dir():
                return Workplace(name, package, module)
    packages = [path.parent for path in folder.glob("*/area.yaml")] if folder.is_dir() else []
    if len(packages) == 1 and (packages[0] / "__init__.py").exists():
        return Workplace(packages[0].name.removeprefix("ipt_"), packages[0], packages[0].name)
    return None
