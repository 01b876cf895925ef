"""A script of answers made of a real course, so that what happened in it can be played again.

The script is made by walking the course anew: each question of the real walk is met again in the walk with
stand-ins, and only what is asked there is written down. So a recorded script can always be played.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from attrs import frozen

from ipt_core.answers.kinds import Many, Person, Value
from ipt_core.errors import NothingToDo, Rejected
from ipt_core.guard.alarms import heard
from ipt_core.play.course import Course
from ipt_core.play.replay import fits as still_fits
from ipt_core.record.events import Opened
from ipt_core.record.naming import reference
from ipt_core.record.sessions import Sitting
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library
from ipt_core.written.steps import walk
from ipt_workbench.scripts.playing import next_session
from ipt_workbench.scripts.script import END
from ipt_workbench.scripts.script_yaml import Session, script_text
from ipt_workbench.scripts.stand_ins import StandIns, calm, in_own_words, takes


@frozen
class Recorded:
    """A script made of a course.

    Attributes:
        out: The file it was written to, if it was.
        sessions: How many sessions it holds.
        answers: How many answers.
        left_out: What is not in it as it was, in sentences.
        script: The script, when it was not written to a file.
    """

    out: str | None
    sessions: int
    answers: int
    left_out: tuple[str, ...]
    script: str | None


@frozen
class _Asked:
    """A question of the real walk with its answer, or a call for help at it."""

    name: str
    ask: Ask | None
    value: Value = None
    help: bool = False


def record(course: Course, sessions: int | None = None, words: bool = False, private: bool = False) -> Recorded:
    """The script of a course: its final answers, without what was taken back or changed on the way.

    Args:
        course: The course.
        sessions: Only so many, from the first; all when left out.
        words: Keep the person's own words and names, which are else replaced by invented ones of the same shape.
        private: Keep private answers and calls for help, which are else replaced by calm answers.

    Raises:
        Rejected: when the course has fewer sessions, or follows a programme that no script can name.
    """
    sittings = course.sittings()
    if sessions is not None and sessions > len(sittings):
        raise Rejected(f"This course has {len(sittings)} sessions so far.", "Choose one of them.")
    if course.started.programme not in ("classic", "trial"):
        raise Rejected("Only courses of the usual programme can be recorded.", "A script cannot name another one.")
    if not any(sitting.given for sitting in sittings):
        raise NothingToDo("Nothing is answered in this course yet.", "Go on with it first: 'ipt next'.")
    chosen = sittings[:sessions]
    last_is_open = len(chosen) == len(sittings) and not course.over
    real = list(_real(course, chosen, last_is_open))
    others = StandIns(_people(course, real), _looked_for(course.library), private)
    recorder = _Recorder(words, private, others, _unlocking(course))
    found = list(recorder.walk(_begun(course), chosen, real, last_is_open))
    left_out = tuple(recorder.left_out())
    answers = sum(value is not None for one in found for _, _, value in one.answers)
    return Recorded(None, len(found), answers, left_out, script_text(course, found, left_out))


def _begun(course: Course) -> Course:
    """The same course at its very beginning, by the content of today."""
    started = course.started
    about = {"programme": started.programme, "preset": started.preset, "country": started.country}
    return Course.start(course.library, id="recorded", on=started.on, sessions=started.sessions, **about)


def _unlocking(course: Course) -> list[tuple[str, ...]]:
    """For each session, whom the person had asked to open again when it began."""
    events = course.events
    opened = [place for place, event in enumerate(events, 1) if isinstance(event, Opened)]
    return [Course(course.library, list(events[:place])).sittings()[-1].due for place in opened]


def _real(course: Course, sittings: list[Sitting], last_is_open: bool) -> Iterator[list[_Asked]]:
    """What each session asked, walked anew over the final answers."""
    walk, unlocking = _begun(course), _unlocking(course)
    for number, sitting in enumerate(sittings, 1):
        if number > 1:
            due = [one for one in unlocking[number - 1] if walk.known.locked(one)]
            walk = next_session(walk, sitting.opened.on, due)
        asked: list[_Asked] = []
        # A fear that an amendment told of is no call of the person's own: the final answer tells of it by itself.
        helped = {name: sum(one.alarm == "self-harm" for one in calls) for name, calls in sitting.helped.items()}
        while (turn := walk.turn).ask is not None or helped.get(""):
            if helped.get(turn.name):
                helped[turn.name] -= 1
                asked.append(_Asked(turn.name, turn.ask, help=True))
                walk = walk.help_now()
                continue
            assert turn.ask is not None
            old = sitting.given.get(turn.name)
            if old is None and last_is_open and number == len(sittings):
                break
            kept = old is not None and still_fits(turn.ask, old)
            value = old.value if old is not None and kept else calm(turn.ask) if turn.ask.required else None
            asked.append(_Asked(turn.name, turn.ask, value))
            walk = walk.answer(value)
        yield asked


def _skeleton(name: str) -> str:
    """A question's name without the rounds, which may be named by own words."""
    *path, key = name.partition("#")[0].split("/")
    return "/".join([*(part for part in path if "." in part), key])


class _Recorder:
    """Walks the course with stand-ins and notes what is asked and answered there."""

    def __init__(self, words: bool, private: bool, others: StandIns, unlocking: list[tuple[str, ...]]) -> None:
        self.words = words
        self.private = private
        self.others = others
        self.unlocking = unlocking
        self.hidden = 0  # private answers that were replaced

    def walk(self, course: Course, sittings: list[Sitting], real: list[list[_Asked]], open_: bool) -> Iterator[Session]:
        """Every session of the script."""
        for number, (sitting, asked) in enumerate(zip(sittings, real, strict=True), 1):
            session = Session(sitting.opened.on, sitting.opened.phase)
            if self.private:
                due = (one if self.words else self.others.person(one) for one in self.unlocking[number - 1])
                session.unlock = [one for one in due if course.known.locked(one)]
            course = course if number == 1 else next_session(course, session.on, session.unlock)
            course = self._session(course, session, asked, open_ and number == len(sittings))
            yield session

    def _session(self, course: Course, session: Session, asked: list[_Asked], open_: bool) -> Course:
        waiting: dict[str, deque[_Asked]] = {}
        for one in asked:
            if self.private or not one.help:
                waiting.setdefault(_skeleton(one.name), deque()).append(one)
        while True:
            turn = course.turn
            queue = waiting.get(_skeleton(turn.name), deque())
            if queue and queue[0].help:
                queue.popleft()
                session.help.append(turn.name or END)
                course = course.help_now()
            elif turn.ask is None:
                return course
            elif open_ and not queue and not any(self._awaited(one) for one in waiting.values()):
                session.until = turn.name
                return course
            else:
                one = queue.popleft() if queue else _Asked(turn.name, turn.ask)
                value = self._given(turn.ask, one)
                session.answers.append((turn.name, turn.ask, value))
                course = course.answer(value)

    def _awaited(self, queue: deque[_Asked]) -> bool:
        """Whether there are answers left that calm stand-ins cannot have made away with."""
        return any(self.private or not (one.ask and one.ask.private) for one in queue)

    def _given(self, ask: Ask, one: _Asked) -> Value:
        """The answer for the script."""
        was, value = one.ask or ask, one.value
        hidden = not self.private and (was.private or bool(heard(was, value)))
        self.hidden += hidden and was.private and value is not None
        if hidden and (self.words or was.private or not in_own_words(was.kind)):
            return calm(ask) if value is not None or heard(was, value) else None
        if value is None:
            return None if takes(ask, None) else calm(ask)
        question = reference(one.name)
        tries = (self.others.value(question, ask.kind, was.kind, value, names) for names in (True, False))
        if self.words:
            return value if takes(ask, value) else calm(ask)
        return next((one for one in tries if takes(ask, one) and not (hidden and heard(ask, one))), calm(ask))

    def left_out(self) -> Iterator[str]:
        """What is not in the script as it was, in sentences."""
        yield "Only final answers are here: what was taken back, changed or left for later on the way is not."
        if not self.words:
            yield (
                "Own words are invented ones of the same shape, and names are invented names; "
                "'ipt record --words' keeps the person's."
            )
        if not self.private:
            yield (
                "Private answers, calls for help, and whatever the course answers with support are calm stand-ins; "
                f"'ipt record --with-private' keeps them. Private answers replaced: {self.hidden}."
            )
        yield "Choices, numbers and dates are as they were given."


def _people(course: Course, real: list[list[_Asked]]) -> Iterator[str]:
    """The names of everybody in a course."""
    yield from course.known.people
    for one in (one for asked in real for one in asked if one.ask is not None and one.value is not None):
        kind = one.ask.kind if one.ask else None
        if isinstance(kind, Person):
            yield one.value
        elif isinstance(kind, Many) and isinstance(kind.of, Person):
            yield from one.value


def _looked_for(library: Library) -> dict[str, set[str]]:
    """Question -> the phrases that conditions of content look for in its answers."""
    found: dict[str, set[str]] = {}
    for id, exercise in library.exercises.items():
        conditional = [*exercise.suggestions, *(step for _, step in walk(exercise.steps))]
        for condition in (*exercise.unless, *(one for step in conditional for one in step.when)):
            if condition.op == "mentions" and isinstance(condition.wanted, tuple):
                question = condition.key if "/" in condition.key else f"{id}/{condition.key}"
                found.setdefault(question, set()).update(condition.wanted)
    return found
