"""Addresses of accident cases."""

from django.urls import path

from zhiben.accidents.models import AccidentCase
from zhiben.accidents.views import cases, doubles, exposures, schemes, timing
from zhiben.foundation.lifecycle.views import moves

app_name = "accidents"
urlpatterns = [
    path("", cases.cases, name="list"),
    path("export/", cases.export_rows, name="export"),
    path("new/", cases.new, name="new"),
    path("clocks/", timing.clocks, name="clocks"),
    path("lateness/", timing.lateness, name="lateness"),
    path("lateness/freeze/", timing.freeze, name="freeze"),
    path("doubles/", doubles.doubles, name="doubles"),
    path("doubles/<int:first>/<int:second>/", doubles.double, name="double"),
    path("exposures/", exposures.exposures, name="exposures"),
    path("exposures/<int:street>/<int:year>/", exposures.exposure, name="exposure"),
    path("codes/", schemes.schemes, name="schemes"),
    path("codes/<int:pk>/", schemes.scheme, name="scheme"),
    path("codes/<int:pk>/new/", schemes.add_code, name="add_code"),
    path("codes/<int:pk>/verify/", schemes.verify_scheme, name="verify_scheme"),
    path("codes/rows/<int:pk>/revise/", schemes.revise_code, name="revise_code"),
    path("codes/rows/<int:pk>/end/", schemes.end_code, name="end_code"),
    path("codes/rows/<int:pk>/ways/", schemes.set_ways, name="set_ways"),
    path("codes/rows/<int:pk>/verify/", schemes.verify_code, name="verify_code"),
    path("<int:pk>/", cases.page, name="page"),
    path("<int:pk>/edit/", cases.edit, name="edit"),
    path("<int:pk>/causes/", cases.causes, name="causes"),
    path("<int:pk>/moves/<slug:name>/", moves(AccidentCase), name="move"),
]
