"""Where streets lie: the middle of their registered sites, where these have coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Avg

from zhiben.orgs import queries as orgs


def middles_of(streets: Sequence[int]) -> tuple[list[float], list[float]] | None:
    """Longitudes and latitudes of streets, in degrees; None where one has no site whose place is known."""
    rows = orgs.sites().filter(street__in=streets, latitude__isnull=False).order_by().values("street")
    told = {row["street"]: row for row in rows.annotate(east=Avg("longitude"), north=Avg("latitude"))}
    if any(street not in told for street in streets):
        return None
    return [float(told[one]["east"]) for one in streets], [float(told[one]["north"]) for one in streets]
