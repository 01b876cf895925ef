"""The clauses on which safety rests, each with what is left when it is taken out; see `benchmarks.mutants`.

A clause of which nothing a person meets depends is not listed: taken out, it could not be missed.
"""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, frozen

ROOT = Path(__file__).parent.parent
CORE = Path("ipt_core")
GUARD = CORE / "guard" / "guard.py"
WATCHED = "base, options, kinds, events, facts, locks, naming, exercise, library, alarms"


@frozen
class Mutant:
    """One clause, and what is left when it is taken out.

    Attributes:
        name: What goes wrong then, in words.
        old: The text of the clause; it is in its file exactly once.
        new: What takes its place.
        file: Where the clause is.
    """

    name: str
    old: str
    new: str
    file: Path = GUARD


ALARMS = (
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
        "raised = {option.alarm for option in chosen(ask.kind, value)}",
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
        're.sub(r"\\s+", " ", " ".join(own_words(ask.kind, value)))',
        '" ".join(own_words(ask.kind, value))',
    ),
    Mutant(
        "alarms in lists of choices are not heard",
        "return tuple(option for one in value for option in chosen(self.of, one))",
        "return ()",
    ),
    Mutant(
        "words in lists are not heard",
        "return tuple(words for one in value for words in own_words(self.of, one))",
        "return ()",
    ),
    Mutant("words in talks are not heard", 'return tuple(turn["line"] for turn in value)', "return ()"),
    Mutant("words of danger are not heard", 'raised |= {"danger"} if _DANGER.search(words) else set()', "pass"),
    Mutant(
        "whoever is told of as a danger is not locked", 'raised |= {"fear"} if "danger" in raised else set()', "pass"
    ),
    Mutant(
        "a fear comes before thoughts of self-harm",
        '("self-harm", "danger", "fear",',
        '("danger", "fear", "self-harm",',
    ),
    Mutant("fear comes once more after danger", ' and not (one == "fear" and "danger" in raised)', ""),
    *(
        Mutant(f"the words {words} are not heard", words, "")
        for words in (
            "kill(ing)? myself|",
            "end(ing)? (my life|it all)|",
            "tak(e|ing) my (own )?life|",
            "suicidal|",
            "|want(ed)? to die",
            "|wish i (was|were) dead",
            "|better off (dead|without me)",
            "|(do ?n'?t|do not|no longer) want to (live|be alive|wake up)",
            "|(hurt|harm|cut)(t?ing)? myself",
            "|no reason to live",
            "hits?|",
            "beats?|",
            "kicks?|",
            "slap(s|ped)|",
            "punch(es|ed)|",
            "|threaten(s|ed)",
            "scared|",
            "|afraid|frightened",
            "|terrified",
            "him|her|",
            "|them",
            "|my (partner|husband|wife|boyfriend|girlfriend|father|mother)",
            "(chok|strangl)(es|ed|ing) me|",
            "threaten(s|ed|ing)? to kill|",
            "|(will|would|going to|wants to|tried to) kill me",
            "|(knife|gun|weapon) (on|at|to) me",
            "|stalk(s|ed|ing) me",
        )
    ),
    Mutant(
        "persons asked for bring nothing", "{*_WORDLESS, Text, Goal, Turns}", "{*_WORDLESS, Text, Goal, Turns, Person}"
    ),
    Mutant(
        "options chosen bring no page",
        "{*_WORDLESS, Text, Goal, Turns}",
        "{*_WORDLESS, Text, Goal, Turns, Choice, Multi}",
    ),
    Mutant("goals hold no words", "{YesNo, Scale,", "{Goal, YesNo, Scale,"),
    Mutant("own words hold no words", "return (value,)", "return ()"),
    Mutant(
        "a derived kind may hide options",
        "for option in core._chosen(kind, value)",
        "for option in kind._chosen(value)",
    ),
    Mutant(
        "a derived kind may hide words",
        "for words in core._own_words(kind, value)",
        "for words in kind._own_words(value)",
    ),
)
IN_GUARD = (
    Mutant(
        "somebody locked in support is offered when the question comes back",
        "        ask = _without_locked(ask, record)\n",
        "",
    ),
    Mutant("a script may say without end", "endless = quiet > MOST_STEPS or asked", "endless = asked"),
    Mutant("a script may ask without end", " or asked > MOST_QUESTIONS", ""),
    Mutant(
        "work toward a locked person is not ended midway",
        "yield from self._end_unsafe()\n            if self.frames",
        "yield from ()\n            if self.frames",
    ),
    Mutant(
        "work toward a person locked in support goes on after it",
        "            yield from self._end_unsafe()\n            return frame",
        "            yield from ()\n            return frame",
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
        "    while isinstance(answer, Help):\n",
        "    while isinstance(answer, Help) and not pressed:\n",
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
        "a declared focus person is not gated", 'if exercise.toward == "focus" and not exercise.steps:', "if False:"
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
        'yield from self._end(len(self.frames))\n        yield Say(self.record.library.page("safety.broken"))',
        'yield from self._end(1)\n        yield Say(self.record.library.page("safety.broken"))',
    ),
    Mutant(
        "nobody is told that an exercise broke", 'yield Say(self.record.library.page("safety.broken"))', "yield from ()"
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
        "if not ask.required and not ask.fills.startswith(RESERVED_FACTS):",
        "if not ask.required:",
    ),
    Mutant(
        "plugins may forbid to skip",
        "if not ask.required and not ask.fills.startswith(RESERVED_FACTS):",
        "if not ask.fills.startswith(RESERVED_FACTS):",
    ),
    Mutant(
        "an exercise that only bears a core name counts as the core's",
        "exercise.core and self.record.library.exercises.get(exercise.id) is exercise",
        "exercise.core",
    ),
    Mutant("any kind may be asked", "if not isinstance(ask.kind, KINDS):", "if False:"),
    Mutant(
        "answers handed in count in rounds too",
        "frame.given.get(ask.key) if not frame.rounds else None",
        "frame.given.get(ask.key)",
    ),
    Mutant(
        "answers handed in are not checked", "if value is not None and fits(ask.kind, value):", "if value is not None:"
    ),
    Mutant(
        "an alarm taken back is forgotten",
        "alarms = {*answer.alarms, *(alarm for before in raised for alarm in before)}",
        "alarms = {*answer.alarms}",
    ),
    Mutant(
        "pages of options come before the support page",
        "        calls = in_turn(alarms)\n",
        "        for one in chosen(ask.kind, value):\n            yield Say(self.known.library.page(one.page))\n"
        "        calls = in_turn(alarms)\n",
    ),
    Mutant("a changed answer meets the answers given before", 'f"{ask.key}-{max(1, len(raised))}"', "ask.key"),
    Mutant(
        "item 9 itself does not weigh",
        "met(self.record, trigger, Help(alarm, ask.about, item_nine))",
        "met(self.record, trigger, Help(alarm, ask.about))",
    ),
    Mutant(
        "item 9 found in an older answer does not weigh",
        "self_harm(record, trigger, call.item_nine)",
        "self_harm(record, trigger, None)",
    ),
    Mutant(
        "fear brings no page",
        'yield Say(_page(record, "safety.danger" if danger else "safety.abuse"))',
        "yield from ()",
    ),
    Mutant("nobody asks whom a fear is about", "    if not whom:\n        text", "    if False:\n        text"),
    Mutant("harming and dependants bring no page", 'yield Say(_page(record, f"safety.{call.alarm}"))', "yield from ()"),
    Mutant("a hold holds nothing", "yield from hold(record, trigger, call.alarm)", "yield from ()"),
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
    Mutant(
        "grounding goes on by itself",
        'return (yield from _put(question, self.record)).value == "on"',
        "yield from _put(question, self.record)\n        return True",
    ),
    Mutant(
        "help in support opens the course",
        '            yield Say(_page(record, "safety.support"))\n        else:',
        "            pass\n        else:",
    ),
    Mutant(
        "nobody named is nobody to ask about",
        'nobody is named for it yet. So it is left for later.")\n        return False',
        'nobody is named for it yet. So it is left for later.")\n        return True',
    ),
    Mutant("the private questions are not asked", "        yield from _private_questions(person, record)\n", ""),
    Mutant(
        "a locked person is open",
        "    if record.locks.locked(person):\n        yield Say",
        "    if False:\n        yield Say",
    ),
    Mutant(
        "unanswered private questions open the work",
        "    if not record.locks.cleared(person):\n        yield Say",
        "    if False:\n        yield Say",
    ),
    Mutant(
        "private questions are asked where it is not safe",
        'if not (yield from _put(Ask("safe-here", text, YesNo(), private=True), record)).value:\n        return None',
        'yield from _put(Ask("safe-here", text, YesNo(), private=True), record)',
    ),
    Mutant(
        "an unsafe private answer brings no page",
        '                yield Say(_page(record, "safety.abuse"))\n                yield from _signs',
        "                yield from _signs",
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
        '        yield Say(_page(record, "safety.support"))\n        answers = {}',
        "        answers = {}",
    ),
    Mutant(
        "the result is not said",
        '        yield Say(_page(record, f"safety.{result}"))\n        yield from _offer',
        "        yield from _offer",
    ),
    Mutant("the way out is open after one round", "while result != NOTED:", "while not result:"),
    Mutant("raised leaves the course open", "while result != NOTED:", "while result not in (NOTED, RAISED):"),
    Mutant("saying that one is back may be skipped", "back, required=True), record, True)", "back), record, True)"),
    Mutant(
        "more than the plan is open while urgent",
        ' and (result != URGENT or one.id == "safety.plan")',
        "",
    ),
    Mutant("plugins decide what stays open", "if one.core and one.eases and", "if one.eases and"),
    Mutant("all of the core stays open", "if one.core and one.eases and", "if one.core and"),
    Mutant("a stop can be agreed away", '*([agreed] if alarm == "hold" else ())', "agreed"),
    Mutant("letting it rest goes on", '!= "agreed":\n        number += 1', '== "":\n        number += 1'),
    Mutant(
        "the pages bear no crisis services",
        "record.library.risk_page(id, record.country, record.on)",
        "record.library.page(id)",
    ),
    Mutant(
        "everybody is shown the services of no country", "(id, record.country, record.on)", '(id, "INTL", record.on)'
    ),
    Mutant(
        "the five questions are not private",
        'Ask(key, text, YesNo(), private=True, fills=f"risk.{key}")',
        'Ask(key, text, YesNo(), fills=f"risk.{key}")',
    ),
    Mutant(
        "the private questions are not private",
        "text.format(person), kind, private=True,",
        "text.format(person), kind,",
    ),
    Mutant(
        "whom a fear is about is not private",
        'text, kind, private=True, fills="private.whom"',
        'text, kind, fills="private.whom"',
    ),
    Mutant("dark words open a support within the support", "if not self.listening:", "if False:"),
    Mutant(
        "the page for danger never comes at once",
        '"safety.danger" if danger else "safety.abuse"',
        '"safety.abuse"',
    ),
    Mutant(
        "danger told is met as fear",
        '_feared(record, trigger, call.about, call.alarm == "danger")',
        "_feared(record, trigger, call.about, False)",
    ),
    Mutant(
        "a fear without a name is about nobody",
        'whom = about or (record.toward[-1] if record.toward else "")',
        "whom = about",
    ),
    Mutant("whom a fear is about is asked although it was said", "whom = about or (record", "whom = (record"),
    Mutant(
        "after a fear nobody asks for signs of danger",
        'yield from _signs_of_danger(record, f"{trigger}-danger", whom or "")',
        "yield from ()",
    ),
    Mutant(
        "signs are asked for although danger was told",
        "    if not danger:\n        yield from _signs",
        "    if True:\n        yield from _signs",
    ),
    Mutant(
        "after an unsafe private answer nobody asks for signs of danger",
        '                yield from _signs_of_danger(record, "danger", person)\n',
        "",
    ),
    Mutant(
        "after an unsafe private answer the questions go on",
        '"danger", person)\n                return None\n',
        '"danger", person)\n',
    ),
    Mutant(
        "signs of danger are asked for each time",
        'if all(fact.session < record.session for fact in record.known.every("private.danger")):',
        "if True:",
    ),
    Mutant(
        "signs of danger are asked for in one session only",
        'if all(fact.session < record.session for fact in record.known.every("private.danger")):',
        'if not any(record.known.every("private.danger")):',
    ),
    Mutant(
        "signs of danger bring no page",
        "if (yield from _put(ask, record)).alarms:",
        "if (yield from _put(ask, record)).alarms and False:",
    ),
    Mutant("signs of danger are not private", "Multi(_SIGNS), private=True,", "Multi(_SIGNS),"),
    Mutant(
        "signs of danger are about whoever is worked toward",
        'fills="private.danger", about=person)',
        'fills="private.danger")',
    ),
    Mutant("the second look never comes", "yield from look_again(record)\n", "yield from ()\n"),
    Mutant(
        "somebody who is open already is looked at again",
        "if record.locks.locked(person) and person_key(person) not in record.locks.today:",
        "if person_key(person) not in record.locks.today:",
    ),
    Mutant(
        "somebody feared anew today is looked at again",
        "if record.locks.locked(person) and person_key(person) not in record.locks.today:",
        "if record.locks.locked(person):",
    ),
    Mutant("the second look begins without a word", 'yield Say(_page(record, "safety.look-again"))', "yield from ()"),
    Mutant(
        "older answers count at the second look",
        "        if anew or record.locks.told(fact, person) is None:\n",
        "        told[fact] = record.locks.told(fact, person)\n        if told[fact] is None:\n",
    ),
    Mutant(
        "older answers stand in for a skip at the second look",
        "told[fact] in SAFE[fact]",
        "record.locks.told(fact, person) in SAFE[fact]",
    ),
    Mutant(
        "any answers open at the second look",
        "clear = told is not None and all(told[fact] in SAFE[fact] for fact in PRIVATE_QUESTIONS)",
        "clear = told is not None",
    ),
    Mutant(
        "what was told at the second look and taken back does not count",
        "if clear and person_key(person) not in record.locks.held:",
        "if clear:",
    ),
    Mutant(
        "nobody asks the person whether to open",
        '        if (yield from _put(ask, record)).value == "open":\n            return\n',
        "",
    ),
    Mutant(
        "a skip is met as if it had opened",
        '_put(ask, record)).value == "open":',
        '_put(ask, record)).value != "closed":',
    ),
    Mutant(
        "whether to open is not private",
        "Choice(options), private=True, fills=UNLOCKED",
        "Choice(options), fills=UNLOCKED",
    ),
    Mutant(
        "the second look that opens nothing ends without a word",
        '            return\n    yield Say(_page(record, "safety.locked"))\n',
        "            return\n",
    ),
    Mutant(
        "help called for when the session was over does not come",
        "for number, call in enumerate(calls, 1):",
        "for number, call in ():",
    ),
    Mutant("help called for when the session was over comes last", "        yield HUSH\n", ""),
    Mutant("a fear found in an older answer is met as self-harm", 'if call.alarm == "self-harm":', "if True:"),
    Mutant("self-harm found in an older answer is met as fear", 'if call.alarm == "self-harm":', "if False:"),
    Mutant(
        "whom an alarm is about is not passed on",
        "_feared(record, trigger, call.about, call",
        '_feared(record, trigger, "", call',
    ),
    Mutant(
        "a fear found while in support brings the page of support",
        'if supported and answer.alarm == "self-harm":',
        "if supported:",
    ),
    Mutant(
        "help in support brings the five questions within the five",
        'if supported and answer.alarm == "self-harm":',
        "if False:",
    ),
    Mutant(
        "the inventory ends at the first fear", 'gives_advice = ask.fills != "private.afraid"', "gives_advice = True"
    ),
    Mutant(
        "whoever is only mentioned is gated",
        "isinstance(ask.kind, Person) and not ask.kind.mention\n",
        "isinstance(ask.kind, Person)\n",
    ),
    Mutant("work that turns to somebody else is not gated anew", "if (chosen or turned) and", "if chosen and"),
    Mutant("distress is compared with the rating before", "self.calm = min(start, value)", "self.calm = value"),
    Mutant(
        "whom an ended exercise worked toward is not forgotten",
        "                yield LEAVE\n        self._note_toward()\n",
        "                yield LEAVE\n",
    ),
    Mutant("a script that is none is played", "script if isinstance(script, Generator) else _broken()", "script"),
    Mutant("closing a script may raise", "frame.call(frame.script.close)", "frame.script.close()"),
    Mutant(
        "what is said may be no text", "isinstance(step, Say) and isinstance(step.text, str):", "isinstance(step, Say):"
    ),
    Mutant(
        "what is asked may be no text",
        "if not all(isinstance(text, str) for text in texts) or not ask.key",
        "if not ask.key",
    ),
    Mutant(
        "a locked person is asked about all the same",
        "if not record.locks.locked(person) and not record.locks.cleared(person):",
        "if not record.locks.cleared(person):",
    ),
    Mutant(
        "any earlier session counts as the one before",
        "fact.session == record.session - 1 for",
        "fact.session < record.session for",
    ),
    Mutant("after two noted sessions there is no way out of support", "noted_before and round_ == 1", "noted_before"),
    Mutant("item 9 weighs in later rounds too", "item_nine if round_ == 1 else None", "item_nine"),
    *(
        Mutant(f"the sign '{sign}' is no danger", f'{sign}", alarm="danger")', f'{sign}")')
        for sign in (
            "watched wherever I go",
            "shown or used",
            "being choked",
            "or themselves",
            "while I am pregnant",
        )
    ),
    Mutant("distress brings nothing", 'not in ("distress", "focus.person"):', 'not in ("focus.person",):'),
    Mutant(
        "a focus person written in words is not gated", 'not in ("distress", "focus.person"):', 'not in ("distress",):'
    ),
)

SESSION = (
    Mutant("alarms are not recorded", "alarms = heard(ask, value)", "alarms: tuple[str, ...] = ()"),
    Mutant("what need not be skipped may be", "elif ask.required:", "elif False:"),
    Mutant("a fear said while working toward somebody is about nobody", "about = self.record.toward[-1]", "pass"),
    Mutant(
        "a fear said about somebody else is about whoever is worked toward",
        "not about and ",
        "",
    ),
    Mutant(
        "an answer that tells of danger is not private",
        "private = ask.private or bool(alarms)",
        "private = ask.private",
    ),
    Mutant(
        "what the guard calls private is not recorded so",
        "private = ask.private or bool(alarms)",
        "private = bool(alarms)",
    ),
    Mutant("whom an answer worked toward is not recorded", "toward = self.record.toward\n", "toward = ()\n"),
    Mutant("help comes after what was said before", "self._hush()  # help is", "# help is"),
    Mutant(
        "help called for when the session was over comes after what was said before",
        "elif step is HUSH:\n                self._hush()",
        "elif step is HUSH:\n                pass",
    ),
    Mutant(
        "help counts for every question",
        "value, *rest = self.helped[name]\n",
        "value, *rest = self.helped[name]\n                    rest = []\n",
    ),
    Mutant(
        "an answer about one person fits a question about another",
        "if ask.about and not same_person(ask.about, old.about):",
        "if False:",
    ),
    Mutant("the rounds of support are one place", 'rest.split("/")[:2]', 'rest.split("/")[:1]'),
    Mutant("nobody is ever in support", 'if support else ""', 'if False else ""'),
    Mutant(
        "what an answer raises is not noted as it is given",
        "self.record.locks = self.record.locks.raising(answer)",
        "pass",
    ),
    Mutant(
        "an older answer is heard as it was when it was given",
        "value = old if alarms == old.alarms else evolve(old, alarms=alarms)",
        "value = old",
    ),
)

SITTINGS = (
    Mutant("a night is a whole day", "UNLOCK_DAYS = 2", "UNLOCK_DAYS = 1"),
    Mutant("the wish to open is granted at once", ">= UNLOCK_DAYS]", ">= 0]"),
    Mutant("the wish to open never ends", "self._asked.pop(key).person", "self._asked[key].person"),
    Mutant(
        "a wish is kept for the name as it was written",
        "self._asked[person_key(event.person)] = event",
        "self._asked[event.person] = event",
    ),
    Mutant("a new fear leaves the wish for later sessions", "            self._asked.pop(key, None)\n", ""),
    Mutant("a new fear leaves the wish for this session", "            if not looking:\n", "            if False:\n"),
    Mutant(
        "a fear told at the second look takes the look away", "            if not looking:\n", "            if True:\n"
    ),
    Mutant("the wish ends for everybody", "if person_key(person) != key)", "if False)"),
    Mutant("a new fear does not end the wish", "self._end_wish(locked_by(event))", "pass"),
    Mutant(
        "a new fear told by amending does not end the wish",
        "self._end_wish(locked_by(event.answer))",
        "pass",
    ),
    Mutant(
        "what was opened outweighs a fear told today of an earlier session",
        "self._lock_today(locked_by(event.answer))",
        "pass",
    ),
    Mutant(
        "an opening comes back when what took it away is changed",
        "self._lock_today(_looked_at(self.sittings[event.session - 1], event.answer))",
        "pass",
    ),
    Mutant("a fear told today of an earlier session does not last", "        last.locked.update(people)\n", ""),
    Mutant(
        "a fear told today of an earlier session does not hold from the start", "        last.held.update(people)\n", ""
    ),
    Mutant("a change in a second look locks everybody", "if name.startswith(look) and one.about", "if one.about"),
    Mutant(
        "any change of an earlier session locks", "return found if exercise == LOOK_AGAIN else set()", "return found"
    ),
    Mutant("any answer counts as of the second look", 'any(name.startswith(f"{LOOK_AGAIN}/") for', "any(True for"),
    Mutant(
        "what stood before a session is not worked out anew",
        "                del self._before[event.session :]\n",
        "                pass\n",
    ),
    Mutant("locks of answers not in force do not last", "locks.ended(session.locked)", "locks.ended(())"),
    Mutant(
        "what was told privately in earlier sessions clears nobody",
        "                locks = locks.after(answer)\n",
        "                pass\n",
    ),
    Mutant("who is held is not handed to the session", "held=frozenset(held), ", ""),
    Mutant("what a question raised before it was changed is not handed to the session", "raised=session.raised, ", ""),
    Mutant("the wish to open is not handed to the session", ", due=session.due)", ")"),
    Mutant("an answer trips nothing", "        self.raised = with_raised(self.raised, answer)\n", ""),
    Mutant("an answer taken back locks nobody", "        self.locked.update(locked_by(answer))\n", ""),
    Mutant(
        "an answer that is no longer asked counts",
        "        return (answer for name, answer in self.given.items() if name not in parked)",
        "        return (answer for name, answer in self.given.items())",
    ),
    Mutant("locks do not hold from the start after an amendment", "        sitting.held = set(sitting.locked)\n", ""),
    Mutant("locks do not hold from the start after going back", "        last.held = set(last.locked)\n", ""),
    Mutant(
        "a second call for help is lost",
        "(*last.helped.get(event.name, ()), Help(event.alarm, event.about, event.item_nine))",
        "(Help(event.alarm, event.about, event.item_nine),)",
    ),
    Mutant("every call for help is about self-harm", "Help(event.alarm, event.about, event.item_nine)", "Help()"),
)

RECORD = (
    Mutant(
        "a later answer does not bring the questions anew",
        "if not STANDING.intersection(answer.alarms) and answer.name not in raised:",
        "if not STANDING.intersection(answer.alarms):",
    ),
    Mutant(
        "a later calm answer does not bring the questions anew",
        "if not STANDING.intersection(answer.alarms) and answer.name not in raised:",
        "if not answer.alarms or not STANDING.intersection(answer.alarms) and answer.name not in raised:",
    ),
    Mutant("a later answer takes the place of the first", "(*raised.get(answer.name, ()), stands)", "(stands,)"),
    Mutant("a slip that let the course rest stands", "if alarm in STANDING)", ")"),
    *(
        Mutant(
            f"{alarm} taken back is forgotten",
            'STANDING = frozenset({"self-harm", "danger", "fear", "harming"})',
            f"STANDING = {rest}",
        )
        for alarm, rest in (
            ("self-harm", '{"danger", "fear", "harming"}'),
            ("danger", '{"self-harm", "fear", "harming"}'),
            ("fear", '{"self-harm", "danger", "harming"}'),
            ("harming", '{"self-harm", "danger", "fear"}'),
        )
    ),
    Mutant("a fear locks nobody", 'LOCKING = frozenset({"fear", "harming"})', 'LOCKING = {"harming"}'),
    Mutant("whoever may be afraid is not locked", 'LOCKING = frozenset({"fear", "harming"})', 'LOCKING = {"fear"}'),
    Mutant(
        "the person named after a fear is not locked",
        'answer.value if answer.fills == "private.whom" else answer.about',
        "answer.about",
    ),
    Mutant("everybody asked about is locked", "if whom and LOCKING & set(answer.alarms) else ()", "if whom else ()"),
    *(
        Mutant(f"plugins may fill {fact}", f'"{fact}"', f'"{fact}-not"')
        for fact in ("risk.", "private.", "safety-plan.")
    ),
    Mutant("being afraid is safe", '"private.afraid": (False,)', '"private.afraid": (False, True)'),
    Mutant("being hurt is safe", '"private.hurt": (False,)', '"private.hurt": (False, True)'),
    Mutant(
        "being punished for a no is safe",
        '("accepted", "sulking", "pressure", "never")',
        '("accepted", "sulking", "pressure", "never", "punished")',
    ),
    Mutant(
        "that nobody is hurt is enough",
        'PRIVATE_QUESTIONS = ("private.afraid", "private.hurt", "private.no")',
        'PRIVATE_QUESTIONS = ("private.hurt",)',
    ),
    Mutant(
        "capitals make another person",
        'unicodedata.normalize("NFKC", name).casefold()',
        'unicodedata.normalize("NFKC", name)',
    ),
    Mutant("capitals make another person, in plain letters", "name.casefold().split()", "name.split()"),
    Mutant(
        "forms of a letter make another person", 'unicodedata.normalize("NFKC", name).casefold()', "name.casefold()"
    ),
    Mutant("letters nobody sees make another person", 'if unicodedata.category(one) != "Cf")', ")"),
    Mutant("spaces make another person", '" ".join("".join(one for one', '("".join(one for one'),
    Mutant("spaces make another person, in plain letters", '" ".join(name.casefold().split())', "name.casefold()"),
    Mutant(
        "whatever is answered opens",
        'if answer.fills == UNLOCKED and answer.value == "open":',
        "if answer.fills == UNLOCKED:",
    ),
    Mutant(
        "a skip opens",
        'if answer.fills == UNLOCKED and answer.value == "open":',
        'if answer.fills == UNLOCKED and answer.value != "closed":',
    ),
    Mutant(
        "opening one person closes those opened before",
        "opened=locks.opened | {person_key(answer.about)}",
        "opened=frozenset({person_key(answer.about)})",
    ),
    Mutant(
        "a lock of today does not count today",
        "            locks = evolve(locks, today=locks.today.union(locked))\n",
        "            pass\n",
    ),
    Mutant(
        "what is open does not stay open",
        "(self.before | self.today) - self.opened | frozenset(ever)",
        "self.before | self.today | frozenset(ever)",
    ),
    Mutant(
        "opening outweighs a fear told after it",
        "(self.before | self.today) - self.opened | frozenset(ever)",
        "(self.before | self.today | frozenset(ever)) - self.opened",
    ),
    Mutant(
        "opening opens everybody",
        "(self.before | self.today) - self.opened | frozenset(ever)",
        "(frozenset() if self.opened else self.before | self.today) | frozenset(ever)",
    ),
    Mutant(
        "locks do not last",
        "(self.before | self.today) - self.opened | frozenset(ever)",
        "self.today - self.opened | frozenset(ever)",
    ),
    Mutant(
        "locks of earlier sessions do not count", "(name in self.before and name not in self.opened) or name", "name"
    ),
    Mutant(
        "opening does nothing today", "(name in self.before and name not in self.opened) or", "name in self.before or"
    ),
    Mutant("a lock of an answer taken back does not count", " or name in self.held or", " or"),
    Mutant("a lock of today's answers does not count", " or name in self.today\n", "\n"),
    Mutant("clear answers outweigh a lock", "return not self.locked(person) and all(", "return all("),
    Mutant(
        "clear answers about anybody count",
        "self.told(question, person) in SAFE[question] for",
        "any(fact == question and value in SAFE[fact] for (fact, _), value in self.private.items()) for",
    ),
)

COURSE = (
    Mutant("nothing is guarded", "yield from guarded(exercise, record)", "yield from exercise.script(record.known)"),
    Mutant("nothing comes at the end of a session", "    yield from afterwards(record, calls)\n", ""),
    Mutant("a session opens while another goes on", "if not self.over:", "if False:"),
    Mutant(
        "going back leads out of support",
        "self._with(TookBack(trail[-1]))._after_support(self)",
        "self._with(TookBack(trail[-1]))",
    ),
    Mutant(
        "amending leads out of support",
        "self._with(Amended(number, answer))._after_support(self)",
        "self._with(Amended(number, answer))",
    ),
    Mutant(
        "amending an earlier session leads out of support",
        "self._with(Amended(number, answer, whole.parked))._after_support(self)",
        "self._with(Amended(number, answer, whole.parked))",
    ),
    Mutant(
        "an alarm found in an earlier session leads out of support",
        "        if not after._keeps_support(self):",
        "        if False:",
    ),
    Mutant(
        "no change leads from support to new questions",
        "return not there.support or anew or same",
        "return not there.support or same",
    ),
    Mutant(
        "no change is made within support",
        "return not there.support or anew or same",
        "return not there.support or anew",
    ),
    Mutant(
        "any change that leads to support is made in support",
        'anew = here.support != "" and here.name == f"{here.support}{FIRST_OF_FIVE}"',
        'anew = here.support != ""',
    ),
    Mutant("a change leads to any part of support", " and here.support.startswith(there.support)\n", "\n"),
    Mutant(
        "a change leads into whatever was opened in support",
        "same = here.innermost in (SUPPORT, there.innermost) and here",
        "same = here",
    ),
    Mutant("a change leads nowhere but to the questions", "in (SUPPORT, there.innermost)", "in (SUPPORT,)"),
    Mutant("a change leads nowhere but where one was", "in (SUPPORT, there.innermost)", "in (there.innermost,)"),
    Mutant(
        "whoever is not locked can be asked to be opened",
        "if not self.known.locked(person):\n            raise",
        "if False:\n            raise",
    ),
    Mutant("a wish has no date", "        _check_day(on)\n        if not self.known", "        if not self.known"),
    Mutant("a lock is opened by amending", 'if answer.fills == UNLOCKED and value == "open":', "if False:"),
    Mutant(
        "what was opened cannot be taken away",
        'if answer.fills == UNLOCKED and value == "open":',
        "if answer.fills == UNLOCKED and value is not None:",
    ),
    Mutant(
        "no alarm told by amending an earlier session is met",
        "        if answer.alarms:\n            return",
        "        if False:\n            return",
    ),
    Mutant(
        "only self-harm told by amending an earlier session is met",
        "        if answer.alarms:\n            return",
        '        if "self-harm" in answer.alarms:\n            return',
    ),
    Mutant(
        "danger to others told by amending an earlier session is not met",
        "        if answer.alarms:\n            return",
        '        if {"self-harm", "fear"} & set(answer.alarms):\n            return',
    ),
    Mutant(
        "fear is met before self-harm",
        "for alarm in in_turn(answer.alarms)]",
        "for alarm in reversed(in_turn(answer.alarms))]",
    ),
    Mutant(
        "only the gravest alarm told by amending is met",
        "for alarm in in_turn(answer.alarms)]",
        "for alarm in in_turn(answer.alarms)[:1]]",
    ),
    Mutant(
        "an alarm found in an earlier session brings back what was parked",
        "Amended(number, answer, self._folded().sittings[number - 1].parked)",
        "Amended(number, answer)",
    ),
    Mutant(
        "an alarm found in an earlier session is about nobody",
        "Help(alarm, answer.about, item_nine)",
        'Help(alarm, "", item_nine)',
    ),
    Mutant(
        "item 9 of an earlier session does not weigh",
        'item_nine = answer.value if answer.fills == "phq9.9" and isinstance(answer.value, int) else None',
        "item_nine = None",
    ),
    Mutant("what is told where a question has gone is not heard", "only_to=full, held=False)", "only_to=full)"),
    Mutant(
        "calm answers where a question has gone are taken",
        "(answer := once.checked(value)).alarms:",
        "(answer := once.checked(value)):",
    ),
    Mutant("an earlier session is reopened by amending", "        if whole.ask is not None:\n", "        if False:\n"),
    Mutant(
        "locks of the exercise that has gone are lost",
        "return played(session.held | lost) if lost else run",
        "return run",
    ),
    Mutant("private answers are told", '    if answer.private:\n        return "(kept private)"\n', ""),
)

NOTES = (
    *(
        Mutant(f"notes tell of {fact}", f'"{fact}"', f'"{fact}-not"')
        for fact in ("phq9.9", "safety-plan.", "risk.", "private.")
    ),
    Mutant("notes tell what is private", "not answer.private and not", "not"),
    Mutant("notes tell what was skipped", "answer.value is not None and not answer.private", "not answer.private"),
    Mutant(
        "notes tell of work toward a locked person", "_told(answer) and _place(answer) not in closed", "_told(answer)"
    ),
    Mutant(
        "only the answer that names a locked person is left out",
        "_told(answer) and _place(answer) not in closed",
        "_told(answer) and not _about_locked(answer, known)",
    ),
    Mutant("whom notes worked toward does not count", "{*answer.toward, answer", "{answer"),
    Mutant(
        "a locked person chosen does not count in notes", 'answer.value if isinstance(answer.value, str) else "", ', ""
    ),
    Mutant("a private question about a locked person does not count in notes", ", answer.about * answer.private}", "}"),
    Mutant(
        "what the guard asked is no part of the exercise",
        'answer.name.partition("/safety.")[0] if "/safety." in answer.name else ',
        "",
    ),
    Mutant("a question may quote what was private", " and not _quotes(answer, secrets):", ":"),
    Mutant("an answer may quote what was private", " or words in answer.told)", ")"),
    Mutant("a question may quote what was private, if its answer does not", "words in answer.asked or ", ""),
    Mutant("a question may quote what was private in an earlier session", "secrets |= {", "secrets = {"),
    Mutant(
        "a question may quote what was private in a list",
        "values = answer.value if isinstance(answer.value, list) else [answer.value]",
        "values = [answer.value]",
    ),
)

# What code of a plugin gets, and what becomes of what it changes; in any of these files.
FROM_PLUGINS = (
    Mutant("scripts get the record of the engine", "return Known(self._copies[reader])", "return Known(self)"),
    Mutant("plugins get the locks of the engine", "        return evolve(self)\n", "        return self\n"),
    Mutant("plugins get the earlier answers of the engine", "self.past.copy()", "self.past"),
    Mutant("plugins get today's answers of the engine", "self.today.copy()", "self.today"),
    Mutant("plugins get answers as the engine files them", "own = answer.owning_its_value()", "own = answer"),
    Mutant("plugins do not get what was answered since", "            copy.today.file(own, self.session)\n", ""),
    Mutant(
        "plugins get the library of the engine", "library = self.library.copied_for_scripts()", "library = self.library"
    ),
    *(
        Mutant(
            f"plugins get the {filed} of the engine",
            f"other.{filed} = {{name: tuple(map(_own, facts)) for name, facts in self.{filed}.items()}}",
            f"other.{filed} = self.{filed}.copy()",
        )
        for filed in ("facts", "answers")
    ),
    Mutant("plugins get the sessions of the engine", "other.done = self.done.copy()", "other.done = self.done"),
    Mutant(
        "plugins get the exercises of the engine",
        "{id: evolve(one, steps=()) for id, one in self.exercises.items()}",
        "self.exercises",
    ),
    Mutant("plugins get the steps of exercises", "evolve(one, steps=())", "evolve(one)"),
    *(
        Mutant(
            f"plugins get the {shelf} of the engine",
            f"{{id: evolve(one) for id, one in self.{shelf}.items()}}",
            f"self.{shelf}",
        )
        for shelf in ("measures", "pages")
    ),
    Mutant(
        "a library can be filled and emptied by anybody",
        "is MappingProxyType else MappingProxyType(shelf)",
        "is MappingProxyType else shelf",
    ),
    Mutant(
        "the record can be changed by assignment",
        'raise AttributeError("The record of a course cannot be changed; what a script asks is what it adds to it.")',
        "object.__setattr__(self, name, value)",
    ),
    Mutant(
        "the record can be changed by deletion",
        'raise AttributeError("The record of a course cannot be changed.")',
        "object.__delattr__(self, name)",
    ),
    Mutant(
        "the facts read share their lists",
        "fact._replace(value=copied(fact.value)) if fact.value.__class__ in (list, dict) else fact",
        "fact",
    ),
    Mutant("the newest answer read shares its list", "return copied(one.value)", "return one.value"),
    Mutant(
        "an answer taken shares its list with the caller",
        "value = copied(_checked(ask, value))",
        "value = _checked(ask, value)",
    ),
    Mutant(
        "an answer sent to a script shares its list",
        "frame.call(frame.script.send, copied(value))",
        "frame.call(frame.script.send, value)",
    ),
    Mutant(
        "scripts of plugins get the copy that content gets",
        'self.record.seen_by("plugins" if foreign else "core")',
        'self.record.seen_by("core")',
    ),
    Mutant(
        "no script is taken for code of a plugin",
        "foreign = not (is_played(exercise.script) or type(exercise.script) is ItemsScript)",
        "foreign = False",
    ),
    Mutant(
        "a script made from the core's is taken for the core's",
        "type(exercise.script) is ItemsScript",
        "isinstance(exercise.script, ItemsScript)",
    ),
    Mutant(
        "checks get the record of the engine",
        "dared(check.judge, known.for_plugins())",
        "dared(check.judge, known)",
    ),
    Mutant("checks may raise", "dared(check.judge, known.for_plugins())", "check.judge(known.for_plugins())"),
    Mutant(
        "scores share the lists of the answers",
        "{key: copied(value) for key, value in answers.items()}",
        "dict(answers)",
    ),
    Mutant("scores may raise", "tried(question.score, {", "question.score({"),
    Mutant(
        "a script may raise as it begins", "script = call(exercise.script, known)", "script = exercise.script(known)"
    ),
    Mutant("a script may raise what is no Exception", "    except BaseException:", "    except Exception:"),
    Mutant("what plugins change stays", "for name, value in members.items():", "for name, value in ():"),
    Mutant(
        "what plugins change within a function stays",
        "function.__code__, function.__defaults__ = code, defaults",
        "pass",
    ),
    Mutant("what claims to be what was there stays", "is not value", "!= value"),
    Mutant("what plugins add stays", "if name not in members", "if False"),
    Mutant("what plugins take away stays away when it was None", "now.get(name, before) is", "now.get(name) is"),
    Mutant("classes are not watched", "_WATCHED.extend([module, *own])", "_WATCHED.extend([module])"),
    Mutant("functions are not watched", "_WATCHED.extend([module, *own])", "_WATCHED.extend(own)"),
    *(
        Mutant(f"{module} is not watched", f"watch({WATCHED})", f"watch({WATCHED})".replace(module, "base"))
        for module in WATCHED.removeprefix("base, ").split(", ")
    ),
    Mutant(
        "plugins say which alarms lock", 'LOCKING = frozenset({"fear", "harming"})', 'LOCKING = {"fear", "harming"}'
    ),
    Mutant("plugins say which private answers are safe", "MappingProxyType(\n    {\n", "dict(\n    {\n"),
    Mutant("guard is not watched", "watch(guard, plugin_code)\n", "watch(plugin_code)\n"),
    Mutant(
        "an exercise handed in is played instead of the library's", "exercise = own or exercise", "exercise = exercise"
    ),
    Mutant(
        "an exercise handed in asks under names of the core",
        "if own is None and (exercise.core or",
        "if own is None and (False or",
    ),
    Mutant("an exercise handed in asks under names of another exercise", " or IN_NAMES & set(exercise.id)):", "):"),
    Mutant("an exercise handed in asks within another", 'IN_NAMES = frozenset("/#")', 'IN_NAMES = set("#")'),
    Mutant("an exercise handed in asks as if asked again", 'IN_NAMES = frozenset("/#")', 'IN_NAMES = set("/")'),
    Mutant(
        "plugins bring classes of their own",
        "if type(value) is not wanted:",
        "if not isinstance(value, wanted):",
    ),
    Mutant(
        "plugins bring classes of their own within an area",
        """_check_class(part, wanted, f"'{area.id}' must hold")""",
        "pass",
    ),
)

ELSEWHERE = {
    "written/library": (
        Mutant(
            "a country that is not on hand has no crisis services",
            "or self.crisis.get(INTERNATIONAL, NOWHERE)",
            "or NOWHERE",
        ),
        Mutant("the pages do not say what this is not", ', self.page("safety.footer"))', ",)"),
    ),
    "play/assessment": (
        Mutant(
            "working on somebody locked may be chosen as the focus",
            "bool(person and known.cleared(person))",
            "bool(person)",
        ),
    ),
    "play/techniques": (
        Mutant(
            "techniques toward somebody locked are suggested",
            "return bool(person) and not known.locked(person)",
            "return bool(person)",
        ),
    ),
    "written/player": (
        Mutant(
            "somebody locked is offered by name",
            "for name in people if not scope.known.locked(name))",
            "for name in people)",
        ),
    ),
}

# Where the clauses of each group stand: in the first of these files that holds their text.
GROUPS = {
    "guard/alarms answers/kinds": ALARMS,
    "play/replay": SESSION,
    "record/sessions": SITTINGS,
    "record/facts record/locks record/naming": RECORD,
    "play/course": COURSE,
    "keep/notes": NOTES,
    "guard/guard guard/plugin_code record/facts record/locks written/library play/replay play/course play/ending "
    "play/assessment plugins": FROM_PLUGINS,
    **ELSEWHERE,
}


def _placed(one: Mutant, places: str) -> Mutant:
    """The mutant with the first of these files that holds its clause; the first of all when none does."""
    files = [CORE / f"{place}.py" for place in places.split()]
    holding = [file for file in files if one.old in (ROOT / file).read_text("utf-8")]
    return evolve(one, file=(holding or files)[0])


MUTANTS = (*IN_GUARD, *(_placed(one, places) for places, found in GROUPS.items() for one in found))
