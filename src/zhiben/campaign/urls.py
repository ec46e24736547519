"""Addresses of the key-task list."""

from django.urls import path

from zhiben.campaign import report_views, views
from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle.views import moves

app_name = "campaign"
urlpatterns = [
    path("", views.tasks, name="list"),
    path("export/", views.export_rows, name="export"),
    path("report/", report_views.report, name="report"),
    path("together/", views.together, name="together"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(KeyTask), name="move"),
    path("<int:pk>/extension/", views.ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/decide/", views.decide_extension, name="decide_extension"),
]
