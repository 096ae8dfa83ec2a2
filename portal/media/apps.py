from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = _("images and documents")

    def ready(self) -> None:
        from portal.media import models, uploading  # noqa: PLC0415  # needs the app registry
        from portal.media.fields import use_checked_image_fields  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import (  # noqa: PLC0415
            ByCite,
            ByCollection,
            ByParent,
            register_owner,
        )

        use_checked_image_fields()
        uploading.install()
        register_owner(models.PortalImage, ByCollection())
        register_owner(models.PortalDocument, ByCollection())
        register_owner(models.MediaTag, ByCite(share_unbound=True))
        register_owner(models.PortalRendition, ByParent("image", models.PortalImage))
        register_owner(models.TaggedImage, ByParent("content_object", models.PortalImage))
        register_owner(models.TaggedDocument, ByParent("content_object", models.PortalDocument))
