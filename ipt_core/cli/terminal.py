"""Turns in a terminal: plain, append-only text with numbered choices, which a screen reader can follow."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

import ipt_core as ipt

if TYPE_CHECKING:
    from ipt_core import Turn

WIDEST = 88  # columns; longer lines are hard to read
COMMANDS = {
    "/skip": "pass this question by",
    "/later": "leave it for another time; it stays on your list",
    "/back": "take the last answer back",
    "/why": "why this exercise is here",
    "/help": "I need help now: support and crisis services come next",
    "/plan": "show your own safety plan",
    "/stop": "stop here; everything is kept",
    "/leave": "wipe the screen and leave at once; everything is kept, and traces may stay on the device",
}
HELP_WORDS = ("help", "help now", "help me", "i need help", "i need help now")  # heard at any question
# C0 but newline and tab, DEL, C1, and the marks that reorder text; and halves of surrogate pairs.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text without anything that could steer a terminal. Every text shown goes through here."""
    return _UNSAFE.sub("", text)


def say(text: str = "", err: bool = False) -> None:
    """Show text, wrapped to the window, paragraphs and list lines kept."""
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    for line in safe(text).split("\n"):
        indent = re.match(r"\s*(?:- |\d+  |\? |> )?", line)
        hang = " " * len(indent.group()) if indent else ""
        # A path or an address stays in one piece, so that it can be clicked.
        wrapped = textwrap.wrap(line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
        click.echo("\n".join(wrapped) if line.strip() else "", err=err)


def show(turn: Turn, before: Turn | None = None) -> None:
    """Show a turn; the session's and the exercise's headings only when they have changed."""
    if before is None or before.session != turn.session:
        say(f"Session {turn.session} of {turn.of}, {turn.phase} phase")
    heading = bool(turn.ask) and (before is None or before.exercise != turn.exercise)
    for place, said in enumerate((*turn.said, "")):
        if heading and place == turn.ended:
            say()
            say(f"== {turn.title}")
            if turn.why:
                say(f"Why: {turn.why}")
        if said:
            say()
            say(said)
    if turn.ask:
        say()
        for line in question(turn):
            say(line)


def question(turn: Turn) -> Iterator[str]:
    """The lines that put a turn's question."""
    ask = turn.ask
    if ask is None:
        return
    yield f"[{turn.done + 1} of about {turn.of_about}] {ask.text}"
    suggested = ask.kind.suggested if isinstance(ask.kind, ipt.Choice) else 0
    for number, label in enumerate(offered(ask.kind).values()):
        if number == suggested > 0:
            yield "  Or:"
        yield f"  {number + 1}  {label}"
    private = "private; " if ask.private else ""
    yield f"({private}{how(ask.kind)}{'; ? shows what else you can do' if not ask.required else '; needed to go on'})"


def offered(kind: object) -> dict[str, str]:
    """What may be chosen by number: what is recorded -> what is shown."""
    if isinstance(kind, ipt.Choice | ipt.Multi):
        return {option.id: option.label for option in kind.options}
    return {name: name for name in kind.people} if isinstance(kind, ipt.Person) else {}


def how(kind: object) -> str:
    """How to answer a kind, in a few words."""
    match kind:
        case ipt.Scale(low, high, labels) if len(labels) == high - low + 1:
            return ", ".join(f"{low + place} {label}" for place, label in enumerate(labels))
        case ipt.Scale(low, high, labels):
            return f"{low} {labels[0]} to {high} {labels[-1]}" if labels else f"{low} to {high}"
        case ipt.Number(low, high):
            return f"a whole number from {low} to {high}"
        case ipt.Text(lines=True):
            return "as many lines as you like; an empty line ends"
        case ipt.Person(people=people):
            return "a number, or a name" if people else "a name"
    return _HOW.get(type(kind), "your own words")


_HOW: dict[type, str] = {
    ipt.YesNo: "yes or no",
    ipt.Choice: "one number",
    ipt.Multi: "numbers with commas, or none",
    ipt.Day: "like 2026-04-30 or 2026-04",
    ipt.Clock: "like 07:30",
    ipt.Many: "one on each line; an empty line ends the list",
    ipt.Turns: "lines that begin with 'me:' or 'them:'; an empty line ends",
}


def typed(kind: object, text: str) -> str:
    """What was typed, with the numbers of a shown list turned into what they stand for."""
    options = list(offered(kind))
    parts = re.split(r"[,;\s]+", text.strip()) if isinstance(kind, ipt.Multi) else [text.strip()]
    if not all(part.isdecimal() and 1 <= int(part) <= len(options) for part in parts):
        return text
    return ",".join(options[int(part) - 1] for part in parts)


def hint(kind: object) -> str:
    """How to choose from what is shown, when something is; '' when nothing is."""
    if isinstance(kind, ipt.Multi):
        return f"Type numbers from 1 to {len(kind.options)} with commas between, or none."
    return f"Type one number from 1 to {len(kind.options)}." if isinstance(kind, ipt.Choice) else ""


def several_lines(kind: object) -> bool:
    """Whether a question takes several lines."""
    return isinstance(kind, ipt.Many | ipt.Turns) or (isinstance(kind, ipt.Text) and kind.lines)


PLAN = {
    "signs": "My warning signs",
    "steady": "What steadies me",
    "places": "Places and company",
    "people": "People I can tell",
    "professionals": "Professionals and lines",
    "surroundings": "Making my surroundings safer",
    "reasons": "Reasons to hold on",
}


def safety_plan(course: ipt.Course) -> Iterator[str]:
    """The lines of the person's own safety plan, with the crisis services of their country."""
    found = {heading: course.known.latest(f"safety-plan.{part}") for part, heading in PLAN.items()}
    if not any(found.values()):
        yield "There is no safety plan yet. It is made in the exercise 'My safety plan', and /help offers it."
    for heading, entries in found.items():
        if entries:
            yield heading
            yield from (f"  - {entry}" for entry in (entries if isinstance(entries, list) else [entries]))
    yield ""
    yield ipt.crisis_services(course.started.country)


class Typist:
    """Reads what the person types. Lines of a long answer that are not finished are never dropped unseen.

    A call for help among them keeps them as the answer, and is obeyed at once after it.

    Args:
        ready: Called before each line is read; returns when there is one, and may raise to stop the reading.
    """

    def __init__(self, ready: Callable[[], None] | None = None) -> None:
        self.lines: list[str] = []  # of the answer being typed
        self._help = False
        self._ready = ready

    def answer(self, turn: Turn) -> str | None:
        """What was typed for this turn, or a command; None at the end of input."""
        if self._help:
            self._help = False
            return "/help"
        while True:
            line = _read_line(self._ready)
            if line is None:
                return self._finished() if self.lines else None
            word = "/help" if line.strip().casefold() in HELP_WORDS else line.strip()
            if word in (*COMMANDS, "?") and not self.lines:
                return word
            if word == "/help":
                self._help = True
                return self._finished()
            if word in (*COMMANDS, "?"):
                say("You are in the middle of an answer. An empty line keeps it; then type that again.")
            elif not (turn.ask and several_lines(turn.ask.kind)):
                return line
            elif word:
                self.lines.append(line)
            elif self.lines:
                return self._finished()

    def _finished(self) -> str:
        text, self.lines = "\n".join(self.lines), []
        return text


def sit(course: ipt.Course, keep: Callable[[ipt.Course], ipt.Course | None], typist: Typist | None = None) -> bool:
    """Ask question after question, until the session ends or the person stops.

    Args:
        course: The course, with a session open.
        keep: Called with the course after every change; may give back another one to go on with.
        typist: Who reads what is typed.

    Returns:
        Whether the session came to its end.
    """
    typist = typist or Typist()
    while course.turn.ask is not None:
        turn = course.turn
        try:
            text = typist.answer(turn)
        except KeyboardInterrupt:
            click.echo()
            text = None
            if typist.lines:
                say("The lines you were just writing are not kept:")
                say("\n".join(typist.lines))
        if text is None or text == "/stop":
            return False
        if text == "/leave":
            click.echo("\x1b[H\x1b[2J\x1b[3J", nl=False)  # what was scrolled away too
            sys.exit()
        try:
            course = obeyed(course, text)
        except ipt.IptError as error:
            say(f"{error.message} {error.hint}")
            continue
        if course.turn.revision != turn.revision:
            course = keep(course) or course
            show(course.turn, turn)
    return True


def obeyed(course: ipt.Course, text: str) -> ipt.Course:
    """The course after a typed answer or command."""
    turn = course.turn
    assert turn.ask is not None
    kind = turn.ask.kind
    if text == "?":
        for name, meaning in COMMANDS.items():
            say(f"  {name:<7} {meaning}")
        return course
    if text == "/why":
        say(turn.why or "It belongs to what you are doing.")
        return course
    if text == "/plan":
        for line in safety_plan(course):
            say(line)
        return course
    if text == "/skip":
        return course.answer(None)
    if text == "/later":
        return course.postpone()
    if text == "/back":
        return course.back()
    if text == "/help":
        say(ipt.crisis_services(course.started.country))
        return course.help_now()
    if not text.strip():
        raise ipt.Rejected("Nothing was typed.", "Type an answer, /skip to pass it by, or ? for more.")
    try:
        return course.answer(kind.read(typed(kind, text)))
    except ipt.Rejected as refusal:
        raise ipt.Rejected(refusal.message, hint(kind) or refusal.hint) from None


def _read_line(ready: Callable[[], None] | None = None) -> str | None:
    if sys.stdin is None:  # closed by whoever started the program
        return None
    if ready:
        click.echo("> " if sys.stdin.isatty() else "", nl=False)
        ready()
    try:
        if ready or not sys.stdin.isatty():
            line = sys.stdin.readline()
            return line.rstrip("\n") if line else None
        _line_editing()
        return input("> ")
    except (EOFError, UnicodeDecodeError):
        return None


def _line_editing() -> None:
    """Let the arrow keys work while typing, without keeping a history of answers."""
    try:
        import readline
    except ImportError:  # not on every system
        return
    readline.set_auto_history(False)
