"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.views import batches, burden, forms, matrix, outcomes, returns, singles

app_name = "reporting"
urlpatterns = [
    path("", returns.desk, name="desk"),
    path("together/", returns.together, name="together"),
    path("forms/", forms.forms, name="forms"),
    path("forms/new/<int:pk>/", forms.new_form, name="new_form"),
    path("forms/<int:pk>/", forms.form, name="form"),
    path("forms/<int:pk>/edit/", forms.edit_form, name="edit_form"),
    path("forms/<int:pk>/fields/new/", forms.add_field, name="add_field"),
    path("forms/<int:pk>/fields/<slug:key>/", forms.edit_field, name="edit_field"),
    path("forms/<int:pk>/fields/<slug:key>/drop/", forms.drop_field, name="drop_field"),
    path("forms/<int:pk>/fields/<slug:key>/up/", forms.move_field, name="move_field"),
    path("forms/<int:pk>/issue/", forms.issue, name="issue"),
    path("forms/<int:pk>/revise/", forms.revise, name="revise"),
    path("forms/<int:pk>/moves/<slug:name>/", moves(ReturnForm), name="form_move"),
    path("forms/<int:pk>/matrix/", matrix.matrix, name="matrix"),
    path("forms/<int:pk>/chasing/", matrix.chasing, name="chasing"),
    path("forms/<int:pk>/periods/<str:first>/", matrix.summary, name="summary"),
    path("forms/<int:pk>/periods/<str:first>/xlsx/", matrix.summary_xlsx, name="summary_xlsx"),
    path("forms/<int:pk>/periods/<str:first>/book/", matrix.book, name="book"),
    path("forms/<int:pk>/periods/<str:first>/take-in/", matrix.take_in, name="take_in"),
    path("returns/<int:pk>/", returns.one_return, name="return"),
    path("returns/<int:pk>/nil/", returns.nil, name="nil"),
    path("returns/<int:pk>/moves/<slug:name>/", moves(Return), name="return_move"),
    path("burden/", burden.burden, name="burden"),
    path("burden/<int:pk>/", burden.unit_burden, name="unit_burden"),
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
