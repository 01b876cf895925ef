"""Safety declarations: work toward a person is declared, and risk is asked about by the core alone.

Both are searched for in words, so both can be wrong either way; the guard holds whatever this finds or misses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ipt_core.answers.kinds import Choice, Multi, Person, Turns
from ipt_core.errors import Fault
from ipt_core.files.documents import Path
from ipt_core.files.names import shown
from ipt_core.files.shapes import ExerciseFile
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.written.exercise import CORE_FAMILIES, Ask
from ipt_core.written.steps import AnyStep, AskStep, EachStep, ReplyStep, SayStep, TowardStep, walk
from ipt_workbench.sources import Source

_WHO = r"(?:them|him|her|\{\{[^}]*\}\}|this person|the other person|your (?:partner|husband|wife|mother|father|boss))"
_WILL = r"(?:will|could|can|going to)"
_WISH = r"(?:would|do|want to|like to|to)"
_SAYING = rf"(?:you )?(?:say|tell|raise|bring up|ask)\b[^.?!\n]{{0,30}}?(?<=\s)(?:to |with )?{_WHO}"
_PLANNING = re.compile(rf"\b{_WILL} {_SAYING}", re.IGNORECASE)
_REHEARSING = re.compile(
    rf"\b(?:(?:{_WILL}|{_WISH}) {_SAYING}"
    rf"|(?:talk|speak|meet|sit down) (?:to|with) {_WHO}|(?:write|send|call|text|confront|invite) (?:to )?{_WHO}"
    r"|your talk with|when you (?:talk|speak) (?:to|with)|first words? (?:to|with)"
    r"|how (?:might|will) they (?:answer|react))",
    re.IGNORECASE,
)
_ONESELF = r"(?:kill|hurt|harm|cut|injur)(?:ing|e)? (?:yourself|myself)"
_HURTING = r"(?:hit|hits|beat|beats|slap|slaps|punche?s?|kicks?|chokes?|strangles?|threatens?|hurts?)"
_RISK = re.compile(
    rf"\b({_ONESELF}|(?<!died by )suicid\w*|self[- ]?harm\w*|(?:end|ending|take|taking) (?:your|my) (?:own )?life"
    r"|(?:want|wanted|wanting) to die|(?:wish|wished|wishing) (?:you|i) (?:were|was) dead"
    r"|better off dead|no reason to live"
    rf"|{_HURTING} (?:you|me)\b|been (?:hit|beaten|threatened|choked|abused)|(?:is|are|being|gets|get) violent"
    r"|domestic (?:violence|abuse)|abus(?:ed|es|ing) (?:you|me)|physically hurt"
    r"|(?:are|do|feel|am) (?:you )?(?:ever )?(?:feel )?(?:afraid|scared|frightened) of (?:him|her|them|your|my|\{\{))",
    re.IGNORECASE,
)


def faults(source: Source) -> Iterator[Fault]:
    """What one exercise does not declare, or asks though only the core may."""
    if not isinstance(source.written, ExerciseFile):
        return
    steps = list(walk(source.written.steps))
    if not declares(step for _, step in steps):
        found = next(_toward(steps), None)
        if found:
            path, why = found
            fix = "write '- toward: focus', or ask for them with 'kind: person', before this"
            yield source.fault(path, "toward-undeclared", f"{why}, so it works toward a person and must say so; {fix}")
    if source.written.id.partition(".")[0] not in CORE_FAMILIES:
        yield from _own_risk(source, steps)


def declares(steps: Iterable[AnyStep]) -> bool:
    """Whether some steps say that they work toward a person."""
    return any(
        isinstance(step, TowardStep)
        or (isinstance(step, AskStep) and isinstance(step.kind, Person) and not step.kind.mention)
        for step in steps
    )


def _toward(steps: list[tuple[Path, AnyStep]]) -> Iterator[tuple[Path, str]]:
    """Where an exercise works toward a person, and what shows it."""
    people = {step.ask for _, step in steps if isinstance(step, AskStep) and isinstance(step.kind, Person)}
    lists = {
        step.ask
        for _, step in steps
        if isinstance(step, AskStep) and isinstance(getattr(step.kind, "of", None), Person)
    }
    each = {step.name for _, step in steps if isinstance(step, EachStep) and step.each in {*lists, "people"}}
    for path, step in steps:
        if isinstance(step, ReplyStep):
            yield (*path, "reply"), "this rehearses a talk"
        elif isinstance(step, AskStep):
            if isinstance(step.kind, Turns):
                yield (*path, "kind"), "this goes over a talk"
            if step.fills == "practice.with":
                yield (*path, "fills"), "this plans something with somebody"
            if step.fills == "practice.words":
                yield (*path, "fills"), "this plans what to say"
        text = step.say if isinstance(step, SayStep) else step.text if isinstance(step, AskStep) else ""
        named = {*shown(text), getattr(step, "about", "")}
        one = rehearses(text) and named & {*people, "focus", "focus.person"}
        if one or (plans(text) and named & each):
            yield (*path, "say" if isinstance(step, SayStep) else "text"), "this plans or rehearses words to somebody"


def rehearses(text: str) -> bool:
    """Whether a text is about saying something to somebody."""
    return bool(_REHEARSING.search(text))


def plans(text: str) -> bool:
    """Whether a text is about what will be said to somebody; narrower than `rehearses`."""
    return bool(_PLANNING.search(text))


def risk_words(text: str) -> str:
    """Words of a question about self-harm or violence; '' when there are none."""
    found = _RISK.search(text)
    return found.group() if found else ""


def of_script(texts: Iterable[str], asks: list[Ask], declared: bool, core: bool) -> Iterator[tuple[str, str]]:
    """The same of a script in Python, by what it says and asks when it is played: codes and messages.

    Args:
        texts: What it says and asks.
        asks: Its questions.
        declared: Whether it said that it works toward a person.
        core: Whether it is the core's own.
    """
    people = [ask for ask in asks if isinstance(ask.kind, Person)]
    declared = declared or any(not ask.kind.mention for ask in people if isinstance(ask.kind, Person))
    planned = next((text for text in texts if rehearses(text)), "")
    if planned and people and not declared:
        fix = "yield Toward(person) before it, or ask for them with Person()"
        yield "toward-undeclared", f"it plans or rehearses words to somebody, and does not say so; {fix}"
    for ask in asks if not core else ():
        options = getattr(ask.kind, "options", ())
        words = next(filter(None, map(risk_words, [ask.text, *(one.label for one in options)])), "")
        if words and not any(one.alarm for one in options):
            yield "own-risk-question", f"'{ask.key}' asks about self-harm or violence ('{words}'), which the core asks"
        if ask.fills.startswith(RESERVED_FACTS):
            yield "core-fact", f"'{ask.key}' fills '{ask.fills}', which belongs to the core"
        if ask.required:
            yield "core-only", f"'{ask.key}' is required; only the core may ask what cannot be skipped"


def _own_risk(source: Source, steps: list[tuple[Path, AnyStep]]) -> Iterator[Fault]:
    """Questions about self-harm or violence that a plugin asks itself, and does not hand to the guard by an alarm."""
    handed = {
        (condition.key, word)
        for _, step in steps
        for inner in (step, *(one for _, one in walk(getattr(step, "steps", ()))))
        if _raises(inner)
        for condition in step.when
        if condition.op == "is" and isinstance(condition.wanted, tuple)
        for word in condition.wanted
    }
    for path, step in steps:
        if not isinstance(step, AskStep):
            continue
        asked = [] if _raises(step) else [((*path, "text"), step.text)]
        if isinstance(step.kind, Choice | Multi):
            options = [one for one in step.kind.options if not one.alarm and (step.ask, one.id) not in handed]
            sort = "choice" if isinstance(step.kind, Choice) else "multi"
            asked += [((*path, "kind", sort, one.id), one.label) for one in options]
        for where, text in asked:
            if words := risk_words(text):
                fix = "leave the question to the core, or give its options an 'alarm'"
                message = f"'{words}': the core asks about self-harm and violence, and knows what to do then; {fix}"
                yield source.fault(where, "own-risk-question", message)


def _raises(step: AnyStep) -> bool:
    """Whether an answer to this step raises an alarm."""
    return any(option.alarm for option in getattr(getattr(step, "kind", None), "options", ()))
