"""Mail that the portal sends by itself."""

from __future__ import annotations

from django.core.mail import EmailMessage

from portal.lines import one_line

# RFC 3834: a program that answers for its absent owner doesn't answer these.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def send_mail(subject: str, body: str, address: str) -> int:
    """Send a mail to one person, so that nobody reads another's address; how many went out.

    Raises:
        OSError: the mail server doesn't take it; smtplib's errors are among them.
    """
    return EmailMessage(one_line(subject), body, None, [address], headers=AUTOMATIC).send()
