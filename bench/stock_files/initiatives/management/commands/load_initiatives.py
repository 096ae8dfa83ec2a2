"""Loads what `bench.export` wrote: a Site per Cité, a tree per language, every page with a revision."""

import json
import uuid

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils.dateparse import parse_datetime
from home.models import HomePage
from wagtail.models import Locale, Page, Revision, Site

from initiatives.models import (
    TEXTS,
    Audience,
    InitiativeIndexPage,
    InitiativePage,
    InitiativePartner,
    Pole,
    StandardPage,
)

CHUNK = 1000


class Command(BaseCommand):
    help = "Loads the data of the benchmark."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *args, **options):
        with open(options["file"], encoding="utf-8") as lines:
            head = json.loads(next(lines))
            with transaction.atomic():
                self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in head["languages"]}
                self.terms = {
                    model: {slug: model.objects.create(slug=slug, name=name).pk for slug, name in head[key].items()}
                    for key, model in (("poles", Pole), ("audiences", Audience))
                }
                self.parents = {}
                self.places(head["cites"])
            chunk = []
            for line in lines:
                chunk.append(json.loads(line))
                if len(chunk) == CHUNK:
                    self.load(chunk)
                    chunk = []
            self.load(chunk)

    def places(self, cites):
        """Homes with their menus, and a Site for each Cité."""
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        root = Page.objects.get(depth=1)
        # The hub: without a site above all others the API lists one Cité at a time.
        Site.objects.create(hostname="localhost", port=80, root_page=root, is_default_site=True)
        for cite in cites:
            homes = []
            key = uuid.uuid4()
            for code, menu in cite["languages"].items():
                slug = cite["slug"] if not homes else f"{cite['slug']}-{code}"
                home = HomePage(title=cite["name"], slug=slug, locale=self.locales[code], translation_key=key)
                root.add_child(instance=home)
                homes.append(home)
                self.menu(home, cite["slug"], code, menu)
            Site.objects.create(hostname=cite["host"], port=80, root_page=homes[0], site_name=cite["name"])

    def menu(self, home, slug, code, menu):
        for entry in menu:
            model = InitiativeIndexPage if entry["index"] else StandardPage
            page = model(
                title=entry["title"],
                slug=entry["slug"],
                locale=self.locales[code],
                translation_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{slug}/{entry['key']}"),
                show_in_menus=entry["in_menu"],
            )
            home.add_child(instance=page)
            if entry["index"]:
                self.parents[slug, code] = page

    @transaction.atomic
    def load(self, rows):
        """Pages in bulk: the base table by Django, the own table by hand, as it inherits from the first."""
        pages = [self.page(row) for row in rows]
        Page.objects.bulk_create([self.base(page) for page in pages], batch_size=200)
        keys = dict(Page.objects.filter(path__in=[page.path for page in pages]).values_list("path", "pk"))
        for page in pages:
            page.pk = page.page_ptr_id = page.id = keys[page.path]
        fields = InitiativePage._meta.local_concrete_fields
        columns, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO initiatives_initiativepage ({columns}) VALUES ({marks})",  # noqa: S608  # own columns
                [
                    [field.get_db_prep_save(getattr(page, field.attname), connection) for field in fields]
                    for page in pages
                ],
            )
        for name, model, column in (("poles", Pole, "pole_id"), ("audiences", Audience, "audience_id")):
            through = getattr(InitiativePage, name).through
            through.objects.bulk_create(
                through(initiativepage_id=page.pk, **{column: self.terms[model][slug]})
                for page, row in zip(pages, rows, strict=True)
                for slug in row[name]
            )
        InitiativePartner.objects.bulk_create(
            InitiativePartner(page_id=page.pk, name=name, url=url, sort_order=order)
            for page, row in zip(pages, rows, strict=True)
            for order, (name, url) in enumerate(row["partners"])
        )
        self.revise(pages)
        for parent in self.parents.values():
            Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)

    def page(self, row):
        parent = self.parents[row["cite"], row["language"]]
        parent.numchild += 1
        moment = parse_datetime(row["published_at"])
        return InitiativePage(
            path=Page._get_path(parent.path, parent.depth + 1, parent.numchild),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{row['slug']}/",
            locale=self.locales[row["language"]],
            translation_key=uuid.UUID(row["uid"]),
            content_type=ContentType.objects.get_for_model(InitiativePage),
            title=row["title"],
            draft_title=row["title"],
            slug=row["slug"],
            live=True,
            first_published_at=moment,
            last_published_at=moment,
            **{name: row[name] for name in ("lead", "cite", "country", "stage", "start_year", "end_year", *TEXTS)},
            place_name=row["place_name"],
            source=row["source"],
        )

    @staticmethod
    def base(page):
        return Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.local_concrete_fields})

    @staticmethod
    def revise(pages):
        """A revision each, so that a page can be edited."""
        revisions = Revision.objects.bulk_create(
            [
                Revision(
                    content_object=page,
                    base_content_type=page.get_base_content_type(),
                    created_at=page.first_published_at,
                    content=page.serializable_data(),
                    object_str=page.title,
                )
                for page in pages
            ],
            batch_size=200,
        )
        shown = {page.pk: revision.pk for page, revision in zip(pages, revisions, strict=True)}
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE wagtailcore_page SET latest_revision_id = %s, live_revision_id = %s WHERE id = %s",
                [(revision, revision, page) for page, revision in shown.items()],
            )
