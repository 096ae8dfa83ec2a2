from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from portal.accounts import jobs, models, receivers  # noqa: PLC0415  # need the app registry
        from portal.tenancy.enforcement.arguments import register_argument, register_inert  # noqa: PLC0415
        from portal.tenancy.enums import NetworkRole  # noqa: PLC0415
        from portal.tenancy.models import Cite  # noqa: PLC0415
        from portal.tenancy.permissions import grant_to_network  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import ByCite, register_owner  # noqa: PLC0415

        register_owner(models.Invitation, ByCite())
        grant_to_network(NetworkRole.LABEL_TEAM, models=["accounts.manage_people"])
        register_argument("cite_id", Cite, access="own")
        register_argument("invitation_id", models.Invitation)
        register_argument("user_id", models.User)
        # A membership, not the person, who may work for several Cités: the view finds it in the Cité named.
        register_inert("user_id", view="members:cite_*")
        receivers.connect()
        jobs.register_own()
