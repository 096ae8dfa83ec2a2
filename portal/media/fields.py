"""Form fields of images."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images import forms
from wagtail.images.fields import WagtailImageField


class CheckedImageField(WagtailImageField):
    """Also refuses files that only begin like an image.

    Wagtail tells the kind by the first bytes, then opens the file for its size outside the `try` of `to_python`
    (wagtail/images/fields.py): a PNG cut short or a WebP of letters is a 500.
    """

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:  # Pillow's plugins raise whatever they meet
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


def use_checked_image_fields() -> None:
    """In every form of images: `formfield_for_dbfield` looks its field up by this name."""
    forms.WagtailImageField = CheckedImageField
