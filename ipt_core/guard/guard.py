"""The guard: one generator around every exercise of every plugin, and the only place where safety acts.

It plays the scripts itself, so it sees each step and each answer, and a script it ends is simply no longer played.
It interrupts (thoughts of self-harm, "I need help now"), it gates (no work toward a person before the private
questions about them are answered and clear), and it locks per person. Scripts only declare facts; none can switch
the guard off, restyle or outrank it.

What it says is content (``content/safety``); when it says it is here. Sources: clinical reference D.2-D.5.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from attrs import define, evolve, field

from ipt_core.answers.base import copied
from ipt_core.answers.kinds import KINDS, Choice, Kind, Multi, Option, Person, Value, YesNo, chosen, fits
from ipt_core.record.events import Help
from ipt_core.record.facts import RESERVED_FACTS, Record
from ipt_core.record.locks import LOOK_AGAIN as AGAIN
from ipt_core.record.locks import PRIVATE_QUESTIONS, SAFE, UNLOCKED
from ipt_core.record.naming import person_key, slug
from ipt_core.written.exercise import HUSH, LEAVE, ROUND_OVER, Ask, Enter, Exercise, Round, Say, Script, Toward, Use
from ipt_core.written.measure import ItemsScript
from ipt_core.written.player import is_played

from .alarms import PLAIN_KINDS, RESTING, heard, in_turn
from .plugin_code import dared, tried

MOST_STEPS = 1_000  # steps taken without asking anything; more is an endless loop
MOST_QUESTIONS = 1_000  # of one item of the agenda; more goes round in circles
NOT_IN_KEYS = frozenset("/.#")  # they have a meaning in the names of questions
IN_NAMES = frozenset("/#")  # the same, for ids of exercises
DISTRESS_TOP, DISTRESS_RISE = 8, 3  # of 0-10; source: clinical reference B.3, the distress rule

# ---------------------------------------------------------------- the guard


def guarded(exercise: Exercise, record: Record, listening: bool = True) -> Script:
    """Play an exercise, and those it uses, safely.

    An exercise that raises, breaks a rule or never comes to a question ends there, with a word; the session and
    every answer go on. What it asks is answered by an `Answered`, or by `Help` instead; a script gets the value alone.

    Args:
        exercise: What to play.
        record: The engine's own record.
        listening: Whether words about self-harm raise an alarm; not inside the support that an alarm opened.
    """
    return _Guard(record, listening).play(exercise)


@define(eq=False)
class _Frame:
    """One exercise being played.

    Attributes:
        given: Answers handed in by the exercise that uses it.
        call: How its script is called: watched, when it is code of a plugin.
        toward: Whom it works toward.
        rounds: How many rounds of loops are open in it.
    """

    exercise: Exercise
    script: Script
    given: Mapping[str, Value]
    call: Callable[..., Any]
    toward: list[str] = field(factory=list)
    rounds: int = 0


def _broken() -> Script:
    """The script of an exercise that has none: a step that no script may take."""
    yield LEAVE


class _Guard:
    """Plays one item of the agenda: a stack of exercises, the innermost on top."""

    def __init__(self, record: Record, listening: bool) -> None:
        self.record = record
        self.listening = listening
        self.frames: list[_Frame] = []
        self.around = record.toward  # whom the exercises work toward that this one interrupts
        self.calm: int | None = None  # the lowest distress so far

    def play(self, exercise: Exercise) -> Script:
        value = yield from self._begin(exercise, {})
        quiet = asked = 0
        while self.frames:
            frame = self.frames[-1]
            try:
                step = frame.call(frame.script.send, copied(value))  # None when it raises, which is no step
            except StopIteration as end:
                value = end.value
                yield from self._end(1)
                continue
            quiet = 0 if isinstance(step, Ask) else quiet + 1
            asked += isinstance(step, Ask)
            endless = quiet > MOST_STEPS or asked > MOST_QUESTIONS
            value = (yield from self._break()) if endless else (yield from self._take(frame, step))
            if self.record.toward:
                yield from self._end_unsafe()
            if self.frames and self.frames[-1] is not frame:
                value = None  # another exercise is innermost now; the answer was not for it

    def _take(self, frame: _Frame, step: Any) -> Any:
        """Do one step of the innermost exercise. Returns what to send to the one that is innermost then."""
        if isinstance(step, Ask) and self._proper(step, frame.exercise):
            return (yield from self._ask(frame, step))
        if isinstance(step, Say) and isinstance(step.text, str):
            yield step
        elif isinstance(step, Toward) and isinstance(step.person, str):
            if not (yield from self._cleared(frame, step.person)):
                yield from self._end(1)
        elif isinstance(step, Use) and isinstance(step.exercise, Exercise) and isinstance(step.given, Mapping):
            return (yield from self._begin(step.exercise, step.given, str(step.because)))
        elif isinstance(step, Round) and isinstance(step.name, str) and not NOT_IN_KEYS & set(step.name):
            frame.rounds += 1
            yield Enter(step.name)
        elif step is ROUND_OVER and frame.rounds:
            frame.rounds -= 1
            yield LEAVE
        else:
            yield from self._break()
        return None

    def _begin(self, exercise: Exercise, given: Mapping[str, Value], because: str = "") -> Any:
        """Put an exercise on the stack. One in Python that declares the focus person is gated at once."""
        own = self.record.library.exercises.get(exercise.id)
        if own is None and (exercise.core or IN_NAMES & set(exercise.id)):
            yield from self._break()  # it would ask under the names of the core's own questions
            return
        exercise = own or exercise  # never another one by a name that is taken
        foreign = not (is_played(exercise.script) or type(exercise.script) is ItemsScript)
        known = self.record.seen_by("plugins" if foreign else "core")
        yield Enter(exercise.id, exercise, because)
        call = dared if foreign else tried
        script = call(exercise.script, known)
        frame = _Frame(exercise, script if isinstance(script, Generator) else _broken(), given, call)
        self.frames.append(frame)
        if exercise.toward == "focus" and not exercise.steps:
            if not (yield from self._cleared(frame, self.record.known.latest("focus.person") or "")):
                yield from self._end(1)

    def _end(self, count: int) -> Script:
        """Take exercises off the stack, finished or not."""
        for _ in range(count):
            frame = self.frames.pop()
            frame.call(frame.script.close)
            for _ in range(frame.rounds + 1):
                yield LEAVE
        self._note_toward()

    def _break(self) -> Script:
        """End a script that broke a rule, with all it runs in."""
        yield from self._end(len(self.frames))
        yield Say(self.record.library.page("safety.broken"))

    def _end_unsafe(self) -> Script:
        """End every exercise that works toward somebody who is locked by now."""
        for place, frame in enumerate(self.frames):
            if any(self.record.locks.locked(person) for person in frame.toward):
                yield from self._end(len(self.frames) - place)
                return

    def _cleared(self, frame: _Frame, person: str) -> Any:
        """Whether this exercise may work toward this person; remembers that it does."""
        safe = yield from cleared(person, self.record)
        if safe:
            frame.toward.append(person)
            self._note_toward()
        return safe

    def _note_toward(self) -> None:
        self.record.toward = (*self.around, *(person for frame in self.frames for person in frame.toward))

    def _proper(self, ask: Ask, exercise: Exercise) -> bool:
        """Whether a script may ask this: well formed; needed, or a fact of the core, only from the core."""
        texts = (ask.key, ask.text, ask.fills, ask.about)
        if not all(isinstance(text, str) for text in texts) or not ask.key or NOT_IN_KEYS & set(ask.key):
            return False
        if not isinstance(ask.kind, KINDS):
            return False
        if not ask.required and not ask.fills.startswith(RESERVED_FACTS):
            return True
        return exercise.core and self.record.library.exercises.get(exercise.id) is exercise

    def _ask(self, frame: _Frame, ask: Ask) -> Any:
        """Ask, and answer what the answer gives away. Returns the answer's value; None when the exercise was ended."""
        value = frame.given.get(ask.key) if not frame.rounds else None
        raised: tuple[tuple[str, ...], ...] = ()
        if value is not None and fits(ask.kind, value):
            alarms = set(heard(ask, value))
        else:
            answer = yield from self._put_to_person(frame, ask)
            if answer is None:
                return None
            value = answer.value
            raised = self.record.locks.raised.get(answer.name, ())
            alarms = {*answer.alarms, *(alarm for before in raised for alarm in before)}
        if not alarms and ask.kind.__class__ in PLAIN_KINDS and ask.fills not in ("distress", "focus.person"):
            return value  # by far the most answers
        return (yield from self._answered(frame, ask, value, alarms, f"{ask.key}-{max(1, len(raised))}"))

    def _put_to_person(self, frame: _Frame, ask: Ask) -> Any:
        """Put a question of an exercise. Returns the `Answered`, or None when help that was called for ended it."""

        def ended() -> Any:
            yield from self._end_unsafe()
            return frame not in self.frames

        return (yield from _put(ask, self.record, ended=ended))

    def _answered(self, frame: _Frame, ask: Ask, value: Value, alarms: set[str], trigger: str) -> Any:
        """Meet what an answer raised. Returns the value; None when the exercise was ended.

        Args:
            frame: The exercise that asked.
            ask: Its question.
            value: The answer.
            alarms: What it raised, or raised before it was changed.
            trigger: Names this answer among all to the question: one changed since it raised an alarm is met anew.
        """
        if not self.listening:
            alarms.discard("self-harm")
        item_nine = value if ask.fills == "phq9.9" and isinstance(value, int) else None
        calls = in_turn(alarms)
        for alarm in calls:
            if alarm not in RESTING:
                yield from met(self.record, trigger, Help(alarm, ask.about, item_nine))
        for page in dict.fromkeys(option.page for option in chosen(ask.kind, value) if option.page):
            yield Say(self.record.library.page(page))
        for alarm in calls:
            if alarm in RESTING:
                yield from met(self.record, ask.key, Help(alarm))
        return value if (yield from self._goes_on(frame, alarms, ask, value)) else None

    def _goes_on(self, frame: _Frame, alarms: set[str], ask: Ask, value: Value) -> Any:
        """Whether the exercise goes on after this answer; when not, it has been ended."""
        working = [place for place, one in enumerate(self.frames) if one.toward]
        gives_advice = ask.fills != "private.afraid"  # the inventory asks this, and goes on to other people
        if ("fear" in alarms and gives_advice) or ("harming" in alarms and working):
            yield from self._end(len(self.frames) - (working or [len(self.frames) - 1])[0])
            return False
        safe = True
        chosen = isinstance(ask.kind, Person) and not ask.kind.mention
        turned = ask.fills == "focus.person" and frame.exercise.toward == "focus"  # its work goes to somebody else now
        if (chosen or turned) and value is not None:
            safe = yield from self._cleared(frame, value)
        if safe and ask.fills == "distress" and isinstance(value, int):
            safe = yield from self._settled(ask, value)
        if not safe:
            yield from self._end(1)
        return safe

    def _settled(self, ask: Ask, value: int) -> Any:
        """The distress rule: at 8, or 3 above the start, stop and ground. Returns whether to go on."""
        start = value if self.calm is None else self.calm
        self.calm = min(start, value)
        if value < DISTRESS_TOP and value - start < DISTRESS_RISE:
            return True
        yield Say(self.record.library.page("safety.grounding"))
        options = (Option("on", "Go on with this, slowly"), Option("later", "Leave this for another day"))
        question = Ask(f"{ask.key}-settled", "How would you like to go on?", Choice(options))
        return (yield from _put(question, self.record)).value == "on"


def _without_locked(ask: Ask, record: Record) -> Ask:
    """The question, offering nobody to work toward who is locked."""
    kind = ask.kind
    if isinstance(kind, Person) and not kind.mention:
        return evolve(ask, kind=evolve(kind, people=tuple(one for one in kind.people if not record.locks.locked(one))))
    return ask


def _never() -> Any:
    """For `_put`: help that was called for does not end what asks."""
    yield from ()
    return False


def _put(ask: Ask, record: Record, supported: bool = False, ended: Callable[[], Any] = _never) -> Any:
    """Ask, and bring help when it is called for instead; then the question stands again.

    Args:
        ask: The question.
        record: The engine's own record.
        supported: Whether it is a question of the support itself, which then only shows its page again.
        ended: Plays what has to end after help; gives whether what asked has ended too.

    Returns:
        The `Answered`; None when what asked has ended.
    """
    answer = yield ask
    pressed = 0
    while isinstance(answer, Help):
        pressed += 1
        if supported and answer.alarm == "self-harm":
            yield Say(_page(record, "safety.support"))
        else:
            yield from met(record, f"{ask.key}-help-{pressed}", answer)
        if (yield from ended()):
            return None
        ask = _without_locked(ask, record)
        answer = yield ask
    return answer


def met(record: Record, trigger: str, call: Help) -> Script:
    """Say what an alarm calls for, and ask what it needs to know."""
    if call.alarm == "self-harm":
        yield from self_harm(record, trigger, call.item_nine)
    elif call.alarm in ("danger", "fear"):
        yield from _feared(record, trigger, call.about, call.alarm == "danger")
    elif call.alarm in RESTING:
        yield from hold(record, trigger, call.alarm)
    else:
        yield Say(_page(record, f"safety.{call.alarm}"))


# ---------------------------------------------------------------- a person (D.4)

_PRIVATE: tuple[tuple[str, str, Kind], ...] = (
    ("private.afraid", "Are you ever afraid of {}, or do you feel watched or punished by them?", YesNo()),
    ("private.hurt", "Has anyone been hurt or threatened between you and {}, either way round?", YesNo()),
    (
        "private.no",
        "When you say no to {}, what happens most often?",
        Choice(
            (
                Option("accepted", "It is accepted"),
                Option("sulking", "There is sulking"),
                Option("pressure", "There is pressure"),
                Option("punished", "I am made to pay for it"),
                Option("never", "It has not come up"),
            )
        ),
    ),
)


def _nothing(_: object) -> Script:
    """The script of the parts the guard plays itself."""
    yield from ()


PRIVATE = Exercise("safety.private", "Some private questions", _nothing)
SUPPORT = Exercise("safety.support", "First, you", _nothing)
REASONS = {
    PRIVATE.id: "Before anything that works toward a person, we make sure that it is safe for you.",
    SUPPORT.id: "Something you said or chose tells us to look after you first.",
}


def cleared(person: str, record: Record) -> Any:
    """Ask what is not answered yet about a person. Returns whether work toward them is open."""
    if not isinstance(person, str) or not person:
        yield Say("This exercise is about one person, and nobody is named for it yet. So it is left for later.")
        return False
    if not record.locks.locked(person) and not record.locks.cleared(person):
        yield Enter(PRIVATE.id, PRIVATE)
        yield Enter(slug(person))
        yield from _private_questions(person, record)
        yield LEAVE
        yield LEAVE
    if record.locks.locked(person):
        yield Say(_page(record, "safety.locked"))
        return False
    if not record.locks.cleared(person):
        yield Say(record.library.page("safety.unanswered"))
        return False
    return True


def _private_questions(person: str, record: Record, anew: bool = False) -> Any:
    """Ask what is not answered yet about a person, or all of it anew. Returns the answers; None when it broke off."""
    yield Say(record.library.page("safety.private-intro"))
    text = "Is it safe for you to answer private questions here, right now?"
    if not (yield from _put(Ask("safe-here", text, YesNo(), private=True), record)).value:
        return None
    told: dict[str, Value] = {}
    for fact, text, kind in _PRIVATE:
        if anew or record.locks.told(fact, person) is None:
            ask = Ask(fact.partition(".")[2], text.format(person), kind, private=True, fills=fact, about=person)
            answer = yield from _put(ask, record)
            told[fact] = answer.value
            if answer.alarms:
                yield Say(_page(record, "safety.abuse"))
                yield from _signs_of_danger(record, "danger", person)
                return None
    return told


def _feared(record: Record, trigger: str, about: str, danger: bool) -> Script:
    """What is said and asked after an answer that tells of fear of somebody."""
    yield Say(_page(record, "safety.danger" if danger else "safety.abuse"))
    whom = about or (record.toward[-1] if record.toward else "")
    yield Enter(PRIVATE.id, PRIVATE)
    if not whom:
        text = "Whom is this about? The course then keeps closed whatever works toward them. You may leave this open."
        kind = Person(True, record.known.people)
        answer = yield from _put(Ask(f"{trigger}-whom", text, kind, private=True, fills="private.whom"), record)
        whom = answer.value
    if not danger:
        yield from _signs_of_danger(record, f"{trigger}-danger", whom or "")
    yield LEAVE


_SIGNS = (
    Option("followed", "Being followed, or watched wherever I go", alarm="danger"),
    Option("weapon", "A weapon, shown or used", alarm="danger"),
    Option("choked", "Hands on my neck, or being choked", alarm="danger"),
    Option("killed", "A threat to kill me, somebody I love, or themselves", alarm="danger"),
    Option("pregnant", "Being hurt while I am pregnant", alarm="danger"),
    Option("none", "None of these"),
)


def _signs_of_danger(record: Record, key: str, person: str) -> Script:
    """Ask, once in a session, for what calls for help at once. Source: D.4."""
    if all(fact.session < record.session for fact in record.known.every("private.danger")):
        text = "Some things call for help right away. Has any of these happened? You need not say more than this."
        ask = Ask(key, text, Multi(_SIGNS), private=True, fills="private.danger", about=person)
        if (yield from _put(ask, record)).alarms:
            yield Say(_page(record, "safety.danger"))


# ---------------------------------------------------------------- looking again (D.4)

LOOK_AGAIN = Exercise(AGAIN, "Looking again, as you asked", _nothing)
REASONS[LOOK_AGAIN.id] = "You asked for this, so that you decide it and nobody hurries you."


def look_again(record: Record) -> Script:
    """The private questions anew about everybody the person asked to open again, and then their own decision.

    Asked for on an earlier day; see `Course.ask_to_unlock`. Nothing but clear answers to all of them opens anything.
    """
    for person in record.locks.due:
        if record.locks.locked(person) and person_key(person) not in record.locks.today:
            yield Enter(LOOK_AGAIN.id, LOOK_AGAIN)
            yield Enter(slug(person))
            yield from _look_again_at(person, record)
            yield LEAVE
            yield LEAVE


def _look_again_at(person: str, record: Record) -> Script:
    yield Say(_page(record, "safety.look-again"))
    told = yield from _private_questions(person, record, anew=True)
    clear = told is not None and all(told[fact] in SAFE[fact] for fact in PRIVATE_QUESTIONS)
    if clear and person_key(person) not in record.locks.held:  # held: told here, and taken back
        options = (Option("closed", "Keep it closed"), Option("open", "Open it again"))
        text = f"Shall the exercises that work toward {person} be open again? There is no hurry, and both are fine."
        ask = Ask("unlock", text, Choice(options), private=True, fills=UNLOCKED, about=person)
        if (yield from _put(ask, record)).value == "open":
            return
    yield Say(_page(record, "safety.locked"))


# ---------------------------------------------------------------- self-harm (D.3)

_RISK = (
    ("thoughts", "In the last days, have you thought about ending your life?"),
    ("plan", "Have you thought about how, or made a plan? You need not say what."),
    ("tonight", "Do you feel you might act on it today or tonight?"),
    ("month", "Have you hurt yourself or tried to die in the last month?"),
    ("safe", "Can you stay safe until tomorrow?"),
)
FIRST_OF_FIVE = _RISK[0][0]
URGENT, RAISED, NOTED = "urgent", "raised", "noted"


def level(answers: Mapping[str, bool | None], item_nine: int | None, noted_before: bool) -> str:
    """Which page the answers call for. It chooses what is shown and predicts nothing. Source: D.3.

    Args:
        answers: ``thoughts plan tonight month safe`` -> yes, no, or None when skipped.
        item_nine: The answer to PHQ-9 item 9, or None when it was not what raised this.
        noted_before: Whether the session before ended at `NOTED` too.
    """
    thoughts, plan, tonight = answers["thoughts"], answers["plan"], answers["tonight"]
    if tonight or plan or answers["safe"] is False:
        return URGENT
    if thoughts and (tonight is None or answers["safe"] is None):
        return URGENT
    if thoughts or answers["month"] or (item_nine or 0) >= 2 or None in answers.values() or noted_before:
        return RAISED
    return NOTED


def self_harm(record: Record, trigger: str, item_nine: int | None) -> Script:
    """The support page before anything else, five plain questions, and what they call for.

    Until the person has come back and answered anew, nothing but support is open.
    """
    yield Enter(SUPPORT.id, SUPPORT)
    yield Enter(trigger)
    noted_before = any(fact.session == record.session - 1 for fact in record.known.every("risk.thoughts"))
    round_, result = 0, ""
    while result != NOTED:
        round_ += 1
        yield Enter(str(round_))
        yield Say(_page(record, "safety.support"))
        answers = {}
        for key, text in _RISK:
            ask = Ask(key, text, YesNo(), private=True, fills=f"risk.{key}")
            answers[key] = (yield from _put(ask, record, True)).value
        result = level(answers, item_nine if round_ == 1 else None, noted_before and round_ == 1)
        yield Say(_page(record, f"safety.{result}"))
        yield from _offer_support(record, result)
        if result != NOTED:
            text = (
                "Everything else rests until you come back, on another day if you can. "
                "Then the same five questions come first. Are you back?"
            )
            back = Choice((Option("back", "Yes, I am back"),))
            yield from _put(Ask(f"{result}-back", text, back, required=True), record, True)
        yield LEAVE
    yield LEAVE
    yield LEAVE


def _offer_support(record: Record, result: str) -> Script:
    """Offer what stays open on a hard day, as often as wanted, each once: when urgent, the own safety plan alone."""
    exercises = record.library.exercises.values()
    open_ = [one for one in exercises if one.core and one.eases and (result != URGENT or one.id == "safety.plan")]
    for turn in range(1, len(open_) + 1):
        options = (*(Option(one.id, one.title) for one in open_), Option("enough", "Nothing more now"))
        ask = Ask(f"{result}-support-{turn}", "Would one of these help you right now?", Choice(options))
        answer = yield from _put(ask, record, True)
        picked = next((one for one in open_ if one.id == answer.value), None)
        if picked is None:
            return
        open_.remove(picked)
        yield from guarded(picked, record, listening=False)


def afterwards(record: Record, calls: tuple[Help, ...]) -> Script:
    """What comes at the end of a session: a second look that was asked for, and help called for when it was over."""
    yield from look_again(record)
    for number, call in enumerate(calls, 1):
        yield HUSH
        yield from met(record, f"call-{number}", call)


# ---------------------------------------------------------------- not now (D.2)


def hold(record: Record, trigger: str, alarm: str) -> Script:
    """The course rests: until a clinician agrees (``hold``), or for good (``stop``)."""
    yield Say(_page(record, "safety.hold"))
    agreed = Option("agreed", "I have spoken with a clinician, and we agree that I go on beside their care")
    options = (*([agreed] if alarm == "hold" else ()), Option("rest", "Let it rest for now"))
    text = "The exercises are closed for now. If your answer was a slip, take it back. What now?"
    chosen, number = "", 0
    while chosen != "agreed":
        number += 1
        answer = yield from _put(Ask(f"{trigger}-hold-{number}", text, Choice(options), required=True), record)
        chosen = answer.value


def _page(record: Record, id: str) -> str:
    """A page of the core with the crisis services of the person's country under it."""
    return str(record.library.risk_page(id, record.country, record.on))
