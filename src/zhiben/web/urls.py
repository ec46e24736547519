"""Addresses of the shell itself."""

from django.urls import path
from django.views.generic.base import RedirectView

from zhiben.foundation.files.copies import COPY, THUMBNAIL
from zhiben.web import uploading, views

urlpatterns = [
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/original/", views.original, name="original"),
    path("files/<int:pk>/picture/", views.picture, {"longest": COPY}, name="picture"),
    path("files/<int:pk>/thumbnail/", views.picture, {"longest": THUMBNAIL}, name="thumbnail"),
    path("files/uploads/", uploading.begin, name="uploads"),
    path("files/uploads/<int:pk>/", uploading.piece, name="upload"),
    path("files/uploads/<int:pk>/finish/", uploading.finish, name="finish_upload"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg")),
]
