"""The flow of an exercise or a programme as a chart: boxes from top to bottom, and branches under conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from ipt_core.answers.conditions import When
from ipt_core.answers.kinds import Choice, Many, Multi, Person, Scale
from ipt_core.files.structure import prose
from ipt_core.written.exercise import Exercise
from ipt_core.written.library import Library
from ipt_core.written.measure import Measure
from ipt_core.written.programme import Programme
from ipt_core.written.steps import (
    PLACEHOLDER,
    AnyStep,
    AskStep,
    BlockStep,
    EachStep,
    OptionsFrom,
    PageStep,
    ReplyStep,
    SayStep,
    SlotStep,
    Steps,
    StopStep,
    TowardStep,
    UseStep,
)
from ipt_workbench.drawing.condition_words import Words

LONGEST_TEXT = 150  # characters of a text in a box; a longer one is cut


@frozen
class Box:
    """One thing that happens.

    Attributes:
        kind: ``say``, ``ask``, ``use``, ``guard``, ``page``, ``slot``, ``reply``, ``stop``, ``heading`` or ``block``.
        text: What it says, in paragraphs.
        small: What an author wants to know beside it: key, kind, options.
        warning: What the safety guard does about it; may be empty.
    """

    kind: str
    text: tuple[str, ...]
    small: str = ""
    warning: str = ""


@frozen
class Fork:
    """A branch that is taken under a condition, or once for each item, and then joins again.

    Attributes:
        label: The condition in words.
        items: What happens in it.
        loop: Whether it is taken again and again.
    """

    label: str
    items: tuple[Item, ...]
    loop: bool = False

    @property
    def ends(self) -> bool:
        """Whether the exercise ends inside, so that nothing joins again."""
        return bool(self.items) and isinstance(self.items[-1], Box) and self.items[-1].kind == "stop"


Item = Box | Fork


@frozen
class Chart:
    """What is drawn.

    Attributes:
        id: The id of the exercise or programme.
        title: Its title.
        about: What it is for, and when it is offered.
        items: Its flow.
        beside: What belongs to it without a place in the flow.
    """

    id: str
    title: str
    about: tuple[str, ...]
    items: tuple[Item, ...]
    beside: tuple[Box, ...] = ()


# ---------------------------------------------------------------- an exercise


def exercise_chart(exercise: Exercise, library: Library) -> Chart:
    """The chart of an exercise. One written in Python has a single box, as nobody can see inside."""
    measure = library.measures.get(exercise.id)
    if measure is not None:
        return Chart(exercise.id, exercise.title, (exercise.aim,), tuple(_measure(measure)))
    words = Words(exercise.id, exercise.steps, library)
    about = [exercise.aim, f"About {exercise.minutes} minutes."]
    about += [f"Suggested when {words.when(one.when)}." for one in exercise.suggestions if one.when]
    about += [f"Closed while {words.when(exercise.unless)}."] if exercise.unless else []
    items = tuple(_Drawing(words, library).items(exercise.steps)) or (
        Box("slot", ("Written in Python: what it says and asks is decided while it runs.",)),
    )
    return Chart(exercise.id, exercise.title, tuple(filter(None, about)), items)


def _measure(measure: Measure) -> Iterator[Box]:
    yield Box("say", (_short(measure.intro),))
    options = " · ".join(f"{number} {option}" for number, option in enumerate(measure.options))
    for item in measure.items:
        guard = "Any answer but 0: support comes at once." if f"{measure.name}.{item.id}" == "phq9.9" else ""
        yield Box("ask", (_short(item.text),), f"{item.id}: {options}", guard)
    yield Box("say", (f"The score, 0 to {len(measure.items) * (len(measure.options) - 1)}, and what it is called.",))


class _Drawing:
    """Turns steps into boxes and forks."""

    def __init__(self, words: Words, library: Library) -> None:
        self.words = words
        self.library = library

    def items(self, steps: Steps) -> Iterator[Item]:
        """The boxes and forks of a list of steps."""
        for when, together in _under_one_condition(steps):
            inner = tuple(_joined(item for step in together for item in self._step(step)))
            if when:
                yield Fork(f"when {self.words.when(when)}", inner)
                last = together[-1]
                if isinstance(last, BlockStep) and last.otherwise:
                    yield Fork(f"unless {self.words.when(when)}", tuple(self.items(last.otherwise)))
            else:
                yield from inner

    def _step(self, step: AnyStep) -> Iterator[Item]:
        if isinstance(step, BlockStep):
            yield from self.items(step.steps)  # what is played otherwise comes after the fork: see items()
        elif isinstance(step, EachStep):
            side = {"me": " of mine", "them": " of theirs"}.get(step.who, "")
            yield Fork(f"for each {step.name}{side} in {step.each}", tuple(self.items(step.steps)), loop=True)
        elif isinstance(step, AskStep):
            yield self._ask(step)
            if isinstance(step.kind, Person) and not step.kind.mention:
                yield _guard(f"[{step.ask}]")
        else:
            yield self._box(step)

    def _box(self, step: AnyStep) -> Box:
        if isinstance(step, SayStep):
            return Box("say", (_short(step.say),))
        if isinstance(step, UseStep):
            used = self.library.exercises.get(step.use)
            given = ", ".join(f"{inner} = {outer}" for inner, outer in step.given.items())
            return Box("use", (used.title if used else step.use,), f"{step.use}{', with ' + given if given else ''}")
        if isinstance(step, TowardStep):
            return _guard("the focus person" if step.toward == "focus" else f"[{step.toward}]")
        if isinstance(step, PageStep):
            page = self.library.pages.get(step.page)
            return Box("page", (page.title if page else step.page,), step.page)
        if isinstance(step, ReplyStep):
            return Box("reply", (f"A line that answers {step.to}",), f"{step.reply}, style: {step.style}")
        if isinstance(step, SlotStep):
            return Box("slot", (f"Worked out by the engine: {step.slot}",))
        assert isinstance(step, StopStep)
        return Box("stop", ("The exercise ends here",))

    def _ask(self, step: AskStep) -> Box:
        marks = [word for word, is_so in (("needed", step.required), ("private", step.private)) if is_so]
        fills = f"fills {step.fills}{' about ' + step.about if step.about else ''}" if step.fills else ""
        small = "; ".join(filter(None, [f"{step.ask}: {_kind(step)}", *marks, fills]))
        alarming = [option.label for option in getattr(step.kind, "options", ()) if option.alarm]
        warning = f"The guard answers: {', '.join(alarming)}" if alarming else ""
        return Box("ask", (_short(step.text),), small, warning)


def _guard(person: str) -> Box:
    return Box("guard", (f"Is it safe to work toward {person}?",), "private questions, unless answered before")


def _kind(step: AskStep) -> str:
    """How a question is answered, in a few words."""
    kind = step.kind
    if isinstance(kind, OptionsFrom):
        return f"{'any' if kind.several else 'one'} of {kind.key}"
    if isinstance(kind, Choice | Multi):
        labels = " / ".join(option.label for option in kind.options)
        return labels if isinstance(kind, Choice) else f"any of {labels}"
    if isinstance(kind, Scale):
        return f"{kind.low} to {kind.high}"
    if isinstance(kind, Many):
        return "a list of people" if isinstance(kind.of, Person) else "a list"
    names = {"Text": "own words", "YesNo": "yes or no", "Clock": "a time", "Day": "a day", "Turns": "a talk"}
    return names.get(type(kind).__name__, type(kind).__name__.lower())


def _under_one_condition(steps: Steps) -> Iterator[tuple[When, list[AnyStep]]]:
    """Neighbouring steps under the same condition together, unless one of them may change what it looks at."""
    when: When = ()
    together: list[AnyStep] = []
    for step in steps:
        changing = {one.key for one in when} & {one.ask for one in together if isinstance(one, AskStep)}
        compound = any(isinstance(one, BlockStep | EachStep | UseStep | SlotStep) for one in together)
        if together and (step.when != when or (when and (changing or compound))):
            yield when, together
            together = []
        when = step.when
        together.append(step)
    if together:
        yield when, together


def _joined(items: Iterable[Item]) -> Iterator[Item]:
    """Neighbouring texts in one box."""
    last: Item | None = None
    for item in items:
        if isinstance(last, Box) and isinstance(item, Box) and last.kind == item.kind == "say":
            last = Box("say", (*last.text, *item.text))
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _short(text: str) -> str:
    """A text on one line, cut where it is long, its placeholders as the key alone."""
    plain = " ".join(PLACEHOLDER.sub(lambda found: f"[{found['key']}]{found['stop'] or ''}", prose(text)).split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1].rstrip() + "…"


# ---------------------------------------------------------------- a programme


def programme_chart(programme: Programme, library: Library) -> Chart:
    """The chart of a programme: its phases, their sessions, and below what each block of a session holds."""
    lengths = programme.lengths(programme.sessions, programme.preset_for(programme.sessions))
    about = [programme.aim, f"Drawn for {programme.sessions} sessions. Other lengths: {_other_lengths(programme)}."]
    items: list[Item] = []
    first = 1
    for phase in programme.phases:
        length = lengths[phase.id]
        items.append(Box("heading", (phase.title,), _sessions(first, length)))
        agendas = phase.agendas.get(length, ())
        if phase.each:
            items.append(Fork(f"for each of {_sessions(first, length)}", (_agenda("Every session", phase.each),), True))
        items += [_agenda(f"Session {first + place}", agenda) for place, agenda in enumerate(agendas)]
        first += length
    return Chart(programme.id, programme.title, tuple(about), tuple(items), tuple(_blocks(programme, library)))


def _blocks(programme: Programme, library: Library) -> Iterator[Box]:
    """What each block of a session holds, and what is added to some sessions."""
    yield Box("heading", ("What the blocks hold",))
    for name, agenda in programme.blocks.items():
        titles = (f"{place}. {_title(item.exercise, library)}" for place, item in enumerate(agenda, 1))
        yield Box("block", (name, *titles))
    if programme.also:
        yield Box("heading", ("Added to some sessions",))
    for one in programme.also:
        yield Box("block", (_title(one.item.exercise, library), f"{_at(one.at)}; it follows {one.after}"))


def _agenda(name: str, blocks: Iterable[str]) -> Box:
    return Box("say", (name,), " → ".join(blocks))


def _title(exercise: str, library: Library) -> str:
    found = library.exercises.get(exercise)
    return found.title if found else exercise


def _sessions(first: int, length: int) -> str:
    return f"session {first}" if length == 1 else f"sessions {first} to {first + length - 1}"


def _at(at: tuple[str, ...]) -> str:
    """When an exercise is added, in words."""
    words = {"half": "half way", "last": "the last session", "away": "after a long gap"}
    numbers = [one for one in at if one not in words]
    said = [f"session {', '.join(numbers)}"] if numbers else []
    return " and ".join([*said, *(words[one] for one in at if one in words)])


def _other_lengths(programme: Programme) -> str:
    """The presets: course lengths, and how they divide into phases."""
    told = []
    for name, splits in programme.presets.items():
        for split in splits:
            range_ = str(split.shortest) if split.shortest == split.longest else f"{split.shortest} to {split.longest}"
            parts = [str(split.initial), *(str(one) if one else "the rest" for one in (split.middle, split.final))]
            told.append(f"{range_} ({name}: {' / '.join(parts)})")
    return ", ".join(told)
