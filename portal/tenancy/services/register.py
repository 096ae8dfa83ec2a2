"""Keeping an entry of the register, and giving it a site: each verb written to the Cité's log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from portal.tenancy.models import Cite
from portal.tenancy.services.drift import forget_drift
from portal.tenancy.services.provision import Report, provision_cite
from portal.tenancy.services.provision.cite import refuse_unknown


def save_entry(*, cite: Cite, user: Any) -> Report:
    """Save an entry, new or changed; a site follows its name.

    Raises:
        ProvisionError: the entry isn't valid. Nothing was written.
    """
    refuse_unknown(cite)
    with transaction.atomic():
        added = cite._state.adding
        cite.save()
        report = provision_cite(cite=cite) if cite.container_id else Report()
        _note("tenancy.add" if added else "tenancy.change", cite, user, report)
    return report


def make_site(*, cite: Cite, languages: Sequence[str], user: Any) -> Report:
    """Give an entry of the register its site in these languages, the first one the default.

    Raises:
        ProvisionError: a language is unknown, or host or short name are taken. Nothing was written.
    """
    with transaction.atomic():
        report = provision_cite(cite=cite, languages=languages)
        _note("tenancy.make_site", cite, user, report)
    return report


def repair_site(*, cite: Cite, user: Any) -> Report:
    """Put back what drifted.

    Raises:
        ProvisionError: the entry is no longer valid. Nothing was written.
    """
    with transaction.atomic():
        report = provision_cite(cite=cite)
        _note("tenancy.repair", cite, user, report)
    return report


def set_languages(*, cite: Cite, languages: Sequence[str], user: Any) -> Report:
    """Give a site exactly these languages in this order; one left out is withdrawn, its pages unpublished.

    Raises:
        ProvisionError: none is given, or one is unknown. Nothing was written.
    """
    with transaction.atomic():
        report = provision_cite(cite=cite, languages=languages)
        _note("tenancy.languages", cite, user, report, languages=list(languages))
    return report


def _note(action: str, cite: Cite, user: Any, report: Report, **data: Any) -> None:
    forget_drift(cite=cite)
    log(instance=cite, action=action, user=user, data={"report": report.lines(), **data})
