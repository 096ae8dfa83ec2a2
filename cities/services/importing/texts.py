"""From a cell's plain text to the HTML that the editor stores, and what two such texts are compared by."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

MARKUP = re.compile(r"</?(?:p|br|div|ul|ol|li|b|strong|i|em|u|a|span|h[1-6]|table|tr|td|font)\b[^>]*>", re.IGNORECASE)
BULLET = re.compile(r"^\s*[-*•–·]\s+(?=\S)")
NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
BLOCK_KEY = re.compile(r'\s+data-block-key="[^"]*"')
BREAK = re.compile(r"<br\s*/?>")
BETWEEN = re.compile(r">\s+<")


def has_markup(text: str) -> bool:
    """Whether a cell holds HTML that somebody exported."""
    return MARKUP.search(text) is not None


class _Reader(HTMLParser):
    """HTML as plain text: a paragraph is an empty line, an item of a list a dash."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._mute = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._mute = tag
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("p", "div", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"):
            self.parts.append("\n\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._mute:
            self._mute = ""
        elif tag in ("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.parts.append(re.sub(r"\s+", " ", data))


def without_markup(text: str) -> str:
    """The words of HTML, paragraphs and lists as lines."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_html(text: str) -> str:
    """Paragraphs, line breaks and lists; everything else is text, whatever it looks like.

    An empty line ends a paragraph; lines that begin with a dash, or a number and a point, are a list.
    """
    found: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        for kind, lines in _runs(block.split("\n")):
            words = [html.escape(line.strip(), quote=False) for line in lines]
            if kind:
                found.append(f"<{kind}>{''.join(f'<li>{word}</li>' for word in words)}</{kind}>")
            elif any(words):
                found.append(f"<p>{'<br/>'.join(words)}</p>")
    return "".join(found)


def _runs(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Neighbouring lines of one kind: items without their marks, or running text."""
    runs: list[tuple[str, list[str]]] = []
    for line in lines:
        kind, words = "", line
        for name, mark in (("ul", BULLET), ("ol", NUMBER)):
            if mark.match(line):
                kind, words = name, mark.sub("", line)
                break
        if not runs or runs[-1][0] != kind:
            runs.append((kind, []))
        runs[-1][1].append(words)
    return runs


def comparable(stored: str) -> str:
    """HTML without what the editor adds when it saves what nobody has changed."""
    plain = BREAK.sub("<br/>", BLOCK_KEY.sub("", stored or ""))
    plain = BETWEEN.sub("><", plain)
    return " ".join(html.unescape(plain).split())
