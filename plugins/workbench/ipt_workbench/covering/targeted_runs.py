"""Single sittings that head for one step: the answers that lead there, given to the real player.

What may happen says `flow`; whether it does says the player. A step counts as reached only when it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from attrs import evolve, frozen

from ipt_core.answers.conditions import Condition, When
from ipt_core.answers.kinds import Kind, Value, fits
from ipt_core.errors import IptError
from ipt_core.files.documents import Path
from ipt_core.play.course import Course
from ipt_core.play.replay import Turn
from ipt_core.record.events import Answered
from ipt_core.written.exercise import Ask
from ipt_core.written.library import Library
from ipt_core.written.steps import AskStep, UseStep
from ipt_workbench.covering.fixture_course import LAST, noted, staged
from ipt_workbench.covering.instrumented import BRANCH, CHECK, HELD, OPTION, ROUTE, STEP, SUGGESTION, Mark, Seen
from ipt_workbench.covering.verdicts import words
from ipt_workbench.flow.domains import values
from ipt_workbench.flow.flow import Flow, Need, Recorded, Witness
from ipt_workbench.flow.logic import Statement, all_of
from ipt_workbench.people.personas import BY_NAME, SAFELY, always, calm
from ipt_workbench.people.random_answers import draw

MOST_ANSWERS = 150  # in one sitting
TRIES = 60  # for one thing: at first what does not matter is skipped, then it is answered by chance
PEOPLE: Mapping[str, Value] = {"people": ["Jo", "Priya", "Mia"], "focus.person": "Jo"}  # unless it must be otherwise
SOMEBODY = (BY_NAME["thorough"], evolve(BY_NAME["thorough"], fear=always(0.5)))
TECHNIQUES = "middle.technique"  # the exercise that suggests and offers techniques
CHECKS = "final.checks"  # the exercise that says what the checks find


@frozen
class Heading:
    """Where a sitting heads for.

    Attributes:
        exercise: The exercise that is played.
        answers: Its questions' answers: the key, where the question stands, and the answer.
        before: Facts and answers that the record holds.
        history: More answers of earlier sessions, each with the number of its session.
    """

    exercise: str
    answers: tuple[tuple[str, Path, Value], ...]
    before: Mapping[str, Value]
    history: tuple[tuple[int, Answered], ...] = ()

    def wanted(self, exercise: str, key: str, fact: str) -> Iterator[tuple[Path, Value]]:
        """What to answer to a question, and where it stands when that is known."""
        if exercise == self.exercise:
            yield from ((path, value) for one, path, value in self.answers if one == key)
        else:
            found = (self.before.get(name) for name in (f"{exercise}/{key}", fact))
            yield from (((), value) for value in found if value is not None)


class Guide:
    """Leads sittings to what was not reached yet.

    Args:
        library: A watched library.
        recorded: What it may record.
        flows: What can happen in each exercise.
        seen: What was reached so far.
    """

    def __init__(self, library: Library, recorded: Recorded, flows: Mapping[str, Flow], seen: Seen) -> None:
        self.library = library
        self.recorded = recorded
        self.flows = flows
        self.seen = seen

    def head_for(self, mark: Mark) -> None:
        """Try to reach something."""
        for number in range(TRIES):
            if mark in self.seen.marks:
                return
            rng = Random(number)
            heading = self._heading(mark, rng)
            if heading is None:
                return
            self._sit(heading, rng if number else None)

    # ------------------------------------------------------------ what leads there

    def _heading(self, mark: Mark, rng: Random) -> Heading | None:
        if mark.sort == SUGGESTION or (mark.sort == ROUTE and mark.path == ("unless",)):
            return self._of_when(mark, rng)
        if mark.sort == CHECK:
            return self._of_check(mark, rng)
        if mark.of in self.library.measures and mark.sort in (STEP, OPTION):
            items = self.library.measures[mark.of].items
            answers = tuple((item.id, ("items", place), mark.which) for place, item in enumerate(items))
            return Heading(mark.of, answers, {})
        flow = self.flows.get(mark.of)
        if flow is None and mark.of in self.library.exercises:  # one in Python
            return Heading(mark.of, tuple((str(key), (), mark.which) for key in mark.path), {})
        if flow is None or mark.path not in flow.moments:
            return None
        return self._on_the_way(flow, mark, rng)

    def _on_the_way(self, flow: Flow, mark: Mark, rng: Random) -> Heading:
        """For a step, a branch or an option of an exercise."""
        moment = flow.moments[mark.path]
        needs: list[Need | Statement] = list(moment.needs)
        conditions = [need.condition for need in moment.needs if need.condition]
        if mark.sort == BRANCH and mark.which != HELD:
            needs = [*moment.around, flow.never(all_of(one.statement for one in moment.own))]
            conditions = [need.condition for need in moment.around if need.condition]
        witness = flow.witness(needs) or Witness({}, {}, sure=False)
        answers = dict(witness.answers)
        step = moment.step
        if mark.sort == OPTION and isinstance(step, AskStep):
            answers[mark.path] = mark.which
        asks = {path: one.step.ask for path, one in flow.moments.items() if isinstance(one.step, AskStep)}
        outside = tuple(one for one in conditions if one.key not in asks.values())
        alike = {path: _alike(flow, path, value, rng) for path, value in answers.items() if path != mark.path}
        given = tuple((asks[path], path, value) for path, value in (answers | alike).items())
        before = {**self._by_chance(flow, rng), **self._for(outside, rng), **witness.before}
        return Heading(mark.of, given, before)

    def _by_chance(self, flow: Flow, rng: Random) -> dict[str, Value]:
        """Something for some of the names that the exercise, and those it uses, look at outside of themselves."""
        used = (moment.step.use for moment in flow.moments.values() if isinstance(moment.step, UseStep))
        flows = [flow, *(self.flows[id] for id in used if id in self.flows)]
        tests = [one.condition for each in flows for moment in each.moments.values() for one in moment.own]
        found: dict[str, Value] = {"focus": None} if rng.random() < 0.2 else {}
        for key in dict.fromkeys(one.key for one in tests if one is not None and one.key):
            if rng.random() < 0.5 and (some := [*self._values(key, [one for one in tests if one and one.key == key])]):
                found[key] = rng.choice([None, *some])
        return found

    def _of_check(self, mark: Mark, rng: Random) -> Heading | None:
        """For a verdict: a record that holds, by chance, some of what the check's code names."""
        found = ((area, one) for area in self.library.areas.values() for one in area.checks if one.id == mark.of)
        area, check = next(found, (None, None))
        if area is None or check is None:
            return None
        read = words(check.judge)
        own = [key for key in self.recorded.names() if key in read or key.startswith(f"{area.id}.")]
        density = rng.choice((0, 0.1, 0.5, 0.9))
        keys = [key for key in own if rng.random() < (0.8 if density and key in read else density)]
        return Heading(CHECKS, (), {"focus": [area.id]}, tuple(self._history(keys, rng)))

    def _history(self, keys: list[str], rng: Random) -> Iterator[tuple[int, Answered]]:
        """Answers to these from earlier sessions, by chance; about Jo or about nobody."""
        for key in keys:
            kinds = self.recorded.kinds(key) or ()
            for number in range(rng.choice((1, 2, 6)) if kinds else 0):
                answer = noted(key, _any(rng.choice(kinds), rng))
                about = "Jo" if rng.random() < 0.6 else ""
                yield rng.randint(1, LAST), evolve(answer, name=f"{answer.name}#{number + 2}", about=about)
        for fact, values_ in SAFELY.items() if rng.random() < 0.6 else ():
            yield LAST, evolve(noted(fact, values_[0]), about="Jo")
        if rng.random() < 0.2:
            yield LAST, evolve(noted("private.hurt", True), about="Jo", alarms=("fear",))

    def _of_when(self, mark: Mark, rng: Random) -> Heading:
        """For a suggestion, or for what closes an exercise: the session's choice of techniques."""
        exercise = self.library.exercises[mark.of]
        place = mark.path[-1]
        when = exercise.suggestions[place].when if isinstance(place, int) else exercise.unless
        area = self.library.area_of(mark.of)
        before = dict(self._for(tuple(one for one in when if one.key), rng))
        return Heading(TECHNIQUES, (), before | ({"focus": [area.id]} if area else {}))

    def _for(self, when: When, rng: Random) -> dict[str, Value]:
        """For each name outside of the exercise, something for which these conditions hold."""
        found: dict[str, Value] = {}
        for key in dict.fromkeys(one.key for one in when):
            # New ones: those of a watched library would tell of being asked.
            tests = [Condition("", one.op, one.wanted, one.negated) for one in when if one.key == key]
            fitting = [one for one in (None, *self._values(key, tests)) if all(test.holds(one) for test in tests)]
            if fitting:
                found[key] = rng.choice(fitting)
        return found

    def _values(self, key: str, tests: list[Condition]) -> Iterator[Value]:
        for kind in self.recorded.kinds(key) or ():
            yield from values(kind, tests) or ()

    # ------------------------------------------------------------ the sitting

    def _sit(self, heading: Heading, rng: Random | None) -> None:
        course = self._begun(heading)
        try:
            for _ in range(MOST_ANSWERS):
                turn = course.turn
                if turn.ask is None:
                    break
                course = _answered(course, turn, self._answer(heading, turn, rng))
        except IptError:
            pass  # this way leads no further
        self.seen.note(course)

    def _begun(self, heading: Heading) -> Course:
        """A course in its middle, with the record that the way there asks for."""
        area = self.library.area_of(heading.exercise) or next(iter(self.library.areas.values()), None)
        usual: dict[str, Value] = {"focus": [area.id]} if area else {}
        if heading.before.get("people") != []:
            usual |= PEOPLE
        return staged(self.library, self.recorded, heading.exercise, {**usual, **heading.before}, heading.history)

    def _answer(self, heading: Heading, turn: Turn, rng: Random | None) -> Value:
        """What leads on where that is known; else a skip, or anything."""
        ask = turn.ask
        assert ask is not None
        key = turn.name.partition("#")[0].rpartition("/")[2]
        left_open = turn.exercise != heading.exercise and rng is not None and rng.random() < 0.5
        for path, value in () if left_open else heading.wanted(turn.exercise, key, ask.fills):
            fitting = _fitted(self.flows.get(turn.exercise) if path else None, path, value, ask)
            if fitting is not None or value is None:
                return fitting
        if rng is None or rng.random() < 0.3:
            return calm(turn)
        return rng.choice(SOMEBODY).answer(ask, turn, rng)


def _alike(flow: Flow, path: Path, value: Value, rng: Random) -> Value:
    """An option that is for the steps what this one is: to the guard it may be another matter."""
    step = flow.moments[path].step
    options = getattr(step.kind, "options", ()) if isinstance(step, AskStep) else ()
    ids = [one.id for one in options]
    if value not in ids:
        return value
    return rng.choice([one for one in ids if flow.answered(path, one).values == flow.answered(path, value).values])


def _any(kind: Kind, rng: Random) -> Value:
    """Any answer, or one from an end of what there is: the least, the most, an empty list."""
    ends = values(kind, ()) or ()
    return rng.choice(ends) if ends and rng.random() < 0.5 else draw(kind, rng)


def _fitted(flow: Flow | None, path: Path, value: Value, ask: Ask) -> Value:
    """The value as the question takes it; an option's id may be meant as one of several. None when it takes none."""
    tries: list[Value] = [value]
    if isinstance(value, str):
        options = [option.id for option in getattr(ask.kind, "options", ())]
        least = [value, *(one for one in options if one != value)][: getattr(ask.kind, "at_least", 0)]
        tries += [least or [value], value == "yes", int(value) if value.isdigit() else None]
    found = next((one for one in tries if one is not None and fits(ask.kind, one)), None)
    return found if found is not None or flow is None else flow.fitting(path, value, ask.kind)


def _answered(course: Course, turn: Turn, value: Value) -> Course:
    """The course after this answer, or after the quietest one when it is not taken."""
    try:
        return course.answer(value)
    except IptError:
        return course.answer(calm(turn))
