"""What is derived from a Cité's colour, for the form where it is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from portal.look.accent import derive

register = template.Library()
PAPER = {"light": "#ffffff", "dark": "#0e1321"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Text on a ground, with the contrast of the two."""

    label: str
    text: str
    ground: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """The pairs of the site by day, or by night."""

    label: str
    pairs: tuple[Pair, ...]


@register.filter
def accent_schemes(seed: str) -> list[Scheme]:
    """The pairs that every page uses, by day and by night."""
    labels = {"light": _("By day"), "dark": _("By night")}
    found = []
    for name, derived in derive(seed).items():
        colours, ratios = derived.colours, derived.ratios
        found.append(
            Scheme(
                labels[name],
                (
                    Pair(_("on the page"), colours["accent"], PAPER[name], ratios["accent/paper"]),
                    Pair(_("on its tint"), colours["accent"], colours["tint"], ratios["accent/tint"]),
                    Pair(_("on a sign"), "#ffffff", colours["sign"], ratios["white/sign"]),
                    Pair(_("on the deep ground"), "#ffffff", colours["deep"], ratios["white/deep"]),
                ),
            )
        )
    return found
