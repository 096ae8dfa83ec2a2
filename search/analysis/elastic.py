"""The same analysis as settings of an Elasticsearch index, made from the tables of the Python analyser."""

from __future__ import annotations

from typing import Any

from search.analysis.rules import ARTICLES, EXCEPTIONS, RULES
from search.analysis.words import LANGUAGES, SNOWBALL, stop_words

LIGHT = {"fr": "light_french", "it": "light_italian", "pt": "light_portuguese", "es": "light_spanish"}
# The names Lucene's Snowball filter has for them; its Dutch is Porter's.
SNOWBALL_NAMES = {"dutch_porter": "Dutch", "basque": "Basque"}
Settings = dict[str, dict[str, Any]]


def analysis_settings() -> Settings:
    """Char filters, filters and, per language, three analyzers.

    `<code>_text` makes terms; `<code>_folded` folded words, stop words included, for what is typed half;
    `<code>_grams` their beginnings.
    """
    settings: Settings = {"char_filter": _char_filters(), "filter": _common_filters(), "analyzer": {}}
    for code in LANGUAGES:
        settings["filter"] |= _filters(code)
        first = ["english_possessive"] if code == "en" else []
        folded = [*first, "lowercase", "asciifolding", "apostrophes", *_named(settings, f"{code}_articles")]
        stemming = [name for name in settings["filter"] if name.startswith(f"{code}_rule")]
        text = [*folded, f"{code}_stop", *_named(settings, f"{code}_exceptions"), *stemming]
        text += _named(settings, f"{code}_stem")
        for kind, filters in (("text", text), ("folded", folded), ("grams", [*folded, "grams"])):
            settings["analyzer"][f"{code}_{kind}"] = {
                "type": "custom",
                "tokenizer": "standard",
                "char_filter": _chars(settings, code),
                "filter": filters,
            }
    return settings


def _char_filters() -> dict[str, Any]:
    filters: dict[str, Any] = {
        # What the standard tokenizer leaves inside a word and the Python analyser doesn't.
        "separators": {"type": "pattern_replace", "pattern": "[_.:,;·‧∙•․﹒＇＿٫]", "replacement": " "},
        "ca_ll": {"type": "mapping", "mappings": ["l·l=>ll", "L·L=>LL", "L·l=>Ll", "l·L=>lL"]},
    }
    for code, some in ARTICLES.items():
        # `(?U)`: letters with accents are letters. One character for one, so that offsets stay exact.
        pattern = rf"(?iU)\b({some})['’](?=\w)"
        filters[f"{code}_article"] = {"type": "pattern_replace", "pattern": pattern, "replacement": "$1 "}
    return filters


def _chars(settings: Settings, code: str) -> list[str]:
    article = [f"{code}_article"] if code in ARTICLES else []
    return [*article, *(["ca_ll"] if code == "ca" else []), "separators"]


def _common_filters() -> dict[str, Any]:
    return {
        "grams": {"type": "edge_ngram", "min_gram": 2, "max_gram": 15, "preserve_original": True},
        "apostrophes": {"type": "pattern_replace", "pattern": "['’]", "replacement": ""},
        "english_possessive": {"type": "stemmer", "language": "possessive_english"},
    }


def _filters(code: str) -> dict[str, Any]:
    filters: dict[str, Any] = {f"{code}_stop": {"type": "stop", "stopwords": sorted(stop_words(code))}}
    if code in ARTICLES:
        filters[f"{code}_articles"] = {"type": "stop", "stopwords": ARTICLES[code].split("|")}
    if code in EXCEPTIONS:
        rules = [f"{word} => {term}" for word, term in EXCEPTIONS[code].items()]
        filters[f"{code}_exceptions"] = {"type": "stemmer_override", "rules": rules}
    for number, (pattern, replacement) in enumerate(RULES.get(code, ())):
        filters[f"{code}_rule{number}"] = {
            "type": "pattern_replace",
            "pattern": pattern,
            "replacement": replacement,
        }
    if code in LIGHT:
        filters[f"{code}_stem"] = {"type": "stemmer", "language": LIGHT[code]}
    elif code in SNOWBALL:
        filters[f"{code}_stem"] = {"type": "snowball", "language": SNOWBALL_NAMES[SNOWBALL[code]]}
    return filters


def _named(settings: Settings, name: str) -> list[str]:
    return [name] if name in settings["filter"] else []
