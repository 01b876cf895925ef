"""The commands that play and make scripts of answers: the demos, and scripts of one's own."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Literal

import click
from attrs import evolve, frozen

import ipt_core as ipt
from ipt_core.cli.commands import command, course_options, json_option, opened, print_json
from ipt_core.cli.terminal import Typist, safe, say, show, sit
from ipt_core.files.documents import Document
from ipt_workbench.scripts import playing as scripts
from ipt_workbench.scripts.preview import PAUSE, Preview, Saved, Watch
from ipt_workbench.scripts.recording import record as recorded
from ipt_workbench.scripts.summary import Played, ending, summary
from ipt_workbench.workplace import library_for


@command("demo")
@click.argument("name")
@click.option("--session", type=click.IntRange(1), help="Show only this session.")
@click.option("--pace", type=click.FloatRange(0), default=0.0, help="Seconds to wait before each answer.")
@json_option
def demo(name: str, session: int | None, pace: float, as_json: bool) -> None:
    """Play a whole course of an invented person, such as 'alex'."""
    script = scripts.bundled(name)
    if session is not None and session > len(script.data["sessions"]):
        raise ipt.Rejected(f"This demo has {len(script.data['sessions'])} sessions.", "Choose one of them.")
    screen = _Screen(0 if as_json else pace, session, quiet=as_json)
    with TemporaryDirectory(prefix="ipt-demo-") as folder, ipt.open_store(f"sqlite:///{folder}/demo.db") as store:
        screen.title(script)
        course = scripts.play(script, ipt.load_library(), store, screen.show)
        course = store.load(course.id, course.library)
    if as_json:
        print_json(summary(course, name))
    elif session is None:
        screen.ending(summary(course, name))


Golden = Literal["none", "same", "different", "written"]  # how a transcript stands beside its golden one


@frozen
class PlayedScript:
    """A script of one's own, played.

    Attributes:
        script: Its file.
        golden: How it stands beside its golden transcript.
        transcript: What was shown, line by line.
        diff: What has changed, as the lines of a unified diff.
    """

    script: str
    golden: Golden
    transcript: tuple[str, ...]
    diff: tuple[str, ...]


@command("play")
@click.argument("script", type=click.Path(path_type=Path))
@click.option("--session", type=click.IntRange(1), help="Show only this session, and compare nothing.")
@click.option("--update", is_flag=True, help="Write the golden transcript anew.")
@json_option
def play(script: Path, session: int | None, update: bool, as_json: bool) -> None:
    """Play SCRIPT, a file of answers, and compare it with its golden transcript.

    The golden transcript of NAME.yaml is NAME.txt beside it; without one, the transcript is printed. When they
    differ, the difference is shown and the exit code is 1. A script that lies in a plugin's folder uses that plugin.
    """
    if session and update:
        raise click.UsageError("--session shows one session; --update writes the whole transcript.")
    shelf = library_for(script)
    if session:
        text = scripts.told(scripts.opened(script), shelf, session)
        if not text.strip():
            raise ipt.Rejected(f"This script has no session {session}.", "Choose one it has.")
        if as_json:
            print_json(PlayedScript(str(script), "none", tuple(text.splitlines()), ()))
        else:
            click.echo(safe(text), nl=False)
        return
    found = scripts.compare(script, shelf)
    outcome: Golden = "written" if update else "different" if found.diff else "same" if found.was_there else "none"
    if update:
        scripts.write_whole(found.golden, found.text)
    if as_json:
        print_json(PlayedScript(str(script), outcome, tuple(found.text.splitlines()), found.diff))
    else:
        _say_compared(found, outcome)
    sys.exit(ipt.ExitCode.REFUSED if outcome == "different" else ipt.ExitCode.OK)


def _say_compared(found: scripts.Compared, outcome: Golden) -> None:
    """Show how a transcript stands beside its golden one."""
    if outcome == "none":
        click.echo(safe(found.text), nl=False)
    elif outcome == "different":
        click.echo(safe("\n".join(found.diff)))
        click.echo("The transcript has changed. When that is right, --update makes it the golden one.", err=True)
    elif outcome == "written":
        click.echo(
            f"Wrote {found.golden}{'; nothing in it has changed' if found.was_there and not found.diff else ''}."
        )
    else:
        click.echo(f"It reads as {found.golden} does.")


@command("record")
@course_options
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; else the script is printed.")
@click.option("--session", type=click.IntRange(1), help="Record only up to this session.")
@click.option("--words", is_flag=True, help="Keep your own words and names.")
@click.option("--with-private", is_flag=True, help="Keep private answers and calls for help.")
@json_option
def record(
    url: str | None,
    course_id: str | None,
    out: Path | None,
    session: int | None,
    words: bool,
    with_private: bool,
    as_json: bool,
) -> None:
    """Make a script of a course that was really sat, to play it again: for a fault to be found, or as an example.

    It holds the final answers. Own words become invented ones of the same shape, names become invented names, and
    private answers become calm ones, unless you say otherwise. Choices, numbers and dates stay: read it before you
    give it away.
    """
    with opened(url, course_id) as (_, course):
        found = recorded(course, session, words, with_private)
    script = found.script or ""
    if out:
        scripts.write_whole(out, script, mode=0o600)
        found = evolve(found, out=str(out), script=None)
    if as_json:
        print_json(found)
    elif out:
        click.echo(f"Wrote {out}. Sessions: {found.sessions}. Answers: {found.answers}. 'ipt play {out}' plays it.")
        for sentence in found.left_out:
            click.echo(sentence)
    else:
        click.echo(script, nl=False)


@command("preview")
@click.argument("what", metavar="FILE|EXERCISE")
@click.option("--as", "persona", default="alex", metavar="PERSONA", help="In whose course: a demo, or a script's path.")
@click.option("--session", type=click.IntRange(1), help="In which session; else the first of the middle phase.")
@click.option("--watch", is_flag=True, help="Show it anew whenever a file is saved, with the answers that still fit.")
def preview(what: str, persona: str, session: int | None, watch: bool) -> None:
    """Play what you are writing, in the middle of somebody's course. Nothing is kept.

    FILE is an exercise, a page, a measure or an area (its assessment) in the folder of a plugin, or a file of
    exercises in Python; EXERCISE is the id of an exercise on hand.
    """
    shown = Preview(what, persona, session)
    try:
        if watch:
            _watch(shown)
        else:
            shown.load()
            _sit(shown, None)
    except KeyboardInterrupt:
        click.echo()
    say("Nothing of this was kept.")


def _watch(shown: Preview) -> None:
    """Show it, and again whenever a file is saved, until the author leaves."""
    watch = Watch(shown.place)
    typist = Typist(ready=lambda: _until_typed(watch))
    while True:
        try:
            for line in shown.load():
                say(line)
        except ipt.IptError as error:
            say(f"{error.message}\nSave it again when it is mended; Ctrl-C leaves.")
            watch.wait()
            continue
        try:
            if not _sit(shown, typist):
                return
            say("That was the end of it. Save a file to see it anew; Ctrl-C leaves.")
            watch.wait()
        except Saved:
            click.echo()
        if typist.lines:
            say("The lines you were just writing are not kept:\n" + "\n".join(typist.lines))
            typist.lines = []
        say("\n-------- saved")


def _until_typed(watch: Watch) -> None:
    """Come back when a line can be read; raise Saved when a file was saved before that."""
    while True:
        if watch.changed():
            _drop_half_line()
            raise Saved
        try:
            if not sys.stdin.isatty() or select([sys.stdin], [], [], PAUSE)[0]:
                return
        except OSError:  # no such waiting on this system; then a save is seen after the next line
            return


def _drop_half_line() -> None:
    """Forget what was typed so far of a line, so that it is not taken for the beginning of the next answer."""
    if sys.stdin.isatty():
        try:
            import termios
        except ImportError:  # not on every system
            return
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _sit(shown: Preview, typist: Typist | None) -> bool:
    """Ask question after question. Returns whether it came to its end."""

    def kept(course: ipt.Course) -> ipt.Course:
        course, answered = shown.settled(course)
        for text in answered:
            say(f"(Answered by the script of this person, in private: {text})")
        for trouble in shown.troubles():
            click.echo(f"\n{safe(trouble)}")  # not wrapped, so that its place can be clicked
        return course

    course = kept(shown.course)
    show(course.turn)
    over = sit(course, kept, typist)
    for line in shown.evidence() if over else ():
        say(line)
    return over


class _Screen:
    """Shows a played script in the terminal."""

    def __init__(self, pace: float, session: int | None, quiet: bool) -> None:
        self.pace = pace
        self.session = session
        self.quiet = quiet
        self.before: scripts.Moment | None = None

    def title(self, script: Document) -> None:
        """Show what the demo is."""
        if not self.quiet and self.session is None:
            say(script.data["title"])
            say(script.data["about"].strip())

    def show(self, moment: scripts.Moment) -> None:
        """Show one moment."""
        if not self.quiet and self.session in (None, moment.turn.session):
            for line in scripts.transcript(moment, self.before):
                say(line)
            if self.pace and moment.value is not None:
                sys.stdout.flush()
                time.sleep(self.pace)
        self.before = moment

    def ending(self, found: Played) -> None:
        """Show then-and-now: what the course came to."""
        for line in ending(found):
            say(line)
