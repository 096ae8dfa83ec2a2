"""Faceted search with what Wagtail's search offers: `search()`, `facet()`, the paginator.

A facet ignores its own filter, as in the project this is compared with: one that is filtered by is counted over
results of its own.
"""

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.template.response import TemplateResponse
from wagtail.models import Locale
from wagtail.search.query import MATCH_ALL

from initiatives.models import Audience, InitiativePage, Pole

PER_PAGE = 20
FACETS = {
    "cite": "cite", "country": "country", "stage": "stage", "year": "start_year", "language": "locale_id",
    "pole": "poles", "audience": "audiences",
}  # fmt: skip
TERMS = {"pole": ("poles", Pole), "audience": ("audiences", Audience)}


def chosen(request):
    return {name: request.GET.getlist(name) for name in FACETS if request.GET.getlist(name)}


def narrowed(filters):
    """Pages that pass these filters. Search can't filter by a relation to many, so those become a subquery."""
    pages = InitiativePage.objects.live()
    for name, values in filters.items():
        if name in TERMS:
            field, model = TERMS[name]
            through = getattr(InitiativePage, field).through.objects
            terms = model.objects.filter(slug__in=values)
            pages = pages.filter(pk__in=through.filter(**{f"{name}__in": terms}).values("initiativepage_id"))
        elif name == "language":
            pages = pages.filter(locale_id__in=list(Locale.objects.filter(language_code__in=values).values_list("pk")))
        elif name == "year":
            pages = pages.filter(start_year__in=[int(value) for value in values])
        else:
            pages = pages.filter(**{f"{FACETS[name]}__in": values})
    return pages


def found(request):
    """Results of the address, and its facets with counts."""
    filters, text = chosen(request), request.GET.get("q", "").strip() or MATCH_ALL
    results = narrowed(filters).search(text)
    facets = {}
    for name, field in FACETS.items():
        others = {other: values for other, values in filters.items() if other != name}
        facets[name] = (narrowed(others).search(text) if name in filters else results).facet(field)
    return results, facets


def labelled(facets):
    """Counts by slug or code instead of key."""
    names = {
        "pole": dict(Pole.objects.values_list("pk", "slug")),
        "audience": dict(Audience.objects.values_list("pk", "slug")),
        "language": dict(Locale.objects.values_list("pk", "language_code")),
    }
    return {
        facet: [
            {"value": names[facet].get(value) if facet in names else value, "count": count}
            for value, count in counts.items()
        ]
        for facet, counts in facets.items()
    }


def search(request):
    """The page of results."""
    results, facets = found(request)
    page = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    context = {"q": request.GET.get("q", ""), "results": page, "facets": labelled(facets)}
    return TemplateResponse(request, "initiatives/search.html", context)


def search_json(request):
    """The same as data."""
    results, facets = found(request)
    page = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    items = [
        {
            "id": item.pk,
            "title": item.title,
            "teaser": item.lead,
            "url": item.get_url(request),
            "cite": item.cite,
            "country": item.country,
            "stage": item.stage,
            "start_year": item.start_year,
            "end_year": item.end_year,
        }
        for item in page
    ]
    return JsonResponse({"count": page.paginator.count, "items": items, "facets": labelled(facets)})
