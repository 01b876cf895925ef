"""A version of some content: a plugin's folder, any folder or file of content, or what is installed."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, frozen

from ipt_core.errors import ContentError, Fault, NothingToDo, Rejected
from ipt_core.files.load import examined, load_content
from ipt_core.plugins import load_library
from ipt_core.written.library import Library
from ipt_workbench.sources import Source, shown
from ipt_workbench.workplace import Workplace, find


@frozen
class Version:
    """One version of some content.

    Attributes:
        place: The plugin it is; without a module when it is only files.
        files: Its content files.
        whole: Whether it is a plugin, or the core, as a whole.
    """

    place: Workplace
    files: tuple[Path, ...]
    whole: bool

    def sources(self) -> list[Source]:
        """Its files as they are written.

        Raises:
            ContentError: with every fault of every file.
            Rejected: when a file cannot be read.
        """
        found, faults = [], list[Fault]()
        for path in self.files:
            document, written, wrong = examined(_bytes(path), shown(path))
            faults += wrong
            found += [Source(self.place, document, written)] if written else []
        if faults:
            raise ContentError(faults)
        return found

    def library(self, other: Version) -> Library:
        """Everything on hand, with this version in place of what is installed and of what the other one has.

        Raises:
            ContentError: when it cannot be used.
        """
        if self.whole:
            return self.place.sound_library()
        content = load_content((shown(path), _bytes(path)) for path in self.files)
        gone = {one.written.id for one in other.sources()}
        library = load_library()
        exercises = {id: one for id, one in library.exercises.items() if id not in gone}
        exercises |= {one.id: one for one in (*content.exercises, *(each.exercise() for each in content.measures))}
        pages = {id: one for id, one in library.pages.items() if id not in gone}
        return evolve(
            library,
            exercises=exercises,
            pages=pages | {one.id: one for one in content.pages},
            banks={**library.banks, **{one.id: one for one in content.banks}},
            measures={**library.measures, **{one.id: one for one in content.measures}},
            programmes={**library.programmes, **{one.id: one for one in content.programmes}},
        )


def version(target: str) -> Version:
    """The version that a path or the name of an installed plugin means.

    Args:
        target: A plugin's folder, another folder of content files, a content file, or the name of a plugin.

    Raises:
        NothingToDo: when there is none, or it holds no content file.
    """
    path = Path(target)
    if path.is_file():
        return Version(Workplace(path.stem, path, ""), (path,), whole=False)
    try:
        place = find(target)
        inside = path.is_dir() and place.package.resolve() in path.resolve().parents
    except NothingToDo:
        if not path.is_dir():
            raise
        place, inside = Workplace(path.name, path, ""), True
    files = tuple(sorted(path.rglob("*.yaml")) if inside else place.files())
    if not files:
        raise NothingToDo(f"'{target}' holds no content file.", "Content files end in .yaml.")
    return Version(place, files, whole=not inside)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Rejected(f"'{path}' cannot be read: {error.strerror}.", "Check the file.") from None
