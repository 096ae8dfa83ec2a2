"""What RFC 5545 asks of a feed and parsers don't hold: they are clients, not validators."""

from __future__ import annotations

import re
from collections import Counter

ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE", "URL", "LOCATION", "DESCRIPTION")
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
MOMENT = re.compile(r"\d{8}(T\d{6}Z?)?$")


def problems_of(content: bytes) -> list[str]:
    """Every fault found, in words; empty for a sound calendar."""
    found = []
    if b"\n" in content.replace(b"\r\n", b"") or not content.endswith(b"\r\n"):
        found.append("line ends")
    found += ["line too long" for line in content.split(b"\r\n") if len(line) > 75]
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    zones = {line[5:] for line in lines if line.startswith("TZID:")}
    used = {match[1] for line in lines if (match := re.match(r"[A-Z-]+;.*?TZID=([^:;]+)", line))}
    if zones != used:
        found.append(f"zones {sorted(zones ^ used)}")
    identities = []
    for event in "\n".join(lines).split("BEGIN:VEVENT\n")[1:]:
        values = properties_of(event.partition("END:VEVENT")[0])
        found += problems_of_event(values)
        identities.append((dict(values).get("UID"), dict(values).get("RECURRENCE-ID")))
    found += [f"{identity} twice" for identity, number in Counter(identities).items() if number > 1]
    return found


def properties_of(event: str) -> list[tuple[str, str]]:
    """Names and values, parameters left out."""
    matches = [re.match(r"([A-Z-]+)(?:;[^:]*)?:(.*)", line) for line in event.split("\n")]
    return [(match[1], match[2]) for match in matches if match]


def problems_of_event(values: list[tuple[str, str]]) -> list[str]:
    """Faults of one VEVENT."""
    counts, first = Counter(name for name, _value in values), dict(values)
    found = [f"{name} {counts[name]} times" for name in ONCE if counts[name] > 1]
    found += [f"no {name}" for name in ("UID", "DTSTAMP", "DTSTART") if not counts[name]]
    moments = {name: first[name] for name in ("DTSTART", "DTEND") if name in first}
    found += [f"{name} {value}" for name, value in moments.items() if not MOMENT.match(value)]
    if first.get("STATUS", "CONFIRMED") not in STATUSES:
        found.append(f"status {first['STATUS']}")
    if first.get("DTEND", "9") <= first.get("DTSTART", "0"):
        found.append("end before start")
    return found
