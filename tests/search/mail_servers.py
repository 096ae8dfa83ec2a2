"""Mail servers that fail, for `EMAIL_BACKEND`: each keeps what it took in `mail.outbox`, as Django's own does."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class RefusingBackend(EmailBackend):
    """Knows some addresses not, as a server says it: with the address in its words."""

    unknown: ClassVar[set[str]] = set()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            lost = self.unknown.intersection(message.to)
            if lost:
                raise SMTPRecipientsRefused({address: (550, f"{address} unknown".encode()) for address in lost})
        return super().send_messages(messages)


class BreakingBackend(EmailBackend):
    """Takes `takes` mails; then the line breaks, before the mail is taken or, with `late`, after."""

    takes: ClassVar[int] = 0
    late: ClassVar[bool] = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            cls = type(self)
            if cls.takes <= 0:
                if cls.late:
                    super().send_messages([message])
                raise SMTPServerDisconnected("the line broke")
            cls.takes -= 1
            super().send_messages([message])
        return len(messages)


class DownBackend(EmailBackend):
    """Isn't there."""

    def open(self) -> bool | None:
        raise ConnectionRefusedError
