"""`manage.py draw_maps`: draw the ground of the network's maps anew."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cities.selectors.map_sheets import PANELS
from portal.look.topology import draw
from portal.settings.environment import PROJECT_DIR

FOLDER = PROJECT_DIR / "templates/cities/maps"


class Command(BaseCommand):
    help = (
        "Draws land and borders of every sheet in cities/selectors/map_sheets.py into templates/cities/maps. Needed "
        "only when a sheet changes. The data are Natural Earth's, public domain, as npm's world-atlas 2 packs them: "
        "`npm pack world-atlas@2`, unpack it, and name its folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder that holds countries-10m.json, -50m.json, -110m.json")

    def handle(self, *args: Any, **options: Any) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for panel in PANELS:
            source = options["folder"] / f"countries-{panel.detail}.json"
            try:
                topology = json.loads(source.read_text())
                land, borders = draw(topology, panel.sheet)
            except (OSError, ValueError, KeyError) as problem:
                raise CommandError(f"{source} is no TopoJSON of world-atlas: {problem!r}") from problem
            paths = f'<path class="land" d="{land}"/>' + (f'<path class="border" d="{borders}"/>' if borders else "")
            (FOLDER / f"{panel.slug}.html").write_text(paths + "\n")
            self.stdout.write(f"{panel.slug}: {len(paths)} bytes")
