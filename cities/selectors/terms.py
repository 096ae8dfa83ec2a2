"""The network's vocabularies, and what bears their words."""

from __future__ import annotations

from cities.models import Audience, Criterion, InitiativePage, Pole, ServicePage


def uses_of(term: Pole | Audience | Criterion) -> int:
    """How many initiatives, drafts included, and services bear a word; of a criterion, how many it was judged by."""
    if isinstance(term, Criterion):
        return term.scores.count()
    accepted = term.initiatives.count()
    if isinstance(term, Pole):
        drafts = InitiativePage.objects.filter(poles=term)
        services = ServicePage.objects.filter(pole=term).count()
    else:
        drafts = InitiativePage.objects.filter(audiences=term)
        services = 0
    counted = term.initiatives.values("uid")
    return accepted + services + drafts.exclude(translation_key__in=counted).count()
