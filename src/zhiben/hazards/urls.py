"""Addresses of the hazard ledger."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.hazards.models import Control, Hazard, Listing, SecondLook, Signal, SiteRecord
from zhiben.hazards.views import (
    blurring,
    chasing,
    flow,
    following,
    labels,
    ledger,
    listing,
    proving,
    reporting,
    signals,
)
from zhiben.hazards.views import criteria as catalogue

app_name = "hazards"
urlpatterns = [
    path("", ledger.hazards, name="list"),
    path("export/", ledger.export_rows, name="export"),
    path("chase/", chasing.chase, name="chase"),
    path("flow/", flow.page, name="flow"),
    path("flow/rows/", flow.rows, name="flow_rows"),
    path("new/", reporting.report, name="report"),
    path("labels/", labels.labels, name="labels"),
    path("labels/<int:site>/", labels.label, name="label"),
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
    path("<int:pk>/", ledger.page, name="page"),
    path("<int:pk>/evidence.zip", proving.evidence, name="evidence"),
    path("<int:pk>/edit/", reporting.edit, name="edit"),
    path("<int:pk>/moves/<slug:name>/", moves(Hazard, aid=catalogue.AID), name="move"),
    path("<int:pk>/records/<slug:kind>/", ledger.draft_record, name="draft_record"),
    path("<int:pk>/requests/extend/", ledger.ask_extension, name="ask_extend"),
    path("<int:pk>/requests/transfer/", ledger.ask_transfer, name="ask_transfer"),
    path("<int:pk>/listing/", ledger.propose, name="propose"),
    path("records/<int:pk>/sign/", ledger.sign, name="sign"),
    path("records/<int:pk>/moves/<slug:name>/", moves(SiteRecord), name="record_move"),
    path("requests/<int:pk>/decide/", ledger.decide, name="decide"),
    path("<int:pk>/photos/<int:file>/blur/", blurring.blur, name="blur"),
    path("<int:pk>/controls/", following.control, name="order_control"),
    path("controls/<int:pk>/moves/<slug:name>/", moves(Control), name="control_move"),
    path("looks/", following.draws, name="looks"),
    path("looks/relapses/", following.relapses, name="relapses"),
    path("looks/<int:pk>/", following.look_draw, name="look_draw"),
    path("looks/<int:pk>/frame/", following.frame, name="look_frame"),
    path("looks/rows/<int:pk>/moves/<slug:name>/", moves(SecondLook), name="look_move"),
    path("signals/", signals.listed, name="signals"),
    path("signals/templates/", signals.templates, name="templates"),
    path("signals/<int:pk>/", signals.page, name="signal"),
    path("signals/<int:pk>/moves/<slug:name>/", moves(Signal), name="signal_move"),
    path("clocks/", following.clocks, name="clocks"),
    path("clocks/<slug:key>/", following.set_clock, name="set_clock"),
    path("together/", following.together, name="together"),
    path("listings/<int:pk>/paper/", listing.paper, name="listing_paper"),
    path("listings/<int:pk>/moves/<slug:name>/", moves(Listing), name="listing_move"),
]
