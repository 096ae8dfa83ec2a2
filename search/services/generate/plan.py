"""What is generated, drawn from the seed alone: the same on every machine and in every run."""

from __future__ import annotations

import datetime
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.utils.text import slugify

from cities.enums import Mode, Review, Stage
from cities.services.initiatives import InitiativeWords
from search.services.generate.gazetteer import City, cities_around, cities_of
from search.services.generate.phrases import bank, draw_cast, languages, words_of

NAMESPACE = uuid.UUID("b6a1f3d0-52c4-5b7e-8f0e-6d1c9a4e7b25")
MAX_CITES = 600
MAX_INITIATIVES = 2_000_000
SLUG = "gen-"
FIRST_YEAR, LAST_YEAR = 2008, 2024
STAGES = [Stage.IDEA, Stage.EXPERIMENT, Stage.RUNNING, Stage.EVALUATED, Stage.ENDED]
STAGE_WEIGHTS = [5, 15, 45, 15, 20]
REVIEWS = [Review.ACCEPTED, Review.PROPOSED, Review.NONE, Review.REFUSED]
REVIEW_WEIGHTS = [85, 6, 7, 2]
PEOPLE = ["Amina", "Bruno", "Carla", "Diogo", "Elena", "Farid", "Giulia", "Hugo", "Inès", "Jordi", "Laia", "Marta"]
FAMILIES = ["Almeida", "Bernard", "Costa", "Durand", "Esposito", "Ferrer", "Garcia", "Hughes", "Moreau", "Rossi"]


class PlanError(ValueError):
    """What is asked for can't be generated; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What everything is drawn from."""

    cites: int
    languages: tuple[str, ...]
    seed: int

    def __post_init__(self) -> None:
        unknown = [code for code in self.languages if code not in languages()]
        if unknown:
            raise PlanError(f"No phrases for: {', '.join(unknown)}. There are for: {', '.join(languages())}.")
        if not self.languages:
            raise PlanError("Name at least one language.")
        if not 1 <= self.cites <= MAX_CITES:
            raise PlanError(f"--cites goes from 1 to {MAX_CITES}.")

    @property
    def version(self) -> int:
        """A number that is another one for another plan."""
        return zlib.crc32(f"{self.cites}/{','.join(self.languages)}/{self.seed}".encode())


@dataclass(frozen=True, slots=True)
class PlannedCite:
    """A Cité to provision; `around` are the places its initiatives go to."""

    uid: uuid.UUID
    slug: str
    name: str
    languages: tuple[str, ...]
    city: City
    around: tuple[City, ...]


@dataclass(frozen=True, slots=True)
class PlannedInitiative:
    """An initiative with its pages, the original's language first.

    Cités are named by their number; an initiative that inspired it by its number and its Cité's.
    """

    number: int
    cite: int
    words: dict[str, InitiativeWords]
    published_at: datetime.datetime
    review: Review
    stage: Stage
    start_year: int
    end_year: int | None
    poles: tuple[str, ...]
    audiences: tuple[str, ...]
    modes: tuple[Mode, ...]
    place: City
    partners: tuple[tuple[str, str], ...]
    partner_cites: tuple[tuple[int, bool], ...]
    contact_name: str
    contact_email: str
    source: str
    inspired_by: tuple[int, int] | None


def cite_uid(number: int) -> uuid.UUID:
    """The identifier of the generated Cité with this number, whatever the plan."""
    return uuid.uuid5(NAMESPACE, f"cite/{number}")


def plan_cites(plan: Plan) -> list[PlannedCite]:
    """The Cités, one language after the other in turn; every second one has another language besides.

    Raises:
        PlanError: a language hasn't so many cities.
    """
    rng = Random(f"{plan.seed}/cites")  # noqa: S311  # reproducible on purpose
    turns = {code: rng.sample(cities_of(code), len(cities_of(code))) for code in plan.languages}
    taken: set[str] = set()
    planned = []
    for number in range(plan.cites):
        code = plan.languages[number % len(plan.languages)]
        city = _next_city(turns[code], taken, code)
        others = [other for other in plan.languages if other != code]
        second = (rng.choice(others),) if others and rng.random() < 0.5 else ()
        planned.append(
            PlannedCite(
                uid=cite_uid(number),
                slug=SLUG + slugify(city.name),
                name=bank(code)["cite"].format(place=city.name),
                languages=(code, *second),
                city=city,
                around=cities_around(city, code),
            )
        )
    return planned


def _next_city(turn: list[City], taken: set[str], language: str) -> City:
    while turn:
        city = turn.pop()
        if slugify(city.name) not in taken:
            taken.add(slugify(city.name))
            return city
    raise PlanError(f"There aren't so many cities for “{language}”: ask for fewer Cités or more languages.")


def review_of(seed: int, number: int) -> Review:
    """What the network decided about an initiative."""
    return Random(f"{seed}/review/{number}").choices(REVIEWS, REVIEW_WEIGHTS)[0]  # noqa: S311


def _rng(plan: Plan, number: int) -> Random:
    """The first it gives is the Cité."""
    return Random(f"{plan.seed}/{number}")  # noqa: S311  # reproducible on purpose


def cite_of(plan: Plan, number: int) -> int:
    """The number of the Cité whose initiative this is."""
    return _rng(plan, number).randrange(plan.cites)


def plan_initiative(
    plan: Plan, number: int, cites: Sequence[PlannedCite], *, poles: Sequence[str], audiences: Sequence[str]
) -> PlannedInitiative:
    """The initiative with this number. Vocabularies are those of the network that the phrases know."""
    rng = _rng(plan, number)
    place_of = rng.randrange(len(cites))
    cite = cites[place_of]
    year = rng.randint(FIRST_YEAR, LAST_YEAR)
    stage = rng.choices(STAGES, STAGE_WEIGHTS)[0]
    place = rng.choice(cite.around)
    chosen_poles = tuple(rng.sample(poles, min(rng.choice((1, 1, 2)), len(poles))))
    chosen_audiences = tuple(rng.sample(audiences, min(rng.choice((1, 1, 2, 3)), len(audiences))))
    cast = draw_cast(rng, place=place.name, audience=chosen_audiences[0], pole=chosen_poles[0], year=year)
    spoken = cite.languages if rng.random() < 0.4 else cite.languages[:1]
    ended = stage in (Stage.EVALUATED, Stage.ENDED)
    return PlannedInitiative(
        number=number,
        cite=place_of,
        words={code: words_of(cast, code) for code in spoken},
        published_at=_moment(rng, year),
        review=review_of(plan.seed, number),
        stage=stage,
        start_year=year,
        end_year=min(year + rng.randrange(4), LAST_YEAR) if ended else None,
        poles=chosen_poles,
        audiences=chosen_audiences,
        modes=tuple(mode for mode in Mode if rng.random() < 0.45) or (Mode.ON_SITE,),
        place=place,
        partners=_partners(rng, cite, place),
        partner_cites=_partner_cites(rng, place_of, len(cites)),
        contact_name=f"{rng.choice(PEOPLE)} {rng.choice(FAMILIES)}",
        contact_email=f"contact{number}@example.org",
        source=bank(cite.languages[0])["source"],
        inspired_by=_inspired_by(rng, plan, number),
    )


def _moment(rng: Random, year: int) -> datetime.datetime:
    first = datetime.datetime(year, 1, 1, 8, tzinfo=datetime.UTC)
    return first + datetime.timedelta(minutes=rng.randrange(365 * 24 * 60), milliseconds=rng.randrange(1000))


def _partners(rng: Random, cite: PlannedCite, place: City) -> tuple[tuple[str, str], ...]:
    names = rng.sample(bank(cite.languages[0])["partners"], rng.choice((0, 1, 1, 2, 3)))
    return tuple((f"{name[0].upper()}{name[1:]} ({place.name})", "https://example.org/") for name in names)


def _partner_cites(rng: Random, own: int, cites: int) -> tuple[tuple[int, bool], ...]:
    """Now and then another Cité, that has accepted or not."""
    if cites == 1 or rng.random() > 0.1:
        return ()
    return (((own + rng.randrange(1, cites)) % cites, rng.random() < 0.7),)


def _inspired_by(rng: Random, plan: Plan, number: int) -> tuple[int, int] | None:
    """Now and then an earlier one that the network accepted: nothing else may be referred to."""
    if number == 0 or rng.random() > 0.05:
        return None
    earlier = rng.randrange(number)
    if review_of(plan.seed, earlier) != Review.ACCEPTED:
        return None
    return earlier, cite_of(plan, earlier)
