"""Rules: their dates, and the text that another program expands to the same ones."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from dateutil import rrule

from events.enums import Frequency
from events.models.recurrence import MOST_DATES, Rule

YEAR_END = datetime.date(2027, 12, 31)
REPEATING = [frequency for frequency in Frequency if frequency != Frequency.ONCE]


def dates(frequency: Frequency, first: str, until: str = "", last: datetime.date = YEAR_END) -> list[str]:
    rule = Rule(frequency, datetime.date.fromisoformat(first), datetime.date.fromisoformat(until) if until else None)
    return [f"{date:%m-%d}" for date in rule.dates(last)]


@pytest.mark.parametrize(
    ("frequency", "first", "until", "expected"),
    [
        (Frequency.ONCE, "2026-10-20", "", ["10-20"]),
        (Frequency.DAILY, "2026-10-20", "2026-10-22", ["10-20", "10-21", "10-22"]),
        (Frequency.WEEKLY, "2026-10-20", "2026-11-03", ["10-20", "10-27", "11-03"]),
        (Frequency.FORTNIGHTLY, "2026-10-20", "2026-11-17", ["10-20", "11-03", "11-17"]),
        (Frequency.MONTHLY_DAY, "2026-08-31", "2026-12-31", ["08-31", "10-31", "12-31"]),
        (Frequency.MONTHLY_WEEKDAY, "2026-10-20", "2026-12-31", ["10-20", "11-17", "12-15"]),
        # A fifth Thursday is the month's last one, which every month has.
        (Frequency.MONTHLY_WEEKDAY, "2026-10-29", "2026-12-31", ["10-29", "11-26", "12-31"]),
    ],
)
def test_dates(frequency: Frequency, first: str, until: str, expected: list[str]) -> None:
    assert dates(frequency, first, until) == expected


def test_an_endless_rule_ends_at_the_horizon() -> None:
    assert dates(Frequency.WEEKLY, "2026-10-20", last=datetime.date(2026, 11, 2)) == ["10-20", "10-27"]
    assert dates(Frequency.WEEKLY, "2026-10-20", last=datetime.date(2026, 1, 1)) == ["10-20"]


@pytest.mark.parametrize("frequency", REPEATING)
def test_no_rule_makes_dates_without_end(frequency: Frequency) -> None:
    rule = Rule(frequency, datetime.date(1000, 1, 1), datetime.date(9999, 12, 31))
    assert 0 < len(list(rule.dates(datetime.date(9999, 12, 31)))) <= MOST_DATES


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Lisbon", "America/Toronto"])
@pytest.mark.parametrize("frequency", REPEATING)
@pytest.mark.parametrize("first", ["2026-03-03", "2026-10-29"])
def test_the_text_expands_to_the_same_dates_at_the_same_clock(zone: str, frequency: Frequency, first: str) -> None:
    start = datetime.time(14)
    rule = Rule(frequency, datetime.date.fromisoformat(first), datetime.date(2027, 4, 30))
    begins = datetime.datetime.combine(rule.first, start, tzinfo=zoneinfo.ZoneInfo(zone))
    expanded = list(rrule.rrulestr(rule.text(start=start, zone=zone), dtstart=begins))
    assert [moment.date() for moment in expanded] == list(rule.dates(YEAR_END))
    assert {moment.time() for moment in expanded} == {start}
    assert len({moment.utcoffset() for moment in expanded}) == 2


def test_until_is_in_utc_or_a_date_for_whole_days() -> None:
    rule = Rule(Frequency.WEEKLY, datetime.date(2026, 10, 20), datetime.date(2026, 11, 3))
    assert rule.text(start=datetime.time(14), zone="Europe/Lisbon") == "FREQ=WEEKLY;UNTIL=20261103T140000Z"
    assert rule.text(start=datetime.time(14), zone="America/Toronto") == "FREQ=WEEKLY;UNTIL=20261103T190000Z"
    assert rule.text(start=None, zone="Europe/Lisbon") == "FREQ=WEEKLY;UNTIL=20261103"
    assert Rule(Frequency.ONCE, datetime.date(2026, 10, 20)).text(start=None, zone="Europe/Lisbon") == ""
