from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "portal.work"
    label = "work"
    verbose_name = _("background work")

    def ready(self) -> None:
        from portal.tenancy.selectors.ownership import OfNetwork, register_owner  # noqa: PLC0415
        from portal.work import jobs, models, receivers  # noqa: PLC0415  # need the app registry

        register_owner(models.WorkerBeat, OfNetwork())
        register_owner(models.ScheduledRun, OfNetwork())
        register_owner(models.ScheduleFailure, OfNetwork())
        receivers.connect()
        jobs.register_own()
