"""Make and repair the place of a Cité, or of the network itself."""

from portal.tenancy.services.provision.cite import provision_cite
from portal.tenancy.services.provision.network import provision_network
from portal.tenancy.services.provision.plan import ProvisionError, Report
from portal.tenancy.services.provision.starters import StarterContext, register_home, register_starter

__all__ = [
    "ProvisionError",
    "Report",
    "StarterContext",
    "provision_cite",
    "provision_network",
    "register_home",
    "register_starter",
]
