from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("events")

    def ready(self) -> None:
        from events import demo, receivers, rules, starters, tasks  # noqa: PLC0415  # need the app registry

        rules.register()
        starters.register()
        receivers.connect()
        demo.register()
        tasks.register()

        from cities.selectors.proposals import register_proposable  # noqa: PLC0415
        from events import dashboard  # noqa: PLC0415  # needs the app registry
        from events.enums import EventStatus  # noqa: PLC0415
        from events.models import EventPage  # noqa: PLC0415
        from events.selectors.agenda import over_pages  # noqa: PLC0415

        dashboard.register()
        register_proposable(
            EventPage, called_off=lambda page: page.facts.status == EventStatus.CANCELLED, over=over_pages
        )
