"""Pictures made from a Cité's position: no photograph stands in for a place nobody has seen."""

from __future__ import annotations

import io
import re

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from cities.selectors.neighbours import streets_of
from portal.look.accent import derive
from portal.look.emblem import PlanShape, plan
from portal.media.enums import Licence
from portal.media.models import PortalImage
from portal.models import SiteSettings
from portal.tenancy.models import Cite

# What networks ask for, drawn at twice the size and reduced: Pillow doesn't smooth edges.
SIZE = (1200, 630)
SHAPE = PlanShape(width=2400, height=1260, place=190, street=44, lane=12, smallest=9000)
PAPER = "#ffffff"
YOU = "#ffc83c"


def ensure_social_image(cite: Cite) -> PortalImage:
    """The plan of the streets around a Cité, in its accent, with its place in the middle."""
    title = f"Plan: {cite.short_name}"
    found = PortalImage.objects.filter(collection=cite.collection, title=title).first()
    if found is not None:
        return found
    with translation.override(cite.name_language):
        alternative = _("Drawn plan: an open place and the streets that lead to the neighbouring Cités.")
    return PortalImage.objects.create(
        title=title,
        description=alternative,
        collection=cite.collection,
        credit="Cités des métiers",
        licence=Licence.OWN,
        file=ContentFile(_draw(cite), name=f"plan-{cite.slug}.png"),
    )


def _draw(cite: Cite) -> bytes:
    seed = SiteSettings.objects.get(site=cite.site).seed
    colours = derive(seed)["light"].colours
    picture = Image.new("RGB", (int(SHAPE.width), int(SHAPE.height)), PAPER)
    draw = ImageDraw.Draw(picture)
    tints = plan(SHAPE, [street.bearing for street in streets_of(cite=cite)], seed=cite.pk)
    for path, tint in zip(tints, ("accent", "mid", "line"), strict=True):
        for house in _polygons(path):
            draw.polygon(house, fill=colours[tint])
    x, y, r = SHAPE.width / 2, SHAPE.height / 2, 56
    draw.ellipse((x - r, y - r, x + r, y + r), fill=YOU)
    buffer = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _polygons(path: str) -> list[list[tuple[float, float]]]:
    """The polygons of path data that `portal.look.emblem.path` wrote."""
    found = []
    for part in path.split("Z"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", part)]
        if numbers:
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found
