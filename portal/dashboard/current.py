"""The Cité a person is working for: the one they chose, kept in the session of the network's host."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from portal.accounts.models import User
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import cites_of

SESSION_KEY = "cite"


def own_cites(request: HttpRequest) -> Sequence[Cite]:
    """The Cités a person holds a role in, with site and container; one query a request."""
    user = request.user
    if not isinstance(user, User):
        return ()
    kept: Sequence[Cite] | None = getattr(user, "_own_cites", None)
    if kept is None:
        kept = tuple(cites_of(user).select_related("site", "container", "collection"))
        user._own_cites = kept  # type: ignore[attr-defined]  # a memo for the request, as the scope is
    return kept


def current_cite(request: HttpRequest) -> Cite | None:
    """The Cité chosen, else the first one; None for who works for none. Forms preselect it."""
    cites = own_cites(request)
    chosen = request.session.get(SESSION_KEY)
    return next((cite for cite in cites if cite.pk == chosen), cites[0] if cites else None)


def choose_cite(request: HttpRequest, cite_id: int) -> bool:
    """Keep a choice, if the person holds a role there; whether they do."""
    if all(cite.pk != cite_id for cite in own_cites(request)):
        return False
    request.session[SESSION_KEY] = cite_id
    return True
