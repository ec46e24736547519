"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from zhiben.assistance.models import HelpRequest
from zhiben.assistance.views import experts, requests
from zhiben.foundation.lifecycle.views import moves

app_name = "assistance"
urlpatterns = [
    path("", requests.listed, name="list"),
    path("new/", requests.ask, name="ask"),
    path("<int:pk>/", requests.page, name="request"),
    path("<int:pk>/moves/<slug:name>", moves(HelpRequest), name="move"),
    path("<int:pk>/advice/new/", requests.advise, name="advise"),
    path("<int:pk>/advice/<int:number>/", requests.answer, name="answer"),
    path("visits/", requests.visits, name="visits"),
    path("visits/<int:pk>/", requests.visit, name="visit"),
    path("effects/", requests.effects, name="effects"),
    path("experts/", experts.experts, name="experts"),
    path("experts/new/", experts.new_expert, name="new_expert"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("experts/<int:pk>/phone/", experts.phone, name="expert_phone"),
    path("experts/<int:pk>/edit/", experts.edit_expert, name="edit_expert"),
    path("high-risk/", experts.high_risk, name="high_risk"),
]
