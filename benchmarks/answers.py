"""Answers a second: the whole engine against a bare generator, click.prompt and transitions."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from benchmarks.course import OPTIONS, begun, library, values
from benchmarks.timing import in_turn, table


def engine(questions: int) -> Callable[[], object]:
    """The whole engine: checked, guarded, journalled, in memory."""
    there, given = library(questions), values(questions)

    def run() -> None:
        course = begun(there)
        for value in given:
            course = course.answer(value)
        assert course.turn.ask is None

    return run


def generator(questions: int) -> Callable[[], object]:
    """The limit: a generator that checks inline and keeps the answers."""
    given, ids = values(questions), {option.id for option in OPTIONS}

    def script(answers: dict):
        for place in range(questions):
            value = yield place
            kind = place % 5
            if (kind in (0, 3) and value not in ids) or (kind == 2 and not 0 <= value <= 10):
                raise ValueError
            answers[place] = value

    def run() -> None:
        send = script({}).send
        send(None)
        try:
            for value in given:
                send(value)
        except StopIteration:
            pass

    return run


def prompts(questions: int) -> Callable[[], object]:
    """click.prompt with in-memory streams."""
    import click

    typed = "\n".join(str(value) for value in values(questions)) + "\n"
    kinds = (click.Choice([option.id for option in OPTIONS]), str, click.IntRange(0, 10), str, click.BOOL)

    def run() -> None:
        streams = sys.stdin, sys.stdout
        sys.stdin, sys.stdout = io.StringIO(typed), io.StringIO()
        try:
            for place in range(questions):
                click.prompt(f"Question {place}?", type=kinds[place % 5])
        finally:
            sys.stdin, sys.stdout = streams

    return run


def transitions(questions: int) -> Callable[[], object] | None:
    """The state machine library transitions: a state a question."""
    try:
        from transitions import Machine
    except ImportError:
        return None

    class Model:
        def __init__(self) -> None:
            self.answers: dict[str, object] = {}

        def take(self, value: object) -> None:
            self.answers[self.state] = value  # type: ignore[attr-defined]

    states = [f"q{place}" for place in range(questions + 1)]
    machine = Machine(model=None, states=states, initial="q0", auto_transitions=False)
    for place in range(questions):
        machine.add_transition("answer", f"q{place}", f"q{place + 1}", before="take")
    given = values(questions)

    def run() -> None:
        model = Model()
        machine.add_model(model)
        for value in given:
            model.answer(value)  # type: ignore[attr-defined]
        machine.remove_model(model)

    return run


def main() -> None:
    """Print the table."""
    rows = [("questions", "contender", "answers/s", "of the bare generator")]
    flat = {}
    for questions in (50, 200, 1_000):
        found = {
            "bare generator": generator(questions),
            "engine": engine(questions),
            "click.prompt": prompts(questions),
        }
        if peer := transitions(questions):
            found["transitions"] = peer
        times = in_turn(found)
        flat[questions] = questions / times["engine"]
        for name, taken in times.items():
            rate = questions / taken
            rows.append((str(questions), name, f"{rate:,.0f}", f"{times['bare generator'] / taken:.4f}"))
    table(rows)
    print(f"\nengine, 1,000 questions against 50: {flat[1_000] / flat[50]:.2f}")


if __name__ == "__main__":
    main()
