"""Addresses of the shell itself."""

from django.urls import path
from django.views.generic.base import RedirectView

from zhiben.web import views

urlpatterns = [
    path("files/<int:pk>/", views.file, name="file"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg")),
]
