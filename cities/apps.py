from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitiesConfig(AppConfig):
    name = "cities"
    label = "cities"
    verbose_name = _("Cités")

    def ready(self) -> None:
        from cities import demo, receivers, rules, starters  # noqa: PLC0415  # need the app registry

        rules.register()
        starters.register()
        receivers.connect()
        demo.register()

        # Need the app registry.
        from cities import contribution_hooks, dashboard, import_hooks, proposal_hooks  # noqa: PLC0415

        dashboard.register()
        import_hooks.register()
        proposal_hooks.register()
        contribution_hooks.register()
