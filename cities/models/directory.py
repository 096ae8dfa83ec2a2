"""The directory of Cités on the hub."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.models import BasePage


class DirectoryPage(BasePage):
    """All Cités as a list and on a map, filtered by country, language or words; one query, no third party."""

    parent_page_types = ["portal.HubHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("directory of Cités")
        verbose_name_plural = _("directories of Cités")
