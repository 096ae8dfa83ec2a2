"""Limits last as long as they say."""

from __future__ import annotations

import time

import pytest

from portal.services.throttle import DAY, HOUR, is_within

pytestmark = pytest.mark.usefixtures("db")


def asked() -> bool:
    return is_within(2, purpose="test", client="192.0.2.1", seconds=DAY)


def test_a_limit_of_a_day_is_remembered_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [asked(), asked(), asked()] == [True, True, False]
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + HOUR)
    assert asked() is False
