"""The contact form every new site of a Cité begins with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.contacts.models import ContactPage
from portal.tenancy.services.provision import StarterContext, register_starter


def contact_page(context: StarterContext) -> None:
    """After practical information."""
    context.ensure("contact", ContactPage, title=_("Write to us"))


def register() -> None:
    """Register the starter."""
    register_starter("cite", contact_page, order=350)
