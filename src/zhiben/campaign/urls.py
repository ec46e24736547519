"""Addresses of the campaign's frame and of the key-task list."""

from django.urls import path

from zhiben.campaign.models import KeyTask
from zhiben.campaign.views import actions, desk, faces, listing, official, reports, splitting, tasks, together
from zhiben.foundation.lifecycle.views import moves

app_name = "campaign"
FRAME = [
    path("actions/", actions.listed, name="actions"),
    path("actions/found/<int:office>/", actions.found, name="found"),
    path("actions/goals/<int:pk>/", actions.goal, name="goal"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/indicators/", actions.add_indicator, name="add_indicator"),
    path("actions/indicators/<int:pk>/", actions.indicator, name="indicator"),
]
TASKS = [
    path("report/", reports.report, name="report"),
    path("<int:pk>/", tasks.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(KeyTask), name="move"),
    path("<int:pk>/extension/", tasks.ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/decide/", tasks.decide_extension, name="decide_extension"),
]
LIST = [
    path("", listing.listed, name="list"),
    path("export/", listing.export_rows, name="export"),
    path("paper/<slug:form>/", official.paper, name="paper"),
    path("calendar/", faces.calendar, name="calendar"),
    path("by/<slug:face>/", faces.divided, name="divided"),
    path("changes/", desk.changes, name="changes"),
    path("views/", desk.views, name="views"),
    path("views/<int:pk>/", desk.view, name="view"),
    path("views/<int:pk>/drop/", desk.drop_view, name="drop_view"),
    path("together/", together.together, name="together"),
    path("<int:pk>/split/", splitting.split, name="split"),
]
urlpatterns = [*LIST, *TASKS, *FRAME]
