"""The records behind the doors, one set for all posts; for every row of `tests.oracles.doors` the arguments of its
address, those of one that does not exist, and a body that would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors import posts as doors
from tests.doors.posts import PASSWORD, Posts
from tests.factories.campaign import framed_campaign, task
from tests.factories.documents import WRITTEN, Desk
from tests.factories.hazards import FUTURE, PNG, Cast, hazard
from tests.factories.inbox import given_up, morning, told
from tests.factories.orgs import city

from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.campaign.operations import save_view
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch.queries import names
from zhiben.documents import operations as documents
from zhiben.documents.vocab import Kind
from zhiben.foundation.files import attach, store
from zhiben.foundation.importing import export
from zhiben.foundation.scope import scope
from zhiben.hazards.operations import ask_extension, propose_listing
from zhiben.hazards.sheets import HAZARDS
from zhiben.inbox.models import ImportAct, KnownHead
from zhiben.inbox.operations.workbooks import take_in
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.operations import grant, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

NOWHERE = 987_654_321
"""An id that nothing has."""

Arguments = tuple[object, ...]
Body = Callable[[], dict[str, Any]]
OFFICE, LEAD, ASSISTING = "龙华区安委办", "龙华区住房建设", "龙华区消防救援"


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
        """The arguments of the row with an id that nothing has; of a version, its number, for whoever it is kept from
        may know the document."""
        if row.startswith("documents:version"):
            return self.arguments[row][0], NOWHERE
        return tuple(NOWHERE if isinstance(one, int) else one for one in self.arguments.get(row, ()))


def build() -> Stage:
    """Everything, in the test's database; files go where the settings say."""
    posts = doors.build(city())
    cast = Cast(posts.city, site=posts.sites["示例企业"])
    records: dict[str, Any] = {}
    _hazards(cast, records)
    _tasks(posts, records)
    _documents(posts, records)
    _rounds(posts, records)
    _accounts(posts, records)
    _files(posts, records)
    return Stage(posts, cast, _arguments(posts, records), _bodies(posts, records), records, morning())


def _hazards(cast: Cast, records: dict[str, Any]) -> None:
    records["reported"], records["rectifying"] = hazard(cast, "reported"), hazard(cast, "rectifying")
    asked, listed, recorded = (hazard(cast, "rectifying") for _ in range(3))
    with scope(cast.enterprise):
        records["request"] = ask_extension(
            asked, due=FUTURE + timedelta(days=9), reason="配件未到", interim_control="停用", actor=cast.enterprise
        )
    with scope(cast.office):
        records["listing"] = propose_listing(
            listed, level="district", facts="久拖", legal_basis="", deadline=FUTURE, actor=cast.office
        )
    with scope(cast.colleague):
        records["record"] = cast.record(recorded, "confirm", cast.colleague)


def _tasks(posts: Posts, records: dict[str, Any]) -> None:
    lead = posts.actor("P.own")
    for name in ("task", "asked task"):
        records[name] = task(posts.city, lead=LEAD, assisting=(ASSISTING,), due=FUTURE)
    records["submitted task"] = task(posts.city, "submitted", lead=LEAD, due=FUTURE)
    framed = framed_campaign(posts.city.unit(OFFICE).pk, posts.actor("O.own"))
    records |= {"goal": framed.goal, "action": framed.action, "indicator": framed.indicator}
    keeper = posts.actor("O.own")
    with scope(keeper):
        records["view"] = save_view("逾期", "overdue=on", actor=keeper)
    with scope(lead):
        records["extension"] = ask_for_task(
            records["asked task"], due=FUTURE + timedelta(days=9), reason="受阻", actor=lead
        )


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
    officer = posts.actor("O.own")
    with scope(officer):
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(records["round"], actor=officer)
        records["naming"] = next(one for one in names(records["round"]) if one.unit_name == LEAD)


def _accounts(posts: Posts, records: dict[str, Any]) -> None:
    """A colleague of the lead department, with a second role and a substitute, and mail that was given up."""
    colleague = doors.account(posts.city, Role.DEPARTMENT_OFFICER, LEAD, "colleague")
    second = grant(colleague, Role.INSPECTOR, unit=posts.city.unit(LEAD), actor=SYSTEM)
    today = clock.today()
    records["colleague"], records["grant"] = colleague, second
    records["substitution"] = substitute(
        colleague,
        doors.account(posts.city, Role.DEPARTMENT_OFFICER, LEAD, "stand-in"),
        first=today,
        last=today,
        actor=actor_of(colleague),
    )
    records["given up"] = given_up(colleague, posts.people["Y.own"])
    records["message"] = told(posts.people["O.own"])


def _files(posts: Posts, records: dict[str, Any]) -> None:
    """One file beside each kind of record, brought by nobody of the posts, and one that lies beside nothing yet."""
    beside = {
        "file": ("hazards.hazard", records["rectifying"]),
        "file@record": ("hazards.siterecord", records["record"]),
        "file@task": ("campaign.keytask", records["task"]),
        "file@draft": ("documents.officialdocument", records["draft"]),
        "file@reply": ("documents.delivery", records["delivery"]),
        "file@naming": ("dispatch.namedunit", records["naming"]),
    }
    for number, (row, (label, record)) in enumerate(beside.items()):
        stored = store(PNG + bytes([number]), name="现场.png", actor_id=NOWHERE)
        attach(stored, to=(label, record.pk), actor_id=NOWHERE, purpose="test")
        records[row] = stored
    workbook = sheet_of(posts, number="LH-DOOR-1")
    _imported(posts, records)
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
        "overview:record": ("hazards.hazard", pk["rectifying"]),
        "overview:record@task": ("campaign.keytask", pk["task"]),
        "overview:record@draft": ("documents.officialdocument", pk["draft"]),
        "overview:record@issued": ("documents.officialdocument", pk["issued"]),
        "overview:record@delivery": ("documents.delivery", pk["delivery"]),
        "overview:record@round": ("dispatch.round", pk["round"]),
        "overview:record@naming": ("dispatch.namedunit", pk["naming"]),
        "overview:record@person": ("orgs.person", person),
        **{f"orgs:{name}": (person,) for name in ("person", "active", "grant", "substitute")},
        "orgs:end_grant": (person, pk["grant"]),
        "orgs:end_substitution": (person, pk["substitution"]),
        "inbox:message": (pk["message"],),
        "inbox:enter_mail": (person,),
        "inbox:try_again": (pk["given up"],),
        "inbox:set_aside": (pk["given up"],),
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
        **{f"campaign:{name}": (pk["action"],) for name in ("action", "add_indicator")},
        "campaign:indicator": (pk["indicator"],),
        "campaign:page": (pk["task"],),
        "campaign:paper": ("docx",),
        "campaign:divided": ("unit",),
        **{f"campaign:{name}": (pk["view"],) for name in ("view", "drop_view")},
        "campaign:split": (pk["task"],),
        "campaign:move": (pk["task"], "report"),
        "campaign:ask_extension": (pk["task"],),
        "campaign:decide_extension": (pk["extension"],),
        "hazards:page": (pk["rectifying"],),
        "hazards:move": (pk["reported"], "verify"),
        "hazards:draft_record": (pk["rectifying"], "confirm"),
        "hazards:ask_extend": (pk["rectifying"],),
        "hazards:ask_transfer": (pk["reported"],),
        "hazards:propose": (pk["rectifying"],),
        "hazards:sign": (pk["record"],),
        "hazards:record_move": (pk["record"], "drop"),
        "hazards:decide": (pk["request"],),
        "hazards:listing_move": (pk["listing"], "approve"),
        **{f"dispatch:{name}": (pk["round"],) for name in ("page", "bulletin", "comparison", "decisions")},
        "dispatch:move": (pk["open round"], "collect"),
        "dispatch:naming": (pk["naming"],),
        "dispatch:naming_move": (pk["naming"], "agree"),
        "dispatch:rows": (pk["round"], "A5.tasks", "all"),
        **{row: (pk[row],) for row in records if row.startswith("file")},
    }


def _bodies(posts: Posts, records: dict[str, Any]) -> dict[str, Body]:
    """For every row that takes a body, one that would do; uploads are made anew for every use."""
    later, today = FUTURE + timedelta(days=9), clock.today()
    letter = {"title": "关于检查的提醒函", "to": LEAD, "basis": "示例依据", "body": "请立即排查。", "reply_by": FUTURE}
    fixed: dict[str, dict[str, Any]] = {
        "login": {"username": "nobody", "password": "wrong"},
        "orgs:password": {"old": PASSWORD, "new": "another word of 2024", "again": "another word of 2024"},
        "orgs:add": {"username": "newcomer", "name": "新人", "password": "a first word of 2024"},
        "orgs:active": {"active": "0"},
        "orgs:grant": {"role": Role.INSPECTOR, "unit": posts.city.unit(ASSISTING).pk, "first": today},
        "orgs:substitute": {"by": posts.people["P.own"].pk, "first": later, "last": later},
        "inbox:change_mail": {"mail": "somebody@example.org"},
        "inbox:confirm_mail": {"code": "000000"},
        "inbox:enter_mail": {"mail": "somebody@example.org"},
        "inbox:commit": {"stored": records["file@alone"].pk},
        "inbox:marked": {"stored": records["file@alone"].pk},
        "inbox:undo": {"reason": "传错文件"},
        "documents:write": letter,
        "documents:edit": letter,
        "documents:signing": {"document": records["reviewed"].pk},
        "documents:body": {"full_name": OFFICE, "code": "龙安办", "numbering": "own"},
        "documents:void": {"number": f"龙安办〔{today.year}〕90号", "reason": "印错作废"},
        "campaign:goal": {"goal": "清存量"},
        "campaign:action": {"name": "主要负责人安全教育培训"},
        "campaign:add_indicator": {"name": "整改率", "unit": "%"},
        "campaign:indicator": {"name": "培训人次", "unit": "人次", "target_2024": "100"},
        "campaign:report": {f"text_{records['task'].pk}": "已排查"},
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
        "hazards:move": {
            "criterion": "建质规〔2024〕5号",
            "level": "major",
            "due": FUTURE,
            "responsible_unit": posts.city.unit("民治街道").pk,
        },
        "hazards:ask_extend": {"due": later, "reason": "配件未到", "interim_control": "停用"},
        "hazards:ask_transfer": {"to_unit": posts.city.unit("龙华区交通运输").pk, "reason": "属道路客运"},
        "hazards:propose": {"level": "district", "facts": "久拖", "deadline": FUTURE},
        "hazards:record_move": {"reason": "写错"},
        "hazards:decide": {"decision": "grant"},
        "hazards:listing_move": {"decision": "同意挂牌"},
        "dispatch:bulletin": {"requirements": "一、抓紧整改。"},
    }
    found: dict[str, Body] = {row: (lambda body=body: dict(body)) for row, body in fixed.items()}
    record = {"position": "二层", "on_site_at": f"{clock.now():%Y-%m-%dT%H:%M}", "conclusion": "属实"}
    reported = {"site": "示例企业", "title": "临边防护缺失", "description": "二层东侧", "found_on": today}
    found["hazards:draft_record"] = lambda: record | {"photos": picture()}
    found["hazards:report"] = lambda: reported | {"photos": picture()}
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
