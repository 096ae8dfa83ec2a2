"""Register entries, hosts, languages, roles and the structural pages."""

from portal.tenancy.models.cite import Cite, CiteGroup, NetworkGroup
from portal.tenancy.models.hosts import HostAlias, SiteLanguage
from portal.tenancy.models.network import CiteApprovalTask, Network, network_reach
from portal.tenancy.models.structure import (
    Container,
    HomePage,
    StructuralError,
    StructuralPage,
    is_provisioning,
    provisioning,
)

__all__ = [
    "Cite",
    "CiteApprovalTask",
    "CiteGroup",
    "Container",
    "HomePage",
    "HostAlias",
    "Network",
    "NetworkGroup",
    "SiteLanguage",
    "StructuralError",
    "StructuralPage",
    "is_provisioning",
    "network_reach",
    "provisioning",
]
