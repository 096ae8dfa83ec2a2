"""What this app loads into the demonstration network."""

from __future__ import annotations

from cities.demo.register import load_register
from cities.demo.sites import load_places, load_sites
from cities.demo.vocabularies import load_vocabularies
from portal.demo import register_demo


def register() -> None:
    """Register the steps with `manage.py demo`."""
    register_demo("pôles and audiences", load_vocabularies, order=5, facts=True)
    register_demo("register of Cités", load_register, order=10, facts=True)
    register_demo("hub and sites", load_sites, order=20, facts=True)
    register_demo("places", load_places, order=25, facts=True)
