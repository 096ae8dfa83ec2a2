"""`manage.py compile_catalogues`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compiles the catalogues of translations that changed. Unlike compilemessages it needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")]
        for source in sorted(sources):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                # This process may have read what was there before, and go on: `serve --prepare` makes pages then.
                translation_file_changed(sender=None, file_path=target)
                if options["verbosity"] > 1:
                    self.stdout.write(f"compiled {target}")
