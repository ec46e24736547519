"""Words of coming in: factors, what the ledger calls acts, what somebody is told who was slower."""

from __future__ import annotations

from enum import StrEnum

from zhiben.foundation.secrets import SecretKind
from zhiben.kernel.text import N_


class Factor(StrEnum):
    """By what a session was let in besides the password."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """The office's word."""
        return FACTORS[self]


FACTORS: dict[str, str] = {
    Factor.TOTP: N_("动态口令"),
    Factor.PASSKEY: N_("通行密钥"),
    Factor.RECOVERY: N_("恢复码"),
    Factor.PROVIDER: N_("统一身份认证"),
}

TOTP_SEED = SecretKind("identity.totp", "seed", N_("动态口令密钥"), ())
"""The seed of somebody's codes: kept encrypted, compared with, shown to nobody."""

LEDGER_VERBS = {
    "issue_link": N_("发放设置链接"),
    "use_link": N_("使用设置链接"),
    "set_password": N_("设置口令"),
    "add_factor": N_("登记第二因子"),
    "drop_factor": N_("取消第二因子"),
    "renew_codes": N_("更换恢复码"),
    "reset_factors": N_("重置第二因子"),
    "bind_provider": N_("绑定统一身份认证"),
    "unlock": N_("解除锁定"),
    "end_session": N_("结束会话"),
    "set_rules": N_("修改登录规则"),
}
"""What the ledger calls acts of this room."""

OF_THE_OFFICE = {
    "orgs.person": (
        *("issue_link", "use_link", "set_password", "add_factor", "drop_factor", "renew_codes"),
        *("reset_factors", "bind_provider", "unlock", "end_session"),
    ),
    "identity.ruling": ("set_rules",),
}
"""Acts that are about the office itself and no business."""

CONFLICTS = {
    "one_authenticator_each": N_("本账号已登记动态口令，请刷新后查看"),
    "one_account_per_passkey": N_("该通行密钥已登记过"),
    "one_account_per_subject": N_("该统一身份认证用户已绑定账号，请重新登录"),
    "one_subject_per_account": N_("本账号已绑定统一身份认证用户，请重新登录"),
}
"""What to tell who was slower, by the constraint's name."""
