"""Addresses of the campaign's frame, of what covers it, and of the key-task list."""

from django.urls import path

from zhiben.campaign.models import KeyTask
from zhiben.campaign.views import actions, chains, coverage, reports, tasks
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
    path("", tasks.listed, name="list"),
    path("export/", tasks.export_rows, name="export"),
    path("report/", reports.report, name="report"),
    path("together/", tasks.together, name="together"),
    path("<int:pk>/", tasks.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(KeyTask), name="move"),
    path("<int:pk>/extension/", tasks.ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/decide/", tasks.decide_extension, name="decide_extension"),
]
COVERAGE = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.export_coverage, name="export_coverage"),
    path("coverage/paper/", coverage.coverage_paper, name="coverage_paper"),
    path("coverage/<slug:key>/", coverage.place, name="place"),
    path("coverage/<slug:key>/not-applicable/", coverage.declare_not_applicable, name="declare_not_applicable"),
    path("coverage/not-applicable/<int:pk>/", coverage.take_not_applicable_back, name="take_not_applicable_back"),
    path("chains/new/", chains.found, name="found_chain"),
    path("chains/<int:pk>/", chains.chain, name="chain"),
    path("chains/links/<int:pk>/", chains.link, name="link"),
    path("chains/links/<int:pk>/units/", chains.hold, name="hold_link"),
    path("chains/holders/<int:pk>/release/", chains.release, name="release_link"),
    path("chains/holders/<int:pk>/leave/", chains.leave, name="leave_link"),
]
urlpatterns = [*TASKS, *FRAME, *COVERAGE]
