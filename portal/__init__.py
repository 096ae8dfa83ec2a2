"""The network's portal: settings, tenancy, shared pages and blocks."""

__version__ = "0.1.0"
