"""Forgetting what is no longer needed of people: where they were signed in, and addresses nobody answered from."""

from __future__ import annotations

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task

from portal.accounts.models import Invitation

KEEP_INVITATIONS = datetime.timedelta(days=90)


@task()
def forget_sessions(due: str) -> int:
    """Drop address and browser of sessions that are over."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.exclude(session_key__in=alive).delete()[0]


@task()
def forget_invitations(due: str) -> int:
    """Drop invitations three months after they could last be answered; the log keeps that there was one."""
    return Invitation.objects.filter(expires_at__lt=timezone.now() - KEEP_INVITATIONS).delete()[0]
