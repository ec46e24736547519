"""Addresses of messages, of how one is reached, of robots, jobs and workbooks."""

from django.urls import path

from zhiben.inbox import import_views, message_views, robot_views, views

app_name = "inbox"
urlpatterns = [
    path("messages/", message_views.messages, name="messages"),
    path("messages/read", message_views.read_all, name="read_all"),
    path("messages/<int:pk>/", message_views.message, name="message"),
    path("settings/", message_views.reach, name="reach"),
    path("settings/mail", message_views.change_mail, name="change_mail"),
    path("settings/confirm", message_views.confirm_mail, name="confirm_mail"),
    path("people/<int:pk>/mail/", message_views.enter_mail, name="enter_mail"),
    path("undelivered/", message_views.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/again", message_views.try_again, name="try_again"),
    path("undelivered/<int:pk>/aside", message_views.set_aside, name="set_aside"),
    path("robots/", robot_views.robots, name="robots"),
    path("robots/add/", robot_views.add_robot, name="add_robot"),
    path("robots/<int:pk>/", robot_views.robot, name="robot"),
    path("robots/<int:pk>/try", robot_views.try_robot, name="try_robot"),
    path("robots/<int:pk>/again", robot_views.post_again, name="post_again"),
    path("robots/<int:pk>/rest", robot_views.rest_robot, name="rest_robot"),
    path("jobs/", views.jobs, name="jobs"),
    path("sheets/", views.sheets, name="sheets"),
    path("sheets/totals/", views.totals, name="totals"),
    path("sheets/<slug:name>/import/", import_views.import_sheet, name="import"),
    path("sheets/<slug:name>/commit/", import_views.commit, name="commit"),
    path("sheets/<slug:name>/marked.xlsx", import_views.marked, name="marked"),
    path("sheets/<slug:name>/heads/<int:pk>/forget", import_views.forget, name="forget"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/<int:pk>/", import_views.act, name="act"),
    path("imports/<int:pk>/undo", import_views.undo, name="undo"),
    path("sheets/<slug:name>/template.xlsx", views.template, name="template"),
    path("sheets/<slug:name>/export.xlsx", views.export, name="export"),
]
