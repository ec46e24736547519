"""The parts of the report on five years that tell of combinations, of the tasks and hazards that they are held against,
and of narratives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.rendering import Align, Block, Column, Heading, Para, Table
from zhiben.insight import wording
from zhiben.insight.gathering import Gathered

NUMERALS = "一二三四五六七八九十"
RULES, SHORT_RULES = 6, 1
CASES, FEW = 3, 2
WORDS, MATCHED = 5, 10
QUOTED = 90
"""So many characters of a narrative are quoted."""


def numeral(number: int) -> str:
    """A number below 20 in Chinese."""
    return NUMERALS[number - 1] if number <= 10 else "十" + NUMERALS[number - 11]


def together(one: Gathered) -> Iterator[Block]:
    """The combinations, each with its cases and what is aimed at it."""
    study, found = one.studies.get("together"), one.found("together")
    if found is None:
        if study is not None:
            yield Para("；".join(study.result["refused"]) + _("。"))
        return
    yield Para(wording.of_together(found))
    leading = [rule for rule in found["rules"] if rule["like"] is None]
    for number, rule in enumerate(leading[: RULES if one.whole else SHORT_RULES]):
        if one.whole:
            yield Heading(2, f"（{numeral(number + 1)}）{wording.name_of(rule)}")
        some = "、".join(case for _id, case in rule["cases"][:CASES])
        more = _("等%(count)s起") % {"count": rule["count"]} if rule["count"] > CASES else ""
        cases = _("案件：%(some)s%(more)s。") % {"some": some, "more": more} if one.whole else ""
        told = _told(rule, found) if one.whole else ""
        yield Para(rule["sentence"] + _("。") + told + _aims(rule, found, whole=one.whole) + cases)


def _told(rule: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    years = "、".join(f"{year}年{count}起" for year, count in zip(found["years"], rule["years"], strict=True))
    streets = "、".join(_("%(name)s%(count)s起（按比例约%(expected).1f起）") % one for one in rule["streets"])
    return _("逐年为%(years)s；死亡和失踪%(dead)s人，占全部%(all)s人的%(share)s；%(streets)s。") % {
        "years": years,
        "dead": rule["dead"],
        "all": found["dead"],
        "share": f"{rule['dead'] / found['dead']:.0%}" if found["dead"] else "—",
        "streets": _("明显偏多的街道有%(streets)s") % {"streets": streets} if streets else _("没有明显集中的街道"),
    }


def _aims(rule: Mapping[str, Any], found: Mapping[str, Any], *, whole: bool) -> str:
    """Who has the duty, and what is aimed at it; a short report does not tell how tasks were looked for."""
    said = _("%(who)s：%(duty)s。") % dict(zip(("who", "duty"), wording.duty_of(rule), strict=True))
    if not found["tasks"]:
        return said + _("没有在办的重点任务可以对照。")
    if rule["gap"]:
        how = _("（对照办法：%(how)s）") % {"how": rule["looked_for"]} if whole else ""
        return said + _("在办的重点任务里没有找到对着它的任务%(how)s。") % {"how": how}
    if not rule["looked_for"]:
        return said + _("组合里没有可以与任务对照的事实，未对照。")
    tasks = "；".join(f"{task['called']}（{task['how']}）" for task in rule["tasks"][:2])
    return said + _("对着它的重点任务：%(count)s，如%(tasks)s。") % {"count": wording.aimed_of(rule), "tasks": tasks}


def gaps(one: Gathered) -> Iterator[Block]:
    """The combinations at which no task is aimed."""
    found = one.found("together")
    gaps = [rule for rule in found["rules"] if rule["gap"] and rule["like"] is None] if found else []
    if found is None or not found["rules"]:
        return
    if not found["tasks"]:
        yield Para(_("本范围没有在办的重点任务，未对照。"))
        return
    if not gaps:
        yield Para(_("各组合都找到了对着它的重点任务（或没有可以对照的事实）。"))
        return
    yield Para(
        _(
            "本范围在办的%(tasks)s，与下列%(count)s个组合对照，没有找到对着它们的任务。找不到不等于没有人管，请负有职责的部门核对后补充。"
        )
        % {"tasks": wording.tasks_of(found), "count": len(gaps)}
    )
    columns = (
        Column(_("组合"), Align.LEFT, 84),
        Column(_("起数"), Align.RIGHT, 16),
        Column(_("死亡失踪"), Align.RIGHT, 20),
        Column(_("负有职责的部门"), Align.LEFT, 36),
    )
    rows = tuple((wording.name_of(rule), str(rule["count"]), str(rule["dead"]), _department(rule)) for rule in gaps)
    if one.whole:
        yield Table(_("没有任务对着的组合"), columns, rows)
    else:
        some = "；".join(_("%(what)s（%(count)s起）") % {"what": row[0], "count": row[1]} for row in rows[:FEW])
        yield Para(_("起数较多的有：%(some)s。") % {"some": some})


def _department(rule: Mapping[str, Any]) -> str:
    """For a cell: who has the duty, or that the combination names no sector."""
    title, told = wording.duty_of(rule)
    return (
        told if title == _("负有职责的部门") else _("不限行业（%(title)s：%(told)s）") % {"title": title, "told": told}
    )


def ledger(one: Gathered) -> Iterator[Block]:
    """What had been closed at the same sites before."""
    found = one.found("preventable")
    if found is None:
        return
    limits = _("同类按隐患名称里的词判断，仅供核对；没有对上登记场所的事故不在此列，所以是下限。")
    yield Para(wording.of_ledger(found) + limits)
    rows = tuple(
        (
            row["number"],
            row["on"],
            f"{row['site']}：{row['type']}",
            _closed(row["hazards"]),
        )
        for row in found["ledger"]["rows"][: MATCHED if one.whole else 1]
    )
    if not one.whole:
        said = "；".join(_("%(case)s（%(on)s，%(where)s，此前销号：%(closed)s）") % _named(row) for row in rows)
        yield from [Para(_("例如%(said)s。") % {"said": said})] if rows else []
    elif rows:
        columns = (
            Column(_("案件"), Align.LEFT, 26),
            Column(_("发生日期"), Align.CENTER, 22),
            Column(_("场所和类型"), Align.LEFT, 42),
            Column(_("此前已销号的隐患"), Align.LEFT, 66),
        )
        yield Table(_("事故前12个月同一场所曾查出隐患且已销号的"), columns, rows)


def _named(row: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("case", "on", "where", "closed"), row, strict=True))


def _closed(hazards: Sequence[Mapping[str, Any]]) -> str:
    """The first of them, and how many more."""
    more = _("等%(count)s条") % {"count": len(hazards)} if len(hazards) > 1 else ""
    return f"{hazards[0]['called']}{more}"


def topics(one: Gathered) -> Iterator[Block]:
    """What narratives are about."""
    found = one.found("topics")
    if found is None:
        return
    yield Para(wording.of_topics(found) + _("主题是常在一起出现的词，不是事故类别，也不是原因。"))
    for number, topic in enumerate(found["topics"]):
        told = _("%(count)s起，死亡和失踪%(dead)s人。典型的如%(case)s：%(text)s") % {
            "count": topic["count"],
            "dead": topic["dead"],
            "case": topic["typical"][0]["number"],
            "text": _shortened(one.texts.get(topic["typical"][0]["case"]) or _("（经过不在范围内）")),
        }
        yield Para(told, lead=f"（{numeral(number + 1)}）{_called(topic)}：")


def _called(topic: Mapping[str, Any]) -> str:
    """By its words, or else by the type of its most typical narrative."""
    return "、".join(topic["words"][:WORDS]) or topic["typical"][0]["type"]


def _shortened(text: str) -> str:
    return text if len(text) <= QUOTED else text[:QUOTED] + "……"
