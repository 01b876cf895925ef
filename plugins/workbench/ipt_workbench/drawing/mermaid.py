"""A chart as Mermaid text, which many editors, wikis and code hosts draw."""

from __future__ import annotations

import re

from ipt_workbench.drawing.chart import Box, Chart, Fork, Item

_SHAPES = {  # kind -> what stands around its label
    "say": ("[", "]"),
    "ask": ("[/", "/]"),
    "use": ("[[", "]]"),
    "guard": ("{{", "}}"),
    "page": ("[(", ")]"),
    "slot": ("[[", "]]"),
    "reply": (">", "]"),
    "stop": ("([", "])"),
    "heading": ("([", "])"),
    "block": ("[", "]"),
}
_COLOURS = {
    "ask": "fill:#e8f1fb,stroke:#2b5d8c,color:#111",
    "use": "fill:#eef7ee,stroke:#3a6b3a,color:#111",
    "guard": "fill:#fdecea,stroke:#a12622,color:#111",
    "stop": "fill:#eeeeee,stroke:#444444,color:#111",
    "heading": "fill:#dddddd,stroke:#222222,color:#111",
}
_End = tuple[str, str]  # a box that something still has to follow, and what the arrow says


def mermaid(chart: Chart) -> str:
    """The chart as a Mermaid flowchart."""
    drawing = _Drawing()
    start = drawing.node("heading", f'"{_safe(chart.title)}"')
    ends = drawing.follow(chart.items, [(start, "")])
    drawing.link(ends, drawing.node("stop", '"End"'))
    drawing.beside(chart.beside)
    title = re.sub(r"[\n\"\\]", " ", f"{chart.title} ({chart.id})")
    about = [f"%% {' '.join(line.split())}" for line in chart.about]
    colours = [f"classDef {kind} {colour}" for kind, colour in _COLOURS.items()]
    head = ["---", f'title: "{title}"', "---", "flowchart TD"]
    return "\n".join([*head, *(f"  {line}" for line in (*about, *drawing.lines, *colours))]) + "\n"


class _Drawing:
    """The lines of a flowchart, while it is drawn."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.count = 0

    def node(self, kind: str, label: str) -> str:
        """Add a node; gives its name."""
        self.count += 1
        name = f"n{self.count}"
        before, after = _SHAPES.get(kind, ("{", "}"))
        self.lines.append(f"{name}{before}{label}{after}{':::' + kind if kind in _COLOURS else ''}")
        return name

    def link(self, ends: list[_End], to: str) -> None:
        """Draw an arrow from each of these to a node."""
        for name, said in ends:
            self.lines.append(f'{name} -->|"{_safe(said)}"| {to}' if said else f"{name} --> {to}")

    def follow(self, items: tuple[Item, ...], ends: list[_End]) -> list[_End]:
        """Draw items one after the other; gives what the next one has to follow."""
        for item in items:
            ends = self._fork(item, ends) if isinstance(item, Fork) else self._box(item, ends)
        return ends

    def beside(self, boxes: tuple[Box, ...]) -> None:
        """Draw boxes that nothing leads to."""
        for box in boxes:
            self._box(box, [])

    def _box(self, box: Box, ends: list[_End]) -> list[_End]:
        parts = [*map(_safe, box.text), f"<i>{_safe(box.small)}</i>" if box.small else "", _safe(box.warning)]
        name = self.node(box.kind, '"' + "<br/>".join(filter(None, parts)) + '"')
        self.link(ends, name)
        if box.kind == "guard":
            self.link([(name, "no, or not sure")], self.node("stop", '"The exercise ends here"'))
            return [(name, "yes")]
        return [] if box.kind == "stop" else [(name, "")]

    def _fork(self, fork: Fork, ends: list[_End]) -> list[_End]:
        name = self.node("fork", '" "')
        self.link(ends, name)
        inside = self.follow(fork.items, [(name, fork.label)])
        if fork.loop:
            self.link(inside, name)
            return [(name, "after the last")]
        return [*inside, (name, "otherwise")]


def _safe(text: str) -> str:
    """A text that Mermaid shows as it is: its own signs as codes, and nothing it takes for a list or for Markdown."""
    text = re.sub(r"^(\d+)\. ", r"\1) ", text)
    text = re.sub(r"^[-*+] ", "· ", text)
    return re.sub(r"[#\"<>&`{}|\\]", lambda found: f"#{ord(found[0])};", " ".join(text.split()))
