"""Words of Wagtail's forms and choosers are looked up when they are shown.

It looks these up as its modules are imported, in the portal's first language, which every admin then reads whatever
their own: `gettext as _` at the level of a class in wagtail/forms.py, wagtail/admin/viewsets/chooser.py,
wagtail/images/forms.py, wagtail/contrib/redirects/filters.py and views.py. And its report of ageing pages writes
"None" for who published what no person did (wagtail/admin/templates/wagtailadmin/shared/user_avatar.html, given
neither a user nor a name). A word may go from here once upstream writes `gettext_lazy` there.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as upstream_word  # not "_": these are not messages of the portal
from django.utils.translation import gettext_lazy as later
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.views import IndexView as RedirectsView
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm, URLGeneratorForm


def look_up_late() -> None:
    """For every form and chooser; called once, from `ready()`."""
    for name, word in _CHOOSER.items():
        setattr(ChooserViewSet, name, word)
    for form, labels in _FIELDS.items():
        for name, word in labels.items():
            form.base_fields[name].label = word
    URLGeneratorForm.base_fields["filter_method"].choices = _SIZES
    kind: Any = RedirectsReportFilterSet.base_filters["is_permanent"]
    kind.label = later("Type")
    kind.extra |= {"choices": ((True, later("Permanent")), (False, later("Temporary"))), "empty_label": later("All")}
    RedirectsView.export_headings = _REDIRECTS


def name_who_published() -> None:
    """In the report of ageing pages, as the history does; called once, from `ready()`."""
    upstream = AgingPagesView.add_last_publisher_name_to_page

    def add_name(self: AgingPagesView, username_mapping: dict[Any, str], page: Any) -> None:
        upstream(self, username_mapping, page)
        page.last_published_by_user = page.last_published_by_user or upstream_word("system")

    AgingPagesView.add_last_publisher_name_to_page = add_name


_CHOOSER = {
    "choose_one_text": later("Choose"),
    "choose_another_text": later("Choose another"),
    "edit_item_text": later("Edit"),
    "search_tab_label": later("Search"),
    "create_action_label": later("Create"),
}
_FIELDS: dict[Any, dict[str, Any]] = {
    TaskStateCommentForm: {"comment": later("Comment")},
    ImageInsertionForm: {
        "format": later("Format"),
        "image_is_decorative": later("Image is decorative"),
        "alt_text": later("Alt text"),
    },
    URLGeneratorForm: {
        "filter_method": later("Filter"),
        "width": later("Width"),
        "height": later("Height"),
        "closeness": later("Closeness"),
    },
}
_SIZES = [
    ("original", later("Original size")),
    ("width", later("Resize to width")),
    ("height", later("Resize to height")),
    ("min", later("Resize to min")),
    ("max", later("Resize to max")),
    ("fill", later("Resize to fill")),
]
_REDIRECTS = {
    "old_path": later("From"),
    "site": later("Site"),
    "link": later("To"),
    "get_is_permanent_display": later("Type"),
}
