"""Mails of comments go out through `notify_of_comments`.

Upstream reason, Wagtail 8.0: the page editor calls the function `send_notification` itself
(wagtail/admin/views/pages/edit.py), for who is subscribed and whoever they are by now, in the commenter's language.
"""

from __future__ import annotations

from wagtail.admin.views.pages import edit

from portal.tenancy.notifying import notify_of_comments


def install() -> None:
    """Called once, from `ready()`."""
    edit.send_notification = notify_of_comments
