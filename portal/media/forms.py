"""Forms of files: what the network uploads lies where every Cité may use it, unless one says otherwise."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.tenancy.selectors.shared_files import shared_collection_id


class SharedFirst:
    """Mixin: a new file begins in the network's collection where one may add to it and to the root.

    Upstream begins with the first collection one may add to: for the network's roles the root, whose files no Cité
    sees.
    """

    fields: Any
    instance: Any
    initial: dict[str, Any]
    collections: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None or "collection" not in self.fields:
            return
        offered = {collection.pk: collection for collection in self.collections}
        begun = offered.get(self.instance.collection_id)
        shared = shared_collection_id()
        if shared in offered and (begun is None or begun.is_root()):
            self.initial["collection"] = shared


class PortalImageForm(SharedFirst, BaseImageForm):
    """Of every form of images; named in `WAGTAILIMAGES_IMAGE_FORM_BASE`."""


class PortalDocumentForm(SharedFirst, BaseDocumentForm):
    """Of every form of documents; named in `WAGTAILDOCS_DOCUMENT_FORM_BASE`."""
