"""In which language a mail speaks to a Cité or a person."""

from __future__ import annotations

from django.conf import settings
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


def spoken_by(cite: Cite) -> str:
    """The language of the interface that a Cité's team reads: its site's first, else that of its name."""
    row = hosts.table().by_cite(cite.pk)
    first = row.languages[0] if row and row.languages else cite.name_language
    return settings.INTERFACE_FALLBACKS.get(first, first)


def language_for(person: User, *, cite: Cite | None) -> str:
    """The language the person chose; else that of the Cité the mail is about, of the network where it is about none.

    Never that of whoever acts, which Wagtail's `get_preferred_language` falls back to.
    """
    chosen: str = UserProfile.get_for_user(person).preferred_language
    if chosen or cite is None:
        return chosen or settings.LANGUAGE_CODE
    spoken = spoken_by(cite)
    return spoken if spoken in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES) else settings.LANGUAGE_CODE
