"""The network's vocabularies, without the rest of the demonstration; run in the portal's project."""

from __future__ import annotations

import django


def main() -> None:
    """Load them."""
    django.setup()
    from cities.demo.vocabularies import load_vocabularies  # noqa: PLC0415  # needs the app registry
    from portal.demo import DemoContext  # noqa: PLC0415

    load_vocabularies(DemoContext(facts_only=True, say=print))


if __name__ == "__main__":
    main()
