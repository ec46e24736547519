"""Words of the organisation: roles, kinds of territory and unit, each with the office's label. Anyone may import
this."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_


class Labelled(StrEnum):
    """A choice with its label."""

    @property
    def label(self) -> str:
        """The office's word."""
        return LABELS[self]


class Role(Labelled):
    """What somebody is, in respect of a subtree of both axes."""

    OFFICE_LEADER = "office_leader"
    OFFICE_OFFICER = "office_officer"
    DEPARTMENT_OFFICER = "department_officer"
    DISTRICT_OFFICER = "district_officer"
    STREET_OFFICER = "street_officer"
    INSPECTOR = "inspector"
    ENTERPRISE_CONTACT = "enterprise_contact"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""Exclusive of each other and of everything else; they read no business data."""

LOOKING_ON = (*ADMINISTRATORS, Role.AUDITOR)
"""These do no business, and so stand in for nobody."""


class TerritoryKind(Labelled):
    """What a territory is."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    FUNCTIONAL_ZONE = "functional_zone"
    STREET = "street"
    TOWN = "town"
    SPECIAL = "special"
    QUASI = "quasi"


class UnitKind(Labelled):
    """What a unit is."""

    COMMITTEE_OFFICE = "committee_office"
    DEPARTMENT = "department"
    DISTRICT = "district_government"
    STREET = "street_office"
    ENTERPRISE = "enterprise"


class PositionFrom(Labelled):
    """How a site came by its coordinates."""

    ENTERED = "entered"
    IMPORTED = "imported"
    ARRIVAL = "arrival"


class LiaisonPart(Labelled):
    """Which of a unit's two liaison persons."""

    FIRST = "first"
    DEPUTY = "deputy"


class ForceRole(Labelled):
    """What somebody is in a task force."""

    HEAD = "head"
    VICE = "vice"
    MEMBER = "member"
    LIAISON = "liaison"


FAR_OFF = 50_000
"""So many metres away from the other sites of its district a site is asked about: a default of this product, no law."""

MEMBER_UNIT = "member"
"""The part in a task force of a unit that has sent somebody to it."""

OF_UNITS = (
    Role.DEPARTMENT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.STREET_OFFICER,
    Role.INSPECTOR,
    Role.ENTERPRISE_CONTACT,
)
"""Who works for a unit that an office coordinates, or goes out for one: no reader of what lies on the office's desk and
was not issued yet."""

HELD_AT: dict[Role, UnitKind] = {
    Role.OFFICE_LEADER: UnitKind.COMMITTEE_OFFICE,
    Role.OFFICE_OFFICER: UnitKind.COMMITTEE_OFFICE,
    Role.DEPARTMENT_OFFICER: UnitKind.DEPARTMENT,
    Role.DISTRICT_OFFICER: UnitKind.DISTRICT,
    Role.STREET_OFFICER: UnitKind.STREET,
}
"""The kind of unit at which a role is held; others are held at any. An enterprise has contacts only; that of a small
place without a unit of its own belongs to its street."""

LABELS: dict[str, str] = {
    Role.OFFICE_LEADER: N_("安委办领导"),
    Role.OFFICE_OFFICER: N_("安委办工作人员"),
    Role.DEPARTMENT_OFFICER: N_("部门工作人员"),
    Role.DISTRICT_OFFICER: N_("区工作人员"),
    Role.STREET_OFFICER: N_("街道工作人员"),
    Role.INSPECTOR: N_("督导检查员"),
    Role.ENTERPRISE_CONTACT: N_("企业联系人"),
    Role.AUDITOR: N_("审计员"),
    Role.SYSTEM_ADMIN: N_("系统管理员"),
    Role.SECURITY_ADMIN: N_("安全管理员"),
    Role.AUDIT_ADMIN: N_("审计管理员"),
    TerritoryKind.NATION: N_("全国"),
    TerritoryKind.PROVINCE: N_("省"),
    TerritoryKind.CITY: N_("市"),
    TerritoryKind.DISTRICT: N_("区"),
    TerritoryKind.FUNCTIONAL_ZONE: N_("功能区"),
    TerritoryKind.STREET: N_("街道"),
    TerritoryKind.TOWN: N_("镇"),
    TerritoryKind.SPECIAL: N_("特设单位"),
    TerritoryKind.QUASI: N_("准单位（不计入）"),
    UnitKind.COMMITTEE_OFFICE: N_("安委办"),
    UnitKind.DEPARTMENT: N_("部门"),
    UnitKind.DISTRICT: N_("区"),
    UnitKind.STREET: N_("街道"),
    UnitKind.ENTERPRISE: N_("企业"),
    PositionFrom.ENTERED: N_("填写"),
    PositionFrom.IMPORTED: N_("导入"),
    PositionFrom.ARRIVAL: N_("取自到场定位"),
    LiaisonPart.FIRST: N_("联络人（A角）"),
    LiaisonPart.DEPUTY: N_("副联络人（B角）"),
    ForceRole.HEAD: N_("组长"),
    ForceRole.VICE: N_("副组长"),
    ForceRole.MEMBER: N_("成员"),
    ForceRole.LIAISON: N_("联络员"),
}

NOT_YET = State("not_yet", N_("未开始"), "info")
IN_FORCE = State("in_force", N_("有效"), "success")
ENDED = State("ended", N_("已终止"), "neutral")
"""How a dated row stands on a day."""

OPEN = State("open", N_("正常"), "success")
LOCKED = State("locked", N_("暂时锁定"), "warning")
INACTIVE = State("inactive", N_("停用"), "neutral")
"""How an account stands at a moment."""

LEDGER_VERBS = {
    "grant": N_("授权"),
    "end_grant": N_("终止授权"),
    "add_person": N_("新建账号"),
    "activate": N_("启用"),
    "deactivate": N_("停用"),
    "change_password": N_("修改口令"),
    "substitute": N_("登记代理"),
    "end_substitution": N_("结束代理"),
    "reorganise": N_("区划调整"),
    "set_outlines": N_("设定区划界线"),
    "drop_outlines": N_("取消区划界线"),
    "seed_territories": N_("建立区划"),
    "add_units": N_("建立单位"),
    "add_site": N_("登记场所"),
    "add_sites": N_("登记场所"),
    "amend_site": N_("更正场所"),
    "place_site": N_("记场所坐标"),
    "remove_site": N_("撤销登记场所"),
    "merge_sites": N_("合并场所"),
    "follow_site": N_("随场所合并转入"),
    "remove_unit": N_("撤销建立单位"),
    "remove_sector": N_("撤销行业领域"),
    "set_liaison": N_("登记联络人"),
    "remove_liaison": N_("撤销登记联络人"),
    "confirm_liaisons": N_("确认联络人"),
    "found_force": N_("组建专班"),
    "end_force": N_("撤销专班"),
    "add_member": N_("加入专班"),
    "set_member": N_("更正专班成员"),
    "end_member": N_("退出专班"),
    "fill_duties": N_("排定值班"),
    "set_duty": N_("调整值班"),
    "swap_duties": N_("调换值班"),
    "found_chain": N_("建立链条"),
    "set_chain": N_("修改链条"),
    "claim_link": N_("明确环节责任单位"),
    "release_link": N_("终止环节责任"),
    "leave_link": N_("环节责任归于一家"),
    "import_chain": N_("导入链条"),
    "take_chain_back": N_("撤销导入链条"),
}
"""What the ledger calls acts on the organisation."""

OF_THE_OFFICE = {
    "orgs.person": (
        *("login", "logout", "login_failed", "change_password", "add_person", "activate", "deactivate"),
        *("grant", "end_grant", "substitute", "end_substitution"),
    ),
    "orgs.territory": ("reorganise", "seed_territories"),
    "orgs.unit": ("add_units", "remove_unit"),
    "orgs.sector": ("remove_sector",),
    "orgs.chain": (
        *("found_chain", "set_chain", "claim_link", "release_link", "leave_link"),
        *("import_chain", "take_chain_back"),
    ),
}
"""Acts that are about the office itself and no business."""

CONFLICTS = {
    "one_account_per_phone": N_("该手机号已用于另一个账号，请核对"),
    "one_account_per_staff_number": N_("该工号已用于另一个账号，请核对"),
    "one_administrator_role_each": N_("授权未写入：刚有他人给了此人管理员角色，请刷新后核对"),
    "one_unit_per_name": N_("刚有他人建立了同名单位，请刷新后核对"),
    "one_liaison_per_unit_and_part": N_("该单位的联络人刚被他人修改，请刷新后查看"),
    "one_confirmation_per_unit_and_quarter": N_("本单位刚有他人确认了本季度联络人"),
    "one_task_force_per_name": N_("刚有他人组建了同名专班，请刷新后查看"),
    "one_place_in_a_task_force_each": N_("此人刚由他人加入专班，请刷新后查看"),
    "one_on_duty_each_day": N_("值班表刚被他人修改，请刷新后查看"),
    "one_site_per_local_id": N_("该本地编号刚被他人登记，请刷新后核对"),
    "orgs_chain_name_key": N_("已有同名的链条"),
    "one_link_per_position": N_("刚有他人改动了该链条，请刷新后再改"),
    "one_link_per_name": N_("该链条已有同名的环节"),
    "one_unit_claims_a_link_once": N_("该单位已是该环节的责任单位"),
    "orgs_person_username_key": N_("该用户名刚被他人使用，请换一个"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""
