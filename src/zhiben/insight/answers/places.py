"""Where streets lie: the middle of their registered sites, where these have coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Avg

from zhiben.orgs import queries as orgs


def where(streets: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Longitude and latitude by street, in degrees, of those that have sites whose place is known."""
    rows = orgs.sites().filter(street__in=streets, latitude__isnull=False).order_by().values("street")
    told = rows.annotate(east=Avg("longitude"), north=Avg("latitude"))
    return {row["street"]: (float(row["east"]), float(row["north"])) for row in told}


def middles_of(streets: Sequence[int]) -> tuple[list[float], list[float]] | None:
    """Longitudes and latitudes of streets, in degrees; None where one lies nowhere."""
    told = where(streets)
    if any(street not in told for street in streets):
        return None
    return [told[one][0] for one in streets], [told[one][1] for one in streets]
