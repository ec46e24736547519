"""Addresses of studies."""

from django.urls import path

from zhiben.insight.views import report, studies

app_name = "insight"
urlpatterns = [
    path("", studies.index, name="list"),
    path("all/", studies.compute_all, name="compute_all"),
    path("studies/<int:pk>/", studies.study, name="study"),
    path("studies/<int:pk>/inputs/", studies.inputs, name="inputs"),
    path("report/<int:unit>/", report.report, name="report"),
    path("report/<int:unit>/<slug:form>/", report.printed, name="report_file"),
    path("<slug:key>/", studies.page, name="page"),
    path("<slug:key>/again/", studies.again, name="again"),
]
