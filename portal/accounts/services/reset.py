"""Asking for a new password: one answer, in one time, for every address."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.accounts.models import User
from portal.mail import send_mail


@task(queue_name="mail")
def mail_reset(user_ids: list[int], language: str) -> int:
    """Mail a link to set a new password to each of these people; how many mails went out.

    Queued with no ids for an unknown address, so that neither the answer nor the time it takes tells them apart.
    The link is made here: neither the queue nor the request's thread holds it.
    """
    people = User.objects.filter(pk__in=user_ids, is_active=True)
    generator = app_settings.PASSWORD_RESET_TOKEN_GENERATOR()
    with translation.override(language):
        for person in people:
            path = reverse(
                "account_reset_password_from_key", args=[user_pk_to_url_str(person), generator.make_token(person)]
            )
            link = f"{settings.NETWORK_ADDRESS}{path}?{urlencode({'language': language})}"
            body = render_to_string("accounts/mail/reset.txt", {"link": link, "person": person})
            send_mail(_("Choose a new password"), body, person.email)
    return len(people)
