"""Addresses of the overview."""

from django.urls import path

from zhiben.overview.views import figures, home, leader, ledger

app_name = "overview"
urlpatterns = [
    path("", home.home, name="home"),
    path("leader/", leader.leader, name="leader"),
    path("wall/", leader.wall, name="wall"),
    path("waiting/", home.waiting, name="waiting"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:measure_id>/", figures.figure, name="figure"),
    path("mechanisms/", figures.mechanisms, name="mechanisms"),
    path("streets/", figures.streets, name="streets"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<str:model>/<int:pk>/", ledger.record_ledger, name="record"),
]
