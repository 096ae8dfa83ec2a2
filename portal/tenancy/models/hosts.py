"""Languages of a site and other names of its host."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Site

validate_hostname = RegexValidator(
    r"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
    _("Write the host alone, in small letters, without “https://”, port or path."),
)


class SiteLanguage(models.Model):
    """A language that a site speaks; the first one is its default. Made and withdrawn by provisioning only."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="site_languages")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="site_languages")
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("language of a site")
        verbose_name_plural = _("languages of sites")
        ordering = ["site", "sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["site", "locale"], name="site_language_once")]

    def __str__(self) -> str:
        return f"{self.site}: {self.locale.language_code}"


class HostAlias(models.Model):
    """Another host name of a site: answered with a permanent redirect to the canonical one."""

    hostname = models.CharField(_("host name"), max_length=253, unique=True, validators=[validate_hostname])
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="host_aliases", verbose_name=_("site"))

    class Meta:
        verbose_name = _("other host name")
        verbose_name_plural = _("other host names")
        ordering = ["hostname"]

    def __str__(self) -> str:
        return self.hostname

    def clean(self) -> None:
        super().clean()
        self.hostname = self.hostname.lower().rstrip(".")
        if Site.objects.filter(hostname=self.hostname).exists():
            raise ValidationError({"hostname": _("A site already answers under this name.")})
