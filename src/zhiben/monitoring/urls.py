"""Addresses of monitoring."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.monitoring import api
from zhiben.monitoring.models import Alert, Feed
from zhiben.monitoring.views import alerts, feeds, systems

app_name = "monitoring"
urlpatterns = [
    path("", systems.enterprises, name="list"),
    path("export/", systems.export_rows, name="export"),
    path("new/", systems.new, name="new"),
    path("kinds/", systems.kinds, name="kinds"),
    path("enterprises/<int:pk>/", systems.enterprise, name="enterprise"),
    path("systems/<int:pk>/edit/", systems.edit, name="edit"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new/", feeds.new, name="new_feed"),
    path("feeds/<int:pk>/", feeds.feed, name="feed"),
    path("feeds/<int:pk>/edit/", feeds.edit, name="edit_feed"),
    path("feeds/<int:pk>/systems/", feeds.systems, name="feed_systems"),
    path("feeds/<int:pk>/rotate/", feeds.rotate, name="rotate"),
    path("feeds/<int:pk>/moves/<slug:name>/", moves(Feed), name="feed_move"),
    path("alerts/", api.receive_alert, name="receive"),
    path("triage/", alerts.alerts, name="alerts"),
    path("triage/together/", alerts.together, name="together"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/moves/<slug:name>/", moves(Alert, told=alerts.standing), name="alert_move"),
]
