"""What provisioning needs to know and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Locale


class ProvisionError(ValueError):
    """The request can't be met; nothing was written. The message says why and what to do."""


@dataclass
class Report:
    """What a run made and what it repaired, each a sentence for a person."""

    made: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.made or self.repaired)

    def lines(self) -> list[str]:
        """All sentences, those of new things first."""
        return [*self.made, *self.repaired]


def checked_languages(codes: Sequence[str]) -> list[str]:
    """The codes in order, without repeats.

    Raises:
        ProvisionError: one is none of the portal's content languages, or there is none.
    """
    known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    for code in codes:
        if code not in known:
            raise ProvisionError(
                _("“%(code)s” is not a language of the portal. Choose among: %(known)s.")
                % {"code": code, "known": ", ".join(known)}
            )
    if not codes:
        raise ProvisionError(_("A site needs at least one language."))
    return list(dict.fromkeys(codes))


def locales_for(codes: Sequence[str]) -> dict[str, Locale]:
    """The locales of these codes, made where the installation hasn't had them yet."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}
