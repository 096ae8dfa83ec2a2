"""Mail about what the network decided; ids are queued, never addresses or texts."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from cities.models import Proposal
from cities.selectors.proposals import author_told
from portal.lines import one_line
from portal.mail import send_mail
from portal.tenancy.selectors.speech import language_for


@task(queue_name="mail")
def mail_decision(proposal_id: int) -> int:
    """Tell the author, in their language; how many mails went out. A proposal taken back meanwhile sends none."""
    proposal = Proposal.objects.select_related("page", "proposed_by", "cite").filter(pk=proposal_id).first()
    author = proposal.proposed_by if proposal else None
    if proposal is None or author is None or not author_told(proposal):
        return 0
    with translation.override(language_for(author, cite=proposal.cite)):
        path = reverse("proposals:page", args=[proposal.page_id])
        values = {
            "title": one_line(proposal.page.title),
            "state": proposal.get_state_display(),
            "reason": proposal.reason,
            "address": f"{settings.NETWORK_ADDRESS}{path}",
        }
        body = _("What you proposed to the network, “%(title)s”: %(state)s.") % values
        if proposal.reason:
            body += "\n\n" + _("The reason: %(reason)s") % values
        body += "\n\n" + _("See it here: %(address)s") % values
        return send_mail(_("%(title)s: %(state)s") % values, body, author.email)
