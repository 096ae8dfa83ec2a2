from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("search")

    def ready(self) -> None:
        from search import receivers, rules, starters, tasks  # noqa: PLC0415  # need the app registry

        rules.register()
        starters.register()
        receivers.connect()
        tasks.register()
