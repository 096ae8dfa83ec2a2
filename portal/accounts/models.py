"""The user (an e-mail address as login, a first and a last name, no user name), and invitations to become one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.fields import LowerEmailField
from portal.accounts.names import name_in_one_line, validate_person_name


class UserManager(BaseUserManager["User"]):
    """Creates users by address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person; without a password the account can't be signed in to until one is set.

        Raises:
            ValueError: the address is empty.
        """
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an operator: may do everything but change a Cité's structural pages."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The interface language lives in Wagtail's `UserProfile` only.

    `first_name` and `last_name` are columns of their own because Wagtail's user screens, reports and
    notifications read them (`wagtail/users/forms.py`, `wagtail/admin/utils.py`).
    """

    email = LowerEmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody already signs in with this address.")},
    )
    first_name = models.CharField(_("first name"), max_length=150, validators=[validate_person_name])
    last_name = models.CharField(_("last name"), max_length=150, validators=[validate_person_name])
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick to close the account; what the person did stays in the history."),
    )
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or str(_("a person without a name"))

    @property
    def is_staff(self) -> bool:
        """Django's own admin isn't installed; libraries that ask get the operators."""
        return self.is_superuser

    def get_full_name(self) -> str:
        return name_in_one_line(self.first_name, self.last_name)

    def get_short_name(self) -> str:
        return name_in_one_line(self.first_name or self.last_name)


class InvitationState(models.TextChoices):
    """What became of an invitation."""

    OPEN = "open", pgettext_lazy("invitation", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    REVOKED = "revoked", pgettext_lazy("invitation", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")


class Invitation(models.Model):
    """An address that may take roles of one Cité, or of the network where `cite` is null.

    Of the link only the SHA-256 of its token is kept; the task that mails it makes the token, so that neither
    the database nor the queue ever holds it. A new mail makes the link of the one before useless.
    """

    cite = models.ForeignKey(
        "tenancy.Cite",
        verbose_name=_("Cité"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    email = LowerEmailField(_("e-mail address"))
    roles = models.JSONField(_("roles"), default=list)
    language = models.CharField(_("language of the mail"), max_length=10, default="fr")
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    invited_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("mailed"), null=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("accepted"), null=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True)
    accepted_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("accepted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["cite", "email"])]
        permissions = [("manage_people", "Can manage people of the whole network")]

    def __str__(self) -> str:
        return str(_("Invitation %(number)s") % {"number": self.pk})

    @property
    def state(self) -> InvitationState:
        """What became of it, as of now."""
        if self.used_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED
