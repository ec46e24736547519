"""Addresses of the hazard ledger."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.hazards import criterion_views as catalogue
from zhiben.hazards import views
from zhiben.hazards.models import Hazard, Listing, SiteRecord

app_name = "hazards"
urlpatterns = [
    path("", views.hazards, name="list"),
    path("export/", views.export_rows, name="export"),
    path("new/", views.report, name="report"),
    path("criteria/", catalogue.criteria, name="criteria"),
    path("criteria/suggested/", catalogue.suggestions, name="suggestions"),
    path("criteria/new/", catalogue.add_standard, name="add_standard"),
    path("criteria/<int:pk>/", catalogue.standard, name="standard"),
    path("criteria/<int:pk>/edit/", catalogue.edit_standard, name="edit_standard"),
    path("criteria/<int:pk>/verify/", catalogue.verify_standard, name="verify_standard"),
    path("criteria/<int:pk>/clauses/new/", catalogue.add_criterion, name="add_criterion"),
    path("criteria/clauses/<int:pk>/revise/", catalogue.revise_criterion, name="revise_criterion"),
    path("criteria/clauses/<int:pk>/end/", catalogue.end_criterion, name="end_criterion"),
    path("criteria/clauses/<int:pk>/verify/", catalogue.verify_criterion, name="verify_criterion"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(Hazard, aid=catalogue.AID), name="move"),
    path("<int:pk>/records/<slug:kind>/", views.draft_record, name="draft_record"),
    path("<int:pk>/requests/extend/", views.ask_extension, name="ask_extend"),
    path("<int:pk>/requests/transfer/", views.ask_transfer, name="ask_transfer"),
    path("<int:pk>/listing/", views.propose, name="propose"),
    path("records/<int:pk>/sign/", views.sign, name="sign"),
    path("records/<int:pk>/moves/<slug:name>/", moves(SiteRecord), name="record_move"),
    path("requests/<int:pk>/decide/", views.decide, name="decide"),
    path("listings/<int:pk>/moves/<slug:name>/", moves(Listing), name="listing_move"),
]
