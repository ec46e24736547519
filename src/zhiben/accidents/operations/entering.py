"""Entering cases: many at once as an imported workbook does, or one by a form. Each begins with its first revision, the
department's record that it is known from, and what is written freely masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stdnum.cn import uscc as credit_code

from zhiben.accidents import policy
from zhiben.accidents.models import TRACKED, AccidentCase, CaseCause, Code, Revision, SourceRow, YearNumber
from zhiben.accidents.operations.discreet import discreet, masked
from zhiben.accidents.queries.exposures import first_year
from zhiben.accidents.vocab import LABEL, TYPE_1986, TYPE_2025, Department, Regime
from zhiben.foundation import audit, search
from zhiben.foundation.audit.ledger import entry
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Beginning, beginning
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

OWN_NUMBER = "SG"
"""How the numbers begin that are given here: SG2024-0001."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An accident as somebody tells it. Site, territory (a street or a district, 0 where not known), sector and
    codes by id; `said` is what the department's record says by the columns of the workbook, as its cells say it.
    `approved_on` is told of a case of the past whose investigation is over."""

    occurred_on: date
    department: str = Department.OFFICE
    source_number: str = ""
    hour: int | None = None
    minute: int | None = None
    territory: int = 0
    place: str = ""
    site: int = 0
    sector: int = 0
    unit_name: str = ""
    unit_code: str = ""
    enterprise: str = ""
    contractor: bool | None = None
    regime: str = Regime.WORK
    deaths: int = 0
    missing: int = 0
    serious: int = 0
    minor: int = 0
    loss: Decimal = Decimal(0)
    type_1986: int = 0
    type_2025: int = 0
    legacy_type: str = ""
    narrative: str = ""
    learned_at: datetime | None = None
    reported_at: datetime | None = None
    approved_on: date | None = None
    approval_no: str = ""
    causes: tuple[int, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """The workbook that brought cases, by its name and hash."""

    name: str = ""
    sha256: str = ""


@dataclass(slots=True)
class Places:
    """Where drafts lie, looked up once for many: sites, territories, and the line that answers for each sector."""

    sites: Mapping[int, tuple[Coordinates, int]]
    territories: Mapping[int, Coordinates]
    lines: Mapping[int, tuple[int, int]]
    actor: Actor

    def of(self, draft: Draft) -> tuple[Coordinates, int]:
        """Where a draft lies, its line included, and its sector. Raises NotFound for a site that is not seen."""
        sector = draft.sector
        if draft.site:
            if draft.site not in self.sites:
                raise NotFound(N_("没有这个场所"))
            ground, of_site = self.sites[draft.site]
            sector = sector or of_site
        else:
            ground = self.territories.get(draft.territory) or self._own()
        line, subline = self.lines.get(sector, (0, 0))
        levels = dict(ground.territory.constraints())
        levels.pop("site", None)
        return Coordinates(**levels, line=line, subline=subline), sector

    def _own(self) -> Coordinates:
        """The ground of whoever tells of an accident, where nobody knows more."""
        own = (grant.at.territory for grant in self.actor.grants if policy.records_by(grant))
        return next(own, Coordinates())


def places_of(drafts: Iterable[Draft], actor: Actor) -> Places:
    """What is needed to place drafts."""
    told = list(drafts)
    wanted = {draft.territory for draft in told if draft.territory}
    territories = {row.pk: row.coordinates for row in orgs.territories_by_id(wanted)}
    sites = orgs.site_places({draft.site for draft in told if draft.site})
    return Places(sites, territories, orgs.sector_lines(clock.today()), actor)


def problems(draft: Draft, *, today: date) -> dict[str, str]:
    """What is wrong with a draft, by its fields."""
    wrong: dict[str, str] = {}
    if draft.occurred_on > today:
        wrong["occurred_on"] = N_("发生日期不能晚于今天")
    elif draft.occurred_on.year < first_year():
        wrong["occurred_on"] = N_("发生日期不能早于{first}年，请核对").format(first=first_year())
    if not (draft.unit_name or draft.place or draft.site):
        wrong["unit_name"] = N_("责任单位和地点至少填一项")
    if draft.unit_code and not credit_code.is_valid(draft.unit_code):
        wrong["unit_code"] = N_("统一社会信用代码校验不通过")
    if draft.hour is None and draft.minute is not None:
        wrong["hour"] = N_("填了分，还要填时")
    if draft.loss < 0:
        wrong["loss"] = N_("直接经济损失不能为负")
    if draft.approval_no.strip() and not draft.approved_on:
        wrong["approval_no"] = N_("填了批复文号，还要填批复日期")
    return wrong | _out_of_order(draft, today)


def begun(day: date, hour: int | None, minute: int | None) -> datetime:
    """The earliest moment at which an accident may have happened, as exactly as its time is known."""
    return clock.day_start(day) + timedelta(hours=hour or 0, minutes=minute or 0)


def _out_of_order(draft: Draft, today: date) -> dict[str, str]:
    """What is wrong with when somebody learned of it."""
    wrong: dict[str, str] = {}
    learned, reported, now = draft.learned_at, draft.reported_at, clock.now()
    happened = begun(draft.occurred_on, draft.hour, draft.minute)
    if learned and not happened <= learned <= now:
        wrong["learned_at"] = N_("单位负责人接报时间不能早于事故发生，也不能晚于现在")
    if reported and not happened <= reported <= now:
        wrong["reported_at"] = N_("部门接报时间不能早于事故发生，也不能晚于现在")
    elif reported and learned and reported < learned:
        wrong["reported_at"] = N_("部门接报时间不能早于单位负责人接报时间")
    if draft.approved_on and not draft.occurred_on <= draft.approved_on <= today:
        wrong["approved_on"] = N_("批复日期应在发生日期以后、今天以前")
    return wrong


def must_be_sound(draft: Draft, *, today: date, coded: Mapping[int, Code]) -> None:
    """Raises Incomplete naming every field that is wrong."""
    wrong = problems(draft, today=today)
    for name, key in (("type_1986", TYPE_1986), ("type_2025", TYPE_2025)):
        chosen = getattr(draft, name)
        if chosen and (chosen not in coded or coded[chosen].scheme.key != key):
            wrong[name] = N_("请从代码表中选择")
    if any(one not in coded for one in draft.causes):
        wrong["causes"] = N_("请从代码表中选择")
    if wrong:
        raise Incomplete(N_("事故案件填写有误：{what}"), fields=wrong, what="；".join(wrong.values()))


def codes_by_id(ids: Iterable[int]) -> dict[int, Code]:
    """Codes with their schemes."""
    wanted = {one for one in ids if one}
    return {row.pk: row for row in Code.objects.filter(pk__in=wanted).select_related("scheme")}


def case_row(draft: Draft, place: Coordinates, sector: int) -> AccidentCase:
    """An unsaved case that says what `draft` says, which is masked already."""
    row = AccidentCase(
        number="",
        narrative=draft.narrative,
        carried_over=draft.approved_on is not None,
        approved_on=draft.approved_on,
        approval_no=draft.approval_no.strip() if draft.approved_on else "",
        **tracked_of(draft, sector),
    )
    row.place_at(place)
    return row


def tracked_of(draft: Draft, sector: int) -> dict[str, Any]:
    """The columns of a case that its revisions keep, as a draft tells them."""
    linked = {
        "site_id": draft.site or None,
        "sector_id": sector or None,
        "type_1986_id": draft.type_1986 or None,
        "type_2025_id": draft.type_2025 or None,
    }
    plain = {name: getattr(draft, name) for name in TRACKED if name not in linked}
    return {name: value.strip() if isinstance(value, str) else value for name, value in (plain | linked).items()}


def enter_many(
    told: Sequence[Draft], *, actor: Actor, file: File | None = None, at: datetime | None = None
) -> list[AccidentCase]:
    """New cases, all or none; those told to be approved are carried over as such. Raises NotAllowed for one outside the
    person's ground and line, Incomplete, Refused for a department's number that is taken."""
    moment = at or clock.now()
    today = moment.astimezone(clock.TZ).date()
    drafts = [discreet(draft) for draft in told]
    places = places_of(drafts, actor)
    coded = codes_by_id(one for d in drafts for one in (d.type_1986, d.type_2025, *d.causes))
    rows, grants = [], []
    for draft in drafts:
        must_be_sound(draft, today=today, coded=coded)
        place, sector = places.of(draft)
        grants.append(policy.must_record_at(actor, place))
        row = case_row(draft, place, sector)
        row.entered_at = moment
        rows.append(row)
    with audit.batch() as entries:
        _must_be_free(drafts)
        _number(rows)
        _begin(rows, grants, actor, moment)
        insert([revision_of(row, 1, moment, actor) for row in rows])
        pairs = list(zip(rows, drafts, strict=True))
        insert([_source(row, draft, file or File(), moment, actor) for row, draft in pairs])
        causes = [(row, code) for row, draft in pairs for code in dict.fromkeys(draft.causes)]
        insert([CaseCause(case=row, code_id=code, since=moment, by=actor.id) for row, code in causes])
        search.enter(AccidentCase.found_by, rows)
        entries.extend(
            entry("tell_case", actor, (LABEL, row.pk), grant, at=moment, facts={"to": said_of(row)})
            for row, grant in zip(rows, grants, strict=True)
        )
    return rows


def enter(draft: Draft, *, actor: Actor) -> AccidentCase:
    """One new case, as a form tells it."""
    return enter_many([draft], actor=actor)[0]


def _begin(rows: Sequence[AccidentCase], grants: Sequence[Grant | None], actor: Actor, at: datetime) -> None:
    for carried in (False, True):
        some = [(row, grant) for row, grant in zip(rows, grants, strict=True) if row.carried_over is carried]
        if some:
            begun: Beginning = beginning(
                [row for row, _grant in some],
                actor,
                grants=[grant for _row, grant in some],
                at=at,
                move="carry_over" if carried else "",
            )
            begun.write()


def said_of(case: AccidentCase) -> dict[str, Any]:
    """The tracked columns of a case and where it lies, as the ledger keeps them."""
    return {name: getattr(case, name) for name in (*TRACKED, "district", "street")}


def revision_of(case: AccidentCase, number: int, since: datetime, actor: Actor, reason: str = "") -> Revision:
    """The unsaved revision that keeps what a case says now."""
    return Revision(case=case, number=number, since=since, by=actor.id, reason=reason, **said_of(case))


def _source(case: AccidentCase, draft: Draft, file: File, at: datetime, actor: Actor) -> SourceRow:
    return SourceRow(
        case=case,
        department=draft.department,
        number=draft.source_number.strip(),
        said=masked(draft.said),
        file_name=file.name[:120],
        file_sha256=file.sha256,
        entered_at=at,
        entered_by=actor.id,
    )


def _must_be_free(drafts: Sequence[Draft]) -> None:
    """Raise Refused when a department's number is told twice, or belongs to a case already, whoever sees it."""
    told = [(draft.department, draft.source_number.strip()) for draft in drafts if draft.source_number.strip()]
    taken = taken_numbers(told)
    twice = {one for one in told if told.count(one) > 1} if len(set(told)) < len(told) else set()
    if found := sorted(taken | twice):
        department, number = found[0]
        raise Refused(
            N_("{department}的编号“{number}”已有案件，不能再登记"),
            department=Department(department).label,
            number=number,
            code="taken",
        )


def taken_numbers(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of (department, number) that belong to a case already, whoever sees it."""
    wanted = set(pairs)
    numbers = sorted({number for _department, number in wanted})
    found: set[tuple[str, str]] = set()
    for start in range(0, len(numbers), 500):
        rows = SourceRow._unfiltered().filter(number__in=numbers[start : start + 500])
        found |= set(rows.values_list("department", "number"))
    return found & wanted


def _number(rows: Sequence[AccidentCase]) -> None:
    """Give the next numbers of the years in which the accidents happened; a year's row is held until the end."""
    by_year: dict[int, list[AccidentCase]] = {}
    for row in rows:
        by_year.setdefault(row.occurred_on.year, []).append(row)
    for year, some in sorted(by_year.items()):
        YearNumber.objects.get_or_create(year=year)
        register = YearNumber.objects.select_for_update().get(year=year)
        for row in some:
            register.last += 1
            row.number = f"{OWN_NUMBER}{year}-{register.last:04d}"
        register.save()
