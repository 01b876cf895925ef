"""The facts that the core declares: what the file says of them is true of every question that fills one."""

import shutil
from pathlib import Path
from random import Random

import pytest
import yaml
from click.testing import CliRunner

import ipt_core as ipt
from ipt_core.answers.kinds import Choice, Many, Multi, Number, Scale
from ipt_core.cli.main import cli
from ipt_core.files.facts import declared_facts, shared_facts
from ipt_core.files.load import load_content, load_file
from ipt_core.files.spelling import kind_of
from ipt_core.record.events import Answered
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.record.locks import UNLOCKED
from ipt_core.written.steps import AskStep, OptionsFrom
from ipt_workbench import facts as meanings
from ipt_workbench.checking.check import check
from ipt_workbench.people.lives import lived
from ipt_workbench.people.personas import PEOPLE
from ipt_workbench.recordable import walk
from ipt_workbench.simulating.simulate import begun

FILE = """\
id: shared.facts
source: |
  Own.
licence: Apache-2.0
review: none yet
facts:
  closeness:
    means: |
      How close they are.
    kind: 0-10
    about: somebody
    direction: 0 not close, 10 very close
  told:
    means: |
      What was told.
    kind: [text, {list: text}]
"""


def is_declared(kind, declared) -> bool:
    """Whether a question's kind is the declared one: the same ends of a scale, no option that is not declared."""
    if isinstance(declared, OptionsFrom):
        return isinstance(kind, Multi if declared.several else Choice)
    if type(kind) is not type(declared):
        return False
    if isinstance(kind, Choice | Multi):
        return {one.id for one in kind.options} <= {one.id for one in declared.options}
    if isinstance(kind, Scale):
        return (kind.low, kind.high) == (declared.low, declared.high)
    if isinstance(kind, Number):
        return declared.low <= kind.low <= kind.high <= declared.high
    return is_declared(kind.of, declared.of) if isinstance(kind, Many) else True


@pytest.fixture(scope="module")
def asked(library) -> dict[str, list[tuple[str, AskStep]]]:
    """For each fact, the questions of content that fill it."""
    found: dict[str, list[tuple[str, AskStep]]] = {}
    for one in library.exercises.values():
        for _, step in walk(one.steps):
            if isinstance(step, AskStep) and step.fills:
                found.setdefault(step.fills, []).append((f"{one.id}/{step.ask}", step))
    return found


@pytest.fixture(scope="module")
def answered(library) -> list[Answered]:
    """Every answer that fills a fact, of one course of each persona."""
    found = []
    for one in PEOPLE:
        life = begun(library)
        for _ in lived(life, one, Random(1)):
            pass
        found += [event for event in life.course.events if isinstance(event, Answered) and event.fills]
    return found


def test_every_question_of_content_that_fills_a_declared_fact_is_of_a_declared_kind(library, asked):
    other = [
        f"{question}: {fact}"
        for fact, meaning in library.facts.items()
        for question, step in asked.get(fact, ())
        if not any(is_declared(step.kind, kind) for kind in meaning.kinds)
    ]

    assert other == []


def test_every_declared_kind_and_option_is_asked_by_some_question_of_content(library, asked):
    unused = []
    for fact, meaning in library.facts.items():
        kinds = [step.kind for _, step in asked.get(fact, ())]
        for kind in meaning.kinds if kinds and not isinstance(meaning.kinds[0], OptionsFrom) else ():
            used = [one for one in kinds if is_declared(one, kind)]
            options = {option.id for one in used for option in getattr(one, "options", ())}
            if not used or options != {option.id for option in getattr(kind, "options", ())}:
                unused.append((fact, kind))

    assert unused == []


def test_every_answer_of_simulated_people_fits_its_declared_fact(library, answered):
    def fits(kind, value):
        if isinstance(kind, OptionsFrom):
            return isinstance(value, list if kind.several else str)
        try:
            return kind.check(value) == value
        except ipt.Rejected:
            return False

    wrong = [
        one
        for one in answered
        if one.fills in library.facts
        and one.value is not None
        and not any(fits(kind, one.value) for kind in library.facts[one.fills].kinds)
    ]

    assert wrong == []


def test_something_fills_every_declared_fact_and_nothing_fills_one_that_is_neither_declared_nor_an_areas_own(
    library, asked, answered
):
    filled = {
        *asked,
        *(one.fills for one in answered),
        UNLOCKED,
    }  # the last takes a day's wait that no persona asks for
    families = {one.partition(".")[0] for one in library.exercises} | {one.name for one in library.measures.values()}
    own = {fact for fact in filled if fact.partition(".")[0] in families and fact not in library.facts}

    assert filled - own == set(library.facts)
    assert {fact for fact in own if "." not in fact or fact.startswith(RESERVED_FACTS)} == set()


def test_a_fact_is_said_to_be_about_something_just_when_a_question_says_whom_or_what_it_is_about(
    library, asked, answered
):
    about = {fact for fact, questions in asked.items() if any(step.about for _, step in questions)}
    about |= {one.fills for one in answered if one.about} | {UNLOCKED}

    assert {fact for fact, meaning in library.facts.items() if meaning.about} == about & set(library.facts)


def test_the_facts_of_the_library_are_those_of_the_file_and_those_of_the_core_are_not_shared(library):
    assert library.facts == declared_facts()
    assert set(library.facts) - shared_facts() == {fact for fact in library.facts if fact.startswith(RESERVED_FACTS)}
    assert len(shared_facts()) == 86


def test_every_fault_of_the_facts_is_told_at_once_each_with_its_place():
    wrong = (
        FILE.replace("    means: |\n      How close they are.\n", "")
        .replace("[text, {list: text}]", "[text, texts]")
        .replace("review: none yet\n", "")
    )
    with pytest.raises(ipt.ContentError) as error:
        load_file(wrong.encode(), "facts.yaml")

    assert [str(fault) for fault in error.value.faults] == [
        "facts.yaml:1:1: missing-key: 'review' is missing here",
        "facts.yaml:7:5: missing-key: 'means' is missing here",
        "facts.yaml:13:11: wrong-value: unknown kind 'texts'; use text, long, yes-no, 0-10, 0-3, person, day, time, "
        "goal, or {choice|multi|scale|number|list|turns|person: ...}",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("    direction: 0 not close, 10 very close\n", "", "facts.yaml:8:5: wrong-value: a scale needs a 'direction'"),
        ("kind: 0-10", "kind: text", "facts.yaml:8:5: wrong-value: a scale needs a 'direction'"),
        ("      What was told.\n", "\n", "facts.yaml:14:5: wrong-value: a fact needs 'means'"),
        ("    means: |\n      What was told.\n", "    means: What was told.\n", "facts.yaml:14:12: prose: "),
        ("  told:\n", "  closeness:\n", "facts.yaml:13:3: duplicate-key: 'closeness' stands here twice"),
        ("    about: somebody\n", "    of: somebody\n", "facts.yaml:11:5: unknown-key: unknown key 'of'"),
    ],
)
def test_a_fact_needs_a_sentence_and_one_name_and_a_scale_needs_a_direction(right, wrong, fault):
    assert isinstance(load_file(FILE.encode(), "facts.yaml").facts["told"], meanings.FactMeaning)
    with pytest.raises(ipt.ContentError) as error:
        load_file(FILE.replace(right, wrong).encode(), "facts.yaml")

    assert str(error.value.faults[0]).startswith(fault)
    assert len(error.value.faults) == 1


@pytest.mark.parametrize(
    ("fact", "fine"),
    [("strain", True), ("own.strain", True), ("risk.plan", False), ("straiin", False), ("risk", False)],
)
def test_a_plugin_fills_and_reads_shared_facts_and_its_own_alone(fact, fine):
    ask = [{"ask": "what", "text": "What?", "fills": fact}, {"ask": "more", "text": "More?", "when": {fact: "yes"}}]
    head = {"id": "own.talk", "aim": "Say.", "source": "Own.", "licence": "MIT", "review": "none yet"}
    text = yaml.safe_dump({**head, "steps": ask})
    try:
        load_content([("talk.yaml", text.encode())])
        codes = set()
    except ipt.ContentError as error:
        codes = {fault.code for fault in error.faults} - {"prose"}

    assert (codes == set()) == fine


def test_a_file_of_facts_in_a_plugin_is_a_fault(tmp_path):
    plugin = shutil.copytree(Path(__file__).parent.parent / "examples" / "smallest-plugin", tmp_path / "plugin")
    (plugin / "ipt_caring" / "facts.yaml").write_text(FILE.replace("shared.facts", "caring.facts"))

    assert [(fault.code, Path(fault.file).name) for fault in check([str(plugin)])] == [("core-only", "facts.yaml")]


def test_each_kind_of_a_fact_is_printed_as_content_files_spell_it(library):
    for fact, meaning in library.facts.items():
        read = tuple(kind_of(yaml.load(meanings.spelt(kind), yaml.BaseLoader)) for kind in meaning.kinds)

        assert read == meaning.kinds, fact


def test_the_command_lists_all_facts_or_tells_about_one():
    run = CliRunner().invoke

    listed = run(cli, ["facts"]).output
    one = run(cli, ["facts", "strain"]).output
    unknown = run(cli, ["facts", "straiin"])

    assert [name for name in declared_facts() if f"\n{name}: " not in f"\n{listed}"] == []
    assert one.splitlines() == [
        "strain: How much strain there is between the person and somebody.",
        "Answered with: 0-10",
        "About: somebody",
        "Scale: 0 no strain, 10 the most; higher is worse",
    ]
    assert unknown.exit_code == ipt.ExitCode.NOTHING_TO_DO
    assert "See them all with 'ipt facts'." in unknown.output


def test_the_page_of_the_docs_tells_every_fact_with_its_sentence(library):
    page = "\n".join(meanings.page(library.facts))

    assert [
        one.name
        for one in meanings.rows(library.facts)
        if f"- `{one.name}`: {one.means}" not in page or one.direction not in page
    ] == []
