"""Addresses of official documents."""

from django.urls import path

from zhiben.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>.pdf", views.pdf, name="pdf"),
]
