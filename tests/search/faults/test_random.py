"""A thousand random things done to the initiatives, the outbox and the node: nothing is lost, and what isn't public is
never shown."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cities.enums import Review
from cities.models import Initiative, InitiativePage
from cities.services.initiatives import InitiativeWords
from cities.signals import initiative_changed
from portal.tenancy.models import Cite
from search import engines
from search.engines.contract import EngineDownError, SearchRequest
from search.engines.elastic import ElasticEngine
from search.models import SearchChange, SearchDocument
from search.selectors.cards import cards_of
from search.services.outbox import drain
from search.services.reindex import check, rebuild_elastic
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.faults import FAULTS
from tests.search.faults.stub import Asked, CutError, Stub
from tests.search.faults.test_writes import drained, due_now
from tests.search.faults.truth import Seen, agrees, held, networks, public_now, shown_now, until
from tests.services.nodes import Nodes

pytestmark = [*FAULTS, pytest.mark.django_db(transaction=True)]
OPERATIONS = 1000
SEED = 5
AT_MOST = 40


class Life:
    """Initiatives of three Cités, and what may happen to them. Every method is an operation; each is committed."""

    def __init__(self, world: World, node: Nodes, stub: Stub) -> None:
        self.cites, self.node, self.stub = [world.paris, world.porto, world.genova], node, stub
        self.languages = {"paris": ["fr"], "porto": ["pt", "en"], "genova": ["it"]}
        self.dice = random.Random(SEED)
        self.made = 0
        self.is_hanging = self.is_killed = False

    def any_page(self, **wanted: Any) -> InitiativePage | None:
        found = list(InitiativePage.objects.filter(**wanted).order_by("pk"))
        return self.dice.choice(found) if found else None

    def make(self) -> None:
        if Initiative.objects.filter(original__isnull=False).count() >= AT_MOST:
            return self.delete()
        self.made += 1
        cite = self.dice.choice(self.cites)
        first, *others = self.languages[cite.slug]
        return make_initiative(
            cite,
            f"n{self.made}",
            language=first,
            title=f"Atelier {self.made}",
            translations={code: InitiativeWords(title=f"Workshop {self.made}") for code in others},
            review=self.dice.choice([Review.ACCEPTED, Review.ACCEPTED, Review.PROPOSED]),
        )

    def unpublish(self) -> None:
        if page := self.any_page(live=True):
            page.unpublish()

    def publish(self) -> None:
        if page := self.any_page():
            page.title = f"{page.title.split(',')[0]}, {self.dice.randrange(100)}"
            page.save_revision().publish()

    def unpublish_in_bulk(self) -> None:
        if page := self.any_page(live=True):
            base = Page.objects.get(pk=page.pk)
            base.live = False
            base.save()

    def draft(self) -> None:
        if page := self.any_page():
            page.title = "Brouillon"
            page.save_revision()

    def delete(self) -> None:
        if page := self.any_page():
            page.delete()

    def restrict(self) -> None:
        if page := self.any_page():
            where = page if self.dice.random() < 0.8 else page.get_parent()
            PageViewRestriction.objects.create(page=where, restriction_type="groups").groups.add(Group.objects.first())

    def unrestrict(self) -> None:
        for restriction in PageViewRestriction.objects.all()[:3]:
            restriction.delete()

    def suspend(self) -> None:
        cite = Cite.objects.get(pk=self.dice.choice(self.cites).pk)
        cite.suspended = not cite.suspended and self.dice.random() < 0.4
        cite.save()

    def review(self) -> None:
        row = self.dice.choice(list(Initiative.objects.order_by("pk")) or [None])
        if row is not None:
            with transaction.atomic():
                decision = self.dice.choice([Review.ACCEPTED, Review.ACCEPTED, Review.REFUSED])
                Initiative.objects.filter(pk=row.pk).update(review=decision)
                initiative_changed.send(sender=Initiative, uid=row.uid)

    def roll_back(self) -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            self.dice.choice([self.unpublish, self.publish, self.delete, self.make])()
            raise ZeroDivisionError

    def drain(self) -> None:
        due_now()
        drain()

    def drain_late(self) -> None:
        """A worker that was stopped after it had read: it sends old states after newer ones."""
        documents = list(SearchDocument.objects.all())
        self.dice.choice([self.unpublish, self.publish])()
        self.drain()
        with suppress(EngineDownError):
            engine = engines.elastic_engine()
            engine.send(documents, engine.live_indices())

    def cut(self) -> None:
        """The next load arrives, and its answer doesn't."""

        def once(asked: Asked) -> None:
            if asked.is_bulk:
                self.stub.after = lambda asked: None
                raise CutError

        self.stub.after = once

    def refuse(self) -> None:
        """Half of what is asked is refused for a while: 429."""
        self.stub.refuse = lambda asked: 429 * (asked.number % 2)

    def hang(self) -> None:
        if not (self.is_hanging or self.is_killed):
            self.node.pause()
            self.is_hanging = True

    def kill(self) -> None:
        if not self.is_killed:
            self.is_hanging, self.is_killed = False, True
            self.node.kill()

    def mend(self) -> None:
        self.stub.refuse = lambda asked: 0
        self.node.mend()
        self.is_hanging = self.is_killed = False

    def rebuild(self) -> None:
        with suppress(EngineDownError):
            rebuild_elastic()

    def reconcile(self) -> None:
        check()

    def weights(self) -> dict[Callable[[], Any], int]:
        """How often each happens, of a thousand."""
        return {
            self.make: 130, self.unpublish: 120, self.publish: 220, self.unpublish_in_bulk: 40, self.draft: 20,
            self.delete: 50, self.restrict: 40, self.unrestrict: 60, self.suspend: 30, self.review: 50,
            self.roll_back: 50, self.drain: 120, self.drain_late: 20, self.cut: 15, self.refuse: 6, self.hang: 4,
            self.kill: 4, self.rebuild: 6, self.reconcile: 5,
        }  # fmt: skip


def visible(life: Life) -> Seen:
    """What the network may show, from the pages alone: live, unrestricted, the original too, the Cité not suspended."""
    public = InitiativePage.objects.filter(alias_of__isnull=True).live().public().select_related("locale")
    rows = {row.uid: row for row in Initiative.objects.select_related("cite")}
    found: Seen = {}
    pages = list(public)
    originals = {page.pk for page in pages} & {row.original_id for row in rows.values()}
    for page in pages:
        row = rows[page.translation_key]
        if row.original_id in originals and row.review == Review.ACCEPTED and not row.cite.suspended:
            found.setdefault(row.uid, set()).add(page.locale.language_code)
    return found


def shown(answers: Counter[str]) -> Seen:
    """What a reader is shown: the answer of the engine, as cards."""
    answer = engines.engine().search(SearchRequest(limit=200, with_facets=False))
    answers["degraded" if answer.degraded else "Elasticsearch"] += 1
    cards = cards_of([hit.id for hit in answer.hits], language="fr")
    return {card.uid: {words.language for words in card.every} for card in cards}


def test_a_thousand_random_operations(
    elastic: ElasticEngine, world: World, node: Nodes, stub: Stub, client_of: Callable[..., Client], capsys: Any
) -> None:
    life = Life(world, node, stub)
    done: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    trouble = 0
    for number in range(OPERATIONS):
        weights = life.weights()
        operation = life.dice.choices(list(weights), list(weights.values()))[0]
        operation()
        done[operation.__name__] += 1
        if operation in (life.hang, life.kill, life.refuse) and not trouble:
            trouble = number + 8  # so long it lasts
        if trouble and number >= trouble:
            life.mend()
            trouble = 0
        public, seen = visible(life), shown(answers)
        assert all(languages <= public.get(uid, set()) for uid, languages in seen.items()), (number, operation)
    life.mend()
    until(drained)
    assert agrees(elastic)
    assert check(repair=False).is_clean
    assert SearchChange.objects.count() == 0
    public = networks(public_now(client_of))
    assert shown_now(client_of()) == public == visible(life)
    published = sum(state for _version, state in held(elastic).values())
    assert published == len(public) > 0
    with capsys.disabled():
        print(f"\n{sum(done.values())} operations: {dict(done.most_common())}; reads: {dict(answers)}; lost: 0")
    assert min(answers["degraded"], answers["Elasticsearch"]) > 0
