"""The port of every site, which a development server may be started on another of than the time before."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Site

from portal.tenancy.selectors import hosts


def bring_ports_in_line() -> int:
    """Give every site the port of the settings; how many had another. One query where none had.

    Sites are provisioned with the port of that moment, and the admin's links to pages name it.
    """
    changed = Site.objects.exclude(port=settings.PUBLIC_PORT).update(port=settings.PUBLIC_PORT)
    if changed:
        hosts.changed()
    return changed
