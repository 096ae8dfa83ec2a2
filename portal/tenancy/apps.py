from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"
    verbose_name = _("Cités and their sites")
    default = True

    def ready(self) -> None:
        from portal.tenancy import checks, receivers, rules  # noqa: F401, PLC0415  # need the app registry

        rules.register_all()
        receivers.connect()
