"""A whole front end in about thirty lines: python examples/terminal.py course.db."""

import sys
import time

import ipt_core as ipt


def main(path: str) -> None:
    """Go on with the course in a file, question by question; an empty line skips, end of input stops."""
    library = ipt.load_library()
    with ipt.open_store(f"sqlite:///{path}") as store:
        if "mine" in store.courses():
            course = store.load("mine", library)
        else:
            course = ipt.Course.start(library, id="mine", on=time.strftime("%Y-%m-%d"))
        while (turn := course.turn).ask is not None:
            print(*turn.said, sep="\n\n")
            print(f"\n[{turn.title}] {turn.ask.text}")
            for option in getattr(turn.ask.kind, "options", ()):
                print(f"  {option.id}: {option.label}")
            line = sys.stdin.readline()
            if not line:
                break
            try:
                course = course.answer(turn.ask.kind.read(line) if line.strip() else None)
            except ipt.Rejected as refusal:
                print(refusal.message, refusal.hint)
            store.save(course)


if __name__ == "__main__":
    main(sys.argv[1])
