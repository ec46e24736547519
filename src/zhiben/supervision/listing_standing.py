"""How streets that are proposed stand, in words: in the order of the study that they rest on, and beside the limit of
streets like them, within which they have to be before they come off the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.insight.vocab import chance_told
from zhiben.supervision import queries
from zhiben.supervision.queries import Figures

CUT = 0.2
"""The cut that is to be seen when streets are treated."""


def order_line(told: Mapping[str, Any]) -> str:
    """That the chosen streets are not the ones that the study puts first, and which; "" where they are."""
    if not (order := told.get("order")):
        return ""
    names = {
        part: "、".join(f"{one['name']}（{_standing(one, told.get('k', 0))}）" for one in order[part]) for part in order
    }
    how = []
    if names["beyond"]:
        how.append(_("列入了不在前%(k)s名的%(names)s") % {"k": told.get("k", 0), "names": names["beyond"]})
    if names["passed"]:
        how.append(_("没有列入前%(k)s名里的%(names)s") % {"k": told.get("k", 0), "names": names["passed"]})
    return _("本次没有按名次选取：%(how)s。") % {"how": "；".join(how)}


def _standing(one: Mapping[str, Any], k: int) -> str:
    if one["rank"] is None or one["among_worst"] is None:
        return _("没有排列")
    said = _("第%(rank)s名，属最差%(k)s个的机会%(chance)s")
    return said % {"rank": one["rank"], "k": k, "chance": chance_told(one["among_worst"])}


def beside_the_limit(rows: Sequence[Figures]) -> Iterator[str]:
    """Whether the second condition of coming off the list means anything for the streets, from what is known now."""
    if low := [f"{one.name}（{one.excess:+.1f}起）".replace("-", "−") for one in rows if (one.excess or 0) < 0]:
        yield _("%(names)s的预期比同样规模的街道还少。") % {"names": "、".join(low)}
    if within := [one.name for one in rows if one.inside]:
        yield _(
            "%(names)s（%(count)s个）现在的预期已在同样规模街道的控制上限以内：摘牌的第二个条件对它们现在就成立，"
            "摘牌实际看治理措施，并且评估时仍在限内。"
        ) % {"names": "、".join(within), "count": len(within)}
    if far := [one.name for one in rows if _stays_outside(one)]:
        yield _(
            "%(names)s（%(count)s个）的预期高于控制上限，治理一年多半拉不回来：五年估计里治理的只有一年，即使这一年真的减少20%%，"
            "估计也只降约%(less).0f%%，第一次评估时多半还在限外，要有治理几年的准备。"
        ) % {"names": "、".join(far), "count": len(far), "less": 100 * CUT / queries.YEARS}


def _stays_outside(one: Figures) -> bool:
    return one.inside is False and (one.expected or 0) * (1 - CUT / queries.YEARS) > (one.limit or 0)


def limit_told(one: Figures) -> str:
    """The limit of a street, and on which side of it the street stands now."""
    if one.inside is None:
        return "—"
    return (_("%(limit).1f（在限内）") if one.inside else _("%(limit).1f（在限外）")) % {"limit": one.limit}
