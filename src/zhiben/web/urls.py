"""Addresses of the shell itself."""

from django.urls import path
from django.views.generic.base import RedirectView

urlpatterns = [path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg"))]
