"""Comparisons with stock Wagtail on the same data, in one run: `python -m bench` (`docs/bench.md`)."""
