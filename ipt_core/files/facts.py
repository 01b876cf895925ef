"""The facts that the core declares: those all areas share, and those that are the core's alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files as package_files

from ipt_core.errors import ContentError
from ipt_core.record.facts import RESERVED_FACTS
from ipt_core.written.facts import FactMeaning

from .documents import read
from .shapes import FactsFile
from .structure import structured


@cache
def declared_facts() -> Mapping[str, FactMeaning]:
    """What every declared fact means, by its name.

    Raises:
        ContentError: with every fault of the file that declares them.
    """
    file = package_files("ipt_core") / "content" / "facts.yaml"
    written, faults = structured(read(file.read_bytes(), "content/facts.yaml"))
    if not isinstance(written, FactsFile):
        raise ContentError(faults)
    return written.facts


@cache
def shared_facts() -> frozenset[str]:
    """The names of the facts that every area may fill and read."""
    return frozenset(name for name in declared_facts() if not name.startswith(RESERVED_FACTS))
