"""Panels and shortcuts of the dashboard, registered by the apps that know what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from portal.tenancy.models import Cite

# Whose dashboard: that of somebody who works for a Cité, for the whole network, or for what the network itself owns
# and no Cité's, as the event team does.
Audience = Literal["cite", "network", "hub"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to see or do; `note` says why or since when, `lang` the language of a title that isn't the admin's.

    `act` is a second link behind the note, to what is to be done: its words and address.
    """

    title: str
    url: str = ""
    note: str = ""
    lang: str = ""
    act: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One of the commonest tasks, a click away."""

    label: str
    url: str
    icon: str


class ListPanel(Component):
    """A panel that is a list of lines, or a sentence where there are none.

    `more` is a link below the list: its words and address.
    """

    template_name = "portal/admin/list_panel.html"

    def __init__(
        self,
        *,
        name: str,
        heading: str,
        lines: Iterable[Line],
        empty: str,
        icon: str = "list-ul",
        intro: str = "",
        more: tuple[str, str] | None = None,
        order: int = 100,
    ) -> None:
        self.name, self.heading, self.icon, self.order = name, heading, icon, order
        self.lines, self.empty, self.intro, self.more = list(lines), empty, intro, more

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "name": self.name,
            "heading": self.heading,
            "icon": self.icon,
            "intro": self.intro,
            "lines": self.lines,
            "empty": self.empty,
            "more": self.more,
        }


# A panel of a Cité's dashboard gets the Cité; the others get None. None: nothing to show to this person.
PanelFactory = Callable[[HttpRequest, Cite | None], Component | None]
ShortcutFactory = Callable[[HttpRequest, Cite], Shortcut | None]

_panels: dict[Audience, dict[str, tuple[int, PanelFactory]]] = {"cite": {}, "network": {}, "hub": {}}
_shortcuts: dict[str, tuple[int, ShortcutFactory]] = {}


def register_panel(audience: Audience, name: str, factory: PanelFactory, *, order: int = 100) -> None:
    """Add a panel, lower `order` higher up. It may cost a constant number of queries, whatever there is of Cités."""
    _panels[audience][name] = (order, factory)


def register_shortcut(name: str, factory: ShortcutFactory, *, order: int = 100) -> None:
    """Add a shortcut to the top of a Cité's dashboard; None where the person can't do it."""
    _shortcuts[name] = (order, factory)


def panels_for(audience: Audience, request: HttpRequest, cite: Cite | None) -> list[Component]:
    """The registered panels that have something for this person, in order."""
    found = []
    for order, factory in sorted(_panels[audience].values(), key=lambda entry: entry[0]):
        panel = factory(request, cite)
        if panel is not None:
            panel.order = order
            found.append(panel)
    return found


def shortcuts_for(request: HttpRequest, cite: Cite) -> list[Shortcut]:
    """The registered shortcuts this person can use, in order."""
    made = [factory(request, cite) for _order, factory in sorted(_shortcuts.values(), key=lambda entry: entry[0])]
    return [shortcut for shortcut in made if shortcut is not None]
