"""Whether a person must prove more than a password."""

from __future__ import annotations

from django.conf import settings

from portal.accounts.models import User

# Set in the session when a factor is enrolled in it: enrolling proves it.
FACTOR_ADDED = "factor_added"


def needs_second_factor(user: User) -> bool:
    """Whether this person must sign in with a second factor: network roles and operators, where the setting asks."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return user.is_superuser or user.has_perm("tenancy.access_network")
