"""Reads a calendar from standard input with icalendar and tells its events, and its instances over four years, as JSON."""

import datetime
import json
import sys

import icalendar
import recurring_ical_events

YEARS = (datetime.date(2026, 1, 1), datetime.date(2030, 1, 1))
UTC = datetime.timezone.utc


def instant(value):
    """A day as it is, a time in UTC; one without a zone is a fault."""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    assert value.tzinfo is not None, f"{value} has no zone"
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time(component, name):
    return instant(component[name].dt) if name in component else None


def text(component, name):
    return str(component[name]) if name in component else None


def told(component):
    return {
        "uid": str(component["UID"]),
        "recurrence": time(component, "RECURRENCE-ID"),
        "summary": text(component, "SUMMARY"),
        "description": text(component, "DESCRIPTION"),
        "location": text(component, "LOCATION"),
        "comment": text(component, "COMMENT"),
        "url": text(component, "URL"),
        "categories": [str(name) for name in component["CATEGORIES"].cats] if "CATEGORIES" in component else [],
        "status": text(component, "STATUS"),
        "sequence": int(component["SEQUENCE"]),
        "modified": time(component, "LAST-MODIFIED"),
        "starts": time(component, "DTSTART"),
        "ends": time(component, "DTEND"),
    }


def instance(component):
    return {
        "uid": str(component["UID"]),
        "starts": time(component, "DTSTART"),
        "ends": time(component, "DTEND") if component["DTEND"].dt != component["DTSTART"].dt else None,
        "status": text(component, "STATUS"),
    }


def key(row):
    return (row["uid"], row.get("recurrence") or "", row["starts"])


calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
faults = [f"{component.name}: {error}" for component in calendar.walk() for error in component.errors]
assert not faults, faults
once = [name for name in ("VERSION", "PRODID", "CALSCALE") if isinstance(calendar[name], list)]
assert not once, f"told twice: {once}"
events = [told(component) for component in calendar.walk("VEVENT")]
instances = [instance(component) for component in recurring_ical_events.of(calendar).between(*YEARS)]
json.dump({"events": sorted(events, key=key), "instances": sorted(instances, key=key)}, sys.stdout)
