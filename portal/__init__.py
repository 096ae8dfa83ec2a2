"""The network's portal: settings, tenancy, shared pages and blocks."""
