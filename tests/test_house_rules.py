"""Rules of shape: who may import whom, which names are public, what the core may not touch."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import click
import pytest

import ipt_core

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ipt_core"
FILES = {  # "play.course" and so on; a folder's __init__ goes by the folder's name
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if path != PACKAGE / "__init__.py"
}
MODULES = sorted(FILES)
PLUGINS = [path.name for path in (ROOT / "plugins").glob("*/ipt_*")]
# From what everything rests on to what rests on everything. A file imports only from its own folder and those above.
LAYERS = "errors crisis answers record written guard play hooks files keep plugins cli".split()
PURE = [one for one in MODULES if one.partition(".")[0] in ("errors", "answers", "record", "written", "guard", "play")]
ONLY_IN = {
    "cattrs": {"files.structure"},
    "yaml": {"files.documents"},
    "pluggy": {"hooks", "plugins"},
    "click": {one for one in MODULES if one.startswith("cli.")} - {"cli.main"},
}
STANDARD_FOR_PURE = {
    *(
        "__future__",
        "collections",
        "contextlib",
        "datetime",
        "enum",
        "inspect",
        "operator",
        "re",
        "types",
        "typing",
        "unicodedata",
    ),
    *("attrs", "weakref"),
}


def imports(module: str) -> set[tuple[str, str]]:
    """What a module imports, for its types too: ("ipt", module) for our own, ("other", package) for the rest."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
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


def layer(module: str) -> str:
    """The layer a module belongs to: its folder, or itself when it lies in none."""
    return module.partition(".")[0]


def test_every_module_has_its_place_in_the_order_of_the_layers():
    assert {layer(module) for module in MODULES} == set(LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_a_file_imports_only_from_its_own_layer_and_those_above(module):
    above = LAYERS[: LAYERS.index(layer(module)) + 1]
    inside = {name for kind, name in imports(module) if kind == "ipt"}

    assert {name for name in inside if layer(name) not in above} == set()


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


def test_type_checkers_see_the_same_public_names_as_programs_do():
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    seen = {
        (node.module, alias.name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    homes = {(home, name) for home, names in ipt_core._HOMES.items() for name in names.split()}

    assert {one for one in seen if one[0] in ipt_core._HOMES} == homes
    assert sorted(name for _, name in homes) == ipt_core.__all__
    assert all(getattr(ipt_core, name).__doc__ for name in ipt_core.__all__)


@pytest.mark.parametrize("module", [one for one in MODULES if one.startswith("cli.")])
def test_the_command_line_has_no_private_door(module):
    own = {name for kind, name in imports(module) if kind == "ipt" and not name.startswith("cli")}

    assert own <= {"crisis"}


def test_each_command_is_found_where_it_is_listed_and_says_of_itself_what_the_list_says():
    from ipt_core.cli import commands

    found = {name: commands.cli.get_command(click.Context(commands.cli), name) for name in commands._OWN}
    told = {
        name: (one.callback.__module__.rpartition(".")[2], one.get_short_help_str(90)) for name, one in found.items()
    }

    assert told == commands._OWN
    assert {name: one.name for name, one in found.items()} == {name: name for name in found}


def test_nothing_in_the_core_names_the_workbench_or_an_area():
    named = [f"{path.name}: {word}" for path in FILES.values() for word in PLUGINS if word in path.read_text("utf-8")]

    assert named == []


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
