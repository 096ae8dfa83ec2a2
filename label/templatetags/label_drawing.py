"""The SVG of a history, built piece by piece: numbers never follow the language, as they would in a template."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from label.selectors.life import BASE, Axis, Life, Mark, Run

register = template.Library()

RUN_CLASSES = {"label": "run", "project": "run run--project", "unknown": "run run--unknown"}


def life_svg(life: Life, axis: Axis, *, at: datetime.date | None = None) -> SafeString:
    """One history on the axis, hidden from screen readers: a list says the same. `at` draws a line at a date."""
    return format_html(
        '<svg viewBox="-8 0 336 36" aria-hidden="true" focusable="false"><path class="axis" d="M0 {}H320"/>'
        "{}{}{}{}{}{}</svg>",
        BASE,
        format_html_join("", '<path class="tick" d="M{} 10v8"/>', ((_n(tick.x),) for tick in axis.ticks)),
        _joined(_run(run) for run in life.runs),
        _joined(_about(mark) for mark in life.marks),
        SafeString("") if at is None else format_html('<path class="at" d="M{} 2V25"/>', _n(axis.x(at))),
        _joined(shape(mark.shape, mark.x, BASE) for mark in life.marks),
        format_html_join(
            "",
            '<text class="yr" x="{}" y="33" text-anchor="{}">{}</text>',
            ((_n(tick.x), tick.anchor, tick.label) for tick in axis.ticks if tick.label),
        ),
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def shape(name: str, x: float, y: float) -> SafeString:
    """The sign of an event, centred on a point."""
    if name in ("full", "project", "renewed"):
        half = {"full": 6, "project": 5, "renewed": 3}[name]
        extra = " ev--project" if name == "project" else ""
        return format_html(
            '<rect class="ev{}" x="{}" y="{}" width="{}" height="{}"/>',
            extra,
            _n(x - half),
            _n(y - half),
            2 * half,
            2 * half,
        )
    if name == "cross":
        return format_html('<path class="ev ev--end" d="M{} {}l12 12m0 -12l-12 12"/>', _n(x - 6), _n(y - 6))
    radius, extra = {"open": ("5.5", "open"), "seen": ("3", "seen"), "declared": ("4.5", "project")}[name]
    return format_html('<circle class="ev ev--{}" cx="{}" cy="{}" r="{}"/>', extra, _n(x), _n(y), radius)


@register.simple_tag
def legend_shape(name: str) -> SafeString:
    """The same sign beside its words in the legend; "year" is the bar of a date known to the year."""
    if name == "year":
        inner = SafeString('<rect class="about" x="0" y="3" width="24" height="14"/>')
    elif name == "unknown":
        inner = format_html('<path class="{}" d="M0 10H24"/>', RUN_CLASSES[name])
    else:
        inner = shape(name, 12, 10)
    return format_html('<svg viewBox="0 0 24 20" aria-hidden="true" focusable="false">{}</svg>', inner)


def _run(run: Run) -> SafeString:
    return format_html('<path class="{}" d="M{} {}H{}"/>', RUN_CLASSES[run.kind], _n(run.begin), BASE, _n(run.end))


def _about(mark: Mark) -> SafeString:
    if mark.about is None:
        return SafeString("")
    begin, width = mark.about
    return format_html('<rect class="about" x="{}" y="8" width="{}" height="12"/>', _n(begin), _n(width))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
