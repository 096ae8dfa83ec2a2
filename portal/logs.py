"""What must not reach a log: links that are keys."""

from __future__ import annotations

import logging
import re

# Invitations, password resets, confirmations of an address, alerts by mail: whoever has the address may act.
KEYS = re.compile(
    r"(/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/|/-/initiatives/(?:confirm|stop)/)[^\s/?\"']+"
)


class HideKeys(logging.Filter):
    """Cut keys out of messages; never drops one. Needs no app registry, as logging starts first."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = KEYS.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, None
        return True
