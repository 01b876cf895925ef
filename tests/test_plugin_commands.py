"""Commands that plugins bring: found without importing them, and harming nothing when they are broken."""

import os
import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points

import click
import pytest
from click.testing import CliRunner

from ipt_core.cli import commands
from ipt_core.cli.main import cli

COURSE = "help-now turn status explain courses plan notes areas plugins read".split()
BROKEN = {
    "that is not there": "no_such_module:command",
    "that raises SystemExit": "raises_exit:command",
    "that is no command": "json:dumps",
}


@pytest.fixture
def brought(monkeypatch, tmp_path):
    """Let only these entry points be found as commands of plugins."""
    (tmp_path / "raises_exit.py").write_text("raise SystemExit(3)")
    monkeypatch.syspath_prepend(tmp_path)

    def only(*entries):
        found = [EntryPoint(name, value, commands.COMMANDS_GROUP) for name, value in entries]
        monkeypatch.setattr(commands, "entry_points", lambda group: found)

    return only


@pytest.mark.parametrize("environment", [{"IPT_LOAD_PLUGINS": ""}, {}], ids=["no plugins", "all plugins"])
def test_help_lists_the_commands_of_plugins_and_imports_none_of_them(tmp_path, environment):
    script = (
        "import sys, ipt_core.cli.main as it\n"
        "try: it.main()\n"
        "finally: print(*(name for name in sys.modules if name.startswith(('ipt_workbench', 'yaml', 'cattrs'))))"
    )
    command = [sys.executable, "-c", script, "--help"]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)

    assert "simulate  Let simulated people" in done.stdout
    assert done.stdout.splitlines()[-1] == ""


def test_each_command_of_the_workbench_is_what_its_entry_point_says():
    entries = [one for one in entry_points(group=commands.COMMANDS_GROUP) if one.value.startswith("ipt_workbench.")]

    assert len(entries) == 14
    for entry in entries:
        name, _, about = entry.name.partition(": ")
        assert entry.load().name == name
        assert 20 < len(about) <= 90


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
def test_a_broken_command_says_so_and_every_command_of_a_course_goes_on(brought, value):
    brought(("mine: Do something.", value))
    run = CliRunner().invoke

    told = run(cli, ["mine", "--anything", "else"])
    assert (told.exit_code, told.exception.__class__) == (1, SystemExit)
    assert "The command 'mine' of a plugin cannot be used" in told.output
    assert run(cli, ["start"]).exit_code == 0
    assert [name for name in COURSE if run(cli, [name]).exit_code] == []


def test_a_command_that_two_plugins_bring_names_both(brought):
    brought(("mine: One.", "one:mine"), ("mine: Two.", "two:mine"))

    told = CliRunner().invoke(cli, ["mine"])

    assert told.exit_code == 1
    assert "one:mine" in told.output
    assert "two:mine" in told.output


def test_no_plugin_takes_the_name_of_a_command_of_the_course(brought):
    brought(("help-now: Mine instead.", "no_such_module:command"))
    run = CliRunner().invoke

    assert "Mine instead" not in run(cli, ["--help"]).output
    assert run(cli, ["help-now"]).exit_code == 0


def test_any_click_command_will_do(brought, monkeypatch):
    @click.command("hello")
    def hello():
        """Say hello."""
        click.echo("hello")

    monkeypatch.setattr(EntryPoint, "load", lambda entry: hello)
    brought(("hello: Say hello.", "anywhere:hello"))

    assert CliRunner().invoke(cli, ["hello"]).output == "hello\n"
