"""System checks that hold the tenancy rules in every installation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from portal.tenancy.selectors import ownership

FIRST, LAST = "portal.tenancy", "portal.tenancy.late"
GATE = "portal.tenancy.middleware.HostMiddleware"
FORBIDDEN = {
    "wagtail_localize.locales": "its synchronisation copies every site's tree; install wagtail.locales",
    "django.contrib.sites": "its SITE_CACHE knows one site per process",
    "wagtail.contrib.simple_translation": "it translates without asking for rights on the page",
}


@register(Tags.compatibility)
def check_installed_apps(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The order of apps and middleware that isolation rests on."""
    found: list[CheckMessage] = []
    if settings.INSTALLED_APPS[0] != FIRST or settings.INSTALLED_APPS[-1] != LAST:
        found.append(Error(f"{FIRST} must be the first app and {LAST} the last.", id="tenancy.E003"))
    if settings.MIDDLEWARE[0] != GATE:
        found.append(Error(f"{GATE} must be the first middleware: ALLOWED_HOSTS accepts any host.", id="tenancy.E001"))
    for name, reason in FORBIDDEN.items():
        if name in settings.INSTALLED_APPS:
            found.append(Error(f"{name} must not be installed: {reason}.", id="tenancy.E004"))
    return found


@register(Tags.models)
def check_every_model_has_an_owner(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A model whose owner nobody has stated can't be kept from other Cités."""
    found: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=False):
        try:
            ownership.rule_for(model)
        except ownership.UnownedModelError:
            found.append(
                Error(
                    f"{model._meta.label} has no ownership rule.",
                    hint="Call portal.tenancy.selectors.ownership.register_owner in the app's ready().",
                    obj=model,
                    id="tenancy.E002",
                )
            )
    return found
