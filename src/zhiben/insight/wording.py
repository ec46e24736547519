"""What may be read aloud of the studies of five years: the same sentences on pages and in papers. Facts that come
together are never told as one bringing about the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight.vocab import CAUSE_SIDES, Side, chance_told
from zhiben.orgs import queries as orgs

STANDS = 0.05
"""A cell is told where it stands after correction."""
CLEAR = 0.9
"""There is a gap under the last of the worst where it is one of them so surely, and the next one so surely not: a
default of this product."""
WORDS_TOLD = 3
"""So many words of a topic are read aloud."""
NUMBERS = "零一二三四五六七八九十"


def ground_of(study: Study) -> str:
    """What the ground of a study is called."""
    unit = orgs.unit(study.unit)
    if unit.coordinates.line:
        return unit.name
    district = unit.coordinates.district
    return orgs.territory_names({district}).get(district, unit.name) if district else _("全市")


def line_of(found: Mapping[str, Any]) -> str:
    """What is said of the line under the last of the worst streets: both chances, a gap only where they leave no doubt;
    "" where there is no line or it means nothing."""
    k, rows = found["k"], found["rows"]
    if k >= len(rows) or found["flat"]:
        return ""
    last, following = rows[k - 1]["among_worst"], rows[k]["among_worst"]
    told = {"k": k, "next": k + 1, "one": chance_told(last), "other": chance_told(following)}
    said = _("第%(k)s名列入的机会是%(one)s，第%(next)s名是%(other)s") % told
    if found["not_a_real_line"]:
        return said + _("，差异不显著：这条线不是真实界线，名单可以少于或多于%(k)s个，由委员会斟酌") % told
    if last >= CLEAR and following <= 1 - CLEAR:
        return said + _("，之间有差距")
    if rows[k - 1]["rank_high"] >= rows[k]["rank_low"]:
        return said + _("；名次区间有重叠，差一名不说明差异")
    return said


def of_causes(found: Mapping[str, Any]) -> str:
    """What may be read aloud."""
    first, last = found["years"][0], found["years"][-1]
    told = _("%(first)s年至%(last)s年共%(events)s起，死亡和失踪%(dead)s人。") % {
        "first": first,
        "last": last,
        "events": found["events"],
        "dead": found["dead"],
    }
    if not found["events"]:
        return told
    weak = ((_("调查没有结束的"), found["provisional"]), (_("原因未认定的"), found["without_cause"]))
    said = [
        _("%(what)s%(some)s起（%(share)s）") % {"what": what, "some": some, "share": f"{some / found['events']:.0%}"}
        for what, some in weak
        if some
    ]
    return told + (_("其中%(said)s。") % {"said": "，".join(said)} if said else "")


def of_crossed(found: Mapping[str, Any]) -> str:
    """What may be read aloud first: the cell that stands out most of all usual tables, after correction."""
    best = [(cells[0][7], table, cells[0]) for table in found["tables"] if (cells := _standing(table))]
    if not best:
        return _("把两个方面交叉起来看，没有一格在校正之后仍确实偏多。")
    _residual, table, cell = max(best, key=lambda one: one[0])
    count = sum(len(_standing(one)) for one in found["tables"])
    return _("确实偏多的有%(count)s格，最突出的是：%(told)s。") % {"count": count, "told": cell_told(table, cell)}


def cell_told(table: Mapping[str, Any], cell: Sequence[Any]) -> str:
    """A cell as it can be read aloud."""
    row, column = table["rows"][cell[0]][1], table["columns"][cell[1]][1]
    return _("%(row)s的事故里，%(column)s的有%(count)s起（占%(share)s），互不相干时约%(expected)s起") % {
        "row": _having(Side(table["row"]), row),
        "column": _having(Side(table["column"]), column),
        "count": cell[2],
        "share": f"{cell[3]:.0%}",
        "expected": f"{cell[6]:.1f}",
    }


def _having(side: Side, name: str) -> str:
    said = _("认定有“%(name)s”") if side in CAUSE_SIDES else _("%(side)s为“%(name)s”")
    return said % {"side": _(side.label), "name": name}


def _standing(one: Mapping[str, Any]) -> list[Sequence[Any]]:
    cells: list[Sequence[Any]] = [cell for cell in one["cells"] if cell[8] <= STANDS and cell[7] > 0]
    return sorted(cells, key=lambda cell: -cell[7])


def told_cells(one: Mapping[str, Any], most: int = 5) -> list[str]:
    """The cells with more than would be by chance, after correction, the surest first, as they can be read aloud."""
    return [cell_told(one, cell) for cell in _standing(one)[:most]]


def outstanding(one: Mapping[str, Any], most: int = 5) -> list[tuple[str, ...]]:
    """The same cells for a table: row, column, cases, their share of the row with its interval, and how many there
    would be if row and column had nothing to do with each other."""
    return [
        (
            one["rows"][cell[0]][1],
            one["columns"][cell[1]][1],
            str(cell[2]),
            f"{cell[3]:.0%}（{cell[4]:.0%}—{cell[5]:.0%}）",
            f"{cell[6]:.1f}",
        )
        for cell in _standing(one)[:most]
    ]


def titled(one: Mapping[str, Any]) -> str:
    """What a table of two sides is called."""
    return f"{_(Side(one['row']).label)} × {_(Side(one['column']).label)}"


def of_together(found: Mapping[str, Any]) -> str:
    """What may be read aloud: how much of all accidents the first few combinations hold."""
    whole = _("近五年（%(first)s—%(last)s年）%(events)s起%(dead)s死") % {
        "first": found["years"][0],
        "last": found["years"][-1],
        "events": found["events"],
        "dead": found["dead"],
    }
    if not found["first"]:
        return whole + _("：没有一个组合比碰巧更常同时出现。")
    return whole + _("：%(number)s个组合占%(share)s（%(held)s/%(events)s起，每起只算一次），其中%(dead)s死。") % {
        "number": NUMBERS[len(found["first"])],
        "share": f"{found['held'] / found['events']:.0%}",
        "held": found["held"],
        "events": found["events"],
        "dead": found["held_dead"],
    }


def tasks_of(found: Mapping[str, Any]) -> str:
    """Which tasks combinations are held against, so that the number can be found again: the list's, and those that it
    does not count; of a district also those of the list above. Older studies do not tell them apart."""
    parts, above = found.get("parts"), found.get("above", 0)
    here = found["tasks"] - above
    told = _("%(tasks)s项重点任务") % {"tasks": here}
    if parts:
        told = _("%(tasks)s项重点任务（清单任务%(whole)s项，分解到区、街道的和举一反三排查的%(parts)s项）") % {
            "tasks": here,
            "whole": here - parts,
            "parts": parts,
        }
    return told + (_("和市清单的%(above)s项") % {"above": above} if above else "")


def aimed_of(rule: Mapping[str, Any]) -> str:
    """How many tasks are aimed at a combination; of a sector, how many of them name it. Older studies do not tell
    these apart."""
    named = rule.get("named")
    if named is None or named == rule["aimed"]:
        return _("%(count)s项") % {"count": rule["aimed"]}
    told = {"named": named, "led": rule["aimed"] - named}
    if not named:
        return _("写到该行业的没有，由主管部门条线承担、没有写明行业的%(led)s项") % told
    return _("写到该行业的%(named)s项，另有由主管部门条线承担、没有写明行业的%(led)s项") % told


def duty_of(rule: Mapping[str, Any]) -> tuple[str, str]:
    """Who has the duty for a combination, as a heading and a text: the departments that answer for its sector. One that
    names no sector is nobody's; which sectors have much of it is told instead."""
    if any(side == Side.SECTOR for side, *_rest in rule["facts"]):
        return _("负有职责的部门"), "、".join(rule["departments"]) or _("没有登记主管部门")
    much = rule.get("much", [[name, 0] for name in rule["sectors"]])
    said = [
        _("%(name)s（占%(share)s）") % {"name": name, "share": f"{count / rule['count']:.0%}"} if count else name
        for name, count in much
    ]
    return _("涉及较多的行业"), "、".join(said) or _("没有一个行业占到四分之一")


def name_of(one: Mapping[str, Any]) -> str:
    """A combination in a few words."""
    return "、".join(f"{side}“{name}”" for _side, _key, side, name in one["facts"])


def of_preventable(found: Mapping[str, Any]) -> str:
    """What may be read aloud of the causes."""
    first = found["causes"][0]
    return _(
        "%(events)s起事故里，认定有“%(name)s”（%(layer)s）的最多，%(count)s起，占%(share)s（95%%区间%(low)s至%(high)s）；"
        "原因未认定%(unknown)s起，占%(part)s，仍算在分母里。"
    ) % {
        "events": found["events"],
        "name": first["name"],
        "layer": first["layer"],
        "count": first["count"],
        "share": f"{first['share']:.0%}",
        "low": f"{first['low']:.0%}",
        "high": f"{first['high']:.0%}",
        "unknown": found["without_cause"],
        "part": f"{found['without_cause'] / found['events']:.0%}",
    }


def of_ledger(found: Mapping[str, Any]) -> str:
    """What may be read aloud of the hazards that were closed before: of the accidents before which the ledger had run
    for twelve months; of the others only that they cannot be told."""
    told = found["ledger"]
    if not told["at_sites"]:
        return _("%(events)s起里没有一起对得上登记场所，无法与隐患台账对照。") % {"events": found["events"]}
    at = _("%(events)s起里对得上登记场所的%(at)s起") % {"events": found["events"], "at": told["at_sites"]}
    if not told["begins"]:
        return _("%(at)s；本范围还没有隐患台账，无法对照。") % {"at": at}
    return "".join((at, _("；"), _whole(told), _before(told), _of_a_line(told)))


def _whole(told: Mapping[str, Any]) -> str:
    if not told["could"]:
        said = _("隐患台账从%(begins)s开始，满12个月后（%(whole)s起）发生的事故才能对照，这五年里还没有这样的事故。")
        return said % told
    begins = _("隐患台账从%(begins)s开始，此前满12个月都有台账可查的是%(whole)s以后发生的%(could)s起") % told
    matched = _(
        "其中事故前12个月同一场所曾查出隐患且已销号的%(matched)s起（隐患%(hazards)s条），按文字看是同类隐患的%(alike)s起。"
    )
    return f"{begins}，{matched % told}"


def _before(told: Mapping[str, Any]) -> str:
    others, matched = told["before"]
    if not others:
        return ""
    said = _("更早的%(others)s起，事故前没有满12个月的台账，能查到的%(matched)s起只列在表里，不算比例。")
    return said % {"others": others, "matched": matched}


def _of_a_line(told: Mapping[str, Any]) -> str:
    return _("本范围只看得到本行业领域的隐患，同一场所其他行业领域的隐患不在内。") if told["of_a_line"] else ""


def of_topics(found: Mapping[str, Any]) -> str:
    """What may be read aloud, the largest topic first."""
    counted = {"events": found["events"], "used": found["used"], "topics": len(found["topics"])}
    told = _("%(events)s起事故里有经过可读的%(used)s篇，归成%(topics)s个主题。") % counted
    if not found["topics"]:
        return told
    first = max(found["topics"], key=lambda one: one["count"])
    return (
        _("写得最多的是“%(words)s”一类，%(count)s起%(dead)s死，占可读的%(share)s。")
        % {
            "words": "、".join(first["words"][:WORDS_TOLD]) or first["typical"][0]["type"],
            "count": first["count"],
            "dead": first["dead"],
            "share": f"{first['count'] / found['used']:.0%}",
        }
        + told
    )
