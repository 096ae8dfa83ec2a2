"""The steps of a pagination."""

from __future__ import annotations

import pytest

from portal.selectors.pagination import MOST, page_links, page_numbers


@pytest.mark.parametrize(
    ("current", "last", "labels"),
    [
        (1, 1, "1"),
        (3, 7, "1 2 3 4 5 6 7"),
        (1, 20, "1 2 3 4 5 … 20"),
        (10, 20, "1 … 9 10 11 … 20"),
        (20, 20, "1 … 16 17 18 19 20"),
    ],
)
def test_the_ends_and_the_neighbours_are_shown(current: int, last: int, labels: str) -> None:
    found = page_links(current, last, lambda number: f"?page={number}")
    assert " ".join(link.label for link in found) == labels


def test_seven_steps_at_most_wherever_one_is() -> None:
    for last in range(1, 40):
        for current in range(1, last + 1):
            found = page_links(current, last, lambda number: f"?page={number}")
            assert len(found) <= MOST
            assert {1, current, last} <= set(page_numbers(current, last))
            assert [link.label for link in found if link.is_current] == [str(current)]
            assert all((link.url is None) == (link.label == "…") for link in found)
