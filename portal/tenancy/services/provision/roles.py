"""Groups of roles and their permissions, reconciled: what is missing is added, what is too much is taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
)

from portal.tenancy.enums import HUB_ROLES, CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, Network, NetworkGroup
from portal.tenancy.permissions import CITE_GRANTS, NETWORK_GRANTS
from portal.tenancy.services.provision.plan import Report


def permissions_named(names: Iterable[str]) -> dict[str, Permission]:
    """Permissions by "app.codename" (for pages: by "wagtailcore.<action>_page").

    Raises:
        LookupError: a name no installed model defines; a grant is misspelt.
    """
    wanted = set(names)
    codenames = {name.partition(".")[2] for name in wanted}
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(codename__in=codenames).select_related("content_type")
    }
    missing = wanted - set(found)
    if missing:
        raise LookupError(f"no such permission: {', '.join(sorted(missing))}")
    return {name: found[name] for name in wanted}


def _page_names(actions: Iterable[str]) -> set[str]:
    return {f"wagtailcore.{action}_page" for action in actions}


def ensure_cite_roles(cite: Cite, *, report: Report) -> None:
    """The four groups of a Cité with exactly the permissions of `CITE_GRANTS`."""
    assert cite.container is not None  # noqa: S101  # provisioning has just set the three
    assert cite.collection is not None  # noqa: S101
    assert cite.site is not None  # noqa: S101
    shared = Network.objects.values_list("collection", flat=True).first()
    for role in CiteRole:
        entry = CiteGroup.objects.filter(cite=cite, role=role).select_related("group").first()
        name = f"{cite.slug}: {role.value}"
        if entry is None:
            group = _group_named(name)
            CiteGroup.objects.create(cite=cite, role=role, group=group)
            report.made.append(_("Role: %(role)s.") % {"role": role.label})
            drift = False
        else:
            group, drift = entry.group, True
        grant = CITE_GRANTS[role]
        changed = _reconcile_models(group, grant.models)
        changed |= _reconcile_pages(group, {(cite.container.pk, name) for name in _page_names(grant.pages)})
        files = {(cite.collection.pk, name) for name in grant.files}
        changed |= _reconcile_files(group, files | ({(shared, name) for name in grant.shared} if shared else set()))
        changed |= _reconcile_sites(group, {(cite.site.pk, name) for name in grant.site})
        _reconcile_name(group, name, role=role, report=report)
        if changed and drift:
            report.repaired.append(_("Role: permissions of %(role)s.") % {"role": role.label})


def ensure_network_roles(network: Network, *, report: Report) -> None:
    """The groups of the network, each with one grant on the root (the event team: on the hub)."""
    root_page = Page.objects.get(depth=1).pk
    root_files = Collection.get_first_root_node().pk
    for role in NetworkRole:
        entry = NetworkGroup.objects.filter(role=role).select_related("group").first()
        name = f"network: {role.value}"
        if entry is None:
            group = _group_named(name)
            NetworkGroup.objects.create(role=role, group=group)
            report.made.append(_("Role: %(role)s.") % {"role": role.label})
            drift = False
        else:
            group, drift = entry.group, True
        grant = NETWORK_GRANTS[role]
        page = network.container_id if role in HUB_ROLES else root_page
        changed = _reconcile_models(group, grant.models)
        changed |= _reconcile_pages(group, {(page, name) for name in _page_names(grant.pages)})
        files = {(root_files, name) for name in grant.files}
        changed |= _reconcile_files(group, files | {(network.collection_id, name) for name in grant.shared})
        changed |= _reconcile_sites(group, set())
        _reconcile_name(group, name, role=role, report=report)
        if changed and drift:
            report.repaired.append(_("Role: permissions of %(role)s.") % {"role": role.label})


def _group_named(name: str) -> Group:
    _clear_name(name)
    return Group.objects.create(name=name)


def _reconcile_name(group: Group, name: str, *, role: CiteRole | NetworkRole, report: Report) -> None:
    """Only people read it, in Wagtail's lists; but there a name that says another role misleads them."""
    if group.name != name:
        _clear_name(name)
        group.name = name
        group.save(update_fields=["name"])
        report.repaired.append(_("Role: name of the group of %(role)s.") % {"role": role.label})


def _clear_name(name: str) -> None:
    """Names are unique: who took this one keeps it with a number, until its own turn if it is a role's."""
    for other in Group.objects.filter(name=name):
        other.name = f"{name} ({other.pk})"
        other.save(update_fields=["name"])


def _reconcile_models(group: Group, names: set[str]) -> bool:
    wanted = {permission.pk for permission in permissions_named(names).values()}
    current = set(group.permissions.values_list("pk", flat=True))
    group.permissions.remove(*(current - wanted))
    group.permissions.add(*(wanted - current))
    return wanted != current


def _reconcile_pages(group: Any, wanted: set[tuple[int, str]]) -> bool:
    found = permissions_named(name for _page, name in wanted)
    pairs = {(page, found[name].pk) for page, name in wanted}
    current = set(group.page_permissions.values_list("page_id", "permission_id"))
    for page, permission in current - pairs:
        group.page_permissions.filter(page_id=page, permission_id=permission).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission) for page, permission in pairs - current
    )
    return pairs != current


def _reconcile_files(group: Any, wanted: set[tuple[int, str]]) -> bool:
    found = permissions_named(name for _collection, name in wanted)
    pairs = {(collection, found[name].pk) for collection, name in wanted}
    current = set(group.collection_permissions.values_list("collection_id", "permission_id"))
    for collection, permission in current - pairs:
        group.collection_permissions.filter(collection_id=collection, permission_id=permission).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=collection, permission_id=permission)
        for collection, permission in pairs - current
    )
    return pairs != current


def _reconcile_sites(group: Any, wanted: set[tuple[int, str]]) -> bool:
    found = permissions_named(name for _site, name in wanted)
    pairs = {(site, found[name].pk) for site, name in wanted}
    current = set(group.site_permissions.values_list("site_id", "permission_id"))
    for site, permission in current - pairs:
        group.site_permissions.filter(site_id=site, permission_id=permission).delete()
    GroupSitePermission.objects.bulk_create(
        GroupSitePermission(group=group, site_id=site, permission_id=permission) for site, permission in pairs - current
    )
    return pairs != current
