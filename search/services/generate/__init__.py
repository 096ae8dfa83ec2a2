"""A large network to measure on (`manage.py generate`, `docs/bench.md`)."""

from search.services.generate.cites import generated_cites, provision_planned
from search.services.generate.clear import clear
from search.services.generate.network import begin, project_initiatives, unprojected, vocabulary, write_initiatives
from search.services.generate.plan import (
    MAX_CITES,
    MAX_INITIATIVES,
    Plan,
    PlanError,
    PlannedCite,
    PlannedInitiative,
    plan_cites,
    plan_initiative,
)

__all__ = [
    "MAX_CITES",
    "MAX_INITIATIVES",
    "Plan",
    "PlanError",
    "PlannedCite",
    "PlannedInitiative",
    "begin",
    "clear",
    "generated_cites",
    "plan_cites",
    "plan_initiative",
    "project_initiatives",
    "provision_planned",
    "unprojected",
    "vocabulary",
    "write_initiatives",
]
