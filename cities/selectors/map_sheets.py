"""The sheets of the map of Cités, each of equal area.

The ground is drawn once by `manage.py draw_maps` and kept as templates; markers (`map_marks.py`) are computed
from positions through the same projections, so a new Cité needs no drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.look.projection import AzimuthalEqualArea, CylindricalEqualArea, Point
from portal.look.topology import Sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PIN = 7.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One sheet of the map. `detail` is the scale of the Natural Earth data it is drawn from."""

    slug: str
    title: StrOrPromise
    sheet: Sheet
    detail: str

    @property
    def template(self) -> str:
        """The ground, drawn beforehand."""
        return f"cities/maps/{self.slug}.html"

    @property
    def view_box(self) -> str:
        """For `viewBox`."""
        return f"0 0 {self.sheet.width:g} {self.sheet.height:g}"

    def holds(self, point: Point) -> bool:
        """Whether a point lies on the sheet, with room for its pin."""
        x, y = point
        return PIN <= x <= self.sheet.width - PIN and PIN <= y <= self.sheet.height - PIN


def _island(slug: str, title: StrOrPromise, *, latitude: float, longitude: float, scale: float) -> Panel:
    projection = AzimuthalEqualArea(latitude, longitude, scale, 55, 55)
    return Panel(slug, title, Sheet(110, 110, projection, tolerance=0.8, smallest=4), "10m")


EUROPE = Panel(
    "europe",
    _("Map: the Cités in Europe"),
    Sheet(720, 700, AzimuthalEqualArea(46, 3.5, 2050, 379, 315), tolerance=1.0, smallest=14),
    "50m",
)
DENSE = Panel(
    "dense",
    _("From Paris to Liège"),
    Sheet(520, 400, AzimuthalEqualArea(49.72, 3.3, 8200, 260, 200), tolerance=0.8),
    "10m",
)
ISLANDS = (
    _island("guadeloupe", _("Guadeloupe"), latitude=16.17, longitude=-61.41, scale=7300),
    _island("mayotte", _("Mayotte"), latitude=-12.82, longitude=45.16, scale=15000),
    _island("reunion", _("La Réunion"), latitude=-21.13, longitude=55.53, scale=9400),
)
WORLD = Panel(
    "world",
    _("Elsewhere in the world"),
    Sheet(520, 230, CylindricalEqualArea(37.5, 104.4, 260, 132), tolerance=1.1, smallest=12, borders=False),
    "110m",
)
# The first that holds a place shows it: far and dense parts before the whole.
PANELS = (*ISLANDS, DENSE, EUROPE, WORLD)


@lru_cache(maxsize=1)
def dense_frame() -> str:
    """Path on the map of Europe around what the enlargement shows."""
    sheet = DENSE.sheet
    corners = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    points = [EUROPE.sheet.projection.project(*sheet.projection.locate(x, y)) for x, y in corners]
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z"


def dense_label() -> Point:
    """Where the link to the enlargement stands: on the middle of the upper edge of its frame."""
    sheet = DENSE.sheet
    x, y = EUROPE.sheet.projection.project(*sheet.projection.locate(sheet.width / 2, 0))
    return round(x), round(y)


def panel_of(latitude: float, longitude: float) -> Panel:
    """The sheet that shows a place; the world where no other does."""
    found = (panel for panel in PANELS if panel.holds(panel.sheet.projection.project(latitude, longitude)))
    return next(found, WORLD)


def panel(slug: str) -> Panel:
    """The sheet of this name."""
    return next(panel for panel in PANELS if panel.slug == slug)
