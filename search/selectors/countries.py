"""Countries of the network, named in the portal's languages."""

from __future__ import annotations

# ISO 3166-1 codes of the countries a Cité or an associated centre lies in; others show their code.
NAMES: dict[str, dict[str, str]] = {
    "BE": {"fr": "Belgique", "en": "Belgium", "it": "Belgio", "pt": "Bélgica", "es": "Bélgica", "ca": "Bèlgica",
           "nl": "België", "eu": "Belgika"},
    "BR": {"fr": "Brésil", "en": "Brazil", "it": "Brasile", "pt": "Brasil", "es": "Brasil", "ca": "Brasil",
           "nl": "Brazilië", "eu": "Brasil"},
    "CA": {"fr": "Canada", "en": "Canada", "it": "Canada", "pt": "Canadá", "es": "Canadá", "ca": "Canadà",
           "nl": "Canada", "eu": "Kanada"},
    "CH": {"fr": "Suisse", "en": "Switzerland", "it": "Svizzera", "pt": "Suíça", "es": "Suiza", "ca": "Suïssa",
           "nl": "Zwitserland", "eu": "Suitza"},
    "CL": {"fr": "Chili", "en": "Chile", "it": "Cile", "pt": "Chile", "es": "Chile", "ca": "Xile",
           "nl": "Chili", "eu": "Txile"},
    "DE": {"fr": "Allemagne", "en": "Germany", "it": "Germania", "pt": "Alemanha", "es": "Alemania",
           "ca": "Alemanya", "nl": "Duitsland", "eu": "Alemania"},
    "ES": {"fr": "Espagne", "en": "Spain", "it": "Spagna", "pt": "Espanha", "es": "España", "ca": "Espanya",
           "nl": "Spanje", "eu": "Espainia"},
    "FR": {"fr": "France", "en": "France", "it": "Francia", "pt": "França", "es": "Francia", "ca": "França",
           "nl": "Frankrijk", "eu": "Frantzia"},
    "GB": {"fr": "Royaume-Uni", "en": "United Kingdom", "it": "Regno Unito", "pt": "Reino Unido",
           "es": "Reino Unido", "ca": "Regne Unit", "nl": "Verenigd Koninkrijk", "eu": "Erresuma Batua"},
    "IT": {"fr": "Italie", "en": "Italy", "it": "Italia", "pt": "Itália", "es": "Italia", "ca": "Itàlia",
           "nl": "Italië", "eu": "Italia"},
    "LU": {"fr": "Luxembourg", "en": "Luxembourg", "it": "Lussemburgo", "pt": "Luxemburgo", "es": "Luxemburgo",
           "ca": "Luxemburg", "nl": "Luxemburg", "eu": "Luxenburgo"},
    "MA": {"fr": "Maroc", "en": "Morocco", "it": "Marocco", "pt": "Marrocos", "es": "Marruecos", "ca": "Marroc",
           "nl": "Marokko", "eu": "Maroko"},
    "MU": {"fr": "Maurice", "en": "Mauritius", "it": "Mauritius", "pt": "Maurícia", "es": "Mauricio",
           "ca": "Maurici", "nl": "Mauritius", "eu": "Maurizio"},
    "NL": {"fr": "Pays-Bas", "en": "Netherlands", "it": "Paesi Bassi", "pt": "Países Baixos",
           "es": "Países Bajos", "ca": "Països Baixos", "nl": "Nederland", "eu": "Herbehereak"},
    "PT": {"fr": "Portugal", "en": "Portugal", "it": "Portogallo", "pt": "Portugal", "es": "Portugal",
           "ca": "Portugal", "nl": "Portugal", "eu": "Portugal"},
}  # fmt: skip


def country_name(code: str, language: str) -> str:
    """The name of a country; its code where the table lacks it."""
    names = NAMES.get(code, {})
    return names.get(language) or names.get("fr") or code
