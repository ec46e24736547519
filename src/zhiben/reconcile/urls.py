"""Addresses of reconciliation."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.reconcile import views
from zhiben.reconcile.models import Comparison, Discrepancy

app_name = "reconcile"
urlpatterns = [
    path("", views.comparisons, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/columns/", views.pair, name="pair"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/export/", views.export, name="export"),
    path("<int:pk>/moves/<slug:name>", moves(Comparison), name="move"),
    path("differences/<int:pk>/", views.discrepancy, name="discrepancy"),
    path("differences/<int:pk>/moves/<slug:name>", moves(Discrepancy), name="discrepancy_move"),
]
