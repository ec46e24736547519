"""Addresses of the overview."""

from django.urls import path

from zhiben.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("waiting/", views.waiting, name="waiting"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:measure_id>/", views.figure, name="figure"),
    path("mechanisms/", views.mechanisms, name="mechanisms"),
    path("streets/", views.streets, name="streets"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/<str:model>/<int:pk>/", views.record_ledger, name="record"),
]
