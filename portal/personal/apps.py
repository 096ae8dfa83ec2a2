from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonalConfig(AppConfig):
    name = "portal.personal"
    label = "personal"
    verbose_name = _("personal data")

    def ready(self) -> None:
        from portal.personal import jobs, models  # noqa: PLC0415  # need the app registry
        from portal.tenancy.selectors.ownership import ByCite, register_owner  # noqa: PLC0415

        register_owner(models.PurgeRun, ByCite())
        jobs.register_own()
