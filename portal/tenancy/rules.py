"""Ownership rules for the models of Django, Wagtail and the libraries in use."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    CommentReply,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
    Site,
    TaskState,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
)

from portal.tenancy import models
from portal.tenancy.selectors.ownership import (
    ByCite,
    ByCollectionPath,
    ByObject,
    ByParent,
    ByPath,
    BySite,
    ByTranslationKey,
    Itself,
    OfNetwork,
    register_owner,
)
from portal.tenancy.selectors.ownership_people import OfGroup, OfPerson, OfSite

# Rows that only the network's roles ever see, by app: a whole library at a time.
NETWORK_ONLY_APPS = (
    "account",
    "auth",
    "contenttypes",
    "django_tasks_database",
    "mfa",
    "sessions",
    "taggit",
    "usersessions",
    "wagtailadmin",
    "wagtailcore",
    "wagtaildocs",
    "wagtailembeds",
    "wagtailforms",
    "wagtailimages",
    "wagtailsearch",
    "wagtailusers",
    "wagtail_localize",
    "wagtailredirects",
    "modelsearch",
)


def register_all() -> None:
    """Register them; apps register their own in `ready()` after this."""
    for model in apps.get_models():
        if model._meta.app_label in NETWORK_ONLY_APPS:
            register_owner(model, OfNetwork())
    register_owner(Page, ByPath())
    register_owner(Collection, ByCollectionPath())
    register_owner(Site, OfSite())
    register_owner(Group, OfGroup())
    register_owner(apps.get_model("accounts", "User"), OfPerson())
    register_owner(apps.get_model("wagtailredirects", "Redirect"), BySite(share_unbound=False))
    for model in (GroupPagePermission, GroupCollectionPermission, GroupSitePermission):
        register_owner(model, ByParent("group", Group))
    for model in (PageLogEntry, PageSubscription, PageViewRestriction, Comment, WorkflowPage):
        register_owner(model, ByParent("page", Page, share=False))
    register_owner(CommentReply, ByParent("comment", Comment, share=False))
    register_owner(Revision, ByObject("base_content_type"))
    register_owner(WorkflowState, ByObject("base_content_type"))
    register_owner(ReferenceIndex, ByObject("base_content_type"))
    register_owner(ModelLogEntry, ByObject())
    register_owner(TaskState, ByParent("workflow_state", WorkflowState, share=False))
    _register_translation()
    _register_editing()
    register_owner(apps.get_model("contenttypes", "ContentType"), OfNetwork(readable=True))
    for name in ("Task", "Workflow", "WorkflowTask", "Locale"):
        register_owner(apps.get_model("wagtailcore", name), OfNetwork(readable=True))
    register_owner(WorkflowContentType, OfNetwork())
    register_owner(models.Cite, Itself())
    register_owner(models.CiteGroup, ByCite())
    register_owner(models.NetworkGroup, OfNetwork())
    register_owner(models.Network, OfNetwork())
    register_owner(models.SiteLanguage, BySite())
    register_owner(models.HostAlias, BySite())


def _register_translation() -> None:
    """wagtail-localize's rows, through the page they translate; strings and templates are shared by all of them."""

    def model(name: str) -> type[Model]:
        return apps.get_model("wagtail_localize", name)

    register_owner(model("TranslatableObject"), ByTranslationKey("translation_key"))
    for name in ("TranslationSource", "TranslationContext"):
        register_owner(model(name), ByTranslationKey("object_id"))
    for name in ("Translation", "TranslationLog", "StringSegment", "TemplateSegment"):
        register_owner(model(name), ByParent("source", model("TranslationSource"), share=False))
    for name in ("RelatedObjectSegment", "OverridableSegment"):
        register_owner(model(name), ByParent("source", model("TranslationSource"), share=False))
    for name in ("StringTranslation", "SegmentOverride"):
        register_owner(model(name), ByParent("context", model("TranslationContext"), share=False))


def _register_editing() -> None:
    """Traces of who edits what, uploads under way, restrictions of files, what accounts consist of."""
    user = apps.get_model("accounts", "User")
    register_owner(apps.get_model("wagtailadmin", "EditingSession"), ByObject())
    register_owner(apps.get_model("wagtailadmin", "FormState"), ByObject())
    register_owner(apps.get_model("wagtailcore", "UploadedFile"), ByParent("uploaded_by_user", user))
    for app, name in (
        ("wagtailusers", "UserProfile"),
        ("account", "EmailAddress"),
        ("mfa", "Authenticator"),
        ("usersessions", "UserSession"),
    ):
        register_owner(apps.get_model(app, name), ByParent("user", user, share=False))
    register_owner(CollectionViewRestriction, ByParent("collection", Collection, share=False))
