"""What a person finds after signing in: their Cité's work, or the network's.

Apps add what they know in `ready()`: `register_panel` and `register_shortcut` (`portal.dashboard.registry`).
"""
