"""A piece of news, who proposes it and who decides."""

from __future__ import annotations

import pytest

from cities.models import NewsPage, Proposal
from cities.services.proposals import decide_proposal, propose
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.cities import make_news
from tests.factories.portal import person
from tests.factories.world import World


@pytest.fixture
def author(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR))


@pytest.fixture
def decider(world: World) -> User:
    return person(NetworkRole.NETWORK_EDITOR)


@pytest.fixture
def piece(world: World) -> NewsPage:
    return make_news(world.porto, "pt", "Feira das profissões")


@pytest.fixture
def offer(piece: NewsPage, author: User, decider: User) -> Proposal:
    """An accepted proposal."""
    return decide_proposal(proposal=propose(page=piece, user=author), verb="accept", user=decider)
