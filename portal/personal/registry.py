"""Which rows hold data of people, how they are found by an address, and when they go.

An app registers its model in `ready()`: `register_personal("contact", PersonalData(ContactMessage, …))`. Purge,
export and erasure then hold for it without anything more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

SALT = "portal.personal"


@dataclass(frozen=True)
class PersonalData:
    """One kind of rows.

    `key` is the column that holds `key_of` the person's address, `cite` the foreign key to the Cité that is
    responsible (null: the network), `purge_on` the first day on which a row is no more (empty: none goes by itself),
    `columns` what an export shows. `erase` takes a queryset and answers how many people's rows went; by default they
    are deleted. What is found, shown and erased in another way is a subclass.
    """

    model: type[Model]
    label: Promise | str
    columns: tuple[str, ...]
    key: str = "email_key"
    cite: str = "cite"
    purge_on: str = "purge_on"
    erase: Callable[[QuerySet[Any]], int] | None = None

    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def column_labels(self) -> dict[str, str]:
        """What the columns of an export are called."""
        return {name: str(self.model._meta.get_field(name).verbose_name) for name in self.columns}  # type: ignore[union-attr]  # columns are no relations of others

    def of_person(self, email: str) -> QuerySet[Any]:
        """Everything of whoever wrote with this address."""
        return self.rows().filter(**{f"{self.key}__in": keys_of(email)})

    def of_cites(self, rows: QuerySet[Any], cite_ids: Iterable[int | None]) -> QuerySet[Any]:
        """Those that one of these Cités is responsible for; None stands for the network."""
        ids = set(cite_ids)
        found = rows.filter(**{f"{self.cite}__in": [pk for pk in ids if pk is not None]})
        return found | rows.filter(**{f"{self.cite}__isnull": True}) if None in ids else found

    def shown(self, rows: QuerySet[Any], email: str) -> list[dict[str, Any]]:
        """What an export says of the person's rows: `columns`, beside the key of the Cité."""
        return list(rows.values(self.cite, *self.columns))

    def remove_person(self, rows: QuerySet[Any], email: str) -> int:
        """Erase the person of this address from their rows; how many there were."""
        return self.remove(rows)

    def remove(self, rows: QuerySet[Any]) -> int:
        """Erase these rows; how many there were."""
        if self.erase is not None:
            return self.erase(rows)
        number = rows.count()
        rows.delete()
        return number


PERSONAL: dict[str, PersonalData] = {}


def register_personal(kind: str, data: PersonalData) -> None:
    """Put a kind of rows under the registry."""
    PERSONAL[kind] = data


def key_of(email: str) -> str:
    """What a row is found by: an HMAC of the address in lower case, so that a column of them tells nothing."""
    return _key(email, settings.SECRET_KEY)


def keys_of(email: str) -> list[str]:
    """The same under every secret still in use, for rows written before the secret was changed."""
    return [_key(email, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _key(email: str, secret: str | bytes) -> str:
    return salted_hmac(SALT, email.strip().lower(), secret=secret, algorithm="sha256").hexdigest()
