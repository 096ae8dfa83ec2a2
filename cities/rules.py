"""Whose the Cités' rows are, and what roles may do with them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities import models
from cities.enums import Review, ReviewVerb
from cities.models.initiative_shown import shared
from cities.services.initiative_contacts import CONTACT, InitiativeContacts
from portal.personal.registry import PersonalData, register_personal
from portal.tenancy.enforcement.arguments import register_argument, register_inert
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.permissions import grant_to_cite, grant_to_network
from portal.tenancy.selectors.ownership import ByCite, ByParent, BySite, OfNetwork, register_owner


class OfInitiative(ByCite):
    """An initiative belongs to its Cité; what the network accepted and members see, every Cité may refer to."""

    def shared(self) -> Q:
        return shared()

    def referable(self) -> Q:
        """What was shared once may stay named: else its Cité, taking it back, would lock the pages of others."""
        accepted = models.ReviewEntry.objects.filter(verb=ReviewVerb.ACCEPT).values("initiative")
        return Q(review__in=(Review.ACCEPTED, Review.ARCHIVED)) | Q(pk__in=accepted)


def register() -> None:
    """Register ownership rules and grants."""
    for vocabulary in (models.Pole, models.Audience, models.Criterion):
        register_owner(vocabulary, OfNetwork(readable=True))
    for owned in (
        models.PracticalInfo,
        models.Closure,
        models.UrgentNotice,
        models.Proposal,
        models.Contribution,
        models.Adoption,
        models.Evaluation,
        models.InitiativeImport,
        models.ImportedInitiative,
    ):
        register_owner(owned, ByCite())
    register_owner(models.ContributionSettings, BySite(share_unbound=False))
    register_owner(models.Initiative, OfInitiative())
    register_owner(models.ReviewEntry, ByParent("initiative", models.Initiative, share=False))
    register_owner(models.ImportLine, ByParent("of_import", models.InitiativeImport, share=False))
    for child, name, parent in (
        (models.Place, "owner", models.PracticalInfo),
        (models.OpeningHours, "owner", models.PracticalInfo),
        (models.EvaluationScore, "evaluation", models.Evaluation),
        (models.InitiativePartner, "owner", models.Initiative),
        (models.InitiativePartnerCite, "owner", models.Initiative),
        (models.PagePlace, "page", models.PracticalPage),
        (models.PageOpeningHours, "page", models.PracticalPage),
        (models.TeamMember, "page", models.TeamPage),
        (models.Partner, "page", models.PartnersPage),
        (models.InitiativePagePartner, "page", models.InitiativePage),
        (models.InitiativePagePartnerCite, "page", models.InitiativePage),
    ):
        register_owner(child, ByParent(name, parent))
    register_argument("contribution_id", models.Contribution, access="own")
    # These views find their rows in the person's own scope: what the network accepted may be adopted by all, and
    # a Cité named as partner answers about a row of another.
    register_inert("uid", "verb", "partnership_id", view="initiatives:*")
    columns = (
        "received_at", "language", "title", "teaser", "need", "description", "results", "place_name", "links", "name",
        "organisation", "email", "state", "reason", "purge_on",
    )  # fmt: skip
    register_personal("contribution", PersonalData(models.Contribution, _("Initiatives proposed by partners"), columns))
    contacts = InitiativeContacts(models.Initiative, _("Contacts of initiatives"), ("title", *CONTACT), purge_on="")
    register_personal("initiative", contacts)
    _grant()


def _grant() -> None:
    urgent = [
        f"cities.{verb}_{name}" for verb in ("add", "change", "delete", "view") for name in ("closure", "urgentnotice")
    ]
    for role in (CiteRole.MODERATOR, CiteRole.MANAGER):
        grant_to_cite(role, models=urgent)
    grant_to_cite(CiteRole.MANAGER, site=["cities.change_contributionsettings"])
    grant_to_network(NetworkRole.LABEL_TEAM, models=["cities.change_contributionsettings"])
    vocabularies = [
        f"cities.{verb}_{name}"
        for verb in ("add", "change", "delete", "view")
        for name in ("pole", "audience", "criterion")
    ]
    for team in (NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR):
        grant_to_network(team, models=[*vocabularies, *urgent])
    grant_to_network(NetworkRole.NETWORK_EDITOR, models=["cities.review_initiative", "cities.decide_proposal"])
    grant_to_network(NetworkRole.LABEL_TEAM, models=["cities.review_initiative"])
