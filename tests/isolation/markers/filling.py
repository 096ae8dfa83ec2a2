"""Values for required fields, by the field's kind."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.fields import RichTextField, StreamField

SHORTEST = 9
# What ends, ends after what begins.
ENDS = ("end", "ends", "until", "closes", "last", "to")


def text_value(field: models.Field[Any, Any], token: str) -> str | None:
    """The token in the shape a text column wants; None where it has no room for it."""
    if field.choices or (field.max_length is not None and field.max_length < SHORTEST):
        return None
    value = token
    if isinstance(field, models.EmailField):
        value = f"{token}@example.org"
    elif isinstance(field, models.URLField):
        value = f"https://example.org/{token}"
    elif isinstance(field, RichTextField):
        value = f"<p>{token}</p>"
    try:
        field.run_validators(value)
    except ValidationError:
        return None
    return value


def required_value(field: models.Field[Any, Any], token: str) -> Any:
    """Something a column that may not stay empty accepts.

    Raises:
        LookupError: no kind known here fits.
    """
    if field.choices:
        return field.flatchoices[0][0]
    later = int(field.name.startswith(ENDS) or field.name.endswith(ENDS))
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (StreamField, []),
        (models.UUIDField, uuid.uuid4()),
        (models.JSONField, {"note": token}),
        (models.FileField, ContentFile(token.encode(), name=f"{token}.txt")),
        (models.DateTimeField, timezone.now() + datetime.timedelta(hours=later)),
        (models.DateField, timezone.localdate() + datetime.timedelta(days=later)),
        (models.TimeField, datetime.time(9 + later)),
        (models.DurationField, datetime.timedelta(minutes=30)),
        (models.BooleanField, False),
        (models.GenericIPAddressField, "127.0.0.1"),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.DecimalField, 1),
        (models.BinaryField, token.encode()),
    ]
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    if isinstance(field, models.CharField | models.TextField):
        return text_value(field, token) or token[: field.max_length or SHORTEST]
    raise LookupError(f"no value known for {field}")


def is_text(field: models.Field[Any, Any]) -> bool:
    """Whether a column can carry a token."""
    roomy = field.max_length is None or field.max_length >= SHORTEST
    return isinstance(field, models.CharField | models.TextField) and not field.choices and roomy


def needs_value(field: models.Field[Any, Any]) -> bool:
    """Whether a row can't be stored without it."""
    generated = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    empty = field.blank and isinstance(field, models.CharField | models.TextField)
    return not (field.null or field.has_default() or field.primary_key or generated or field.generated or empty)
