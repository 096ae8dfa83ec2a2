"""What Cités offer the network, what waits, and what one Cité shows of another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from wagtail.models import Page

from cities.enums import ProposalState
from cities.models import Proposal, Showing
from portal.accounts.models import User
from portal.selectors.frames import SiteFrame
from portal.selectors.visible import unrestricted
from portal.tenancy.enforcement.deleting import writes_pages
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.hosts import SiteRow
from portal.tenancy.selectors.ownership import cite_id_of_path
from portal.tenancy.selectors.scope import working_on

OFFERED = (ProposalState.ACCEPTED, ProposalState.FEATURED)
# How many pieces of others a page shows.
SHOWN = 6
DECIDE = "cities.decide_proposal"


@dataclass(frozen=True, slots=True)
class Kind:
    """What the network asks about pages of a class; None where nothing they announce takes place."""

    called_off: Callable[[Any], bool] | None = None
    over: Callable[[], QuerySet[Any]] | None = None


_kinds: dict[type[Page], Kind] = {}


def register_proposable(
    model: type[Page],
    *,
    called_off: Callable[[Any], bool] | None = None,
    over: Callable[[], QuerySet[Any]] | None = None,
) -> None:
    """State that pages of this class may be proposed to the network; called in the app's `ready()`.

    `called_off`: whether what a page of it announces doesn't take place; `over`: those whose matter is past by now.
    """
    _kinds.setdefault(model, Kind(called_off, over))


def is_called_off(page: Page) -> bool:
    """Whether what a page announces is cancelled; asked of the page as it is public."""
    kind = page.specific_class
    asks = (known.called_off for model, known in _kinds.items() if kind is not None and issubclass(kind, model))
    ask = next(asks, None)
    return ask is not None and ask(page.specific)


def is_over(page: Page) -> bool:
    """Whether what a page announces is past; asked of the page as it is public."""
    kind = page.specific_class
    asks = (known.over for model, known in _kinds.items() if kind is not None and issubclass(kind, model))
    over = next(asks, None)
    return over is not None and over().filter(pk=page.pk).exists()


def _over(page: str = "page") -> Q:
    """The same as a condition on rows that name a page."""
    pages = [Exists(known.over().filter(pk=OuterRef(page))) for known in _kinds.values() if known.over is not None]
    return Q(*pages, _connector=Q.OR) if pages else Q(pk__in=[])


def author_told(proposal: Proposal) -> bool:
    """Whether there is somebody whom mail about it reaches: its author, while they work for the Cité."""
    return proposal.proposed_by is not None and bool(working_on([proposal.proposed_by], about=proposal.page))


def proposable_kinds() -> tuple[type[Page], ...]:
    """The page classes that may be proposed."""
    return tuple(_kinds)


def is_proposable(page: Page) -> bool:
    """Whether the page is of such a class and a Cité's."""
    kind = page.specific_class
    return kind is not None and issubclass(kind, proposable_kinds()) and cite_id_of_path(page.path) is not None


def can_propose(user: User, page: Page) -> bool:
    """Whether a person may offer a page: whoever writes it, which who only translates doesn't."""
    return is_proposable(page) and writes_pages(page.permissions_for_user(user))


def can_withdraw(user: User, proposal: Proposal) -> bool:
    """Whether a person may take an offer back: who may make it; once others show it, who may unpublish the page."""
    page = proposal.page
    if proposal.state in OFFERED:
        return bool(page.permissions_for_user(user).can_publish())
    return can_propose(user, page)


def can_decide(user: User) -> bool:
    """Whether a person decides what the network shows."""
    return user.is_active and user.has_perm(DECIDE)


def proposal_of(page: Page) -> Proposal | None:
    """The proposal of a page, with who proposed and who decided."""
    found = Proposal.objects.select_related("cite", "proposed_by", "decided_by").filter(page=page.pk)
    return found.first()


def proposals(*, state: str = "") -> QuerySet[Proposal]:
    """All proposals of live pages, those that wait first, then the latest; `over` tells what is past."""
    found = Proposal.objects.select_related("cite", "page__locale", "proposed_by", "decided_by").filter(page__live=True)
    found = found.annotate(over=ExpressionWrapper(_over(), output_field=BooleanField()))
    if state in ProposalState.values:
        found = found.filter(state=state)
    # The names of the states fall into this order.
    return found.order_by("-state", "-proposed_at", "-pk")


def offered(prefix: str = "") -> Q:
    """What the network accepted, while the site of the Cité it comes from is open; `prefix` leads to the proposal."""
    return Q(
        **{
            f"{prefix}state__in": OFFERED,
            f"{prefix}cite__suspended": False,
            f"{prefix}cite__site__isnull": False,
        }
    )


def offers_to(*, cite: Cite) -> QuerySet[Proposal]:
    """What other Cités offer and the network accepted, and a Cité may therefore show; nothing that is past."""
    return (
        Proposal.objects.filter(_public(), ~_over(), offered())
        .exclude(cite=cite)
        .select_related("cite", "page__locale")
        .order_by("-decided_at", "-pk")
    )


def shown_by(*, cite_id: int, kind: type[Page] | None = None) -> QuerySet[Showing]:
    """What a Cité shows of others, as long as it is public and offered, the latest first."""
    found = Showing.objects.filter(_public("proposal__"), offered("proposal__"), cite=cite_id)
    if kind is not None:
        found = found.filter(proposal__page__content_type__model=kind._meta.model_name)
    return found.select_related("proposal__cite", "proposal__page__locale")


def kinds_shown(row: SiteRow, cite: Cite | None) -> frozenset[str]:
    """The kinds ("app.model") of which a Cité has chosen pieces of others, for its frame; offered still or not."""
    if cite is None:
        return frozenset()
    found = Showing.objects.filter(cite=cite).values_list(
        "proposal__page__content_type__app_label", "proposal__page__content_type__model"
    )
    return frozenset(f"{app}.{model}" for app, model in found)


def shows(frame: SiteFrame, kind: type[Page]) -> bool:
    """Whether a site's Cité has chosen any piece of this kind; no query, never on the hub."""
    return kind._meta.label_lower in frame.parts["showings"]


def may_show(user: User, *, cite: Cite) -> bool:
    """Whether a person decides what a Cité's site shows of others: who publishes there."""
    return user.groups.filter(cite_role__cite=cite, cite_role__role__in=[CiteRole.MODERATOR, CiteRole.MANAGER]).exists()


def _public(prefix: str = "") -> Q:
    """Live, and neither restricted nor below a restricted page; `public()` asks in a query of its own."""
    return Q(unrestricted(f"{prefix}page__path"), **{f"{prefix}page__live": True})
