"""The stage of the matrix, shared by its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.isolation.matrix import Matrix


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """The stage, in a transaction around a module's tests; each request has one of its own inside.

    Tests that use it are marked `django_db`, so that a database is made, and put an empty fixture in the place of
    pytest-django's own, which would close the connection under the open transaction.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)
