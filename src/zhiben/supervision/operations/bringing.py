"""Which editions a visit has used: noted with the first answer, and for all that belonged there at the signature, so
that what was left open is told in the words of then."""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.foundation.inserting import insert
from zhiben.supervision import queries
from zhiben.supervision.models import Brought, Visit


def bring(visit: Visit, editions: Iterable[int]) -> None:
    """Note that a visit uses these editions (ids); once is enough."""
    known = set(Brought._unfiltered().filter(visit=visit).values_list("edition", flat=True))
    rows = [Brought(visit=visit, edition_id=pk) for pk in dict.fromkeys(editions) if pk not in known]
    if rows:
        insert(rows)


def bring_all(visit: Visit) -> int:
    """Note every edition that belongs on a visit that is being signed; how many items nobody has answered."""
    parts = queries.parts_of(visit, signing=True)
    bring(visit, [part.edition.pk for part in parts])
    answered, of = queries.counted(parts)
    return of - answered
