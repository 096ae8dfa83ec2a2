"""The tests' own reader of printed sheets: a stream is as long as it says, whatever its last byte."""

from __future__ import annotations

import zlib

import pytest

from tests.pdf_text import read_pdf


@pytest.mark.parametrize("last", [b"\r", b"\n", b"x"])
def test_a_stream_ends_where_it_says(last: bytes) -> None:
    metadata = (f"<x>{number}</x>".encode() for number in range(100_000))
    xmp, body = next((text, packed) for text in metadata if (packed := zlib.compress(text)).endswith(last))
    head = b"<</Type /Metadata/Filter /FlateDecode/Length %d>>" % len(body)
    pdf = read_pdf(b"%PDF-1.7\n1 0 obj\n" + head + b"\nstream\n" + body + b"\nendstream\nendobj\n")
    assert pdf.xmp == xmp.decode()
