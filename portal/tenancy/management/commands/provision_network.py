"""`manage.py provision_network`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from portal.commands import DatabaseCommand
from portal.tenancy.services.provision import ProvisionError, provision_network


class Command(DatabaseCommand):
    help = (
        "Makes the hub (pages in each language, site, shared files, roles of the network, workflow) or repairs it, "
        "the roles of all Cités included. Run it once on a new installation and after each upgrade."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--languages", default="", help="language codes separated by commas, the default one first: fr,en"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [code.strip() for code in options["languages"].split(",") if code.strip()]
        try:
            report = provision_network(languages=codes)
        except ProvisionError as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if not report.changed:
            self.stdout.write(_("Nothing had drifted."))
