"""Words of public tips that others may use: what came of a verification, whose part is what, and the defaults of this
product."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

LABEL, REWARD, RECHECK, TERMS = "tips.publictip", "tips.reward", "tips.recheck", "tips.termsetting"
"""How the ledger calls them."""

VERIFYING = "verifying"
"""The part in a tip of the unit that is to verify it."""


class Conclusion(StrEnum):
    """What a verification on site came to."""

    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"
    NOT_FOUND = "not_found"

    @property
    def label(self) -> str:
        """The office's word."""
        return CONCLUSIONS[self.value]

    @property
    def shown(self) -> State:
        """The word and its tone."""
        tone = {"true": "danger", "partly": "warning", "untrue": "neutral", "not_found": "info"}[self.value]
        return State(self.value, self.label, tone)


CONCLUSIONS: dict[str, str] = {
    "true": N_("属实"),
    "partly": N_("部分属实"),
    "untrue": N_("不属实"),
    "not_found": N_("无法查实"),
}

VERIFIERS = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
"""The roles in which a tip is verified for the unit to which it was given."""

OUTSIDE = (Role.ENTERPRISE_CONTACT, Role.INSPECTOR, *VERIFIERS)
"""Roles that see no tip for its place alone: offices do."""

MOST_PHOTOS = 6
LONGEST_WHAT, LONGEST_ADDRESS, LONGEST_WORD = 1000, 200, 500
"""Characters of what is wrong, of where, and of what is added later."""

LARGEST_PHOTO, LARGEST_REQUEST = 10 * 2**20, 64 * 2**20
"""Bytes of one photo, and of a whole form with its photos."""

NEAR = timedelta(days=30)
"""Tips that came so near to each other may be about one thing: a default of this product."""

ALIKE = 0.3
"""From this share of common characters and pairs on, the words of two tips may mean one thing: a default."""

PROTECTED = N_(
    "姓名、电话和您附上的位置加密后单独存放，与举报内容分开；只有受理的安委办和承办核查的单位，为查找地点、核实情况、"
    "核对是否同一举报人或反馈结果，说明用途才能查看，每次查看都有记录。举报先只由安委办看到，受理后只交给承办核查的单位。"
    "被举报的企业看不到举报，也看不到是谁举报的；举报的是机关单位自己的，请在隐患情况里写明，不交给该单位核查。"
)
"""What is promised to whoever leaves name, telephone or position (SZ-Reg art. 48; WSL art. 73-76)."""

LEDGER_VERBS = {
    "tell_word": N_("举报人补充"),
    "note_words": N_("已阅补充"),
    "say_satisfied": N_("举报人评价"),
    "read_identity": N_("查看举报人身份"),
    "forget_identity": N_("清除举报人身份"),
    "set_tip_term": N_("改动举报期限"),
}

CONFLICTS = {
    "one_number_per_tip": N_("编号刚刚被占用，请再提交一次"),
    "one_number_per_verification": N_("这件举报刚由他人交办，请刷新后核对"),
    "one_standing_reward_per_tip": N_("这件举报的奖励刚由他人提出，请刷新后核对"),
    "one_recheck_per_tip_and_round": N_("这件举报刚已抽入本轮复核，请刷新后核对"),
}
