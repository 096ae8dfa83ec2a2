"""What wagtail-localize's editor saves beside strings, looked at before it is kept.

Upstream reason, wagtail-localize 1.14 (views/edit_translation.py): `edit_override` keeps any value for an image, a
page, a document or an address that isn't translated, so that another Cité's could be shown in a preview, an address
could be a script, and a value that nothing can be made of was a fault at every look; `upload_pofile` takes it that a
file has the head that its own export writes, reads one of any size, and asks the database several times for each entry,
whether it is of the translation or not.
"""

from __future__ import annotations

import tempfile
from typing import Any

import polib
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.fields import StreamField
from wagtail.whitelist import ALLOWED_URL_SCHEMES, check_url
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
)
from wagtail_localize.views.edit_translation import edit_override as upstream_edit_override
from wagtail_localize.views.edit_translation import upload_pofile as upstream_upload_pofile

from portal.tenancy.selectors.ownership import owner_id
from portal.tenancy.selectors.references import ForeignReferenceError, foreign_references, references_of

SCHEMES = {"schemes": ", ".join(f"{name}:" for name in ALLOWED_URL_SCHEMES)}
UNUSABLE = (ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValidationError, ValueError)

# Of a file of translations: its size, and how many it may hold. The longest page has some hundreds.
MAX_BYTES = 2 << 20
MAX_ENTRIES = 5000


class _TooMuchError(Exception):
    """A file holds more than any page has; the message says so."""


def edit_override(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """Keep a value for the translation alone, if the page may hold it: 422 with the reason, 403 for another Cité's."""
    try:
        with transaction.atomic():
            response: HttpResponse = upstream_edit_override(request, translation_id, overridable_segment_id)
            if request.method == "PUT" and response.status_code < 400:
                _check(translation_id, overridable_segment_id)
    except ForeignReferenceError as error:
        return JsonResponse({"errors": [str(error)]}, status=403)
    except UNUSABLE as error:
        said = error.messages if isinstance(error, ValidationError) else []
        return JsonResponse({"errors": said}, status=422)
    return response


def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take translations from a file, those of this translation; one too large, or without the head of the export, is
    refused in words.
    """
    translation = get_object_or_404(Translation, pk=translation_id)
    try:
        with transaction.atomic():
            request.FILES["file"] = _of_translation(request.FILES["file"], translation)
            response: HttpResponse = upstream_upload_pofile(request, translation_id)
    except MultiValueDictKeyError:
        raise
    except _TooMuchError as error:
        said = str(error)
    except UNUSABLE:
        upstream_words = _  # the message is wagtail-localize's, not the portal's
        said = upstream_words("Please upload a valid PO file.")
    else:
        return response
    messages.error(request, said)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def _of_translation(file: Any, translation: Translation) -> SimpleUploadedFile:
    """The same file with the entries of this translation alone, each once: the last of several."""
    if (file.size or 0) > MAX_BYTES:
        raise _TooMuchError(
            _("The file is larger than %(limit)s MB: it is no translation of one page.") % {"limit": MAX_BYTES >> 20}
        )
    content = file.read()
    # Before it is parsed, which takes its time too.
    if content.count(b"msgstr") > MAX_ENTRIES:
        raise _TooMuchError(
            _("The file holds more than %(limit)s texts: it is no translation of one page.") % {"limit": MAX_ENTRIES}
        )
    catalogue = _parsed(content)
    segments = StringSegment.objects.filter(source=translation.source_id)
    former = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale_id
    )
    known = {
        *segments.values_list("string__data", "context__path"),
        *former.values_list("translation_of__data", "context__path"),
    }
    kept = {(entry.msgid, entry.msgctxt): entry for entry in catalogue}
    catalogue[:] = [entry for key, entry in kept.items() if key in known]
    catalogue.metadata["Content-Type"] = "text/plain; charset=utf-8"
    return SimpleUploadedFile(file.name or "", str(catalogue).encode())


def _parsed(content: bytes) -> polib.POFile:
    # By way of a file, as upstream: polib takes short content for the name of one.
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(content)
        kept.flush()
        try:
            return polib.pofile(kept.name, wrapwidth=0)
        except OSError as error:  # what polib raises for what it can't parse
            raise ValueError(str(error)) from error


def _check(translation_id: int, segment_id: int) -> None:
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(OverridableSegment, pk=segment_id)
    _check_address(SegmentOverride.objects.get(locale=translation.target_locale_id, context=segment.context_id).data)
    cite_id = owner_id(translation.get_target_instance())
    page = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    _clean(page, segment.context.path)
    references = references_of(page)
    if references.ahead() or (cite_id is not None and foreign_references(page, cite_id=cite_id)):
        raise ForeignReferenceError


def _check_address(value: Any) -> None:
    """Of links in rich text too: only the form would leave their schemes out."""
    if isinstance(value, str) and check_url(value) is None:
        raise ValidationError(_("This address can’t be linked to: it begins with none of %(schemes)s.") % SCHEMES)


def _clean(page: Any, path: str) -> None:
    """The field a value is for, as its form would read it; of a row below the page, all its fields."""
    name, _separator, rest = path.partition(".")
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if isinstance(field, StreamField):
        field.stream_block.clean(getattr(page, name))
    elif field is not None and field.concrete:
        field.clean(getattr(page, field.attname), page)
    else:
        key = rest.partition(".")[0]
        for row in getattr(page, name).all():
            if str(getattr(row, "translation_key", "")) == key:
                row.clean_fields()
