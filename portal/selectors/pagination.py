"""Links to the pages of a long list: seven at most, gaps between those that aren't neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST = 7


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the pagination; a gap has no `url`."""

    label: str
    url: str | None
    is_current: bool = False


def page_numbers(current: int, last: int) -> list[int]:
    """The numbers to show: the ends, the current one and those beside it."""
    if last <= MOST:
        return list(range(1, last + 1))
    middle = min(max(current, 4), last - 3)
    inner = range(middle - 1, middle + 2)
    start = range(2, inner.start) if inner.start == 3 else range(0)
    end = range(inner.stop, last) if inner.stop == last - 1 else range(0)
    return [1, *start, *inner, *end, last]


def page_links(current: int, last: int, address: Callable[[int], str]) -> list[PageLink]:
    """The pagination of a list of `last` pages; `address` gives the address of one."""
    found: list[PageLink] = []
    before = 0
    for number in page_numbers(current, last):
        if number > before + 1:
            found.append(PageLink("…", None))
        found.append(PageLink(str(number), address(number), number == current))
        before = number
    return found
