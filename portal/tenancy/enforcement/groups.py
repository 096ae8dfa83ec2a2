"""The groups of the privacy dialog by their roles: “Porto: Editor” instead of the name provisioning gave.

Upstream reason: Wagtail's form offers every group by `Group.name`, one text for all languages, and no hook around the
form (`admin/forms/view_restrictions.py`).
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.admin.forms.view_restrictions import BaseViewRestrictionForm

from portal.tenancy.models import CiteGroup, NetworkGroup


def group_words(group: Group) -> str:
    """Whose role a group holds and which, in the reader's language; its name where it holds none."""
    of_cite: CiteGroup | None = getattr(group, "cite_role", None)
    if of_cite is not None:
        return str(of_cite)
    of_network: NetworkGroup | None = getattr(group, "network_role", None)
    return _("The network: %(role)s") % {"role": of_network} if of_network is not None else group.name


def install() -> None:
    """Put it into Wagtail's form; called once, from `ready()`."""
    begin = BaseViewRestrictionForm.__init__

    @wraps(begin)
    def worded(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        groups = self.fields.get("groups")
        if groups is not None:
            groups.queryset = groups.queryset.select_related("cite_role__cite", "network_role")
            groups.label_from_instance = group_words

    BaseViewRestrictionForm.__init__ = worded
