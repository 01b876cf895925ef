"""Programmes as data: phases, how many sessions each takes, and what each session's agenda is."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ipt_core.errors import Rejected
from ipt_core.record.events import Item

FEWEST, MOST = 6, 20  # sessions of a course
AWAY_DAYS = 14  # after so many days mood and safety are looked at anew; source: clinical reference B.2, the contract


@frozen
class Split:
    """How a range of course lengths divides into phases. `final` or `middle` is what is left over.

    Attributes:
        shortest: The fewest sessions it is for.
        longest: The most sessions it is for.
        initial: Sessions of the first phase.
        middle: Sessions of the middle phase, or None: the rest.
        final: Sessions of the last phase, or None: the rest.
    """

    shortest: int
    longest: int
    initial: int
    middle: int | None = None
    final: int | None = None


@frozen
class Phase:
    """One phase.

    Attributes:
        id: ``initial``, ``middle`` or ``final``.
        agendas: Number of sessions -> for each session the blocks it runs.
        each: The blocks of every session, where the number does not matter.
    """

    id: str
    title: str
    aim: str
    agendas: Mapping[int, tuple[tuple[str, ...], ...]]
    each: tuple[str, ...] = ()


@frozen
class Also:
    """An exercise added to certain sessions.

    Attributes:
        at: Session numbers, ``half``, ``last``, or ``away`` for a session after a gap of `AWAY_DAYS` or more.
        after: The exercise it follows; at the end when that is not on the agenda.
    """

    item: Item
    at: tuple[str, ...]
    after: str


@frozen(eq=False)
class Programme:
    """A whole course as data.

    Attributes:
        sessions: The usual number of sessions.
        presets: Name -> how lengths divide into phases; the first that fits is the default.
        blocks: Name -> exercises with reasons.
        phases: In order.
        also: What certain sessions add.
    """

    id: str
    title: str
    aim: str
    sessions: int
    presets: Mapping[str, tuple[Split, ...]]
    blocks: Mapping[str, tuple[Item, ...]]
    phases: tuple[Phase, ...]
    also: tuple[Also, ...]
    source: str = ""
    licence: str = ""
    review: str = "none yet"

    def preset_for(self, sessions: int) -> str:
        """The preset a course of this length takes when none is named.

        Raises:
            Rejected: when no preset is for this length.
        """
        for name, splits in self.presets.items():
            if any(split.shortest <= sessions <= split.longest for split in splits):
                return name
        raise Rejected(f"A course has {FEWEST} to {MOST} sessions, not {sessions}.", "Choose a number in that range.")

    def lengths(self, sessions: int, preset: str) -> dict[str, int]:
        """Phase id -> its number of sessions.

        Raises:
            Rejected: when the preset is unknown or not for this length.
        """
        splits = self.presets.get(preset)
        if splits is None:
            raise Rejected(f"There is no preset '{preset}'.", f"Choose one of: {', '.join(self.presets)}.")
        for split in splits:
            if split.shortest <= sessions <= split.longest:
                middle = split.middle
                if middle is None:
                    middle = sessions - split.initial - (split.final or 0)
                return {"initial": split.initial, "middle": middle, "final": sessions - split.initial - middle}
        ranges = ", ".join(f"{split.shortest} to {split.longest}" for split in splits)
        raise Rejected(
            f"Preset '{preset}' is for {ranges} sessions, not {sessions}.", "Choose another length or preset."
        )

    def place(self, number: int, sessions: int, preset: str) -> tuple[Phase, int, int]:
        """The phase of session `number`, its place in the phase from 0, and the phase's length.

        When a new agreement made the course longer or shorter than the preset is for, the preset for that length holds.
        """
        fits = any(split.shortest <= sessions <= split.longest for split in self.presets.get(preset, ()))
        lengths = self.lengths(sessions, preset if fits else self.preset_for(sessions))
        place = number - 1
        for phase in self.phases:
            length = lengths[phase.id]
            if place < length:
                return phase, place, length
            place -= length
        raise Rejected(f"Session {number} lies after the end of this course.", "Open a booster session instead.")

    def agenda(self, number: int, sessions: int, preset: str, away: int = 0) -> tuple[str, tuple[Item, ...]]:
        """The phase id and the agenda of session `number`; an exercise named twice comes once.

        Args:
            number: The session, from 1.
            sessions: How many sessions the course has.
            preset: How they divide into phases.
            away: Days since the session before.
        """
        phase, place, length = self.place(number, sessions, preset)
        blocks = phase.each or phase.agendas[length][place]
        items = {item.exercise: item for block in blocks for item in self.blocks[block]}
        agenda = list(items.values())
        for also in self.also:
            if _falls_on(also.at, number, sessions, away) and also.item.exercise not in items:
                places = [i + 1 for i, item in enumerate(agenda) if item.exercise == also.after]
                agenda.insert(places[0] if places else len(agenda), also.item)
        return phase.id, tuple(agenda)

    def booster(self) -> tuple[Item, ...]:
        """The agenda of a booster session."""
        return self.blocks.get("booster", ())


def _falls_on(at: tuple[str, ...], number: int, sessions: int, away: int) -> bool:
    names = {str(number)}
    names |= {"half"} if number == sessions // 2 else set()
    names |= {"last"} if number == sessions else set()
    names |= {"away"} if away >= AWAY_DAYS else set()
    return bool(names & set(at))
