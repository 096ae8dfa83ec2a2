"""Images with credit and licence, documents with a language, tags that belong to one Cité."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager, _TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.media.enums import Licence
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import cite_of_collection


class MediaTag(TagBase):
    """A word on a file. Each Cité has its own; the network's have no Cité.

    taggit's stock tag has one name for the whole installation, so the words one Cité uses would show in
    another's autocomplete.
    """

    name = models.CharField(_("name"), max_length=100)
    cite = models.ForeignKey(
        Cite,
        verbose_name=_("Cité"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="media_tags",
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["cite", "name"], name="media_tag_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(cite__isnull=True), name="media_network_tag_once"
            ),
        ]


class OwnedTaggableManager(_TaggableManager):
    """Looks tags up, and makes them, among those of the file's own Cité."""

    def _to_tag_model_instances(self, tags: Iterable[Any], tag_kwargs: dict[str, Any]) -> list[MediaTag]:
        owner = {"cite": cite_of_collection(self.instance.collection_id)}
        return super()._to_tag_model_instances(tags, {**tag_kwargs, **owner})


class TaggedImage(ItemBase):
    tag = models.ForeignKey(MediaTag, on_delete=models.CASCADE, related_name="tagged_images")
    content_object = models.ForeignKey("media.PortalImage", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="image_tagged_once")]


class TaggedDocument(ItemBase):
    tag = models.ForeignKey(MediaTag, on_delete=models.CASCADE, related_name="tagged_documents")
    content_object = models.ForeignKey("media.PortalDocument", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="document_tagged_once")]


def document_path(instance: PortalDocument, filename: str) -> str:
    """A name nobody can guess: whoever knows a file's address was shown it."""
    name, dot, extension = filename.rpartition(".")
    return f"documents/{name[:60]}-{secrets.token_urlsafe(8)}{dot}{extension}"


def document_storage() -> Storage:
    """Documents have no public address of their own: the view that serves them checks restrictions first."""
    return storages["documents"]


class PortalImage(AbstractImage):
    """A picture. `description` is its alternative text; where it is used as decoration the page says so.

    Files lie in a folder nobody can guess: an address of a picture that no page shows yet tells nothing.
    """

    tags = TaggableManager(
        through=TaggedImage, manager=OwnedTaggableManager, blank=True, verbose_name=_("tags"), help_text=None
    )
    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, as it must be printed.")
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    source_url = models.URLField(_("where it comes from"), blank=True)

    admin_form_fields = (
        *[name for name in Image.admin_form_fields if name != "tags"],
        "credit",
        "licence",
        "source_url",
        "tags",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_upload_to(self, filename: str) -> str:
        folder, name = super().get_upload_to(filename).rsplit("/", 1)
        return f"{folder}/{secrets.token_urlsafe(12)}/{name[-60:]}"

    @property
    def credit_line(self) -> str:
        """Credit and licence in one line, empty where neither is known."""
        licence = self.get_licence_display() if self.licence else ""
        return ", ".join(part for part in (self.credit, str(licence)) if part)


class PortalRendition(AbstractRendition):
    """One size of a picture, made on first use."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        folder, name = super().get_upload_to(filename).rsplit("/", 1)
        return f"{folder}/{secrets.token_urlsafe(12)}/{name[-60:]}"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"),
        ]


class PortalDocument(AbstractDocument):
    """A file to download."""

    file = models.FileField(_("file"), upload_to=document_path, storage=document_storage)
    tags = TaggableManager(
        through=TaggedDocument,
        manager=OwnedTaggableManager,
        blank=True,
        verbose_name=_("tags"),
        help_text=None,
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    source = models.CharField(
        _("source"), max_length=255, blank=True, help_text=_("Where the text comes from, with its date.")
    )

    admin_form_fields = (
        *[name for name in Document.admin_form_fields if name != "tags"],
        "language",
        "source",
        "tags",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
