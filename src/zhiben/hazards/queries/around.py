"""Everything that stands around one hazard, read together: for its page, and for the pack that proves how it came to
be closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhiben.documents import queries as documents
from zhiben.foundation.files import attached_to_each
from zhiben.hazards import queries
from zhiben.hazards.lifecycle import HAZARD, LISTING
from zhiben.hazards.models import Attempt, Control, Hazard, Listing, Request, SecondLook, SiteRecord
from zhiben.hazards.queries.origin import source_words
from zhiben.hazards.vocab import VALID
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


PURPOSES = {**{move.name: move.label for move in HAZARD.moves}, "listing": LISTING.title}
"""With what a file beside the hazard itself came."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a hazard, each kind newest first, with the files of all of it in the order of the records."""

    hazard: Hazard
    attempts: Sequence[Attempt]
    records: Sequence[SiteRecord]
    requests: Sequence[Request]
    listings: Sequence[Listing]
    controls: Sequence[Control]
    looks: Sequence[SecondLook]
    files: Sequence[Any]

    @property
    def beside(self) -> Iterator[SiteRecord | Request | Listing | Control | SecondLook]:
        """Everything beside the hazard that has entries of its own in the ledger."""
        for some in (self.records, self.requests, self.listings, self.controls, self.looks):
            yield from some

    @property
    def ids(self) -> dict[str, list[int]]:
        """The hazard and everything beside it, by the label of its model."""
        found = {self.hazard._meta.label_lower: [self.hazard.pk]}
        for one in self.beside:
            found.setdefault(one._meta.label_lower, []).append(one.pk)
        return found

    @property
    def called(self) -> dict[tuple[str, int], str]:
        """What each record beside the hazard is, by model and id."""
        return {(one._meta.label_lower, one.pk): _(one.called) for one in self.beside}

    @property
    def stages(self) -> dict[int, str]:
        """With which step each attachment came, by its id: the record beside which it lies, or the hazard's move."""
        called = self.called
        return {
            one.pk: called.get((one.model, one.record_id)) or _(PURPOSES.get(one.purpose, "")) for one in self.files
        }

    @property
    def people(self) -> set[int]:
        """Everybody who is named."""
        found = {self.hazard.reporter, *(one.file.uploaded_by for one in self.files)}
        for attempt in self.attempts:
            found |= {attempt.rectifier, attempt.reviewer_one, attempt.reviewer_two, attempt.accepter, attempt.closer}
        for record in self.records:
            found |= {record.first, record.second}
        for request in self.requests:
            found |= {request.asked_by, request.last_actor}
        for listing in self.listings:
            found |= {listing.inspector_one, listing.inspector_two}
        found |= {control.ordered_by for control in self.controls}
        return found | {look.looked_by for look in self.looks}


def around_of(hazard: Hazard) -> Around:
    """What stands around a hazard that was found in scope."""
    found: dict[str, Any] = {
        "records": queries.records_of(hazard),
        "requests": list(queries.requests_of(hazard)),
        "listings": list(queries.listings_of(hazard)),
        "controls": list(queries.controls_of(hazard)),
        "looks": list(queries.second_looks_of(hazard)),
    }
    kinds: list[Sequence[Model]] = [[hazard], *found.values()]
    beside = [attached_to_each(some[0]._meta.label_lower, [one.pk for one in some]) for some in kinds if some]
    files = [file for by_record in beside for lying in by_record.values() for file in lying]
    return Around(hazard, list(queries.attempts_of(hazard)), files=files, **found)


def said_of(hazard: Hazard) -> dict[str, Any]:
    """What a hazard's row says by ids, in words: site, places, sector, clause, source, responsible unit."""
    return {
        "site": orgs.site_names([hazard.site_id])[hazard.site_id],
        "places": orgs.territory_names({hazard.district, hazard.street}),
        "sector": dict(orgs.sectors()).get(hazard.sector_id, ""),
        "clause": queries.clauses_of([hazard]).get(hazard.pk),
        "source": source_words(hazard),
        "responsible": orgs.unit_name(hazard.responsible_unit_id or 0),
    }


def issued_papers(around: Around) -> list[OfficialDocument]:
    """The issued official documents of its listings, as far as the open scope shows them."""
    ids = [pk for one in around.listings for pk in (one.notice_paper_id, one.delisting_paper_id) if pk]
    return list(documents.documents().filter(pk__in=ids, file__isnull=False).order_by("pk"))


def number_found(site: int, first: date, last: date) -> int:
    """How many valid hazards, of whatever grade, were found at a site from a day to a day, both included, whoever asks:
    a number alone."""
    return Hazard._unfiltered().filter(site=site, state__in=VALID, found_on__range=(first, last)).count()
