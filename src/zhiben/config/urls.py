"""Addresses: each room under its own prefix."""

from __future__ import annotations

from django.urls import include, path

ROOMS = (
    ("", "zhiben.overview.urls"),
    ("", "zhiben.identity.urls"),
    ("", "zhiben.orgs.urls"),
    ("inbox/", "zhiben.inbox.urls"),
    ("documents/", "zhiben.documents.urls"),
    ("tasks/", "zhiben.campaign.urls"),
    ("reporting/", "zhiben.reporting.urls"),
    ("hazards/", "zhiben.hazards.urls"),
    ("monitoring/", "zhiben.monitoring.urls"),
    ("tips/", "zhiben.tips.urls"),
    ("accidents/", "zhiben.accidents.urls"),
    ("insight/", "zhiben.insight.urls"),
    ("reconcile/", "zhiben.reconcile.urls"),
    ("supervision/", "zhiben.supervision.urls"),
    ("assistance/", "zhiben.assistance.urls"),
    ("rounds/", "zhiben.dispatch.urls"),
    ("appraisal/", "zhiben.appraisal.urls"),
    ("", "zhiben.web.urls"),
)

urlpatterns = [path(prefix, include(module)) for prefix, module in ROOMS]

handler500 = "zhiben.web.views.failed"
