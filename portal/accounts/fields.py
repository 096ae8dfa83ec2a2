"""An e-mail column that is one address whatever the case it is typed in."""

from __future__ import annotations

from typing import Any

from django.db import models


class LowerEmailField(models.EmailField[str, str]):
    """Stored, compared and looked up in lower case.

    `unique=True` on it, with a check constraint `Lower(column) = column`, also holds against `bulk_create`,
    `update` and plain SQL. A functional unique index would not: the look-ups of Wagtail and allauth are exact.
    """

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.lower() if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.lower() if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = value.lower()
            setattr(model_instance, self.attname, value)
        return value
