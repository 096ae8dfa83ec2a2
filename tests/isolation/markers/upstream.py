"""Rows that come about by doing something, as Wagtail and wagtail-localize make them, and rows there once only."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db.models import Model
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    Locale,
    ModelLogEntry,
    PageLogEntry,
    PageViewRestriction,
    Revision,
    Site,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
    WorkflowTask,
)
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationLog,
    TranslationSource,
)

from portal.accounts.models import User
from portal.media.models import PortalDocument, PortalImage, PortalRendition
from portal.models import ArticlePage
from portal.tenancy.enums import CiteKind, CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteApprovalTask, CiteGroup, Container, Network, NetworkGroup
from portal.translating.services import submit_for_translation
from tests.factories.portal import make_document, make_image, person
from tests.isolation.markers.owners import Owner
from tests.isolation.markers.registry import NotOwnableError, marker_for, tokens_for


@marker_for(User)
def make_user(owner: Owner) -> User:
    role: Any = (owner.cite, CiteRole.MANAGER) if owner.cite else NetworkRole.LABEL_TEAM
    token = owner.tokens()
    owner.user = person(role, first_name=token, last_name=owner.tokens(), email=f"{token}@example.org")
    return owner.user


@marker_for(Group)
def make_group(owner: Owner) -> Group:
    group = owner.get(CiteGroup).group if owner.cite else NetworkGroup.objects.get(role=NetworkRole.LABEL_TEAM).group
    group.name = f"{group.name} {owner.tokens()}"
    group.save()
    return group


@marker_for(CiteGroup)
def find_role(owner: Owner) -> CiteGroup | None:
    return CiteGroup.objects.filter(cite=owner.cite, role=CiteRole.MANAGER).first() if owner.cite else None


@marker_for(Site)
def find_site(owner: Owner) -> Site:
    return owner.site


@marker_for(Container)
def find_container(owner: Owner) -> Container:
    return owner.container


@marker_for(Cite)
def find_cite(owner: Owner) -> list[Cite]:
    """The entry; and, of the network's, a candidate that nobody else may know of."""
    return [owner.cite] if owner.cite else []


def only_of_network(owner: Owner, row: Model | None) -> Model:
    if owner.cite is not None or row is None:
        raise NotOwnableError
    return row


@marker_for(Network)
def find_network(owner: Owner) -> Model:
    return only_of_network(owner, Network.objects.first())


@marker_for(NetworkGroup)
def find_network_group(owner: Owner) -> Model:
    return only_of_network(owner, NetworkGroup.objects.first())


@marker_for(Locale)
def find_locale(owner: Owner) -> Model:
    return only_of_network(owner, Locale.objects.get(language_code="en"))


@marker_for(Task)
def find_task(owner: Owner) -> Model:
    return only_of_network(owner, Task.objects.first())


@marker_for(CiteApprovalTask)
def find_approval(owner: Owner) -> Model:
    return only_of_network(owner, CiteApprovalTask.objects.first())


@marker_for(Workflow)
def find_workflow(owner: Owner) -> Model:
    return only_of_network(owner, Workflow.objects.first())


@marker_for(WorkflowTask)
def find_workflow_task(owner: Owner) -> Model:
    return only_of_network(owner, WorkflowTask.objects.first())


def add_article(owner: Owner, *, live: bool = False, **values: Any) -> ArticlePage:
    parent = owner.home.specific
    token = owner.tokens()
    page = ArticlePage(
        title="Public page" if live else token,
        slug=token.replace(owner.tokens.root, "public-") if live else token,
        lead="" if live else owner.tokens(),
        live=False,
        locale=parent.locale,
        owner=owner.user,
        **values,
    )
    parent.add_child(instance=page)
    revision = page.save_revision(user=owner.user)
    if live:
        revision.publish(user=owner.user)
    return ArticlePage.objects.get(pk=page.pk)


@marker_for(ArticlePage)
def make_articles(owner: Owner) -> list[ArticlePage]:
    """A draft under review, first; a live page with a secret draft; a live one for few; one locked, one scheduled,
    one alias."""
    review = add_article(owner)
    review.get_workflow().start(review, owner.user)
    drafted = add_article(owner, live=True)
    drafted.title = owner.tokens()
    drafted.save_revision(user=owner.user)
    few = add_article(owner)
    few.save_revision().publish(user=owner.user)
    group = owner.get(Group)
    PageViewRestriction.objects.create(page=few, restriction_type="groups").groups.add(group)
    locked = add_article(owner)
    locked.locked, locked.locked_by, locked.locked_at = True, owner.user, timezone.now()
    locked.save()
    scheduled = add_article(owner)
    scheduled.go_live_at = timezone.now() + datetime.timedelta(days=9)
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at)
    public = ArticlePage.objects.get(pk=drafted.pk)
    alias = public.create_alias(parent=owner.home, update_slug=f"alias-{public.slug}", user=owner.user)
    pages = [review, drafted, few, locked, scheduled, alias]
    return [ArticlePage.objects.get(pk=page.pk) for page in pages]


@marker_for(Revision)
def find_revision(owner: Owner) -> Revision:
    return owner.get(ArticlePage).latest_revision


@marker_for(WorkflowState)
def find_workflow_state(owner: Owner) -> WorkflowState:
    return owner.get(ArticlePage).current_workflow_state


@marker_for(TaskState)
def find_task_state(owner: Owner) -> TaskState:
    return owner.get(WorkflowState).current_task_state


@marker_for(PageLogEntry)
def find_log_entry(owner: Owner) -> PageLogEntry:
    return PageLogEntry.objects.log_action(owner.get(ArticlePage), "wagtail.edit", user=owner.user)


@marker_for(ModelLogEntry)
def find_model_log_entry(owner: Owner) -> ModelLogEntry:
    return ModelLogEntry.objects.log_action(owner.get(PortalImage), "wagtail.edit", user=owner.user)


@marker_for(PageViewRestriction)
def find_restriction(owner: Owner) -> PageViewRestriction:
    return PageViewRestriction.objects.get(page__in=owner.rows[ArticlePage])


@marker_for(Comment)
def make_comment(owner: Owner) -> Comment:
    return Comment.objects.create(
        page=owner.get(ArticlePage), user=owner.user, text=owner.tokens(), contentpath="title"
    )


@marker_for(Collection)
def make_collection(owner: Owner) -> Collection:
    parent = Collection.objects.get(pk=owner.collection.pk)
    return parent.add_child(name=tokens_for(owner, Collection)())


@marker_for(CollectionViewRestriction)
def make_collection_restriction(owner: Owner) -> CollectionViewRestriction:
    restriction = CollectionViewRestriction.objects.create(collection=owner.get(Collection), restriction_type="groups")
    restriction.groups.add(owner.get(Group))
    return restriction


@marker_for(PortalImage)
def make_picture(owner: Owner) -> PortalImage:
    tokens = tokens_for(owner, PortalImage)
    image = make_image(collection=owner.collection, title=tokens(), credit=tokens(), uploaded_by_user=owner.user)
    image.tags.add(tokens())
    image.get_file_size()
    return image


@marker_for(PortalDocument)
def make_file(owner: Owner) -> list[PortalDocument]:
    """One that anyone who has its address may read, one in a restricted collection."""
    tokens = tokens_for(owner, PortalDocument)
    files = [
        make_document(collection=collection, title=tokens(), uploaded_by_user=owner.user)
        for collection in (owner.collection, owner.get(Collection))
    ]
    files[0].tags.add(tokens())
    for file in files:
        file.get_file_size()
    owner.get(CollectionViewRestriction)
    return files


@marker_for(PortalRendition)
def make_rendition(owner: Owner) -> PortalRendition:
    return owner.get(PortalImage).get_rendition("fill-10x10")


@marker_for(Authenticator)
def make_authenticator(owner: Owner) -> Authenticator:
    return Authenticator.objects.create(user=owner.user, type="webauthn", data={"name": owner.tokens()})


@marker_for(UserSession)
def make_session(owner: Owner) -> UserSession:
    return UserSession.objects.create(
        user=owner.user,
        ip="127.0.0.1",
        user_agent=owner.tokens(),
        session_key=owner.tokens(),
        last_seen_at=timezone.now(),
    )


@marker_for(TranslationSource)
def make_sources(owner: Owner) -> list[TranslationSource]:
    """Two drafts submitted for translation into another language of the site; the second carries odd segments."""
    other = Locale.objects.filter(site_languages__site=owner.site).exclude(pk=owner.home.locale_id)[0]
    pages = [add_article(owner, social_image=owner.get(PortalImage)) for _number in range(2)]
    for page in pages:
        submit_for_translation(page=page, locales=[other], user=owner.user)
    return [TranslationSource.objects.get(object_id=page.translation_key) for page in pages]


def odd_source(owner: Owner) -> TranslationSource:
    owner.get(TranslationSource)
    return owner.rows[TranslationSource][1]


def odd_context(owner: Owner) -> TranslationContext:
    return odd_source(owner).stringsegment_set.all()[0].context


@marker_for(Translation)
def find_translation(owner: Owner) -> Translation:
    return owner.get(TranslationSource).translations.get()


@marker_for(TranslatableObject)
def find_translatable(owner: Owner) -> TranslatableObject:
    return owner.get(TranslationSource).object


@marker_for(TranslationContext)
def find_context(owner: Owner) -> TranslationContext:
    return owner.get(StringSegment).context


@marker_for(StringSegment)
def find_string(owner: Owner) -> StringSegment:
    return owner.get(TranslationSource).stringsegment_set.first()


@marker_for(OverridableSegment)
def find_overridable(owner: Owner) -> OverridableSegment:
    """The picture's."""
    return owner.get(TranslationSource).overridablesegment_set.all()[0]


@marker_for(RelatedObjectSegment)
def make_related_segment(owner: Owner) -> RelatedObjectSegment:
    return RelatedObjectSegment.objects.create(
        source=odd_source(owner), context=odd_context(owner), object=owner.get(TranslatableObject), order=98
    )


@marker_for(StringTranslation)
def make_string_translation(owner: Owner) -> StringTranslation:
    segment = owner.get(StringSegment)
    return StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=owner.get(Translation).target_locale,
        data=owner.tokens(),
        last_translated_by=owner.user,
    )


@marker_for(SegmentOverride)
def make_override(owner: Owner) -> SegmentOverride:
    return SegmentOverride.objects.create(
        context=owner.get(OverridableSegment).context,
        locale=owner.get(Translation).target_locale,
        data_json=str(owner.get(PortalImage).pk),
        last_translated_by=owner.user,
    )


@marker_for(TranslationLog)
def make_translation_log(owner: Owner) -> TranslationLog:
    source = owner.get(TranslationSource)
    return TranslationLog.objects.create(source=source, locale=owner.get(Translation).target_locale)


@marker_for(TemplateSegment)
def make_template_segment(owner: Owner) -> TemplateSegment:
    """Rich text makes them; they hang on the source as strings do."""
    uid = uuid.uuid5(uuid.NAMESPACE_URL, "template")
    values = {"template": "<p></p>", "template_format": "html", "string_count": 0}
    template = Template.objects.get_or_create(uuid=uid, defaults=values)[0]
    return TemplateSegment.objects.create(
        source=odd_source(owner), context=odd_context(owner), template=template, order=97
    )


def make_candidate(owner: Owner) -> Cite:
    """An entry of the register that only the label team may see."""
    token = owner.tokens()
    return Cite.objects.create(slug=token, kind=CiteKind.CANDIDATE, name=token, short_name=token, country="FR")
