"""Tags of the public templates: icons, emblems, languages, dates of known precision, links that stay on their site."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from portal.dates import clock_words, day_words, first_of_span_words, known_date_words, month_day_words
from portal.lines import one_line as in_one_line
from portal.look.qr import qr_drawing
from portal.selectors.accents import accent_version
from portal.selectors.frames import MenuItem, SiteFrame
from portal.selectors.social import SocialImage, social_image
from portal.selectors.visible import unrestricted
from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts

register = template.Library()

# Drawn on 24 by 24, stroke only; an icon never stands without words.
ICONS = {
    "arrow": "M4 12h15M13 5.5 19.5 12 13 18.5",
    "back": "M20 12H5M11 5.5 4.5 12 11 18.5",
    "calendar": "M4 6h16v14H4ZM4 10.5h16M8 3v5M16 3v5",
    "check": "M4.5 12.5 10 18 20 6.5",
    "close": "M6 6l12 12M18 6 6 18",
    "document": "M6 3h8l4 4.5V21H6ZM13.5 3v5H18",
    "download": "M12 4v11M7 11l5 5 5-5M4 20h16",
    "globe": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM3.5 12h17M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 7.6v.1",
    "mail": "M3.5 6h17v12h-17ZM3.5 7l8.5 6.5L20.5 7",
    "pause": "M8 5v14M16 5v14",
    "phone": "M6 4h4l1.5 4.5-2.5 2a11 11 0 0 0 4.5 4.5l2-2.5 4.5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 6a2 2 0 0 1 2-2Z",
    "play": "M7.500 4.500v15L19.500 12Z",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7Z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 21 21",
    "warning": "M12 4 21.5 20h-19ZM12 10v5M12 16.6v1.400",
}
# Words, then a number with what follows it.
# Django names Basque in English.
OWN_NAMES = {"eu": "Euskara"}
FIGURE = re.compile(r"([^\d−+-]*[^\W\d]\s+)(\d.*)")
WAY_ICONS = {"arrow", "back"}
WHOLE = SafeString('viewBox="0 0 100 100"')
# The part of an emblem that always holds the place.
CROPPED = SafeString('viewBox="8 20 84 42" preserveAspectRatio="xMidYMid slice"')
# The same with the place in the middle, where something stands on it.
PLACED = SafeString('viewBox="10 10 80 80" preserveAspectRatio="xMidYMid slice"')
# The network's own emblem, which stands where its logo isn't known.
NETWORK_EMBLEM = (
    "M83.5 0L100 0L100 56.5L72.2 50.6L64.4 33.1ZM100 64.7L100 100L59.3 100L56.3 71.3L70.5 58.4ZM48.3 72.1L51.2 100"
    "L0 100L0 76.6L31.7 62.5ZM28.4 55.2L0 67.9L0 0.4L32.4 36.5ZM10.4 0L74.2 0L57.4 29.1L38.4 31.1Z"
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An inline icon, hidden from screen readers."""
    classes = "ico" + (" ico--way" if name in WAY_ICONS else "") + (f" {extra}" if extra else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        classes,
        ICONS[name],
    )


@register.filter
def one_line(text: object) -> str:
    """Something typed, where it stands in a sentence of a mail."""
    return in_one_line(text)


@register.filter
def arrowed(words: str) -> SafeString:
    """The words of a link with an arrow that never stands alone on a line."""
    first, _space, last = str(words).rpartition(" ")
    return format_html('{}<span class="nb">{}{}</span>', f"{first} " if first else "", last, icon("arrow"))


@register.simple_tag
def emblem(path: str = "", slug: str = "", extra: str = "", crop: bool = False, placed: bool = False) -> SafeString:
    """The emblem of a Cité in its accent, or the network's; `crop` fills a card with the part that holds the place,
    `placed` with the place in the middle.
    """
    if not path:
        return format_html(
            '<svg class="emblem{}" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
            '<path d="{}"/><circle class="who" cx="50" cy="50" r="9"/></svg>',
            f" {extra}" if extra else "",
            NETWORK_EMBLEM,
        )
    accent = format_html(' data-cite="{}"', slug) if slug else SafeString("")
    classes = ("" if crop or placed else "emblem ") + ("accent " if slug else "") + extra
    box = PLACED if placed else CROPPED if crop else WHOLE
    return format_html(
        '<svg class="{}"{} {} aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        classes.strip(),
        accent,
        box,
        path,
    )


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """The QR code of an address, dark on white whatever the scheme; beside a link, which says the same to everyone."""
    drawing = qr_drawing(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" aria-hidden="true" focusable="false">'
        '<path class="qr__ground" d="M0 0h{0}v{0}h-{0}z"/><path class="qr__code" d="{1}"/></svg>',
        drawing.size,
        drawing.path,
    )


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language of a site, for the picker and hreflang. `url` is absolute where `absolute` asked so."""

    code: str
    name: str
    url: str
    is_current: bool
    is_translation: bool


def language_name(code: str) -> str:
    """The language's name in itself, with a capital."""
    name: str = OWN_NAMES.get(code) or get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


register.filter("language_name", language_name)


@register.simple_tag(takes_context=True)
def content_lang(context: dict[str, Any], title: str = "") -> SafeString:
    """A `lang` attribute for what a Cité wrote, where the interface speaks another language.

    A title that the page in the interface's language bears too is in that language: starter pages are named in it.
    """
    code, around = context.get("content_language", ""), context.get("page_language", "")
    page = context.get("page")
    if code == around or getattr(page, "reading_language", code) != code:  # `main` says in what it is shown
        return SafeString("")
    frame: SiteFrame | None = context.get("frame")
    if title and frame and any(item.title == title for item in frame.pages.get(around, ())):
        return SafeString("")
    return format_html(' lang="{}"', code)


@register.simple_tag(takes_context=True)
def interface_lang(context: dict[str, Any]) -> SafeString:
    """A `lang` attribute for words of the interface inside what a Cité wrote; nothing where both are one language."""
    code, around = context.get("content_language", ""), context.get("page_language", "")
    return SafeString("") if code == around else format_html(' lang="{}"', around)


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any], absolute: bool = False) -> list[LanguageChoice]:
    """The site's languages: this page's translation in each, or that language's home."""
    frame: SiteFrame | None = context.get("frame")
    if not frame:
        return []
    request: HttpRequest = context["request"]
    if absolute and hasattr(request, "page_site_row"):  # read by members, who find it by no search engine
        return []
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]
    page = context.get("page")
    if hasattr(request, "page_site_row"):
        page = None  # of another site than the frame: the picker leads to the homes
    shown_in = getattr(page, "shown_in", "")  # a page of another language, shown as it is
    current = shown_in or (page.locale.language_code if isinstance(page, Page) else context["content_language"])
    urls = _translations(context, frame, row, page)
    prefix = origin(request, row.hostname) if absolute else ""
    suffix = context.get("language_suffix", "")
    return [
        LanguageChoice(
            code=code,
            name=language_name(code),
            url=prefix + (urls[code] + suffix if code in urls else request.path if code == shown_in else f"/{code}/"),
            is_current=code == current,
            is_translation=code in urls,
        )
        for code in frame.languages
        if code in frame.homes
    ]


@register.simple_tag(takes_context=True)
def interface_languages(context: dict[str, Any]) -> list[LanguageChoice]:
    """The languages the interface speaks, for pages whose address names none: `?language=` chooses."""
    request: HttpRequest = context["request"]
    found = []
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        query = request.GET.copy()
        query["language"] = code
        url = f"{request.path}?{query.urlencode()}"
        found.append(LanguageChoice(code, language_name(code), url, code == get_language(), True))
    return found


def _translations(context: dict[str, Any], frame: SiteFrame, row: hosts.SiteRow, page: Any) -> dict[str, str]:
    """Addresses of this page's live translations by language; no query for a home or a one-language site."""
    if not isinstance(page, Page) or len(frame.languages) == 1:
        return {page.locale.language_code: _path(page, row)} if isinstance(page, Page) else {}
    if page.pk in {home.id for home in frame.homes.values()}:
        return {code: home.path for code, home in frame.homes.items()}
    if hasattr(page, "alternate_paths"):  # a page that the frame knows in all its languages: no query
        return dict(page.alternate_paths(frame))
    kept: dict[str, str] | None = context["request"].__dict__.get("_translations")
    if kept is None:
        found = page.alternates() if hasattr(page, "alternates") else ()
        kept = {other.locale.language_code: _path(other, row) for other in found}
        context["request"].__dict__["_translations"] = kept
    return kept


def _path(page: Page, row: hosts.SiteRow) -> str:
    path: str = page.url_path
    return path[len(row.container["url_path"]) - 1 :]


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> Sequence[MenuItem]:
    """The main menu in the language of the page."""
    frame: SiteFrame | None = context.get("frame")
    return frame.menu(context["content_language"]) if frame else []


@register.simple_tag(takes_context=True)
def site_pages(context: dict[str, Any]) -> Sequence[MenuItem]:
    """Every page just below the home in this language but the statements, for the footer."""
    frame: SiteFrame | None = context.get("frame")
    pages = frame.pages.get(context["content_language"], ()) if frame else ()
    return [item for item in pages if item.kind != "portal.StatementPage"]


@register.simple_tag
def pages_below(page: Page) -> Sequence[Page]:
    """The pages just below one of the same kind that anyone may read, in their order; one query."""
    if page.is_leaf():
        return []
    return list(type(page).objects.child_of(page).live().filter(unrestricted()).order_by("path"))


@register.simple_tag(takes_context=True)
def page_of_kind(context: dict[str, Any], kind: str, of_hub: bool = False) -> MenuItem | None:
    """The page of a kind ("app.Model") just below the home, in this language or the site's first."""
    frame: SiteFrame | None = context.get("hub" if of_hub else "frame")
    if not frame:
        return None
    return frame.find(context["content_language"], kind) or frame.find(frame.languages[0], kind)


@register.simple_tag(takes_context=True)
def other_language(context: dict[str, Any], item: MenuItem) -> str:
    """The language of a page found in the site's first; empty where it is that of the page at hand."""
    language = item.path.split("/")[1]
    return "" if language == context["content_language"] else language


@register.simple_tag(takes_context=True)
def statements(context: dict[str, Any]) -> Sequence[MenuItem]:
    """Legal notice, privacy and accessibility statement in this language."""
    frame: SiteFrame | None = context.get("frame")
    return frame.all_of(context["content_language"], "portal.StatementPage") if frame else []


@register.simple_tag(takes_context=True)
def hub_url(context: dict[str, Any], path: str = "") -> str:
    """An absolute address on the hub, in the reader's language where the hub has it."""
    request: HttpRequest = context["request"]
    row = hosts.table().hub
    if row is None:
        return "/"
    base = _site_origin(request, row)
    if path:
        return base + path
    code = context.get("content_language", "")
    return f"{base}/{code if code in row.languages else row.default_language}/"


@register.simple_tag(takes_context=True)
def cite_url(context: dict[str, Any], cite_id: int, path: str = "") -> str:
    """An absolute address on a Cité's site: `path`, or its home in the reader's language; empty where none is open."""
    row = hosts.table().by_cite(cite_id)
    if row is None or row.suspended:
        return ""
    base = _site_origin(context["request"], row)
    if path:
        return base + path
    code = context.get("content_language", "")
    return f"{base}/{code if code in row.languages else row.default_language}/"


def _site_origin(request: HttpRequest, row: hosts.SiteRow) -> str:
    return origin(request, row.hostname)


@register.simple_tag(takes_context=True)
def social_image_of(context: dict[str, Any], page: Any) -> SocialImage | None:
    """The image of a page for social networks, with its absolute address; no query once it is cached."""
    found = social_image(page.social_image_id) if getattr(page, "social_image_id", None) else None
    if found is None or "://" in found.url:
        return found
    request: HttpRequest = context["request"]
    return replace(found, url=origin(request, request.site_row.hostname) + found.url)  # type: ignore[attr-defined]


@register.simple_tag
def accents_url() -> str:
    """Address of the sheet of accents, with its version."""
    return f"/accents.css?v={accent_version()}"


@register.filter(expects_localtime=True)
def known_date(value: datetime.date | None, precision: str = "day") -> str:
    """A date as precisely as it is known: "2021", "mai 2019", "23 avril 2018"; never a false day."""
    return known_date_words(value, precision) if value else ""


register.filter("day_words", day_words)
register.filter("month_day", month_day_words)
register.filter("first_before", first_of_span_words)
register.filter("clock", clock_words)


@register.filter
def iso_date(value: datetime.date | None, precision: str = "day") -> str:
    """The same for `datetime` attributes."""
    if value is None:
        return ""
    return {"year": f"{value:%Y}", "month": f"{value:%Y-%m}"}.get(precision, f"{value:%Y-%m-%d}")


@register.filter
def figure(text: str | None) -> SafeString:
    """A key figure whose number stands large and the words before it small: "plus de 1 200"; a draft may have none."""
    found = FIGURE.fullmatch(text or "")
    if found is None:
        return format_html("{}", text or "")
    return format_html('<span class="plus">{} </span>{}', found[1].strip(), found[2])


@register.filter
def plain(field: BoundField) -> SafeString:
    """A form field without a placeholder: it would stand in for a label and vanish when one types."""
    return field.as_widget(attrs={"placeholder": ""} if "placeholder" in field.field.widget.attrs else None)


@register.filter
def file_size(size: int | None) -> str:
    """A weight a person understands."""
    from django.template.defaultfilters import filesizeformat  # noqa: PLC0415  # one use

    return str(filesizeformat(size or 0))


@register.simple_tag
def today() -> datetime.date:
    """Today, in the current time zone."""
    return timezone.localdate()
