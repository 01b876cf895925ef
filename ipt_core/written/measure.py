"""Measures: questionnaires with a score. Scoring, bands and the rules for missing items and change."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ipt_core.answers.kinds import Scale
from ipt_core.record.facts import Known

from .exercise import Ask, Exercise, Say, Script


@frozen
class MeasureItem:
    """One item: its id within the measure, its wording, and its LOINC code.

    Attributes:
        id: Its name within the measure.
        text: Its wording, in a ``|`` block.
        loinc: Its LOINC code.
    """

    id: str
    text: str
    loinc: str = ""


@frozen
class Band:
    """A range of totals with a name; both ends included."""

    low: int
    high: int
    name: str


@frozen
class Score:
    """One filling-in of a measure.

    Attributes:
        session: The session it was filled in.
        total: The total, or None when too much is missing for an honest one.
        missing: How many items were skipped.
    """

    session: int
    total: int | None
    missing: int


@frozen(eq=False)
class Measure:
    """A questionnaire whose items are summed.

    Attributes:
        id: ``measure.NAME``; the facts of its items are ``NAME.ITEM``.
        options: The answers, in order from 0.
        missing: The most items that may be missing; the total is then the mean times the number of items, rounded.
        never_missing: Items that must be answered for any total.
        reliable: The smallest change that is not chance.
        case: The total from which a person counts as a case.
        remission: The highest total that counts as remission; None when undefined.
        high: The total from which help beside the course is advised; 0 for none.
        leads: Whether the end of a course is judged by it.
    """

    id: str
    code: str
    title: str
    aim: str
    minutes: int
    intro: str
    options: tuple[str, ...]
    items: tuple[MeasureItem, ...]
    bands: tuple[Band, ...]
    missing: int
    never_missing: tuple[str, ...] = ()
    reliable: int = 0
    important: int = 0
    case: int = 0
    remission: int | None = None
    high: int = 0
    leads: bool = False
    loinc: str = ""
    credit: str = ""
    source: str = ""
    licence: str = ""
    review: str = "none yet"

    @property
    def name(self) -> str:
        """The name without the family, such as ``phq9``."""
        return self.id.partition(".")[2]

    def total(self, answers: Mapping[str, int | None]) -> int | None:
        """The total of these answers by item id, or None when too many are missing.

        Missing items are replaced by the mean of the others. Source: clinical reference C.2.
        """
        given = [value for item in self.items if (value := answers.get(item.id)) is not None]
        if len(self.items) - len(given) > self.missing:
            return None
        if any(answers.get(item) is None for item in self.never_missing):
            return None
        # Half-way rounds up: the usual rule of paper forms, not Python's round-half-even.
        return (2 * sum(given) * len(self.items) + len(given)) // (2 * len(given))

    def band(self, total: int) -> str:
        """The name of the band the total falls in."""
        return next((band.name for band in self.bands if band.low <= total <= band.high), "")

    def scores(self, known: Known) -> tuple[Score, ...]:
        """Every filling-in so far, oldest first; a session's last filling-in counts."""
        return tuple(
            Score(session, self.total(answers), sum(answers.get(item.id) is None for item in self.items))
            for session, answers in self._filled_in(known)
        )

    def totals(self, known: Known) -> tuple[tuple[int, int], ...]:
        """Session and total of every filling-in that has one, oldest first."""
        found = ((session, self.total(answers)) for session, answers in self._filled_in(known))
        return tuple((session, total) for session, total in found if total is not None)

    def _filled_in(self, known: Known) -> list[tuple[int, dict[str, int | None]]]:
        """The answers by item, for every session with any, oldest first."""
        name, by_session = self.name, dict[int, dict[str, int | None]]()
        for item in self.items:
            for fact in known.every(f"{name}.{item.id}"):
                by_session.setdefault(fact.session, {})[item.id] = fact.value
        return sorted(by_session.items())

    def change(self, first: int, last: int) -> str:
        """What two totals amount to, in words. Source: clinical reference C.2, reliable change and recovery."""
        drop = first - last
        if not self.reliable or abs(drop) < self.reliable:
            return "no clear change"
        if drop < 0:
            return "a clear change for the worse"
        return "a clear change for the better" + (f", now under {self.case}" if first >= self.case > last else "")

    def alert(self, totals: tuple[int, ...]) -> bool:
        """Whether the newest total calls for help beside the course. Source: clinical reference D.5.

        Args:
            totals: Every total so far, oldest first.
        """
        if not totals:
            return False
        *before, now = totals
        risen = bool(before) and now - min(before) >= self.important > 0
        return risen or now >= self.high > 0

    def exercise(self) -> Exercise:
        """The exercise that asks the items and then says the score."""
        script = ItemsScript(self)
        return Exercise(
            self.id,
            self.title,
            script,
            aim=self.aim,
            minutes=self.minutes,
            code=self.code,
            questions=len(self.items),
            source=self.source,
            licence=self.licence,
            review=self.review,
        )

    def report(self, total: int | None) -> str:
        """The score in words. Never a diagnosis."""
        if total is None:
            return "Too many questions were left open for a score this time. That is fine; nothing is guessed."
        highest = len(self.items) * (len(self.options) - 1)
        return (
            f"Your {self.code} score is {total} of {highest}: {self.band(total)}. "
            "This is a symptom score, not a diagnosis."
        )


class ItemsScript:
    """The script of a measure: asks its items and then says the score."""

    __slots__ = ("asks", "measure", "opening")

    def __init__(self, measure: Measure) -> None:
        scale = Scale(0, len(measure.options) - 1, measure.options)
        self.measure = measure
        self.opening = Say(measure.intro)
        self.asks = tuple(Ask(one.id, one.text, scale, fills=f"{measure.name}.{one.id}") for one in measure.items)

    def __call__(self, known: Known) -> Script:
        """Play it."""
        measure, answers = self.measure, {}
        yield self.opening
        for ask in self.asks:
            answers[ask.key] = yield ask
        yield Say(measure.report(measure.total(answers)))
        if measure.alert(tuple(total for _, total in measure.totals(known))):
            yield Say(known.library.page("safety.getting-worse"))
