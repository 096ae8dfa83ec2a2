"""Page translation with wagtail-localize, held to the page's own site and to the rights of who asks.

wagtail-localize 1.14 asks for one permission for the whole installation, offers every language, and writes a
draft's words into the live page. Its views are subclassed here and registered at the same addresses.
"""
