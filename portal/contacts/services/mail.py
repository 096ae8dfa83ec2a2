"""Telling a Cité that somebody wrote; the mail carries a link, no word and no address of the person."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.contacts.models import ContactMessage
from portal.contacts.selectors import recipients_of
from portal.mail import send_mail
from portal.tenancy.selectors.speech import spoken_by


@task(queue_name="mail")
def mail_notice(message_id: int) -> int:
    """One mail to each who is told, in the Cité's own language; a message erased meanwhile sends none."""
    message = ContactMessage.objects.select_related("cite").filter(pk=message_id).first()
    if message is None:
        return 0
    path = reverse("messages:message", args=[message.pk])
    context = {"cite": message.cite, "link": f"{settings.NETWORK_ADDRESS}{path}", "purge_on": message.purge_on}
    with translation.override(spoken_by(message.cite)):
        subject = _("A message to %(cite)s") % {"cite": message.cite.short_name}
        body = render_to_string("contacts/mail/notice.txt", context)
        return sum(send_mail(subject, body, address) for address in recipients_of(message.cite))
