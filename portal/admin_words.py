"""Sentences of Wagtail whose translation hesitates between genders: "Ajouter un(e) avis urgent".

The names they are composed with are of either gender, so no article can be right. Marked here they are in the
portal's own catalogues, which come before Wagtail's; nothing imports this module.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

REWORDED = (
    gettext_noop("Add %(label)s"),
    gettext_noop("Add %(model_name)s"),
    gettext_noop("Choose another"),
    gettext_noop("Create a new %(model_name)s"),
    gettext_noop("No %(model_name)s match your query."),
)
