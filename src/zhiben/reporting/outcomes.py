"""The outcomes that the office counts (成果): what each is called, in which unit, which figure adds it up, and in what
form it may be handed in. They are values; nothing else names a kind."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class OutcomeKind:
    """One outcome. `measure` is the id of the figure that adds it up, `indicator` how the plan's indicator is called
    that it serves; `batches` says whether records come in files of many, `singles` which table holds them one by one
    ("" for none), `returns` whether a certified return may tell the month's total."""

    key: str
    title: str
    unit: str
    measure: str
    formula: str
    indicator: str
    batches: bool = False
    singles: str = ""
    returns: bool = True


_OF_TRAINING = N_("逐条记录按一人参加一次计1人次，重复参加分别计；报表按核定数计")

KINDS: tuple[OutcomeKind, ...] = (
    OutcomeKind(
        "training_criteria",
        N_("判定标准培训人次"),
        N_("人次"),
        "D2.criteria",
        _OF_TRAINING,
        N_("重大事故隐患判定标准培训"),
        batches=True,
    ),
    OutcomeKind(
        "training_principals",
        N_("企业主要负责人培训人次"),
        N_("人次"),
        "D2.principals",
        _OF_TRAINING,
        N_("企业主要负责人培训"),
        batches=True,
    ),
    OutcomeKind(
        "training_employees",
        N_("从业人员培训人次"),
        N_("人次"),
        "D2.employees",
        _OF_TRAINING,
        N_("从业人员培训"),
        batches=True,
    ),
    OutcomeKind(
        "training_enforcement",
        N_("基层执法人员培训人次"),
        N_("人次"),
        "D2.enforcement",
        _OF_TRAINING,
        N_("基层执法人员培训"),
        batches=True,
    ),
    OutcomeKind(
        "fire",
        N_("老旧场所消防设施改造"),
        N_("处"),
        "D3.fire",
        N_("逐条登记按一处计1；报表按核定数计"),
        N_("老旧场所消防设施改造"),
        singles="work",
    ),
    OutcomeKind(
        "exits",
        N_("打通逃生通道、消防通道"),
        N_("处"),
        "D3.exits",
        N_("逐条登记按一处计1；报表按核定数计"),
        N_("打通逃生通道、消防通道"),
        singles="work",
    ),
    OutcomeKind(
        "inspected",
        N_("检查单位家次"),
        N_("家次"),
        "D4.inspected",
        N_("逐条记录按检查一家一次计1家次，重复检查分别计；报表按核定数计"),
        N_("检查单位"),
        batches=True,
    ),
    OutcomeKind(
        "penalties",
        N_("行政处罚"),
        N_("件"),
        "D4.penalties",
        N_("逐条登记按一份处罚决定书计1件；报表按核定数计"),
        N_("行政处罚"),
        singles="penalty",
    ),
)

BY_KEY: dict[str, OutcomeKind] = {kind.key: kind for kind in KINDS}

RECORDS, RETURN = "records", "return"
BASES: dict[str, str] = {RECORDS: N_("逐条记录"), RETURN: N_("核定报表")}
"""On what a number of a month rests. Of one kind, unit and month only one counts."""


def kind_of(key: str) -> OutcomeKind:
    """The outcome of that key. Raises KeyError for none."""
    return BY_KEY[key]


LEDGER_VERBS = {
    "import_batch": N_("导入成果记录"),
    "withdraw_batch": N_("撤回成果批次"),
    "tally_return": N_("按报表计成果"),
    "enter_outcome": N_("登记成果"),
    "amend_outcome": N_("更正成果"),
    "void_outcome": N_("作废成果"),
}

CONFLICTS = {
    "outcome_file_counts_once": N_("同一文件刚刚已被导入，请刷新后核对"),
    "one_work_per_number": N_("这个编号的工程治理记录刚刚已被登记，请刷新后核对"),
    "reporting_penalty_number_key": N_("这个文号的行政处罚刚刚已被登记，请刷新后核对"),
    "one_tally_per_batch": N_("该批次刚刚已计数，请刷新后核对"),
    "one_tally_per_return": N_("该报表刚刚已计数，请刷新后核对"),
    "one_tally_per_work": N_("该记录刚刚已被更正，请刷新后核对"),
    "one_tally_per_penalty": N_("该记录刚刚已被更正，请刷新后核对"),
}
