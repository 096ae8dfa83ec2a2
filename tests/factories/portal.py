"""People, pages and files."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.internal.flows import login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.text import slugify
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page

from portal.accounts.models import User
from portal.accounts.selectors import needs_second_factor
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, NetworkGroup

PASSWORD = "bleu de travail 1993"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with a verified address and the common password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"Nom{n}")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)


# Base 32, as an authenticator app keeps it.
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def person(*roles: tuple[Cite, CiteRole] | NetworkRole, **fields: Any) -> User:
    """A person who holds these roles."""
    user = UserFactory(**fields)
    for role in roles:
        if isinstance(role, NetworkRole):
            user.groups.add(NetworkGroup.objects.get(role=role).group)
        else:
            user.groups.add(CiteGroup.objects.get(cite=role[0], role=role[1]).group)
    return User.objects.get(pk=user.pk)


def home_of(place: Cite | Any, language: str) -> Page:
    """The home of a Cité, or of the network, in a language."""
    return Page.objects.child_of(place.container).get(locale__language_code=language).specific


def make_page(model: type[Page], *, parent: Page, title: str, live: bool = True, **values: Any) -> Any:
    """A page below `parent`, published through a revision as the editor would, or kept as a draft."""
    parent = Page.objects.get(pk=parent.pk)
    values.setdefault("slug", slugify(title))
    values.setdefault("locale", Locale.objects.get(pk=parent.locale_id))
    page = model(title=title, live=False, **values)
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def make_image(*, collection: Collection | None = None, title: str = "Emblème", **values: Any) -> PortalImage:
    """A small picture in a collection, the root's by default."""
    return PortalImage.objects.create(
        title=title,
        file=get_test_image_file(filename=f"{slugify(title)}.png"),
        collection=collection or Collection.get_first_root_node(),
        **values,
    )


def make_document(*, collection: Collection | None = None, title: str = "Charte", **values: Any) -> PortalDocument:
    """A small text file in a collection, the root's by default."""
    return PortalDocument.objects.create(
        title=title,
        file=ContentFile(b"texte", name=f"{slugify(title)}.txt"),
        collection=collection or Collection.get_first_root_node(),
        **values,
    )


def sign_in(client: Client, user: User) -> Client:
    """Sign in as allauth does: with the record of how, and a second factor where one is needed."""
    client.force_login(user)
    session = client.session
    methods = [{"method": "password", "at": 1.0, "email": user.email}]
    if needs_second_factor(user):
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(TOTP_SECRET)}}
        )
        methods.append({"method": "mfa", "at": 2.0, "type": "totp"})
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client
