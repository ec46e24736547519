"""Requests to list areas together, what they rest on, the papers about areas, and what is known of whether one may be
taken off the list again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiben.accidents import queries as accidents
from zhiben.analysis.funnel import yearly_limit
from zhiben.documents import queries as documents
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.studies import Study
from zhiben.insight.listings import MONTHS_TO_JUDGE, treated_in
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.models import AreaMeasure, AreaPaper, ListedArea, ListingRequest
from zhiben.supervision.queries.areas import UNDER_WAY
from zhiben.supervision.vocab import STREET_RISK, AreaPaperKind

if TYPE_CHECKING:
    from zhiben.analysis.before_after import Prospect

YEARS = 5
SOME = 20
"""So many of the latest studies are looked through for one that ranks."""
GONE = ("void", "withdrawn")
"""States of papers that stand no more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a street when it is proposed: accidents year by year (None of a year of which none is registered
    anywhere: that is not known to be none), the last being the base year, and the dead; as far as a study says so, what
    is expected of it a year, of one like it, and where it stands."""

    street: int
    name: str
    years: Sequence[int]
    counts: Sequence[int | None]
    deaths: int
    like: float | None = None
    expected: float | None = None
    excess: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    among_worst: float | None = None

    @property
    def total(self) -> int:
        """Accidents of all years that are known."""
        return sum(filter(None, self.counts))

    @property
    def base(self) -> int | None:
        """Accidents of the base year, None where not known."""
        return self.counts[-1]

    @property
    def limit(self) -> float | None:
        """What a street like it may have in a year by chance alone, None where that is not known."""
        return None if self.like is None else yearly_limit(self.like, len(self.counts))

    @property
    def inside(self) -> bool | None:
        """Whether what is expected of it is within that limit."""
        limit = self.limit
        return None if self.expected is None or limit is None else self.expected <= limit

    @property
    def told(self) -> str:
        """Accidents year by year, in words."""
        return "、".join("未登记" if count is None else str(count) for count in self.counts)

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def requests() -> QuerySet[ListingRequest]:
    """The requests in scope, the latest first."""
    rows = ListingRequest.objects.select_related("office", "paper").defer("paper__paper_json")
    return rows.order_by("-pk")


def request_of(pk: int) -> ListingRequest:
    """One request in scope. Raises NotFound."""
    found = requests().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该挂牌提请"))
    return found


def asked_with(area: ListedArea) -> ListingRequest | None:
    """The request with which an area was proposed, for whoever sees the area: what it is called and when it was
    decided; the rest is its office's."""
    return ListingRequest._unfiltered().filter(pk=area.request_id).first() if area.request_id else None


def areas_of(request: ListingRequest) -> list[ListedArea]:
    """Its areas that are seen, in the order in which they were proposed."""
    return list(ListedArea.objects.filter(request=request).select_related("office").order_by("pk"))


def listings_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Requests whose decision somebody may enter, once they have gone out."""
    return waiting(requests().filter(state="proposed", paper__state__in=("issued", "closed"))[:among], actor)


def study_of(pk: int, office: int) -> Study:
    """A study of streets of an office's ground that ranks them, in scope. Raises NotFound."""
    found = Study.objects.filter(pk=pk, name=STREET_RISK, unit=office).first()
    if found is None or not found.result.get("rows"):
        raise NotFound(N_("没有这个街道风险分析，或它没有给出排列"))
    return found


def figures_of(place: Coordinates, streets: Sequence[int], base_year: int, study: Study | None = None) -> list[Figures]:
    """What is known of streets on the ground `place`, in their order: from a study, else the accidents as registered,
    without regard to the streets' sizes. What a study does not rank is counted too."""
    names = orgs.territory_names(streets)
    ranked = {row["street"]: row for row in study.result["rows"]} if study else {}
    years = tuple(range(base_year - YEARS + 1, base_year + 1))
    counted = _Counted(place, years) if set(streets) - set(ranked) else None
    found = []
    for street in streets:
        if (row := ranked.get(street)) and study:
            found.append(_told(row, tuple(row.get("years") or study.result["years"])))
        elif counted is not None:
            counts, deaths = counted.of(street)
            found.append(Figures(street, names.get(street, ""), years, counts, deaths))
    return found


def _told(row: Mapping[str, Any], years: Sequence[int]) -> Figures:
    names = ("like", "expected", "excess", "rank", "rank_low", "rank_high", "among_worst")
    more = {name: row.get(name) for name in names}
    return Figures(row["street"], row["name"], years, tuple(row["counts"]), row["deaths"], **more)


class _Counted:
    """The registered accidents of a ground by street and year."""

    def __init__(self, place: Coordinates, years: Sequence[int]) -> None:
        self.years, self.counts, self.deaths = years, Counter[tuple[int, int]](), Counter[int]()
        for row in accidents.facts(first=date(years[0], 1, 1), last=date(years[-1], 12, 31), ground=place):
            self.counts[row.street, row.occurred_on.year] += 1
            self.deaths[row.street] += row.dead
        self.registered = {year for _street, year in self.counts}

    def of(self, street: int) -> tuple[list[int | None], int]:
        """The counts of a street year by year, and the dead."""
        told = [self.counts[street, year] if year in self.registered else None for year in self.years]
        return told, self.deaths[street]


def told_of(study: Study | None, streets: Sequence[int] = ()) -> dict[str, Any]:
    """What a study says of all its streets together, of what could be seen at the chosen ones, and in which respect
    these are not the ones that it puts first; without one, the day of the counts."""
    if study is None:
        return {"as_of": clock.today().isoformat()}
    kept = ("k", "by", "not_a_real_line", "sized", "flat", "short")
    said = {name: study.result[name] for name in kept if name in study.result}
    said |= {"as_of": study.as_of.isoformat(), "version": study.version, "warnings": study.warnings}
    said["order"] = _out_of_order(study, streets)
    return said | {"prospect": asdict(known) if (known := prospect_of(study, streets)) else None}


def _out_of_order(study: Study, streets: Sequence[int]) -> dict[str, list[dict[str, Any]]] | None:
    """The chosen streets that are not among the worst of a study (`beyond`), and those among them that are neither
    chosen nor listed already (`passed`); None where there are none of either."""
    ranked = {row["street"]: row for row in study.result["rows"]}
    worst = list(ranked)[: study.result.get("k", 0)]
    beyond = [street for street in streets if street not in worst]
    passed = [street for street in worst if street not in {*streets, *listed_streets(study.unit)}]
    if not streets or not (beyond or passed):
        return None
    names = orgs.territory_names(beyond)

    def told(street: int) -> dict[str, Any]:
        row = ranked.get(street, {})
        name = row.get("name") or names.get(street, "")
        return {"name": name, "rank": row.get("rank"), "among_worst": row.get("among_worst")}

    return {"beyond": [told(one) for one in beyond], "passed": [told(one) for one in passed]}


def lacking_months(told: Mapping[str, Any], base_year: int) -> list[str]:
    """The months of the base year (as 2023-11) of which a study says that they seem not to have been imported in
    full."""
    return [month for month in told.get("short", ()) if month.startswith(f"{base_year}-")]


def prospect_of(study: Study, streets: Sequence[int]) -> Prospect | None:
    """What the judgment of whether it worked can see a year after these streets are listed, by that very judgment; None
    where nothing can be said, as where no street is left to compare with."""
    from zhiben.analysis import before_after
    from zhiben.analysis.yearly_study import by_years

    rows = [row for row in study.result["rows"] if row["like"] > 0]
    places = [place for place, row in enumerate(rows) if row["street"] in set(streets)]
    if not places:
        return None
    years = len(rows[0]["counts"])
    counts = [[*row["counts"], 0] for row in rows]
    exposures = [[row["like"]] * (years + 1) for row in rows]
    return before_after.found(by_years(counts, exposures, places), months_after=12).prospect


def figures_kept(area: ListedArea) -> Figures | None:
    """The figures on which an area was proposed; None for one that was proposed by hand."""
    return Figures(**area.figures) if area.figures else None


def listed_streets(office: int) -> set[int]:
    """The streets of areas that an office has proposed or listed and that are not off the list."""
    rows = ListedArea._unfiltered().filter(office=office, state__in=("proposed", *UNDER_WAY))
    return {street for streets in rows.values_list("streets", flat=True) for street in streets}


def papers_of(areas: Collection[ListedArea]) -> dict[int, list[AreaPaper]]:
    """By area, the papers about it that stand and are seen, the latest first."""
    found: dict[int, list[AreaPaper]] = {area.pk: [] for area in areas}
    seen = documents.documents().order_by().values("pk")
    rows = AreaPaper.objects.filter(area__in=list(found), document__in=seen).exclude(document__state__in=GONE)
    for row in rows.select_related("document").defer("document__paper_json").order_by("-pk"):
        found[row.area_id].append(row)
    return found


def lacks(area: ListedArea, papers: Sequence[AreaPaper]) -> AreaPaperKind | None:
    """The paper about an area that is still to be drafted, as it stands: of its listing, of its stay on the list, of
    its end."""
    kinds = {one.kind for one in papers}
    if area.state == "accepted":
        return None if AreaPaperKind.DELISTED in kinds else AreaPaperKind.DELISTED
    if area.state not in UNDER_WAY:
        return None
    if AreaPaperKind.NOTICE not in kinds:
        return AreaPaperKind.NOTICE
    told = [one for one in papers if one.kind == AreaPaperKind.KEPT and area.kept_at and one.drafted_at >= area.kept_at]
    return AreaPaperKind.KEPT if area.kept_at and not told else None


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the two conditions of coming off the list: which, whether it holds (None: not known), and in words."""

    title: str
    met: bool | None
    words: str


def conditions_of(area: ListedArea) -> tuple[Condition, Condition]:
    """Whether the plan is carried out, and whether what is expected of the streets is back within what is usual for
    streets like them; of one that is off the list, as it stood when it was taken off. That the count fell is no
    condition."""
    return _carried_out(area), _back_inside(area)


def _carried_out(area: ListedArea) -> Condition:
    rows = list(AreaMeasure.objects.filter(area=area).order_by("position"))
    title = N_("治理措施全部完成")
    if not rows:
        return Condition(title, None, _("还没有治理方案"))
    left = [str(row.position) for row in rows if row.done_on is None]
    said = _("治理措施%(all)s条，已完成%(done)s条") % {"all": len(rows), "done": len(rows) - len(left)}
    return Condition(title, not left, said + (_("；未完成：第%(left)s条") % {"left": "、".join(left)} if left else ""))


def judged_from(since: date) -> date:
    """The day from which a study may tell whether streets listed on a day are back within: the first whose base year
    holds enough of what happened since."""
    return date(since.year + (1 if treated_in(since, since.year) >= MONTHS_TO_JUDGE else 2), 1, 1)


def term_of(today: date) -> date:
    """Until when streets that are listed now are to be treated, unless somebody chooses: so long that both conditions
    can be judged. A default of this product."""
    return date(judged_from(today).year, 3, 31)


def _back_inside(area: ListedArea) -> Condition:
    title, since = N_("预期事故回到控制限以内"), area.since or clock.today()
    found = _studies_since(area, judged_from(since).year - 1)
    study = next((one for one in found if one.result.get("rows")), None)
    if study is None:
        said = _(
            "没有可用的、包括至少%(months)s个月治理期间的街道风险分析：以%(year)s年或以后为基准年的才算，%(day)s起可以计算"
        )
        first = judged_from(since)
        told = said % {"months": MONTHS_TO_JUDGE, "year": first.year - 1, "day": clock.in_words(first)}
        why = _("；最近一次没有得出结果：%(why)s") % {"why": "；".join(found[0].result["refused"])} if found else ""
        return Condition(title, None, told + why + _as_proposed(area))
    rows = [row for row in study.result["rows"] if row["street"] in area.ground]
    beside = [_beside_its_limit(row) for row in rows]
    unranked = orgs.territory_names(set(area.streets) - {row["street"] for row in rows})
    words = [said for said, _inside in beside]
    words += [_("%(name)s没有排列，不能评估") % {"name": name} for name in unranked.values()]
    met = False if not all(inside for _said, inside in beside) else None if unranked else True
    base = study.result["base_year"]
    said = _("%(day)s的分析（五年到%(year)s年，其中治理%(months)s个月）：")
    told = said % {"day": clock.in_words(study.as_of), "year": base, "months": treated_in(since, base)}
    return Condition(title, met, told + "；".join(words))


def _studies_since(area: ListedArea, first: int) -> list[Study]:
    """The latest studies that may tell of an area: of a base year from `first` on that was over when it was asked for.
    Other parameters change the order of streets, and nothing of what is expected of one. Of an area that is off the
    list only what was known by then."""
    over = Q(pk__in=())
    for year in range(first, clock.today().year):
        over |= Q(result__base_year=year, as_of__gte=date(year + 1, 1, 1))
    rows = Study.objects.filter(over, name=STREET_RISK, unit=area.office_id)
    if area.state == "accepted":
        rows = rows.filter(made_at__lte=area.changed_at)
    return list(rows.order_by("-made_at", "-pk")[:SOME])


def _as_proposed(area: ListedArea) -> str:
    """How an area stood beside its limit when it was proposed, "" where that is not known."""
    kept = figures_kept(area)
    if kept is None or kept.inside is None:
        return ""
    how = _("已在控制上限%(limit).1f起以内") if kept.inside else _("高于控制上限%(limit).1f起")
    return _("；提请时预期每年%(expected).1f起，") % {"expected": kept.expected} + how % {"limit": kept.limit}


def _beside_its_limit(row: Mapping[str, Any]) -> tuple[str, bool]:
    limit = yearly_limit(row["like"], len(row["counts"]))
    said = _("%(name)s预期每年%(expected).1f起，同样规模的街道一般%(like).1f起，控制上限%(limit).1f起")
    return said % {**row, "limit": limit}, row["expected"] <= limit
