"""Reads what a PDF of WeasyPrint's says: its words in the order they are drawn, its title and language, its tags.

No more of ISO 32000 than that: streams and object streams deflated, fonts with a map to Unicode.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_STREAM = re.compile(rb"(\d+) 0 obj\s*(<<.*?>>)\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)")
_CHAR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>")
# The font, then what is shown: hexadecimal glyphs in an array, with their distances.
_SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|\[((?:<[0-9a-fA-F]*>|[\s\d.\-]+)*)\]\s*TJ|<([0-9a-fA-F]+)>\s*Tj|\b(ET)\b")


@dataclass(frozen=True)
class Pdf:
    """What was read. `tags` are the kinds of its structure's elements."""

    title: str
    language: str
    text: str
    tags: frozenset[str]
    pages: int
    xmp: str


def read_pdf(content: bytes) -> Pdf:
    """Read a document.

    Raises:
        ValueError: it is none, or not of the expected kind.
    """
    if not content.startswith(b"%PDF-"):
        raise ValueError(content[:20])
    streams = {number: (head, _inflated(head, body)) for number, head, body in _streams(content)}
    objects = {number: head for number, (head, _body) in streams.items()}
    for head, body in streams.values():
        if b"/ObjStm" in head:
            objects |= _packed(head, body)
    every = b"\n".join(objects.values())
    fonts = {
        name: _letters(streams[number][1])
        for name, font in set(re.findall(rb"/(\S+) (\d+) 0 R", every))
        for number in map(int, re.findall(rb"/ToUnicode (\d+) 0 R", objects.get(int(font), b"")))
    }
    contents = [int(number) for number in re.findall(rb"/Contents (\d+) 0 R", every)]
    return Pdf(
        title=_string(every, b"Title"),
        language=_string(every, b"Lang"),
        text=" ".join("\n".join(_said(streams[number][1], fonts) for number in contents).split()),
        tags=frozenset(tag.decode() for tag in re.findall(rb"/Type /StructElem\s*/S /(\w+)", every)),
        pages=len(contents),
        xmp=b"".join(body for head, body in streams.values() if b"/Metadata" in head).decode(),
    )


def _streams(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, head and body of each, as long as its head says: the last byte may be that of a line's end."""
    place = 0
    while found := _STREAM.search(content, place):
        length = _LENGTH.search(found[2])
        if length is None:
            raise ValueError(found[2])
        place = found.end() + int(length[1])
        yield int(found[1]), found[2], content[found.end() : place]


def _inflated(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body) if b"/FlateDecode" in head else body


def _packed(head: bytes, body: bytes) -> dict[int, bytes]:
    """The objects of an object stream."""
    first = int(re.findall(rb"/First (\d+)", head)[0])
    numbers = [int(number) for number in body[:first].split()]
    starts = [*numbers[1::2], len(body) - first]
    return {
        number: body[first + start : first + end]
        for number, start, end in zip(numbers[::2], starts, starts[1:], strict=False)
    }


def _letters(cmap: bytes) -> dict[str, str]:
    return {
        glyph.decode().lower(): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in _CHAR.findall(cmap.partition(b"beginbfchar")[2])
    }


def _said(stream: bytes, fonts: dict[bytes, dict[str, str]]) -> str:
    said, letters = [], dict[str, str]()
    for font, array, single, end in _SHOWN.findall(stream):
        if font:
            letters = fonts.get(font, {})
        elif end:
            said.append("\n")
        else:
            glyphs = "".join(re.findall(r"<([0-9a-f]*)>", (array or b"<" + single + b">").decode().lower()))
            said += [letters.get(glyphs[place : place + 4], "�") for place in range(0, len(glyphs), 4)]
    return "".join(said)


def _string(every: bytes, name: bytes) -> str:
    """A text value of a dictionary: literal, or UTF-16 in hexadecimal."""
    found = re.search(rb"/" + name + rb" ?(?:\((.*?)\)|<([0-9a-fA-F]+)>)", every, re.DOTALL)
    if found is None:
        return ""
    if found.group(1) is not None:
        return found.group(1).decode("latin-1")
    return bytes.fromhex(found.group(2).decode()).decode("utf-16")
