"""Images for social networks, kept so that a page doesn't read them with each request."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from portal.media.models import PortalImage

KEPT_SECONDS = 3600
FILTER = "fill-1200x630|format-jpeg"


@dataclass(frozen=True, slots=True)
class SocialImage:
    """Address and size of the cut-out; `url` is absolute only where the storage makes it so."""

    url: str
    width: int
    height: int
    alt: str


def _key(image_id: int) -> str:
    return f"portal:social:{image_id}"


def social_image(image_id: int) -> SocialImage | None:
    """The cut-out of an image, from the cache or made now; None where the image is gone."""
    kept: SocialImage | None = cache.get(_key(image_id))
    if kept is None:
        image = PortalImage.objects.filter(pk=image_id).first()
        if image is None:
            return None
        made = image.get_rendition(FILTER)
        kept = SocialImage(made.url, made.width, made.height, image.description)
        cache.set(_key(image_id), kept, KEPT_SECONDS)
    return kept


def image_changed(image_id: int) -> None:
    """Forget an image that was changed or deleted."""
    cache.delete(_key(image_id))
