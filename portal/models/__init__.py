"""The abstract base page, the facts pattern, and the pages and settings that hub and Cités share."""

from portal.models.base import BasePage
from portal.models.facts import FactsForm, FactsPage, FactsRow, OriginalOnlyInlinePanel, OriginalOnlyPanel
from portal.models.pages import ArticlePage, HubHomePage, StatementKind, StatementPage
from portal.models.settings import SiteSettings
from portal.models.shown_in import ShownElsewhere, untranslated_page
from portal.models.versions import ContentVersion

__all__ = [
    "ArticlePage",
    "BasePage",
    "ContentVersion",
    "FactsForm",
    "FactsPage",
    "FactsRow",
    "HubHomePage",
    "OriginalOnlyInlinePanel",
    "OriginalOnlyPanel",
    "ShownElsewhere",
    "SiteSettings",
    "StatementKind",
    "StatementPage",
    "untranslated_page",
]
