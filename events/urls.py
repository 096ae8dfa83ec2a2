"""Addresses of calendar files. No page can be in their way: an address of a page has no dot."""

from __future__ import annotations

from django.urls import path

from events import views

urlpatterns = [
    path("<slug:language>/calendar/agenda.ics", views.agenda_calendar, name="agenda_calendar"),
    path("<slug:language>/calendar/event/<uuid:uid>.ics", views.event_calendar, name="event_calendar"),
    path("<slug:language>/calendar/edition/<uuid:uid>.ics", views.edition_calendar, name="edition_calendar"),
    path("<slug:language>/calendar/session/<uuid:uid>.ics", views.session_calendar, name="session_calendar"),
]
