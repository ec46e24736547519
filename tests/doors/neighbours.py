"""The other side: 南山区 with its street 粤海街道, on the same lines. What happens there is no business of anybody who
stands at 龙华区, so nothing that they see may change with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from tests.doors import posts as doors
from tests.doors.stage import Stage
from tests.factories.accidents import Bureau, code
from tests.factories.campaign import FACTS, task
from tests.factories.documents import WRITTEN, Desk
from tests.factories.hazards import BASIS, FUTURE, Cast, hazard, soon
from tests.factories.inbox import told
from tests.factories.mechanisms import force_of, notice_to
from tests.factories.monitoring import plant
from tests.factories.photos import PNG

from zhiben.accidents.models import AccidentCase, CaseCause, Revision, SourceRow
from zhiben.accidents.operations import code_causes, revise
from zhiben.campaign.models import Extension, KeyTask, TaskReport
from zhiben.dispatch import operations as dispatch
from zhiben.documents import operations as documents
from zhiben.documents.models import Delivery, OfficialDocument, Version
from zhiben.documents.vocab import Kind
from zhiben.foundation.files import attach, store
from zhiben.foundation.jobs import ask
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, Placed, unfiltered
from zhiben.hazards.models import Attempt, Hazard, Listing, Request, SiteRecord
from zhiben.hazards.operations import ask_extension, propose_listing
from zhiben.inbox.operations.workbooks import import_workbook
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person, Site
from zhiben.orgs.operations import (
    LiaisonDraft,
    confirm_liaisons,
    end_grant,
    grant,
    set_active,
    set_liaison,
    substitute,
)
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import LiaisonPart, Role

R = TypeVar("R", bound=Model)
OFFICE, LEAD, ASSISTING = "南山区安委办", "南山区住房建设", "南山区消防救援"
PAST = date(2024, 9, 30)


class Neighbours:
    """People and records over there."""

    def __init__(self, stage: Stage) -> None:
        self.city = stage.posts.city
        site = doors.site(self.city, "粤海场所", "粤海街道", "房屋建筑施工")
        self.cast = Cast(self.city, site, district="南山区", street="粤海街道")
        self.desk = Desk(
            self.city.unit(OFFICE).pk,
            actor_of(stage.posts.people["O.sibling"]),
            self.city.actor(Role.OFFICE_OFFICER, OFFICE),
            actor_of(stage.posts.people["L.sibling"]),
        ).opened(code="南安办")
        self.clerk = doors.account(self.city, Role.DEPARTMENT_OFFICER, LEAD, "clerk over there")
        self.grant = grant(self.clerk, Role.INSPECTOR, unit=self.city.unit(ASSISTING), actor=SYSTEM)
        self.hazard, self.task = hazard(self.cast, "draft"), self._task()
        self.bureau = Bureau(self.city)
        self.accident = self._accident()
        self.watched = plant(self.city, site, street="粤海街道", office=OFFICE, name="另一家接入")
        self.alert = self.watched.alert()
        self.force = force_of(self.city, self.desk.officer, OFFICE, (LEAD, ASSISTING))
        self.document = self.desk.issued(replace(WRITTEN, to=f"{LEAD}、{ASSISTING}", reply_by=FUTURE))
        self.round = dispatch.open_round("half_month", previous(half_month_of(clock.today())), office=self.desk.office)

    def fresh(self, record: R) -> R:
        """The record as it stands, whatever was tried with it before and taken back."""
        with unscoped(reason="test data"):
            return type(record)._default_manager.get(pk=record.pk)

    def _task(self, state: str = "under_way", due: date = FUTURE) -> KeyTask:
        return task(self.city, state, lead=LEAD, assisting=(ASSISTING,), due=due)

    def _accident(self, state: str = "reported", **given: Any) -> AccidentCase:
        told: dict[str, Any] = {"street": "粤海街道", "by": self.desk.officer, **given}
        case: AccidentCase = self.bureau.case(state, **told)
        return case


def accidents_added(there: Neighbours) -> None:
    """New ones in many states, one late, two that may be one, one that nobody can place but in the district."""
    for state in ("investigating", "approved", "closed"):
        there._accident(state)
    there._accident("investigating", occurred_on=clock.today() - timedelta(days=90))
    for which in ("police", "fire"):
        there._accident(unit_name="粤海公司", department=which)
    there._accident(street="南山区")


def accidents_altered(there: Neighbours) -> None:
    """The standing one costs more lives than was known, has a cause, and is no accident after all."""
    one = there.fresh(there.accident)
    with scope(there.desk.officer):
        revise(one, deaths=3, reason="伤员死亡", actor=there.desk.officer)
        code_causes(one, [code("act-1986", "7.11")], actor=there.desk.officer)
    there.bureau.step(one, "void", by=there.desk.officer, reason="不属生产安全事故")


def accidents_removed(there: Neighbours) -> None:
    """All rows of accidents over there are gone, as if they had never been."""
    ids = _ids(there, AccidentCase)
    for model in (Revision, SourceRow, CaseCause):
        _gone(model._unfiltered().filter(case__in=ids))
    _gone(StateInterval.objects.filter(machine="accident_case", record__in=ids))
    _gone(AccidentCase._unfiltered().filter(pk__in=ids))


def hazards_added(there: Neighbours) -> None:
    """New ones in many states, one late, one with a request, a record, a proposal to list it and a photo."""
    for state in ("draft", "rectifying", "closed", "rejected", "duplicate"):
        hazard(there.cast, state)
    late, one = hazard(there.cast, "rectifying", found=PAST), hazard(there.cast, "rectifying")
    with unscoped(reason="test data"):
        Hazard.objects.filter(pk=late.pk).update(due=PAST)
    with scope(there.cast.enterprise):
        given = {"due": FUTURE + timedelta(days=9), "reason": "未到", "interim_control": "停用"}
        ask_extension(one, actor=there.cast.enterprise, **given)  # type: ignore[arg-type]
    with scope(there.cast.office):
        propose_listing(
            one, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=there.cast.office
        )
    with scope(there.cast.colleague):
        there.cast.record(one, "confirm", there.cast.colleague)
    attach(store(PNG + b"there", name="现场.png", actor_id=7), to=("hazards.hazard", one.pk), actor_id=7)


def hazards_altered(there: Neighbours) -> None:
    """The standing one goes its whole way."""
    there.cast.bring(there.fresh(there.hazard), "closed")


def hazards_removed(there: Neighbours) -> None:
    """All rows of hazards over there are gone, as if they had never been."""
    ids = _ids(there, Hazard)
    for model in (Attempt, SiteRecord, Request, Listing):
        _gone(model._unfiltered().filter(hazard__in=ids))
    _gone(StateInterval.objects.filter(machine="hazard", record__in=ids))
    _gone(Hazard._unfiltered().filter(pk__in=ids))


def _ids(there: Neighbours, model: type[Placed]) -> list[int]:
    rows = model._unfiltered().filter(district=there.city.territories["南山区"].pk)
    return list(rows.values_list("pk", flat=True))


def _gone(rows: QuerySet[Any]) -> None:
    """Without asking what depends on them: all is taken back before it would be missed."""
    rows._raw_delete(using="default")  # type: ignore[attr-defined]


def tasks_added(there: Neighbours) -> None:
    """New ones in many states, one late; one assisted by the departments of both sides would concern both."""
    for state in ("drafted", "assigned", "submitted", "done", "cancelled"):
        there._task(state)
    there._task(due=PAST)


def tasks_altered(there: Neighbours) -> None:
    """The standing one is reported on, gets a request for more time, and is submitted."""
    lead = there.city.actor(Role.DEPARTMENT_OFFICER, LEAD)
    one = there.fresh(there.task)
    with scope(lead):
        perform(one, "report", lead, **FACTS["report"])
        perform(one, "submit", lead, **FACTS["submit"])


def tasks_removed(there: Neighbours) -> None:
    """All rows of tasks over there are gone."""
    ids = _ids(there, KeyTask)
    for model in (TaskReport, Extension):
        _gone(model._unfiltered().filter(task__in=ids))
    _gone(StateInterval.objects.filter(machine="key_task", record__in=ids))
    _gone(unfiltered(Participation).filter(model="campaign.keytask", record__in=ids))
    _gone(KeyTask._unfiltered().filter(pk__in=ids))


def mechanisms_added(there: Neighbours) -> None:
    """Another meeting with its decision, who speaks for a department and that it says so, a notice to it."""
    there.force.meeting("minuted")
    lead, unit = there.city.actor(Role.DEPARTMENT_OFFICER, LEAD), there.city.unit(LEAD).pk
    with scope(lead):
        set_liaison(unit, LiaisonPart.FIRST, LiaisonDraft("对岸联络人"), actor=lead)
        confirm_liaisons(unit, actor=lead)
    notice_to(there.city, there.desk.officer, (LEAD, ASSISTING), OFFICE)


def documents_added(there: Neighbours) -> None:
    """A draft, one in review, one that is issued; a number used elsewhere."""
    written = replace(WRITTEN, to=LEAD, reply_by=FUTURE)
    there.desk.write(written)
    there.desk.taken(there.desk.write(written, Kind.NOTICE), "reviewed")
    there.desk.issued(written)


def documents_altered(there: Neighbours) -> None:
    """The issued one is answered by one unit and then taken back."""
    unit = there.city.actor(Role.DEPARTMENT_OFFICER, LEAD)
    with scope(unit):
        delivery = Delivery.objects.get(document=there.document, unit=there.city.unit(LEAD))
        perform(delivery, "reply", unit, text="已排查整改")
    with scope(there.desk.leader):
        standing = OfficialDocument.objects.get(pk=there.document.pk)
        documents.withdraw_issue(standing, reason="有误", correction="更正", actor=there.desk.leader)


def documents_removed(there: Neighbours) -> None:
    """All documents over there and what came of them are gone."""
    ids = _ids(there, OfficialDocument)
    _gone(unfiltered(Participation).filter(model="documents.officialdocument", record__in=ids))
    for model in (Delivery, Version):
        _gone(model._unfiltered().filter(document__in=ids))
    _gone(OfficialDocument._unfiltered().filter(pk__in=ids))


def rounds_added(there: Neighbours) -> None:
    """Another round, of an earlier half-month."""
    period = previous(previous(half_month_of(clock.today())))
    dispatch.open_round("half_month", period, office=there.desk.office)


def rounds_altered(there: Neighbours) -> None:
    """The standing one is closed and drafted, and names a department for a task that is late."""
    there._task(due=PAST)
    officer, one = there.desk.officer, there.fresh(there.round)
    with scope(officer):
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(one, actor=officer)


def sites_added(there: Neighbours) -> None:
    """New sites, one with nearly the name of one of ours."""
    for name in ("粤海新场所", "示例企业二"):
        doors.site(there.city, name, "粤海街道", "房屋建筑施工")


def sites_altered(there: Neighbours) -> None:
    """A site gets another name."""
    Site._unfiltered().filter(pk=there.cast.site.pk).update(name="示例企业场所甲", address="某路1号")


def people_added(there: Neighbours) -> None:
    """A new account over there, with a substitute."""
    one = doors.account(there.city, Role.DISTRICT_OFFICER, "南山区", "newcomer over there")
    today = clock.today()
    substitute(one, there.clerk, first=today, last=today, actor=actor_of(one))


def people_altered(there: Neighbours) -> None:
    """One role of an account ends, another account is closed; an account is renamed."""
    end_grant(there.grant, actor=SYSTEM)
    set_active(there.clerk, active=False, actor=SYSTEM)
    Person.objects.filter(pk=there.clerk.pk).update(name="改名")


def messages_added(there: Neighbours) -> None:
    """Somebody over there is told something, and has asked for a job with a file of theirs."""
    told(there.clerk)
    stored = store(PNG + b"a file over there", name="台账.png", actor_id=there.clerk.pk)
    ask(import_workbook, {"sheet": "hazards", "file": stored.pk, "person": there.clerk.pk}, actor_id=there.clerk.pk)


CHANGES: tuple[Callable[[Neighbours], None], ...] = (
    accidents_added,
    accidents_altered,
    hazards_added,
    hazards_altered,
    tasks_added,
    tasks_altered,
    mechanisms_added,
    documents_added,
    documents_altered,
    rounds_added,
    rounds_altered,
    sites_added,
    sites_altered,
    people_added,
    people_altered,
    messages_added,
)
REMOVALS = (accidents_removed, hazards_removed, tasks_removed, documents_removed)
"""In an order in which all can follow each other, removals last."""
