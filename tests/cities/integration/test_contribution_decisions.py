"""What a Cité's team makes of proposals: decided by it alone, nothing public, gone in their time."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page

from cities.models import (
    Contribution,
    Initiative,
    InitiativePage,
    InitiativePagePartner,
)
from cities.services import contributions
from portal.contacts.models import ContactSettings
from portal.personal.services.purge import purge
from portal.personal.services.rights import erase_person, export_person
from portal.tenancy.enums import CiteRole, NetworkRole
from search.models import SearchDocument
from tests.cities.contributing import send
from tests.factories.contributions import make_contribution, open_contributions
from tests.factories.portal import UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


@pytest.fixture
def porto(world: World) -> World:
    open_contributions(world.porto)
    return world


def test_taking_it_up_makes_a_draft_of_the_cite(porto: World, client_of: ClientOf, drain: Drain) -> None:
    row = make_contribution(porto.porto, need="Um <script>", place_name="Bolhão")
    moderator = person((porto.porto, CiteRole.MODERATOR))
    client = sign_in(client_of(), moderator)
    drain()
    mail.outbox.clear()
    answer = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    page = InitiativePage.objects.get(title=row.title)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/pages/{page.pk}/edit/")
    assert (page.live, page.owner, page.locale.language_code) == (False, moderator, "pt")
    assert page.path.startswith(porto.porto.container.path)  # type: ignore[union-attr]
    draft = page.get_latest_revision_as_object()
    assert draft.lead == row.teaser
    assert draft.description == "<p>Três tardes.</p>\n\n<p>Um &lt;b&gt;robô&lt;/b&gt; por grupo.</p>"
    assert draft.need == "<p>Um &lt;script&gt;</p>"
    assert [pole.slug for pole in draft.poles.all()] == ["emploi"]
    assert [partner.name for partner in draft.partners.all()] == ["Clube"]
    assert [block.value["url"] for block in draft.links] == row.links
    assert (draft.start_year, draft.place_name, draft.stage) == (2024, "Bolhão", "")
    assert "rui" not in str(draft.serializable_data()).lower()
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    initiative = Initiative.objects.get(uid=page.translation_key)
    assert (initiative.cite, initiative.review) == (porto.porto, "none")
    assert not SearchDocument.objects.filter(visible=True).exists()
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.page) == ("accepted", moderator, page)
    drain()
    (told,) = (message for message in mail.outbox if message.to == ["rui@example.org"])
    with translation.override("pt"):
        promise = translation.gettext("Your name and your address are erased on %(date)s.")
        assert promise % {"date": date_format(row.purge_on)} in told.body, "the text lives on in the draft"
    again = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    assert again.status_code == 422
    assert InitiativePage.objects.filter(title=row.title).count() == 1
    log = ModelLogEntry.objects.get(action="cities.contribution_accepted")
    assert (log.object_id, log.data["contribution"]) == (str(porto.porto.pk), row.pk)
    assert "rui" not in str(log.data).lower()


def test_a_message_with_a_yes_is_kept_and_sent(porto: World, client_of: ClientOf, drain: Drain) -> None:
    row = make_contribution(porto.porto)
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    url = f"/admin/contributions/{row.pk}/"
    client.post(url, {"verb": "take", "reason": " Obrigado! <Vamos> completar. "})
    drain()
    (told,) = (message for message in mail.outbox if message.to == ["rui@example.org"])
    with translation.override("pt"):
        assert f"{translation.gettext('Its message to you:')}\n\nObrigado! <Vamos> completar.\n" in told.body
    assert "The message: Obrigado! &lt;Vamos&gt; completar." in client.get(url).content.decode()


def test_two_proposals_of_one_title_make_two_drafts(porto: World) -> None:
    moderator = person((porto.porto, CiteRole.MODERATOR))
    pages = [contributions.take_up(contribution=make_contribution(porto.porto), user=moderator) for _turn in range(2)]
    assert pages[0].slug != pages[1].slug


def test_declining_tells_why(porto: World, client_of: ClientOf, drain: Drain) -> None:
    row = make_contribution(porto.porto)
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    url = f"/admin/contributions/{row.pk}/"
    for wrong in ({"verb": "decline", "reason": " "}, {"verb": "", "reason": "x"}, {"verb": "burn", "reason": "x"}):
        assert client.post(url, wrong).status_code == 422
    row.refresh_from_db()
    assert row.state == "waiting"
    assert client.post(url, {"verb": "decline", "reason": "Já existe."}).status_code == 302
    drain()
    (told,) = (message for message in mail.outbox if message.to == ["rui@example.org"])
    assert "Já existe." in told.body
    assert row.title in told.subject
    assert not InitiativePage.objects.filter(title=row.title).exists()
    assert client.post(url, {"verb": "take", "reason": ""}).status_code == 422


def test_a_site_that_lost_the_language_says_so(porto: World, client_of: ClientOf) -> None:
    row = make_contribution(porto.porto, language="nl")
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    answer = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_pole_that_is_no_more_says_so(porto: World, client_of: ClientOf) -> None:
    row = make_contribution(porto.porto, poles=["gone"])
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    assert client.get(f"/admin/contributions/{row.pk}/").status_code == 200
    assert client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""}).status_code == 422
    assert not Page.objects.filter(title=row.title).exists()


def test_each_cite_decides_about_its_own(porto: World, client_of: ClientOf) -> None:
    own, foreign = make_contribution(porto.porto), make_contribution(porto.genova, title="Segreta", poles=[])
    moderator = person((porto.porto, CiteRole.MODERATOR), (porto.genova, CiteRole.EDITOR))
    client = sign_in(client_of(), moderator)
    listed = client.get("/admin/contributions/").content.decode()
    assert (own.title in listed, "Segreta" in listed) == (True, False)
    assert client.get(f"/admin/contributions/{foreign.pk}/").status_code == 404
    for verb in ("take", "decline"):
        assert client.post(f"/admin/contributions/{foreign.pk}/", {"verb": verb, "reason": "x"}).status_code == 404
    with pytest.raises(contributions.PermissionDenied):
        contributions.take_up(contribution=foreign, user=moderator)
    foreign.refresh_from_db()
    assert foreign.state == "waiting"


@pytest.mark.parametrize(
    "role",
    [CiteRole.EDITOR, CiteRole.TRANSLATOR, NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR, "operator"],
)
def test_nobody_else_reads_them_not_even_the_network(porto: World, client_of: ClientOf, role: Any) -> None:
    row = make_contribution(porto.porto)
    if role == "operator":
        user = UserFactory(is_superuser=True)
    else:
        user = person(role if isinstance(role, NetworkRole) else (porto.porto, role))
    client = sign_in(client_of(), user)
    for path in ("/admin/contributions/", f"/admin/contributions/{row.pk}/"):
        answer = client.get(path)
        assert answer.status_code in (302, 403, 404)
        assert row.title not in answer.content.decode()
        assert client.post(path, {"verb": "take", "reason": ""}).status_code != 200
    home = client.get("/admin/").content.decode()
    assert "/admin/contributions/" not in home
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_dashboard_says_what_waits(porto: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person((porto.porto, CiteRole.MANAGER)))
    assert "panel-contributions" not in client.get("/admin/").content.decode()
    row = make_contribution(porto.porto)
    make_contribution(porto.genova, title="Segreta")
    home = client.get("/admin/").content.decode()
    assert f"/admin/contributions/{row.pk}/" in home
    assert "Segreta" not in home


def test_the_list_costs_the_same_however_many_wait(porto: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person((porto.porto, CiteRole.MANAGER)))
    costs = []
    for _turn in range(2):
        for number in range(4):
            make_contribution(porto.porto, title=f"Projeto {number}")
        client.get("/admin/contributions/")
        with queries() as seen:
            client.get("/admin/contributions/?state=waiting&p=x")
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert client.get("/admin/contributions/?state=nowhere").status_code == 200


# -- Personal data -------------------------------------------------------------------------------------------


def test_what_is_held_is_shown_erased_and_goes_in_its_time(porto: World) -> None:
    manager = person((porto.porto, CiteRole.MANAGER))
    row = make_contribution(porto.porto, email="RUI@example.org")
    page = contributions.take_up(contribution=row, user=manager)
    make_contribution(porto.genova, poles=[])
    other = make_contribution(porto.porto, email="other@example.org")
    (shown,) = export_person(email="rui@example.org", cite_ids={porto.porto.pk}, user=manager)["contribution"]
    assert (shown["cite"], shown["title"], shown["email"]) == ("Porto", row.title, "RUI@example.org")
    assert erase_person(email="rui@example.org", cite_ids={porto.porto.pk}, user=manager) == 1
    assert set(Contribution.objects.values_list("cite__slug", "email")) == {
        ("porto", "other@example.org"),
        ("genova", "rui@example.org"),
    }
    assert InitiativePage.objects.filter(pk=page.pk).exists(), "the draft is the Cité's"
    assert InitiativePagePartner.objects.filter(page=page).exists()
    ContactSettings.objects.update_or_create(site=porto.porto.site, defaults={"retention_days": 30})
    other.refresh_from_db()
    assert other.purge_on == other.cite.local_date() + datetime.timedelta(days=30)
    purge(day=timezone.localdate() + datetime.timedelta(days=30))
    assert list(Contribution.objects.values_list("cite__slug", flat=True)) == ["genova"]


def test_an_erased_proposal_sends_no_mail(porto: World, drain: Drain) -> None:
    row = make_contribution(porto.porto)
    contributions.decline(contribution=row, user=person((porto.porto, CiteRole.MANAGER)), reason="x")
    Contribution.objects.all().delete()
    drain()
    assert mail.outbox == []


def test_queue_and_log_hold_no_address(
    porto: World, client_of: ClientOf, drain: Drain, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    send(client_of("porto"))
    send(client_of("porto"), title="")
    row = Contribution.objects.get()
    settings.EMAIL_BACKEND = "tests.search.mail_servers.RefusingBackend"
    contributions.decline(contribution=row, user=person((porto.porto, CiteRole.MANAGER)), reason="x")
    kept = str(list(DBTaskResult.objects.values_list("args_kwargs", "traceback")))
    drain()
    kept += str(list(DBTaskResult.objects.values_list("args_kwargs", "traceback", "return_value")))
    assert "rui@example.org" not in kept.lower()
    assert "rui@example.org" not in caplog.text.lower()
