from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from portal.accounts import jobs, models, receivers  # noqa: PLC0415  # need the app registry
        from portal.tenancy.enums import NetworkRole  # noqa: PLC0415
        from portal.tenancy.permissions import grant_to_network  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import ByCite, register_owner  # noqa: PLC0415

        register_owner(models.Invitation, ByCite())
        grant_to_network(NetworkRole.LABEL_TEAM, models=["accounts.manage_people"])
        receivers.connect()
        jobs.register_own()
