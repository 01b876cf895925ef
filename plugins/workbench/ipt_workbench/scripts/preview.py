"""A file of content while it is being written, played in the middle of somebody's course. Nothing is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from difflib import get_close_matches, ndiff
from pathlib import Path
from traceback import extract_tb

from attrs import evolve, frozen

from ipt_core.answers.conditions import all_hold
from ipt_core.errors import NothingToDo, Rejected
from ipt_core.files.documents import Document
from ipt_core.files.load import load_file
from ipt_core.files.shapes import AreaFile, ExerciseFile, MeasureFile, PageFile
from ipt_core.guard.guard import PRIVATE
from ipt_core.keep.store import open_store
from ipt_core.play.assessment import all_evidence
from ipt_core.play.course import Course
from ipt_core.play.replay import fits
from ipt_core.plugins import load_library
from ipt_core.record.events import Closed, Event, Item, Opened
from ipt_core.record.facts import Known
from ipt_core.record.naming import reference
from ipt_core.written.exercise import Exercise, Page, Say, Script
from ipt_core.written.library import Library
from ipt_core.written.player import Scope
from ipt_workbench.scripts.playing import Moment, begun, bundled, demos, opened, play, transcript
from ipt_workbench.scripts.script import check, typed
from ipt_workbench.workplace import CORE, Workplace, find

PAUSE = 0.2  # seconds between two looks at the files


class Saved(Exception):
    """A file was saved while a question stood open. Caught by whoever watches."""


class Watch:
    """Looks whether a file of a workplace was saved."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._seen = self._look()

    def _look(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for path in (*self._place.files(".yaml"), *self._place.files(".py")):
            try:
                state = path.stat()
                found[path] = state.st_mtime_ns, state.st_size
            except OSError:  # gone between listing and looking, as while an editor saves
                pass
        return found

    def changed(self) -> bool:
        """Whether anything was saved since this was last asked."""
        before, self._seen = self._seen, self._look()
        return before != self._seen

    def wait(self) -> None:
        """Come back when something was saved."""
        while not self.changed():
            time.sleep(PAUSE)


@frozen
class Target:
    """What is previewed.

    Attributes:
        place: The plugin it belongs to.
        file: Its file; None when it was named by its id.
        id: The id it was named by; '' for a file.
    """

    place: Workplace
    file: Path | None
    id: str


def target(what: str) -> Target:
    """What a path or the id of an exercise means.

    Raises:
        NothingToDo: when there is no such file or exercise, or the file lies in no plugin.
    """
    path = Path(what)
    if path.is_file():
        return Target(find(what), path, "")
    if path.exists():
        raise NothingToDo(f"'{what}' is a folder.", "Preview one file of it, or an exercise by its id.")
    library = load_library()
    if what not in library.exercises:
        near = get_close_matches(what, library.exercises, 1)
        hint = f"Did you mean '{near[0]}'?" if near else "See the exercises with 'ipt exercises'."
        raise NothingToDo(f"There is no file and no exercise '{what}'.", hint)
    area = library.area_of(what)
    bringers = [plugin.name for plugin in library.plugins if area and area.id in plugin.areas]
    return Target(find(bringers[0] if bringers else CORE), None, what)


class Preview:
    """What is previewed, in whose course, and how far it has come.

    Args:
        what: A file or the id of an exercise.
        persona: In whose course: the name of a demo, or the path of a script.
        session: In which session; else the first of the middle phase.

    Attributes:
        course: The course, after `load`.
        crashes: What the plugin raised, where, since this list was last emptied.

    Raises:
        NothingToDo: when there is no such file, exercise or person.
    """

    course: Course

    def __init__(self, what: str, persona: str, session: int | None) -> None:
        self.target = target(what)
        self.script = _script(persona)
        self.session = session
        self.crashes: list[str] = []
        self._before: tuple[Event, ...] = ()
        self._private: dict[str, str] = {}
        self._areas: list[str] = []

    @property
    def place(self) -> Workplace:
        """The plugin that is previewed."""
        return self.target.place

    def load(self) -> list[str]:
        """Load the files as they are now, with the answers so far; when that fails, all is as it was.

        Returns:
            At the first time nothing; after that, what has changed in what was shown so far, as lines with ``+`` and
            ``-`` before them, and how many answers still fit.

        Raises:
            ContentError: when the files are faulty, or the script does not fit.
            NothingToDo: when nothing can be previewed there.
        """
        library = self.place.sound_library()
        if isinstance(self.script.data, dict) and self.script.data.get("exercises"):
            library = library.trial()  # the programme that the person's course follows
        exercises = list(self._exercises(library))
        shelf = {one.id: self._telling(one) for one in exercises}
        library = evolve(library, exercises={**library.exercises, **shelf})
        before = self._before or self._lead_in(library)
        fresh = Course(library, [*before, self._opening(library, before, exercises)])
        if not self._before:
            self._before, self.course = before, fresh
            return []
        was, old = self._told(self.course)
        answers = [one for one in self.course.events[fresh.revision :] if not isinstance(one, Closed)]
        self.course = Course(library, [*fresh.events, *answers])
        now, new = self._told(self.course)
        self.crashes.clear()  # those of walking it anew to tell it
        lines = [line.rstrip() for line in ndiff(old, new) if line[:2] in ("+ ", "- ") and line[2:].strip()]
        return [*(lines or ["Nothing that was shown so far has changed."]), *_kept(was, now)]

    # ------------------------------------------------------------ what is played

    def _exercises(self, library: Library) -> Iterator[Exercise]:
        """The exercises that the file holds, or the one that was named."""
        file, id = self.target.file, self.target.id
        if file is None:
            yield library.exercises[id]
            return
        if file.suffix == ".py":
            own = [one for one in library.exercises.values() if _written_in(one, file)]
            if not own:
                raise NothingToDo(f"No exercise is written in {file}.", "Preview the file or the id of an exercise.")
            yield from own
            return
        try:
            written = load_file(file.read_bytes(), os.path.relpath(file))
        except OSError as error:
            raise NothingToDo(f"{file} cannot be read: {error.strerror}.", "Save it again.") from None
        if isinstance(written, PageFile):
            yield _reading(library.pages[written.id])
        elif isinstance(written, AreaFile):
            yield library.areas[written.id].assessment.exercise
        elif isinstance(written, ExerciseFile | MeasureFile):
            yield library.exercises[written.id]
        else:
            raise NothingToDo(f"{file} cannot be played by itself.", "Preview an exercise that uses it.")

    def _telling(self, exercise: Exercise) -> Exercise:
        """The exercise, made to tell what it raises before the guard closes it."""

        def script(known: Known) -> Script:
            try:
                return (yield from exercise.script(known))
            except (GeneratorExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                self.crashes.append(_crash(error, self.place.package))
                raise

        return evolve(exercise, script=script)

    def _lead_in(self, library: Library) -> tuple[Event, ...]:
        """The person's course up to the session in which the preview happens."""
        check(self.script, library)
        course = begun(self.script, library)
        started, written = course.started, self.script.data["sessions"]
        middle = course.programme.lengths(started.sessions, started.preset)["initial"] + 1
        self.session = self.session or min(middle, len(written) + 1)
        if self.session > len(written) + 1:
            raise Rejected(f"This person's course has {len(written)} sessions.", "Choose one of them, or the next.")
        for session in written:
            answers = session.get("answers", {}).items()
            self._private |= {name: value for name, value in answers if name.startswith(f"{PRIVATE.id}/")}
        with open_store("sqlite://") as store:
            course = play(self.script, library, store, lambda moment: None, sessions=self.session - 1)
        return course.events if self.session > 1 else course.events[:1]

    def _opening(self, library: Library, before: tuple[Event, ...], exercises: list[Exercise]) -> Opened:
        """The session that is the preview."""
        number, dates = self.session or 1, [one["on"] for one in self.script.data["sessions"]]
        course = Course(library, list(before))
        started = course.started
        sessions = course.known.sessions if number > 1 else started.sessions
        past = number > sessions
        phase = "booster" if past else course.programme.place(number, sessions, started.preset)[0].id
        known = course.known if number > 1 else None
        agenda = tuple(Item(one.id, _because(one, known)) for one in exercises)
        ids = {one.id for one in exercises}
        self._areas = [area.id for area in library.areas.values() if area.assessment.exercise.id in ids]
        return Opened(number, phase, agenda, dates[min(number, len(dates)) - 1])

    # ------------------------------------------------------------ how it goes

    def settled(self, course: Course) -> tuple[Course, list[str]]:
        """The course with the private questions answered that the person's script answers; and which these were."""
        answered: list[str] = []
        while (ask := course.turn.ask) is not None and (name := reference(course.turn.name)) in self._private:
            try:
                course = course.answer(typed(ask, self._private[name]))
            except Rejected:
                break
            answered.append(ask.text)
        self.course = course
        return course, answered

    def troubles(self) -> list[str]:
        """What went wrong in the exercise since this was last asked."""
        found = list(dict.fromkeys(self.crashes))
        self.crashes.clear()
        if self.course.turn.said.count(self.course.library.page("safety.broken")) > len(found):
            found.append(
                "The guard ended the exercise: a script may only yield Say, Ask, Toward, Round and run(...), "
                "fill no fact of the core, and must come to a question."
            )
        return found

    def evidence(self) -> Iterator[str]:
        """When an assessment is previewed: how far its area fits by the answers."""
        try:
            known = self.course.known
            for one in all_evidence(known) if self._areas else ():
                if one.area in self._areas:
                    yield f"{known.library.areas[one.area].label}: {one.score} of 100 ({one.band})."
                    yield from (f"  - {reason}" for reason in one.reasons)
        except Exception as error:  # noqa: BLE001 - a scoring function of the plugin may raise anything
            yield _crash(error, self.place.package)

    def _told(self, course: Course) -> tuple[int, list[str]]:
        """How many answers there are so far, and what was shown and answered, as lines."""
        walk = Course(course.library, list(course.events[: len(self._before) + 1]))
        given = course.sittings()[-1].given
        lines: list[str] = []
        moments: list[Moment | None] = [None]
        while (ask := walk.turn.ask) is not None and (old := given.get(walk.turn.name)) and fits(ask, old):
            words = "(skipped)" if old.value is None else ask.kind.words(old.value)
            moment = Moment(walk.turn, old.value, words)
            lines += transcript(moment, moments[-1])
            moments.append(moment)
            walk = walk.answer(old.value)
        lines += transcript(Moment(walk.turn, None, ""), moments[-1])
        if ask:
            lines.append(f"   ? {ask.text}".replace("\n", "\n     "))
        return len(moments) - 1, lines


def _kept(was: int, now: int) -> Iterator[str]:
    """How many answers still fit, when there were any."""
    if now < was:
        yield f"{now} of your {was} answers still stand; the next one is asked again, and those after it wait."
    elif was:
        yield "All your answers still fit."


def _script(persona: str) -> Document:
    """The script of a demo by its name, or of a path."""
    if persona not in demos() and not Path(persona).exists():
        raise NothingToDo(
            f"There is no person '{persona}'.", f"Choose one of: {', '.join(demos())}; or give the path of a script."
        )
    return bundled(persona) if persona in demos() else opened(Path(persona))


def _written_in(exercise: Exercise, file: Path) -> bool:
    code = getattr(exercise.script, "__code__", None)
    return code is not None and not exercise.steps and Path(code.co_filename).resolve() == file.resolve()


def _reading(page: Page) -> Exercise:
    """An exercise that shows a page."""

    def script(known: Known) -> Script:
        yield Say(page.text)

    return Exercise("preview.page", page.title, script)


def _because(exercise: Exercise, known: Known | None) -> str:
    """Why it would be suggested to this person today, when it would."""
    if known is not None:
        look_up = Scope(known, {}, frozenset()).look_up
        for suggestion in exercise.suggestions:
            if all_hold(suggestion.when, look_up):
                return suggestion.because
    return "You are previewing it."


def _crash(error: BaseException, package: Path) -> str:
    """Where a plugin's code raised, and what."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(package)]
    place = (own or frames)[-1]
    return f"{os.path.relpath(place.filename)}:{place.lineno}: {type(error).__name__}: {error}"
