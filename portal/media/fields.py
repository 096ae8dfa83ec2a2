"""Form fields of images."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images import forms
from wagtail.images.fields import WagtailImageField

TOO_MANY = "file_too_many_pixels"
TOO_MANY_WORDS = _(
    "This image has too many pixels. At most %(millions)s million are taken, width times height: make it smaller."
)


class CheckedImageField(WagtailImageField):
    """Also refuses files that only begin like an image.

    Wagtail tells the kind by the first bytes, then opens the file for its size outside the `try` of `to_python`
    (wagtail/images/fields.py): a PNG cut short or a WebP of letters is a 500.
    """

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except ValidationError as error:
            if error.code == TOO_MANY:
                # Upstream gives a number in digits, and says "unknown" of a file so large that Pillow doesn't open it.
                millions = {"millions": self.max_image_pixels // 1_000_000}
                raise ValidationError(TOO_MANY_WORDS, params=millions, code=TOO_MANY) from error
            raise
        except Exception as error:  # Pillow's plugins raise whatever they meet
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


def use_checked_image_fields() -> None:
    """In every form of images: `formfield_for_dbfield` looks its field up by this name."""
    forms.WagtailImageField = CheckedImageField
