"""Addresses of official documents."""

from django.urls import path

from zhiben.documents import views
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.foundation.lifecycle.views import moves

app_name = "documents"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/<slug:kind>/", views.write, name="write"),
    path("signing/", views.signing, name="signing"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/<int:office>/body/", views.issuing_body, name="body"),
    path("numbers/<int:office>/void/", views.void, name="void"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", views.rewrite, name="edit"),
    path("<int:pk>/moves/issue", views.issue, name="issue"),
    path("<int:pk>/versions/<int:number>/", views.version, name="version"),
    path("<int:pk>/moves/<slug:name>", moves(OfficialDocument, back="documents:page"), name="move"),
    path("<int:pk>.pdf", views.pdf, name="pdf"),
    path("<int:pk>.docx", views.docx, name="docx"),
    path("deliveries/<int:pk>/moves/<slug:name>", moves(Delivery), name="delivery"),
]
