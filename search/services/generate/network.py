"""A large network to measure on: Cités by provisioning, initiatives in bulk, then the projection."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db import transaction

from cities.models import Audience, Initiative, Pole
from portal.models import ContentVersion
from portal.selectors import frames
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite, Network
from search.engines import database_engine
from search.models import SearchDocument
from search.services.generate.cites import generated_cites
from search.services.generate.phrases import bank
from search.services.generate.places import read_places
from search.services.generate.plan import Plan, PlanError, PlannedCite, cite_of, plan_initiative
from search.services.generate.rows import Writer
from search.services.projection import project_all

MARK = "generated"
CHUNK = 1000


def begin(plan: Plan) -> None:
    """Note what is generated from; a later run adds to it.

    Raises:
        PlanError: the hub or the vocabularies are missing, or what is there came from another plan.
    """
    if not Network.objects.exists():
        raise PlanError("There is no hub yet. Run “manage.py provision_network --languages fr,en” or “demo” first.")
    if not vocabulary(Pole, "poles") or not vocabulary(Audience, "audiences"):
        raise PlanError("The vocabularies of pôles and audiences are missing. Run “manage.py demo” first.")
    mark = ContentVersion.objects.filter(name=MARK).first()
    if mark is not None and mark.number != plan.version:
        raise PlanError("What is there was generated with other --cites, --languages or --seed. Run --clear first.")
    ContentVersion.objects.update_or_create(name=MARK, defaults={"number": plan.version})


def vocabulary(model: type[Pole] | type[Audience], name: str) -> list[str]:
    """The network's terms that the phrases know, in an order that doesn't depend on it."""
    return sorted(set(model.objects.values_list("slug", flat=True)) & set(bank("fr")[name]))


def write_initiatives(
    plan: Plan, cites: Sequence[Cite], planned: Sequence[PlannedCite], *, count: int
) -> Iterator[tuple[int, int]]:
    """Add the initiatives from 0 to `count` that are missing, a chunk in a transaction.

    Yields how far it is and how many the chunk added. Nothing of them is found until they are projected.
    """
    poles, audiences = vocabulary(Pole, "poles"), vocabulary(Audience, "audiences")
    places = read_places(seed=plan.seed, cites=cites)
    writer = Writer(places)
    numbers = iter(range(count))
    done = 0
    while chunk := list(islice(numbers, CHUNK)):
        missing = _missing({places.uid(number, cite_of(plan, number)): number for number in chunk})
        added = writer.write(
            plan_initiative(plan, number, planned, poles=poles, audiences=audiences) for number in missing
        )
        done += len(chunk)
        yield done, len(added)
    with transaction.atomic():
        frames.changed(*[cite.site_id for cite in cites if cite.site_id])
        raise_content_version()


def _missing(numbers: Mapping[uuid.UUID, int]) -> list[int]:
    """Those that aren't there: drawing the words of all again would take longer than anything else."""
    known = set(Initiative.objects.filter(uid__in=numbers).values_list("uid", flat=True))
    return [number for uid, number in numbers.items() if uid not in known]


def unprojected() -> list[Initiative]:
    """Generated initiatives without a document."""
    missing = Initiative.objects.filter(cite__in=generated_cites()).exclude(
        uid__in=SearchDocument.objects.values("uid")
    )
    return list(missing.order_by("pk").only("uid"))


def project_initiatives(rows: Sequence[Initiative]) -> Iterator[int]:
    """Project them in chunks; yields how far it is."""
    done = 0
    for written in project_all(row.uid for row in rows):
        done += written
        yield done
    database_engine().optimise()
