"""The report of a round as blocks of a paper: how targets were chosen, coverage, what was found, what was issued and
how far that is, earlier rounds under the same frame, what comes next. No person is named, nothing sealed told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from django.utils.translation import gettext as _

from zhiben.foundation.rendering import Align, Block, Column, Heading, Para, Table
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds, queries
from zhiben.supervision.lifecycle.findings import CLASSES
from zhiben.supervision.models import Round
from zhiben.supervision.queries import DistrictLine, Rate, Tally, TallyPart
from zhiben.supervision.vocab import Choosing, FrameOf, How

FREQUENT = 10
"""So many of the most frequent problems are told."""

COMPARED = 4
"""So many earlier rounds are held against this one at most."""

INNER = str.maketrans("“”", "‘’")

NUMERALS = "一二三四五六七八九"


def title_of(one: Round) -> str:
    """The report's title; of a round that goes on it says so."""
    interim = _("（阶段情况）") if one.state != "closed" else ""
    return _("关于%(title)s情况的报告") % {"title": one.title} + interim


def blocks(one: Round, tally: Tally, lines: Sequence[DistrictLine]) -> tuple[Block, ...]:
    """The whole report, numbered part by part."""
    parts = (
        (_("总体情况"), _whole(one, tally, lines)),
        (_("对象怎样确定"), _chosen(one, tally)),
        (_("覆盖情况"), _coverage(one, lines)),
        (_("发现的问题"), _found(tally)),
        (_("交办和整改"), _given(tally)),
        (_("与以往比较"), _compared(one, tally, lines)),
        (_("下一步"), _next(one, tally, lines)),
    )
    found: list[Block] = []
    for numeral, (title, told) in zip(NUMERALS, parts, strict=False):
        found += [Heading(1, f"{numeral}、{title}"), *told]
    return tuple(_captioned(found))


def _captioned(found: Sequence[Block]) -> Iterator[Block]:
    """Tables are counted: 表1, 表2; what each holds is said by the sentence above."""
    number = 0
    for block in found:
        if isinstance(block, Table):
            number += 1
            yield Table(f"表{number} {block.caption}", block.columns, block.rows, total=block.total, note=block.note)
        else:
            yield block


def quoted(words: str) -> str:
    """A name in quotes, its own quotes made inner ones."""
    return "“" + words.translate(INNER) + "”"


def note_of(one: Round) -> str:
    """How the draw is checked: digest, seed, public number; empty where no frame stands."""
    frame = queries.standing_frame(one)
    if frame is None:
        return ""
    said = _("抽样框SHA-256摘要%(digest)s") % {"digest": " ".join(wrap(frame.digest, 16))}
    if one.choosing != Choosing.DRAW:
        return said + _("。")
    said += _("；种子由事先封存的部分与公开数%(value)s（%(source)s）合成，%(told)s。")
    return said % {
        "value": quoted(one.public_value),
        "source": one.public_source.translate(INNER),
        "told": _("种子已公布，任何人可以重抽核对") if one.state == "closed" else _("本轮结束时公布"),
    }


def typed(found: Sequence[Block], note: str = "") -> str:
    """The blocks as a person would type them into a draft, the note at the end."""
    lines: list[str] = []
    for block in found:
        if isinstance(block, Table):
            rows = [
                tuple(column.title for column in block.columns),
                *block.rows,
                *([block.total] if block.total else []),
            ]
            lines += [block.caption, *("\t".join(row) for row in rows)]
            lines += [f"注：{block.note}"] if block.note else []
        elif isinstance(block, Heading | Para):
            lines.append(block.text)
    if note:
        lines.append(_("附注：%(note)s") % {"note": note})
    return "\n".join(lines)


def _whole(one: Round, tally: Tally, lines: Sequence[DistrictLine]) -> Iterator[Block]:
    kind = kinds.declared(one.kind)
    said = _("%(office)s于%(first)s至%(last)s开展%(kind)s%(title)s。") % {
        "office": orgs.unit_name(one.office_id),
        "first": clock.in_words(one.first),
        "last": clock.in_words(one.last),
        "kind": kind.label,
        "title": quoted(one.title),
    }
    if one.purpose:
        said += _("检查内容：%(what)s。") % {"what": one.purpose.rstrip("。")}
    yield Para(said)
    if one.state != "closed":
        yield Para(_("本轮尚在进行，以下为截至%(day)s的阶段情况。") % {"day": clock.in_words(clock.today())})
    covered, grounds = sum(line.covered for line in lines), sum(len(line.streets) for line in lines)
    went = "、".join(_("%(mode)s%(visits)s次") % {"mode": each.name, "visits": each.visits} for each in tally.modes)
    yield Para(
        _("到场检查%(visits)s次%(went)s，到达%(covered)s个街镇，发现问题%(findings)s个%(rate)s。%(far)s")
        % {
            "visits": len(tally.visits),
            "went": f"（{went}）" if went else "",
            "covered": f"{covered}/{grounds}" if queries.reaches_all(one) else covered,
            "findings": len(tally.findings),
            "rate": "，" + told_rate(tally.rate) if tally.rate else "",
            "far": _far(tally),
        }
    )


def _far(tally: Tally) -> str:
    if not tally.far:
        return ""
    return _("另有%(count)s次到场待认可，不计；其间记录的问题也不计。") % {"count": len(tally.far)}


def told_rate(rate: Rate) -> str:
    """Findings per visit with the interval."""
    return _("平均每次%(mean).1f个（95%%区间%(low).1f—%(high).1f）") % {
        "mean": rate.mean,
        "low": rate.low,
        "high": rate.high,
    }


def _chosen(one: Round, tally: Tally) -> Iterator[Block]:
    frame = queries.standing_frame(one)
    what = FrameOf(one.frame_of).label
    if frame is None:
        yield Para(_("对象从%(what)s中确定，抽样框没有冻结。") % {"what": quoted(what)})
        return
    yield Para(
        _("对象从%(what)s中确定：抽样框%(count)s行，%(at)s冻结。")
        % {
            "what": quoted(what),
            "count": frame.count,
            "at": clock.in_words(frame.frozen_at.astimezone(clock.TZ).date()),
        }
    )
    if one.choosing != Choosing.DRAW:
        yield Para(_("抽样框全部列入，没有抽取。"))
        return
    yield Para("；".join(_rules(one)) + _("。") + _otherwise(tally))


def _otherwise(tally: Tally) -> str:
    """Which of the visits went to places that were not drawn, and whether they count."""
    ways = [(how, tally.ways[how]) for how in (How.INSTEAD, How.NAMED) if how in tally.ways]
    told = "、".join(_("%(how)s的%(count)s次") % {"how": how.label, "count": count} for how, count in ways)
    if not told:
        return ""
    said = _("到场检查中，到%(told)s，一并计入各项数字。") % {"told": told}
    return said + (_("指定的不是随机抽取。") if How.NAMED in tally.ways else "")


def recent_told(one: Round) -> str:
    """For how long a place that was looked at is not drawn again."""
    return _("%(days)s天内查过的不抽") % {"days": one.recent_days} if one.recent_days else _("不排除近期查过的")


def _rules(one: Round) -> Iterator[str]:
    """How many are drawn and how; of hazards neither days nor weights are asked."""
    size = _("随机抽取%(size)s个") % {"size": one.size}
    yield size + (_("，每个街镇至少%(least)s个") % {"least": one.least} if one.least else "")
    if one.frame_of != FrameOf.HAZARDS:
        yield recent_told(one)
        weighed = _("有未销号重大隐患的权数为%(weight)s") % {"weight": one.heavier}
        yield weighed if one.heavier > 1 else _("不加权")


def _coverage(one: Round, lines: Sequence[DistrictLine]) -> Iterator[Block]:
    if queries.reaches_all(one):
        yield Para(_streets(one, lines))
    else:
        yield Para(_("本轮到选定的对象检查，不要求到每个街镇；下表只列到过的区。"))
        lines = [line for line in lines if line.covered]
    yield Para(_("各区到达的街镇和检查次数见下表，只按到场登记计算；作废的、离场所过远而安委办还没有认可的不计。"))
    columns = (
        Column(_("区"), Align.LEFT, 46),
        *(Column(title, Align.RIGHT, 36) for title in (_("街镇"), _("已到"), _("检查次数"))),
    )
    rows = tuple(
        (line.name, str(len(line.streets)), str(line.covered), str(sum(one.visits for one in line.streets)))
        for line in lines
    )
    if rows:
        yield Table(_("覆盖情况"), columns, rows, total=_sums(rows))


def _streets(one: Round, lines: Sequence[DistrictLine]) -> str:
    """Which streets nobody was in; of a round that goes on these are no omission yet."""
    missing = sum(len(line.missing) for line in lines)
    if not missing:
        return _("各街镇都已到场，没有遗漏。")
    names = "；".join(_missing(line) for line in lines if line.missing)
    said = _("还没有到的街镇%(count)s个：%(names)s。") % {"count": missing, "names": names}
    return said if one.state == "closed" else _("本轮尚在进行。") + said


def _missing(line: DistrictLine) -> str:
    if not line.covered:
        return _("%(district)s全部%(count)s个") % {"district": line.name, "count": len(line.streets)}
    return line.name + "、".join(street.name for street in line.missing)


def _sums(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return (_("合计"), *(str(sum(int(row[place]) for row in rows)) for place in range(1, len(rows[0])))) if rows else ()


def _found(tally: Tally) -> Iterator[Block]:
    if not tally.findings:
        yield Para(_("没有记录问题。"))
        return
    yield Para(_("按性质分：%(parts)s。") % {"parts": _listed(tally.natures)})
    yield Para(_("按区、按行业领域分见下表；每次发现数只说明所到之处，到的次数少的，区间宽，不宜排名。"))
    yield _parts_table(by_district(), _("区"), tally.districts)
    yield _parts_table(_("各行业领域发现的问题"), _("行业领域"), tally.sectors)
    if tally.clauses:
        yield Para(_("按依据分：%(parts)s。") % {"parts": _listed(tally.clauses[:FREQUENT])})
    often = [one for one in tally.frequent if one.findings > 1][:FREQUENT]
    if often:
        yield Para(_("最常见的问题（同一条款，或文字相同的为一种）见下表。"))
        columns = (
            Column(_("问题"), Align.LEFT, 104),
            Column(_("个数"), Align.RIGHT, 24),
            Column(_("涉及检查"), Align.RIGHT, 28),
        )
        yield Table(_("最常见的问题"), columns, tuple((one.name, str(one.findings), str(one.visits)) for one in often))


def by_district() -> str:
    """What the table of districts is called."""
    return _("各区发现的问题")


def _listed(parts: Sequence[TallyPart]) -> str:
    return "，".join(_("%(name)s%(count)s个") % {"name": one.name, "count": one.findings} for one in parts)


def _parts_table(caption: str, head: str, parts: Sequence[TallyPart]) -> Table:
    columns = (
        Column(head, Align.LEFT, 62),
        Column(_("检查次数"), Align.RIGHT, 24),
        Column(_("问题"), Align.RIGHT, 16),
        Column(_("每次发现"), Align.RIGHT, 24),
        Column(_("95%区间"), Align.RIGHT, 30),
    )
    return Table(caption, columns, tuple(_rated(one) for one in parts))


def _rated(one: TallyPart) -> tuple[str, ...]:
    rate = queries.rate_of(one.findings, one.visits)
    told = (f"{rate.mean:.1f}", f"{rate.low:.1f}—{rate.high:.1f}") if rate else ("—", "—")
    return (one.name, str(one.visits), str(one.findings), *told)


def _given(tally: Tally) -> Iterator[Block]:
    if tally.outcomes:
        told = "，".join(
            _("%(state)s%(count)s个") % {"state": one.label, "count": tally.outcomes[one.key]}
            for one in CLASSES
            if one.key in tally.outcomes
        )
        yield Para(_("各项问题现在的状态：%(told)s。") % {"told": told})
    if not tally.letters:
        yield Para(_("还没有起草交办文书。"))
        return
    issued = sum(1 for one in tally.letters if one.number)
    yield Para(
        _("起草交办文书%(count)s份，其中已编号%(issued)s份，各份所列问题的整改情况见下表。")
        % {"count": len(tally.letters), "issued": issued}
    )
    columns = (
        Column(_("责任单位"), Align.LEFT, 42),
        Column(_("文号"), Align.LEFT, 48),
        Column(_("问题"), Align.RIGHT, 14),
        Column(_("已报整改"), Align.RIGHT, 24),
        *(Column(title, Align.RIGHT, 14) for title in (_("销号"), _("逾期"))),
    )
    rows = tuple(
        (one.unit, one.number or one.state, str(one.findings), str(one.answered), str(one.settled), str(one.late))
        for one in tally.letters
    )
    yield Table(
        _("交办文书和整改情况"),
        columns,
        rows,
        note=_("已报整改，指责任单位已报、待复查，不含销号；销号，指安委办复查通过。"),
    )


def _compared(one: Round, tally: Tally, lines: Sequence[DistrictLine]) -> Iterator[Block]:
    before = queries.earlier(one)
    if not before:
        yield Para(_("本安委办此前没有结束过同种督导，没有可以比较的轮次。"))
        return
    unlike = {other.pk: queries.differences(one, other) for other in before}
    alike = [other for other in before if not unlike[other.pk]][:COMPARED]
    if alike:
        yield Para(_("抽样框、区域、行业领域、定对象的办法都相同的轮次见下表；区间不相交的，差别不像是偶然。"))
        yield _comparison(one, tally, lines, alike)
    for other in [other for other in before if unlike[other.pk]][:COMPARED]:
        yield Para(
            _("与%(title)s不可比：%(why)s。")
            % {"title": quoted(other.title), "why": "、".join(map(_, unlike[other.pk]))}
        )


def _comparison(one: Round, tally: Tally, lines: Sequence[DistrictLine], alike: Sequence[Round]) -> Table:
    columns = (
        Column(_("轮次"), Align.LEFT, 50),
        *(Column(title, Align.RIGHT, 20) for title in (_("检查"), _("街镇"), _("问题"))),
        Column(_("每次发现（95%区间）"), Align.RIGHT, 46),
    )
    rows = [_row(one, tally, lines)]
    rows += [_row(other, queries.tally_of(other), queries.coverage_of(other)) for other in alike]
    return Table(_("与以往同种督导比较"), columns, tuple(rows))


def _row(one: Round, tally: Tally, lines: Sequence[DistrictLine]) -> tuple[str, ...]:
    rate = tally.rate
    told = f"{rate.mean:.1f}（{rate.low:.1f}—{rate.high:.1f}）" if rate else "—"
    covered = str(sum(line.covered for line in lines))
    return (one.title, str(len(tally.visits)), covered, str(len(tally.findings)), told)


def _next(one: Round, tally: Tally, lines: Sequence[DistrictLine]) -> Iterator[Block]:
    told = list(_outstanding(tally))
    if one.state != "closed":
        told.append(_("本轮尚在进行，继续到场检查。"))
    elif queries.reaches_all(one) and (missing := sum(len(line.missing) for line in lines)):
        told.append(_("还没有到的%(count)s个街镇，列入下一轮。") % {"count": missing})
    if not told:
        told.append(_("所列问题均已处理，转入常态检查。"))
    numbers = [_("（%(number)s）") % {"number": numeral} for numeral in NUMERALS] if len(told) > 1 else [""]
    yield from (Para(number + text) for number, text in zip(numbers, told, strict=False))


def _outstanding(tally: Tally) -> Iterator[str]:
    """What is still to be done about what was found, the most pressing first."""
    if late := sum(each.late for each in tally.letters):
        yield _("逾期未报整改的%(count)s个，督促责任单位限期报送。") % {"count": late}
    if due := sorted(row.due for row in tally.findings if row.state == "issued" and row.due and not row.is_late):
        yield _("已交办、还在整改期限内的%(count)s个，最早%(day)s到期，到期前提醒责任单位。") % {
            "count": len(due),
            "day": clock.in_words(due[0]),
        }
    if answered := tally.outcomes.get("answered", 0):
        yield _("已报整改的%(count)s个，安排复查。") % {"count": answered}
    if waiting := tally.outcomes.get("recorded", 0):
        yield _("还没有处理的%(count)s个问题，逐项转隐患台账、交办或作提示。") % {"count": waiting}
    if tally.pursued:
        yield _("已移交执法、还没有反馈结果的%(count)s个（含同时交办整改的），由接收单位依法处理，跟踪其反馈。") % {
            "count": tally.pursued
        }
