"""Organisations that a source names as partners or bearers of a Cité."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.html import format_html

from cities.demo.pages import body_of, branch_of, cites_by_slug, fill, is_untouched, languages_of
from cities.demo.register import demo_uid
from cities.models import Partner
from portal.demo import DemoContext, read_data


@transaction.atomic
def load_partners(context: DemoContext) -> None:
    """Fill the pages of partners that are as provisioning made them."""
    data = read_data("cities/data/partners.json")
    for slug, cite in cites_by_slug(list(data["cites"])).items():
        entry = data["cites"][slug]
        for language in languages_of(cite, entry["lead"]):
            branch = branch_of(cite, language)
            page: Any = branch.find("partners")
            if page is None or not is_untouched(page) or page.partners.exists():
                continue
            page.partners = [
                Partner(
                    translation_key=demo_uid(slug, "partner", item["name"]),
                    locale=branch.locale,
                    sort_order=order,
                    name=item["name"],
                    description=item.get(language, ""),
                )
                for order, item in enumerate(entry["partners"])
            ]
            source = format_html("<p>{} {}</p>", data["source_word"][language], entry["source"])
            fill(page, lead=entry["lead"][language], body=body_of([source], branch))
    context.say(f"  Cités: {len(data['cites'])}")
