"""What a fact means: the sentence and the kind of answer that all authors who fill or read it share."""

from __future__ import annotations

from attrs import frozen

from ipt_core.answers.kinds import Scale

from .steps import Answer


@frozen
class FactMeaning:
    """What a fact means.

    Attributes:
        means: What it tells, in one sentence, in a ``|`` block.
        kinds: How it is answered: a kind, or a list of kinds when questions ask for it in several ways.
        about: Whom or what it is about, besides the person themselves.
        direction: What more of it means, such as ``0 no strain, 10 the most``. A scale needs it, nothing else has it.

    Raises:
        ValueError: without a sentence, or when a scale has no direction.
    """

    means: str
    kinds: tuple[Answer, ...]
    about: str = ""
    direction: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.means or not self.kinds:
            raise ValueError("a fact needs 'means', a sentence, and 'kind', how it is answered")
        if any(isinstance(kind, Scale) for kind in self.kinds) != bool(self.direction):
            raise ValueError("a scale needs a 'direction' that says what more of it means; nothing else has one")
