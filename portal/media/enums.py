"""Licences under which a picture may be shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """How a picture may be reused; the short names are those of Creative Commons."""

    OWN = "own", _("Made by us, all rights reserved")
    PERMISSION = "permission", _("Shown with the author's permission")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    ETALAB = "etalab-2.0", _("Open licence 2.0 (Etalab)")
