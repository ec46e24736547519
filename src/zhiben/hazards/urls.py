"""Addresses of the hazard ledger."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.hazards import label_views, report_views, views
from zhiben.hazards.models import Hazard, Listing, SiteRecord

app_name = "hazards"
urlpatterns = [
    path("", views.hazards, name="list"),
    path("export/", views.export_rows, name="export"),
    path("new/", report_views.report, name="report"),
    path("labels/", label_views.labels, name="labels"),
    path("labels/<int:site>/", label_views.label, name="label"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", report_views.edit, name="edit"),
    path("<int:pk>/moves/<slug:name>/", moves(Hazard), name="move"),
    path("<int:pk>/records/<slug:kind>/", views.draft_record, name="draft_record"),
    path("<int:pk>/requests/extend/", views.ask_extension, name="ask_extend"),
    path("<int:pk>/requests/transfer/", views.ask_transfer, name="ask_transfer"),
    path("<int:pk>/listing/", views.propose, name="propose"),
    path("records/<int:pk>/sign/", views.sign, name="sign"),
    path("records/<int:pk>/moves/<slug:name>/", moves(SiteRecord), name="record_move"),
    path("requests/<int:pk>/decide/", views.decide, name="decide"),
    path("listings/<int:pk>/moves/<slug:name>/", moves(Listing), name="listing_move"),
]
