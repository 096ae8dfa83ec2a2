"""Taking a whole site from the public, and giving it back; nothing of it is lost or changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.tenancy.models import Cite
from portal.tenancy.services.provision import ProvisionError


def suspend_site(*, cite: Cite, user: Any) -> None:
    """Answer 503 to every visitor of the site; its team goes on working in the admin.

    Raises:
        ProvisionError: there is no site, or it is suspended already.
    """
    _set(cite, suspended=True, action="tenancy.suspend", user=user)


def resume_site(*, cite: Cite, user: Any) -> None:
    """Show the site again as it is now.

    Raises:
        ProvisionError: there is no site, or it isn't suspended.
    """
    _set(cite, suspended=False, action="tenancy.resume", user=user)


def _set(cite: Cite, *, suspended: bool, action: str, user: Any) -> None:
    with transaction.atomic():
        current = Cite.objects.select_for_update().get(pk=cite.pk)
        if current.site_id is None:
            raise ProvisionError(_("This Cité has no site yet."))
        if current.suspended == suspended:
            raise ProvisionError(_("The site is suspended already.") if suspended else _("The site is not suspended."))
        current.suspended = cite.suspended = suspended
        current.save(update_fields=["suspended"])
        log(instance=current, action=action, user=user)
