"""Services in a Cité's own words and order: as a source gives them, or as demonstration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from cities.demo.pages import body_of, branch_of, cites_by_slug, fill, is_untouched
from cities.models import Pole, ServicePage
from portal.demo import DemoContext, read_data
from portal.tenancy.services.provision import StarterContext


@transaction.atomic
def load_services(context: DemoContext) -> None:
    """Put the signs of the sources where provisioning put those of the network."""
    data = read_data("cities/data/services.json")
    for slug, cite in cites_by_slug(list(data["cites"])).items():
        entry = data["cites"][slug]
        for language, sources in entry["sources"].items():
            note = _note(data["note"][language], sources)
            words = [{**item, "words": {"title": item[language], "body": [note]}} for item in entry["services"]]
            ensure_services(branch_of(cite, language), words, demonstration=False)
    context.say(f"  Cités: {len(data['cites'])}")


def _note(words: str, sources: Sequence[str]) -> str:
    return format_html(
        "<p>{}</p><ul>{}</ul>", words, format_html_join("", "<li>{}</li>", ((source,) for source in sources))
    )


def ensure_services(branch: StarterContext, services: Sequence[dict[str, Any]], *, demonstration: bool) -> None:
    """Bring the services of one language in line with `services`; each has `key`, `pole` (a slug) and `words`.

    Signs that are all as provisioning made them are replaced, in the new order. Otherwise those without words
    get them, missing ones come last, and what a person wrote stays.
    """
    index = branch.find("services")
    if index is None:
        return
    there = list(ServicePage.objects.child_of(index).order_by("path"))
    names = [_name(item) for item in services]
    if all(is_untouched(page) for page in there) and [page.translation_key for page in there] != [
        branch.key(name) for name in names
    ]:
        for page in there:
            page.delete()
    poles = {pole.slug: pole for pole in Pole.objects.all()}
    for item, name in zip(services, names, strict=True):
        _ensure(branch, index, name, poles.get(item["pole"]), item["words"], demonstration)


def _name(item: dict[str, Any]) -> str:
    return f"pole-{item['pole']}" if item["pole"] else f"service-{item['key']}"


def _ensure(
    branch: StarterContext,
    index: Any,
    name: str,
    pole: Pole | None,
    words: dict[str, Any],
    demonstration: bool,
) -> None:
    values: dict[str, Any] = {"title": words["title"], "lead": words.get("lead", ""), "demonstration": demonstration}
    page: Any = branch.find(name)
    if page is None:
        body = body_of(words["body"], branch)
        slug = pole.slug if pole else slugify(words["title"])
        branch.ensure(name, ServicePage, parent=index, slug=slug, pole=pole, body=body, **values)
    elif is_untouched(page) or (demonstration and not page.lead and not page.demonstration):
        # Where a source is named already, it stays below the demonstration.
        blocks = [*json.loads(body_of(words["body"], branch)), *page.body.raw_data]
        fill(page, body=json.dumps(blocks), **values)
