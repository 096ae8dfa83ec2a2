"""Addresses of the admin that no role of a Cité, nor the event team, ever needs, each with the reason.

Most ask for permissions that these roles don't hold; they are refused besides, for some of them ask for none
(the task chooser, the tag list), and a permission may be given by mistake.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

REFUSED: dict[str, str] = {
    "wagtailsites:*": "Sites are made and repaired by provisioning.",
    "register:*": "The label team keeps the register and the sites.",
    "wagtaillocales:*": "Languages of a site are given by provisioning.",
    "wagtailusers_groups:*": "Groups are made by provisioning; forms of groups list every group and site.",
    "wagtailusers_users:*": "Members of a Cité have screens of their own; Wagtail's set roles of any group.",
    "wagtailadmin_collections:*": "Collections are made by provisioning; the privacy form lists every group.",
    "wagtailadmin_workflows:*": "There is one workflow, the network's; the task chooser asks for no permission.",
    "wagtailadmin_reports:site_history*": "It shows the network's log; a Cité's manager reads the own part elsewhere.",
    "wagtailadmin_reports:page_types_usage*": "It counts, and links the last edited page of, every Cité.",
    "wagtailadmin_tag_*": "It offers the words of every Cité; ours stands before it and offers one's own.",
    "wagtailredirects:start_import": "A file could redirect any site; redirects are made one by one.",
    "wagtailredirects:process_import": "As the import's first step.",
    "wagtailimages:url_generator*": "It makes addresses on the first Site found.",
    "wagtail_localize*:*snippet*": "No snippet of the portal is translated by it, and it asks for no right.",
    "dead_*": "Dead letters hold errors, which may hold anybody's data; they are for operators.",
    "wagtailadmin_error_test": "It raises an error, for operators to try the error page.",
}


def refusal(view_name: str) -> str:
    """Why a Cité's roles are refused this view, or nothing where they aren't."""
    return next((reason for pattern, reason in REFUSED.items() if fnmatchcase(view_name, pattern)), "")
