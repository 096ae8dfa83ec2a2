"""The label's section on the hub, and what frames carry of the label."""

from __future__ import annotations

from django.utils.translation import gettext as _

from label import models
from label.selectors.frames import PART, label_part
from portal.selectors.frames import register_frame_part
from portal.tenancy.services.provision import StarterContext, register_starter

INDEX, REGISTER = "label", "label-register"


def hub_pages(context: StarterContext) -> None:
    """The label's page and its register."""
    index = context.ensure(INDEX, models.LabelIndexPage, title=_("The label"), slug="label", show_in_menus=True)
    if index is not None:
        context.ensure(REGISTER, models.LabelRegisterPage, title=_("Register of the label"), parent=index)


def register() -> None:
    """Register the starter and the frame part."""
    register_starter("hub", hub_pages, order=450)
    register_frame_part(PART, label_part)
