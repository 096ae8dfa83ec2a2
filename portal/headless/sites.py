"""`/sites/public/`: every public site with its languages, for front ends that ask no further."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts

router = Router(tags=["sites"])


class LanguageSchema(BaseModel):
    """A language of a site and the address of its home."""

    code: str
    home_url: str


class SiteSchema(BaseModel):
    """A site: the hub where `cite` is null, a Cité's otherwise."""

    hostname: str
    name: str
    root_url: str
    cite: str | None
    default_language: str
    languages: list[LanguageSchema]


class SiteListSchema(BaseModel):
    """All sites; there are some dozens, so they aren't paged."""

    count: int
    items: list[SiteSchema]


@router.get("/public/", response=SiteListSchema, operation_id="sites_public", summary="List public sites")
def list_sites(request: HttpRequest) -> SiteListSchema:
    """Sites in the order of their hosts; suspended ones are left out. No query beyond the version's."""
    rows = [row for row in hosts.table().sites.values() if not row.suspended]
    items = [_site(request, row) for row in sorted(rows, key=lambda row: row.hostname)]
    return SiteListSchema(count=len(items), items=items)


def _site(request: HttpRequest, row: hosts.SiteRow) -> SiteSchema:
    root = origin(request, row.hostname)
    return SiteSchema(
        hostname=row.hostname,
        name=row.site_name,
        root_url=f"{root}/",
        cite=row.cite_slug or None,
        default_language=row.default_language,
        languages=[LanguageSchema(code=code, home_url=f"{root}/{code}/") for code in row.languages],
    )
