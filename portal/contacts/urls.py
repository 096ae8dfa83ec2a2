"""Where the form is sent; no page has such an address."""

from __future__ import annotations

from django.urls import path

from portal.contacts.views import send

urlpatterns = [path("<int:page_id>/", send, name="contact_send")]
