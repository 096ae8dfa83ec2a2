"""What every mail says of itself."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail
from django.test import RequestFactory
from wagtail.admin.mail import send_mail as send_wagtails

from portal.mail import send_mail
from tests.factories.portal import UserFactory
from tests.factories.world import World


def test_a_mail_goes_to_one_person_with_its_subject_in_one_line() -> None:
    assert send_mail("Two\r\nBcc: else@example.org", "Body", "person@example.org") == 1
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.recipients()) == ("Two Bcc: else@example.org", "Body", ["person@example.org"])
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_the_mails_of_upstream_say_that_a_program_sent_them(world: World) -> None:
    person = UserFactory()
    request = RequestFactory().get("/", HTTP_HOST="localhost")
    request.user = person
    with request_context(request):
        get_adapter(request).send_notification_mail("account/email/password_changed", person)
    send_wagtails("Subject", "Body", [person.email])
    assert [sent.message()["Auto-Submitted"] for sent in mail.outbox] == ["auto-generated", "auto-generated"]
