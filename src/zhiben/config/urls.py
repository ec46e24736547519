"""Addresses: each room under its own prefix."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    ("", "zhiben.overview.urls"),
    ("", "zhiben.orgs.urls"),
    ("inbox/", "zhiben.inbox.urls"),
    ("documents/", "zhiben.documents.urls"),
    ("tasks/", "zhiben.campaign.urls"),
    ("hazards/", "zhiben.hazards.urls"),
    ("rounds/", "zhiben.dispatch.urls"),
    ("", "zhiben.web.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module))
    for prefix, module in ROOMS
    if find_spec(module.rpartition(".")[0]) and find_spec(module)
]
