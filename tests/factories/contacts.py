"""Messages to Cités and the pages they are written on."""

from __future__ import annotations

from typing import Any

from portal.contacts.models import ContactMessage, ContactPage
from portal.contacts.services.messages import receive_message
from portal.tenancy.models import Cite
from tests.factories.portal import home_of


def contact_page(cite: Cite, language: str) -> ContactPage:
    """The form's page that provisioning made."""
    found: ContactPage = ContactPage.objects.child_of(home_of(cite, language)).get()
    return found


def make_message(cite: Cite, *, email: str = "lea@example.org", **values: Any) -> ContactMessage:
    """A message received now."""
    data = {"name": "Léa Dupont", "body": "Une question sur les métiers du bois.", "language": "fr", **values}
    return receive_message(cite=cite, email=email, **data)
