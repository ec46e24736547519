"""Addresses of people and the organisation."""

from django.urls import include, path

from zhiben.orgs import outline_views, site_views, views

pages = [
    path("me/", views.me, name="me"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/phone/", views.read_phone, name="read_phone"),
    path("people/<int:pk>/active", views.set_active, name="active"),
    path("people/<int:pk>/grants/", views.grant, name="grant"),
    path("people/<int:pk>/grants/<int:grant_pk>/end", views.end_grant, name="end_grant"),
    path("people/<int:pk>/substitutes/", views.substitute, name="substitute"),
    path("people/<int:pk>/substitutes/<int:row_pk>/end", views.end_substitution, name="end_substitution"),
    path("units/", views.units, name="units"),
    path("units/outlines/", outline_views.outlines, name="outlines"),
    path("units/outlines/drop/", outline_views.drop, name="drop_outlines"),
    path("sites/", site_views.sites, name="sites"),
    path("sites/<int:pk>/", site_views.site, name="site"),
    path("sites/<int:pk>/position/", site_views.position, name="site_position"),
    path("sites/<int:pk>/merge/<int:other>/", site_views.merge, name="merge_sites"),
]

urlpatterns = [
    path("", include((pages, "orgs"))),
]
