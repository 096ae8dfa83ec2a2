"""The corrections of upstream's words, of four packages: each in force, of a message they have."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allauth
import django
import polib
import pytest
import wagtail
import wagtail_localize
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.test import override_settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext, trans_real
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from portal.accounts.models import User
from portal.management.commands.compile_catalogues import Command
from portal.settings import base

OWN = Path(base.LOCALE_PATHS[1])
UPSTREAM = [
    *(Path(wagtail_localize.__file__).parent / "locale").glob("en"),
    *Path(wagtail.__file__).parent.glob("**/locale/en"),
    Path(django.__file__).parent / "conf" / "locale" / "en",
    Path(django.__file__).parent / "contrib" / "auth" / "locale" / "en",
    Path(allauth.__file__).parent / "locale" / "en",
]
LANGUAGES = ("fr", "it", "pt", "es", "ca", "nl")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+")


def corrections(code: str, domain: str) -> polib.POFile:
    return polib.pofile(str(OWN / code / "LC_MESSAGES" / f"{domain}.po"))


@pytest.fixture
def _in_force() -> Iterator[None]:
    """The catalogues as the product reads them; other tests read message ids."""

    def forget() -> None:
        trans_real._translations.clear()
        trans_real._default = None  # type: ignore[attr-defined]  # as Django's own receiver of the setting does

    with override_settings(LOCALE_PATHS=base.LOCALE_PATHS):
        Command().handle(verbosity=0)
        forget()
        yield
    forget()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_each_corrects_a_message_that_upstream_has(code: str, domain: str) -> None:
    files = [folder / "LC_MESSAGES" / f"{domain}.po" for folder in UPSTREAM]
    known = {entry.msgid for file in files if file.exists() for entry in polib.pofile(str(file))}
    po = corrections(code, domain)
    assert po.untranslated_entries() + po.fuzzy_entries() == []
    assert {entry.msgid for entry in po} - known == set()
    for entry in po:
        # One may be said without its number: “1 page”, “%(counter)s pages”.
        for form, words in (entry.msgstr_plural or {0: entry.msgstr}).items():
            message = entry.msgid_plural if form else entry.msgid
            assert sorted(PLACES.findall(words)) == sorted(PLACES.findall(message)), message
            assert words.endswith((" ", "\N{NO-BREAK SPACE}")) == message.endswith(" "), message


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", "Publier en "),
        ("it", "Pubblica in "),
        ("pt", "Publicar em "),
        ("es", "Publicar en "),
        ("ca", "Publica en "),
        ("nl", "Publiceren in het "),
    ],
)
def test_the_editor_s_script_gets_them(code: str, words: str, rf: Any) -> None:
    with translation.override(code):
        view = JavaScriptCatalog(packages=["wagtail_localize"])
        view.setup(rf.get("/"))
        catalogue = view.get(rf.get("/")).content.decode()
    assert f'"Publish in ": "{words}"' in catalogue


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize(("code", "words"), [("fr", "Langues"), ("pt", "Línguas"), ("es", "Idiomas"), ("nl", "Talen")])
def test_the_pages_get_them(code: str, words: str) -> None:
    with translation.override(code):
        assert gettext("Locales") == words


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_has_just_happened_is_not_zero_minutes_ago(code: str) -> None:
    with translation.override(code):
        assert timesince_simple(timezone.now()) == gettext("just now") != "just now"


def refusals(password: str) -> tuple[str, ...]:
    """What the validators say to a password, and what they ask for beforehand."""
    person = User(first_name="Anabela", last_name="Silva", email="anabela.silva@example.org")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user=person)
    return (*refused.value.messages, *password_validators_help_texts())


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize("password", ["short", "password1234", "314159265358", "anabela.silva@example.org"])
def test_a_password_is_refused_in_the_language_of_the_page(password: str) -> None:
    """What a catalogue lacks would be said in French, the language of the network."""
    said = {}
    for code in ("en", *LANGUAGES):
        with translation.override(code):
            said[code] = refusals(password)
    for sentences in zip(*said.values(), strict=True):
        assert len(set(sentences)) == len(said), sentences


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "fr"])
def test_a_form_is_refused_in_the_language_of_the_page(code: str) -> None:
    fields = [kind for kind in vars(forms.fields).values() if isinstance(kind, type) and issubclass(kind, forms.Field)]
    kinds = [*fields, forms.ModelChoiceField, forms.ModelMultipleChoiceField, BaseFormSet]
    lazy: list[Any] = [words for kind in kinds for words in vars(kind).get("default_error_messages", {}).values()]
    lazy += [validators.validate_slug.message, validators.EmailValidator.message, validators.URLValidator.message]
    lazy += [validators.MinValueValidator.message, validators.MaxValueValidator.message]
    # One that counts has no words of its own.
    counts = {"num": 2, "max": 2, "length": 3}
    said = []
    for language in ("fr", code):
        with translation.override(language):
            said.append([str(message) or str(message % counts) for message in lazy])
    assert len(lazy) > 30
    assert [own for french, own in zip(*said, strict=True) if french == own] == []


@pytest.mark.usefixtures("_in_force")
def test_french_does_not_hesitate_between_genders() -> None:
    with translation.override("fr"):
        assert gettext("New: %(model_name)s") == "Nouveau : %(model_name)s"
        assert gettext("Skip to main content") == "Aller au contenu principal"
        for entry in corrections("fr", "django"):
            assert not re.search(r"\((e|le|la|tte|elle)\)", " ".join([entry.msgstr, *entry.msgstr_plural.values()]))


@pytest.mark.usefixtures("_in_force")
def test_pages_and_images_are_of_their_gender_and_a_passkey_has_one_name() -> None:
    one = '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>'
    many = '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>'
    with translation.override("fr"):
        assert [ngettext(one, many, number).split(">")[1].split()[0] for number in (1, 2, 958)] == [
            "créée",
            "créées",
            "créées",
        ]
        assert gettext("Delete selected images") == "Supprimer les images sélectionnées"
        assert gettext("Use a security key") == "Utiliser une clé d’accès"
        assert pgettext("proposal", "Declined").startswith(gettext("Refused")[:5])


@pytest.mark.usefixtures("_in_force")
def test_a_day_in_italian_needs_no_other_article() -> None:
    with translation.override("it"):
        for day in ("8 dicembre", "11 dicembre", "1 dicembre"):
            assert gettext("until %(date)s") % {"date": day} == f"fino al giorno {day}"


@pytest.mark.usefixtures("_in_force")
def test_months_are_lower_case_in_portuguese() -> None:
    days = [datetime.date(2026, month, 28) for month in range(1, 13)]
    with translation.override("pt"):
        assert date_format(days[10]) == "28 de novembro de 2026"
        for pattern in ("F", "E"):
            words = [date_format(day, pattern) for day in days]
            assert words == [word.lower() for word in words]
            assert len(set(words)) == 12


@pytest.mark.usefixtures("_in_force")
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_version_is_in_a_language_not_of_one(code: str, rf: Any) -> None:
    with translation.override(code):
        view = JavaScriptCatalog(packages=["wagtail_localize"])
        view.setup(rf.get("/"))
        catalogue = view.get(rf.get("/")).content.decode()
    for message in ("Uses %s version", "Revert to %s version"):
        assert re.search(rf'"{message}": "[^"]* (?:en|in|em|in het) %s"', catalogue), message
