"""Two small ledgers of the same hazards, kept by two systems that share no number, with some of each kind of
difference; and comparisons of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from zhiben.foundation.files import store
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.reading import Source
from zhiben.reconcile.vocab import Question

HEADINGS = ("隐患编号", "企业名称", "隐患内容", "发现日期", "责任单位", "状态")
OTHERS = ("序号", "隐患编码", "单位名称", "隐患内容", "发现日期", "状态")
ROOTS = [
    "鹏程",
    "海岸",
    "宏达",
    "兴业",
    "永安",
    "长城",
    "金辉",
    "华盛",
    "东江",
    "西岭",
    "南风",
    "北辰",
    "明珠",
    "星河",
    "天翼",
    "地铁",
    "山水",
    "松柏",
    "竹园",
    "梅林",
]
WHATS = ("除尘系统未采取泄爆措施", "临边防护缺失", "安全出口锁闭", "燃气报警器失效", "有限空间无通风")
Row = list[str]


def ours(number: int = 20) -> list[Row]:
    """The office's own rows."""
    return [
        [
            f"SZ-{place:03}",
            f"深圳市{ROOTS[place % 20]}实业有限公司",
            f"{place // 5 + 1}号厂房{WHATS[place % 5]}",
            f"2024-{place % 9 + 1:02}-{place % 27 + 1:02}",
            "市住房建设",
            "整改中",
        ]
        for place in range(number)
    ]


def theirs() -> list[Row]:
    """The province's: 0 to 14 the same, 15 with another state, 16 another name of the company, 17 another hazard at the
    same place on the same day, which is doubtful, 18 and 19 missing; one that only it has, one that it has twice, one
    from before."""
    rows = [[str(place + 1), f"GD{7000 + place}", *row[1:4], row[5]] for place, row in enumerate(ours()[:17])]
    rows[15][5] = "已销号"
    rows[16][2] = rows[16][2].removesuffix("有限公司")
    rows.append(["18", "GD7017", ours()[17][1], "顶棚漏雨", ours()[17][3], "整改中"])
    rows += [[str(19 + n), "GD7018", "深圳市荔枝电子厂", "配电房渗水", "2024-03-03", "整改中"] for n in range(2)]
    rows.append(["21", "GD7020", "桂圆物流公司", "货梯层门无联锁", "2024-05-05", "整改中"])
    rows.append(["22", "GD7021", "深圳市龙眼纸业有限公司", "消防水池无水", "2023-08-03", "整改中"])
    return rows


def as_csv(headings: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8-sig") -> bytes:
    """The rows as a file."""
    made = io.StringIO()
    csv.writer(made).writerows([headings, *rows])
    return made.getvalue().encode(encoding)


def source(name: str, content: bytes, actor: Actor, *, called: str = "台账.csv") -> Source:
    """A ledger that somebody has brought along."""
    return Source(name, store(content, name=called, actor_id=actor.id))


def drafted(
    office: int,
    actor: Actor,
    *,
    left: Sequence[Row] | None = None,
    right: Sequence[Row] | None = None,
    anyway: Collection[str] = (),
) -> Draft:
    """The two ledgers, or others in their columns, to be compared."""
    return Draft(
        office,
        source("本市台账", as_csv(HEADINGS, ours() if left is None else left), actor),
        source("省平台", as_csv(OTHERS, theirs() if right is None else right), actor),
        anyway=anyway,
    )


def doubtful(one: Comparison, actor: Actor) -> list[ComparedRow]:
    """The left rows of its doubtful pairs."""
    with scope(actor):
        return list(one.rows.filter(side="left", found="review").order_by("number"))


def settled_comparison(office: int, actor: Actor) -> Comparison:
    """A comparison of them in which every doubtful pair was told one."""
    one = compared(office, actor)
    with scope(actor):
        operations.answer_pairs(one, [row.pk for row in doubtful(one, actor)], same=True, actor=actor)
        return operations.settle(one, actor=actor)


def compared(office: int, actor: Actor, **given: Sequence[Row]) -> Comparison:
    """A comparison of them, though they were compared before."""
    with scope(actor):
        draft = drafted(office, actor, anyway={Question.SAME_AS_LAST}, **given)
        return operations.compare_ledgers(draft, actor=actor)
