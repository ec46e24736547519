"""Addresses of dispatch."""

from django.urls import path

from zhiben.dispatch import (
    archive_views,
    board_views,
    calendar_views,
    instruction_views,
    jobs,
    judging_views,
    monthly_views,
    naming_views,
    reminder_views,
    situation_views,
    studio_views,
    views,
)
from zhiben.dispatch.models import Instruction, Reminder, Round
from zhiben.foundation.lifecycle.views import moves

app_name = "dispatch"
urlpatterns = [
    path("", views.rounds, name="list"),
    path("archive/", archive_views.archive, name="archive"),
    path("province/", board_views.board, name="board"),
    path("province/<str:indicator>/", board_views.table, name="board_table"),
    path("calendar/", calendar_views.month, name="calendar"),
    path("calendar/renew", calendar_views.renew_feed, name="renew_feed"),
    path("calendar/end", calendar_views.end_feed, name="end_feed"),
    path("feed/<str:word>.ics", calendar_views.feed, name="feed"),
    path("weeks/<int:pk>/", situation_views.week, name="week"),
    path("weeks/<int:pk>/units/<int:unit>/", situation_views.week_unit, name="week_unit"),
    path("weeks/<int:pk>/chase/", situation_views.chase, name="chase"),
    path("weeks/chased/", situation_views.chased, name="chased"),
    path("<int:pk>/", views.page, name="page"),
    path(
        "<int:pk>/moves/<slug:name>",
        moves(Round, back="dispatch:page", aid=studio_views.AID, by=jobs.carry),
        name="move",
    ),
    path("<int:pk>/bulletin/", views.beside, name="bulletin"),
    path("<int:pk>/bulletin/<slug:part>/", studio_views.section, name="section"),
    path("<int:pk>/papers/", monthly_views.papers, name="papers"),
    path("<int:pk>/papers.zip", monthly_views.archive, name="papers_zip"),
    path("<int:pk>/comparison/", views.comparison, name="comparison"),
    path("<int:pk>/judged/", judging_views.page, name="judged"),
    path("<int:pk>/judged.xlsx", judging_views.book, name="judged_book"),
    path("<int:pk>/names/", naming_views.decisions, name="decisions"),
    path("names/<int:pk>/", naming_views.page, name="naming"),
    path("names/<int:pk>/moves/<slug:name>", naming_views.move, name="naming_move"),
    path("reminders/", reminder_views.listed, name="reminders"),
    path("reminders/new/", reminder_views.new, name="remind"),
    path("reminders/instructions/new/", instruction_views.new, name="instruct"),
    path("reminders/instructions/<int:pk>/", instruction_views.page, name="instruction"),
    path("reminders/instructions/<int:pk>/moves/<slug:name>", moves(Instruction), name="instruction_move"),
    path("reminders/<int:pk>/", reminder_views.page, name="reminder"),
    path("reminders/<int:pk>/moves/<slug:name>", moves(Reminder), name="reminder_move"),
    path("reminders/<int:pk>/escalate/", reminder_views.escalate, name="escalate"),
    path("reminders/<int:pk>/tasks/new/", reminder_views.open_task, name="open_task"),
    path("reminders/<int:pk>/tasks/amend/", reminder_views.amend_task, name="amend_task"),
    path("<int:pk>/rows/<str:measure_id>/<str:slice_>/", views.rows, name="rows"),
]
