from django.apps import AppConfig


class TenancyLateConfig(AppConfig):
    name = "portal.tenancy.late"
    label = "tenancy_late"
    default = True
