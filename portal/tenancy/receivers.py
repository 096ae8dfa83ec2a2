"""Signals that hold tenancy together: structural pages stay as provisioning made them, hosts are told of changes,
the members' group follows the roles."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction, Revision, Site
from wagtail.signals import pre_page_move

from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import (
    Cite,
    Container,
    HostAlias,
    Network,
    NetworkGroup,
    SiteLanguage,
    StructuralError,
    StructuralPage,
    is_provisioning,
)
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import owner_id
from portal.tenancy.selectors.references import ForeignReferenceError, foreign_references, holds_content


def _is_structural(instance: object) -> bool:
    return isinstance(instance, Page) and issubclass(instance.specific_class or Page, StructuralPage)


def refuse_structural_save(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save` of every model: a slug, state or expiry of a structural page changes by provisioning only."""
    if raw or is_provisioning() or not _is_structural(instance):
        return
    if instance._state.adding:
        raise StructuralError(_("This page is made by provisioning only."))
    kept = Page.objects.filter(pk=instance.pk).values("slug", "live", "alias_of_id").first()
    if kept is None or any(value != getattr(instance, name) for name, value in kept.items()) or instance.expire_at:
        raise StructuralError(_("Address, state and expiry of this page belong to provisioning."))


def refuse_structural_delete(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """`pre_delete` of every model."""
    if not is_provisioning() and _is_structural(instance):
        raise StructuralError(_("This page is deleted by provisioning only."))


def refuse_structural_move(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """`pre_page_move`."""
    if not is_provisioning() and _is_structural(instance):
        raise StructuralError(_("This page is moved by provisioning only."))


def refuse_open_restriction(
    sender: type[Model], instance: PageViewRestriction, raw: bool = False, **kwargs: Any
) -> None:
    """`pre_save`: "any logged-in user" and shared passwords are no restriction among thirty organisations."""
    if not raw and instance.restriction_type in (PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD):
        raise ValidationError(_("A page is restricted to groups, such as the members, or not at all."))


def refuse_second_port(sender: type[Model], instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save`: the gate finds a site by its host alone, so a host stands for one site."""
    if not raw and Site.objects.filter(hostname=instance.hostname).exclude(pk=instance.pk).exists():
        raise ValidationError(_("A site already answers under this name."))


def refuse_foreign_references(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save`: an object of a Cité refers to its own and to shared objects only, whoever saves it and how.

    Forms say so before; this holds for the API, scripts, translations and drafts. A revision is read as the
    object it would become.
    """
    if raw or is_provisioning() or not holds_content(sender):
        return
    subject = instance.as_object() if isinstance(instance, Revision) else instance
    cite_id = None if subject is None else owner_id(subject)
    if cite_id is not None and foreign_references(subject, cite_id=cite_id):
        raise ForeignReferenceError


def refuse_foreign_move(sender: type[Model], instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """`pre_page_move`: pages that come to a Cité bring nothing along that is another's."""
    cite_id = owner_id(parent_page_after)
    if cite_id is None or cite_id == owner_id(instance):
        return
    for page in instance.get_descendants(inclusive=True).specific():
        if foreign_references(page, cite_id=cite_id):
            raise ForeignReferenceError


def hosts_changed(sender: type[Model], **kwargs: Any) -> None:
    """At once for what this transaction still reads, and after the commit for every other process."""
    hosts.changed()
    transaction.on_commit(hosts.changed)


def follow_roles(
    sender: type[Model], instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **kwargs: Any
) -> None:
    """Keep the members' group equal to the people who hold a role."""
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    members = NetworkGroup.objects.filter(role=NetworkRole.MEMBERS).values_list("group_id", flat=True).first()
    # Nothing was added where all were members already: `add` below sends that too.
    if members is None or (pk_set is not None and pk_set <= {members}):
        return
    people = get_user_model()
    users = people.objects.filter(pk__in=pk_set or ()) if reverse else [instance]
    for user in users:
        roles = Group.objects.filter(user=user).exclude(pk=members)
        holds = roles.filter(cite_role__isnull=False) | roles.filter(network_role__isnull=False)
        if holds.exists():
            user.groups.add(members)
        else:
            user.groups.remove(members)


def index_url_path(sender: AppConfig, **kwargs: Any) -> None:
    """`post_migrate`: the indices that routing and search need and Wagtail lacks; SQLite loses them when Django remakes
    the table."""
    table = Page._meta.db_table
    if table not in connection.introspection.table_names():
        return
    method = "USING hash " if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS portal_page_url_path ON {table} {method}(url_path)")
        if connection.vendor == "sqlite":
            _index_aliases_only(cursor, table)


def _index_aliases_only(cursor: Any, table: str) -> None:
    """Replace the index on `alias_of` by one of the aliases alone.

    Without statistics SQLite takes `alias_of IS NULL` for a rare thing and reads every page by that index, where the
    condition beside it would find one: each card of a search, each publication then costs a pass over the tree.
    """
    constraints = connection.introspection.get_constraints(cursor, table)
    for name, found in constraints.items():
        if found["columns"] == ["alias_of_id"] and found["index"] and name != "portal_page_aliases":
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS portal_page_aliases ON {table} (alias_of_id) WHERE alias_of_id IS NOT NULL"
    )


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    pre_save.connect(refuse_structural_save, dispatch_uid="tenancy.structural_save")
    pre_delete.connect(refuse_structural_delete, dispatch_uid="tenancy.structural_delete")
    pre_page_move.connect(refuse_structural_move, dispatch_uid="tenancy.structural_move")
    pre_save.connect(refuse_foreign_references, dispatch_uid="tenancy.references")
    pre_page_move.connect(refuse_foreign_move, dispatch_uid="tenancy.references_move")
    pre_save.connect(refuse_open_restriction, sender=PageViewRestriction, dispatch_uid="tenancy.restriction")
    pre_save.connect(refuse_second_port, sender=Site, dispatch_uid="tenancy.port")
    for model in (Site, HostAlias, SiteLanguage, Container, Cite, Network):
        post_save.connect(hosts_changed, sender=model, dispatch_uid=f"tenancy.hosts.save.{model.__name__}")
        post_delete.connect(hosts_changed, sender=model, dispatch_uid=f"tenancy.hosts.delete.{model.__name__}")
    m2m_changed.connect(follow_roles, sender=get_user_model().groups.through, dispatch_uid="tenancy.members")
    post_migrate.connect(index_url_path, dispatch_uid="tenancy.index")
