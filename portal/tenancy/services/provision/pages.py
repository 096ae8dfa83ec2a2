"""Container, homes, Site and languages of one space."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from portal.tenancy.models import Cite, Container, SiteLanguage
from portal.tenancy.services.pages import add_published
from portal.tenancy.services.provision.plan import Report
from portal.tenancy.services.provision.starters import Space, StarterContext, home_model, run_starters


def root_page() -> Page:
    """The root of all pages, locked so that two runs don't add a child at the same path."""
    return Page.objects.select_for_update().get(depth=1)


def ensure_container(existing: Container | None, *, slug: str, title: str, locale: Locale, report: Report) -> Container:
    """The container of a space; a live state or a title that drifted is put back."""
    if existing is None:
        container = Container(slug=slug, title=title, live=False, locale=locale)
        root_page().add_child(instance=container)
        report.made.append(_("Pages: a container “%(title)s”.") % {"title": title})
        return container
    if (existing.slug, existing.title, existing.live) != (slug, title, False):
        existing.slug, existing.title, existing.draft_title, existing.live = slug, title, title, False
        existing.save()
        report.repaired.append(_("Pages: title, address or state of the container."))
    return existing


def ensure_site(existing: Site | None, *, hostname: str, name: str, container: Container, report: Report) -> Site:
    """The Wagtail site; a host that was changed on purpose stays, its port follows the setting."""
    if existing is None:
        site = Site.objects.create(
            hostname=hostname,
            port=settings.PUBLIC_PORT,
            site_name=name,
            root_page=container,
            is_default_site=False,
        )
        report.made.append(_("Site: %(host)s.") % {"host": hostname})
        return site
    wanted = (settings.PUBLIC_PORT, container.pk, name, False)
    if (existing.port, existing.root_page_id, existing.site_name, existing.is_default_site) != wanted:
        existing.port, existing.root_page, existing.site_name = settings.PUBLIC_PORT, container, name
        existing.is_default_site = False
        existing.save()
        report.repaired.append(_("Site: port, name or root page."))
    return existing


def language_name(code: str) -> str:
    """A language as the reader calls it; the code of one that the portal has no more."""
    return str(dict(settings.LANGUAGES).get(code, code))


def ensure_languages(site: Site, *, locales: dict[str, Locale], report: Report) -> None:
    """The site's languages in this order; one that isn't wanted any more is withdrawn with its pages."""
    rows = {row.locale.language_code: row for row in site.site_languages.select_related("locale")}
    for code in set(rows) - set(locales):
        _withdraw(site, rows.pop(code), report)
    for order, (code, locale) in enumerate(locales.items()):
        row = rows.get(code)
        if row is None:
            SiteLanguage.objects.create(site=site, locale=locale, sort_order=order)
            report.made.append(_("Language: %(code)s.") % {"code": language_name(code)})
        elif row.sort_order != order:
            row.sort_order = order
            row.save(update_fields=["sort_order"])
            report.repaired.append(_("Language: order of %(code)s.") % {"code": language_name(code)})


def _withdraw(site: Site, row: SiteLanguage, report: Report) -> None:
    """Take a language from a site and its whole branch from the public: else it stays in sitemap and API."""
    branch = Page.objects.descendant_of(site.root_page).filter(locale=row.locale, live=True)
    row.delete()  # first: pages in other languages stay, though their original goes
    for page in branch.specific():
        page.unpublish(log_action=False)
    report.repaired.append(
        _("Language: %(code)s withdrawn, its pages unpublished.") % {"code": language_name(row.locale.language_code)}
    )


def ensure_homes(
    container: Container,
    *,
    space: Space,
    site: Site,
    cite: Cite | None,
    locales: dict[str, Locale],
    titles: dict[str, str],
    report: Report,
) -> None:
    """A live home in each language, its slug the language's code, with the pages a new site begins with."""
    model = home_model(space)
    for code, locale in locales.items():
        context = StarterContext(space, site, Page(), locale, cite, is_new=False, report=report)
        home = model.objects.child_of(container).filter(locale=locale).first()
        if home is None:
            context.is_new = True
            home = model(title=titles[code], slug=code, locale=locale, translation_key=context.key("home"))
            add_published(parent=container, page=home)
            report.made.append(_("Home: %(code)s.") % {"code": language_name(code)})
        elif not home.live or home.slug != code:
            home.slug = code
            home.live = True
            home.save()
            report.repaired.append(
                _("Home: %(code)s is published at its address again.") % {"code": language_name(code)}
            )
        context.home = home
        with translation.override(settings.INTERFACE_FALLBACKS.get(code, code)):
            run_starters(context)
        # treebeard writes path and numchild without the instance in hand knowing.
        container.refresh_from_db(fields=["numchild"])


def kept_languages(site: Site | None, asked: Sequence[str]) -> list[str]:
    """The languages asked for or, when none are named, those the site has."""
    if asked or site is None:
        return list(asked)
    return [row.locale.language_code for row in site.site_languages.select_related("locale")]
