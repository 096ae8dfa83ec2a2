"""Addresses below the pages of initiatives, and where their forms and the links of mails lead.

Of a page none has a dot, and none of its children is called "wall"; an initiative has no pages below it.
"""

from __future__ import annotations

from django.urls import path, re_path

from search import views

# As Wagtail writes the address of a page.
PAGE = r"^(?P<path>(?:[\w\-]+/)+)"

urlpatterns = [
    path("-/initiatives/alerts/<int:page_id>/", views.ask_for_alert, name="alert_ask"),
    path("-/initiatives/contributions/<int:page_id>/", views.contribute, name="contribution_send"),
    path("-/initiatives/confirm/<str:token>/", views.confirm_alert, name="alert_confirm"),
    path("-/initiatives/stop/<str:token>/", views.stop_alert, name="alert_stop"),
    path("members/page/<int:page_id>/sheet.pdf", views.members_sheet, name="members_sheet"),
    re_path(PAGE + r"sheet\.pdf$", views.initiative_sheet, name="initiative_sheet"),
    re_path(PAGE + r"export\.(?P<kind>csv|xlsx|jsonl)$", views.initiatives_export, name="initiatives_export"),
    re_path(PAGE + r"feed\.(?P<kind>atom|rss)$", views.initiatives_feed, name="initiatives_feed"),
    re_path(PAGE + r"follow/mail/$", views.initiatives_follow, name="initiatives_follow"),
    re_path(PAGE + r"propose/initiative/$", views.initiatives_propose, name="initiatives_propose"),
    re_path(PAGE + r"wall/$", views.initiatives_wall, name="initiatives_wall"),
]
