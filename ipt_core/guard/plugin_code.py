"""Calls of a plugin's code: what it raises harms nothing, and what it changes in the engine meanwhile is undone.

A plugin runs in the same process, and Python lets any code change any other. While a script, a check or a score of a
plugin runs, the classes and functions on which the guard decides are watched, and are afterwards as they were before.
What a plugin changes as it is imported cannot be told from the host's own doing: see ``docs/safety.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from ipt_core.answers import base, kinds, options
from ipt_core.record import events, facts, locks, naming
from ipt_core.written import exercise, library

from . import alarms

_WATCHED: list[ModuleType | type] = []


def watch(*modules: ModuleType) -> None:
    """From now on, let no plugin's code change these modules or their classes."""
    for module in modules:
        own = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
        _WATCHED.extend([module, *own])


watch(base, options, kinds, events, facts, locks, naming, exercise, library, alarms)


def tried(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives; None when it raises, which must not end the session. A generator's end is passed on."""
    try:
        return call(*arguments)
    except (KeyboardInterrupt, StopIteration):
        raise
    except BaseException:  # noqa: BLE001 - a plugin may raise anything
        return None


def dared(call: Callable[..., Any], *arguments: Any) -> Any:
    """The same for code of a plugin, which is watched meanwhile."""
    before = [(owner, dict(vars(owner))) for owner in _WATCHED]
    try:
        return tried(call, *arguments)
    finally:
        for owner, members in before:
            for name in _changed(vars(owner), members):
                _put_back(owner, name, members)


def _changed(now: Any, before: dict[str, Any]) -> list[str]:
    """The names whose values are other objects now. Compared as objects: a value may claim to equal anything."""
    changed = [name for name, value in before.items() if now.get(name, _changed) is not value]
    if changed or len(now) != len(before):
        changed += [name for name in now if name not in before]
    return changed


def _put_back(owner: ModuleType | type, name: str, members: dict[str, Any]) -> None:
    setter, deleter = (
        (type.__setattr__, type.__delattr__)
        if isinstance(owner, type)
        else (ModuleType.__setattr__, ModuleType.__delattr__)
    )
    if name in members:
        setter(owner, name, members[name])
    else:
        deleter(owner, name)
