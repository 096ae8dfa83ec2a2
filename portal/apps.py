from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = _("portal")

    def ready(self) -> None:
        from portal import checks, receivers, starters  # noqa: F401, PLC0415  # need the app registry
        from portal.counted_pages import name_what_is_counted  # noqa: PLC0415
        from portal.date_fields import read_dates_carefully  # noqa: PLC0415
        from portal.fields import use_native_time_fields  # noqa: PLC0415
        from portal.folding import fold_on_sqlite  # noqa: PLC0415
        from portal.models import ContentVersion, SiteSettings  # noqa: PLC0415
        from portal.posted import read_posts_carefully  # noqa: PLC0415
        from portal.searched_words import bound_searched_words, escape_searched_words  # noqa: PLC0415
        from portal.spreadsheets import write_harmless_cells, write_marked_csv  # noqa: PLC0415
        from portal.tenancy.enums import CiteRole, NetworkRole  # noqa: PLC0415
        from portal.tenancy.permissions import grant_to_cite, grant_to_network  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import BySite, OfNetwork, register_owner  # noqa: PLC0415
        from portal.translating.upstream import write_dates_in_words  # noqa: PLC0415
        from portal.zones import use_own_zones  # noqa: PLC0415

        register_owner(SiteSettings, BySite(share_unbound=False))
        register_owner(ContentVersion, OfNetwork())
        grant_to_cite(CiteRole.MANAGER, site=["portal.change_sitesettings"])
        grant_to_network(NetworkRole.LABEL_TEAM, models=["portal.change_sitesettings"])
        grant_to_network(NetworkRole.NETWORK_EDITOR, models=["portal.change_sitesettings"])
        starters.register()
        use_native_time_fields()
        read_dates_carefully()
        read_posts_carefully()
        use_own_zones()
        write_dates_in_words()
        escape_searched_words()
        bound_searched_words()
        name_what_is_counted()
        fold_on_sqlite()
        write_harmless_cells()
        write_marked_csv()
        receivers.connect()

        from portal.audit import receivers as audit  # noqa: PLC0415  # needs the app registry

        audit.connect()
