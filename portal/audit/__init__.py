"""Who did what: Wagtail's log, in which each entry says whose it is, read by Cité or as a whole."""
