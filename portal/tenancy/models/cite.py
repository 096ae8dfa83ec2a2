"""The register entry of a Cité and the groups of its roles."""

from __future__ import annotations

import datetime
import uuid
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Site

from portal.tenancy.enums import CiteKind, CiteRole, NetworkRole
from portal.tenancy.models.structure import Container

# RFC 1123 labels, lower case; two letters and more, so that none looks like a language of the hub.
validate_slug = RegexValidator(
    r"^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$",
    _("Use small letters, digits and hyphens; begin with a letter and end with a letter or digit."),
)
RESERVED_SLUGS = frozenset({"admin", "api", "mail", "media", "static", "www"})


def validate_timezone(value: str) -> None:
    """Refuse a name that is not an IANA time zone.

    Raises:
        ValidationError: naming the value.
    """
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not an IANA time zone, such as Europe/Lisbon."), params={"value": value}
        )


class Cite(models.Model):
    """One entry of the network's register, whether it has a site here or not.

    Everything a Cité owns is keyed on this row. Container, site and collection are null for a candidate,
    a former Cité or one that keeps its own website; `services.provision_cite` makes and repairs them.
    Where visitors go is `cities.Place`, the label's history `label.LabelEvent`.
    """

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(
        _("short name in addresses"),
        max_length=63,
        unique=True,
        validators=[validate_slug],
        help_text=_("First part of the site's address, as in porto.example.org."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CiteKind.choices, default=CiteKind.CITE)
    name = models.CharField(_("name"), max_length=200, help_text=_("In the Cité's own language, in full."))
    name_language = models.CharField(_("language of the name"), max_length=10, choices=settings.LANGUAGES, default="fr")
    short_name = models.CharField(_("short name"), max_length=60, help_text=_("The place, as locals write it: Porto."))
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in ISO 3166: FR."))],
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris", validators=[validate_timezone])
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    emblem = models.TextField(
        _("emblem"),
        blank=True,
        editable=False,
        help_text=_("The path of an SVG of 100 by 100, drawn once from the neighbours and kept."),
    )
    website = models.URLField(_("website of its own"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    status_note = models.TextField(_("what the sources say"), blank=True)

    container = models.OneToOneField(
        Container, verbose_name=_("pages"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    site = models.OneToOneField(
        Site, verbose_name=_("site"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    collection = models.OneToOneField(
        Collection, verbose_name=_("files"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    suspended = models.BooleanField(_("site suspended"), default=False, editable=False)

    class Meta:
        verbose_name = _("Cité")
        verbose_name_plural = _("Cités")
        ordering = ["country", "short_name", "pk"]
        permissions = [
            ("access_network", "Can see the whole network"),
            ("provision_cite", "Can make and repair a Cité's site"),
        ]

    def __str__(self) -> str:
        return self.name

    def local_date(self, moment: datetime.datetime | None = None) -> datetime.date:
        """The date in the Cité's zone, of a moment or of now."""
        return timezone.localdate(moment, timezone=ZoneInfo(self.timezone))

    def clean(self) -> None:
        super().clean()
        taken = RESERVED_SLUGS | {code for code, _name in settings.LANGUAGES}
        if self.slug in taken:
            raise ValidationError({"slug": _("This short name is kept for the portal itself.")})


class CiteGroup(models.Model):
    """The group that holds one role of one Cité."""

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="role_groups", verbose_name=_("Cité"))
    role = models.CharField(_("role"), max_length=20, choices=CiteRole.choices)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="cite_role")

    class Meta:
        verbose_name = _("role of a Cité")
        verbose_name_plural = _("roles of Cités")
        constraints = [models.UniqueConstraint(fields=["cite", "role"], name="cite_role_once")]

    def __str__(self) -> str:
        return f"{self.cite.short_name}: {self.get_role_display()}"


class NetworkGroup(models.Model):
    """The group that holds one role of the network, or its members."""

    role = models.CharField(_("role"), max_length=20, choices=NetworkRole.choices, unique=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="network_role")

    class Meta:
        verbose_name = _("role of the network")
        verbose_name_plural = _("roles of the network")

    def __str__(self) -> str:
        return self.get_role_display()
