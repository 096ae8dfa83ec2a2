"""What this app loads into the demonstration network."""

from __future__ import annotations

from events.demo.school import load_school
from events.demo.showcases import load_events
from portal.demo import register_demo


def register() -> None:
    """Register the steps with `manage.py demo`."""
    register_demo("spring school 2019", load_school, order=50, facts=True)
    register_demo("events of the showcases", load_events, order=75, facts=False)
