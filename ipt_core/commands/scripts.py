"""The commands that play scripts of answers: the demos."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

import ipt_core as ipt

from . import command, json_option, print_json


@command("demo")
@click.argument("name")
@click.option("--session", type=click.IntRange(1), help="Show only this session.")
@click.option("--pace", type=click.FloatRange(0), default=0.0, help="Seconds to wait before each answer.")
@json_option
def demo(name: str, session: int | None, pace: float, as_json: bool) -> None:
    """Play a whole course of an invented person, such as 'alex'."""
    from tempfile import TemporaryDirectory

    from ipt_core import demo as scripts

    script = scripts.bundled(name)
    if session is not None and session > len(script.data["sessions"]):
        raise ipt.Rejected(f"This demo has {len(script.data['sessions'])} sessions.", "Choose one of them.")
    screen = _Screen(0 if as_json else pace, session, quiet=as_json)
    with TemporaryDirectory(prefix="ipt-demo-") as folder, ipt.open_store(f"sqlite:///{folder}/demo.db") as store:
        screen.title(script)
        course = scripts.play(script, ipt.load_library(), store, screen.show)
        course = store.load(course.id, course.library)
    if as_json:
        print_json(scripts.summary(course, name))
    elif session is None:
        screen.ending(scripts.summary(course, name))


class _Screen:
    """Shows a played script in the terminal."""

    def __init__(self, pace: float, session: int | None, quiet: bool) -> None:
        self.pace = pace
        self.session = session
        self.quiet = quiet
        self.before: Any = None

    def title(self, script: Any) -> None:
        """Show what the demo is."""
        from ipt_core.terminal import say

        if not self.quiet and self.session is None:
            say(script.data["title"])
            say(script.data["about"].strip())

    def show(self, moment: Any) -> None:
        """Show one moment."""
        from ipt_core.demo import transcript
        from ipt_core.terminal import say

        if not self.quiet and self.session in (None, moment.turn.session):
            for line in transcript(moment, self.before):
                say(line)
            if self.pace and moment.value is not None:
                sys.stdout.flush()
                time.sleep(self.pace)
        self.before = moment

    def ending(self, found: dict[str, Any]) -> None:
        """Show then-and-now: what the course came to."""
        from ipt_core.demo import ending
        from ipt_core.terminal import say

        for line in ending(found):
            say(line)
