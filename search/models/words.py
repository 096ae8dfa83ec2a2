"""Words as they are written in the initiatives, for correcting what is asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_WORD = 40


class SearchWord(models.Model):
    """A folded surface word of a language, and how it is written.

    Rows are only added by publications, never counted: two that publish at once then don't wait for one another on
    the commonest words. The nightly job counts, and drops what no published text holds any more. A word that only
    an unpublished text holds is never proposed: proposals are checked for hits.
    """

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("word"), max_length=MAX_WORD)
    written = models.CharField(_("as written"), max_length=MAX_WORD)
    texts = models.PositiveIntegerField(_("texts that hold it"), default=1)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]

    def __str__(self) -> str:
        return f"{self.language}: {self.written}"
