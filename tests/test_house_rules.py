"""Rules of shape: who may import whom, which names are public, what the core may not touch."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import ipt_core

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ipt_core"
FILES = {  # "course", "commands.course" and so on; a folder's __init__ goes by the folder's name
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if path != PACKAGE / "__init__.py" and "content" not in path.relative_to(PACKAGE).parts
}
MODULES = sorted(FILES)
# From what everything rests on to what rests on everything. A module imports only from lines above its own.
LAYERS = [
    {"errors", "crisis"},
    {"kinds"},
    {"when", "journal"},
    {"model"},
    {"replies", "programme"},
    {"record"},
    {"measure"},
    {"library"},
    {"steps", "alarms"},
    {"assessment", "ending", "safety", "sittings"},
    {"slots", "session"},
    {"course"},
    {"notes"},
    {"hookspecs", "reading", "kind_words"},
    {"shapes"},
    {"names"},
    {"files", "plain", "store"},
    {"plugins"},
    {"figures", "scripted"},
    {"demo", "draws", "pytest_option", "terminal"},
    {"people"},
    {"lives"},
    {"testing"},
    {"workbench", "workbench.workplace", "workbench.recorded", "workbench.alone"},
    {"workbench.sources", "workbench.scripts"},
    {"workbench.flow", "workbench.simulating"},
    {"workbench.checking", "workbench.drawing", "workbench.changes"},
    {"workbench.covering"},
    {"workbench.schemas"},
    {"workbench.scaffold"},
    {"conformance"},
    {"commands"},
    {"cli"},
]
PURE = set().union(*LAYERS[:12]) - {"crisis"}  # crisis reads its data files, so that help needs nothing else
ONLY_IN = {
    "cattrs": {"shapes"},
    "yaml": {"reading"},
    "pluggy": {"hookspecs", "plugins"},
    "click": {"terminal", *(module for module in MODULES if module.partition(".")[0] == "commands")},
}
STANDARD_FOR_PURE = {
    *("__future__", "collections", "datetime", "enum", "inspect", "re", "typing", "unicodedata"),
    "attrs",
}


def imports(module: str) -> set[tuple[str, str]]:
    """What a module imports at run time: ("ipt", module) for our own, ("other", package) for the rest."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {("other", alias.name.partition(".")[0]) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level or (node.module or "").partition(".")[0] == "ipt_core":
                found |= {("ipt", name) for name in ours(module, node)}
            else:
                found.add(("other", (node.module or "").partition(".")[0]))
    return found


def ours(module: str, node: ast.ImportFrom) -> set[str]:
    """The modules of our own that an import brings in."""
    folder = FILES[module].relative_to(PACKAGE).parent.parts if node.level else ()
    named = (node.module or "").removeprefix("ipt_core").strip(".")
    base = [*folder[: len(folder) - node.level + 1], *(named.split(".") if named else [])]
    inner = {".".join([*base, alias.name]) for alias in node.names} & set(MODULES)
    return inner or {".".join(base)} - {""}


def home(module: str) -> str:
    """The name a module goes by in the order of the layers: its own, or that of the folder it lies in."""
    return module if module in set().union(*LAYERS) else module.rpartition(".")[0]


def test_every_module_has_its_place_in_the_order_of_the_layers():
    assert {home(module) for module in MODULES} == set().union(*LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_run_from_a_lower_line_to_a_higher_one(module):
    place = next(index for index, layer in enumerate(LAYERS) if home(module) in layer)
    above = set().union(*LAYERS[:place], {home(module)} if home(module) != module or module == "commands" else set())
    inside = {name for kind, name in imports(module) if kind == "ipt"}

    assert {name for name in inside if home(name) not in above} == set()


def test_no_modules_import_each_other_in_a_circle():
    order = {module: {name for kind, name in imports(module) if kind == "ipt"} for module in MODULES}

    assert len(list(TopologicalSorter(order).static_order())) == len(MODULES)


@pytest.mark.parametrize("module", sorted(PURE))
def test_the_core_imports_nothing_but_attrs_and_plain_parts_of_the_standard_library(module):
    outside = {name for kind, name in imports(module) if kind == "other"}

    assert outside <= STANDARD_FOR_PURE


@pytest.mark.parametrize("module", sorted(PURE))
def test_the_core_has_no_clock_no_dice_and_no_files(module):
    tree = ast.parse(FILES[module].read_text("utf-8"))
    called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
    builtins = {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert called & {"now", "today", "random", "uuid4", "getenv"} == set()
    assert builtins & {"open", "print", "input", "eval", "exec"} == set()


@pytest.mark.parametrize(("package", "homes"), ONLY_IN.items())
def test_each_library_is_used_in_one_place_only(package, homes):
    users = {module for module in MODULES if ("other", package) in imports(module)}

    assert users == homes


def test_importing_the_package_brings_in_no_command_line_no_yaml_and_no_database():
    script = "import ipt_core, sys; print(*sorted({'click','yaml','sqlite3','cattrs','attrs'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == ""


def test_the_public_names_are_these_and_all_of_them_exist():
    expected = """
        Ask Choice Clock Conflict ContentError Course CrisisService Day Evidence Exercise ExitCode Fact Goal IptError
        Known Library Many Measure Multi NothingToDo Number Option Outcome Person ProblemArea Rejected Say Scale
        StoreError Text Toward Turn Turns UNLOCK_DAYS Verdict YesNo all_evidence check checked course_from_plain
        crisis_services decided exercise hookimpl load_area load_library met not_known not_yet notes open_store
        plain_course plain_error plain_turn run
    """.split()

    assert expected == ipt_core.__all__
    assert all(getattr(ipt_core, name).__doc__ for name in ipt_core.__all__)


@pytest.mark.parametrize("module", [one for one in MODULES if one.partition(".")[0] in ("cli", "terminal", "commands")])
def test_the_command_line_has_no_private_door(module):
    own = {name for kind, name in imports(module) if kind == "ipt"}

    allowed = {"commands", "terminal", "crisis", "demo", "figures"}
    assert {one for one in own if not one.startswith("workbench.")} <= allowed


def test_each_command_is_found_in_the_module_it_is_listed_under():
    import click

    from ipt_core.commands import _HOMES, _SECTIONS, cli

    found = {name: cli.get_command(click.Context(cli), name) for name in _HOMES}

    assert {name: one.callback.__module__.rpartition(".")[2] for name, one in found.items()} == _HOMES
    assert set(cli.commands) == set(_HOMES)
    assert sorted(name for names in _SECTIONS.values() for name in names.split()) == sorted(_HOMES)


def test_every_test_says_in_its_name_what_must_be_true():
    names = [
        node.name
        for path in (ROOT / "tests").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert [name for name in names if name.count("_") < 3] == []


def test_the_wheel_lists_every_plugin_folder():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    folders = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "plugins").glob("*/ipt_*") if path.is_dir())

    assert sorted(packages) == ["ipt_core", *folders]
