"""Tenancy held in the admin: policies, guard and views; every override of Wagtail for it stands here."""
