"""The label: its documents and its history, a register that can be read on any date."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelConfig(AppConfig):
    name = "label"
    label = "label"
    verbose_name = _("label")

    def ready(self) -> None:
        from label import demo, receivers, rules, starters  # noqa: PLC0415  # need the app registry

        rules.register()
        starters.register()
        receivers.connect()
        demo.register()

        from label import dashboard  # noqa: PLC0415  # needs the app registry

        dashboard.register()
