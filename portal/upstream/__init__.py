"""The one place of this app's changes to what Wagtail, modelsearch, wagtail-localize and Django do.

Each module is one change and gives its upstream reason: what goes wrong, where in whose source, and when it may go.
Registered policies, documented hooks, settings and subclasses come first; here is what none of them reaches, and the
two middleware that answer for upstream's views. Who may see what is changed in `portal/tenancy/enforcement` alone.
"""

from __future__ import annotations


def install() -> None:
    """Make the changes to classes; once, when the app registry is ready."""
    from portal.upstream import (  # noqa: PLC0415  # need the app registry
        counted_pages,
        date_fields,
        json_support,
        late_words,
        localize,
        posted,
        row_counts,
        searched_words,
        spreadsheets,
        zones,
    )

    date_fields.read_dates_carefully()
    json_support.ask_without_lock()
    posted.read_posts_carefully()
    row_counts.bound_rows()
    zones.use_own_zones()
    localize.write_dates_in_words()
    searched_words.escape_searched_words()
    searched_words.bound_searched_words()
    counted_pages.name_what_is_counted()
    spreadsheets.write_harmless_cells()
    spreadsheets.write_marked_csv()
    late_words.look_up_late()
    late_words.name_who_published()
