"""Requests for help, brought to a state by the moves themselves, and the people around a site that is helped."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.hazards import Cast
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.assistance.models import Expert, HelpRequest, HelpVisit
from zhiben.assistance.operations import ExpertDraft, advise, answer_advice, ask, set_expert
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

STATES = ("requested", "accepted", "arranged", "visited", "advised", "followed_up", "closed")
MOVES = ("accept", "arrange", "visit", "advise", "follow_up", "close")


class Helpers(Cast):
    """The people around a site, and the city's office, which has an expert."""

    def __init__(self, city: City) -> None:
        super().__init__(city)
        self.city_office = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.elsewhere = city.actor(Role.DISTRICT_OFFICER, "南山区")

    def expert(self, name: str = "张三", *, by: Actor | None = None, **given: Any) -> Expert:
        """An expert of the district's office, from the beginning of last year on."""
        told = {"employer": "示例技术中心", "fields": "粉尘防爆、有限空间"}
        first = given.pop("valid_from", date(clock.today().year - 1, 1, 1))
        actor = by or self.office
        with scope(actor):
            return set_expert(ExpertDraft(name, **(told | given), valid_from=first), actor=actor)

    def request(self, state: str = "requested", *, by: Actor | None = None, **given: Any) -> HelpRequest:
        """A request of the street for the site, brought to a state by the ordinary way; the visit is made at once, and
        followed up three months later."""
        actor = by or self.street
        told = {"field": "粉尘防爆", "asks": "除尘系统怎么改"} | given
        site = told.pop("site", self.site)
        with scope(actor):
            one = ask(site.pk, **told, actor=actor)
        for reached, move in zip(STATES[1:], MOVES, strict=True):
            if one.state == state:
                break
            self.move_on(one, move)
            assert one.state == reached
        return one

    def move_on(self, one: HelpRequest, move: str, **facts: Any) -> None:
        """One move in the ordinary way, with advice and its answer where they are needed."""
        moment = _later(one) if move in ("follow_up", "close") else clock.now()
        with clock.at(moment), scope(self.office):
            if move == "advise":
                advise(one, "除尘管道接地", due=clock.today() + timedelta(days=30), actor=self.office)
            if move == "close":
                for advice in one.advice.filter(outcome=""):
                    answer_advice(advice, "done", actor=self.office)
            perform(one, move, self.office, **{**self.facts_of_help(move), **facts})

    def facts_of_help(self, move: str) -> dict[str, Any]:
        """Facts that each move is content with."""
        if move == "arrange":
            known = Expert.objects.order_by("pk").first()
            return {"expert": (known or self.expert()).pk, "day": clock.today()}
        return {
            "decline": {"reason": "不属帮扶范围"},
            "visit": {"day": clock.today(), "record": "看了除尘系统"},
            "follow_up": {"satisfaction": "5", "note": "已整改"},
        }.get(move, {})


def _later(one: HelpRequest) -> datetime:
    if one.day is None:
        raise ValueError("nobody has been there")
    return max(clock.now(), clock.day_start(months_after(one.day, 3)) + timedelta(days=1, hours=9))


@replayed
def helpers_in_city() -> Helpers:
    """They, in a city of their own."""
    return Helpers(city())


def expert_told(name: str) -> dict[str, Any]:
    """What a form is filled in with."""
    return {"name": name, "employer": "示例中心", "fields_known": "消防", "valid_from": clock.today()}


def helped(actor: Actor, site: Site, records: dict[str, Any]) -> None:
    """An expert, and requests of a department's officer for a site: one asked for, one visited, one advised."""
    today = clock.today()
    with scope(actor):
        expert = set_expert(ExpertDraft("张三", "示例技术中心", "粉尘防爆", today), actor=actor)
        asked, visited, advised = (ask(site.pk, field="粉尘防爆", asks="怎么改", actor=actor) for _ in range(3))
        for one in (visited, advised):
            perform(one, "accept", actor)
            perform(one, "arrange", actor, expert=expert.pk, day=today)
            perform(one, "visit", actor, day=today, record="看了现场")
            HelpVisit.objects.filter(request=visited).update(day=today - timedelta(days=1))
            advise(one, "管道接地", due=today + timedelta(days=9), actor=actor)
        perform(advised, "advise", actor)
        records |= {"expert": expert, "asked help": asked, "visited help": visited, "advised help": advised}
        records["help visit"] = advised.visits.get()
