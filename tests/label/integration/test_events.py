"""Recording events: what is refused, with which reason, and that a history can't be broken from any side."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cities.enums import DatePrecision
from label.enums import EventKind as K
from label.enums import MembershipKind as M
from label.models import LabelEvent, MembershipEvent
from label.services.events import record_event, remove_event
from portal.models import ContentVersion
from portal.services.versions import raise_content_version
from tests.factories.label import add_event, add_membership, new_event
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def refusal(event: LabelEvent | MembershipEvent) -> dict[str, list[str]]:
    """What is said against an event, by field; nothing of it is written."""
    before = type(event).objects.count()
    with pytest.raises(ValidationError) as caught:
        record_event(event=event)
    assert type(event).objects.count() == before
    return caught.value.message_dict


def kinds_of(world: World) -> list[str]:
    return list(LabelEvent.objects.filter(cite=world.porto).order_by("date", "pk").values_list("kind", flat=True))


def test_the_whole_path_is_recorded(world: World) -> None:
    for kind, when in (
        (K.DECLARED, "2010"),
        (K.PROJECT_REFUSED, "2011-02"),
        (K.PROJECT_GRANTED, "2012-10-22"),
        (K.OPENED, "2014-02-13"),
        (K.OPERATION_GRANTED, "2014-02"),
        (K.CONFIRMED, "2015"),
        (K.RENEWED, "2016"),
        (K.RENEWED, "2017"),
        (K.SUSPENDED, "2018-05"),
        (K.REINSTATED, "2019"),
        (K.ENDED, "2021"),
    ):
        add_event(world.porto, kind, when)
    assert len(kinds_of(world)) == 11


def test_what_is_stored_says_no_more_than_is_known(world: World) -> None:
    event = LabelEvent(
        cite=world.porto,
        kind=K.OPENED,
        date=datetime.date(2006, 7, 14),
        date_precision=DatePrecision.YEAR,
        source="porto.pt",
    )
    record_event(event=event)
    event.refresh_from_db()
    assert event.date == datetime.date(2006, 1, 1)
    assert str(event) == "Porto, 2006: Opened to the public"


def test_an_impossible_event_is_refused_with_the_reason(world: World) -> None:
    add_event(world.porto, K.PROJECT_GRANTED, "2012-10")
    assert refusal(new_event(world.porto, K.RENEWED, "2014")) == {
        "kind": [
            "“Label renewed” isn't possible on this date: the label itself comes first: record when it was granted."
        ]
    }


def test_an_event_between_others_must_leave_them_possible(world: World) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    add_event(world.porto, K.RENEWED, "2016")
    assert refusal(new_event(world.porto, K.SUSPENDED, "2014")) == {
        "kind": [
            "With this, “Label renewed” (2016) would no longer be possible: the use of the mark is suspended: record "
            "the reinstatement or the end first."
        ]
    }
    add_event(world.porto, K.CONFIRMED, "2012")
    assert kinds_of(world) == [K.OPERATION_GRANTED, K.CONFIRMED, K.RENEWED]


def test_an_event_before_all_others_must_leave_them_possible(world: World) -> None:
    add_event(world.porto, K.PROJECT_GRANTED, "2012")
    assert "no longer be possible" in refusal(new_event(world.porto, K.OPERATION_GRANTED, "2010"))["kind"][0]
    add_event(world.porto, K.DECLARED, "2010")


def test_partial_dates_leave_the_order_to_the_rules(world: World) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2016-05-01")
    add_event(world.porto, K.PROJECT_GRANTED, "2016")
    assert "kind" in refusal(new_event(world.porto, K.PROJECT_GRANTED, "2016-06"))


def test_changing_an_event_is_checked_as_adding_one_is(world: World) -> None:
    add_event(world.porto, K.OPENED, "2010")
    suspended = add_event(world.porto, K.SUSPENDED, "2014")
    add_event(world.porto, K.REINSTATED, "2016")
    suspended.date = datetime.date(2018, 1, 1)
    with pytest.raises(ValidationError, match="no suspension or end"):
        record_event(event=suspended)
    suspended.refresh_from_db()
    suspended.date = datetime.date(2015, 1, 1)
    record_event(event=suspended)
    assert LabelEvent.objects.get(pk=suspended.pk).date.year == 2015


def test_an_event_on_which_another_rests_stays(world: World) -> None:
    add_event(world.porto, K.OPENED, "2010")
    suspended = add_event(world.porto, K.SUSPENDED, "2014-05")
    reinstated = add_event(world.porto, K.REINSTATED, "2016")
    with pytest.raises(ValidationError) as caught:
        remove_event(event=suspended)
    assert caught.value.messages == [
        "Without this, “Label reinstated” (2016) would not be possible: no suspension or end is recorded before."
    ]
    assert LabelEvent.objects.filter(pk=suspended.pk).exists()
    remove_event(event=reinstated)
    remove_event(event=suspended)
    assert kinds_of(world) == [K.OPENED]


def test_a_row_that_got_around_the_rules_can_be_taken_away(world: World) -> None:
    add_event(world.porto, K.OPENED, "2010")
    stray = new_event(world.porto, K.REINSTATED, "2016")
    stray.save()
    remove_event(event=stray)
    assert kinds_of(world) == [K.OPENED]


def test_histories_of_cites_do_not_meet(world: World) -> None:
    add_event(world.genova, K.OPENED, "2002")
    add_event(world.genova, K.SUSPENDED, "2016")
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    add_event(world.porto, K.RENEWED, "2020")
    assert "kind" in refusal(new_event(world.genova, K.RENEWED, "2020"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": datetime.date(1992, 12, 31)}, "date"),
        ({"source": ""}, "source"),
        ({"kind": "founded"}, "kind"),
        ({"date_precision": "century"}, "date_precision"),
        ({"date": None}, "date"),
        ({"cite": None}, "cite"),
        ({"source_url": "not an address"}, "source_url"),
        ({"renewal_year": 2015}, "renewal_year"),
        ({"dashboard_received": datetime.date(2015, 1, 1)}, "dashboard_received"),
    ],
)
def test_what_is_incomplete_or_wrong_is_said_at_its_field(world: World, values: dict[str, Any], field: str) -> None:
    event = new_event(world.porto, K.OPENED, "2006")
    for name, value in values.items():
        setattr(event, name, value)
    assert list(refusal(event)) == [field]


def test_a_history_holds_no_future(world: World) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "date" in refusal(new_event(world.porto, K.OPENED, tomorrow.isoformat()))
    add_event(world.porto, K.OPENED, str(timezone.localdate().year))


def test_a_renewal_has_its_year_and_may_have_its_dashboard(world: World) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    event = add_event(
        world.porto, K.RENEWED, "2020-03", renewal_year=2019, dashboard_received=datetime.date(2020, 2, 1)
    )
    assert (event.renewal_year, event.dashboard_received) == (2019, datetime.date(2020, 2, 1))
    assert "renewal_year" in refusal(new_event(world.porto, K.RENEWED, "2021", renewal_year=None))
    assert "renewal_year" in refusal(new_event(world.porto, K.RENEWED, "2021", renewal_year=2999))
    assert "renewal_year" in refusal(new_event(world.porto, K.RENEWED, "2021", renewal_year=1492))
    future = timezone.localdate() + datetime.timedelta(days=1)
    assert "dashboard_received" in refusal(new_event(world.porto, K.RENEWED, "2021", dashboard_received=future))


def test_a_year_is_renewed_once(world: World) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    add_event(world.porto, K.RENEWED, "2020", renewal_year=2019)
    assert refusal(new_event(world.porto, K.RENEWED, "2021", renewal_year=2019)) == {
        "__all__": ["The renewal of this year is recorded already."]
    }
    add_event(world.genova, K.OPERATION_GRANTED, "2010")
    add_event(world.genova, K.RENEWED, "2020", renewal_year=2019)


@pytest.mark.parametrize(
    "values", [{"kind": K.RENEWED, "renewal_year": None}, {"kind": K.OPENED, "renewal_year": 2019}]
)
def test_the_database_holds_the_year_of_renewals_too(world: World, values: dict[str, Any]) -> None:
    event = LabelEvent(cite=world.porto, date=datetime.date(2020, 1, 1), source="?", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_membership_has_rules_of_its_own(world: World) -> None:
    add_event(world.genova, K.OPENED, "2002")
    add_event(world.genova, K.SUSPENDED, "2016-05")
    add_membership(world.genova, M.ATTESTED, "2016-05")
    left = add_membership(world.genova, M.LEFT, "2020")
    event = MembershipEvent(cite=world.genova, kind=M.ATTESTED, date=datetime.date(2022, 1, 1), source="?")
    assert "left before" in refusal(event)["kind"][0]
    add_membership(world.genova, M.JOINED, "2021")
    with pytest.raises(ValidationError):
        remove_event(event=left)


def test_who_recorded_and_took_away_is_logged(world: World) -> None:
    user = person()
    event = record_event(event=new_event(world.porto, K.OPENED, "2006"), user=user)
    event.note = "Perto do rio."
    record_event(event=event, user=user)
    remove_event(event=event, user=user)
    entries = ModelLogEntry.objects.order_by("pk").values_list("action", "user", "label")
    assert [(action, who) for action, who, _label in entries] == [
        ("wagtail.create", user.pk),
        ("wagtail.edit", user.pk),
        ("wagtail.delete", user.pk),
    ]
    assert entries[2][2] == "Porto, 2006: Opened to the public"


def test_a_recorded_event_raises_the_version_of_what_is_public(world: World) -> None:
    raise_content_version()
    before = ContentVersion.objects.get(name="public").number
    event = add_event(world.porto, K.OPENED, "2006")
    assert ContentVersion.objects.get(name="public").number == before + 1
    remove_event(event=event)
    assert ContentVersion.objects.get(name="public").number == before + 2
