"""Names of countries that Cités and their places lie in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Codes of ISO 3166-1. Those of the network's history and their neighbours; another is shown as its code.
COUNTRIES = {
    "AD": _("Andorra"),
    "BE": _("Belgium"),
    "BR": _("Brazil"),
    "CA": _("Canada"),
    "CH": _("Switzerland"),
    "CI": _("Côte d’Ivoire"),
    "DE": _("Germany"),
    "DZ": _("Algeria"),
    "ES": _("Spain"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LU": _("Luxembourg"),
    "MA": _("Morocco"),
    "MC": _("Monaco"),
    "MU": _("Mauritius"),
    "NL": _("Netherlands"),
    "PT": _("Portugal"),
    "SN": _("Senegal"),
    "TN": _("Tunisia"),
}


def country_name(code: str) -> str:
    """The name of a country in the active language; its code where the portal has no name for it."""
    return str(COUNTRIES.get(code, code))
