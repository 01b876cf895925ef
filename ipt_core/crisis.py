"""Crisis services as data, in words. Needs no plugin, store, network or third-party package, and never raises."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

LAST_RESORT = (
    "If you or somebody else may be in danger, call your local emergency number now "
    "(112 or 911 works in many places).\nA directory of help lines: findahelpline.com"
)
INTERNATIONAL = "INTL"


def all_services() -> dict[str, str]:
    """Country code -> its crisis services in words, for every country on file."""
    try:
        names = sorted(entry.name for entry in (files("ipt_core") / "content" / "crisis").iterdir())
    except OSError:
        names = []
    found = {name[:-5]: crisis_services(name[:-5]) for name in names if name.endswith(".json")}
    found.setdefault(INTERNATIONAL, LAST_RESORT)
    return found


def crisis_services(country: str) -> str:
    """The crisis services of one country in words; the international ones when it is not on file or damaged."""
    for code in (country.upper(), INTERNATIONAL):
        try:
            file = files("ipt_core") / "content" / "crisis" / f"{code}.json"
            return _in_words(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return LAST_RESORT


def _in_words(entry: dict[str, Any]) -> str:
    lines = [f"{entry['name']} - in an emergency call {' or '.join(entry['emergency'])}"]
    lines += [_line(service) for service in entry["services"]]
    if not any(service["id"].startswith("intl") for service in entry["services"]):
        lines.append("Elsewhere: 112 or 911 works in many places; findahelpline.com lists help lines.")
    if any(line.endswith("*") for line in lines):
        lines.append("* Nobody has checked this number yet. If it does not answer, use the emergency number.")
    return "\n".join(lines)


def _line(service: dict[str, Any]) -> str:
    ways = []
    if service.get("phone"):
        ways.append(f"call {service['phone']}")
    sms = service.get("sms")
    if sms:
        ways.append(f"text {sms['text'] or ''} to {sms['to']}".replace("  ", " ") if sms.get("to") else "")
    if service.get("url"):
        ways.append(str(service["url"]).removeprefix("https://"))
    hours = f", {service['hours']}" if service.get("hours") else ""
    unverified = "" if service.get("verified_on") else "*"
    return f"  {service['name']}: {', '.join(filter(None, ways))}{hours}{unverified}"
