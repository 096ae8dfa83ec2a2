"""In which language a mail speaks to a person."""

from __future__ import annotations

from django.conf import settings
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.tenancy.models import Cite


def language_for(person: User, *, cite: Cite | None) -> str:
    """The language the person chose; else that of the Cité the mail is about, of the network where it is about none.

    Never that of whoever acts, which Wagtail's `get_preferred_language` falls back to.
    """
    chosen: str = UserProfile.get_for_user(person).preferred_language
    if chosen or cite is None:
        return chosen or settings.LANGUAGE_CODE
    spoken = settings.INTERFACE_FALLBACKS.get(cite.name_language, cite.name_language)
    return spoken if spoken in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES) else settings.LANGUAGE_CODE
