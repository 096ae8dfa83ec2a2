from django.apps import AppConfig


class TenancyLateConfig(AppConfig):
    name = "portal.tenancy.late"
    label = "tenancy_late"
    default = True

    def ready(self) -> None:
        from portal.tenancy.enforcement import policies  # noqa: PLC0415  # needs the app registry

        policies.wrap_registered()
