"""A course: the fold of its journal, and what may be done with it next. Courses are values."""

from __future__ import annotations

from ipt_core.answers.kinds import Day, Value
from ipt_core.errors import NothingToDo, Rejected
from ipt_core.guard import guard, plugin_code
from ipt_core.guard.alarms import in_turn
from ipt_core.guard.guard import FIRST_OF_FIVE, REASONS, SUPPORT, afterwards, guarded
from ipt_core.guard.plugin_code import watch
from ipt_core.record.events import (
    Amended,
    Answered,
    AskedForHelp,
    AskedToUnlock,
    Closed,
    Event,
    Help,
    Item,
    Opened,
    Started,
    TookBack,
)
from ipt_core.record.facts import Known, Record
from ipt_core.record.locks import UNLOCKED
from ipt_core.record.sessions import Fold, Sitting, days, find_answer, fold
from ipt_core.written.exercise import Ask, Say, Script
from ipt_core.written.library import Library
from ipt_core.written.programme import Programme

from .replay import Run, Turn

watch(guard, plugin_code)


def _session(agenda: tuple[Item, ...], record: Record, calls: tuple[Help, ...]) -> Script:
    """The script of a whole session: each exercise of the agenda inside the guard."""
    for item in agenda:
        exercise = record.library.exercises.get(item.exercise)
        if exercise is None:
            yield Say(f"'{item.exercise}' is not installed here, so it is left out today.")
        else:
            yield from guarded(exercise, record)
    yield from afterwards(record, calls)


class Journal:
    """The growing list of events that a line of courses shares, and how many of them are stored."""

    __slots__ = ("events", "folded", "stored")

    def __init__(self, events: list[Event], stored: int) -> None:
        self.events = events
        self.stored = stored
        self.folded: Fold | None = None  # as far as the newest value that asked; carried on, not made anew


class Course:
    """One person's course: a value. Every change gives the next course and leaves this one as it is.

    Made by :meth:`start`, by a store's ``load``, or by :func:`ipt_core.course_from_plain`.
    """

    __slots__ = ("_journal", "_length", "_run", "library")

    def __init__(self, library: Library, events: list[Event], stored: int = 0) -> None:
        self.library = library
        self._journal = Journal(events, stored)
        self._length = len(events)
        self._run: Run | None = None

    @classmethod
    def start(
        cls,
        library: Library,
        *,
        id: str,
        on: str,
        programme: str = "classic",
        sessions: int | None = None,
        preset: str = "",
        country: str = "INTL",
    ) -> Course:
        """Begin a course, with its first session open.

        Args:
            library: What is on hand.
            id: Its id, chosen by the caller; letters, digits, ``-`` and ``_``, at most 64.
            on: Today's date, ``YYYY-MM-DD``. The core has no clock.
            programme: The id of a programme.
            sessions: How many sessions, 6 to 20; the programme's usual number when left out.
            preset: How they divide into phases; the first that fits when left out.
            country: Whose crisis services are shown, as two letters, or ``INTL``.

        Raises:
            Rejected: when one of these does not fit.
        """
        _check_day(on)
        plan = library.programmes.get(programme)
        if plan is None:
            raise Rejected(f"There is no programme '{programme}'.", f"Choose one of: {', '.join(library.programmes)}.")
        if not id or len(id) > 64 or not id.replace("-", "").replace("_", "").isalnum() or not id.isascii():
            raise Rejected("This is no course id.", "Use letters, digits, '-' and '_', at most 64.")
        if country not in library.crisis:
            raise Rejected(f"There is no country '{country}' on file.", f"Choose one of: {', '.join(library.crisis)}.")
        number = plan.sessions if sessions is None else sessions
        preset = preset or plan.preset_for(number)
        plan.lengths(number, preset)
        return cls(library, [Started(id, programme, preset, number, country, on)]).open(on)

    # ------------------------------------------------------------ what is

    @property
    def events(self) -> tuple[Event, ...]:
        """The journal, oldest first."""
        return tuple(self._journal.events[: self._length])

    @property
    def revision(self) -> int:
        """How many events there are. Any change raises it."""
        return self._length

    @property
    def started(self) -> Started:
        """How the course began."""
        first = self._journal.events[0]
        assert isinstance(first, Started)
        return first

    @property
    def id(self) -> str:
        """The course's id."""
        return self.started.course

    @property
    def stored(self) -> int:
        """How many events a store already holds. For stores."""
        return min(self._journal.stored, self._length)

    @property
    def new_events(self) -> tuple[Event, ...]:
        """The events no store holds yet. For stores."""
        return tuple(self._journal.events[self.stored : self._length])

    def mark_stored(self) -> None:
        """Note that a store now holds every event of this course. For stores."""
        self._journal.stored = max(self._journal.stored, self._length)

    def sittings(self) -> list[Sitting]:
        """Every session so far, as the journal tells it."""
        return fold(self._journal.events[: self._length]).sittings

    def _folded(self) -> Fold:
        """The sessions so far, to look at and not to keep: they grow with the journal."""
        journal, length = self._journal, self._length
        folded = journal.folded
        if folded is None or folded.length > length:  # an older value than the one that asked last
            folded = fold(journal.events[:length])
        for event in journal.events[folded.length : length]:
            folded.take(event)
        journal.folded = folded
        return folded

    @property
    def known(self) -> Known:
        """The record as it stands, the current session's answers included."""
        return self._standing().record.known

    @property
    def turn(self) -> Turn:
        """Where the current session stands."""
        run = self._standing()
        known, started = run.record.known, self.started
        exercise = run.exercises[-1][0] if run.ask and run.exercises else None
        done = len(run.trail)
        return Turn(
            started.course,
            self._length,
            run.opened.session,
            known.sessions,
            run.opened.phase,
            exercise.id if exercise else "",
            exercise.title if exercise else "",
            self._why(run),
            tuple(run.said),
            run.ended,
            run.name,
            run.ask,
            done,
            done if run.ask is None else done + self._about_left(run),
        )

    @staticmethod
    def _about_left(run: Run) -> int:
        """About how many questions are left: those of the exercises still to come, and the rest of this one."""
        item = run.name.partition("/")[0]
        here, then = run.sizes.get(item, (1, 0))
        return then + max(1, here - run.asked_in.get(item, 0))

    @staticmethod
    def _why(run: Run) -> str:
        """Why the running exercise is here: as a suggested technique, else as an item of the agenda."""
        for one, because in reversed(run.exercises):
            why = REASONS.get(one.id) or because or run.because.get(one.id)
            if why:
                return why
        return ""

    @property
    def agenda(self) -> tuple[Item, ...]:
        """What the current session does, each item with its reason."""
        return self._standing().opened.agenda

    @property
    def postponed(self) -> tuple[str, ...]:
        """Names of the questions left for later, as ``amend`` takes them."""
        return tuple(
            f"{sitting.opened.session}:{answer.name}"
            for sitting in self._folded().sittings
            for answer in sitting.live
            if answer.later
        )

    @property
    def answered(self) -> tuple[str, ...]:
        """Names of all answers in force, as ``amend`` takes them, oldest first."""
        return tuple(
            f"{sitting.opened.session}:{answer.name}" for sitting in self._folded().sittings for answer in sitting.live
        )

    def answers(self) -> tuple[tuple[str, str, str], ...]:
        """Name, question and answer in words of all answers in force; private ones are not told."""
        return tuple(
            (f"{sitting.opened.session}:{answer.name}", answer.asked, _told(answer))
            for sitting in self._folded().sittings
            for answer in sitting.live
        )

    @property
    def worked_through(self) -> tuple[str, ...]:
        """Ids of the agenda's exercises that the current session has left behind."""
        run = self._standing()
        ids = [item.exercise for item in run.opened.agenda]
        now = run.name.partition("/")[0]
        return tuple(ids[: ids.index(now)] if now in ids else ids if run.ask is None else [])

    def asked(self, name: str) -> Ask:
        """The question of an earlier answer, as it is asked today. Raises Rejected as `amend` does."""
        number, full = find_answer(self._folded().sittings, name)
        ask = self._at(number, full).ask
        assert ask is not None
        return ask

    @property
    def over(self) -> bool:
        """Whether the current session has come to its end."""
        return self._standing().ask is None

    @property
    def finished(self) -> bool:
        """Whether the last planned session has come to its end."""
        run = self._standing()
        return run.ask is None and run.opened.session >= run.record.known.sessions

    # ------------------------------------------------------------ what may be done

    def open(self, on: str, booster: bool = False) -> Course:
        """Open the next session.

        Args:
            on: Today's date, ``YYYY-MM-DD``.
            booster: Open a booster session, after the course has ended.

        Raises:
            Rejected: when a session is still going on, or the course has ended.
        """
        _check_day(on)
        sittings = self._folded().sittings
        number = len(sittings) + 1
        sessions = self.started.sessions
        if sittings:
            if not self.over:
                raise Rejected("A session is still going on.", "Go on with it; everything in it is kept.")
            if not sittings[-1].closed:  # its content was changed, and ends now without a further question
                return self._close_if_over().open(on, booster)
            sessions = self.known.sessions
        programme = self.programme
        if number > sessions and not booster:
            raise Rejected("This course has come to its end.", "A booster session can be opened at any time.")
        if booster and number <= sessions:
            raise Rejected("The course has not ended yet.", "Open its next session.")
        if booster:
            phase, agenda = "booster", programme.booster()
        else:
            away = days(sittings[-1].opened.on, on) if sittings else 0
            phase, agenda = programme.agenda(number, sessions, self.started.preset, away)
        return self._with(Opened(number, phase, agenda, on))._close_if_over()

    def answer(self, value: Value) -> Course:
        """Answer the question of the current turn. ``None`` skips it.

        Args:
            value: Plain data as the question's kind wants it.

        Raises:
            Rejected: when it does not fit; nothing changed, and the text is for the person.
        """
        return self._answered(value, later=False)

    def postpone(self) -> Course:
        """Leave the question for later: pass it by now, and list it as open. Raises Rejected as `answer` does."""
        return self._answered(None, later=True)

    def _answered(self, value: Value, later: bool) -> Course:
        run = self._standing()
        answer = run.checked(value, later)
        after = self._with(answer)
        self._run = None  # handed on; who needs this value again replays
        run.advance(answer)
        after._run = run
        return after._close_if_over()

    def back(self) -> Course:
        """Take the last answer of the current session back.

        Raises:
            NothingToDo: when there is none.
        """
        trail = self._standing().trail
        if not trail:
            raise NothingToDo("There is no answer to take back in this session.", "Earlier ones can be amended.")
        return self._with(TookBack(trail[-1]))._after_support(self)

    def help_now(self) -> Course:
        """Ask for help now: the support page and its questions come next, also when the session is over."""
        return self._help_wanted(Help(), self._standing().name)

    def _help_wanted(self, call: Help, name: str) -> Course:
        return self._with(AskedForHelp(name, call.alarm, call.about, call.item_nine))

    def _after_support(self, before: Course) -> Course:
        """This course, unless the change would lead out of the support a person is in, or into an earlier part of it.

        Raises:
            Rejected: when it would.
        """
        if not self._keeps_support(before):
            raise Rejected(
                "The five questions come first.",
                "Answer or skip them; everything else waits and can be changed after that.",
            )
        return self

    def _keeps_support(self, before: Course) -> bool:
        """Whether it still stands in the support a person was in before, in the same round of it or anew."""
        there, here = before._standing(), self._standing()
        anew = here.support != "" and here.name == f"{here.support}{FIRST_OF_FIVE}"
        same = here.innermost in (SUPPORT, there.innermost) and here.support.startswith(there.support)
        return not there.support or anew or same

    @property
    def supported(self) -> bool:
        """Whether the session stands in the support that follows words or answers about self-harm."""
        return self._standing().support != ""

    def ask_to_unlock(self, person: str, on: str) -> Course:
        """Ask to open again what is closed toward a person. Nothing opens yet.

        The first session that begins two or more calendar days later asks the private questions about them anew, at
        its end; when all are answered and clear, the person decides there. Source: clinical reference D.4.

        Args:
            person: The person's name.
            on: Today's date, ``YYYY-MM-DD``.

        Raises:
            Rejected: when nothing is closed toward this person.
        """
        _check_day(on)
        if not self.known.locked(person):
            raise Rejected("Nothing is closed toward a person of that name.", "Write the name as you gave it.")
        return self._with(AskedToUnlock(person, on))

    def amend(self, name: str, value: Value) -> Course:
        """Change an earlier answer. Later answers that are still asked for stay as they are.

        Args:
            name: The name of the question, whole or ``exercise/key``, in the current session or,
                when it is not there, in the latest earlier one; ``3:exercise/key`` means session 3.
            value: The new answer, checked as ever; None skips it.

        Raises:
            Rejected: when there is no such answer, the value does not fit, or a finished earlier
                session would have to be reopened for it.
        """
        sittings = self._folded().sittings
        number, full = find_answer(sittings, name)
        answer, asked = self._changed(number, full, value)
        if asked and number == len(sittings):
            return self._with(Amended(number, answer))._after_support(self)._close_if_over()
        if answer.fills == UNLOCKED and value == "open":
            raise Rejected("That was decided then.", "Ask anew to open it; a later session looks at it again.")
        if answer.alarms:
            return self._told_anew(number, answer)
        given = {**sittings[number - 1].given, full: answer}
        whole = self._replay(number, given=given)
        if whole.ask is not None:
            raise Rejected(
                f"Changing this would open new questions in session {number}, which is finished.",
                "Take it up in today's session instead.",
            )
        return self._with(Amended(number, answer, whole.parked))._after_support(self)

    # ------------------------------------------------------------ how it is done

    def _changed(self, number: int, full: str, value: Value) -> tuple[Answered, bool]:
        """The answer that an amendment gives, and whether its question is still asked. An alarm is heard in any case.

        Raises:
            Rejected: when there is no such question any more, or the value does not fit.
        """
        try:
            return self._at(number, full).checked(value), True
        except Rejected:
            once = self._replay(number, only_to=full, held=False)
            if once.name == full and (answer := once.checked(value)).alarms:
                return answer, False
            raise

    def _told_anew(self, number: int, answer: Answered) -> Course:
        """An amendment that raises an alarm: it counts, whatever else it would change, and help comes now."""
        after = self._with(Amended(number, answer, self._folded().sittings[number - 1].parked))
        item_nine = answer.value if answer.fills == "phq9.9" and isinstance(answer.value, int) else None
        calls = [Help(alarm, answer.about, item_nine) for alarm in in_turn(answer.alarms)]
        if not after._keeps_support(self):  # what support interrupted is gone, so it comes anew
            calls.insert(0, Help())
        here = after._standing().name
        for call in calls:
            after = after._help_wanted(call, here)
        return after

    def _at(self, number: int, full: str) -> Run:
        """Session `number` standing at an earlier question of its own."""
        run = self._replay(number, only_to=full)
        if run.name != full:
            raise Rejected("That question is no longer asked.", "Its old answer is kept, but it has no effect.")
        return run

    @property
    def programme(self) -> Programme:
        """The programme the course follows. Raises Rejected when it is not installed."""
        plan = self.library.programmes.get(self.started.programme)
        if plan is None:
            raise Rejected(f"The programme '{self.started.programme}' is not installed.", "Install it and try again.")
        return plan

    def _with(self, event: Event) -> Course:
        """The course one event on; the journal is shared while this is its newest value."""
        after = Course.__new__(Course)
        after.library = self.library
        journal = self._journal
        if len(journal.events) != self._length:
            journal = Journal(journal.events[: self._length], min(journal.stored, self._length))
        journal.events.append(event)
        after._journal = journal
        after._length = self._length + 1
        after._run = None
        return after

    def _close_if_over(self) -> Course:
        """The course with its session closed, when its script has just come to its end."""
        run = self._standing()
        if run.ask is not None:
            return self
        after = self._with(Closed(run.parked))
        after._run = run
        return after

    def _standing(self) -> Run:
        if self._run is None:
            self._run = self._replay(len(self._folded().sittings))
        return self._run

    def _replay(
        self, number: int, given: dict[str, Answered] | None = None, only_to: str = "", held: bool = True
    ) -> Run:
        """Play session `number` over its answers.

        Args:
            number: The session, from 1.
            given: Answers to use instead of the recorded ones.
            only_to: A question to stop at, as if it and what follows it were not answered.
            held: Whether who was locked later in the session is locked from its start.
        """
        folded, started = self._folded(), self.started
        session = folded.sittings[number - 1]
        opened = session.opened
        answers = dict(session.given if given is None else given)  # the run's own; the session's grow
        if only_to:
            answers.pop(only_to, None)

        def played(locked: set[str]) -> Run:
            past, locks = folded.before(number)[0], folded.locks(number, locked)
            record = Record(self.library, past, number, started.sessions, opened.on, started.country, locks)
            script = _session(opened.agenda, record, session.helped.get("", ()))
            return Run(script, record, answers, session.helped, opened)

        # Once something was taken back or amended, the locks of that time hold from the start of the session:
        # their answers may not be reached any more. The same for a lock whose exercise has gone.
        if not held:
            return played(set())
        run = played(session.held)
        lost = {person for person in session.locked if not run.record.locks.locked(person)}
        return played(session.held | lost) if lost else run


def _told(answer: Answered) -> str:
    if answer.private:
        return "(kept private)"
    if answer.value is None:
        return "(left for later)" if answer.later else "(skipped)"
    return answer.told


def _check_day(on: str) -> None:
    """Raise Rejected unless `on` is a whole date."""
    if len(Day().check(on)) != len("2026-01-05"):
        raise Rejected("This needs a whole date.", "Write it like 2026-01-05.")
