"""What each role may do. Apps add what their own models need in `ready()`; provisioning reconciles groups with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from portal.tenancy.enums import CiteRole, NetworkRole


@dataclass
class RoleGrant:
    """Codenames a role holds.

    `pages` apply to the Cité's container (network roles: to `page_root`), `files` to its collection, `shared`
    to the network's collection, `site` to settings of its site, `models` everywhere ("app.codename").
    """

    pages: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    site: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=lambda: {"wagtailadmin.access_admin"})


_CHOOSE = {"wagtailimages.choose_image", "wagtaildocs.choose_document"}
_ADD = {"wagtailimages.add_image", "wagtaildocs.add_document"}
_CHANGE = {"wagtailimages.change_image", "wagtaildocs.change_document"}
_DELETE = {"wagtailimages.delete_image", "wagtaildocs.delete_document"}
_SUBMIT = "wagtail_localize.submit_translation"

CITE_GRANTS: dict[CiteRole, RoleGrant] = {
    CiteRole.EDITOR: RoleGrant(pages={"add", "change"}, files=_CHOOSE | _ADD, shared=set(_CHOOSE)),
    CiteRole.MODERATOR: RoleGrant(
        pages={"add", "change", "publish", "lock", "unlock"},
        files=_CHOOSE | _ADD | _CHANGE | _DELETE,
        shared=set(_CHOOSE),
    ),
    CiteRole.MANAGER: RoleGrant(
        pages={"add", "change", "publish", "lock", "unlock", "bulk_delete"},
        files=_CHOOSE | _ADD | _CHANGE | _DELETE,
        shared=set(_CHOOSE),
    ),
    CiteRole.TRANSLATOR: RoleGrant(pages={"change"}, files=set(_CHOOSE), shared=set(_CHOOSE)),
}
for _role in (CiteRole.MANAGER, CiteRole.TRANSLATOR):
    CITE_GRANTS[_role].models.add(_SUBMIT)

# Network roles hold their page and file grants once, on the root: one grant per Cité would cost minutes.
_ALL_FILES = _CHOOSE | _ADD | _CHANGE | _DELETE
_ALL_PAGES = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
NETWORK_GRANTS: dict[NetworkRole, RoleGrant] = {
    NetworkRole.LABEL_TEAM: RoleGrant(pages=set(_ALL_PAGES), files=set(_ALL_FILES)),
    NetworkRole.NETWORK_EDITOR: RoleGrant(pages=set(_ALL_PAGES), files=set(_ALL_FILES)),
    NetworkRole.EVENT_TEAM: RoleGrant(pages={"add", "change", "publish"}, shared=_CHOOSE | _ADD | _CHANGE),
    NetworkRole.MEMBERS: RoleGrant(models=set()),
}
for _team in (NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR, NetworkRole.EVENT_TEAM):
    NETWORK_GRANTS[_team].models.add("tenancy.access_network")
for _team in (NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR):
    NETWORK_GRANTS[_team].models.add(_SUBMIT)
NETWORK_GRANTS[NetworkRole.LABEL_TEAM].models |= {
    "tenancy.provision_cite",
    "tenancy.add_cite",
    "tenancy.change_cite",
    "tenancy.view_cite",
}


def grant_to_cite(role: CiteRole, *, models: Collection[str] = (), site: Collection[str] = ()) -> None:
    """Add permissions ("app.codename") to a role of every Cité."""
    CITE_GRANTS[role].models.update(models)
    CITE_GRANTS[role].site.update(site)


def grant_to_network(role: NetworkRole, *, models: Collection[str]) -> None:
    """Add permissions ("app.codename") to a role of the network."""
    NETWORK_GRANTS[role].models.update(models)
