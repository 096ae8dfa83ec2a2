"""The network's vocabularies, and what bears their words."""

from __future__ import annotations

from cities.models import Audience, InitiativePage, Pole, ServicePage


def uses_of(term: Pole | Audience) -> int:
    """How many initiatives, drafts included, and services bear a word."""
    accepted = term.initiatives.count()
    if isinstance(term, Pole):
        drafts = InitiativePage.objects.filter(poles=term)
        services = ServicePage.objects.filter(pole=term).count()
    else:
        drafts = InitiativePage.objects.filter(audiences=term)
        services = 0
    counted = term.initiatives.values("uid")
    return accepted + services + drafts.exclude(translation_key__in=counted).count()
