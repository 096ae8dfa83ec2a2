"""Messages to a Cité, the settings of its form, and the page that shows it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.blocks import body_blocks
from portal.models import BasePage
from portal.streams import BlocksField
from portal.tenancy.models import Cite

SHORTEST, LONGEST, USUAL = 7, 730, 365


class ContactSettingsForm(WagtailAdminModelForm):
    """Says both bounds whichever is missed; the column alone would name 0 to who gives less than that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retention_days"]
        bounds = {"shortest": SHORTEST, "longest": LONGEST}
        wrong = _("Give a number of days from %(shortest)s to %(longest)s.") % bounds
        field.error_messages |= {"min_value": wrong, "max_value": wrong, "invalid": wrong}
        field.widget.attrs |= {"min": SHORTEST, "max": LONGEST}


@register_setting(icon="mail")
class ContactSettings(BaseSiteSetting):
    """Where messages of a site go and for how long they are kept."""

    recipient = models.EmailField(
        _("address that is told of new messages"),
        blank=True,
        help_text=_("Empty: the public address of the site, else its managers. The mail carries a link, not the text."),
    )
    retention_days = models.PositiveSmallIntegerField(
        _("days a message is kept"),
        default=USUAL,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
        help_text=_("Shortening it holds for messages that are there already, lengthening it does not."),
    )

    panels = [FieldPanel("recipient"), FieldPanel("retention_days")]
    base_form_class = ContactSettingsForm

    class Meta:
        verbose_name = _("Contact form")
        verbose_name_plural = _("Contact forms")


class ContactMessage(models.Model):
    """What somebody wrote to a Cité. The only copy: the mail about it carries a link.

    `email_key` finds the person's messages without reading any (`portal.personal.registry.key_of`); `purge_on` is
    fixed on receipt from the Cité's setting.
    """

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="messages", verbose_name=_("Cité"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    purge_on = models.DateField(_("erased on"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    email_key = models.CharField(max_length=64, db_index=True, editable=False)
    body = models.TextField(_("message"))
    handled_at = models.DateTimeField(_("answered"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["cite", "-received_at"])]

    def __str__(self) -> str:
        return str(_("Message %(number)s") % {"number": self.pk})


class ContactPage(BasePage):
    """The words around the form; where it is sent is `portal.contacts.views.send`."""

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["cities.CiteHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "contacts/contact_page.html"

    class Meta:
        verbose_name = _("contact form page")
        verbose_name_plural = _("contact form pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.contacts.forms import ContactForm  # noqa: PLC0415  # forms read models
        from portal.contacts.selectors import promise_of  # noqa: PLC0415  # selectors read models

        context = super().get_context(request, *args, **kwargs)
        context["form"] = kwargs.get("form") or ContactForm()
        context["sent"] = "sent" in request.GET
        context["promise"] = promise_of(self)
        return context
