"""Mail about proposals of partners: ids are queued, and the Cité's mail holds neither text nor person."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from cities.enums import ContributionState
from cities.models import Contribution
from cities.selectors.contributions import told_of
from portal.mail import send_mail
from portal.tenancy.selectors.speech import spoken_by


class AnswerNotSentError(RuntimeError):
    """The server didn't take a mail; says the kind of fault only, for the server's words hold the address."""


@task(queue_name="mail")
def mail_notice(contribution_id: int) -> int:
    """Tell the Cité, in its own language, that somebody proposed something; nothing where it is erased meanwhile."""
    row = Contribution.objects.select_related("cite").filter(pk=contribution_id).first()
    if row is None:
        return 0
    path = reverse("contributions:detail", args=[row.pk])
    context = {"cite": row.cite, "link": f"{settings.NETWORK_ADDRESS}{path}", "purge_on": row.purge_on}
    with translation.override(spoken_by(row.cite)):
        subject = _("An initiative proposed to %(cite)s") % {"cite": row.cite.short_name}
        body = render_to_string("cities/mail/contribution_notice.txt", context)
        return sum(send_mail(subject, body, address) for address in told_of(row.cite))


@task(queue_name="mail")
def mail_answer(contribution_id: int) -> int:
    """Tell the person what the Cité decided, in the language they wrote in; nothing where they had it erased.

    Raises:
        AnswerNotSentError: the server doesn't take mails now; the queue tries again.
    """
    rows = Contribution.objects.select_related("cite").exclude(state=ContributionState.WAITING)
    row = rows.filter(pk=contribution_id).first()
    if row is None:
        return 0
    with translation.override(_spoken(row.language)):
        subject = _("%(cite)s: your proposal “%(title)s”") % {"cite": row.cite.short_name, "title": row.title}
        body = render_to_string("cities/mail/contribution_answer.txt", {"contribution": row})
    try:
        return send_mail(subject, body, row.email)
    except SMTPRecipientsRefused:
        return 0
    except (SMTPException, OSError) as error:
        raise AnswerNotSentError(type(error).__name__) from None


def _spoken(language: str) -> str:
    return settings.INTERFACE_FALLBACKS.get(language, language)
