"""Calls of a plugin's code: what it raises harms nothing, and what it changes in the engine meanwhile is undone.

A plugin runs in the same process, and Python lets any code change any other. While a script, a check or a score of a
plugin runs, the classes and functions on which the guard decides are watched, and are afterwards as they were before.
What a plugin changes as it is imported cannot be told from the host's own doing: see ``docs/safety.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
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
    with watched():
        return tried(call, *arguments)


@contextmanager
def watched() -> Iterator[None]:
    """Put back, at the end, what was changed meanwhile in the modules and classes that are watched."""
    before = [(owner, dict(vars(owner)), _insides(owner)) for owner in _WATCHED]
    module_type = ModuleType  # this module is watched too: nothing of it is looked up once a plugin's code has run
    try:
        yield
    finally:
        for owner, members, insides in before:
            base, now = (type if isinstance(owner, type) else module_type), vars(owner)
            for name in [name for name in now if name not in members]:
                base.__delattr__(owner, name)
            for name, value in members.items():
                if now.get(name, before) is not value:  # compared as objects: a value may claim to equal anything
                    base.__setattr__(owner, name, value)
            for function, code, defaults in insides:
                if function.__code__ is not code or function.__defaults__ is not defaults:
                    function.__code__, function.__defaults__ = code, defaults


def _insides(owner: ModuleType | type) -> list[tuple[FunctionType, Any, Any]]:
    """What the functions of a module or class do; it can be replaced within the function itself."""
    found = [one for one in vars(owner).values() if one.__class__ is FunctionType]
    return [(one, one.__code__, one.__defaults__) for one in found]
