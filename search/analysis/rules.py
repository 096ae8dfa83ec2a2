"""The tables that the Python analyser and the Elasticsearch analyzers are both made from.

Patterns are in the common part of Python's and Java's regular expressions; replacements use `$1`, as Java does.
They work on folded lower-case words, in the order given; each is applied once.
"""

from __future__ import annotations

# Articles and other words that lose their vowel before another: l'emploi, dell'orientamento, d'ocupació.
ARTICLES = {
    "fr": "l|m|t|qu|n|s|j|d|c|jusqu|quoiqu|lorsqu|puisqu",
    "ca": "d|l|m|n|s|t",
    "it": "l|un|c|d|gl|all|dall|dell|nell|sull|coll|agl|dagl|degl|negl|sugl|m|t|s|v|quest|quell|com",
}

# What folding before a light stemmer breaks, and the plurals that none of them knows.
RULES: dict[str, list[tuple[str, str]]] = {
    # Lucene's light English stemmer is a dictionary; this is what of it can be said in rules. Roots of four letters
    # and more only: "caring" is no "car".
    "en": [
        ("(?<=..)ies$", "y"),
        ("(ss|x|ch|sh|zz)es$", "$1"),
        ("(?<=...)(?<!s)(?<!u)(?<!is)s$", ""),
        ("^(.{4,})(?:ing|ed)$", "$1"),
        ("([bdglmnprt])\\1$", "$1"),
        ("(?<=...)ie?$", "y"),
        ("(?<=....)e$", ""),
    ],
    # The trades of women, which the light stemmer leaves apart from those of men: "conseillère", "infirmière". Four
    # letters and more before the end: "mère" is no "mer", "colère" no "col".
    "fr": [("^(.{4,})eres?$", "$1er")],
    # Savoy leaves short words alone: "cuoco" and "cuochi", "corsa" and "corse" would be four. Masculines lose their
    # vowel as longer ones do, feminines have theirs, so that "porto" is no "porta".
    "it": [("^(.{2,4})[oi]$", "$1"), ("^(.{2,4}[cg])he$", "$1a"), ("^(.{2,4})e$", "$1a")],
    # The same with "mesa" and "mesas", of which he stems only the second.
    "es": [("^(.{2,3}[ao])s$", "$1")],
    "pt": [("(oes|aes)$", "ao")],
    # Snowball's Catalan takes what may be the end of any verb off: "career" was "cara", "entrevsita" "entrevista".
    # Number and gender here, as the light stemmers of its neighbours have them.
    "ca": [
        ("ions$", "io"),
        ("ques$", "ca"),
        ("gu(?:es|a)$", "ga"),
        ("ces$", "ca"),
        ("^(.{3,})(i|u)ns$", "$1$2"),
        ("^(.{4,})an(?:a|es|s)$", "$1a"),
        ("^(.{3,}?)s?sos$", "$1s"),
        ("^(.{2,})(st|xt|sc|ig|tx|x)os$", "$1$2"),
        ("^(.{4,})ad(?:a|es)$", "$1at"),
        ("^(.{4,})id(?:a|es)$", "$1it"),
        ("^(.{3,})or(?:a|es)$", "$1or"),
        ("^(.{4,})er(?:a|es)$", "$1er"),
        ("^(.{3,})iv(?:a|es)$", "$1iu"),
        ("^(.{3,})s$", "$1"),
        ("^(.{3,})ica$", "$1ic"),
        # Feminines keep a vowel, so that "porta" is no "port"; it is that of their plural: "empreses", "joves".
        ("^(.{3,})a$", "$1e"),
    ],
    "nl": [
        ("(ij|[aeo][aeou]|[aeiou][rl])ven$", "$1f"),
        ("(ij|[aeo][aeou])zen$", "$1s"),
        ("([tdns])ies$", "$1ie"),
        ("ages$", "age"),
    ],
}

# Words whose stem is given: rules and stemmer leave them alone.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "en": {"news": "news", "marketing": "marketing"},
    "fr": {"travaux": "travail"},
    "ca": {"carrera": "carrera", "carreres": "carrera"},
    "nl": {
        "advies": "advies",
        "adviezen": "advies",
        "werkplaats": "werkplaats",
        "werkplaatsen": "werkplaats",
    },
}
