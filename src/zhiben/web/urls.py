"""Addresses of the shell itself."""

from django.urls import path
from django.views.generic.base import RedirectView

from zhiben.foundation.files.copies import COPY, THUMBNAIL
from zhiben.web import views

urlpatterns = [
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/picture/", views.picture, {"longest": COPY}, name="picture"),
    path("files/<int:pk>/thumbnail/", views.picture, {"longest": THUMBNAIL}, name="thumbnail"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg")),
]
