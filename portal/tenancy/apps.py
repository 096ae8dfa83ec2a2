from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"
    verbose_name = _("Cités and their sites")
    default = True

    def ready(self) -> None:
        from portal.tenancy import checks, jobs, notifying, receivers, rules, workflow_names  # noqa: F401, PLC0415  # need the app registry
        from portal.tenancy.enforcement import arguments, comments, deleting, forms, groups, policies, views  # noqa: PLC0415
        from portal.tenancy.models import HostAlias  # noqa: PLC0415

        policies.install()
        forms.install()
        views.install()
        deleting.install()
        groups.install()
        rules.register_all()
        arguments.register_upstream()
        receivers.connect()
        notifying.connect()
        workflow_names.name_workflows()
        comments.install()
        arguments.register_argument("host_id", HostAlias)
        jobs.register_own()
