"""`provision_network`: the hub, the network's files and roles, and the one workflow."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Workflow, WorkflowPage, WorkflowTask

from portal.tenancy.models import Cite, CiteApprovalTask, Network, provisioning
from portal.tenancy.models.network import STEP, WORKFLOW
from portal.tenancy.selectors import hosts
from portal.tenancy.services.provision.pages import (
    ensure_container,
    ensure_homes,
    ensure_languages,
    ensure_site,
    kept_languages,
)
from portal.tenancy.services.provision.plan import Report, checked_languages, locales_for
from portal.tenancy.services.provision.roles import ensure_cite_roles, ensure_network_roles

HUB_SLUG = "hub"
HUB_TITLE = "Réseau international des Cités des métiers"


def provision_network(*, languages: Sequence[str] = ()) -> Report:
    """Make the hub or repair it, with the roles of the network and of every provisioned Cité.

    Raises:
        ProvisionError: a language is unknown, or none is given for a new hub. Nothing was written.
    """
    network = Network.objects.select_related("container", "site", "collection").first()
    codes = checked_languages(kept_languages(network.site if network else None, languages))
    report = Report()
    with transaction.atomic(), provisioning():
        locales = locales_for(codes)
        container = ensure_container(
            network.container if network else None,
            slug=HUB_SLUG,
            title=HUB_TITLE,
            locale=next(iter(locales.values())),
            report=report,
        )
        site = ensure_site(
            network.site if network else None,
            hostname=settings.NETWORK_HOST,
            name=settings.WAGTAIL_SITE_NAME,
            container=container,
            report=report,
        )
        if network is None:
            shared = Collection.get_first_root_node().add_child(name="Réseau")
            network = Network.objects.create(container=container, site=site, collection=shared)
            report.made.append(_("Files: the collection that every Cité may use."))
        ensure_languages(site, locales=locales, report=report)
        hosts.changed()
        ensure_network_roles(network, report=report)
        ensure_workflow(report=report)
        name_root()
        ensure_homes(
            container,
            space="hub",
            site=site,
            cite=None,
            locales=locales,
            titles=dict.fromkeys(locales, settings.WAGTAIL_SITE_NAME),
            report=report,
        )
        for cite in Cite.objects.filter(container__isnull=False).select_related("container", "site", "collection"):
            ensure_cite_roles(cite, report=report)
        transaction.on_commit(hosts.changed)
        hosts.changed()
    return report


def name_root() -> None:
    """Whoever works for several Cités begins at the root of all pages: it bears the network's name, not Wagtail's."""
    name = settings.WAGTAIL_SITE_NAME
    Page.objects.filter(depth=1).exclude(draft_title=name).update(title=name, draft_title=name)


def ensure_workflow(*, report: Report) -> Workflow:
    """One workflow with one step for all pages; a Cité has none of its own to show to others."""
    root = Page.objects.get(depth=1)
    task, _made = CiteApprovalTask.objects.get_or_create(defaults={"name": STEP})
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    if made:
        report.made.append(_("Workflow: approval by the Cité."))
    return workflow
