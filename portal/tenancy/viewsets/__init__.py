"""The register and the Cités' sites, for the label team."""

from portal.tenancy.viewsets.register import RegisterViewSet

__all__ = ["RegisterViewSet"]
