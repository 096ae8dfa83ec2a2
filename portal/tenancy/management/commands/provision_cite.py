"""`manage.py provision_cite`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from portal.commands import DatabaseCommand
from portal.tenancy.models import Cite
from portal.tenancy.models.cite import validate_slug
from portal.tenancy.services.provision import ProvisionError, provision_cite

# What the register doesn't know of a new Cité.
NEEDED = ("name", "short_name", "country")


class Command(DatabaseCommand):
    help = (
        "Makes a Cité's place on the network (pages in each language, site, files, roles, settings) or repairs it. "
        "For a Cité of the register the slug is enough, with --languages if it has no site yet; a new one needs name, "
        "short name, country and languages. "
        "Run it again whenever you like: it changes only what drifted, and says what that was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="first part of the site's address: porto for porto.example.org")
        parser.add_argument("--name", help="full name in the Cité's own language")
        parser.add_argument("--short-name", help="the place, as locals write it: Porto")
        parser.add_argument("--city", help="city, if it differs from the short name")
        parser.add_argument("--country", help="two letters of ISO 3166: PT")
        parser.add_argument(
            "--languages",
            default="",
            help="language codes separated by commas, the default one first: pt,en; a language left out is withdrawn",
        )
        parser.add_argument("--timezone", help="IANA time zone (default: Europe/Paris)")
        parser.add_argument("--latitude", type=float, help="degrees north, for map and emblem")
        parser.add_argument("--longitude", type=float, help="degrees east")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [code.strip() for code in options["languages"].split(",") if code.strip()]
        try:
            cite = self._entry(options)
            report = provision_cite(cite=cite, languages=codes)
        except ProvisionError as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if not report.changed:
            self.stdout.write(_("Nothing had drifted."))

    @staticmethod
    def _entry(options: dict[str, Any]) -> Cite:
        given = {
            name: options[name]
            for name in ("name", "short_name", "city", "country", "timezone", "latitude", "longitude")
            if options[name] is not None
        }
        cite = Cite.objects.filter(slug=options["slug"]).select_related("container", "site", "collection").first()
        if cite is None:
            try:
                validate_slug(options["slug"])
            except ValidationError as error:
                said = _("“%(slug)s” can’t begin an address.") % {"slug": options["slug"]}
                raise ProvisionError(f"{said} {' '.join(error.messages)}") from error
            needed = {name: given.get(name) for name in NEEDED} | {"languages": options["languages"].strip()}
            missing = [f"--{name.replace('_', '-')}" for name, value in needed.items() if not value]
            if missing:
                raise ProvisionError(
                    _("No Cité “%(slug)s” is in the register. To make one, give also %(options)s.")
                    % {"slug": options["slug"], "options": ", ".join(missing)}
                )
            languages = options["languages"].split(",")
            return Cite(slug=options["slug"], name_language=languages[0].strip() or "fr", **given)
        if given.get("name", cite.name) != cite.name:
            raise ProvisionError(
                _("The slug “%(slug)s” is taken by “%(name)s”. Choose another.")
                % {"slug": cite.slug, "name": cite.name}
            )
        for name, value in given.items():
            setattr(cite, name, value)
        return cite
