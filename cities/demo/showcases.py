"""The five showcases: full sites whose text is invented, and marked so on every page that holds any."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cities.demo.news import ensure_news
from cities.demo.pages import SHOWCASE_DATA, body_of, branch_of, cites_by_slug, fill, is_untouched, open_day
from cities.demo.pictures import ensure_social_image
from cities.demo.practical import ensure_practical
from cities.demo.register import demo_uid
from cities.demo.services import ensure_services
from cities.models import Closure, ContributionSettings, TeamMember, UrgentNotice
from portal.demo import SHOWCASES, DemoContext, read_data
from portal.models import SiteSettings
from portal.tenancy.models import Cite


def load_showcases(context: DemoContext) -> None:
    """Fill the five sites; what a person wrote meanwhile stays."""
    for number, (slug, cite) in enumerate(cites_by_slug(SHOWCASES).items(), start=1):
        with transaction.atomic():
            _load(cite, read_data(SHOWCASE_DATA.format(slug)))
        context.say(f"  Showcases: {number}/{len(SHOWCASES)} {slug}")


def _load(cite: Cite, data: dict[str, Any]) -> None:
    _ensure_settings(cite, data["settings"])
    for language in data["languages"]:
        services = [{**item, "words": item[language]} for item in data["services"]]
        ensure_services(branch_of(cite, language), services, demonstration=True)
        ensure_news(cite, language, data["news"], proposing=language == data["languages"][0])
        _ensure_team(cite, language, data["team"])
        ensure_practical(cite, language, data["practical"])
        _ensure_home(cite, language, data["home"][language])
    _ensure_closures(cite, data)
    _ensure_notices(cite, data)


def _ensure_settings(cite: Cite, values: dict[str, str]) -> None:
    settings, _made = SiteSettings.objects.get_or_create(site=cite.site)
    missing = {name: value for name, value in values.items() if not getattr(settings, name)}
    if missing:
        for name, value in missing.items():
            setattr(settings, name, value)
        settings.full_clean()
        settings.save()
    ContributionSettings.objects.get_or_create(site=cite.site, defaults={"is_open": True})


def _ensure_home(cite: Cite, language: str, words: dict[str, Any]) -> None:
    branch = branch_of(cite, language)
    home: Any = branch.home
    if is_untouched(home) and not home.greeting:
        fill(
            home,
            greeting=words["greeting"],
            lead=words["lead"],
            body=body_of(words.get("body", []), branch),
            social_image=ensure_social_image(cite),
            demonstration=True,
        )


def _ensure_team(cite: Cite, language: str, data: dict[str, Any]) -> None:
    branch = branch_of(cite, language)
    page: Any = branch.find("team")
    if page is None or not is_untouched(page) or page.members.exists():
        return
    page.members = [
        TeamMember(
            translation_key=demo_uid(cite.slug, "member", item["name"]),
            locale=branch.locale,
            sort_order=order,
            name=item["name"],
            function=item[language],
            languages=item["languages"],
        )
        for order, item in enumerate(data["members"])
    ]
    words = data[language]
    fill(page, title=words["title"], lead=words["lead"], body=body_of(words["body"], branch), demonstration=True)


def _ensure_closures(cite: Cite, data: dict[str, Any]) -> None:
    if Closure.objects.filter(cite=cite).exists():
        return
    for item in data["closures"]:
        starts = open_day(cite, item["starts_in"], data["practical"]["hours"])
        ends = starts + datetime.timedelta(days=item["days"] - 1)
        Closure.objects.create(cite=cite, starts=starts, ends=ends, reason=item["reason"])


def _ensure_notices(cite: Cite, data: dict[str, Any]) -> None:
    if UrgentNotice.objects.filter(cite=cite).exists():
        return
    for item in data["notices"]:
        starts_at = timezone.now() + datetime.timedelta(days=item["starts_in"])
        for language in data["languages"]:
            UrgentNotice.objects.create(
                cite=cite,
                language=language,
                text=item[language],
                starts_at=starts_at,
                ends_at=starts_at + datetime.timedelta(days=item["days"]),
            )
