"""Addresses of the campaign's frame and of the key-task list."""

from django.urls import path

from zhiben.campaign import action_views, report_views, views
from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle.views import moves

app_name = "campaign"
urlpatterns = [
    path("", views.tasks, name="list"),
    path("export/", views.export_rows, name="export"),
    path("report/", report_views.report, name="report"),
    path("together/", views.together, name="together"),
    path("actions/", action_views.actions, name="actions"),
    path("actions/found/<int:office>/", action_views.found, name="found"),
    path("actions/goals/<int:pk>/", action_views.goal, name="goal"),
    path("actions/<int:pk>/", action_views.action, name="action"),
    path("actions/<int:pk>/indicators/", action_views.add_indicator, name="add_indicator"),
    path("actions/indicators/<int:pk>/", action_views.indicator, name="indicator"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(KeyTask), name="move"),
    path("<int:pk>/extension/", views.ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/decide/", views.decide_extension, name="decide_extension"),
]
