"""Documents on paper: HTML of the project's templates as tagged PDF.

The only module that knows WeasyPrint. It is imported when the first document is made, for it takes half a second and
needs Pango from the system (Debian: libpango-1.0-0, libpangoft2-1.0-0); without Pango nothing else is missing.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import mimetypes
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

# Names of each library that WeasyPrint needs, on Linux, macOS and Windows (`weasyprint/text/ffi.py`).
LIBRARIES = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
)
STYLES = "portal/css/sheet.css"
VARIANT = "pdf/ua-1"


class NotPrintableError(RuntimeError):
    """Pango is missing on this machine."""


# They tell each step.
for _talker in ("fontTools", "weasyprint.progress"):
    logging.getLogger(_talker).setLevel(logging.WARNING)


@cache
def can_print() -> bool:
    """Whether documents can be made here; asks the system once."""
    return all(_is_there(names) for names in LIBRARIES)


def _is_there(names: Iterable[str]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def printed_version(html: str) -> str:
    """A short name for what a document of this HTML looks like; changes with the style sheet too."""
    return hashlib.sha256(_styles() + html.encode()).hexdigest()[:32]


@cache
def _styles() -> bytes:
    found = finders.find(STYLES)
    assert isinstance(found, str)  # noqa: S101  # it is part of the project
    with open(found, "rb") as file:
        return file.read()


def print_pdf(html: str, *, address: str) -> bytes:
    """The PDF of a whole HTML document whose own address is `address`: tagged, with its language and title.

    Nothing is asked of any network: of the addresses it names only the project's static files and pictures are read,
    from where they are stored; the others are left out.

    Raises:
        NotPrintableError: Pango is missing.
    """
    if not can_print():
        raise NotPrintableError
    with warnings.catch_warnings():
        # Without HarfBuzz-Subset fonts are made smaller by fontTools, which is installed.
        warnings.simplefilter("ignore", DeprecationWarning)
        import weasyprint  # noqa: PLC0415  # slow, and needs Pango

    document = weasyprint.HTML(string=html, base_url=address, url_fetcher=_fetcher(address), media_type="print")
    content: bytes = document.write_pdf(pdf_variant=VARIANT)
    return content


def _fetcher(address: str) -> Any:
    """Reads the project's own files and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    origin = "/".join(address.split("/", 3)[:3])

    class ProjectFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            kind = mimetypes.guess_type(url.partition("?")[0])[0] or "application/octet-stream"
            return URLFetcherResponse(url, own_file(url, origin=origin), {"Content-Type": kind})

    return ProjectFiles(allowed_protocols=())


def own_file(url: str, *, origin: str) -> bytes:
    """The content of a static file or a stored picture of the project.

    Raises:
        PermissionError: the address is none of those.
    """
    path = url.partition("?")[0].partition("#")[0]
    for prefix, read in (
        (origin + settings.STATIC_URL, _static),
        (_absolute(default_storage.url("_").removesuffix("_"), origin), _stored),
    ):
        if path.startswith(prefix):
            try:
                return read(unquote(path[len(prefix) :]))
            except (OSError, SuspiciousFileOperation) as error:
                raise PermissionError(url) from error
    raise PermissionError(url)


def _absolute(prefix: str, origin: str) -> str:
    return prefix if "://" in prefix else origin + prefix


def _static(name: str) -> bytes:
    """As collected under its hashed name, or from the app it lies in."""
    found = finders.find(name)
    if isinstance(found, str):
        with open(found, "rb") as file:
            return file.read()
    with staticfiles_storage.open(name) as stored:
        return bytes(stored.read())


def _stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
