"""A chart as SVG: one line of boxes from top to bottom, branches set in to the right, in as many columns as fit a page.

The line of each level runs straight down on its left; a branch leaves it at a condition and joins it again below.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from attrs import define, field, frozen

from ipt_workbench.drawing.chart import Box, Chart, Fork, Item

WIDTH, INDENT, GAP = 400, 30, 36  # of a column, of a level, between columns
LINE, PAD, SPACE = 15, 7, 14  # height of a line of text, inside a box, between boxes
SIZE, LETTER = 12, 6.5  # of letters, and how wide one is taken to be
EXIT = 96  # room at the right of the guard's box for its way out
MARGIN, HEAD = 28, 34
PAGE = 1.35  # a page is at most so many times as high as it is wide

LEGEND = "At a diamond: to the right when the words beside it hold, straight on otherwise. Dashed: once more."

_COLOURS = {  # kind -> fill and line; text is always dark
    "say": ("#ffffff", "#666666"),
    "ask": ("#e8f1fb", "#2b5d8c"),
    "use": ("#eef7ee", "#3a6b3a"),
    "guard": ("#fdecea", "#a12622"),
    "page": ("#fbf7e6", "#7a6a1f"),
    "slot": ("#f3eefa", "#5b4585"),
    "reply": ("#fbf7e6", "#7a6a1f"),
    "stop": ("#eeeeee", "#444444"),
    "heading": ("#dddddd", "#222222"),
    "block": ("#eef7ee", "#3a6b3a"),
}
_NAMES = {"ask": "asks", "use": "runs", "guard": "safety", "page": "page", "slot": "engine", "reply": "reply"}


@frozen
class _Line:
    """A line of text in a box: how it looks, and what it says."""

    look: str
    text: str


@define
class _Row:
    """One thing in a column.

    Attributes:
        kind: A kind of box, ``fork`` or ``join``.
        level: How far it is set in.
        lines: Its text.
        loop: Whether a fork or join belongs to a loop.
        height: With the space below it.
        joined: Whether it is part of the flow.
        column: The column it stands in.
        top: Where it begins.
    """

    kind: str
    level: int
    lines: list[_Line] = field(factory=list)
    loop: bool = False
    joined: bool = True
    column: int = 0
    top: float = 0

    @property
    def height(self) -> float:
        if self.kind == "join":
            return SPACE + 4
        text = LINE * len(self.lines)
        return text + 12 if self.kind == "fork" else text + 2 * PAD + SPACE


@frozen
class _Rail:
    """A line that runs down along rows, both ends included."""

    x: float
    first: int
    last: int
    dashed: bool = False


def svg(chart: Chart) -> str:
    """The chart as an SVG picture."""
    page = _Page(chart)
    title, about = escape(f"{chart.title} ({chart.id})"), escape(" ".join(chart.about))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {page.width:g} {page.height:g}" '
            f'width="{page.width:g}" height="{page.height:g}" font-family="Helvetica, Arial, sans-serif" '
            f'font-size="{SIZE}" fill="#111">',
            f"<title>{title}</title>",
            f"<desc>{about}</desc>",
            f'<rect width="{page.width:g}" height="{page.height:g}" fill="#ffffff"/>',
            *page.drawn(),
            "</svg>",
            "",
        ]
    )


class _Page:
    """A chart laid out in columns."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.rows: list[_Row] = []
        self.rails: list[_Rail] = []
        self._flow((*chart.items, Box("stop", ("End",))), 0)
        self.rows += [_Row(box.kind, 0, list(_text(box, 0)), joined=False) for box in chart.beside]
        total = sum(row.height for row in self.rows)
        columns = 1
        while total / columns > PAGE * columns * (WIDTH + GAP) and columns < 8:
            columns += 1
        self.width = 2 * MARGIN + columns * WIDTH + (columns - 1) * GAP
        letters = int((self.width - 2 * MARGIN) / LETTER)
        self.about = [line for text in chart.about for line in _wrapped(text, letters)]
        self.top = MARGIN + HEAD + LINE * len(self.about)
        self.legend = _wrapped(LEGEND, letters)
        self.bottom = self._place(total / columns) + LINE
        self.height = self.bottom + LINE * len(self.legend) + MARGIN

    # ------------------------------------------------------------ where everything stands

    def _flow(self, items: tuple[Item, ...], level: int) -> None:
        """Add the rows of a list of items, and the line that joins them."""
        first = len(self.rows)
        for item in items:
            if isinstance(item, Fork):
                self._fork(item, level)
            else:
                self.rows.append(_Row(item.kind, level, list(_text(item, level))))
        self.rails.append(_Rail(_x(level), first, len(self.rows) - 1))

    def _fork(self, fork: Fork, level: int) -> None:
        label = [_Line("condition", line) for line in _wrapped(fork.label, _letters(level + 1))]
        head = len(self.rows)
        self.rows.append(_Row("fork", level, label, fork.loop))
        self._flow(fork.items, level + 1)
        inner = self.rails.pop()
        last = len(self.rows) - (1 if fork.ends else 0)
        self.rails.append(_Rail(inner.x, head, last))
        if fork.ends:
            return
        self.rows.append(_Row("join", level, loop=fork.loop))
        if fork.loop:
            self.rails.append(_Rail(_x(level) + INDENT / 2, head, len(self.rows) - 1, dashed=True))

    def _place(self, wanted: float) -> float:
        """Give every row its column and its place. Returns where the lowest ends."""
        column, y, lowest = 0, float(self.top), 0.0
        for index, row in enumerate(self.rows):
            after_fork = index > 0 and self.rows[index - 1].kind in ("fork", "heading")
            if y - self.top + row.height / 2 > wanted and not after_fork and row.kind != "join":
                if self.width >= 2 * MARGIN + (column + 2) * WIDTH + (column + 1) * GAP:
                    column, y = column + 1, self.top
            row.column, row.top = column, y
            y += row.height
            lowest = max(lowest, y)
        return lowest

    def _left(self, column: int) -> float:
        return MARGIN + column * (WIDTH + GAP)

    # ------------------------------------------------------------ drawing

    def drawn(self) -> Iterator[str]:
        """The parts of the picture, what lies below first."""
        yield _say(MARGIN, MARGIN + 14, f"{self.chart.title}", 'font-size="18" font-weight="bold"')
        for number, line in enumerate(self.about):
            yield _say(MARGIN, MARGIN + HEAD + number * LINE, line, 'fill="#333"')
        for number, line in enumerate(self.legend, 1):
            yield _say(MARGIN, self.bottom + number * LINE, line, _LOOKS["small"])
        for rail in self.rails:
            yield from self._rail(rail)
        for index, row in enumerate(self.rows):
            draw = {"fork": self._forked, "join": self._joined}.get(row.kind, self._box)
            yield from draw(row, self._left(row.column) + _x(row.level), index)

    def _rail(self, rail: _Rail) -> Iterator[str]:
        """A line, in as many parts as the columns it runs through."""
        rows = self.rows[rail.first : rail.last + 1]
        for column in sorted({row.column for row in rows}):
            here = [row for row in rows if row.column == column]
            x = self._left(column) + rail.x
            top, bottom = here[0].top, here[-1].top + here[-1].height
            if here[0] is rows[0] and here[0].kind == "fork" and rail.x > _x(here[0].level):
                top += LINE / 2
            if here[0] is not rows[0]:
                top -= SPACE / 2
            if here[-1] is rows[-1]:
                bottom = here[-1].top + (SPACE / 2 if here[-1].kind == "join" and rail.x > _x(here[-1].level) else 0)
            yield _path(f"M{x:g} {top:g}V{bottom:g}", rail.dashed)
            if here[-1] is not rows[-1] and not rail.dashed:
                yield _arrow(x, bottom + 6, "down")

    def _forked(self, row: _Row, x: float, index: int) -> Iterator[str]:
        y, right = row.top + LINE / 2, x + INDENT
        yield _path(f"M{x:g} {y:g}H{right:g}")
        yield f'<path d="M{x - 5:g} {y:g}l5 -5l5 5l-5 5z" fill="#fff" stroke="#333"/>'
        if row.loop:
            yield _arrow(x + INDENT / 2, y + 1, "up")
        for number, line in enumerate(row.lines):
            yield _say(right + 7, row.top + LINE * number + 12, line.text, 'font-style="italic"')

    def _joined(self, row: _Row, x: float, index: int) -> Iterator[str]:
        y = row.top + SPACE / 2
        to = x + INDENT / 2 if row.loop else x
        yield _path(f"M{x + INDENT:g} {y:g}H{to:g}", row.loop)
        if not row.loop:
            yield _arrow(x + 1, y, "left")

    def _box(self, row: _Row, x: float, index: int) -> Iterator[str]:
        fill, line = _COLOURS[row.kind]
        left, width, height = x - 10, WIDTH - _x(row.level) + 10, row.height - SPACE
        if row.kind == "guard":
            width -= EXIT
            yield from self._way_out(left + width, row.top + height / 2)
        round_ = 14 if row.kind in ("stop", "heading") else 4
        strong = ' stroke-width="2"' if row.kind in ("guard", "heading") else ""
        yield (
            f'<rect x="{left:g}" y="{row.top:g}" width="{width:g}" height="{height:g}" rx="{round_}" '
            f'fill="{fill}" stroke="{line}"{strong}/>'
        )
        if row.joined and index:
            yield _arrow(x, row.top, "down")
        for number, said in enumerate(row.lines):
            yield _say(left + 10, row.top + PAD + LINE * number + 11, said.text, _LOOKS[said.look])

    def _way_out(self, x: float, y: float) -> Iterator[str]:
        """What happens when it is not safe."""
        yield _path(f"M{x:g} {y:g}H{x + 20:g}")
        yield _arrow(x + 22, y, "right")
        yield _say(x + 26, y - 3, "not safe:", 'font-size="11"')
        yield _say(x + 26, y + 10, "it ends here", 'font-size="11"')


_LOOKS = {
    "text": "",
    "bold": 'font-weight="bold"',
    "small": 'font-size="10.5" fill="#444"',
    "warning": 'font-size="11" font-weight="bold" fill="#8a1c18"',
}


def _x(level: int) -> float:
    """Where the line of a level runs, from the left of its column."""
    return 10 + level * INDENT


def _letters(level: int) -> int:
    """How many letters fit on a line of a box."""
    return max(18, int((WIDTH - _x(level) - 12) / LETTER))


def _text(box: Box, level: int) -> Iterator[_Line]:
    """The lines of a box."""
    letters = _letters(level) - (int(EXIT / LETTER) if box.kind == "guard" else 0)
    first = True
    for paragraph in box.text:
        name = _NAMES.get(box.kind, "") if first else ""
        look = "bold" if box.kind in ("heading", "stop") or (box.kind in ("use", "block") and first) else "text"
        for line in _wrapped(
            f"{name}: {paragraph}" if name and box.kind not in ("ask", "guard") else paragraph, letters
        ):
            yield _Line(look, line)
        first = False
    for line in _wrapped(box.small, int(letters * 1.12)):
        yield _Line("small", line)
    for line in _wrapped(f"! {box.warning}" if box.warning else "", letters):
        yield _Line("warning", line)


def _wrapped(text: str, letters: int) -> list[str]:
    """The text in lines of at most so many letters; wide letters count for two, and long words are broken."""
    lines, line = [], ""
    for word in text.split():
        while _wide(word) > letters:
            word, rest = word[: letters // 2], word[letters // 2 :]
            lines += [line] if line else []
            lines.append(word)
            line, word = "", rest
        if line and _wide(line) + 1 + _wide(word) > letters:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _say(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}"{" " + look if look else ""}>{escape(text)}</text>'


def _path(d: str, dashed: bool = False) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="#333"{" stroke-dasharray=" + chr(34) + "4 3" + chr(34) if dashed else ""}/>'
    )


_POINTS = {"down": "l-4 -7h8z", "up": "l-4 7h8z", "left": "l7 -4v8z", "right": "l-7 -4v8z"}


def _arrow(x: float, y: float, way: str) -> str:
    return f'<path d="M{x:g} {y:g}{_POINTS[way]}" fill="#333"/>'
