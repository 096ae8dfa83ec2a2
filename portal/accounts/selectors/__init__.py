"""Questions about people, their roles and their invitations."""

from portal.accounts.selectors.factors import FACTOR_ADDED, needs_second_factor

__all__ = ["FACTOR_ADDED", "needs_second_factor"]
