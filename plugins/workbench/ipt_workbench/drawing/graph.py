"""What may be drawn: an exercise or a programme, by its id, or the file it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from attrs import frozen

from ipt_core.errors import ContentError, NothingToDo, Rejected
from ipt_core.files.load import load_content
from ipt_core.plugins import load_library
from ipt_core.written.library import Library
from ipt_workbench import workplace
from ipt_workbench.drawing.chart import Chart, exercise_chart, programme_chart
from ipt_workbench.drawing.mermaid import mermaid
from ipt_workbench.drawing.svg import svg

Format = Literal["mermaid", "svg"]
_DRAWN_BY = {"mermaid": mermaid, "svg": svg}


@frozen
class Drawable:
    """Something that can be drawn.

    Attributes:
        id: Its id.
        title: Its title.
        what: What it is.
    """

    id: str
    title: str
    what: Literal["exercise", "programme"]


@frozen
class Drawing:
    """A drawing.

    Attributes:
        id: The id of what is drawn.
        title: Its title.
        format: How it is drawn.
        text: The drawing itself.
    """

    id: str
    title: str
    format: Format
    text: str


def drawables(library: Library) -> Iterator[Drawable]:
    """All that can be drawn, programmes first."""
    for programme in library.programmes.values():
        yield Drawable(programme.id, programme.title, "programme")
    for exercise in library.exercises.values():
        yield Drawable(exercise.id, exercise.title, "exercise")


def drawn(target: str, format: Format) -> Drawing:
    """The drawing of an exercise or programme. Raises as `chart` does."""
    found = chart(target)
    return Drawing(found.id, found.title, format, _DRAWN_BY[format](found))


def chart(target: str) -> Chart:
    """The chart of an exercise or programme.

    Args:
        target: Its id, or the path of its file, which need not be installed.

    Raises:
        NothingToDo: when there is none, or the file holds something else.
        ContentError: with every fault of the file.
        Rejected: when the file cannot be read.
    """
    path = Path(target)
    if path.is_file():
        return _of_file(path)
    library = load_library()
    if target in library.programmes:
        return programme_chart(library.programmes[target], library)
    if target in library.exercises:
        return exercise_chart(library.exercises[target], library)
    raise NothingToDo(f"There is no exercise, programme or file '{target}'.", "See what can be drawn with 'ipt graph'.")


def _of_file(path: Path) -> Chart:
    try:
        content = load_content([(str(path), path.read_bytes())])
    except OSError as error:
        raise Rejected(f"'{path}' cannot be read: {error.strerror}.", "Check the file.") from None
    try:
        library = workplace.library_for(path)
    except ContentError:  # another file of the plugin is faulty: this one can be drawn all the same
        library = load_library()
    for exercise in content.exercises:
        return exercise_chart(exercise, library)
    for programme in content.programmes:
        return programme_chart(programme, library)
    raise NothingToDo(f"'{path}' holds nothing that can be drawn.", "Give the file of an exercise or a programme.")
