"""What the matrix lets pass, each with its reason. An entry that isn't needed any more is an error too."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cities.models import Closure, OpeningHours, Place, PracticalInfo, UrgentNotice
from label.models import LabelEvent, MembershipEvent
from portal.models import SiteSettings
from portal.printing import can_print
from portal.tenancy.models import Cite, SiteLanguage
from tests.isolation.surfaces import Surface

# Rows that are public as soon as they exist: facts a site shows, whatever its pages do.
PUBLIC_MODELS: dict[type[Model], str] = {
    Cite: "the register of Cités is public",
    SiteLanguage: "languages of a site are public",
    SiteSettings: "name, contact and publisher stand on every page of the site",
    PracticalInfo: "the practical facts of a Cité are public once they are stored",
    Place: "as its practical facts",
    OpeningHours: "as its practical facts",
    Closure: "closures are announced",
    UrgentNotice: "a notice is made to be read",
    LabelEvent: "the label's history is a public register",
    MembershipEvent: "as the label's history",
}


def is_public(row: Any) -> bool:
    """Whether a row is public, so that what hangs on it is."""
    if isinstance(row, Page):
        return bool(row.live) and not row.get_view_restrictions().exists()
    return type(row) in PUBLIC_MODELS


@dataclass(frozen=True)
class Excuse:
    """Findings that are meant: their kind, whose they are, at which views, and why."""

    kind: str
    roles: str
    methods: str
    views: str
    reason: str


# Addresses that answer nobody, or with an error on purpose; that they do is checked.
SHUT: dict[str, str] = {
    "wagtailimages:url_generator*": "its view that serves pictures isn't installed (it would take any Site)",
    "wagtail_localize*:submit_snippet_translation": "no snippet is translated",
    "wagtail_localize*:snippets_api*": "no snippet is translated",
    "wagtailadmin_tag_model_autocomplete": "the tags of the portal have views of their own",
    "wagtailadmin_password_reset*": "passwords are reset by allauth",
    "wagtailadmin_error_test": "raises an error on purpose",
    "wagtailsettings:preview_on_edit": "no setting has a preview",
    "*authenticate_with_password": "no page or file is restricted by a shared password",
    "admin/login/": "leads to allauth's sign-in",
    "_util/login/": "leads to allauth's sign-in",
    "admin/^.*/$": "the admin's 404",
    "^api/": "the API's 404",
    "admin/localize/translate/<int:translation_id>/preview/<str:mode>/": "pages have one preview, without a name",
}
# Addresses that answer in a certain state only, which the walk doesn't bring about.
IDLE: dict[str, str] = {
    "account_confirm_login_code": "signing in by a code isn't offered",
    "mfa_authenticate": "answers while someone is signing in",
    "mfa_login_webauthn": "answers the sign-in page's script",
    "mfa_*recovery_codes": "answers once codes were made",
    "wagtailsnippets:index": "there may be no snippet",
}


def is_shut(surface: Surface) -> bool:
    """Whether a surface is one of those that answer nobody."""
    return any(fnmatchcase(name, pattern) for pattern in SHUT for name in (surface.view_name, surface.route))


def is_idle(surface: Surface) -> bool:
    """Whether a surface may or may not answer."""
    return any(surface.matches(pattern) for pattern in IDLE)


SPEAKING = "a Cité says in its own name that it uses, or what it thinks of, what another has made public"
BEARER = "the key of a mail is the right to act, from any mail program; guessing one is guessing a signature"
EXCUSES: tuple[Excuse, ...] = (
    Excuse("WRITE", "*", "POST", "initiatives:adopt", SPEAKING),
    Excuse("WRITE", "*", "POST", "initiatives:evaluate", SPEAKING),
    Excuse(
        "WRITE",
        "*",
        "POST",
        "proposals:show",
        "a Cité shows on its own site what another offers and the network accepted",
    ),
    Excuse("WRITE", "*", "POST", "alert_confirm", BEARER),
    Excuse("WRITE", "*", "POST", "alert_stop", BEARER),
    *(() if can_print() else (Excuse("ERROR", "*", "GET", "*_sheet", "without Pango sheets are a 503 in words"),)),
)


def excuse(kind: str, role: str, method: str, view: str) -> str | None:
    """The reason why a finding is none."""
    for entry in EXCUSES:
        asked = ((kind, entry.kind), (role, entry.roles), (method, entry.methods), (view, entry.views))
        if all(fnmatchcase(value, pattern) for value, pattern in asked):
            return f"{entry.kind} {entry.views}: {entry.reason}"
    return None
