"""The machines of a hazard, of the record that two people sign on site, of a request, and of a listing. All of
"who may" stands here."""

from __future__ import annotations

from zhiben.hazards.vocab import ADDRESSED, TRANSFERRED, RecordKind
from zhiben.kernel.machine import Machine, Move, Need, State, register, request_machine
from zhiben.kernel.permission import Permission, other_than, part, role, rule
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

REASON = Need("reason", N_("理由"), "longtext")
FILES = Need("files", N_("照片、附件"), "files", required=False)
RECORD = Need("record", N_("现场记录"), "record")

ENTERPRISE = role(Role.ENTERPRISE_CONTACT, N_("企业联系人"))
STREET = role(Role.STREET_OFFICER, N_("街道工作人员"))
DISTRICT = role(Role.DISTRICT_OFFICER, N_("区工作人员"))
DEPARTMENT = role(Role.DEPARTMENT_OFFICER, N_("行业主管部门工作人员"))
INSPECTOR = role(Role.INSPECTOR, N_("督导检查员"))
OFFICE = role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
CITY_OFFICE = role(Role.OFFICE_OFFICER, N_("市安委办工作人员"), level=Level.CITY)
DISTRICT_OFFICE = role(Role.OFFICE_OFFICER, N_("区安委办工作人员"), level=Level.DISTRICT)
CITY_LEADER = role(Role.OFFICE_LEADER, N_("市安委办领导"), level=Level.CITY)
DISTRICT_LEADER = role(Role.OFFICE_LEADER, N_("区安委办领导"), level=Level.DISTRICT)

REPORTING_ROLES = (
    Role.ENTERPRISE_CONTACT,
    Role.STREET_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.INSPECTOR,
    Role.OFFICE_OFFICER,
)
REPORTER = ENTERPRISE | STREET | DISTRICT | DEPARTMENT | INSPECTOR | OFFICE
NOT_TRANSFERRED = rule(
    N_("未移送"),
    lambda a, r: all(played != TRANSFERRED for played, _place in r.participants),
    N_("已移送，由受移送部门办理"),
)
SECTOR_DEPARTMENT: Permission = (DEPARTMENT & NOT_TRANSFERRED) | part(
    TRANSFERRED, Role.DEPARTMENT_OFFICER, N_("受移送部门工作人员")
)
"""Who verifies, rejects, accepts, decides on deadlines, reopens: the department of the hazard's sector; once another
has taken the hazard over, that one alone. The one that handed it over goes on reading it."""

ADDRESSED_DEPARTMENT = part(ADDRESSED, Role.DEPARTMENT_OFFICER, N_("受移送部门工作人员"))
RESPONSIBLE_UNIT = ENTERPRISE | STREET
FIRST_REVIEWER = DEPARTMENT | DISTRICT | INSPECTOR
SECOND_REVIEWER = FIRST_REVIEWER | STREET
CONFIRMER = DISTRICT | DEPARTMENT | INSPECTOR

FIRST = {RecordKind.CONFIRM: CONFIRMER, RecordKind.REVIEW: FIRST_REVIEWER, RecordKind.SEND_BACK: FIRST_REVIEWER}
SECOND = {RecordKind.CONFIRM: CONFIRMER, RecordKind.REVIEW: SECOND_REVIEWER, RecordKind.SEND_BACK: SECOND_REVIEWER}
"""Who may draft, and who may sign as the second, each kind of site record."""

LISTED_BY_CITY = rule(N_("由市挂牌"), lambda a, r: getattr(r, "listing_level", "") == "city")
LISTED_BY_DISTRICT = rule(N_("由区挂牌"), lambda a, r: getattr(r, "listing_level", "") == "district")
OFF_THE_LIST = rule(
    N_("未挂牌"),
    lambda a, r: not getattr(r, "listing_level", ""),
    N_("已挂牌督办的隐患不能再作此认定"),
)
"""Whether it is a hazard at all was settled when it was listed; a listing ends by rectifying only."""

NOT_LISTED = rule(N_("未挂牌"), lambda a, r: not getattr(r, "listing_level", ""), N_("挂牌督办的隐患由挂牌单位验收"))

ACCEPTER = (SECTOR_DEPARTMENT & NOT_LISTED) | (CITY_OFFICE & LISTED_BY_CITY) | (DISTRICT_OFFICE & LISTED_BY_DISTRICT)
CLOSER = (DISTRICT_OFFICE & ~LISTED_BY_CITY) | (CITY_OFFICE & LISTED_BY_CITY)
PEOPLE_OF_THE_ATTEMPT = other_than("people_behind", label=N_("上报人、整改人、复核人"))


def found(verdict: str, label: str) -> Permission:
    """The first inspector's verdict on a listing is `verdict`."""
    first = N_("须先由一人起草验收意见：{label}")
    return rule(label, lambda a, r: getattr(r, "verdict", "") == verdict, first.format(label=label))


def takes_over(actor: Actor, unit: int) -> bool:
    """True when `actor` is an officer of the department `unit`."""
    return any(grant.role == Role.DEPARTMENT_OFFICER and grant.unit == unit for grant in actor.grants)


HAZARD = register(
    Machine(
        name="hazard",
        title=N_("事故隐患"),
        initial="draft",
        final=("closed", "rejected", "duplicate", "retracted"),
        states=(
            State("draft", N_("草稿")),
            State("reported", N_("上报"), "warning"),
            State("verified", N_("核定"), "info"),
            State("rectifying", N_("整改中"), "progress"),
            State("declared", N_("报整改完成"), "warning"),
            State("reviewed", N_("复核通过"), "info"),
            State("accepted", N_("验收合格"), "info"),
            State("closed", N_("销号"), "success"),
            State("rejected", N_("不予认定")),
            State("duplicate", N_("重复")),
            State("retracted", N_("已撤销导入")),
        ),
        moves=(
            Move("report", N_("上报"), ("draft",), "reported", REPORTER, undoable=True, shown=False),
            Move(
                "verify",
                N_("核定"),
                ("reported",),
                "verified",
                SECTOR_DEPARTMENT,
                needs=(
                    Need("criterion", N_("判定依据（标准、条款）"), begins=lambda hazard: hazard.criterion),
                    Need(
                        "level",
                        N_("等级"),
                        "choice",
                        choices=(("major", N_("重大事故隐患")), ("general", N_("一般事故隐患"))),
                    ),
                    Need("due", N_("整改期限"), "date"),
                    Need("responsible_unit", N_("责任单位"), "unit"),
                ),
                paper=N_("整改通知书"),
                undoable=True,
            ),
            Move(
                "confirm",
                N_("现场确认"),
                ("verified", "rectifying", "declared"),
                None,
                CONFIRMER,
                needs=(RECORD,),
                paper=N_("确认记录"),
                together=True,
                shown=False,
            ),
            Move(
                "reject",
                N_("不予认定"),
                ("reported", "verified"),
                "rejected",
                SECTOR_DEPARTMENT & OFF_THE_LIST,
                (REASON,),
                tone="danger",
            ),
            Move(
                "mark_duplicate",
                N_("标为重复"),
                ("reported", "verified"),
                "duplicate",
                SECTOR_DEPARTMENT & OFF_THE_LIST,
                needs=(Need("other", N_("重复的隐患编号")),),
                tone="danger",
            ),
            Move(
                "transfer",
                N_("移送"),
                ("reported", "verified", "rectifying"),
                None,
                ADDRESSED_DEPARTMENT,
                needs=(Need("request", N_("移送申请"), "record"),),
                shown=False,
            ),
            Move(
                "start",
                N_("开始整改"),
                ("verified",),
                "rectifying",
                RESPONSIBLE_UNIT,
                needs=(
                    Need("responsibility", N_("责任落实"), "bool", must_be_true=True),
                    Need("measures", N_("措施落实"), "bool", must_be_true=True),
                    Need("funding", N_("资金落实"), "bool", must_be_true=True),
                    Need("deadline", N_("时限落实"), "bool", must_be_true=True),
                    Need("contingency", N_("预案落实"), "bool", must_be_true=True),
                    Need("plan", N_("治理方案"), "longtext", required=False, help=N_("重大事故隐患必填")),
                ),
                undoable=True,
            ),
            Move(
                "progress",
                N_("报送进展"),
                ("rectifying",),
                None,
                RESPONSIBLE_UNIT,
                needs=(
                    Need("text", N_("进展"), "longtext"),
                    Need("percentage", N_("完成百分比"), "number", minimum=0, maximum=100),
                    FILES,
                ),
            ),
            Move(
                "extend",
                N_("延期"),
                ("rectifying",),
                None,
                ACCEPTER,
                needs=(Need("request", N_("延期申请"), "record"),),
                paper=N_("延期决定"),
                shown=False,
            ),
            Move(
                "declare",
                N_("报整改完成"),
                ("rectifying",),
                "declared",
                RESPONSIBLE_UNIT,
                needs=(
                    Need("measures_done", N_("整改措施完成情况"), "longtext"),
                    Need("funds", N_("投入资金（元）"), "number", minimum=0),
                    Need("files", N_("整改后照片"), "files"),
                ),
                undoable=True,
            ),
            Move(
                "review",
                N_("复核通过"),
                ("declared",),
                "reviewed",
                SECOND_REVIEWER,
                needs=(RECORD,),
                paper=N_("复核记录"),
                together=True,
                shown=False,
            ),
            Move(
                "send_back",
                N_("复核退回"),
                ("declared",),
                "rectifying",
                SECOND_REVIEWER,
                needs=(RECORD,),
                counted=True,
                together=True,
                shown=False,
                tone="danger",
            ),
            Move(
                "accept",
                N_("验收"),
                ("reviewed",),
                "accepted",
                ACCEPTER,
                needs=(
                    Need("conclusion", N_("验收结论"), "longtext"),
                    Need("commitments", N_("五落实均已到位"), "bool", must_be_true=True),
                ),
                paper=N_("验收意见"),
                undoable=True,
            ),
            Move("close", N_("销号"), ("accepted",), "closed", CLOSER & PEOPLE_OF_THE_ATTEMPT, undoable=True),
            Move(
                "reopen",
                N_("重新打开"),
                ("closed",),
                "rectifying",
                SECTOR_DEPARTMENT | OFFICE,
                needs=(
                    Need(
                        "trigger",
                        N_("原因"),
                        "choice",
                        choices=(("second_look", N_("回头看")), ("relapse", N_("回潮反弹")), ("tip", N_("投诉举报"))),
                    ),
                    Need("evidence", N_("依据"), "longtext"),
                    Need("due", N_("新的整改期限"), "date", required=False, help=N_("原期限未过的可不填")),
                ),
                counted=True,
                tone="danger",
            ),
            Move("retract", N_("撤销导入"), ("reported",), "retracted", REPORTER, shown=False),
            Move("redraft", N_("重新导入"), ("retracted",), "draft", REPORTER, shown=False),
        ),
    )
)

DRAFTER = rule(N_("起草人"), lambda a, r: getattr(r, "first", 0) == a.id, N_("须为起草人"))
DROPPER = DRAFTER | SECTOR_DEPARTMENT | OFFICE
DECIDER = rule(
    N_("有权决定者"),
    lambda a, r: getattr(r, "decides", bool)(a),
    N_("须为核定部门；挂牌的为挂牌单位；移送的为接收部门"),
)

SITE_RECORD = register(
    Machine(
        name="site_record",
        title=N_("现场记录"),
        initial="drafted",
        final=("signed", "dropped"),
        states=(
            State("drafted", N_("待会签"), "warning"),
            State("signed", N_("已会签"), "success"),
            State("dropped", N_("作废")),
        ),
        moves=(
            Move("sign", N_("会签"), ("drafted",), "signed", SECOND_REVIEWER, shown=False),
            Move("drop", N_("作废"), ("drafted",), "dropped", DROPPER, (REASON,), tone="danger"),
        ),
    )
)

REQUEST = register(request_machine("hazard_request", N_("隐患申请"), decides=DECIDER))

BY_CITY = rule(N_("市级挂牌"), lambda a, r: getattr(r, "level", "") == "city")
BY_DISTRICT = rule(N_("区级挂牌"), lambda a, r: getattr(r, "level", "") == "district")
BODY_OFFICER = (CITY_OFFICE & BY_CITY) | (DISTRICT_OFFICE & BY_DISTRICT)
SECOND_INSPECTOR = BODY_OFFICER & other_than("inspector_one", "inspector_one_for", label=N_("起草验收意见的人"))
BODY_LEADER = (CITY_LEADER & BY_CITY) | (DISTRICT_LEADER & BY_DISTRICT)

LISTING = register(
    Machine(
        name="listing",
        title=N_("挂牌督办"),
        initial="proposed",
        final=("delisted",),
        states=(
            State("proposed", N_("提请"), "warning"),
            State("approved", N_("批准"), "info"),
            State("noticed", N_("已下达"), "progress"),
            State("acceptance_requested", N_("申请验收"), "warning"),
            State("accepted", N_("验收通过"), "info"),
            State("delisted", N_("摘牌"), "success"),
            State("kept_listed", N_("继续挂牌"), "danger"),
        ),
        moves=(
            Move(
                "approve", N_("批准挂牌"), ("proposed",), "approved", BODY_LEADER, needs=(Need("decision", N_("决定")),)
            ),
            Move(
                "notice",
                N_("下达通知"),
                ("approved",),
                "noticed",
                BODY_OFFICER,
                needs=(Need("document", N_("挂牌督办通知书文号")),),
                paper=N_("挂牌督办通知书"),
            ),
            Move(
                "request_acceptance",
                N_("申请验收"),
                ("noticed", "kept_listed"),
                "acceptance_requested",
                RESPONSIBLE_UNIT,
                needs=(Need("evidence", N_("整改情况"), "longtext"), FILES),
            ),
            Move(
                "inspect",
                N_("起草验收意见"),
                ("acceptance_requested",),
                None,
                BODY_OFFICER,
                needs=(
                    Need("record", N_("验收记录"), "longtext"),
                    Need(
                        "verdict",
                        N_("验收意见"),
                        "choice",
                        choices=(("accept", N_("验收通过")), ("keep", N_("继续挂牌"))),
                        help=N_("由另一名工作人员会签后生效"),
                    ),
                ),
            ),
            Move(
                "accept",
                N_("会签：验收通过"),
                ("acceptance_requested",),
                "accepted",
                SECOND_INSPECTOR & found("accept", N_("验收通过")),
                together=True,
            ),
            Move(
                "keep",
                N_("会签：继续挂牌"),
                ("acceptance_requested",),
                "kept_listed",
                SECOND_INSPECTOR & found("keep", N_("继续挂牌")),
                together=True,
                tone="danger",
            ),
            Move(
                "delist",
                N_("摘牌"),
                ("accepted",),
                "delisted",
                BODY_LEADER,
                needs=(Need("document", N_("摘牌文号")),),
                paper=N_("摘牌通知"),
            ),
        ),
    )
)

LISTED_STATES = ("approved", "noticed", "acceptance_requested", "accepted", "kept_listed", "delisted")
"""A hazard counts as listed from the decision on, delisted included."""
