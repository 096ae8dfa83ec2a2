"""Every event that may change what the public sees of an initiative, done the way people do it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, WorkflowState

from cities.enums import Review
from cities.models import Initiative, InitiativePage
from cities.signals import initiative_changed
from portal.accounts.models import User
from portal.tenancy.models import Cite, SiteLanguage
from portal.work.services.schedule import publish_due
from tests.factories.portal import home_of
from tests.factories.world import World
from tests.isolation.submitting import submissions

YESTERDAY = timezone.now() - datetime.timedelta(days=1)


@dataclass
class Scene:
    """An initiative of Porto in two languages, Portuguese first, and an operator who is signed in."""

    world: World
    row: Initiative
    operator: User
    admin: Client

    def page(self, language: str = "pt") -> InitiativePage:
        """Its page in a language, as it is now."""
        return InitiativePage.objects.get(
            translation_key=self.row.uid, locale__language_code=language, alias_of__isnull=True
        )

    def parent(self, language: str = "pt") -> Page:
        """The page above it."""
        return self.page(language).get_parent().specific

    def post(self, url: str, **values: object) -> None:
        """Send a form of the admin."""
        answer = self.admin.post(url, values)
        assert answer.status_code in {200, 302}, (url, answer.status_code)

    def edit(self, page: Page, **values: object) -> None:
        """Send the editor's own form with some values replaced."""
        url = f"/admin/pages/{page.pk}/edit/"
        form = submissions(self.admin.get(url), url)[0]
        answer = self.admin.post(url, form.filled(**values))
        assert answer.status_code == 302, url


@dataclass(frozen=True)
class Event:
    """Something that happens; `leaves` says whether the network shows the initiative afterwards.

    `hidden_first`: it has been unpublished before. `after` are events that come first.
    """

    name: str
    do: Callable[[Scene], None]
    leaves: bool
    hidden_first: bool = False
    after: tuple[Callable[[Scene], None], ...] = field(default=())


EVENTS: list[Event] = []


def event(
    *, leaves: bool, hidden_first: bool = False, after: tuple[Callable[[Scene], None], ...] = ()
) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Register an event under its function's name."""

    def add(do: Callable[[Scene], None]) -> Callable[[Scene], None]:
        EVENTS.append(Event(do.__name__, do, leaves, hidden_first, after))
        return do

    return add


# -- Publication --


@event(leaves=True, hidden_first=True)
def published_in_the_admin(scene: Scene) -> None:
    scene.edit(scene.page(), **{"action-publish": "1"})


@event(leaves=True, hidden_first=True)
def published_in_code(scene: Scene) -> None:
    scene.page().save_revision().publish()


@event(leaves=True, hidden_first=True)
def published_in_bulk(scene: Scene) -> None:
    scene.page().save_revision()
    scene.post(f"/admin/bulk/wagtailcore/page/publish/?id={scene.page().pk}&next=/admin/")


@event(leaves=True, hidden_first=True)
def gone_live_on_schedule(scene: Scene) -> None:
    schedule(scene)
    assert publish_due().published == [scene.page().pk]


@event(leaves=True, hidden_first=True)
def gone_live_by_wagtails_command(scene: Scene) -> None:
    schedule(scene)
    call_command("publish_scheduled", verbosity=0)


@event(leaves=True, hidden_first=True)
def approved_in_the_workflow(scene: Scene) -> None:
    page = scene.page()
    page.save_revision(user=scene.operator)
    state = page.get_workflow().start(page, scene.operator)
    scene.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.current_task_state.pk}/")
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_APPROVED


def schedule(scene: Scene) -> None:
    """A revision of the page is due."""
    page = scene.page()
    page.go_live_at = YESTERDAY
    page.save_revision(approved_go_live_at=YESTERDAY)


# -- Taken from the public --


@event(leaves=False)
def unpublished_in_the_admin(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.page().pk}/unpublish/")


@event(leaves=False)
def unpublished_as_a_query(scene: Scene) -> None:
    InitiativePage.objects.filter(pk=scene.page().pk).unpublish()


@event(leaves=False)
def unpublished_with_the_page_above(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.parent().pk}/unpublish/", include_descendants="on")


@event(leaves=False)
def unpublished_in_bulk(scene: Scene) -> None:
    scene.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={scene.page().pk}&next=/admin/")


@event(leaves=False)
def expired(scene: Scene) -> None:
    InitiativePage.objects.filter(pk=scene.page().pk).update(expire_at=YESTERDAY)
    assert publish_due().expired == [scene.page().pk]


@event(leaves=False)
def expired_by_wagtails_command(scene: Scene) -> None:
    InitiativePage.objects.filter(pk=scene.page().pk).update(expire_at=YESTERDAY)
    call_command("publish_scheduled", verbosity=0)


def restrict(scene: Scene, page: Page) -> None:
    """Restrict a page in the admin's own dialog."""
    group = Group.objects.get(network_role__role="members")
    scene.post(f"/admin/pages/{page.pk}/privacy/", restriction_type="groups", groups=[group.pk])
    assert PageViewRestriction.objects.filter(page=page.pk).exists()


@event(leaves=False)
def restricted(scene: Scene) -> None:
    restrict(scene, scene.page())


@event(leaves=False)
def restricted_by_the_page_above(scene: Scene) -> None:
    restrict(scene, scene.parent())


@event(leaves=True, after=(restricted,))
def restriction_taken_off(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.page().pk}/privacy/", restriction_type="none")


@event(leaves=True, after=(restricted_by_the_page_above,))
def restriction_above_taken_off(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.parent().pk}/privacy/", restriction_type="none")


@event(leaves=True)
def deleted_in_the_admin_another_language_remains(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.page().pk}/delete/")


@event(leaves=False)
def deleted_in_every_language(scene: Scene) -> None:
    for code in ("en", "pt"):
        scene.post(f"/admin/pages/{scene.page(code).pk}/delete/")


@event(leaves=False)
def deleted_in_bulk(scene: Scene) -> None:
    numbers = "&".join(f"id={scene.page(code).pk}" for code in ("pt", "en"))
    scene.post(f"/admin/bulk/wagtailcore/page/delete/?{numbers}&next=/admin/")


@event(leaves=False)
def deleted_as_a_query(scene: Scene) -> None:
    InitiativePage.objects.filter(translation_key=scene.row.uid).delete()


@event(leaves=False)
def deleted_with_the_pages_above(scene: Scene) -> None:
    for code in ("en", "pt"):
        scene.parent(code).delete()


@event(leaves=False)
def language_withdrawn(scene: Scene) -> None:
    SiteLanguage.objects.get(site=scene.row.cite.site, locale__language_code="pt").delete()


@event(leaves=False)
def cite_suspended(scene: Scene) -> None:
    suspend(scene, suspended=True)


@event(leaves=True, after=(cite_suspended,))
def cite_taken_up_again(scene: Scene) -> None:
    suspend(scene, suspended=False)


def suspend(scene: Scene, *, suspended: bool) -> None:
    """Suspend a Cité's site, or take it up again."""
    cite = Cite.objects.get(pk=scene.row.cite_id)
    cite.suspended = suspended
    cite.save()


@event(leaves=False)
def refused_by_the_network(scene: Scene) -> None:
    review(scene, Review.REFUSED)


@event(leaves=True, after=(refused_by_the_network,))
def accepted_by_the_network(scene: Scene) -> None:
    review(scene, Review.ACCEPTED)


def review(scene: Scene, decision: Review) -> None:
    """Write a decision and tell of it, as the service does."""
    Initiative.objects.filter(pk=scene.row.pk).update(review=decision)
    initiative_changed.send(sender=Initiative, uid=scene.row.uid)


# -- Moved, renamed, copied --


@event(leaves=True)
def moved_with_the_page_above(scene: Scene) -> None:
    scene.parent().move(
        home_of(scene.world.porto, "pt").get_children().exclude(pk=scene.parent().pk).first(), "last-child"
    )


def another_cites_list(scene: Scene) -> Page:
    """Where Genova's initiatives lie, in Italian alone."""
    found: Page = home_of(scene.world.genova, "it").get_children().type(type(scene.parent())).get()
    return found


@event(leaves=True)
def refused_a_move_to_another_cite(scene: Scene) -> None:
    before, target = scene.parent().pk, another_cites_list(scene)
    scene.post(f"/admin/pages/{scene.page().pk}/move/{target.pk}/confirm/")
    scene.post(f"/admin/bulk/wagtailcore/page/move/?id={scene.page().pk}&next=/admin/", chooser=target.pk)
    assert scene.parent().pk == before


@event(leaves=True)
def given_another_slug(scene: Scene) -> None:
    scene.edit(scene.page(), **{"slug": "outra-casa", "action-publish": "1"})
    assert scene.page().slug == "outra-casa"


@event(leaves=True)
def page_above_given_another_slug(scene: Scene) -> None:
    scene.edit(scene.parent(), **{"slug": "iniciativas-novas", "action-publish": "1"})
    assert "iniciativas-novas" in scene.page().url_path


@event(leaves=True)
def copied(scene: Scene) -> None:
    scene.page().copy(update_attrs={"slug": "copia", "title": "Cópia"}, keep_live=True)


@event(leaves=True)
def shown_by_an_alias(scene: Scene) -> None:
    scene.page().create_alias(update_slug="alias", parent=scene.parent())


@event(leaves=True, after=(shown_by_an_alias,))
def followed_by_its_alias(scene: Scene) -> None:
    page = scene.page()
    page.title = "Outra casa"
    page.save_revision().publish()


@event(leaves=True, after=(shown_by_an_alias,))
def alias_made_a_page(scene: Scene) -> None:
    alias = InitiativePage.objects.get(alias_of=scene.page().pk)
    scene.post(f"/admin/pages/{alias.pk}/convert_alias/")
    assert InitiativePage.objects.get(pk=alias.pk).alias_of_id is None


# -- What changes nothing --


@event(leaves=True)
def drafted(scene: Scene) -> None:
    scene.edit(scene.page(), title="Rascunho")
    assert scene.page().has_unpublished_changes


@event(leaves=True)
def change_scheduled(scene: Scene) -> None:
    page = scene.page()
    page.title, page.go_live_at = "Amanhã", timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    assert scene.page().title == "Em sua casa"


@event(leaves=True)
def page_above_unpublished(scene: Scene) -> None:
    scene.post(f"/admin/pages/{scene.parent().pk}/unpublish/")
    assert not Page.objects.get(pk=scene.parent().pk).live
