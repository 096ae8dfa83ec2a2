"""People of Porto whom several modules try."""

from __future__ import annotations

import pytest

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole
from tests.factories.portal import person
from tests.factories.world import World


@pytest.fixture
def editor(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR))


@pytest.fixture
def manager(world: World) -> User:
    return person((world.porto, CiteRole.MANAGER))
