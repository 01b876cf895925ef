"""Whole courses by simulated people: what they met, how long it took, how it ended, and where anybody got stuck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from attrs import evolve

from ipt_core.errors import Rejected
from ipt_core.play.course import Course
from ipt_core.record.naming import reference
from ipt_core.written.library import Library
from ipt_workbench.people.lives import FIRST_DAY, Life, Stuck, bent_on, hurried_out, lived, shrunk, told
from ipt_workbench.people.personas import BY_NAME, PEOPLE, Action, Persona
from ipt_workbench.scripts.recording import record
from ipt_workbench.simulating.report import Lived, Pages, Trouble, TroubleRow, Witness, pages_said

SESSIONS = 12


def chosen(names: Iterable[str]) -> tuple[Persona, ...]:
    """The personas of these names; all of them when none is named.

    Raises:
        Rejected: when there is none of a name.
    """
    names = list(names)
    for name in names:
        if name not in BY_NAME:
            raise Rejected(f"There is no persona '{name}'.", f"Choose from: {', '.join(BY_NAME)}.")
    return tuple(one for one in PEOPLE if not names or one.name in names)


# ---------------------------------------------------------------- one course


def simulated(
    library: Library, personas: tuple[Persona, ...], people: int, seed: int, areas: Iterable[str] = ()
) -> Iterator[Lived]:
    """Let so many people live through a course of twelve sessions, the personas in turn.

    Args:
        library: What is on hand.
        personas: Who they are.
        people: How many, in all.
        seed: The same seed gives the same courses.
        areas: What all of them choose to work on; left to each when empty.
    """
    mind = bent_on(areas, library) if areas else None
    pages = pages_said(library)
    for number in range(people):
        one = personas[number % len(personas)]
        yield _live(library, evolve(one, firm=mind) if mind else one, number + 1, seed, pages)


def begun(library: Library) -> Life:
    """A life that stands at the very first question."""
    return Life(Course.start(library, id="simulated", on=FIRST_DAY, sessions=SESSIONS))


def _live(library: Library, one: Persona, person: int, seed: int, pages: Pages) -> Lived:
    found = Lived(one.name, person)
    life = begun(library)
    witness = Witness(found, life, pages)
    try:
        for turn in lived(life, one, Random(f"{seed}-{person}-{one.name}")):
            witness.sees(turn)
    except Stuck as stuck:
        found.end, found.trouble = "stuck", found.trouble or Trouble("stuck", stuck.question, stuck.why)
    except Exception as error:  # noqa: BLE001 - just this is looked for, and told in the report
        found.end, found.trouble = "stuck", _fault(life, error)
    witness.ends()
    found.story = tuple(life.story) if found.trouble else ()
    return found


def _fault(life: Life, error: Exception) -> Trouble:
    return Trouble("fault", reference(life.turn.name), f"{type(error).__name__}: {error}")


# ---------------------------------------------------------------- stories


def shortest(found: Lived, library: Library) -> tuple[Action, ...]:
    """The shortest story that still comes to the same trouble; what it leaves out is answered calmly."""
    trouble = found.trouble
    assert trouble is not None

    def same(story: list[Action]) -> bool:
        now = retold(story, library)[1]
        return now is not None and (now.kind, now.where) == (trouble.kind, trouble.where)

    story = list(found.story)
    return tuple(shrunk(story, same)) if same(story) else tuple(story)


def retold(story: Iterable[Action], library: Library) -> tuple[Life, Trouble | None]:
    """Tell a story again. Returns the life it makes, and the trouble in it."""
    life = begun(library)
    found = Lived("", 0)
    witness = Witness(found, life, pages_said(library))
    try:
        for turn in told(life, list(story)):
            witness.sees(turn)
            if found.trouble:
                return life, found.trouble
        for turn in hurried_out(life):
            witness.sees(turn)
    except Stuck as stuck:
        return life, found.trouble or Trouble("stuck", stuck.question, stuck.why)
    except Exception as error:  # noqa: BLE001 - just this is looked for
        return life, _fault(life, error)
    return life, found.trouble


def as_script(life: Life) -> str:
    """A life as a script that ``ipt play`` plays; '' when it was not by answers alone."""
    if any(action.do not in ("answer", "open", "later") for action in life.story):
        return ""
    return record(life.course, words=True, private=True).script or ""


def as_steps(story: Iterable[Action]) -> tuple[str, ...]:
    """A story as numbered steps."""
    return tuple(f"{number}. {_in_words(action)}" for number, action in enumerate(story, 1))


def _in_words(action: Action) -> str:
    session, name = action.at
    where = f"session {session}, at {reference(name) if name else 'its end'}: "
    if action.do == "answer":
        return where + ("skip" if action.value is None else f"answer {action.value!r}")
    if action.do == "amend":
        return where + f"change {action.name} to {action.value!r}"
    words = {
        "later": "leave it for later",
        "back": "go back",
        "help": "press 'I need help now'",
        "open": "open the next",
    }
    return where + words.get(action.do, action.do)


def troubles(lives: Iterable[Lived], library: Library) -> list[TroubleRow]:
    """Everything nobody should meet: each kind at each place once, with its shortest story."""
    by_place: dict[tuple[str, str], list[Lived]] = {}
    for one in lives:
        if one.trouble:
            by_place.setdefault((one.trouble.kind, one.trouble.where), []).append(one)
    found = []
    for met in by_place.values():
        first = min(met, key=lambda one: len(one.story))
        story = shortest(first, library)
        life, trouble = retold(story, library)
        trouble = trouble or first.trouble
        assert trouble is not None
        found.append(
            TroubleRow(
                kind=trouble.kind,
                where=trouble.where,
                why=trouble.why,
                people=len(met),
                persona=first.persona,
                person=first.person,
                story=as_steps(story),
                script=as_script(life),
            )
        )
    return found
