"""Pages and facts of the Cités."""

from cities.models.contributions import Contribution, ContributionSettings
from cities.models.directory import DirectoryPage
from cities.models.home import CiteHomePage
from cities.models.imports import ImportedInitiative, ImportLine, InitiativeImport
from cities.models.initiatives import (
    Initiative,
    InitiativePage,
    InitiativePagePartner,
    InitiativePagePartnerCite,
    InitiativePartner,
    InitiativePartnerCite,
)
from cities.models.news import NewsIndexPage, NewsPage
from cities.models.people import Partner, PartnersPage, TeamMember, TeamPage
from cities.models.places import (
    Closure,
    OpeningHours,
    PageOpeningHours,
    PagePlace,
    Place,
    PracticalInfo,
    PracticalPage,
    UrgentNotice,
)
from cities.models.proposals import Proposal
from cities.models.reviews import Adoption, Criterion, Evaluation, EvaluationScore, ReviewEntry
from cities.models.services import ServicePage, ServicesIndexPage
from cities.models.showings import Showing
from cities.models.terms import Audience, NetworkTerm, Pole

__all__ = [
    "Adoption",
    "Audience",
    "CiteHomePage",
    "Closure",
    "Contribution",
    "ContributionSettings",
    "Criterion",
    "DirectoryPage",
    "Evaluation",
    "EvaluationScore",
    "ImportLine",
    "ImportedInitiative",
    "Initiative",
    "InitiativeImport",
    "InitiativePage",
    "InitiativePagePartner",
    "InitiativePagePartnerCite",
    "InitiativePartner",
    "InitiativePartnerCite",
    "NetworkTerm",
    "NewsIndexPage",
    "NewsPage",
    "OpeningHours",
    "PageOpeningHours",
    "PagePlace",
    "Partner",
    "PartnersPage",
    "Place",
    "Pole",
    "PracticalInfo",
    "PracticalPage",
    "Proposal",
    "ReviewEntry",
    "ServicePage",
    "ServicesIndexPage",
    "Showing",
    "TeamMember",
    "TeamPage",
    "UrgentNotice",
]
