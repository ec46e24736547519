"""What waits for a person in supervision. Findings wait together, by the paper in which they were given or by round;
places to be visited by round and without their names, for what waits is mailed too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Min, Q
from django.urls import reverse

from zhiben.documents.lifecycle import ANSWERING
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.lifecycle.transfers import OPEN
from zhiben.supervision.models import Finding, Round, Transfer, Visit
from zhiben.supervision.queries.areas import areas
from zhiben.supervision.queries.rounds import rounds
from zhiben.supervision.queries.targets import left_for
from zhiben.supervision.queries.transfers import with_enforcement
from zhiben.supervision.queries.visits import far_waiting


@dataclass(frozen=True, slots=True)
class Together:
    """Several records that wait as one: a number that tells it apart, its sentence, its page."""

    pk: int
    words: str
    address: str

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """The page on which they are dealt with."""
        return self.address


def findings_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Findings that somebody's units have to answer, by paper; for who runs an office those that are to be given to
    units, and those that are to be looked at again, by round."""
    return [*_to_answer(actor, among), *_of_the_office(actor)]


def _to_answer(actor: Actor, among: int) -> Iterable[Waiting]:
    units = {grant.unit for grant in actor.grants if grant.role in ANSWERING}
    rows = Finding.objects.filter(state="issued", unit__in=units).values("letter", "letter__title")
    for row in rows.annotate(count=Count("pk"), first=Min("due")).order_by("first", "letter")[:among]:
        words = N_("《{title}》：{count}个问题").format(title=row["letter__title"], count=row["count"])
        address = f"{reverse('supervision:given')}?letter={row['letter']}"
        yield Waiting(Together(row["letter"], words, address), N_("报整改情况"), due=row["first"])


def _of_the_office(actor: Actor) -> Iterable[Waiting]:
    offices = orgs.offices_run(actor)
    if not offices:
        return
    ready = Q(state="recorded", visit__state="closed", enforced=False) | Q(state="answered")
    rows = Finding.objects.annotate(enforced=with_enforcement()).filter(ready, visit__office__in=list(offices))
    told = rows.values("visit__round", "visit__title", "state").annotate(count=Count("pk"))
    for row in told.order_by("visit__round", "state"):
        words = N_("{title}：{count}个问题").format(title=row["visit__title"], count=row["count"])
        step = N_("交办") if row["state"] == "recorded" else N_("复查")
        address = f"{reverse('supervision:findings', args=[row['visit__round']])}?state={row['state']}"
        yield Waiting(Together(row["visit__round"], words, address), step)


def rounds_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Rounds whose next step somebody may make; one that is under way waits when its last day is over."""
    over = Q(state="under_way", last__lt=clock.today())
    return waiting(rounds().filter(Q(state__in=("framed", "approved")) | over)[:among], actor)


def places_waiting(actor: Actor, _among: int) -> list[Waiting]:
    """Rounds in which somebody is sent to places, with how many."""
    found = left_for(actor.id)
    by_round: dict[int, Round] = {target.round_id: target.round for target in found}
    counts = Counter(target.round_id for target in found)
    said = N_("{title}：{count}处")
    return [
        Waiting(
            Together(pk, said.format(title=one.title, count=counts[pk]), reverse("supervision:list")),
            N_("到场"),
            due=one.last,
        )
        for pk, one in by_round.items()
    ]


def visits_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Visits that somebody is at and that are not signed; for who runs an office those of its teams that checked in far
    from the site, save those at which the person was."""
    rows = Visit.objects.filter(state="under_way", members__person=actor.id).select_related("site")
    far = far_waiting(orgs.offices_run(actor)).exclude(members__person=actor.id)
    step = N_("认可到场距离，或作废")
    return [
        *waiting(rows.order_by("arrived_at", "pk")[:among], actor),
        *(Waiting(row, step, since=row.arrived_at) for row in far[:among]),
    ]


def transfers_waiting(actor: Actor, among: int) -> list[Waiting]:
    """What was handed over to a unit for which somebody answers, and has not come to its end."""
    units = {grant.unit for grant in actor.grants if grant.role in ANSWERING}
    rows = Transfer.objects.filter(state__in=OPEN, unit__in=units).select_related("finding").order_by("receipt_due")
    return [
        replace(one, due=one.record.receipt_due) if one.record.state == "sent" else one
        for one in waiting(rows[:among], actor)
    ]


def areas_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Listed areas whose next step somebody may make: to list it, to plan, to approve the plan, to accept. One that is
    being treated waits for nobody, until acceptance is asked for."""
    rows = areas().order_by("pk")
    return [
        *waiting(rows.filter(state="inspecting")[:among], actor, N_("验收，或延长治理")),
        *waiting(rows.filter(state__in=("proposed", "listed", "planned"))[:among], actor),
    ]
