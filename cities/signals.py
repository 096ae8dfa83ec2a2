"""What this app tells those above it, which it can't import."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `uid` whenever what the public may see of an initiative may have changed, in the transaction that changes
# it: a publication, an unpublication, a decision of the network, an acceptance by a partner Cité.
initiative_changed = Signal()
