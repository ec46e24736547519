"""Addresses of the overview."""

from django.urls import path

from zhiben.overview.views import figures, home, keeping, leader, ledger, year

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
    path("year/", year.year, name="year"),
    path("year/keep/", year.keep, name="year_keep"),
    path("year/file/<slug:form>/", year.printed, name="year_file"),
    path("year/<int:pk>/", year.kept, name="year_kept"),
    path("year/<int:pk>/file/<slug:form>/", year.kept_printed, name="year_kept_file"),
    path("year/<int:pk>/figures/<str:measure_id>/", year.behind, name="year_behind"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/disclosures/", ledger.disclosures, name="disclosures"),
    path("ledger/terms/", keeping.terms, name="terms"),
    path("ledger/terms/<slug:key>/set/", keeping.set_term, name="set_term"),
    path("ledger/holds/", keeping.hold, name="hold"),
    path("ledger/holds/<int:pk>/lift/", keeping.lift, name="lift_hold"),
    path("ledger/<str:model>/<int:pk>/", ledger.record_ledger, name="record"),
]
