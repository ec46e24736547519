"""Words for the verbs of the ledger that are no move of a machine; each room names its own when it is loaded, and says
which of them are about the office itself (accounts, roles, the organisation) and not about its business."""

from __future__ import annotations

from zhiben.kernel.text import N_

_labels: dict[str, str] = {
    "begin": N_("建立"),
    "amend": N_("更正"),
    "import": N_("导入"),
    "export": N_("导出"),
    "blur": N_("模糊照片"),
    "login": N_("登录"),
    "logout": N_("退出"),
    "login_failed": N_("登录失败"),
}


def name(**labels: str) -> None:
    """Say what verbs are called; a verb has one name."""
    for verb, label in labels.items():
        if _labels.setdefault(verb, label) != label:
            raise ValueError(f"the verb {verb} is named twice")


_of_the_office: dict[str, frozenset[str]] = {}


def administer(model: str, *verbs: str) -> None:
    """Say which verbs on `model` are about the office itself."""
    _of_the_office[model] = _of_the_office.get(model, frozenset()) | frozenset(verbs)


def of_the_office() -> dict[str, frozenset[str]]:
    """The verbs about the office itself, by model."""
    return dict(_of_the_office)


def label_of(verb: str) -> str:
    """The office's word for a verb; the verb itself where no room has named it."""
    return _labels.get(verb, verb)
