"""Addresses of jobs and workbooks."""

from django.urls import path

from zhiben.inbox import views

app_name = "inbox"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("sheets/", views.sheets, name="sheets"),
    path("sheets/totals/", views.totals, name="totals"),
    path("sheets/<slug:name>/import/", views.import_sheet, name="import"),
    path("sheets/<slug:name>/commit/", views.commit, name="commit"),
    path("sheets/<slug:name>/template.xlsx", views.template, name="template"),
    path("sheets/<slug:name>/export.xlsx", views.export, name="export"),
]
