"""The words of listing areas together: why each street is proposed, what can be seen at all with so few accidents, the
request to the committee, the notices to the districts. Counts stand beside every share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhiben.documents import queries as documents
from zhiben.documents.operations import Written
from zhiben.insight.vocab import SMALL_BASE, chance_told
from zhiben.kernel import clock
from zhiben.kernel.periods import named
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import queries
from zhiben.supervision.listing_standing import CUT, beside_the_limit, limit_told, order_line
from zhiben.supervision.queries import Figures

if TYPE_CHECKING:
    from zhiben.analysis.before_after import Prospect
    from zhiben.supervision.models import ListedArea, ListingRequest

CHANCE, LEVEL = 0.8, 0.025
"""With which chance the cut is to be seen; one-sided, as whether it worked is judged."""
MOST_YEARS = 5
"""Nobody waits longer to see whether it worked: beyond that nothing is promised."""
OFFICE_OF = "安全生产委员会办公室"

ORDERS = {"expected": "今后一年预期多少起", "excess": "预期超出同样规模的街道多少起"}
"""By what a study orders streets, in words."""


def criteria(base_year: int, by: str = "") -> str:
    """How streets are chosen, as a form begins with it: a default of this product. `by`: how the study orders them, ""
    without one."""
    years = {"first": base_year - queries.YEARS + 1, "base": base_year}
    if by not in ORDERS:
        return _("按%(first)s—%(base)s年登记的事故起数和伤亡选定") % years
    said = _("用%(first)s—%(base)s年五年的起数作经验贝叶斯估计，以%(by)s为序，不按一年的起数或伤亡加权分排列")
    return said % (years | {"by": ORDERS[by]})


def basis_of(figures: Figures, told: dict[str, Any]) -> str:
    """Why a street is proposed."""
    said = _("%(first)s—%(last)s年事故%(counts)s起（合计%(total)s起），死亡和失踪%(deaths)s人") % {
        "first": figures.years[0],
        "last": figures.years[-1],
        "counts": figures.told,
        "total": figures.total,
        "deaths": figures.deaths,
    }
    if figures.expected is None or figures.like is None or figures.excess is None:
        return said + _("；按登记的事故案件计数，未作规模调整。")
    words = _("；估计今后每年预期%(expected).1f起，同样规模的街道一般%(like).1f起，超出%(excess).1f起")
    said += words % {"expected": figures.expected, "like": figures.like, "excess": figures.excess}
    if figures.rank is None or figures.among_worst is None:
        return said + "。"
    where = _("；列第%(rank)s位（九成把握在第%(low)s至%(high)s位），属于最差%(k)s个的机会%(chance)s。")
    return said + where % {
        "rank": figures.rank,
        "low": figures.rank_low,
        "high": figures.rank_high,
        "k": told.get("k", 0),
        "chance": chance_told(figures.among_worst),
    }


def sentences(rows: Sequence[Figures], told: dict[str, Any]) -> Iterator[str]:
    """What has to be known before anybody is listed: how far the line is real, what falls back by itself, what can be
    seen at all."""
    if told.get("not_a_real_line"):
        k = int(told["k"])
        yield _("第%(last)s位与第%(next)s位差异不显著：列与不列之间没有实在的界线，可以多列或少列。") % {
            "last": k,
            "next": k + 1,
        }
    if told.get("flat"):
        yield _("各街道差异未超过随机波动，名次没有意义。")
    yield from beside_the_limit(rows)
    yield falling_back(rows, told.get("short", ()))
    yield power_line(base_of(rows), told.get("prospect"))


def base_of(rows: Sequence[Figures]) -> int | None:
    """Accidents of all streets in the base year, None where it is not known."""
    known = [one.base for one in rows]
    return None if None in known else sum(filter(None, known))


def falling_back(rows: Sequence[Figures], short: Sequence[str] = ()) -> str:
    """How much of what was counted in the base year is expected to fall back with nothing done; not told where months
    of it (`short`, as 2023-11) seem not to have been imported in full."""
    base, year = base_of(rows), rows[-1].years[-1] if rows else 0
    known = [one.expected for one in rows if one.expected is not None]
    said = _("挑出事故最多的街道，即使什么也不做，下一年合计一般也会回落；评价成效要扣除这一部分和全市变化，不用同比。")
    if not known or len(known) < len(rows) or not base:
        return said
    if lacking := queries.lacking_months({"short": short}, year):
        less = _(
            "%(months)s的事故像是没有登记、导入齐，这些街道%(year)s年合计%(base)s起偏少，说不出会回落多少；请补录后重新计算。"
        )
        months = named(lacking)
        return said + less % {"months": months, "year": year, "base": base}
    expected = sum(known)
    if expected >= base:
        more = _("这些街道%(year)s年合计%(base)s起，按五年估计一年预期%(expected).1f起，没有挑选带来的回落。")
        return said + more % {"year": year, "base": base, "expected": expected}
    more = _(
        "这些街道%(year)s年合计%(base)s起，按五年估计一年预期%(expected).1f起：不整治也会回落约%(share)s%(small)s。"
    )
    return said + more % {
        "year": year,
        "base": base,
        "expected": expected,
        "share": f"{1 - expected / base:.0%}",
        "small": _("（小基数）") if base < SMALL_BASE else "",
    }


def power_line(base: int | None, prospect: Mapping[str, Any] | None = None) -> str:
    """What can be seen of a fall by a fifth with so many accidents in the year before, None where not known: by the
    judgment itself where a study tells its `prospect`, else by the bare counts, which can see no less."""
    if base is None:
        return _("基准年没有登记事故，说不出要累计多少起才能看出下降；没有登记不等于没有事故，请先导入。")
    if not base:
        return _("基准年这些街道没有事故，一年的起数看不出下降。")
    if prospect:
        from zhiben.analysis.before_after import Prospect

        return _by_the_judgment(base, Prospect(**prospect))
    chance, least = _power(base)
    said = _("以现有基数（基准年合计%(base)s起），真的减少20%%时，只按前后各一年的起数比，看得出来的把握最多%(chance)s")
    told = {"base": base, "chance": chance_told(chance)}
    if chance >= CHANCE:
        return (said + _("；扣除回落以后还要小。")) % told
    years = max(2, ceil(least / base))
    if years > MOST_YEARS:
        return (said + _("；前后各看%(years)s年也到不了八成，这样的下降看不出来。")) % (told | {"years": MOST_YEARS})
    more = _("；前后各约%(years)s年（整治前累计约%(least)s起）才可能有八成，扣除回落以后还要小。")
    return (said + more) % (told | {"least": least, "years": years})


def _by_the_judgment(base: int, prospect: Prospect) -> str:
    said = _(
        "以现有基数（基准年合计%(base)s起，不整治下一年预期约%(expected)s起），真的减少20%%时，按判断成效的同一个办法，"
        "整治后一年看得出来的把握%(chance)s"
    ) % {"base": base, "expected": f"{prospect.expected:.0f}", "chance": chance_told(prospect.power)}
    if prospect.power >= CHANCE:
        return said + "。"
    enough = prospect.times_until(CHANCE, MOST_YEARS)
    if enough is None:
        return said + _("；整治后看%(years)s年也到不了八成，这样的下降看不出来。") % {"years": MOST_YEARS}
    return said + _("；整治后要看满%(years)s年才有八成把握。") % {"years": enough}


@lru_cache(maxsize=256)
def _power(base: int) -> tuple[float, int]:
    """At the level of the judgment."""
    from zhiben.analysis import power

    return power.power(float(base), CUT, level=LEVEL), power.needed(CHANCE, CUT, level=LEVEL)


def term_line(until: date, today: date) -> str:
    """That the term ends before both conditions can be judged; "" where it does not."""
    first = queries.judged_from(today)
    if until >= first:
        return ""
    return _("治理期限在%(first)s以前：到期时还没有包括足够治理期间的街道风险分析，摘牌的第二个条件评估不了。") % {
        "first": clock.in_words(first)
    }


def committee_of(office: int) -> str:
    """The committee whose office this is."""
    name = documents.issuer_name(office)
    return name.removesuffix("办公室") if name.endswith(OFFICE_OF) else _("安全生产委员会")


def request(one: ListingRequest, areas: Sequence[ListedArea]) -> Written:
    """The request to the committee (提请挂牌的请示)."""
    return Written(
        title=_("关于提请对%(count)s个事故高风险区域实行挂牌督办的请示") % {"count": len(areas)},
        to=_("系统外：%(name)s") % {"name": committee_of(one.office_id)},
        body="\n".join(_request(one, areas)),
    )


def _request(one: ListingRequest, areas: Sequence[ListedArea]) -> Iterator[str]:
    rows = [figures for area in areas if (figures := queries.figures_kept(area))]
    first = one.base_year - queries.YEARS + 1
    yield _("我办对各街道%(first)s—%(base)s年的事故作了评估，拟对下列%(count)s个区域实行挂牌督办。") % {
        "first": first,
        "base": one.base_year,
        "count": len(areas),
    }
    yield _("一、怎样选定")
    yield one.criteria.rstrip("。") + "。"
    yield source_of(one)
    yield _("二、拟挂牌的区域")
    yield _("表1 拟挂牌区域%(first)s—%(base)s年的事故") % {"first": first, "base": one.base_year}
    yield from _table(rows, one.told)
    yield _("三、需要说明的事项")
    yield from sentences(rows, one.told)
    yield _("四、批准后的安排")
    yield _(
        "治理期限至%(day)s。批准后，我办向有关区安委会发出挂牌督办通知书，由区报治理方案；治理期间逐月检查，到期两人以上到场验收。"
    ) % {"day": clock.in_words(one.until)}
    yield _("摘牌看两条：治理措施全部完成，并且预期事故回到同样规模街道的控制限以内；起数下降本身不作为摘牌的依据。")
    late = term_line(one.until, clock.today())
    yield late or _("第二条用包括治理期间的街道风险分析判断，%(day)s起可以计算。") % {
        "day": clock.in_words(queries.judged_from(clock.today()))
    }
    yield _("妥否，请批示。")


def source_of(one: ListingRequest) -> str:
    """From which study or counts, as of when."""
    day = clock.in_words(date.fromisoformat(one.told["as_of"]))
    if not one.study:
        said = _("没有采用街道风险分析：%(why)s。数据截至%(day)s，按登记的事故案件计数，未作规模调整。")
        return said % {"why": one.unstudied.rstrip("。"), "day": day}
    weak = "".join(f"{text.rstrip('。')}。" for text in one.told.get("warnings", ()))
    said = _("依据街道风险分析第%(study)s号，数据截至%(day)s，方法版本%(version)s。%(weak)s")
    said %= {"study": one.study, "day": day, "version": one.told.get("version", ""), "weak": weak}
    why = _("仍这样提请的理由：%(why)s。") % {"why": one.unstudied.rstrip("。")} if one.unstudied else ""
    return said + order_line(one.told) + why


def _table(rows: Sequence[Figures], told: dict[str, Any]) -> Iterator[str]:
    studied = any(one.expected is not None for one in rows)
    heads = [_("序号"), _("街道"), _("逐年起数"), _("合计"), _("死亡和失踪")]
    more = [
        _("预期（起/年）"),
        _("超出"),
        _("控制上限"),
        _("位次（区间）"),
        _("属最差%(k)s个") % {"k": told.get("k", "")},
    ]
    yield "\t".join(heads + more if studied else heads)
    for number, one in enumerate(rows, start=1):
        cells = [str(number), one.name, one.told, str(one.total), str(one.deaths)]
        yield "\t".join(cells + _judged(one) if studied else cells)
    if studied:
        yield _(
            "注：预期是按五年估计今后一年有几起，超出是比同样规模的街道多几起，控制上限是同样规模的街道一年因偶然可以有的最多起数；"
            "区间是九成把握的范围；末列是属于最差若干个的机会。"
        )


def _judged(one: Figures) -> list[str]:
    if one.expected is None or one.excess is None or one.among_worst is None:
        return ["—"] * 5
    where = f"{one.rank}（{one.rank_low}—{one.rank_high}）"
    excess = f"{one.excess:+.1f}".replace("-", "−")
    return [f"{one.expected:.1f}", excess, limit_told(one), where, chance_told(one.among_worst)]


# To the districts


def notice(areas: Sequence[ListedArea], reply_by: date) -> Written:
    """The notice to the district of one or several areas that were listed (挂牌督办通知书)."""
    names = "、".join(f"“{area.title}”" for area in areas)
    decisions = "、".join(dict.fromkeys(area.decision for area in areas))
    lines = [
        _("一、挂牌的区域"),
        *(_("%(title)s（%(streets)s）：%(basis)s") % _area(area) for area in areas),
        _("二、治理期限"),
        _("%(until)s。") % {"until": "；".join(dict.fromkeys(_until(area, areas) for area in areas))},
        _("三、有关要求"),
        _("请组织有关街道和部门制定治理方案，逐条写明措施、责任单位和完成日期，在答复期限内报我办批准。"),
        _("治理期间我办逐月到场检查；措施完成一条、登记一条；全部完成后提出验收申请，由两人以上到场验收。"),
        _("摘牌看两条：治理措施全部完成，并且预期事故回到同样规模街道的控制限以内；起数下降本身不作为摘牌的依据。"),
        *_already(areas),
    ]
    to, copy = _addressees(areas)
    return Written(
        title=_("关于对%(names)s挂牌督办的通知")
        % {"names": names if len(areas) < 3 else _("%(n)s个区域") % {"n": len(areas)}},
        to=to,
        copy=copy,
        body="\n".join(lines),
        basis=decisions,
        reply_by=reply_by,
    )


def _already(areas: Sequence[ListedArea]) -> Iterator[str]:
    """Which of them stood within the limit when they were proposed."""
    kept = [queries.figures_kept(area) for area in areas]
    if names := [one.name for one in kept if one and one.inside]:
        yield _("其中%(names)s提请时的预期已在控制上限以内，评估时须仍在限内。") % {"names": "、".join(names)}


def _until(area: ListedArea, areas: Sequence[ListedArea]) -> str:
    day = clock.in_words(area.until)
    return day if len({one.until for one in areas}) == 1 else f"{area.title}：{day}"


def _area(area: ListedArea) -> dict[str, str]:
    streets = "、".join(orgs.territory_names(area.streets).values())
    return {"title": area.title, "streets": streets, "basis": area.basis.rstrip("。") + "。"}


def _addressees(areas: Sequence[ListedArea]) -> tuple[str, str]:
    """To whom and with copies to whom: the city's to the district's committee office, or its government, with the
    streets in copy; a district's own to the streets."""
    ground = {street for area in areas for street in area.streets}
    streets = [card.name for card in orgs.units(UnitKind.STREET) if card.coordinates.street in ground]
    office = areas[0].office_id
    if orgs.unit_coordinates([office])[office].district and streets:
        return "、".join(streets), ""
    for kind in (UnitKind.COMMITTEE_OFFICE, UnitKind.DISTRICT):
        near = [card for card in orgs.units(kind) if card.coordinates.district == areas[0].district]
        if found := [card.name for card in near if not card.coordinates.street]:
            return found[0], "、".join(streets)
    return "", "、".join(streets)


def kept(area: ListedArea) -> Written:
    """The notice that an area stays on the list (继续挂牌)."""
    first, second = queries.conditions_of(area)
    lines = [
        _("%(title)s（%(streets)s）自%(since)s起挂牌督办（%(decision)s），现决定继续挂牌。") % _listed(area),
        _("理由：%(why)s。") % {"why": area.kept_why.rstrip("。")},
        _("%(first)s。预期事故%(second)s。") % {"first": first.words, "second": _evaluated(second)},
        _("治理期限延长至%(until)s。请继续落实治理方案，逐月检查照常进行，到期前提出验收申请。")
        % {"until": clock.in_words(area.until)},
    ]
    to, copy = _with_committee(area)
    title = _("关于继续对“%(title)s”挂牌督办的通知") % {"title": area.title}
    return Written(title=title, to=to, copy=copy, body="\n".join(lines))


def delisted(area: ListedArea) -> Written:
    """The notice that an area is off the list (解除督办通知书)."""
    first, second = queries.conditions_of(area)
    lines = [
        _("一、挂牌情况"),
        _("%(title)s（%(streets)s）自%(since)s起挂牌督办（%(decision)s）。") % _listed(area),
        _("二、验收结论"),
        area.conclusion.rstrip("。") + "。",
        _("%(first)s。预期事故%(second)s。") % {"first": first.words, "second": _evaluated(second)},
        _("自印发之日起解除挂牌督办。请继续加强日常监管，防止反弹。"),
    ]
    to, copy = _with_committee(area)
    title = _("关于解除“%(title)s”挂牌督办的通知") % {"title": area.title}
    return Written(title=title, to=to, copy=copy, body="\n".join(lines), basis=area.decision)


def _evaluated(one: queries.Condition) -> str:
    said = _("还没有评估，") if one.met is None else (_("已回到控制限以内，") if one.met else _("尚未回到控制限以内，"))
    return said + one.words


def _listed(area: ListedArea) -> dict[str, str]:
    return _area(area) | {"since": clock.in_words(area.since) if area.since else "", "decision": area.decision}


def _with_committee(area: ListedArea) -> tuple[str, str]:
    to, copy = _addressees([area])
    committee = _("系统外：%(name)s") % {"name": committee_of(area.office_id)}
    return to, "、".join(filter(None, (committee, copy)))
