"""The JSON Schemas fit what they describe: all that the engine accepts or prints, and nothing that is broken."""

import json
import types
import typing
from collections.abc import Mapping

import attrs
import click
import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import ipt_core as ipt
from ipt_core.answers import kinds
from ipt_core.answers.conditions import When
from ipt_core.cli.commands import print_json
from ipt_core.cli.main import cli
from ipt_core.files import shapes, structure
from ipt_core.files import spelling as kind_words
from ipt_core.files.documents import Document, read
from ipt_core.files.facts import shared_facts
from ipt_core.files.load import load_file
from ipt_core.files.names import unknown_names
from ipt_core.keep.protocol import plain_kind
from ipt_core.play.parts import SLOTS
from ipt_core.play.replay import Turn
from ipt_core.record.events import NAMES as EVENTS
from ipt_core.record.events import Item, to_row
from ipt_core.written import steps
from ipt_workbench.schemas.files import CONTENT
from ipt_workbench.schemas.outputs import OUTPUTS
from ipt_workbench.schemas.schemas import schema, schemas
from ipt_workbench.schemas.spellings import ScriptFile
from ipt_workbench.scripts.playing import bundled, demos, play, summary
from ipt_workbench.testing import answers
from ipt_workbench.workplace import bundled as workplaces
from printed import unwrapped

MANY = settings(max_examples=max(50, settings().max_examples))  # of some milliseconds each
CONTENT_FILES = {"area": shapes.AreaFile, "bank": shapes.BankFile, "exercise": shapes.ExerciseFile}
CONTENT_FILES |= {"measure": shapes.MeasureFile, "page": shapes.PageFile, "programme": shapes.ProgrammeFile}
VALIDATORS = {name: jsonschema.Draft7Validator(schema(name)) for name in schemas()}

# ---------------------------------------------------------------- what an author may write, as the engine reads it

WORDS = st.sampled_from(["a word", "yes", "no", "true", "3", "1.5", "2026-01-05", "07:30", "null", "~", "# 1", "é {x}"])
WHOLE = st.integers(-20, 200).map(str)
SPAN = st.sampled_from(["0-10", "-3..3", "5", "1..4"])
KEYS = st.sampled_from(["focus", "people", "mood", "other.thing/key", "mood.today", "sessions.left"])
NEW_KEYS = st.sampled_from(["what", "what-else", "yes", "no", "null", "1", "true"])
IDS = st.sampled_from(["own.thing", "own.other-thing"])


def table(keys, values, least=0):
    return st.dictionaries(keys, values, min_size=least, max_size=2)


def some(values, least=0):
    return st.lists(values, min_size=least, max_size=2)


COMPARED = st.recursive(
    WORDS
    | some(WORDS)
    | st.fixed_dictionaries({"at_least": WHOLE})
    | st.fixed_dictionaries({"at_most": WHOLE})
    | st.fixed_dictionaries({"mentions": some(WORDS, 1)}),
    lambda inner: st.fixed_dictionaries({"not": inner}),
    max_leaves=2,
)
OPTIONS = table(
    NEW_KEYS,
    WORDS
    | st.fixed_dictionaries(
        {"label": WORDS}, optional={"alarm": st.sampled_from(kind_words.ALARMS), "page": st.just("some.page")}
    ),
    1,
)
LIMITS = {"at_least": WHOLE, "at_most": WHOLE}
KIND = st.one_of(
    st.sampled_from(list(kind_words.SIMPLE)),
    st.fixed_dictionaries({"choice": OPTIONS}),
    st.fixed_dictionaries({"multi": OPTIONS}, optional=LIMITS),
    st.fixed_dictionaries({"choice_from": KEYS}),
    st.fixed_dictionaries({"multi_from": KEYS}),
    st.fixed_dictionaries({"scale": SPAN}),
    st.fixed_dictionaries({"scale": SPAN, "low": WORDS, "high": WORDS}),
    st.fixed_dictionaries({"number": SPAN}),
    st.fixed_dictionaries({"list": st.sampled_from(["text", "person", "day", "time"])}, optional=LIMITS),
    st.just({"person": "mention"}),
    st.fixed_dictionaries({"turns": WHOLE}),
)
STEP = st.deferred(lambda: st.one_of(*(written(cls, always=key) for key, cls in shapes.STEPS.items())))
SPELT = {
    str: WORDS,
    bool: st.sampled_from(["yes", "no"]),
    int: WHOLE,
    steps.Answer: KIND,
    steps.Score: st.just("count") | table(WORDS, st.sampled_from("0123"), 1),
    steps.AnyStep: STEP,
    When: table(KEYS, COMPARED, 1),
}
OWN = {
    "ask": NEW_KEYS,
    "fills": st.sampled_from(sorted(shared_facts())) | st.just("own.fact"),
    "slot": st.sampled_from(sorted(SLOTS)),
    "given": table(NEW_KEYS, KEYS),
} | dict.fromkeys(("each", "toward", "about", "style", "to"), KEYS)


def written(hint, always=""):
    """Any value of a type, as it stands in a file: text, lists and mappings."""
    if hint in SPELT:
        return SPELT[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return some(written(inner[0]))
    if origin in (dict, Mapping):
        return table(WORDS, written(inner[1]))
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(written(one) for one in inner if one is not types.NoneType))
    return fields_of(hint, always)


def fields_of(cls, always):
    hints = typing.get_type_hints(cls)
    called = {name: made.rename or name for name, made in structure.RENAMED.get(cls, {}).items()}
    needed, optional = {}, {}
    for one in attrs.fields(cls):
        if one.init:
            own = IDS if one.name == "id" and cls in CONTENT_FILES.values() else OWN.get(one.name)
            if cls in (shapes.SplitFile, shapes.PhaseFile):
                own = SPAN if one.name == "sessions" else None
            must = one.default is attrs.NOTHING or one.name == always
            into = needed if must else optional
            into[called.get(one.name, one.name)] = own if own is not None else written(hints[one.name])
    if "when" in optional:
        optional["given"] = KEYS | some(KEYS, 1)
    return st.fixed_dictionaries(needed, optional=optional)


def refused(data) -> list:
    """What the engine finds wrong with a content file, apart from where its prose stands."""
    document = Document("file.yaml", data, {})
    found, faults = structure.structured(document)
    if isinstance(found, shapes.ExerciseFile):
        faults += unknown_names(found, document)
    return faults


def in_an_editor(data):
    """What an editor takes a file for: plain scalars become numbers, booleans and nulls."""
    if isinstance(data, dict):
        return {key: in_an_editor(value) for key, value in data.items()}
    if isinstance(data, list):
        return [in_an_editor(one) for one in data]
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, data, (True, False)).rpartition(":")[2]
    return yaml.safe_load(data) if tag in ("int", "float", "bool", "null") else data


def places(data, path=()):
    """The path of everything inside."""
    yield path
    for key, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(inner, (*path, key))


def changed(data, path, change):
    """The same data with the part at a path changed."""
    if not path:
        return change(data)
    copy = data.copy()
    copy[path[0]] = changed(data[path[0]], path[1:], change)
    return copy


def broken(data, draw):
    """The same data with an unknown key, or a part of the wrong type."""
    path = draw(st.sampled_from(list(places(data))))

    def change(part):
        if isinstance(part, dict) and draw(st.booleans()):
            return {**part, "unknown-key": {"wrong": "1"}}
        return "a word" if isinstance(part, dict | list) else {"wrong": {"type": "1"}}

    return changed(data, path, change)


@pytest.mark.parametrize("name", CONTENT_FILES)
@MANY
@given(data=st.data())
def test_a_schema_takes_all_that_the_engine_takes_and_refuses_what_it_refuses(name, data):
    file = data.draw(written(CONTENT_FILES[name]))

    assert refused(file) == []
    assert [error.message for error in VALIDATORS[name].iter_errors(file)] == []
    assert [error.message for error in VALIDATORS[name].iter_errors(in_an_editor(file))] == []
    assert VALIDATORS[CONTENT].is_valid(file)
    worse = broken(file, data.draw)
    assert VALIDATORS[name].is_valid(worse) == (not structure.structured(Document("file.yaml", worse, {}))[1])


def test_every_bundled_content_file_and_script_validates():
    files = [path for place in workplaces() for path in place.files()]
    for path in files:
        data = read(path.read_bytes(), path.name).data

        assert [error.message for error in VALIDATORS[CONTENT].iter_errors(in_an_editor(data))] == [], path
        assert load_file(path.read_bytes(), path.name)
    for name in demos():
        assert VALIDATORS["script"].is_valid(in_an_editor(bundled(name).data)), name
    assert len(files) > 100


@MANY
@given(fields_of(ScriptFile, ""), st.data())
def test_a_script_of_answers_validates_and_a_broken_one_does_not(script, data):
    worse = changed(script, data.draw(st.sampled_from([("sessions",), ("id",), ()])), lambda part: {"wrong": {}})

    assert VALIDATORS["script"].is_valid(script)
    assert VALIDATORS["script"].is_valid(in_an_editor(script))
    assert not VALIDATORS["script"].is_valid(worse)


# ---------------------------------------------------------------- what programs exchange

OPTION = (kinds.Option("a", "A", "fear", "some.page"), kinds.Option("b", "B"))
ONE_OF_EACH = [
    *(kinds.Text(), kinds.Goal(), kinds.YesNo(), kinds.Scale(-3, 3), kinds.Number(0, 9), kinds.Choice(OPTION, 1)),
    *(kinds.Multi(OPTION, 1, 2), kinds.Person(False, ("Jo",)), kinds.Day(), kinds.Clock(), kinds.Many(kinds.Text())),
    *(kinds.Many(kinds.Person(True)), kinds.Turns(2)),
]
KINDS = st.sampled_from(ONE_OF_EACH)
JSON = {
    str: st.text(max_size=8),
    bool: st.booleans(),
    int: st.integers(-5, 500),
    float: st.floats(0, 100),
    typing.Any: st.sampled_from([None, True, 3, "words", ["a"], [{"who": "me", "line": "hello"}]]),
    kinds.Kind: KINDS.map(plain_kind),
    Item: st.just(["some.exercise", "because"]),
}


def exchanged(hint):
    """Any value of a type, as JSON."""
    if hint in JSON:
        return JSON[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return some(exchanged(inner[0]))
    if origin is dict:
        return table(JSON[str], exchanged(inner[1]))
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(exchanged(one) for one in inner))
    if hint is types.NoneType:
        return st.none()
    hints = typing.get_type_hints(hint)
    parts = {one.name: exchanged(hints[one.name]) for one in attrs.fields(hint)}
    needed = {one.name: parts.pop(one.name) for one in attrs.fields(hint) if one.default is attrs.NOTHING}
    return st.fixed_dictionaries(needed, optional=parts)


def wrong(data, draw):
    """The same data with an unknown key, or a part of a type that is nowhere right."""
    free = ("value", "suggested")
    path = draw(st.sampled_from([one for one in places(data) if not set(free) & set(one)]))
    return changed(data, path, lambda part: {**(part if isinstance(part, dict) else {}), "unknown-key": {"wrong": 1}})


ASKS = st.builds(ipt.Ask, st.text(max_size=5), st.text(max_size=9), KINDS, st.booleans(), st.booleans())
WORD = st.text(max_size=9)
TURNS = st.builds(
    Turn,
    *(WORD, st.integers(0, 900), st.integers(1, 20), st.integers(6, 20), WORD, WORD, WORD, WORD),
    *(st.lists(WORD, max_size=3).map(tuple), st.integers(0, 3), WORD, st.none() | ASKS, st.integers(0, 99)),
    st.integers(0, 99),
)


@MANY
@given(TURNS, st.data())
def test_every_turn_validates_and_a_broken_one_does_not(turn, data):
    plain = ipt.plain_turn(turn)

    assert [error.message for error in VALIDATORS["turn"].iter_errors(plain)] == []
    assert not VALIDATORS["turn"].is_valid(wrong(plain, data.draw))


@MANY
@given(st.sampled_from([ipt.Rejected, ipt.Conflict, ipt.NothingToDo, ipt.StoreError]), WORD, WORD, st.data())
def test_every_refusal_validates_and_a_broken_one_does_not(error, message, hint, data):
    plain = ipt.plain_error(error(message, hint))

    assert VALIDATORS["error"].is_valid(plain)
    assert not VALIDATORS["error"].is_valid(wrong(plain, data.draw))


@MANY
@given(st.sampled_from(ONE_OF_EACH), st.data())
def test_every_answer_that_a_kind_takes_validates_and_one_of_the_wrong_type_does_not(kind, data):
    value = data.draw(answers(kind))
    types_ = schema("answer")
    of_this_type = jsonschema.Draft7Validator({**types_["definitions"][plain_kind(kind)["type"]]})

    assert kind.check(value) == value
    assert of_this_type.is_valid(value)
    assert VALIDATORS["answer"].is_valid(value)
    assert not of_this_type.is_valid({"wrong": value})
    assert not VALIDATORS["answer"].is_valid({"wrong": value})


def events(cls):
    """Any event of a class."""
    hints = typing.get_type_hints(cls)
    made = {str: WORD, int: JSON[int], bool: st.booleans(), typing.Any: JSON[typing.Any]}
    made |= {int | None: st.none() | JSON[int]}
    made |= {tuple[str, ...]: st.lists(WORD, max_size=3).map(tuple)}
    made |= {tuple[Item, ...]: st.lists(st.builds(Item, WORD, WORD), max_size=3).map(tuple)}
    parts = {one.name: hints[one.name] for one in attrs.fields(cls)}
    return st.builds(cls, **{name: made[hint] if hint in made else events(hint) for name, hint in parts.items()})


@MANY
@given(st.lists(st.one_of(*map(events, EVENTS)), min_size=1, max_size=4), st.data())
def test_every_course_validates_and_a_broken_one_does_not(journal, data):
    plain = json.loads(json.dumps({"format": 1, "events": [to_row(event) for event in journal]}))

    assert [error.message for error in VALIDATORS["course"].iter_errors(plain)] == []
    assert not VALIDATORS["course"].is_valid(wrong(plain, data.draw))


@pytest.mark.parametrize("command", {hint: command for command, hint in OUTPUTS.items()}.values())
@MANY
@given(data=st.data())
def test_every_output_validates_and_a_broken_one_does_not(command, data):
    validator = VALIDATORS[f"{command}-output"]
    output = data.draw(exchanged(OUTPUTS[command]))

    assert [error.message for error in validator.iter_errors(output)] == []
    assert not validator.is_valid(wrong(output, data.draw))


def plain(output):
    """What is printed of an output."""
    with CliRunner().isolation() as (out, *_):
        print_json(output)
    return json.loads(out.getvalue())


def printed(*arguments: str):
    """What a command prints with --json."""
    return json.loads(CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False).stdout)


def test_what_the_commands_print_validates(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = {"start": printed("start"), "turn": printed("turn"), "answer": printed("answer", "true")}
    said |= {name: printed(name) for name in "areas courses exercises explain plan plugins read schema".split()}
    said |= {"status": printed("status", "--answers"), "try": printed("try"), "back": printed("back")}
    printed("answer", "true")
    said |= {"amend": printed("amend", "initial.welcome/agree", "false")}
    said |= {
        "check": printed("check", "grief"),
        "codes": printed("codes"),
        "facts": printed("facts"),
        "diff": printed("diff", "grief", "disputes"),
    }
    said |= {"graph": printed("graph"), "upgrade": printed("upgrade", "--dry-run")}
    said |= {"simulate": printed("simulate", "--people", "1"), "new": printed("new", "problem-area", "own-thing")}
    said |= {"help-now": printed("help-now"), "delete": printed("delete", "course-1", "--yes")}

    with ipt.open_store("sqlite://") as store:
        course = play(bundled("alex"), ipt.load_library(), store, lambda moment: None)
    said |= {"demo": plain(summary(course, "alex"))}

    for command, output in said.items():
        assert [error.message for error in VALIDATORS[f"{command}-output"].iter_errors(output)] == [], command
    assert VALIDATORS["read-output"].is_valid(printed("read", "questions"))
    assert VALIDATORS["graph-output"].is_valid(printed("graph", "classic"))
    assert VALIDATORS["facts-output"].is_valid(printed("facts", "strain"))
    assert VALIDATORS["error"].is_valid(printed("turn"))


def test_every_command_that_prints_json_has_a_schema():
    context = click.Context(cli)
    with_json = [name for name in cli.list_commands(context) if "as_json" in _options(cli.get_command(context, name))]

    assert sorted(OUTPUTS) == sorted(with_json)


def _options(command):
    return {one.name for one in command.params}


def test_an_editor_shows_help_at_every_key_of_a_content_file():
    whole = schema(CONTENT)
    silent = [
        f"{name}.{key}"
        for name, one in whole["definitions"].items()
        for key, made in one.get("properties", {}).items()
        if not made.get("description")
    ]

    assert silent == []


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_one_of_draft_07(name):
    jsonschema.Draft7Validator.check_schema(schema(name))

    assert schema(name)["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema(name)["description"] == schemas()[name]


def test_schemas_are_written_to_a_folder_and_name_what_cannot_be_written(tmp_path):
    written = CliRunner().invoke(cli, ["schema", "--out", str(tmp_path / "new"), "--json"])
    one = CliRunner().invoke(cli, ["schema", "turn", "--out", str(tmp_path / "one")])
    (tmp_path / "file").write_text("")
    blocked = CliRunner().invoke(cli, ["schema", "--out", str(tmp_path / "file" / "in")])
    unknown = CliRunner().invoke(cli, ["schema", "none"])

    assert sorted(path.stem for path in (tmp_path / "new").iterdir()) == sorted(schemas())
    assert {row["name"] for row in json.loads(written.stdout)} == set(schemas())
    assert json.loads((tmp_path / "one" / "turn.json").read_text("utf-8")) == schema("turn")
    assert one.exit_code == 0
    assert blocked.exit_code == ipt.ExitCode.REFUSED
    assert "Choose another one." in unwrapped(blocked.output)
    assert unknown.exit_code == ipt.ExitCode.NOTHING_TO_DO
