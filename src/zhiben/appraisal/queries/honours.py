"""Reads of commendations, of the honour board (红榜), and of practices worth copying."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from zhiben.appraisal import policy
from zhiben.appraisal.models import Commendation, NoticeObjection, Practice, Run, Score, VetoEvent
from zhiben.appraisal.queries import runs as of_runs
from zhiben.appraisal.vocab import ANSWERING, Grade
from zhiben.dispatch import examples
from zhiben.dispatch.vocab import Part
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round

OPEN = ("proposed", "public_notice", "decided")


def commendations() -> QuerySet[Commendation]:
    """All commendations in scope, the newest first."""
    rows = Commendation.objects.select_related("office", "document", "run__scheme")
    return rows.defer("document__paper_json").order_by("-year", "-pk")


def commendation_of(pk: int) -> Commendation:
    """One commendation in scope. Raises NotFound."""
    found = commendations().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该表彰"))
    return found


def objections_to(one: Commendation, actor: Actor) -> list[NoticeObjection]:
    """What was said against it while it was shown: all of it to the office, else what the person or somebody of the
    units for which they answer has said."""
    rows = NoticeObjection.objects.filter(commendation=one).order_by("pk")
    if reads_all(one, actor):
        return list(rows)
    units = {grant.unit for grant in actor.grants if grant.role in (*ANSWERING, *policy.OFFICE)} - {0}
    return list(rows.filter(Q(entered_by=actor.id) | Q(unit__in=units)))


def reads_all(one: Commendation, actor: Actor) -> bool:
    """Works for the office that proposed, or reads what is at home there."""
    return policy.works_for(actor, one.office_id) or one.is_home_to(actor)


def notice_objection_of(pk: int) -> NoticeObjection:
    """One of these in scope. Raises NotFound."""
    found = NoticeObjection.objects.filter(pk=pk).select_related("commendation__office").first()
    if found is None:
        raise NotFound(N_("没有找到该异议"))
    return found


def board(year: int = 0) -> list[Commendation]:
    """Who was honoured (红榜), of one year or all, the newest first."""
    rows = commendations().filter(state="honoured")
    return list((rows.filter(year=year) if year else rows).order_by("-honoured_at", "unit_name", "pk"))


def prepare(rows: Sequence[Commendation]) -> None:
    """Read for many commendations whether an objection is open, and whether a veto of the year stands."""
    opened = NoticeObjection._unfiltered().filter(commendation__in=[row.pk for row in rows], settled_at__isnull=True)
    against = set(opened.values_list("commendation", flat=True))
    vetoed = vetoed_units({row.unit_id for row in rows})
    for row in rows:
        row.__dict__["_open_objection"] = row.pk in against
        row.__dict__["_vetoed"] = (row.unit_id, row.year) in vetoed


def vetoed_units(units: set[int]) -> set[tuple[int, int]]:
    """Unit and year of every veto that stands."""
    rows = VetoEvent._unfiltered().filter(card__unit__in=units, struck_at__isnull=True)
    rows = rows.exclude(card__run__state="withdrawn")
    return {(unit, on.year) for unit, on in rows.values_list("card__unit", "on")}


def eligible(run: Run, most: int) -> list[Score]:
    """Who is proposed from a final run by the rule: graded 优秀, no veto, among the first `most` places."""
    scorings = of_runs.scorings_of(run)
    if run.state != "final" or not scorings:
        return []
    found = [
        one
        for one in of_runs.scores_of(scorings[0])
        if one.grade == Grade.EXCELLENT and not one.vetoes and one.last <= most
    ]
    vetoed = vetoed_units({one.card.unit_id for one in found})
    return [one for one in found if (one.card.unit_id, run.last.year) not in vetoed]


def practices(text: str = "") -> QuerySet[Practice]:
    """Practices in scope, the newest first; with `text`, those that say it in title, unit or words."""
    rows = Practice.objects.select_related("action", "office").order_by("-told_at", "-pk")
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(unit_name__icontains=word) | Q(text__icontains=word))
    return rows


def approved_practices(text: str = "") -> QuerySet[Practice]:
    """The same of those that the office has approved: what a bulletin may take over."""
    return practices(text).filter(state="granted")


def practice_of(pk: int) -> Practice:
    """One practice in scope. Raises NotFound."""
    found = practices().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该经验做法"))
    return found


def for_a_bulletin(one: Practice) -> str:
    """A practice as a paragraph of a bulletin."""
    return N_("{title}。{unit}：{text}").format(title=one.title.rstrip("。"), unit=one.unit_name, text=one.text.strip())


def practices_for(one: Round) -> list[examples.Example]:
    """What the editor of a bulletin is offered: practices approved by the office of the round, by one above it, or by
    one beneath it, the newest first."""
    place = one.coordinates.territory
    near = [
        office.id
        for office in orgs.offices()
        if office.coordinates.territory.covers(place) or place.covers(office.coordinates.territory)
    ]
    rows = approved_practices().filter(office__in=near)[: examples.MOST]
    return [_example(row) for row in rows]


def _example(one: Practice) -> examples.Example:
    beneath = (one.unit_name, *([str(one.action)] if one.action else []))
    return examples.Example(one.title, beneath, for_a_bulletin(one), one.get_absolute_url(), opening=one.text)


examples.register(
    examples.Shelf(
        "appraisal.practices",
        N_("从经验做法中选例"),
        (Part.PRACTICE,),
        practices_for,
        N_("经安委办采用的经验做法，新的在前；插入的是题目、单位和做法全文，请改写压缩，数字自行核对"),
        N_("还没有经安委办采用的经验做法"),
        all="appraisal:practices",
    )
)


def record_of_quarter(at: datetime) -> dict[str, int]:
    """How many commendations were proposed, honoured, and how many practices approved, in the quarter of a moment; and
    how many proposals wait longer than their notice."""
    begins = quarter_of(at.astimezone(clock.TZ).date()).begins
    rows = Commendation.objects.all()
    late = rows.filter(state="public_notice", notice_until__lt=at).count()
    return {
        "proposed": rows.filter(state__in=OPEN).count(),
        "honoured": rows.filter(state="honoured", honoured_at__gte=begins, honoured_at__lt=at).count(),
        "ever": rows.filter(state="honoured", honoured_at__lt=at).count(),
        "practices": Practice.objects.filter(state="granted", changed_at__gte=begins, changed_at__lt=at).count(),
        "late": late,
    }


def commendations_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Commendations whose next step this person may make."""
    rows = commendations().filter(state__in=("proposed", "public_notice"))[:among]
    return waiting([one for one in rows if _own(actor, one)], actor)


def practices_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Practices that the person is to approve or not."""
    return waiting([one for one in practices().filter(state="asked")[:among] if _own(actor, one)], actor)


def _own(actor: Actor, one: Any) -> bool:
    return policy.works_for(actor, one.office_id)
