"""When a count begins anew, and what counts as one."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from portal.services.throttle import DAY, HOUR, mailbox_of, seconds_left


def test_a_stretch_ends_with_the_hour_and_with_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 11, 28, 23, 59, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert (seconds_left(HOUR), seconds_left(DAY)) == (30, 30)
    moment += datetime.timedelta(seconds=30)
    assert (seconds_left(HOUR), seconds_left(DAY)) == (HOUR, DAY)


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("lea@example.org", "lea@example.org"),
        ("lea+a+b@example.org", "lea@example.org"),
        ("lea@a+b.example", "lea@a+b.example"),
    ],
)
def test_addresses_with_a_plus_are_one_mailbox(email: str, mailbox: str) -> None:
    assert mailbox_of(email) == mailbox
