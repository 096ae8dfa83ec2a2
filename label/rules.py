"""Whose the label's rows are, and who may change them."""

from __future__ import annotations

from label import models
from portal.tenancy.enums import NetworkRole
from portal.tenancy.permissions import grant_to_network
from portal.tenancy.selectors.ownership import ByParent, OfNetwork, register_owner


def register() -> None:
    """Register ownership rules and grants.

    Events are about a Cité but the network's: a Cité reads them in the public register, as everyone does, and
    neither changes them nor sees those of candidates.
    """
    for events in (models.LabelEvent, models.MembershipEvent):
        register_owner(events, OfNetwork())
    register_owner(models.LabelDocumentEdition, ByParent("page", models.LabelDocumentPage))
    grant_to_network(
        NetworkRole.LABEL_TEAM,
        models=[
            f"label.{verb}_{name}"
            for verb in ("add", "change", "delete", "view")
            for name in ("labelevent", "membershipevent")
        ],
    )
