"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from zhiben.reporting.views import batches, outcomes, singles

app_name = "reporting"
urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/batches/", batches.batches, name="batches"),
    path("outcomes/batches/new/", batches.new_batch, name="new_batch"),
    path("outcomes/batches/<int:pk>/", batches.batch, name="batch"),
    path("outcomes/batches/<int:pk>/withdraw/", batches.withdraw, name="withdraw_batch"),
    path("outcomes/tallies/<int:pk>/", outcomes.tally, name="tally"),
    path("outcomes/works/", singles.listed(singles.WORKS), name="works"),
    path("outcomes/works/new/", singles.new(singles.WORKS), name="new_work"),
    path("outcomes/works/<int:pk>/", singles.page(singles.WORKS), name="work"),
    path("outcomes/works/<int:pk>/edit/", singles.edit(singles.WORKS), name="edit_work"),
    path("outcomes/works/<int:pk>/void/", singles.void(singles.WORKS), name="void_work"),
    path("outcomes/penalties/", singles.listed(singles.PENALTIES), name="penalties"),
    path("outcomes/penalties/new/", singles.new(singles.PENALTIES), name="new_penalty"),
    path("outcomes/penalties/<int:pk>/", singles.page(singles.PENALTIES), name="penalty"),
    path("outcomes/penalties/<int:pk>/edit/", singles.edit(singles.PENALTIES), name="edit_penalty"),
    path("outcomes/penalties/<int:pk>/void/", singles.void(singles.PENALTIES), name="void_penalty"),
    path("outcomes/<slug:kind>/", outcomes.outcome, name="outcome"),
]
