"""What the documentation shows is true: its commands are run, its Python too, and its content is loaded.

Blocks of a page are taken in order, in one empty folder. What a block with a caption holds is saved under that name.
"""

import doctest
import json
import os
import re
import subprocess
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

import ipt_core as ipt
from ipt_core.files.documents import read
from ipt_core.files.load import load_file

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [path for path in sorted(DOCS.glob("*.md")) if path.stem not in ("requirements", "safety")]
FENCE = re.compile(r"^(?P<marks>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=marks)$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r"\A:caption: (?P<name>[^\n]+)\n\n?")
SHIMS = {  # what is typed, and what runs for it: nothing is fetched, and no build environment is made
    "ipt": 'exec python -c "from ipt_core.cli.main import main; main()" "$@"',
    "python3": '[ "$2" = venv ] && set -- "$@" --without-pip; exec python "$@"',
    "pytest": 'exec python -m pytest "$@"',
    "pip": 'verb=$1; shift; exec python -m pip "$verb" -q --no-index --no-build-isolation --no-deps "$@"',
}
STEP = "id: mine.example\naim: |\n  a\nsource: |\n  s\nlicence: l\nreview: none yet\nsteps:\n"


class Reader:
    """Somebody who types what a page says, in an empty folder and a new environment."""

    def __init__(self, folder: Path) -> None:
        self.cwd = folder / "work"
        self.cwd.mkdir()
        (self.cwd / "ipt-engine").symlink_to(ROOT)
        self.names: dict = {"ipt": ipt}
        self.environment = _environment(folder)

    def console(self, text: str) -> None:
        """Run each ``$`` line; the lines below it must be what it prints, ``...`` standing for anything."""
        for command, shown in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", text, re.MULTILINE):
            if command.startswith("cd "):
                self.cwd = self.cwd / command[3:]
                continue
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.cwd, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            )  # fmt: skip
            printed = done.stdout + done.stderr
            assert done.returncode == 0 or shown.strip(".\n"), f"$ {command}\n{printed}"
            how = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert not shown or doctest.OutputChecker().check_output(shown, printed, how), f"$ {command}\n{printed}"

    def python(self, text: str) -> None:
        """Run it, with the names of the page's earlier blocks."""
        exec(text, self.names)

    def yaml(self, text: str) -> None:
        """Load a content file, or steps of one; read whatever else it is."""
        if text.startswith("- "):
            text = STEP + text
        if text.startswith("id:") and "sessions:\n  -" not in text:
            load_file(text.encode(), "page")
        else:
            read(text.encode(), "page")

    def json(self, text: str) -> None:
        """Read it."""
        json.loads(text)

    def toml(self, text: str) -> None:
        """Read it."""
        tomllib.loads(text)

    def text(self, text: str) -> None:
        """Nothing can be wrong with it."""

    mermaid = text


def _environment(folder: Path) -> dict[str, str]:
    """A new virtual environment that has what this one has, and into which a page may install."""
    made = folder / "environment"
    venv.create(made, symlinks=True)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(made)}))
    own.joinpath("same.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n", "utf-8")
    for name, line in SHIMS.items():
        shim = made / "bin" / name
        shim.unlink(missing_ok=True)
        shim.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        shim.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "IPT"))}
    return {
        **kept,
        "PATH": f"{made / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "IPT_HOME": str(folder / "home"),
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def blocks(page: Path):
    """The fenced blocks of a page: language, file name or '', text, line. Directives other than code-block are not."""
    source = page.read_text("utf-8")
    for found in FENCE.finditer(source):
        language = found["info"].replace("{code-block}", "").strip()
        if language.startswith("{"):
            continue
        caption = CAPTION.match(found["body"])
        text = found["body"][caption.end() :] if caption else found["body"]
        yield language, caption["name"] if caption else "", text, source[: found.start()].count("\n") + 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_true(page, tmp_path, monkeypatch):
    reader = Reader(tmp_path)
    monkeypatch.chdir(reader.cwd)
    for language, name, text, line in blocks(page):
        try:
            if name:
                (reader.cwd / name).write_text(text, "utf-8")
            else:
                getattr(reader, language or "text")(text)
        except BaseException as error:
            error.add_note(f"{page.name}:{line}")
            raise


def names_of_the_format():
    """Every word an author may write as a key, a step, a kind, an alarm or a fact."""
    from attrs import fields

    from ipt_core.files import shapes, structure
    from ipt_core.files import spelling as kind_words

    classes = [*shapes.SHAPES.values(), *shapes.STEPS.values(), shapes.SplitFile, shapes.PhaseFile, shapes.AlsoFile]
    for cls in [*classes, shapes.BandFile, shapes.ChangeFile, shapes.SuggestionFile]:
        renamed = structure.RENAMED.get(cls, {})
        yield from (renamed[one.name].rename if one.name in renamed else one.name for one in fields(cls) if one.init)
    yield from (*shapes.STEPS, *kind_words.SIMPLE, *kind_words._MAKERS, *kind_words.ALARMS)


def test_the_page_on_the_format_names_every_word_of_it():
    page = (DOCS / "content-format.md").read_text("utf-8")
    code = " ".join(re.findall(r"```.*?```|`[^`]+`", page, re.DOTALL))

    assert [one for one in names_of_the_format() if not re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", code)] == []


def test_the_page_on_hooks_names_every_hook():
    from ipt_core import hooks as hookspecs

    hooks = [name for name in vars(hookspecs) if name.startswith("ipt_")]
    page = (DOCS / "hooks.md").read_text("utf-8")

    assert [name for name in hooks if f"| `{name}()` |" not in page] == []
