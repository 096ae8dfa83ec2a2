"""Writing to a Cité: the form, its messages, and how long they are kept."""
