"""Reads of rounds, frames and teams."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Prefetch, QuerySet

from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Frame, Interest, Keeper, Round, Team, TeamMember


def rounds() -> QuerySet[Round]:
    """All rounds in scope, the latest first."""
    return Round.objects.select_related("office", "report").defer("report__paper_json").order_by("-first", "-pk")


def round_of(pk: int) -> Round:
    """One round in scope, with its keepers. Raises NotFound."""
    found = rounds().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该督导轮次"))
    prepare([found])
    return found


def rounds_under_way() -> list[Round]:
    """The rounds in scope whose targets are being visited, with their keepers."""
    found = list(rounds().filter(state="under_way"))
    prepare(found)
    return found


def prepare(found: Sequence[Round]) -> None:
    """Read who keeps the lists of many rounds with one query."""
    by_round: dict[int, set[int]] = {one.pk: set() for one in found}
    for round_id, person in Keeper._unfiltered().filter(round__in=list(by_round)).values_list("round", "person"):
        by_round[round_id].add(person)
    for one in found:
        one.__dict__["_keepers"] = frozenset(by_round[one.pk])


def standing_frame(one: Round) -> Frame | None:
    """The frame that a round draws from, as it stands frozen; None where there is none."""
    return Frame.objects.filter(round=one, thawed_why="").first()


def thawed_frames(one: Round) -> list[Frame]:
    """Frames of a round that were thawed again, the first in front."""
    return list(Frame.objects.filter(round=one).exclude(thawed_why="").order_by("number"))


def interests() -> QuerySet[Interest]:
    """Who is not sent where, in scope; those that hold first."""
    rows = Interest.objects.select_related("site", "unit", "office")
    return rows.order_by(F("ended_at").asc(nulls_first=True), "-noted_at", "-pk")


def teams_of(one: Round) -> list[Team]:
    """The teams of a round with their members, by number."""
    members = Prefetch("members", queryset=TeamMember.objects.order_by("-heads", "pk"))
    return list(Team.objects.filter(round=one).order_by("number").prefetch_related(members))
