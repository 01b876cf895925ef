"""Mutation check of the guard: each clause of ``ipt_core/safety.py`` is taken out in turn, and a test must notice.

``python -m benchmarks.mutants``. Every mutant is put into a copy of the repository in a temporary folder, and
``tests/test_safety.py`` and the stories of ``tests/test_simulated_people.py`` are run there. Exit code 1 when a mutant
survives, or when a text to be changed is no longer there exactly once, so that the list cannot fall behind the guard
without notice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent.parent
GUARD = Path("ipt_core/safety.py")
TESTS = ("tests/test_safety.py", "tests/test_simulated_people.py")
SLOW = "not searched_for and not course_sessions"  # the search itself: it is not what is judged here
LONGEST = 120  # seconds for one run of the tests, which takes about 3
MOST_MEMORY = 2 << 30  # bytes
COPIED = ("ipt_core", "plugins", "tests", "benchmarks", "docs", "pyproject.toml")


@frozen
class Mutant:
    """One clause of the guard, and what is left when it is taken out."""

    name: str
    old: str
    new: str


MUTANTS = (
    Mutant(
        "a refused item 9 raises nothing",
        'return ("self-harm",) if value != 0 else ()',
        'return ("self-harm",) if value else ()',
    ),
    Mutant(
        "item 9 at 1 raises nothing",
        'return ("self-harm",) if value != 0 else ()',
        'return ("self-harm",) if value != 0 and value != 1 else ()',
    ),
    Mutant(
        "unsafe private answers raise nothing",
        'return ("fear",) if value is not None and value not in SAFE[fact] else ()',
        "return ()",
    ),
    Mutant(
        "whoever is named after a fear is not locked",
        'if fact == "private.whom":\n        return ("fear",)',
        'if fact == "private.whom":\n        return ()',
    ),
    Mutant(
        "alarms of options are not heard",
        "raised = {option.alarm for option in _chosen(ask.kind, value)}",
        "raised: set[str] = set()",
    ),
    Mutant(
        "words of self-harm are not heard",
        'raised |= {"self-harm"} if _SELF_HARM.search(words) else set()',
        "pass",
    ),
    Mutant("words of fear are not heard", 'raised |= {"fear"} if _FEAR.search(words) else set()', "pass"),
    Mutant(
        "typographic apostrophes hide words",
        '.replace("\\u2019", "\'")',
        "",
    ),
    Mutant(
        "line breaks hide words",
        're.sub(r"\\s+", " ", " ".join(_free_words(ask.kind, value)))',
        '" ".join(_free_words(ask.kind, value))',
    ),
    Mutant(
        "alarms in lists of choices are not heard",
        "return [option for one in value for option in _chosen(kind.of, one)]",
        "return []",
    ),
    Mutant(
        "words in lists are not heard",
        "return [words for one in value for words in _free_words(kind.of, one)]",
        "return []",
    ),
    Mutant("words in talks are not heard", 'return [turn["line"] for turn in value]', "return []"),
    Mutant("a script may say without end", "endless = quiet > MOST_STEPS or asked", "endless = asked"),
    Mutant("a script may ask without end", " or asked > MOST_QUESTIONS", ""),
    Mutant(
        "work toward a locked person is not ended midway",
        "(yield from self._take(frame, step))\n            yield from self._end_unsafe()\n",
        "(yield from self._take(frame, step))\n",
    ),
    Mutant(
        "work toward a person locked in support goes on after it",
        "                yield from self._end_unsafe()\n                if frame",
        "                if frame",
    ),
    Mutant(
        "an exercise opened in support makes the guard forget the one it interrupted",
        "(*self.around, *(person",
        "(*(), *(person",
    ),
    Mutant("an item 9 that is no number is weighed", " and isinstance(value, int) else None", " else None"),
    Mutant(
        "a focus person that is no name is asked about",
        "if not isinstance(person, str) or not person:",
        "if not person:",
    ),
    Mutant(
        "help pressed in an exercise counts as an answer",
        "            while value is HELP:\n                pressed += 1\n",
        "            while value is HELP and not pressed:\n                pressed += 1\n",
    ),
    Mutant(
        "an answer to the guard reaches another exercise",
        "value = None  # another exercise is innermost now; the answer was not for it",
        "pass",
    ),
    Mutant(
        "a step toward a person is not gated",
        "if not (yield from self._cleared(frame, step.person)):",
        "if False:",
    ),
    Mutant(
        "a declared focus person is not gated",
        'if exercise.toward == "focus" and not exercise.steps:',
        "if False:",
    ),
    Mutant(
        "a script may leave where it did not enter",
        "elif step is ROUND_OVER and frame.rounds:",
        "elif step is LEAVE or step is ROUND_OVER:",
    ),
    Mutant(
        "a script may enter by itself",
        "        else:\n            yield from self._break()\n        return None",
        "        elif isinstance(step, Enter):\n            yield step\n"
        "        else:\n            yield from self._break()\n        return None",
    ),
    Mutant(
        "rounds may bear any name",
        "isinstance(step.name, str) and not NOT_IN_KEYS & set(step.name)",
        "isinstance(step.name, str)",
    ),
    Mutant("an ended exercise leaves its rounds open", "for _ in range(frame.rounds + 1):", "for _ in range(1):"),
    Mutant(
        "what an exercise that broke runs in goes on",
        'yield from self._end(len(self.frames))\n        yield Say(self.known.library.page("safety.broken"))',
        'yield from self._end(1)\n        yield Say(self.known.library.page("safety.broken"))',
    ),
    Mutant(
        "nobody is told that an exercise broke", 'yield Say(self.known.library.page("safety.broken"))', "yield from ()"
    ),
    Mutant(
        "only the exercise toward a locked person is ended, not those it runs in",
        "yield from self._end(len(self.frames) - place)",
        "yield from self._end(1)",
    ),
    Mutant("the guard forgets whom an exercise works toward", "            frame.toward.append(person)\n", ""),
    Mutant("questions may bear any key", "or not ask.key or NOT_IN_KEYS & set(ask.key)", "or not ask.key"),
    Mutant(
        "plugins may fill facts of the guard",
        "(ask.required or ask.fills.startswith(RESERVED_FACTS))",
        "ask.required",
    ),
    Mutant(
        "plugins may forbid to skip",
        "(ask.required or ask.fills.startswith(RESERVED_FACTS))",
        "ask.fills.startswith(RESERVED_FACTS)",
    ),
    Mutant(
        "an exercise that only bears a core name counts as the core's",
        "own = exercise.core and self.known.library.exercises.get(exercise.id) is exercise",
        "own = exercise.core",
    ),
    Mutant("any kind may be asked", "return isinstance(ask.kind, KINDS) and", "return"),
    Mutant(
        "answers handed in count in rounds too",
        "frame.given.get(ask.key) if not frame.rounds else None",
        "frame.given.get(ask.key)",
    ),
    Mutant(
        "answers handed in are not checked",
        "if value is None or not _fits(ask, value):",
        "if value is None:",
    ),
    Mutant(
        "an alarm taken back is forgotten", "alarms = {*heard(ask, value), *tripped}", "alarms = {*heard(ask, value)}"
    ),
    Mutant(
        "an alarm taken back is heard in the next answer handed in",
        "            tripped = self.known.tripped.get(self.known.standing, ())\n        alarms",
        "        tripped = self.known.tripped.get(self.known.standing, ())\n        alarms",
    ),
    Mutant(
        "pages of options come before the support page",
        "        for alarm in GRAVEST_FIRST:\n            if alarm in alarms:\n                yield from self._answer",
        "        for one in _chosen(ask.kind, value):\n            yield Say(self.known.library.page(one.page))\n"
        "        for alarm in GRAVEST_FIRST:\n            if alarm in alarms:\n                yield from self._answer",
    ),
    Mutant(
        "a changed answer meets the answers given before",
        'yield from self_harm(known, f"{ask.key}-{said}", item_nine)',
        "yield from self_harm(known, ask.key, item_nine)",
    ),
    Mutant(
        "item 9 itself does not weigh",
        'yield from self_harm(known, f"{ask.key}-{said}", item_nine)',
        'yield from self_harm(known, f"{ask.key}-{said}", None)',
    ),
    Mutant(
        "fear brings no page",
        'yield Say(_page(known, "safety.abuse"))\n            if not ask.about',
        "if not ask.about",
    ),
    Mutant("nobody asks whom a fear is about", "yield from _whom(known, ask.key)", "yield from ()"),
    Mutant("harming and dependants bring no page", 'yield Say(_page(known, f"safety.{alarm}"))', "yield from ()"),
    Mutant("a hold holds nothing", "yield from hold(self.known, ask.key, alarm)", "yield from ()"),
    Mutant("fear does not end the exercise", '("fear" in alarms and gives_advice) or ', ""),
    Mutant("harm told does not end the work", ' or ("harming" in alarms and working)', ""),
    Mutant(
        "fear ends only the innermost exercise",
        "yield from self._end(len(self.frames) - (working or [len(self.frames) - 1])[0])",
        "yield from self._end(1)",
    ),
    Mutant("a person asked for is not gated", "safe = yield from self._cleared(frame, value)", "pass"),
    Mutant("distress is not looked at", 'if safe and ask.fills == "distress" and isinstance(value, int):', "if False:"),
    Mutant("distress may reach the top", "value < DISTRESS_TOP and value - start", "value - start"),
    Mutant("distress may rise", "value < DISTRESS_TOP and value - start < DISTRESS_RISE", "value < DISTRESS_TOP"),
    Mutant("grounding goes on by itself", 'return on == "on"', "return True"),
    Mutant(
        "help pressed at a question of the guard counts as an answer",
        "    while value is HELP:\n        pressed += 1\n",
        "    while value is HELP and not pressed:\n        pressed += 1\n",
    ),
    Mutant(
        "help in support opens the course",
        '            yield Say(_page(known, "safety.support"))\n        else:',
        "            pass\n        else:",
    ),
    Mutant(
        "nobody named is nobody to ask about",
        'nobody is named for it yet. So it is left for later.")\n        return False',
        'nobody is named for it yet. So it is left for later.")\n        return True',
    ),
    Mutant(
        "the private questions are not asked",
        "        yield from _private_questions(person, known)\n",
        "",
    ),
    Mutant(
        "a locked person is open",
        '    if known.unsafe(person):\n        yield Say(_page(known, "safety.locked"))\n        return False\n',
        "",
    ),
    Mutant(
        "unanswered private questions open the work",
        "    if not known.clear(person):\n        yield Say",
        "    if False:\n        yield Say",
    ),
    Mutant(
        "private questions are asked where it is not safe",
        'if not (yield from _put(Ask("safe-here", text, YesNo(), private=True), known)):\n        return',
        'yield from _put(Ask("safe-here", text, YesNo(), private=True), known)',
    ),
    Mutant(
        "an unsafe private answer brings no page",
        'yield Say(_page(known, "safety.abuse"))\n                return',
        "return",
    ),
    Mutant("a plan is not urgent", "if tonight or plan or answers", "if tonight or answers"),
    Mutant("tonight is not urgent", "if tonight or plan or answers", "if plan or answers"),
    Mutant("not safe until tomorrow is not urgent", ' or answers["safe"] is False', ""),
    Mutant("thoughts with a skip are not urgent", "if thoughts and (tonight is None", "if False and (tonight is None"),
    Mutant("thoughts are only noted", "if thoughts or answers", "if answers"),
    Mutant("the last month is only noted", ' or answers["month"] or', " or"),
    Mutant("item 9 at 2 or 3 is only noted", " or (item_nine or 0) >= 2", ""),
    Mutant("a skip is only noted", " or None in answers.values()", ""),
    Mutant("noted twice running is only noted", " or noted_before:", ":"),
    Mutant(
        "the five questions come without the page",
        '        yield Say(_page(known, "safety.support"))\n        answers = {}',
        "        answers = {}",
    ),
    Mutant(
        "the result is not said",
        '        yield Say(_page(known, f"safety.{result}"))\n        yield from _offer',
        "        yield from _offer",
    ),
    Mutant(
        "the way out is open after one round", "if result == NOTED:\n            break", "if result:\n            break"
    ),
    Mutant(
        "raised leaves the course open",
        "if result == NOTED:\n            break",
        "if result != URGENT:\n            break",
    ),
    Mutant(
        "saying that one is back may be skipped",
        "back, required=True), known, supported=True)",
        "back), known, supported=True)",
    ),
    Mutant(
        "more than the plan is open while urgent",
        ' and (result != URGENT or one.id == "safety.plan")',
        "",
    ),
    Mutant("plugins decide what stays open", "if one.core and one.eases and", "if one.eases and"),
    Mutant("all of the core stays open", "if one.core and one.eases and", "if one.core and"),
    Mutant("a stop can be agreed away", '*([agreed] if alarm == "hold" else ())', "agreed"),
    Mutant("letting it rest goes on", '!= "agreed":\n        number += 1', '== "":\n        number += 1'),
    Mutant("the pages bear no crisis services", 'return f"{text}\\n\\n{services}".strip()', "return text"),
    Mutant(
        "the five questions are not private",
        'ask = Ask(f"{round_}-{key}", text, YesNo(), private=True,',
        'ask = Ask(f"{round_}-{key}", text, YesNo(),',
    ),
    Mutant(
        "the private questions are not private",
        "text.format(person), kind, private=True,",
        "text.format(person), kind,",
    ),
    Mutant(
        "whom a fear is about is not private",
        "Person(True, known.people), private=True,",
        "Person(True, known.people),",
    ),
)


def misplaced(root: Path = ROOT) -> list[str]:
    """Names of mutants whose old text is not in the guard exactly once."""
    guard = (root / GUARD).read_text("utf-8")
    return [f"{one.name}: {guard.count(one.old)} times" for one in MUTANTS if guard.count(one.old) != 1]


def copied(root: Path, folder: Path) -> None:
    """Copy what the tests need into a folder."""
    folder.mkdir()
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(root / name, folder / name)


def passes(folder: Path) -> bool:
    """Whether the tests pass in a copy, with the copy's package and plugins and no others."""
    paths = [folder, *sorted((folder / "plugins").iterdir())]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPT_HOME": str(folder / "home"),
    }
    command = [sys.executable, "-m", "pytest", *TESTS, "-x", "-q", "-k", SLOW, "-p", "no:cacheprovider"]
    try:
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, preexec_fn=_bounded
        )
    except subprocess.TimeoutExpired:
        return False  # a test that never ends has noticed
    return run.returncode == 0


def _bounded() -> None:
    """Keep a mutant that never ends from taking all memory."""
    import resource  # not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def survives(one: Mutant, work: Path, number: int) -> bool:
    """Whether the tests pass although the clause is gone."""
    folder = work / str(number)
    copied(work / "as-it-is", folder)  # not the repository, where somebody may be at work
    guard = folder / GUARD
    guard.write_text(guard.read_text("utf-8").replace(one.old, one.new), "utf-8")
    try:
        compile(guard.read_text("utf-8"), str(guard), "exec")
        return passes(folder)
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Try every mutant; print which were caught."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        copied(ROOT, work / "as-it-is")
        if faults := misplaced(work / "as-it-is"):
            print("These texts must be in the guard exactly once:", *faults, sep="\n  ")
            return 1
        if not passes(work / "as-it-is"):
            print("The tests fail without any mutant; mend that first.")
            return 1
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            lived = list(pool.map(lambda found: survives(found[1], work, found[0]), enumerate(MUTANTS)))
    for one, alive in zip(MUTANTS, lived, strict=True):
        print(f"{'SURVIVED' if alive else 'caught':10}{one.name}")
    print(f"\n{len(MUTANTS) - sum(lived)} of {len(MUTANTS)} mutants caught")
    return 1 if any(lived) else 0


if __name__ == "__main__":
    sys.exit(main())
