"""Wall time and instants, at the edges of the year's two odd nights."""

from __future__ import annotations

import datetime

import pytest

from events.models.times import check_span, clock_exists, instant, midnight_after, span

DAY = datetime.date(2026, 6, 17)
SPRING = {"Europe/Paris": (29, 2), "Europe/Lisbon": (29, 1), "America/Toronto": (8, 2)}


def at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("Europe/Paris", "13:00", "12:00"),
        ("Europe/Lisbon", "14:00", "13:00"),
        ("America/Toronto", "19:00", "18:00"),
    ],
)
def test_the_clock_stays_and_the_instant_moves(zone: str, winter: str, summer: str) -> None:
    assert instant(datetime.date(2026, 1, 14), at(14), zone) == utc(f"2026-01-14T{winter}")
    assert instant(datetime.date(2026, 7, 14), at(14), zone) == utc(f"2026-07-14T{summer}")


@pytest.mark.parametrize("zone", SPRING)
def test_an_hour_of_spring_does_not_exist(zone: str) -> None:
    day, hour = SPRING[zone]
    night = datetime.date(2026, 3, day)
    assert not clock_exists(night, at(hour, 30), zone)
    assert clock_exists(night, at(hour + 1), zone)
    assert clock_exists(night + datetime.timedelta(days=1), at(hour, 30), zone)


def test_of_two_half_past_two_in_autumn_the_first_is_meant() -> None:
    first = instant(datetime.date(2026, 10, 25), at(2, 30), "Europe/Paris")
    assert first.astimezone(datetime.UTC) == utc("2026-10-25T00:30")
    assert clock_exists(datetime.date(2026, 10, 25), at(2, 30), "Europe/Paris")


def test_an_announcement_without_an_end_is_over_with_its_day() -> None:
    when = span(zone="Europe/Paris", date=DAY, start=at(9, 15), end_date=None, end=None)
    assert (when.starts_at, when.ends_at, when.over_at) == (
        utc("2026-06-17T07:15"),
        None,
        midnight_after(DAY, "Europe/Paris"),
    )


def test_whole_days_end_with_the_last_midnight() -> None:
    when = span(zone="Europe/Lisbon", date=DAY, start=None, end_date=DAY + datetime.timedelta(days=2), end=None)
    assert (when.starts_at, when.ends_at) == (utc("2026-06-16T23:00"), utc("2026-06-19T23:00"))
    assert when.over_at == when.ends_at


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"start": at(9), "end": at(10)}, []),
        ({"start": at(10), "end": at(9)}, ["end"]),
        ({"start": at(22), "end": at(1), "end_date": DAY + datetime.timedelta(days=1)}, []),
        ({"start": None, "end": at(9)}, ["end"]),
        ({"start": at(9), "end": None, "end_date": DAY - datetime.timedelta(days=1)}, ["end_date"]),
        ({"date": datetime.date(2026, 3, 29), "start": at(2, 30), "end": at(4)}, ["start"]),
        ({"date": datetime.date(2026, 3, 29), "start": at(1), "end": at(2, 30)}, ["end"]),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_wrong(values: dict[str, object], problems: list[str]) -> None:
    given = {"date": DAY, "end_date": None, **values}
    assert list(check_span(zone="Europe/Paris", **given)) == problems  # type: ignore[arg-type]
