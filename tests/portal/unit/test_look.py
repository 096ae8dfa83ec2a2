"""Accents, emblems and plans."""

from __future__ import annotations

import colorsys
import re
from itertools import pairwise

import pytest
from django.utils import translation

from portal.look.accent import (
    MINIMUM_RATIO,
    NETWORK_SEED,
    contrast,
    css_rule,
    derive,
    distance,
    parse,
    problems_with,
    ratio_words,
    shown_instead,
)
from portal.look.emblem import PlanShape, bearing, blocks, distance_km, emblem, neighbours, plan
from portal.templatetags.portal import figure

PORTO, CASCAIS, IRUN, ARMOR, GENEVA = (41.15, -8.61), (38.70, -9.42), (43.34, -1.79), (48.49, -2.79), (46.2, 6.14)


def seeds() -> list[str]:
    """Colours all round the wheel, pale and deep."""
    found = []
    for hue in range(0, 360, 15):
        for light, strength in ((0.15, 1), (0.5, 1), (0.85, 1), (0.5, 0.2)):
            red, green, blue = colorsys.hls_to_rgb(hue / 360, light, strength)
            found.append("#" + "".join(f"{round(channel * 255):02x}" for channel in (red, green, blue)))
    return found


@pytest.mark.parametrize("seed", seeds())
def test_text_is_readable_whatever_the_seed(seed: str) -> None:
    for scheme in derive(seed).values():
        assert min(scheme.ratios.values()) >= MINIMUM_RATIO


def test_the_networks_blue_derives_what_the_tokens_say() -> None:
    light = derive(NETWORK_SEED)["light"].colours
    assert (light["accent"], light["deep"], light["tint"]) == ("#21459d", "#112555", "#e9f0fe")
    dark = derive(NETWORK_SEED)["dark"].colours
    assert (dark["accent"], dark["sign"]) == ("#9dbdff", "#2d4d99")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(parse("#000000"), parse("#ffffff")) == pytest.approx(21)
    assert contrast(parse("#767676"), parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("seed", ["#ffc83c", "#fdc63a", "#a9131f", "#ac1822"])
def test_a_colour_with_a_meaning_is_refused_with_its_distance(seed: str) -> None:
    (problem,) = problems_with(seed)
    assert f"{min(distance(seed, '#ffc83c'), distance(seed, '#a9131f')):.1f}" in problem.replace(",", ".")


@pytest.mark.parametrize("seed", ["#21459d", "#b5451b", "#00756a", "#ffff00"])
def test_other_colours_are_taken(seed: str) -> None:
    assert problems_with(seed) == []


def test_a_pale_seed_is_shown_with_its_ratio_and_what_replaces_it() -> None:
    shown = shown_instead("#ffff00")
    assert shown is not None
    seed, ratio, used, enough = shown
    assert (seed, ratio) == ("#ffff00", 1.07)
    assert enough >= MINIMUM_RATIO
    assert contrast(parse(used), (255, 255, 255)) == pytest.approx(enough, abs=0.01)
    assert shown_instead(NETWORK_SEED) is None


def test_figures_are_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert (ratio_words(1.17), ratio_words(4.5), ratio_words(7.004)) == ("1,17", "4,5", "7,0")
        assert re.search(r"\d,\d", problems_with("#ffc93d")[0])
    with translation.override("en"):
        assert (ratio_words(1.17), ratio_words(4.5)) == ("1.17", "4.5")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plus de 1 200", '<span class="plus">plus de </span>1 200'),
        ("96,5 %", "96,5 %"),
        ("9", "9"),
        ("−3", "−3"),
        ("<b 3", '<span class="plus">&lt;b </span>3'),
        ("aucune", "aucune"),
    ],
)
def test_words_before_a_figure_stand_small(text: str, shown: str) -> None:
    assert figure(text) == shown


def test_the_rule_carries_seed_and_fallbacks_of_both_schemes() -> None:
    rule = css_rule('[data-cite="porto"]', "#b5451b")
    assert rule.startswith('[data-cite="porto"]{--accent-seed:#b5451b;--accent-hex:#')
    assert rule.count("-dark-hex:#") == 6


def test_bearings_and_distances() -> None:
    assert bearing((0, 0), (1, 0)) == pytest.approx(0)
    assert bearing((0, 0), (0, 1)) == pytest.approx(90)
    assert distance_km(PORTO, CASCAIS) == pytest.approx(281, abs=1)


def test_streets_lead_to_the_nearest_and_keep_apart() -> None:
    others = [("cascais", CASCAIS), ("irun", IRUN), ("armor", ARMOR), ("geneva", GENEVA)]
    found = neighbours(PORTO, others)
    assert [street.name for street in found][:2] == ["cascais", "irun"]
    angles = sorted(street.bearing for street in found)
    assert all((b - a) >= 26 for a, b in pairwise(angles))


def test_a_far_place_has_two_streets_all_the_same() -> None:
    assert len(neighbours((-12.78, 45.23), [("paris", (48.86, 2.35)), ("porto", PORTO), ("irun", IRUN)])) >= 1


def test_an_emblem_is_stable_and_leaves_the_place_open() -> None:
    near = [street.bearing for street in neighbours(PORTO, [("cascais", CASCAIS), ("irun", IRUN), ("armor", ARMOR)])]
    assert emblem(near) == emblem(list(reversed(near)))
    for block in blocks(near):
        for piece in block:
            assert all((x - 50) ** 2 + (y - 50) ** 2 >= 15**2 for x, y in piece)


def test_a_plan_is_the_same_for_the_same_seed() -> None:
    shape = PlanShape(width=640, height=400, place=60, street=16, lane=6, smallest=2500)
    assert plan(shape, [20, 140, 260], seed=7) == plan(shape, [20, 140, 260], seed=7)
    assert plan(shape, [20, 140, 260], seed=7) != plan(shape, [20, 140, 260], seed=8)
