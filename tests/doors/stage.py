"""The records behind the doors, one set for all posts; for every row of `tests.oracles.doors` the arguments of its
address, those of one that does not exist, and a body that would do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors import posts as doors
from tests.doors.posts import PASSWORD, Posts
from tests.factories import appraisal
from tests.factories.accidents import Bureau, code, many_cases
from tests.factories.after_accidents import after_accident, arguments
from tests.factories.assistance import expert_told, helped
from tests.factories.campaign import framed_campaign, measure_in_force, milestone, sampled, task
from tests.factories.coverage import excused
from tests.factories.documents import WRITTEN, Desk
from tests.factories.feeds import feed_of
from tests.factories.hazards import BASIS, CLAUSE, FUTURE, Cast, hazard, soon
from tests.factories.inbox import OUTSIDE, given_up, morning, mute_robot, robot_told, told
from tests.factories.insight import found
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, compared, doubtful, ours, settled_comparison, theirs
from tests.factories.mechanisms import force_of, notice_to
from tests.factories.monitoring import plant
from tests.factories.orgs import city
from tests.factories.outcomes import outcome_told, outcomes, records_file
from tests.factories.outlines import geojson
from tests.factories.papers import docx
from tests.factories.photos import PNG, another_photo
from tests.factories.ranking import JANUARY, RATE, TABLE, ranked
from tests.factories.returns import owed_by
from tests.factories.signals import signal_about
from tests.factories.tips import drawn_in, filled_in, shown_by, tips_told

from zhiben.accidents.models import Code
from zhiben.campaign import operations as plans
from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.campaign.operations import link_decision, save_view
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch.queries import names
from zhiben.documents import operations as documents
from zhiben.documents.vocab import Kind
from zhiben.foundation import retention
from zhiben.foundation.files import attach, store, uploading
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.hazards.operations import (
    ClauseDraft,
    Draft,
    StandardDraft,
    add_criterion,
    add_standard,
    ask_extension,
    draw_second_looks,
    order_control,
    propose_listing,
    save_draft,
)
from zhiben.hazards.sheets import HAZARDS
from zhiben.identity.forms import as_filled
from zhiben.identity.rules import DEFAULTS
from zhiben.inbox.models import ImportAct, KnownHead
from zhiben.inbox.operations.workbooks import take_in
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous, week_of
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import LiaisonDraft, grant, set_liaison, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import LiaisonPart, Role
from zhiben.overview.year import keeping
from zhiben.supervision import listing_texts
from zhiben.supervision import operations as supervision
from zhiben.supervision import queries as supervised
from zhiben.supervision.operations import (
    Batch,
    ChecklistDraft,
    Found,
    HandOver,
    ItemDraft,
    Plan,
    Position,
    Proposal,
    Said,
    Sent,
    Together,
)
from zhiben.supervision.vocab import Act

NOWHERE = 987_654_321
"""An id that nothing has."""

FEED = "word-of-the-feed"
"""What the officer's own calendar is fetched by."""

Arguments = tuple[object, ...]
Body = Callable[[], dict[str, Any]]
GOING = (("I.own", "龙华区"), ("O.own", "龙华区安委办"))
"""Who goes out as a team, and for which unit."""

OFFICE, LEAD, ASSISTING = "龙华区安委办", "龙华区住房建设", "龙华区消防救援"


FILED = f"填报单位,检查场所数,存在问题场所数\n{LEAD},3,1\n"
"""A workbook in which the first department tells what it is asked."""


@dataclass
class Stage:
    """All posts and what stands behind the doors."""

    posts: Posts
    cast: Cast
    arguments: dict[str, Arguments]
    bodies: dict[str, Body]
    records: dict[str, Any]
    morning: datetime
    """09:00 of the next working day, when everybody was told."""

    def unknown(self, row: str) -> Arguments:
        """The arguments of the row with an id that nothing has; of a version its number, of a sweep's site the site's
        own, for whoever they are kept from may know the document or the sweep."""
        if row.partition("@")[0] in ("documents:version", "supervision:look_alike_site"):
            return self.arguments[row][0], NOWHERE
        return tuple(NOWHERE if isinstance(one, int) else one for one in self.arguments.get(row, ()))


def build() -> Stage:
    """Everything, in the test's database; files go where the settings say."""
    posts = doors.build(city())
    cast = Cast(posts.city, site=posts.sites["示例企业"])
    records: dict[str, Any] = {}
    _hazards(cast, records)
    _sites(posts, cast, records)
    _accidents(posts, records)
    outcomes(posts.city, posts.actor("P.own"), LEAD, records)
    helped(posts.actor("P.own"), cast.site, records)
    _tasks(posts, records)
    _mechanisms(posts, records)
    _returns(posts, records)
    _plans(posts, records)
    _documents(posts, records)
    _rounds(posts, records)
    _reminders(posts, records)
    _instructions(posts, records)
    _comparisons(posts, records)
    ranked(posts.city.actor(Role.OFFICE_OFFICER, "市安委办").grants[0].at, JANUARY, TABLE)
    _monitoring(posts, records)
    tips_told(posts, posts.sites["示例企业"], records)
    _supervision(posts, cast, records)
    _after_accidents(posts, cast, records)
    _appraisals(posts, records)
    _accounts(posts, records)
    _files(posts, records)
    return Stage(posts, cast, _arguments(posts, records), _bodies(posts, records), records, morning())


def _hazards(cast: Cast, records: dict[str, Any]) -> None:
    records["reported"], records["rectifying"] = hazard(cast, "reported"), hazard(cast, "rectifying")
    asked, listed, recorded = (hazard(cast, "rectifying") for _ in range(3))
    records["standard"] = add_standard(StandardDraft("YD", "邮政行业判定标准"), actor=SYSTEM)
    records["clause"] = add_criterion(records["standard"], ClauseDraft("YD-1", "分拣区违规充电"), actor=SYSTEM)
    with scope(cast.enterprise):
        records["request"] = ask_extension(
            asked, due=FUTURE + timedelta(days=9), reason="配件未到", interim_control="停用", actor=cast.enterprise
        )
    with scope(cast.office):
        records["listing"] = propose_listing(
            listed, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )
    with scope(cast.office):
        records["approved listing"] = propose_listing(
            hazard(cast, "rectifying"),
            level="district",
            facts="久拖",
            legal_basis=BASIS,
            deadline=soon(),
            actor=cast.office,
        )
    leader = cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")
    with scope(leader):
        perform(records["approved listing"], "approve", leader, decision="同意挂牌")
    with scope(cast.colleague):
        records["record"] = cast.record(recorded, "confirm", cast.colleague)
    with scope(cast.enterprise):
        records["control"] = order_control(
            records["rectifying"], kind="interim", measures="专人看护", since=clock.today(), actor=cast.enterprise
        )
    hazard(cast, "closed")
    with scope(cast.office):
        records["look draw"] = draw_second_looks(
            cast.office.grants[0].unit, first=clock.today(), last=clock.today(), percent=100, actor=cast.office
        )
        records["look"] = records["look draw"].looks.get()
    hazard(cast, "closed")
    records["signal"] = signal_about(records["rectifying"])


def _accidents(posts: Posts, records: dict[str, Any]) -> None:
    """An accident that two departments have told of, and one of which the report is awaited."""
    bureau = Bureau(posts.city)
    drafts = [bureau.draft(department=which, unit_name="示例建筑") for which in ("housing", "emergency")]
    records["accident"], records["accident's double"] = many_cases(drafts, by=posts.actor("O.own"))
    records["investigated accident"] = bureau.case("investigating", place="另一工地", unit_name="另一家")
    records["settling accident"] = bureau.case("approved", place="第三处", unit_name="第三家")
    records["study"] = found(bureau, "street-risk", OFFICE)
    records["reported study"] = found(bureau, "causes", OFFICE, base_year=clock.today().year, scheme="type-1986")
    office = orgs.unit(posts.city.unit(OFFICE).pk)
    with scope(posts.actor("O.own")):
        records["year"] = keeping.keep(office, clock.today(), plans="", actor=posts.actor("O.own"))
    records["accident code"] = Code.objects.get(pk=code("regulator-1", "R7"))


def _appraisals(posts: Posts, records: dict[str, Any]) -> None:
    """The streets of the district as its office scores them, at any stage."""
    street = posts.city.unit("民治街道").pk
    office, officer, leader = posts.city.unit(OFFICE).pk, posts.actor("O.own"), posts.actor("L.own")
    records |= appraisal.everything(appraisal.Around(office, officer, leader, street, posts.actor("S.own")))


def _sites(posts: Posts, cast: Cast, records: dict[str, Any]) -> None:
    """A second entry of the site, and a draft that the street's officer has begun."""
    records["site"], records["double"] = cast.site, posts.city.site("民治街道")
    officer = posts.actor("S.own")
    with scope(officer):
        told = Draft(title="临边防护缺失", site=cast.site.pk, found_on=clock.today())
        records["draft hazard"] = save_draft(told, actor=officer)


def _tasks(posts: Posts, records: dict[str, Any]) -> None:
    lead = posts.actor("P.own")
    for name in ("task", "asked task"):
        records[name] = task(posts.city, lead=LEAD, assisting=(ASSISTING,), due=FUTURE)
    records["stray task"] = task(posts.city, lead=LEAD, assisting=(ASSISTING,), due=date(2026, 12, 31))
    records["submitted task"] = task(posts.city, "submitted", lead=LEAD, due=FUTURE)
    framed = framed_campaign(posts.city.unit(OFFICE).pk, posts.actor("O.own"))
    records |= excused(posts.city, framed.action.campaign, posts.city.unit(OFFICE), posts.actor("O.own"))
    records |= {"goal": framed.goal, "action": framed.action, "indicator": framed.indicator}
    milestone(records["task"])
    records["drafted task"] = task(posts.city, "drafted", lead=LEAD, due=FUTURE)
    task(posts.city, "assigned", lead=LEAD, due=FUTURE)
    records["measure"] = measure_in_force(posts.city, OFFICE, lead=LEAD)
    records["sample"] = sampled(posts.city, OFFICE, posts.actor("O.own"), lead=LEAD)
    with scope(posts.actor("O.own")):
        records["check"] = records["sample"].rows.get()
    more = sampled(posts.city, OFFICE, posts.actor("O.own"), lead=LEAD, back=2)
    with scope(posts.actor("O.own")):
        records["insufficient check"] = more.rows.get()
        perform(records["insufficient check"], "ask_more", posts.actor("O.own"), note="没有照片")
    keeper = posts.actor("O.own")
    with scope(keeper):
        records["view"] = save_view("逾期", "overdue=on", actor=keeper)
    with scope(lead):
        records["extension"] = ask_for_task(
            records["asked task"], due=FUTURE + timedelta(days=9), reason="受阻", actor=lead
        )


def _mechanisms(posts: Posts, records: dict[str, Any]) -> None:
    """A task force in which both departments have somebody, its meetings, who speaks for the first department, and a
    notice to both."""
    officer = posts.actor("O.own")
    found = force_of(posts.city, officer, OFFICE, (LEAD, ASSISTING))
    records["force"], records["member"] = found.force, found.members[0]
    kept = store("列,值\n甲,1\n".encode(), name="清单.csv", actor_id=posts.people["O.own"].pk)
    records["hold"] = retention.hold("export", kept.pk, "调查", actor=posts.actor("Z.own"))
    records["held"], records["minuted"] = found.meeting("held"), found.meeting("minuted")
    records["decision"], records["settled"] = found.decision(records["held"]), found.decision(records["minuted"])
    records["linked"] = found.decision(found.meeting("held"))
    with scope(officer):
        link_decision(records["linked"], records["task"], actor=officer)
    lead = posts.actor("P.own")
    with scope(lead):
        set_liaison(posts.city.unit(LEAD).pk, LiaisonPart.FIRST, LiaisonDraft("李四"), actor=lead)
    records["notice"] = notice_to(posts.city, officer, (LEAD, ASSISTING), OFFICE, reply=True)
    with scope(officer):
        records["receipt"] = records["notice"].receipts.get(unit=posts.city.unit(LEAD))


def _returns(posts: Posts, records: dict[str, Any]) -> None:
    """A form to both departments, what the first owes, what it has told to another form, and a form that is drafted."""
    found = owed_by(
        posts.city, OFFICE, posts.actor("O.own"), (LEAD, ASSISTING), posts.actor("P.own"), FUTURE + timedelta(days=9)
    )
    records |= {"form": found.form, "drafted form": found.drafted, "return": found.owed, "told return": found.told}


def _plans(posts: Posts, records: dict[str, Any]) -> None:
    """Plans of 龙华区 and of two sectors, whose officers are those of the records' own units: one issued, one drafted
    by the district's government, and one of the lead department on which the other department is asked."""
    city, officer = posts.city, posts.actor("O.own")
    campaign, lead, beside = records["goal"].campaign, city.unit(LEAD).pk, city.unit(ASSISTING).pk
    government, writer = posts.actor("D.own"), posts.actor("P.own")
    here = city.territories["龙华区"].pk
    sectors = [city.sectors[name].pk for name in ("房屋建筑施工", "道路客运", "高层建筑消防")]
    found: dict[str, tuple[str, Actor, int, tuple[int, ...], dict[str, int]]] = {
        "issued plan": ("sector", officer, lead, (beside,), {"sector": sectors[1]}),
        "reviewed plan": ("sector", officer, lead, (), {"sector": sectors[2]}),
        "drafted plan": ("district", government, lead, (), {"territory": here}),
        "asked plan": ("sector", writer, beside, (), {"sector": sectors[0]}),
    }
    for name, (kind, person, who, others, of) in found.items():
        with scope(person):
            plan = plans.found_plan(campaign, kind, owner=person.grants[0].unit, actor=person, **of)
            version = plan.versions.get()
            measure = plans.MeasureDraft("1", "动态清零", lead_unit=who, assisting=others)
            plans.set_measures(version, [measure], actor=person)
            records[name], records[f"{name}'s version"] = plan, version
            records[f"{name}'s wording"] = version.wordings.get()
            if name != "drafted plan":
                perform(version, "consult", person, reply_by=clock.today())
        if name in ("issued plan", "reviewed plan"):
            for unit in ("P.own", "P.beside")[: 1 + len(others)]:
                with scope(posts.actor(unit)):
                    asked = version.consultations.get(unit=posts.actor(unit).grants[0].unit)
                    perform(asked, "agree", posts.actor(unit))
            with scope(person):
                perform(version, "submit", person)
    leader = posts.actor("L.own")
    issued = records["issued plan's version"]
    with scope(leader):
        plans.issue_plan(issued, issued_on=clock.today(), actor=leader)
        records["issued measure"] = records["issued plan"].measures.get()
        records["consultation"] = records["asked plan's version"].consultations.get()


def _documents(posts: Posts, records: dict[str, Any]) -> None:
    """A draft in its second version, one that waits for its signature, one for its issue, and one that was sent to both
    departments."""
    built = posts.city
    reviewer = built.actor(Role.OFFICE_OFFICER, OFFICE)
    desk = Desk(built.unit(OFFICE).pk, posts.actor("O.own"), reviewer, posts.actor("L.own")).opened(code="龙安办")
    written = replace(WRITTEN, to=f"{LEAD}、{ASSISTING}", reply_by=FUTURE)
    records["draft"] = desk.write(written)
    with scope(desk.officer):
        documents.rewrite(records["draft"], replace(written, title="关于燃气安全的提醒函"), actor=desk.officer)
    for name, state in (("reviewed", "reviewed"), ("numbered", "numbered"), ("issued", "issued")):
        records[name] = desk.taken(desk.write(written, Kind.REMINDER), state)
    with scope(desk.officer):
        records["delivery"] = records["issued"].deliveries.get(unit=built.unit(LEAD))


def _rounds(posts: Posts, records: dict[str, Any]) -> None:
    """The half-month before, drafted, in which the lead department is named for a task that is late; and the one before
    that, open."""
    period = previous(half_month_of(clock.today()))
    records["late task"] = task(posts.city, lead=LEAD, due=period.last - timedelta(days=5))
    office = posts.city.unit(OFFICE).pk
    records["round"] = dispatch.open_round("half_month", period, office=office)
    records["open round"] = dispatch.open_round("half_month", previous(period), office=office)
    records["week"] = dispatch.open_round("week", week_of(clock.today()), office=office)
    officer = posts.actor("O.own")
    with scope(officer):
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(records["round"], actor=officer)
        records["naming"] = next(one for one in names(records["round"]) if one.unit_name == LEAD)


def _reminders(posts: Posts, records: dict[str, Any]) -> None:
    """A reminder to both departments because of a task of theirs, and one whose letter was made void."""
    officer, reviewer = posts.actor("O.own"), posts.city.actor(Role.OFFICE_OFFICER, OFFICE)
    desk = Desk(posts.city.unit(OFFICE).pk, officer, reviewer, posts.actor("L.own"))
    written = replace(WRITTEN, to=f"{LEAD}、{ASSISTING}", reply_by=FUTURE)
    origin = dispatch.Origin("task", records["task"].pk)
    with scope(officer):
        records["reminder"], records["void reminder"] = (
            dispatch.remind(origin, written, office=desk.office, actor=officer) for _ in range(2)
        )
        perform(records["void reminder"].document, "void", officer, reason="写错")
    desk.taken(records["reminder"].document, "issued")


def _instructions(posts: Posts, records: dict[str, Any]) -> None:
    """What the office's leader instructed."""
    leader = posts.actor("L.own")
    with scope(leader):
        records["instruction"] = dispatch.instruct("请督促整改。", office=posts.city.unit(OFFICE).pk, actor=leader)


def _comparisons(posts: Posts, records: dict[str, Any]) -> None:
    """Two ledgers compared with a doubtful pair left, and once more up to a difference that the lead department has."""
    office, officer = posts.city.unit(OFFICE).pk, posts.actor("O.own")
    records["comparison"] = compared(office, officer)
    records["doubtful"] = doubtful(records["comparison"], officer)[0]
    settled = settled_comparison(office, officer)
    with scope(officer):
        records["difference"] = settled.discrepancies.order_by("pk")[0]
        unit = posts.city.unit(LEAD).pk
        perform(records["difference"], "assign", officer, unit=unit, due=FUTURE)


def _monitoring(posts: Posts, records: dict[str, Any]) -> None:
    """A watched enterprise, the feed by which it sends, and an alert of it."""
    one = plant(posts.city, posts.sites["示例企业"], sector="房屋建筑施工")
    records["monitoring"], records["feed"], records["alert"] = one.system, one.feed, one.alert()


def _supervision(posts: Posts, cast: Cast, records: dict[str, Any]) -> None:
    """A round that is planned, and one under way: of its targets one is sealed, one was reached by two people."""
    keeper, leader, first = posts.actor("O.own"), posts.actor("L.own"), posts.actor("I.own")
    second = posts.city.actor(Role.INSPECTOR, "龙华区")
    records["second keeper"] = posts.city.person(Role.OFFICE_OFFICER, OFFICE)
    said = {"office": posts.city.unit(OFFICE).pk, "first": clock.today(), "last": clock.today(), "choosing": "all"}
    with scope(keeper):
        records["planned supervision"], one = (
            supervision.plan_round(Plan(kind="special", title=f"示例督导{number}", **said), actor=keeper)
            for number in (1, 2)
        )
        sent = [Sent(each.id, posts.city.unit("龙华区").pk) for each in (first, second)]
        records["team"] = supervision.set_team(one, 1, sent, actor=keeper)
        supervision.freeze(one, actor=keeper)
        elsewhere = posts.sites["大浪企业"].pk
        records["interest"] = supervision.note_interest(
            one.office_id, person=second.id, site=elsewhere, reason="配偶任职", actor=keeper
        )
    with scope(leader):
        perform(one, "approve", leader)
    with scope(keeper):
        perform(one, "take_all", keeper)
        found = {row.site_id: row for row in supervised.targets_of(one)}
    records["drawn supervision"] = _drawn(posts, said)
    _areas(posts, records)
    records["supervision"], records["target"] = one, found[cast.site.pk]
    for each in (first, second):
        with scope(each):
            there = supervised.target_of(found[records["double"].pk].pk)
            records["visit"] = supervision.arrive(there, Position(without="地下室"), actor=each)
    records["later site"] = posts.city.site("民治街道")
    _checklists(posts, cast, records)
    _found(posts, found[posts.sites["民治消防企业"].pk].pk, (first, second), records)


def _checklists(posts: Posts, cast: Cast, records: dict[str, Any]) -> None:
    """A checklist that belongs on every visit, a hazard that is open where the visit is, and a report to be checked."""
    keeper = posts.actor("O.own")
    with scope(keeper):
        office = posts.city.unit(OFFICE).pk
        records["checklist"] = supervision.add_checklist(
            office, ChecklistDraft("示例检查表"), [ItemDraft("消防通道畅通")], actor=keeper
        )
    records["item"] = records["checklist"].editions.get().items.get()
    records["open there"] = hazard(Cast(posts.city, site=records["double"]), "rectifying")
    records["sample of another line"] = sampled(posts.city, OFFICE, keeper, lead=ASSISTING, back=3)


def _areas(posts: Posts, records: dict[str, Any]) -> None:
    """An area that is proposed, one that is listed, and one that is being treated."""
    _requests(posts, records)
    keeper, leader = posts.actor("O.own"), posts.actor("L.own")
    office, street = posts.city.unit(OFFICE).pk, posts.city.territories["民治街道"].pk
    with scope(keeper):
        records["area"], records["listed area"], records["treated area"] = (
            supervision.propose_area(Proposal(office, f"示例片区{number}", [street], "事故多", FUTURE), actor=keeper)
            for number in (1, 2, 3)
        )
    with scope(leader):
        for name in ("listed area", "treated area"):
            perform(records[name], "list", leader, decision="示例文号1号")
    district = posts.actor("D.own")
    with scope(district):
        perform(records["treated area"], "submit_plan", district, measures="打通消防通道；民治街道；2030-12-31")
    with scope(leader):
        perform(records["treated area"], "approve_plan", leader)


def _after_accidents(posts: Posts, cast: Cast, records: dict[str, Any]) -> None:
    """An accident at a site, and what stands on the office's desk because of it."""
    one = Bureau(posts.city).case(place="第四处", unit_name="第四家", site=records["double"].pk)
    office, lead = posts.city.unit(OFFICE).pk, posts.city.unit(LEAD).pk
    records |= {"sited accident": one} | after_accident(one, office, lead, officer=posts.actor("O.own"), until=FUTURE)


def _requests(posts: Posts, records: dict[str, Any]) -> None:
    """A request to list areas that waits for its paper, and one that was approved."""
    keeper, leader, office = posts.actor("O.own"), posts.actor("L.own"), posts.city.unit(OFFICE).pk
    records["listing request"] = _request(posts, "大浪街道")
    asked = _request(posts, "民治街道")
    with scope(keeper):
        written = listing_texts.request(asked, supervised.areas_of(asked))
        paper = supervision.draft_request(asked, written, actor=keeper)
    Desk(office, keeper, posts.city.actor(Role.OFFICE_OFFICER, OFFICE), leader).taken(paper, "issued")
    with scope(leader):
        asked = supervised.request_of(asked.pk)
        records["approved request"] = perform(asked, "approve", leader, decision="示例文号2号", on=clock.today())


def _request(posts: Posts, street: str) -> Any:
    keeper, pk = posts.actor("O.own"), posts.city.territories[street].pk
    year, office = clock.today().year - 1, posts.city.unit(OFFICE).pk
    said = Together(office, year, [pk], {pk: "事故多"}, "按登记的事故起数选定", FUTURE, unstudied="还没有街道规模")
    with scope(keeper):
        return supervision.propose_listing(said, actor=keeper)


def _drawn(posts: Posts, said: dict[str, Any]) -> Any:
    """A round of which one target was drawn."""
    keeper, leader = posts.actor("O.own"), posts.actor("L.own")
    with scope(keeper):
        plan = Plan(kind="special", title="示例督导3", **{**said, "choosing": "draw", "size": 1})
        one = supervision.plan_round(plan, actor=keeper)
        sent = [Sent(posts.people[who].pk, posts.city.unit(unit).pk) for who, unit in GOING]
        supervision.set_team(one, 1, sent, actor=keeper)
        supervision.freeze(one, public_source="示例公开数", actor=keeper)
    with scope(leader):
        perform(one, "approve", leader)
    with scope(keeper):
        return perform(one, "draw", keeper, public_value="3 1 4")


def _found(posts: Posts, target: int, there: tuple[Actor, ...], records: dict[str, Any]) -> None:
    """A finding of the visit that goes on, and one of another that was signed."""
    for each in there:
        with scope(each):
            visit = supervision.arrive(supervised.target_of(target), Position(without="地下室"), actor=each)
    records["version"] = _version(records["visit"], there[0])
    with scope(there[0]):
        records["older photo"] = store(PNG, name="旧照.png", actor_id=there[0].id, device_clock="2020-01-01T08:00:00Z")
        files = ([], [records["older photo"].pk])
        records["finding"], records["signed finding"] = (
            supervision.record(one, Found("没有台账", "work"), files=some, actor=there[0])
            for one, some in zip((records["visit"], visit), files, strict=True)
        )
        records["given finding"] = supervision.record(visit, Found("没有复查", "work"), actor=there[0])
        (drawn,) = supervised.tasks_to_check(visit)
        records["task check"] = supervision.check_task(visit, drawn.pk, "agrees", actor=there[0])
        perform(visit, "close", there[0], conclusion="未见异常", refused="拒签", witness="示例乙（物业经理）")
    keeper, lead = posts.actor("O.own"), posts.city.unit(LEAD).pk
    with scope(keeper):
        batch = Batch("reminder_letter", FUTURE, {records["given finding"].pk: lead})
        (letter,) = supervision.issue(batch, actor=keeper)
    reviewer = posts.city.actor(Role.OFFICE_OFFICER, OFFICE)
    desk = Desk(posts.city.unit(OFFICE).pk, keeper, reviewer, posts.actor("L.own"))
    desk.taken(letter, "issued")
    with scope(keeper):
        records["given finding"] = given = supervised.finding_of(records["given finding"].pk)
        records["transfer"] = supervision.hand_over(given, HandOver(lead, "第三十八条", FUTURE), actor=keeper)
    desk.taken(records["transfer"].letter, "issued")


def _version(visit: Any, actor: Actor) -> Any:
    """A finding told twice by a phone, in other words."""
    key = str(uuid4())
    with scope(actor):
        for words in ("通道堵塞", "通道锁闭"):
            found = Said(key, Act.FIND, visit.target, clock.now(), {"text": words, "becomes": "work"})
            supervision.sync([found], actor=actor)
        return supervised.versions_of(visit, supervised.findings_of(visit)[0])[0]


def _sent(posts: Posts, target: int) -> str:
    """What the phone of the one who goes there tells: they have arrived."""
    act = {"key": str(uuid4()), "kind": "arrive", "target": target, "at": clock.now().isoformat()}
    return json.dumps({"person": posts.people["I.own"].pk, "acts": [act | {"said": {"without": "地下室"}}]})


def _accounts(posts: Posts, records: dict[str, Any]) -> None:
    """A colleague of the lead department, with a second role and a substitute, mail that was given up, and a robot."""
    colleague = doors.account(posts.city, Role.DEPARTMENT_OFFICER, LEAD, "colleague")
    second = grant(colleague, Role.INSPECTOR, unit=posts.city.unit(LEAD), actor=SYSTEM)
    today = clock.today()
    records["colleague"], records["grant"] = colleague, second
    records["newcomer"] = newcomer = doors.account(posts.city, Role.DEPARTMENT_OFFICER, LEAD, "stand-in")
    newcomer.set_unusable_password()
    newcomer.save()
    last = today + timedelta(days=30)
    records["substitution"] = substitute(colleague, newcomer, first=today, last=last, actor=actor_of(colleague))
    records["given up"] = given_up(colleague, posts.people["Y.own"])
    records["robot"] = mute_robot(posts.people["Y.own"])
    feed_of(posts.people["O.own"], FEED)
    records["message"] = told(posts.people["O.own"])


def _files(posts: Posts, records: dict[str, Any]) -> None:
    """One file beside each kind of record, brought by nobody of the posts, and one that lies beside nothing yet."""
    beside = {
        "file": ("hazards.hazard", records["rectifying"]),
        "file@record": ("hazards.siterecord", records["record"]),
        "file@task": ("campaign.keytask", records["task"]),
        "file@draft": ("documents.officialdocument", records["draft"]),
        "file@reply": ("documents.delivery", records["delivery"]),
        "file@notice": ("campaign.liaisonnotice", records["notice"]),
        "file@receipt": ("campaign.receipt", records["receipt"]),
        "file@naming": ("dispatch.namedunit", records["naming"]),
        "file@ledger": ("reconcile.comparison", records["comparison"]),
        "file@difference": ("reconcile.discrepancy", records["difference"]),
    }
    for number, (row, (label, record)) in enumerate(beside.items()):
        stored = store(PNG + bytes([number]), name="现场.png", actor_id=NOWHERE)
        attach(stored, to=(label, record.pk), actor_id=NOWHERE, purpose="test")
        records[row] = stored
    workbook = sheet_of(posts, number="LH-DOOR-1")
    _imported(posts, records)
    sender, photo = posts.people["O.own"].pk, another_photo()
    records["upload"] = uploading.begin(name="现场.png", size=len(photo), actor_id=sender)
    records["whole upload"] = uploading.begin(name="现场.png", size=len(photo), actor_id=sender)
    uploading.append(records["whole upload"], photo, offset=0)
    records["file@alone"] = store(workbook, name="台账.xlsx", actor_id=posts.people["O.own"].pk)


def _imported(posts: Posts, records: dict[str, Any]) -> None:
    """A workbook that the office has taken in, and how it was read."""
    officer = posts.actor("O.own")
    with scope(officer):
        stored = store(sheet_of(posts, number="LH-DOOR-0"), name="台账.xlsx", actor_id=officer.id)
        take_in("hazards", stored, actor=officer)
    records["act"], records["head"] = ImportAct.objects.get(file=stored), KnownHead.objects.get(sheet="hazards")


def sheet_of(posts: Posts, *, number: str, site: str = "示例企业") -> bytes:
    """A workbook with one hazard."""
    row = {
        "number": number,
        "title": "临边防护缺失",
        "site": site,
        "sector": "房屋建筑施工",
        "found_on": clock.today(),
    }
    return export(HAZARDS, [row])


def _arguments(posts: Posts, records: dict[str, Any]) -> dict[str, Arguments]:
    pk = {name: record.pk for name, record in records.items()}
    office, person = posts.city.unit(OFFICE).pk, pk["colleague"]
    return {
        "overview:figure": ("D1.rate",),
        "overview:year_file": ("docx",),
        "overview:year_kept": (pk["year"],),
        "overview:year_kept_file": (pk["year"], "docx"),
        "overview:year_behind": (pk["year"], "D1.rate"),
        "overview:record": ("hazards.hazard", pk["rectifying"]),
        "overview:record@task": ("campaign.keytask", pk["task"]),
        **{f"accidents:{name}": (pk["accident"],) for name in ("page", "edit", "causes")},
        "accidents:move": (pk["accident"], "investigate"),
        "accidents:double": (pk["accident"], pk["accident's double"]),
        "accidents:exposure": (records["accident"].street, 2023),
        **{
            f"accidents:{name}": (records["accident code"].scheme_id,)
            for name in ("scheme", "add_code", "verify_scheme")
        },
        **{f"accidents:{name}_code": (pk["accident code"],) for name in ("revise", "end", "verify")},
        "accidents:set_ways": (code("type-1986", "20"),),
        **{f"assistance:{name}": (pk["visited help"],) for name in ("request", "advise")},
        "assistance:move": (pk["asked help"], "accept"),
        "assistance:answer": (pk["advised help"], 1),
        "assistance:visit": (pk["help visit"],),
        **{f"assistance:{name}": (pk["expert"],) for name in ("expert", "edit_expert", "expert_phone")},
        "reporting:outcome": ("training_employees",),
        **{f"reporting:{name}": (pk["outcome batch"],) for name in ("batch", "withdraw_batch")},
        "reporting:tally": (pk["tally"],),
        **{f"reporting:{name}work": (pk["work"],) for name in ("", "edit_", "void_")},
        **{f"reporting:{name}penalty": (pk["penalty"],) for name in ("", "edit_", "void_")},
        **{f"insight:{name}": ("street-risk",) for name in ("page", "again")},
        **{f"insight:{name}": (pk["study"],) for name in ("study", "inputs")},
        "insight:report": (office,),
        "insight:report_file": (office, "docx"),
        "overview:record@draft": ("documents.officialdocument", pk["draft"]),
        "overview:record@issued": ("documents.officialdocument", pk["issued"]),
        "overview:record@delivery": ("documents.delivery", pk["delivery"]),
        "overview:record@round": ("dispatch.round", pk["round"]),
        "overview:record@naming": ("dispatch.namedunit", pk["naming"]),
        "overview:record@comparison": ("reconcile.comparison", pk["comparison"]),
        "overview:record@difference": ("reconcile.discrepancy", pk["difference"]),
        "overview:set_term": ("export",),
        "overview:lift_hold": (pk["hold"],),
        "overview:record@force": ("orgs.taskforce", pk["force"]),
        "overview:record@meeting": ("campaign.meeting", pk["held"]),
        "overview:record@notice": ("campaign.liaisonnotice", pk["notice"]),
        "overview:record@person": ("orgs.person", person),
        **{f"orgs:{name}": (person,) for name in ("person", "read_phone", "active", "grant", "substitute")},
        **{f"identity:{name}": (person,) for name in ("reset_factors", "unlock")},
        "identity:link": (pk["newcomer"],),
        "identity:drop_passkey": (NOWHERE,),
        "identity:end_session": ("nobody",),
        "set_up": ("nothing",),
        "orgs:end_grant": (person, pk["grant"]),
        "orgs:end_substitution": (person, pk["substitution"]),
        "inbox:message": (pk["message"],),
        "inbox:enter_mail": (person,),
        "inbox:try_again": (pk["given up"],),
        "inbox:set_aside": (pk["given up"],),
        **{f"inbox:{name}": (pk["robot"],) for name in ("robot", "try_robot", "post_again", "rest_robot")},
        **{f"inbox:{name}": ("hazards",) for name in ("import", "commit", "marked", "template", "export")},
        "inbox:forget": ("hazards", pk["head"]),
        "inbox:act": (pk["act"],),
        "inbox:undo": (pk["act"],),
        "inbox:import@units": ("units",),
        "inbox:export@units": ("units",),
        "documents:write": ("reminder_letter",),
        "documents:body": (office,),
        "documents:void": (office,),
        **{f"documents:{name}": (pk["draft"],) for name in ("page", "pdf", "docx", "edit")},
        **{f"documents:{name}@issued": (pk["issued"],) for name in ("page", "pdf", "docx")},
        "documents:issue": (pk["numbered"],),
        "documents:version": (pk["draft"], 2),
        "documents:version@issued": (pk["issued"], 1),
        "documents:move": (pk["draft"], "submit"),
        "documents:delivery": (pk["delivery"], "receive"),
        "campaign:found": (posts.city.unit(OFFICE).pk,),
        "campaign:goal": (pk["goal"],),
        "campaign:light_limits": (records["goal"].campaign_id,),
        **{f"campaign:{name}": (pk["action"],) for name in ("action", "add_indicator")},
        "campaign:indicator": (pk["indicator"],),
        "campaign:place": (f"territory-{posts.city.territories['民治街道'].pk}",),
        "campaign:declare_not_applicable": (
            f"action-{pk['action']}-territory-{posts.city.territories['民治街道'].pk}",
        ),
        "campaign:take_not_applicable_back": (pk["excuse"],),
        "campaign:hang": (pk["stray task"],),
        "campaign:chain": (pk["chain"],),
        **{f"campaign:{name}": (pk["link"],) for name in ("link", "hold_link")},
        **{f"campaign:{name}": (pk["holder"],) for name in ("release_link", "leave_link")},
        "campaign:page": (pk["task"],),
        **{f"campaign:{name}": ("docx",) for name in ("paper", "contact_list")},
        "campaign:divided": ("unit",),
        **{f"campaign:{name}": (pk["view"],) for name in ("view", "drop_view")},
        "campaign:split": (pk["task"],),
        "campaign:move": (pk["task"], "report"),
        "campaign:ask_extension": (pk["task"],),
        "campaign:decide_extension": (pk["extension"],),
        "reporting:new_form": (office,),
        **{f"reporting:{name}": (pk["form"],) for name in ("form", "revise", "matrix", "chasing")},
        "reporting:form_move": (pk["form"], "end"),
        **{f"reporting:{name}": (pk["drafted form"],) for name in ("edit_form", "add_field", "issue")},
        "reporting:edit_field": (pk["drafted form"], "note"),
        **{f"reporting:{name}": (pk["drafted form"], "faulty") for name in ("drop_field", "move_field")},
        **{
            f"reporting:{name}": (pk["form"], str(records["form"].begins_on))
            for name in ("summary", "summary_xlsx", "book", "take_in")
        },
        **{f"reporting:{name}": (pk["return"],) for name in ("return", "nil")},
        "reporting:return_move": (pk["told return"], "certify"),
        "reporting:unit_burden": (posts.city.unit(LEAD).pk,),
        **{f"campaign:{name}": (office,) for name in ("found_force", "write_notice")},
        **{
            f"campaign:{name}": (pk["force"],)
            for name in ("force", "force_phones", "end_force", "add_member", "roster", "call_meeting")
        },
        "campaign:member": (pk["member"],),
        **{f"campaign:{name}": (pk["held"],) for name in ("meeting", "edit_meeting", "add_decision")},
        **{f"campaign:{name}": (pk["held"],) for name in ("minutes_pdf", "minutes_docx")},
        "campaign:meeting_move": (pk["held"], "settle"),
        **{f"campaign:{name}": (pk["minuted"],) for name in ("decisions_to_tasks", "official_minutes")},
        **{f"campaign:{name}": (pk["decision"],) for name in ("decision", "drop_decision", "link_decision")},
        "campaign:unlink_decision": (pk["linked"],),
        "campaign:liaison": (posts.city.unit(LEAD).pk, "first"),
        "campaign:confirm_liaisons": (posts.city.unit(LEAD).pk,),
        **{f"campaign:{name}": (pk["notice"],) for name in ("notice", "remind")},
        "campaign:receipt": (pk["receipt"], "receive"),
        "campaign:assign_measure": (pk["measure"],),
        "campaign:edit_draft": (pk["drafted task"],),
        "campaign:parts": (pk["task"],),
        "campaign:order": (posts.city.unit(LEAD).pk, "docx"),
        "campaign:all_orders": ("docx",),
        **{f"campaign:{name}": (pk["sample"],) for name in ("sample", "frame")},
        "campaign:check": (pk["check"],),
        "campaign:check_move": (pk["check"], "confirm"),
        "campaign:plan": (pk["issued plan"],),
        "campaign:plan@asked": (pk["asked plan"],),
        "campaign:plan_compare": (pk["issued plan"],),
        **{f"campaign:{name}": (pk["issued plan"],) for name in ("plan_revise", "plan_owner")},
        "campaign:plan_version": (pk["issued plan"], 1),
        "campaign:plan_version@drafted": (pk["drafted plan"], 1),
        "campaign:plan_version@asked": (pk["asked plan"], 1),
        "campaign:plan_export": (pk["asked plan"], 1),
        **{f"campaign:{name}": (pk["drafted plan's version"],) for name in ("plan_goals", "measure_add")},
        "campaign:plan_move": (pk["drafted plan's version"], "consult"),
        "campaign:plan_issue": (pk["reviewed plan's version"],),
        "campaign:plan_signed": (pk["issued plan's version"],),
        **{
            f"campaign:{name}": (pk["drafted plan's wording"],)
            for name in ("measure_edit", "measure_shift", "measure_out")
        },
        "campaign:measure": (pk["issued measure"],),
        "campaign:consultation_move": (pk["consultation"], "agree"),
        **{f"hazards:{name}": (pk["standard"],) for name in ("standard", "edit_standard", "verify_standard")},
        "hazards:add_criterion": (pk["standard"],),
        **{f"hazards:{name}_criterion": (pk["clause"],) for name in ("revise", "end", "verify")},
        "orgs:site": (pk["site"],),
        "orgs:site_position": (pk["site"],),
        "orgs:merge_sites": (pk["site"], pk["double"]),
        "hazards:edit": (pk["draft hazard"],),
        "hazards:label": (pk["site"],),
        "hazards:page": (pk["rectifying"],),
        "hazards:evidence": (pk["rectifying"],),
        "hazards:move": (pk["reported"], "verify"),
        "hazards:draft_record": (pk["rectifying"], "confirm"),
        "hazards:ask_extend": (pk["rectifying"],),
        "hazards:ask_transfer": (pk["reported"],),
        "hazards:propose": (pk["rectifying"],),
        "hazards:sign": (pk["record"],),
        "hazards:record_move": (pk["record"], "drop"),
        "hazards:decide": (pk["request"],),
        "hazards:listing_move": (pk["listing"], "approve"),
        "hazards:listing_paper": (pk["approved listing"],),
        "hazards:order_control": (pk["rectifying"],),
        "hazards:blur": (pk["rectifying"], pk["file"]),
        "hazards:control_move": (pk["control"], "lift"),
        **{f"hazards:{name}": (pk["look draw"],) for name in ("look_draw", "look_frame")},
        "hazards:look_move": (pk["look"], "hold"),
        "hazards:signal": (pk["signal"],),
        "hazards:signal_move": (pk["signal"], "explain"),
        "hazards:set_clock": ("acceptance",),
        "supervision:protocol": (pk["drawn supervision"],),
        "supervision:end_interest": (pk["interest"],),
        **{f"supervision:{name}": (pk["planned supervision"],) for name in ("round", "amend", "freeze", "keeper")},
        **{
            f"supervision:{name}": (pk["supervision"],)
            for name in ("frame", "look", "name_target", "report", "report_pdf")
        },
        "supervision:team": (pk["planned supervision"], 1),
        "supervision:move": (pk["planned supervision"], "cancel"),
        **{f"supervision:{name}": (pk["target"],) for name in ("target", "assign", "replace")},
        "supervision:area": (pk["area"],),
        "supervision:area_meeting": (pk["listed area"],),
        "supervision:area_paper": (pk["listed area"],),
        "supervision:area_measure": (pk["treated area"], 1),
        **{f"supervision:{name}": (pk["listing request"],) for name in ("listing", "listing_draft")},
        "supervision:listing_move": (pk["listing request"], "drop"),
        "supervision:listing_notices": (pk["approved request"],),
        "supervision:area_move": (pk["area"], "drop"),
        **arguments(pk, pk["accident"]),
        **{f"supervision:{name}": (pk["visit"],) for name in ("visit", "visit_positions")},
        "supervision:record": (pk["visit"],),
        "supervision:finding": (pk["finding"],),
        "supervision:hand_over": (pk["signed finding"],),
        "supervision:transfer": (pk["transfer"],),
        "supervision:transfer_move": (pk["transfer"], "withdraw"),
        "supervision:photo": (pk["signed finding"], pk["older photo"]),
        "supervision:finding_move": (pk["finding"], "strike"),
        "supervision:findings": (pk["supervision"],),
        "supervision:visit_move": (pk["visit"], "close"),
        **{f"supervision:{name}": (pk["checklist"],) for name in ("checklist", "new_edition", "edit_checklist")},
        **{f"supervision:{name}": (pk["visit"],) for name in ("checks", "checked", "again", "answer_rest")},
        "supervision:answer": (pk["visit"], pk["item"]),
        "supervision:task": (pk["visit"], pk["check"]),
        "supervision:round_checks": (pk["supervision"],),
        "supervision:tips": (drawn_in(pk["supervision"]),),
        "supervision:tip_frame": (pk["supervision"],),
        "supervision:settle_task": (pk["supervision"], pk["task check"]),
        "supervision:settle_version": (pk["version"],),
        "tips:page": (pk["tip"],),
        "tips:move": (pk["tip"], "accept"),
        **{f"tips:{name}": (pk["named tip"],) for name in ("words", "identity")},
        "tips:propose_reward": (pk["true tip"],),
        "tips:reward": (pk["tip reward"],),
        "tips:reward_move": (pk["tip reward"], "approve"),
        "tips:pay_reward": (pk["approved reward"],),
        "tips:recheck": (pk["recheck"],),
        "tips:recheck_move": (pk["recheck"], "cannot_tell"),
        "tips:term": ("accept",),
        "monitoring:enterprise": (records["monitoring"].enterprise_id,),
        "monitoring:edit": (pk["monitoring"],),
        **{f"monitoring:{name}": (pk["feed"],) for name in ("feed", "edit_feed", "feed_systems", "rotate")},
        "monitoring:feed_move": (pk["feed"], "pause"),
        "monitoring:alert": (pk["alert"],),
        "monitoring:alert_move": (pk["alert"], "watch"),
        **{f"reconcile:{name}": (pk["comparison"],) for name in ("page", "export", "review", "pair", "assign")},
        "reconcile:move": (pk["comparison"], "discard"),
        "reconcile:discrepancy": (pk["difference"],),
        "reconcile:discrepancy_move": (pk["difference"], "resolve"),
        **{
            f"dispatch:{name}": (pk["round"],)
            for name in ("page", "bulletin", "papers", "papers_zip", "comparison", "judged", "judged_book", "decisions")
        },
        "dispatch:section": (pk["round"], "next"),
        "dispatch:board_table": (RATE,),
        "dispatch:move": (pk["open round"], "collect"),
        **{f"dispatch:{name}": (pk["week"],) for name in ("week", "chase")},
        "dispatch:week_unit": (pk["week"], posts.city.unit(LEAD).pk),
        "dispatch:naming": (pk["naming"],),
        "dispatch:naming_move": (pk["naming"], "agree"),
        **{f"dispatch:{name}": (pk["reminder"],) for name in ("reminder", "escalate", "open_task", "amend_task")},
        "dispatch:reminder_move": (pk["void reminder"], "settle"),
        "dispatch:instruction": (pk["instruction"],),
        "dispatch:instruction_move": (pk["instruction"], "note"),
        **appraisal.arguments(pk),
        "dispatch:feed": (FEED,),
        "dispatch:rows": (pk["round"], "A5.tasks", "all"),
        **{row: (pk[row],) for row in records if row.startswith("file")},
        **dict.fromkeys(("picture", "thumbnail", "original"), (pk["file"],)),
        "upload": (pk["upload"],),
        "finish_upload": (pk["whole upload"],),
    }


def _edition(text: str) -> dict[str, Any]:
    """An edition with one item, as its page sends it."""
    return {"valid_from": clock.today(), "count": 1, "i0-text": text, "i0-becomes": "hazard"}


def _bodies(posts: Posts, records: dict[str, Any]) -> dict[str, Body]:
    """For every row that takes a body, one that would do; uploads are made anew for every use."""
    later, today = FUTURE + timedelta(days=9), clock.today()
    letter = {"title": "关于检查的提醒函", "to": LEAD, "basis": "示例依据", "body": "请立即排查。", "reply_by": FUTURE}
    reminded = {name: letter[name] for name in ("title", "to", "basis", "reply_by")}
    reminded |= {"facts": "有一项任务进展缓慢。", "request": "请抓紧办理。"}
    task_said = {"title": "排查整治", "target": "完成", "due": date(2026, 6, 30), "cadence": "half_month"}
    plan = {"kind": "special", "title": "示例督导4", "first": today, "last": today, "choosing": "all"}
    plan |= {"recent_days": 90, "heavier": 1}
    swept = {"title": "示例排查3", "what": "查防火分隔", "until": FUTURE}
    accident = {
        "occurred_on": today - timedelta(days=1),
        "street": posts.city.territories["民治街道"].pk,
        "sector": posts.city.sectors["房屋建筑施工"].pk,
        "unit_name": "示例建筑",
        "regime": "work",
        "department": "housing",
    }
    watched = {
        "name": "示例企业",
        "street": posts.city.territories["民治街道"].pk,
        "sector": posts.city.sectors["房屋建筑施工"].pk,
        "watched": "可燃有毒气体",
        "since": today,
        "evidence": "验收单",
    }
    fed = {"supplier": "示例物联公司", "beat_minutes": 15, "rate_per_minute": 60, "fold_minutes": 30}
    asked = {"name": "示例月报", "basis": "示例依据", "frequency": "month", "audience": "streets", "due_days": "3"}
    asked |= {"begins_on": today, "ends_on": later}
    fixed: dict[str, dict[str, Any]] = {
        "uploads": {"name": "现场.png", "size": 1000},
        "login": {"username": "nobody", "password": "wrong"},
        "identity:password": {"old": PASSWORD, "new": "another word of 2024", "again": "another word of 2024"},
        "identity:add": {"username": "newcomer", "name": "新人"},
        "second_factor": {"code": "000000"},
        "set_up": {"new": "another word of 2024", "again": "another word of 2024"},
        "identity:totp": {"code": "000000"},
        "identity:add_passkey": {"name": "钥匙"},
        "identity:drop_totp": {"password": PASSWORD},
        "identity:drop_passkey": {"password": PASSWORD},
        "identity:rules": as_filled(DEFAULTS),
        "orgs:active": {"active": "0"},
        **{f"{name}": {"purpose": "contact"} for name in ("orgs:read_phone", "campaign:force_phones")},
        **{f"campaign:{name}": {"purpose": "contact"} for name in ("liaison_phones", "contact_list")},
        "overview:set_term": {"days": 3},
        "original": {"purpose": "evidence"},
        "overview:hold": {"kind": "export", "record": records["file@alone"].pk, "reason": "调查"},
        "orgs:grant": {"role": Role.INSPECTOR, "unit": posts.city.unit(ASSISTING).pk, "first": today},
        "orgs:substitute": {"by": posts.people["P.own"].pk, "first": later, "last": later},
        "inbox:change_mail": {"mail": "somebody@example.org"},
        "inbox:confirm_mail": {"code": "000000"},
        "inbox:enter_mail": {"mail": "somebody@example.org"},
        "inbox:add_robot": robot_told(address=OUTSIDE),
        "inbox:robot": robot_told(name="另一名称", address=OUTSIDE),
        "inbox:commit": {"stored": records["file@alone"].pk},
        "inbox:marked": {"stored": records["file@alone"].pk},
        "inbox:undo": {"reason": "传错文件"},
        "documents:write": letter,
        "documents:edit": letter,
        "documents:signing": {"document": records["reviewed"].pk},
        "documents:body": {"full_name": OFFICE, "code": "龙安办", "numbering": "own"},
        "documents:void": {"number": f"龙安办〔{today.year}〕90号", "reason": "印错作废"},
        **dict.fromkeys(("reporting:new_form", "reporting:edit_form"), asked),
        **{f"reporting:{name}_field": {"title": "培训场次", "kind": "integer"} for name in ("add", "edit")},
        "reporting:revise": {"begins_on": today + timedelta(days=1)},
        "reporting:return": {"act": "tell", "v_checked": "3", "v_faulty": "1"},
        "reporting:together": {"act": "nil", "return": records["return"].pk},
        "campaign:goal": {"goal": "清存量"},
        "campaign:light_limits": {
            "behind_points": 20,
            "near_days": 10,
            "near_percent": 70,
            "idle_reports": 2,
            "returns": 3,
        },
        "campaign:action": {"name": "主要负责人安全教育培训"},
        "campaign:add_indicator": {"name": "整改率", "unit": "%"},
        "campaign:indicator": {"name": "培训人次", "unit": "人次", "target_2024": "100"},
        "campaign:declare_not_applicable": {"reason": "没有此类企业"},
        "campaign:hang": {"measure": records["hung on"].pk, "contests": "on"},
        "campaign:found_chain": {"name": "锂电池", "links": "生产"},
        "campaign:chain": {
            "name": "电动自行车",
            **{f"place_{one.pk}": one.position for one in records["chain"].links.all()},
            **{f"link_{one.pk}": one.name for one in records["chain"].links.all()},
        },
        "campaign:hold_link": {"unit": posts.city.unit("南山区住房建设").pk, "since": today},
        "campaign:release_link": {"last": today},
        "campaign:leave_link": {"since": today},
        "campaign:report": {f"text_{records['task'].pk}": "已排查工地三处并建立台账"},
        "campaign:assign_measure": task_said | {"number": "LH-DOOR-9", "leads": posts.city.unit(LEAD).pk},
        "campaign:edit_draft": task_said | {"lead": posts.city.unit(LEAD).pk},
        "campaign:parts": {f"u{posts.city.unit('民治街道').pk}-taken": "on"},
        "campaign:samples": {"office": posts.city.unit(OFFICE).pk, "period": previous(half_month_of(today)).first},
        "campaign:check_move": {"note": "属实"},
        "campaign:together": {"task": records["submitted task"].pk, "move": "return"},
        "campaign:move": {"period": today, "text": "已排查"},
        "campaign:changes": {"up_to": "1"},
        "campaign:views": {"name": "本区逾期", "query": "overdue=on"},
        "campaign:view": {"name": "本区逾期"},
        "campaign:split": {
            f"part{place}-{name}": value
            for place in (1, 2)
            for name, value in {
                "number": f"T-分-{place}",
                "title": "示例任务",
                "target": "完成",
                "lead_unit": posts.city.unit(LEAD).pk,
                "due": FUTURE,
            }.items()
        },
        "campaign:ask_extension": {"due": later, "reason": "受阻"},
        "campaign:decide_extension": {"decision": "grant"},
        "campaign:found_force": {"name": "燃气专班", "host": posts.city.unit(OFFICE).pk, "since": today},
        "campaign:end_force": {"last": today},
        "campaign:add_member": {"unit": posts.city.unit(LEAD).pk, "name": "王五", "role": "member", "first": today},
        "campaign:member": {"role": "head"},
        "campaign:roster": {"act": "set", "on": today, "member": records["member"].pk},
        "campaign:call_meeting": {"held_on": today},
        "campaign:edit_meeting": {"held_on": today, "summary": "会议听取了汇报。"},
        "campaign:add_decision": {"text": "排查燃气"},
        "campaign:decision": {"text": "排查燃气"},
        "campaign:decisions_to_tasks": {
            "decision": records["settled"].pk,
            f"number_{records['settled'].pk}": "专班-门",
        },
        "campaign:link_decision": {"number": records["task"].number},
        "campaign:liaison": {"name": "赵六"},
        "campaign:write_notice": {
            "title": "报送值班安排",
            "text": "请报送。",
            "read_by": FUTURE,
            "units": posts.city.unit(LEAD).pk,
        },
        "campaign:plan_new": {
            "kind": "sector",
            "sector": posts.city.sectors["工贸通用"].pk,
            "owner": posts.city.unit(OFFICE).pk,
        },
        "campaign:plan_revise": {"reason": "年度调整"},
        "campaign:plan_owner": {"owner": posts.city.unit("龙华区交通运输").pk, "reason": "职责划转"},
        "campaign:plan_goals": {"goals": "清存量"},
        "campaign:measure_add": {"number": "2", "text": "复核销号"},
        "campaign:measure_edit": {"text": "逐项复核"},
        "campaign:measure_shift": {"to": "up"},
        "campaign:measure_out": {},
        "campaign:plan_move": {"reply_by": later},
        "campaign:plan_issue": {"issued_on": today},
        "accidents:new": accident,
        "accidents:edit": accident | {"deaths": 2, "reason": "伤员死亡"},
        "accidents:causes": {"act": [code("act-1986", "7.11")]},
        "accidents:move": {"level": "district", "team": "区调查组"},
        "accidents:double": {"verdict": "apart", "reason": "两处"},
        "accidents:exposure": {"employees": 52_000, "source": "示例普查"},
        "accidents:freeze": {"title": "示例分析", "as_of": today - timedelta(days=1)},
        "accidents:add_code": {"code": "R9", "label": "移交不及时"},
        "assistance:ask": {"site": posts.sites["示例企业"].name, "field": "消防", "asks": "怎么改"},
        "assistance:advise": {"text": "接地", "due": FUTURE},
        "assistance:answer": {"outcome": "done"},
        "assistance:new_expert": expert_told("新专家"),
        "assistance:expert_phone": {"purpose": "arrange"},
        "assistance:edit_expert": expert_told("改名的专家"),
        "assistance:high_risk": {"sectors": [posts.city.sectors["工贸通用"].pk]},
        "reporting:withdraw_batch": {"reason": "重复"},
        **{f"reporting:void_{name}": {"reason": "重复"} for name in ("work", "penalty")},
        **{
            f"reporting:{act}_{name}": outcome_told(posts.city, name, LEAD) | {"reason": "写错"}
            for act in ("new", "edit")
            for name in ("work", "penalty")
        },
        "overview:year_keep": {"office": posts.city.unit(OFFICE).pk, "year": today.year, "plans": "继续推进。"},
        "overview:year_kept": {"title": "示例年度报告", "to": "系统外：市安全生产委员会"},
        "insight:compute_all": {"unit": posts.city.unit(OFFICE).pk},
        "insight:again": {name: value for name, value in question_of("street-risk").defaults(today).items() if value},
        "insight:report": {"title": "近五年事故分析", "to": "系统外：市安全生产委员会"},
        "accidents:verify_scheme": {"source": "原件", "on": today},
        "accidents:revise_code": {"label": "没有适用的标准"},
        "accidents:verify_code": {"on": today},
        "accidents:set_ways": {"news": [code("type-2025", "11"), code("type-2025", "27")]},
        "hazards:move": {
            "criterion": CLAUSE,
            "level": "major",
            "due": FUTURE,
            "responsible_unit": posts.city.unit("民治街道").pk,
        },
        "hazards:add_standard": {"code": "XX", "title": "某行业判定标准"},
        "hazards:edit_standard": {"code": "YD", "title": "邮政判定标准"},
        "hazards:verify_standard": {"source": "公报", "verified_on": clock.today()},
        "hazards:add_criterion": {"code": "YD-2", "summary": "某情形"},
        "hazards:revise_criterion": {"summary": "另一情形"},
        "hazards:end_criterion": {"last": clock.today()},
        "hazards:verify_criterion": {"verified_on": clock.today()},
        "orgs:site_position": {"latitude": "22.61", "longitude": "114.02"},
        "orgs:merge_sites": {"reason": "同一地址，重复登记"},
        "hazards:ask_extend": {"due": later, "reason": "配件未到", "interim_control": "停用"},
        "hazards:ask_transfer": {"to_unit": posts.city.unit("龙华区交通运输").pk, "reason": "属道路客运"},
        "hazards:propose": {"level": "district", "facts": "久拖", "legal_basis": BASIS, "deadline": soon()},
        "hazards:record_move": {"reason": "写错"},
        "hazards:decide": {"decision": "grant"},
        "hazards:order_control": {"kind": "interim", "measures": "专人看护", "since": today},
        "hazards:blur": {"rectangles": "1 1 10 10"},
        "hazards:control_move": {"grounds": "已消除"},
        "hazards:looks": {"office": posts.city.unit(OFFICE).pk, "first": today, "last": today, "percent": 100},
        "hazards:signal_move": {"findings": "两份文字由同一人代填，已到现场核对"},
        "hazards:templates": {"sentences": "现场复核符合要求"},
        "hazards:chase": {"unit": records["rectifying"].responsible_unit_id, "query": ""},
        "hazards:set_clock": {"amount": 15, "source": "本市规定"},
        "hazards:together": {"hazard": records["rectifying"].pk, "move": "sign"},
        "hazards:listing_move": {"decision": "同意挂牌"},
        "dispatch:chase": {"sent_before": 0, "unit": posts.city.unit(LEAD).pk},
        "dispatch:section": {"text": "抓紧整改。"},
        "dispatch:remind": reminded | {"kind": "reminder_letter", "said": "请督促整改。"},
        "dispatch:reminder_move": {"conclusion": "已另行发函"},
        "dispatch:instruct": {"text": "请抓紧排查。"},
        "dispatch:instruction_move": {"remark": "已当面办理"},
        "dispatch:escalate": reminded | {"reason": "逾期未答复"},
        "dispatch:open_task": {"title": "排查整治", "lead": posts.city.unit(LEAD).pk, "target": "完成", "due": FUTURE},
        "dispatch:amend_task": dict.fromkeys(("number", "seen"), records["task"].number)
        | {"target": "全部完成", "what": "目标改为全部"},
        "supervision:propose_area": {
            "title": "示例片区3",
            "streets": [posts.city.territories["民治街道"].pk],
            "basis": "事故多",
            "until": FUTURE,
        },
        "supervision:area_measure": {"result": "已打通"},
        "supervision:propose_listing": {
            "base_year": today.year - 1,
            "streets": [posts.city.territories["观湖街道"].pk],
            "criteria": "按登记的事故起数选定",
            "unstudied": "还没有街道规模",
            "until": FUTURE,
        },
        "supervision:listing_move": {"reason": "不提请"},
        "supervision:area_meeting": {"meeting": records["held"].pk},
        "supervision:area_move": {"reason": "不列"},
        "supervision:open_study": {"title": "示例研判3", "until": FUTURE},
        "supervision:signal_move": {"reason": "已有人管"},
        "supervision:alert_budget": {"per_month": "1"},
        "supervision:study_cause": {"text": "没有防火分隔"},
        "supervision:study_gap": {"how": "列入下一轮督导"},
        "supervision:study_visit": {"first": today, "last": today},
        "supervision:study_paper": {
            "paper": "report",
            "title": "示例研判报告",
            "to": "系统外：示例市安委会",
            "body": "示例",
        },
        "supervision:study_move": {"until": later, "reason": "检测还没有结果"},
        "supervision:study_look_alike": swept,
        "supervision:case_look_alike": swept,
        "supervision:look_alike_sites": {"added": "示例企业；同类场所"},
        "supervision:look_alike_site": {"on": today, "text": "没有换电柜"},
        "supervision:look_alike_round": {"first": today, "last": today},
        "supervision:look_alike_move": {"reason": "不再开展"},
        "supervision:report": {"title": "关于示例督导的报告", "to": "系统外：示例市安委会"},
        "supervision:plan": plan,
        "supervision:amend": plan,
        "supervision:interests": {
            "person": posts.people["I.own"].pk,
            "site": records["later site"].local_id,
            "reason": "本人持股",
        },
        "supervision:team": {
            "people": [f"{posts.people[who].pk}-{posts.city.unit(unit).pk}" for who, unit in GOING],
            "head": f"{posts.people['I.own'].pk}-{posts.city.unit('龙华区').pk}",
        },
        "supervision:keeper": {"person": records["second keeper"].pk},
        "supervision:name_target": {"key": records["later site"].local_id, "reason": "群众举报"},
        "supervision:move": {"reason": "不办了"},
        "supervision:target": {"without": "地下室"},
        "supervision:assign": {"team": records["team"].pk},
        "supervision:replace": {"reason": "已停业"},
        "supervision:record": {"text": "消防通道堵塞", "becomes": "hazard", "key": "a1"},
        "supervision:hand_over": {"unit": records["transfer"].unit_id, "basis": "第三十八条", "receipt_due": FUTURE},
        "supervision:transfer_move": {"reason": "移交有误"},
        "supervision:photo": {"accepted": "1", "reason": "手机时钟慢了一天，已核对"},
        "supervision:finding_move": {"reason": "看错"},
        "supervision:findings": {
            "finding": records["signed finding"].pk,
            "unit": LEAD,
            "paper": "reminder_letter",
            "due": FUTURE,
        },
        "supervision:phone_sync": {"sent": _sent(posts, records["target"].pk)},
        "supervision:settle_version": {"counts": "first"},
        "supervision:visit_positions": {"purpose": "check"},
        "supervision:visit_move": {"conclusion": "未见异常", "refused": "拒签", "witness": "示例乙（物业经理）"},
        "supervision:new_checklist": {"title": "示例检查表2", "about": "of_sites"} | _edition("有操作规程"),
        "supervision:new_edition": _edition("有应急预案"),
        "supervision:edit_checklist": {"title": records["checklist"].title, "about": "of_sites", "note": "示例"},
        "supervision:answer": {"verdict": "meets"},
        "supervision:answer_rest": {"item": [records["item"].pk]},
        "supervision:again": {"verdict": "still", "hazard": records["open there"].pk},
        "supervision:task": {"verdict": "agrees", "key": "t1"},
        "tips:follow": shown_by(records["true tip"]),
        "tips:move": {"sector": posts.city.sectors["房屋建筑施工"].pk},
        "tips:identity": {"purpose": "verify"},
        "tips:propose_reward": {"amount": "100", "basis": "示例办法"},
        "tips:pay_reward": {"code": shown_by(records["paid tip"])["code"], "voucher": "PZ-1"},
        "tips:recheck_move": {"note": "已拆除"},
        "tips:term": {"amount": "7", "source": "示例办法"},
        "supervision:tips": {"size": "1"},
        "monitoring:new": watched | {"code": "QY-DOOR"},
        "monitoring:edit": watched | {"evidence": "复验收单"},
        "monitoring:kinds": {"labels": "电梯"},
        "monitoring:new_feed": fed | {"office": posts.city.unit(OFFICE).pk, "name": "第二个接入"},
        "monitoring:edit_feed": fed | {"name": "改名的接入"},
        "monitoring:feed_systems": {"numbers": ""},
        "monitoring:feed_move": {"reason": "检修"},
        "monitoring:together": {"alert": records["alert"].pk, "move": "watch"},
        "monitoring:alert_move": {"note": "派人到场"},
        **appraisal.bodies({name: record.pk for name, record in records.items()}),
        "reconcile:review": {"verdict": "apart", "pair": records["doubtful"].pk},
        "reconcile:pair": {"column-0": "责任单位"},
        "reconcile:move": {"reason": "传错文件"},
        "reconcile:discrepancy_move": {"cause": "omitted", "resolution": "已在本系统补录"},
    }
    found: dict[str, Body] = {row: (lambda body=body: dict(body)) for row, body in fixed.items()}
    record = {"position": "二层", "on_site_at": f"{clock.now():%Y-%m-%dT%H:%M}", "conclusion": "属实"}
    reported = {"site": "示例企业", "title": "临边防护缺失", "description": "二层东侧", "found_on": today}
    found["reconcile:new"] = lambda: {
        "office": posts.city.unit(OFFICE).pk,
        "left_name": "本区台账",
        "left_file": SimpleUploadedFile("本区.csv", as_csv(HEADINGS, ours())),
        "right_name": "市平台",
        "right_file": SimpleUploadedFile("市平台.csv", as_csv(OTHERS, theirs())),
    }
    found["reporting:new_batch"] = lambda: {"kind": "training_employees", "file": records_file(LEAD)}
    found["campaign:plan_signed"] = lambda: {"signed": SimpleUploadedFile("印发件.docx", docx("动态清零"))}
    found["appraisal:visit_move"] = lambda: {"on": today, "evidence": picture()}
    looked = {"conclusion": "未反弹", "position": "二层"}
    found["reporting:take_in"] = lambda: {"file": SimpleUploadedFile("填报.csv", FILED.encode())}
    found["hazards:look_move"] = lambda: looked | {"files": picture()}
    found["orgs:outlines"] = lambda: {
        "file": SimpleUploadedFile("区划.geojson", geojson("龙华区"), "application/geo+json"),
        "source": "示例数据",
    }
    found["hazards:draft_record"] = lambda: record | {"photos": picture()}
    found["hazards:report"] = lambda: reported | {"photos": picture()}
    found["hazards:edit"] = lambda: reported | {"photos": picture()}
    found["tips:tell"] = lambda: filled_in(posts.city)
    found["upload"] = lambda: {"offset": 0, "piece": SimpleUploadedFile("piece", PNG[:40])}
    found["inbox:import"] = lambda: {"file": book(sheet_of(posts, number="LH-DOOR-2"))}
    found["inbox:import@units"] = lambda: {"file": book(unit_sheet())}
    found["inbox:totals"] = lambda: {"file": book(sheet_of(posts, number="LH-DOOR-3"))}
    return found


def unit_sheet() -> bytes:
    """A workbook with one unit."""
    return export(catalogue()["units"], [{"name": "市水务局", "kind": "部门", "territory": "深圳市", "line": "水务"}])


def picture() -> SimpleUploadedFile:
    """A photo as a form brings it."""
    return SimpleUploadedFile("现场.png", PNG, "image/png")


def book(content: bytes) -> SimpleUploadedFile:
    """A workbook as a form brings it."""
    return SimpleUploadedFile("台账.xlsx", BytesIO(content).read())
