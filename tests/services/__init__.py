"""Real PostgreSQL, Redis and Elasticsearch on loopback for `make test-services`."""
