"""Who takes part in the life of a hazard: the roles of the ledger, and what keeps one person from acting after
another."""

from __future__ import annotations

from zhiben.hazards.vocab import ADDRESSED, TRANSFERRED, Grade, RecordKind
from zhiben.kernel.machine import Need
from zhiben.kernel.permission import Permission, Record, other_than, part, role, rule
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

BLURRER: Permission = (
    OFFICE | DEPARTMENT | DISTRICT | part(TRANSFERRED, Role.DEPARTMENT_OFFICER, N_("受移送部门工作人员"))
)
"""Who says what of a hazard's photos their copies do not show: none of those who may have brought them to show what
they mended."""

ADDRESSED_DEPARTMENT = part(ADDRESSED, Role.DEPARTMENT_OFFICER, N_("受移送部门工作人员"))
RESPONSIBLE_UNIT = ENTERPRISE | STREET
FIRST_REVIEWER = DEPARTMENT | DISTRICT | INSPECTOR
SECOND_REVIEWER = FIRST_REVIEWER | STREET
CONFIRMER = DISTRICT | DEPARTMENT | INSPECTOR


def _apart_from(sentence: str, *columns: str, units: bool = False) -> Permission:
    """Nobody, or no unit, of those that stand in these columns of the hazard's present round, in any post and whomever
    one stands in for."""

    def holds(actor: Actor, record: Record) -> bool:
        attempt = getattr(record, "attempt", None)
        return attempt is None or not (actor.units if units else actor.people) & attempt.ids(columns)

    return rule(sentence, holds)


INDEPENDENT = (
    _apart_from(N_("复核人不得是该隐患的上报人或其代理人"), "reporter", "reporter_for")
    & _apart_from(N_("复核人不得是整改人或其代理人"), "rectifier", "rectifier_for")
    & _apart_from(N_("复核人不得是填报整改的人或其代理人"), "rectification_entered_by", "rectification_entered_for")
    & _apart_from(N_("复核人不得与整改人、填报整改的人同属一个单位"), "rectifying_unit", "entering_unit", units=True)
)
"""The rules on a reviewer; the attempt's constraints hold the same for the posts in which people acted."""

FIRST = {
    RecordKind.CONFIRM: CONFIRMER,
    RecordKind.REVIEW: FIRST_REVIEWER & INDEPENDENT,
    RecordKind.SEND_BACK: FIRST_REVIEWER & INDEPENDENT,
}
SECOND = {
    RecordKind.CONFIRM: CONFIRMER,
    RecordKind.REVIEW: SECOND_REVIEWER & INDEPENDENT,
    RecordKind.SEND_BACK: SECOND_REVIEWER & INDEPENDENT,
}
"""Who may draft, and who may sign as the second, each kind of site record."""

IS_MAJOR = rule(
    N_("重大事故隐患"), lambda a, r: getattr(r, "level", "") == Grade.MAJOR, N_("只有重大事故隐患须有治理方案")
)
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


def takes_over(actor: Actor, unit: int) -> bool:
    """True when `actor` is an officer of the department `unit`."""
    return any(grant.role == Role.DEPARTMENT_OFFICER and grant.unit == unit for grant in actor.grants)
