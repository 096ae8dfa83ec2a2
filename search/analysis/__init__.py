"""Words as the engines compare them: one analyser, pure functions, eight languages.

A text becomes terms by: articles off, lower case, fold, stop words off, rules, light stemmer. One term per position.
The embedded engines store these terms; Elasticsearch gets the same steps as an analyzer (`search/engines/elastic`),
made from the same tables, so that totals and facets are equal on every engine. See `docs/search.md`.
"""

from search.analysis.text import Token, fold, normalise, tokens
from search.analysis.words import LANGUAGES, Form, Word, analyse, forms_of, places_of, terms_of, words_of

__all__ = [
    "LANGUAGES",
    "Form",
    "Token",
    "Word",
    "analyse",
    "fold",
    "forms_of",
    "normalise",
    "places_of",
    "terms_of",
    "tokens",
    "words_of",
]
