"""Calls of a plugin's code: what it raises harms nothing, and what it changes in the engine meanwhile is undone.

A plugin runs in the same process, and Python lets any code change any other. While a script, a check or a score of a
plugin runs, the classes and functions on which the guard decides are watched, and are afterwards as they were before.
What a plugin changes as it is imported cannot be told from the host's own doing: see ``docs/safety.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

from ipt_core.answers import base, kinds, options
from ipt_core.record import events, facts, locks, naming
from ipt_core.written import exercise, library

from . import alarms

_WATCHED: list[ModuleType | type] = []
_FUNCTIONS: list[FunctionType] = []  # of these; what they do can be replaced within the function itself


def watch(*modules: ModuleType) -> None:
    """From now on, let no plugin's code change these modules or their classes."""
    for module in modules:
        own = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
        _WATCHED.extend([module, *own])
        for owner in (module, *own):
            _FUNCTIONS.extend(one for one in vars(owner).values() if one.__class__ is FunctionType)


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
    with watched():
        return tried(call, *arguments)


@contextmanager
def watched() -> Iterator[None]:
    """Put back, at the end, what was changed meanwhile in the modules and classes that are watched."""
    before = [(owner, dict(vars(owner))) for owner in _WATCHED]
    insides = [(one, one.__code__, one.__defaults__) for one in _FUNCTIONS]
    # This module is watched too: nothing of it is looked up once a plugin's code has run. What was there is compared
    # as objects, for a value may claim to equal anything.
    same, module_type = is_, ModuleType
    try:
        yield
    finally:
        for owner, members in before:
            now = vars(owner)
            if len(now) == len(members) and all(map(same, members.values(), now.values())):
                continue
            base = type if isinstance(owner, type) else module_type
            for name in [name for name in now if name not in members]:
                base.__delattr__(owner, name)
            for name, value in members.items():
                if now.get(name, before) is not value:
                    base.__setattr__(owner, name, value)
        for function, code, defaults in insides:
            if function.__code__ is not code or function.__defaults__ is not defaults:
                function.__code__, function.__defaults__ = code, defaults
