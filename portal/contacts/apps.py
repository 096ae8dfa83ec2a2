from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "portal.contacts"
    label = "contacts"
    verbose_name = _("contact forms")

    def ready(self) -> None:
        from portal.contacts import receivers, starters  # noqa: PLC0415  # need the app registry
        from portal.contacts.models import ContactMessage, ContactSettings  # noqa: PLC0415
        from portal.personal.registry import PersonalData, register_personal  # noqa: PLC0415
        from portal.tenancy.enforcement.arguments import register_argument  # noqa: PLC0415
        from portal.tenancy.enums import CiteRole, NetworkRole  # noqa: PLC0415
        from portal.tenancy.permissions import grant_to_cite, grant_to_network  # noqa: PLC0415
        from portal.tenancy.selectors.ownership import ByCite, BySite, register_owner  # noqa: PLC0415

        register_owner(ContactMessage, ByCite())
        register_owner(ContactSettings, BySite(share_unbound=False))
        register_argument("message_id", ContactMessage)
        grant_to_cite(CiteRole.MANAGER, site=["contacts.change_contactsettings"])
        grant_to_network(NetworkRole.LABEL_TEAM, models=["contacts.change_contactsettings"])
        columns = ("received_at", "language", "name", "email", "body", "handled_at", "purge_on")
        register_personal("contact", PersonalData(ContactMessage, _("Messages of the contact form"), columns))
        starters.register()
        receivers.connect()
