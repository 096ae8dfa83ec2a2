"""Languages a page may be translated into."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import Locale, Page

from portal.tenancy.models import StructuralPage
from portal.tenancy.selectors import hosts, ownership


def languages_of(page: Page) -> tuple[str, ...]:
    """The languages of the site a page lies in, in the site's order; none off every site."""
    cite_id = ownership.cite_id_of_path(page.path)
    table = hosts.table()
    row = table.hub if cite_id is None else table.by_cite(cite_id)
    if row is None or not page.path.startswith(row.container["path"]):
        return ()
    return row.languages


def missing_locales(page: Page) -> QuerySet[Locale]:
    """The locales of the site's languages that a page has no translation in; an alias is none."""
    taken = page.get_translations(inclusive=True).exclude(alias_of__isnull=False).values_list("locale_id", flat=True)
    return Locale.objects.filter(language_code__in=languages_of(page)).exclude(pk__in=list(taken))


def is_translatable(page: Page) -> bool:
    """Structural pages come from provisioning in every language; everything else may be translated."""
    return not page.is_root() and not issubclass(page.specific_class or Page, StructuralPage)
