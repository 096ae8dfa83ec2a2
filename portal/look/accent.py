"""Safe colours from the one a Cité chooses: the server's copy of the clamps in `tokens.css`.

Lightness is clamped, hue is kept, chroma is capped (OKLCH, https://www.w3.org/TR/css-color-4/#ok-lab);
channels out of sRGB are clipped, as browsers do. Contrast is that of WCAG 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, hypot, sin

from django.utils.formats import number_format
from django.utils.translation import gettext as _

Rgb = tuple[int, int, int]

NETWORK_SEED = "#21459d"
MINIMUM_RATIO = 4.5
MINIMUM_DISTANCE = 10
PAPER: dict[str, Rgb] = {"light": (255, 255, 255), "dark": (14, 19, 33)}
STONE_2: dict[str, Rgb] = {"light": (233, 230, 224), "dark": (35, 43, 63)}
WHITE: Rgb = (255, 255, 255)
# name: lowest lightness, highest lightness, highest chroma
RULES: dict[str, dict[str, tuple[float, float, float]]] = {
    "light": {
        "accent": (0.32, 0.45, 0.15),
        "deep": (0.28, 0.28, 0.09),
        "mid": (0.56, 0.56, 0.15),
        "tint": (0.955, 0.955, 0.02),
        "line": (0.83, 0.83, 0.06),
    },
    "dark": {
        "accent": (0.8, 0.8, 0.1),
        "deep": (0.3, 0.3, 0.08),
        "mid": (0.53, 0.53, 0.13),
        "tint": (0.26, 0.26, 0.035),
        "line": (0.4, 0.4, 0.06),
        "sign": (0.44, 0.44, 0.13),
    },
}
# Colours with a meaning of their own, which an accent must not be taken for.
MEANINGS = {"you": "#ffc83c", "error": "#a9131f"}


@dataclass(frozen=True, slots=True)
class Derived:
    """One scheme's colours by name (`#rrggbb`) and the contrast of every pair they are used in."""

    colours: dict[str, str]
    ratios: dict[str, float]


def _linear(value: float) -> float:
    value /= 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encode(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


def parse(colour: str) -> Rgb:
    """Channels of `#rrggbb`, 0 to 255."""
    digits = colour.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_oklab(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness 0 to 1 and the two opponent axes."""
    red, green, blue = map(_linear, rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklch(light: float, chroma: float, hue: float) -> Rgb:
    """Clipped sRGB channels of an OKLCH colour, the hue in radians."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encode(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def luminance(rgb: Rgb) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = map(_linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_lab(rgb: Rgb) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* under D65."""
    red, green, blue = map(_linear, rgb)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str) -> float:
    """CIE 1976 colour difference; about 2 is just seen."""
    first, second = to_lab(parse(one)), to_lab(parse(other))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def derive(seed: str) -> dict[str, Derived]:
    """The colours of both schemes from one seed, keyed `light` and `dark`."""
    light, a, b = to_oklab(parse(seed))
    chroma, hue = hypot(a, b), atan2(b, a)
    answer = {}
    for scheme, rules in RULES.items():
        got = {
            name: from_oklch(min(max(light, low), high), min(chroma, cap), hue)
            for name, (low, high, cap) in rules.items()
        }
        got.setdefault("sign", got["accent"])
        on_accent = WHITE if scheme == "light" else PAPER["dark"]
        ratios = {
            "accent/paper": contrast(got["accent"], PAPER[scheme]),
            "accent/tint": contrast(got["accent"], got["tint"]),
            "accent/stone-2": contrast(got["accent"], STONE_2[scheme]),
            "on-accent/accent": contrast(on_accent, got["accent"]),
            "white/sign": contrast(WHITE, got["sign"]),
            "white/deep": contrast(WHITE, got["deep"]),
        }
        answer[scheme] = Derived(
            colours={name: "#{:02x}{:02x}{:02x}".format(*rgb) for name, rgb in got.items()},
            ratios={pair: round(ratio, 2) for pair, ratio in ratios.items()},
        )
    return answer


def ratio_words(ratio: float) -> str:
    """ "4,5" or "1,17" in French, with the decimal sign of the reader's language and no zeros at the end."""
    return str(number_format(round(ratio, 2)))


def problems_with(seed: str) -> list[str]:
    """Why a colour can't be an accent, in sentences with the figures; empty when it can."""
    found = []
    for scheme, derived in derive(seed).items():
        for pair, ratio in derived.ratios.items():
            if ratio < MINIMUM_RATIO:
                found.append(
                    _("Contrast of %(pair)s (%(scheme)s): %(ratio)s; at least %(minimum)s is needed.")
                    % {
                        "pair": pair,
                        "scheme": scheme,
                        "ratio": ratio_words(ratio),
                        "minimum": ratio_words(MINIMUM_RATIO),
                    }
                )
    names = {"you": _("the yellow that says “you are here”"), "error": _("the red of errors")}
    for name, colour in MEANINGS.items():
        apart = distance(seed, colour)
        if apart < MINIMUM_DISTANCE:
            found.append(
                _("Too near %(meaning)s (%(colour)s): distance %(apart)s, at least %(minimum)s is needed.")
                % {
                    "meaning": names[name],
                    "colour": colour,
                    "apart": number_format(round(apart, 1)),
                    "minimum": number_format(MINIMUM_DISTANCE),
                }
            )
    return found


def shown_instead(seed: str) -> tuple[str, float, str, float] | None:
    """What the site shows where the seed itself is too pale for text on white.

    Returns the seed, its contrast on white, the colour used and its contrast; None if the seed is dark enough.
    """
    ratio = contrast(parse(seed), WHITE)
    if ratio >= MINIMUM_RATIO:
        return None
    used = derive(seed)["light"]
    return seed, round(ratio, 2), used.colours["accent"], used.ratios["accent/paper"]


def css_rule(selector: str, seed: str) -> str:
    """The rule that gives `selector` its accent: the seed, and hex values for browsers without relative colours."""
    schemes = derive(seed)
    light = "".join(
        f"--accent{'' if name == 'accent' else '-' + name}-hex:{colour};"
        for name, colour in schemes["light"].colours.items()
        if name != "sign"
    )
    dark = "".join(
        f"--accent{'' if name == 'accent' else '-' + name}-dark-hex:{colour};"
        for name, colour in schemes["dark"].colours.items()
    )
    return f"{selector}{{--accent-seed:{seed};{light}{dark}}}"
