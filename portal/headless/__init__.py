"""What all operations of the headless API share: strictness, scope, caching; and the routers of the portal itself."""
