"""Scripted replies for a rehearsal: what a line does, and which reply of the bank it meets.

A reply is chosen by the line alone, so the same talk always goes the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from ipt_core.answers.conditions import mentions

_BLAMES = (
    "always", "never", "you are", "you're", "your fault", "you make me", "you made me",
    "you don't care", "you should", "typical", "because of you",
)  # fmt: skip
_LISTENS = (
    "i hear", "i understand", "i see", "so you", "you feel", "you felt", "it sounds", "did i get",
    "what i hear", "you're saying", "you mean", "that must", "makes sense",
)  # fmt: skip
_ASKS = ("could you", "would you", "can we", "could we", "can you", "would it", "how about", "shall we")


@frozen
class ReplyBank:
    """Scripted replies for a rehearsal.

    Attributes:
        replies: style -> what the person's line does (blames, asks, listens, tells) -> replies.
    """

    id: str
    replies: Mapping[str, Mapping[str, tuple[str, ...]]]
    title: str = ""
    source: str = ""
    licence: str = ""
    review: str = "none yet"


def what_it_does(line: str) -> str:
    """Whether a line ``blames``, ``listens``, ``asks`` or plainly ``tells``. Source: clinical reference B.3, CT-03."""
    if mentions(line, _LISTENS):
        return "listens"
    if mentions(line, _BLAMES):
        return "blames"
    if "?" in line or mentions(line, _ASKS):
        return "asks"
    return "tells"


def reply_to(bank: ReplyBank, style: str, line: str, used: Collection[str] = ()) -> str:
    """The bank's reply to this line in this style.

    Args:
        bank: The replies.
        style: The style; the bank's first when it has no such style.
        line: What was said.
        used: Replies already given in this talk; none of them comes again while there are others.
    """
    by_style = bank.replies.get(style) or next(iter(bank.replies.values()))
    replies = by_style.get(what_it_does(line)) or next(iter(by_style.values()))
    fresh = [reply for reply in replies if reply not in used] or replies
    return fresh[sum(map(ord, line)) % len(fresh)]
