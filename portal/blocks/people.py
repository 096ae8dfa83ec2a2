"""Blocks about people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ContactBlock(blocks.StructBlock):
    """Whom to ask, and one way to do it at least."""

    name = blocks.CharBlock(label=_("Person or service"), max_length=120)
    function = blocks.CharBlock(label=_("Function"), required=False, max_length=200)
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=40)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    page = blocks.PageChooserBlock(label=_("Contact page"), required=False)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "blocks/contact.html"
        description = _("A person or service with telephone, e-mail or contact page.")
        preview_value = {
            "name": "L’accueil",
            "function": "démonstration",
            "phone": "+33 0 00 00 00 00",
            "email": "accueil@example.org",
            "page": None,
        }

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if not (result["phone"] or result["email"] or result["page"]):
            problem = ValidationError(_("Give a telephone number, an e-mail address or a contact page."))
            raise blocks.StructBlockValidationError(block_errors={"phone": problem})
        return result
