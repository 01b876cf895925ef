"""How prose reads: how hard it is, and words that could blame or harm. Rules of thumb, not a judgement.

The grade is that of Flesch and Kincaid: about the school year a text is for. Syllables are counted by groups of
vowels, which is wrong for some words and near enough for a whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HARDEST = 9.0  # the grade above which a text is called hard to read
FEWEST_WORDS = 40  # of a text whose grade says something

Rules = tuple[tuple[str, str], ...]  # what to look for, and what to write instead

UNSAFE: Rules = (
    (
        r"\b(commit(ted|s|ting)? suicide|(un)?successful (suicide|attempt)|failed (suicide|attempt)|suicide note"
        r"|hang(ed|ing) (him|her|my|your)self|overdos(e|ed|ing))\b",
        "leave out means and judgement; say 'died by suicide'",
    ),
    (
        r"\byou (have|suffer from|are) (a |an )?(depress(ion|ed)|disorder|complicated grief|mentally ill)\b",
        "do not diagnose; say what the person told",
    ),
    (
        r"\b(will (cure|heal|fix) (you|this|it)|guarantee(d|s)?|always works|clinically proven|100 percent)\b",
        "do not promise; say what may help",
    ),
    (
        r"\byou (must|have to|should|need to) (leave|stay with|forgive|confront) (him|her|them|your)\b",
        "do not tell people to stay or to go; ask what they want",
    ),
    (
        r"\b(stop|start|lower|raise|increase) (taking )?your (medicine|medication|tablets|pills|dose)\b"
        r"(?! without| before)",
        "give no advice on medicine; send people to whoever prescribed it",
    ),
    (r"\b(pull yourself together|snap out of it|man up|get over (it|him|her|them))\b", "leave it out; it blames"),
)
BLAMING: Rules = (
    (
        r"\b(your (own )?fault that|you should have (?!a )|(?<!mean that )you failed)\b",
        "say what happened, without blame",
    ),
    (r"!(?=\s|$)|\b(congratulations|well done|streak)\b", "stay calm; no cheering"),
    (r"\b(he or she|his or her|him or her|he/she|s/he|him/her|his/her)\b", "write 'they', or the person's name"),
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def grade(text: str) -> float:
    """The grade of a text, about 0 to 20; 0 for a text too short to say."""
    text = re.sub(r"\{\{.*?\}\}", "it", text)
    sentences = [part for part in re.split(r"[.!?:]+(?:\s|$)|\n\s*\n|\n- ", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z']+", text)
    if len(words) < FEWEST_WORDS:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many syllables a word has.

    >>> [syllables(word) for word in ("time", "table", "wanted", "asked", "therapy")]
    [1, 2, 2, 1, 3]
    """
    bare = re.sub(r"[^a-z]", "", word.lower())
    silent = re.sub(r"(?<![aeiouytdl])(e|es|ed)$|(?<=[td])es?$|(?<=[aeiouy]l)es?$", "", bare)
    return max(1, len(re.findall(r"[aeiouy]+", silent)))


def wording(text: str) -> Iterator[tuple[str, str, str]]:
    """What in a text could harm or blame: a code, the words found, and what to do instead."""
    for code, rules in (("unsafe-wording", UNSAFE), ("wording", BLAMING)):
        for pattern, instead in rules:
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                yield code, found.group().strip(), instead


def control(text: str) -> str:
    """The first character of a text that is no text, such as one that steers a terminal; '' when there is none."""
    found = CONTROL.search(text)
    return found.group() if found else ""
