"""Addresses of appraisal."""

from django.urls import path

from zhiben.appraisal.models import Card, Commendation, Objection, Practice, Run, Scheme, Visit
from zhiben.appraisal.papers import pleading, standing
from zhiben.appraisal.views import honours, runs, schemes, visits
from zhiben.foundation.lifecycle.views import moves

app_name = "appraisal"
urlpatterns = [
    path("", schemes.listed, name="list"),
    path("schemes/new/", schemes.new, name="new"),
    path("schemes/<int:pk>/", schemes.page, name="scheme"),
    path("schemes/<int:pk>/change/", schemes.change, name="change"),
    path("schemes/<int:pk>/version/", schemes.version, name="version"),
    path("schemes/<int:pk>/moves/<slug:name>", moves(Scheme), name="scheme_move"),
    path("schemes/<int:pk>/indicators/new/", schemes.add_indicator, name="add_indicator"),
    path("schemes/<int:pk>/vetoes/new/", schemes.add_veto_rule, name="add_veto_rule"),
    path("schemes/<int:pk>/runs/new/", schemes.open_run, name="open_run"),
    path("indicators/<int:pk>/change/", schemes.change_indicator, name="change_indicator"),
    path("indicators/<int:pk>/drop/", schemes.drop_indicator, name="drop_indicator"),
    path("veto-rules/<int:pk>/drop/", schemes.drop_veto_rule, name="drop_veto_rule"),
    path("runs/<int:pk>/", runs.page, name="run"),
    path("runs/<int:pk>/moves/<slug:name>", moves(Run, told=standing), name="run_move"),
    path("runs/<int:pk>/notice/", runs.notice, name="notice"),
    path("runs/<int:pk>/restate/", runs.restate, name="restate"),
    path("runs/<int:pk>/propose/", honours.propose_by_rule, name="propose_by_rule"),
    path("cards/<int:pk>/", runs.card, name="card"),
    path("cards/<int:pk>/moves/<slug:name>", moves(Card), name="card_move"),
    path("cards/<int:pk>/self/", runs.self_assess, name="self_assess"),
    path("cards/<int:pk>/assess/", runs.assess, name="assess"),
    path("cards/<int:pk>/vetoes/new/", runs.note_veto, name="note_veto"),
    path("cards/<int:pk>/object/", runs.object_, name="object"),
    path("cards/<int:pk>/sheet.pdf", runs.sheet, name="sheet"),
    path("cards/<int:pk>/rows/<int:indicator>/<slug:side>/", runs.rows, name="rows"),
    path("cards/<int:pk>/visit/", visits.draw, name="draw_visit"),
    path("visits/<int:pk>/", visits.page, name="visit"),
    path("visits/<int:pk>/moves/<slug:name>", moves(Visit), name="visit_move"),
    path("visits/items/<int:pk>/", visits.check, name="check_item"),
    path("vetoes/<int:pk>/strike/", runs.strike_veto, name="strike_veto"),
    path("objections/<int:pk>/", runs.objection, name="objection"),
    path("objections/<int:pk>/moves/<slug:name>", moves(Objection, told=pleading), name="objection_move"),
    path("honours/", honours.board, name="board"),
    path("honours/propose/", honours.propose, name="propose"),
    path("honours/decision/", honours.decision, name="decision"),
    path("honours/<int:pk>/", honours.commendation, name="commendation"),
    path("honours/<int:pk>/moves/<slug:name>", moves(Commendation), name="commendation_move"),
    path("honours/<int:pk>/against/", honours.against, name="against"),
    path("honours/objections/<int:pk>/settle/", honours.settle, name="settle"),
    path("practices/", honours.practices, name="practices"),
    path("practices/new/", honours.tell_practice, name="tell_practice"),
    path("practices/<int:pk>/", honours.practice, name="practice"),
    path("practices/<int:pk>/moves/<slug:name>", moves(Practice), name="practice_move"),
]
