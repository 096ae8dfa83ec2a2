from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = _("portal")

    def ready(self) -> None:
        from portal import checks, receivers, starters, upstream  # noqa: F401, PLC0415  # need the app registry
        from portal.fields import use_native_time_fields  # noqa: PLC0415
        from portal.folding import fold_on_sqlite  # noqa: PLC0415
        from portal.models import ContentVersion, SiteSettings  # noqa: PLC0415
        from portal.tenancy.enums import CiteRole, NetworkRole  # noqa: PLC0415
        from portal.tenancy.permissions import grant_to_cite, grant_to_network  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import BySite, OfNetwork, register_owner  # noqa: PLC0415

        register_owner(SiteSettings, BySite(share_unbound=False))
        register_owner(ContentVersion, OfNetwork())
        grant_to_cite(CiteRole.MANAGER, site=["portal.change_sitesettings"])
        grant_to_network(NetworkRole.LABEL_TEAM, models=["portal.change_sitesettings"])
        grant_to_network(NetworkRole.NETWORK_EDITOR, models=["portal.change_sitesettings"])
        starters.register()
        use_native_time_fields()
        upstream.install()
        fold_on_sqlite()
        receivers.connect()

        from portal.audit import receivers as audit  # noqa: PLC0415  # needs the app registry

        audit.connect()
