"""`manage.py openapi`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.api import openapi_document


class Command(BaseCommand):
    help = "Prints the API's OpenAPI document, as it is committed and compared by a test."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(openapi_document(), ending="")
