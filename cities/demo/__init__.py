"""What this app loads into the demonstration network."""

from __future__ import annotations

from cities.demo.initiatives import load_initiatives, load_showcase_initiatives
from cities.demo.news import load_network_news
from cities.demo.partners import load_partners
from cities.demo.people import load_people
from cities.demo.register import load_register
from cities.demo.services import load_services
from cities.demo.showcases import load_showcases
from cities.demo.sites import load_places, load_sites
from cities.demo.vocabularies import load_criteria, load_vocabularies
from portal.demo import register_demo


def register() -> None:
    """Register the steps with `manage.py demo`."""
    register_demo("pôles and audiences", load_vocabularies, order=5, facts=True)
    register_demo("register of Cités", load_register, order=10, facts=True)
    register_demo("hub and sites", load_sites, order=20, facts=True)
    register_demo("places", load_places, order=25, facts=True)
    register_demo("services in the Cités' own words", load_services, order=30, facts=True)
    register_demo("partners", load_partners, order=32, facts=True)
    register_demo("news of the network", load_network_news, order=34, facts=True)
    # Before those of the sources: what is newest stands first on the wall, and that shall be the true ones.
    register_demo("criteria of the network", load_criteria, order=56, facts=False)
    register_demo("initiatives of the showcases", load_showcase_initiatives, order=58, facts=False)
    register_demo("initiatives", load_initiatives, order=60, facts=True)
    register_demo("showcases", load_showcases, order=70, facts=False)
    register_demo("accounts", load_people, order=90, facts=False)
