"""Crisis services as data, and in words. Needs no plugin, store, network or third-party package, and never raises."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, NamedTuple

LAST_RESORT = (
    "If you or somebody else may be in danger, call your local emergency number now "
    "(112 or 911 works in many places).\nA directory of help lines: findahelpline.com"
)
INTERNATIONAL = "INTL"
STALE_DAYS = 180  # after so many days a number should be looked at again; source: clinical reference D.7


class CrisisService(NamedTuple):
    """One service. A plugin may add some to a country, and never take one away.

    Attributes:
        country: Two letters, or ``INTL``.
        id: Its id, beginning with the country.
        name: What it is called.
        source: Where its number was found.
        phone: The number to call; '' for none.
        sms: How to reach it by text, such as ``HOME to 741741``; '' for not at all.
        url: Its address; '' for none.
        hours: When it is open; '' when not known.
        verified_on: The date (``YYYY-MM-DD``) somebody last checked it at the service's own site; '' for never.
    """

    country: str
    id: str
    name: str
    source: str
    phone: str = ""
    sms: str = ""
    url: str = ""
    hours: str = ""
    verified_on: str = ""

    def unsure(self, on: str) -> bool:
        """Whether it was never checked, or too long ago; without a date `on`, only whether it was never checked."""
        if not self.verified_on or not on:
            return not self.verified_on
        from datetime import date  # only here: help comes first, and fast

        try:
            return (date.fromisoformat(on) - date.fromisoformat(self.verified_on)).days > STALE_DAYS
        except ValueError:
            return True

    def in_words(self, on: str) -> str:
        """One line."""
        ways = (
            f"call {self.phone}" if self.phone else "",
            f"text {self.sms}" if self.sms else "",
            self.url.removeprefix("https://"),
        )
        hours = f", {self.hours}" if self.hours else ""
        return f"  {self.name}: {', '.join(filter(None, ways))}{hours}{'*' if self.unsure(on) else ''}"


class Country(NamedTuple):
    """The emergency numbers and services of a country."""

    name: str
    emergency: tuple[str, ...]
    services: tuple[CrisisService, ...]

    def in_words(self, on: str = "") -> str:
        """What to call, line by line.

        Args:
            on: Today's date (``YYYY-MM-DD``), so that numbers checked long ago are marked as well.
        """
        if not self.emergency:
            return LAST_RESORT
        lines = [f"{self.name} - in an emergency call {' or '.join(self.emergency)}"]
        lines += [service.in_words(on) for service in self.services]
        if not any(service.country == INTERNATIONAL for service in self.services):
            lines.append("Elsewhere: 112 or 911 works in many places; findahelpline.com lists help lines.")
        if any(service.unsure(on) for service in self.services):
            lines.append("* Nobody has checked this number lately. If it does not answer, use the emergency number.")
        return "\n".join(lines)


NOWHERE = Country("", (), ())  # in words: the last resort


def countries() -> dict[str, Country]:
    """Every country on file, by its code, and `INTERNATIONAL` in any case."""
    try:
        names = sorted(entry.name for entry in (files("ipt_core") / "content" / "crisis").iterdir())
    except OSError:
        names = []
    codes = [name[:-5] for name in names if name.endswith(".json")]
    return {code: country(code) for code in codes} | {INTERNATIONAL: country(INTERNATIONAL)}


def country(code: str) -> Country:
    """What is on file for a country; the international entry when there is nothing, or the file is damaged."""
    for wanted in (code.upper(), INTERNATIONAL):
        try:
            file = files("ipt_core") / "content" / "crisis" / f"{wanted}.json"
            return _read(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return NOWHERE


def crisis_services(code: str, on: str = "") -> str:
    """The crisis services of one country in words; the international ones when it is not on file or damaged.

    Args:
        code: Two letters, or ``INTL``.
        on: Today's date (``YYYY-MM-DD``), so that numbers checked long ago are marked as well.
    """
    return country(code).in_words(on)


def with_added(found: dict[str, Country], services: list[CrisisService]) -> dict[str, Country]:
    """The countries with services added after their own; a country not on file begins with the international entry."""
    added = dict(found)
    for service in services:
        code = service.country.upper()
        before = added.get(code, added[INTERNATIONAL])
        added[code] = before._replace(services=(*before.services, service))
    return added


def _read(entry: dict[str, Any]) -> Country:
    return Country(entry["name"], tuple(entry["emergency"]), tuple(_service(one, entry) for one in entry["services"]))


def _service(one: dict[str, Any], entry: dict[str, Any]) -> CrisisService:
    sms = one["sms"] or {}
    return CrisisService(
        country=entry["country"],
        id=one["id"],
        name=one["name"],
        source=one["source"],
        phone=one["phone"] or "",
        sms=" to ".join(filter(None, (sms.get("text"), sms.get("to")))),
        url=one["url"] or "",
        hours=one["hours"] or "",
        verified_on=one["verified_on"],
    )
