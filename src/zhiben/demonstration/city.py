"""The demonstration's organisation: Shenzhen's real territories; units, sites and people invented (示例数据). Founded
through the verbs of the organisation, kept here as plain ids with the people who act for each unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from random import Random
from typing import TYPE_CHECKING

from stdnum.cn import uscc

from zhiben.accidents import operations as accidents
from zhiben.campaign import operations as plans
from zhiben.demonstration import calendar, texts
from zhiben.dispatch.vocab import ANSWERING
from zhiben.foundation.scope import scope
from zhiben.hazards import operations as hazards
from zhiben.hazards.queries import criteria
from zhiben.hazards.vocab import Mark
from zhiben.identity.operations import set_rules
from zhiben.identity.rules import DEFAULTS
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import examples, operations, queries
from zhiben.orgs.operations import founding
from zhiben.orgs.operations.founding import AccountDraft, SiteDraft, UnitDraft
from zhiben.orgs.vocab import Role, TerritoryKind, UnitKind

if TYPE_CHECKING:
    from zhiben.orgs.queries import TerritoryCard

SITES_PER_STREET = 20
STREETS_IN_A_ROW, SITES_IN_A_ROW = 10, 5
"""How the invented coordinates are laid out."""

WITHOUT_CODE = 7
"""Every seventh site is too small for a credit code and bears a local id."""

TWO_POSTS = ("unit21.2", 34)
"""The user name of somebody who works for a second unit too, and that unit's place among the lead units."""

IN_PROVINCE = "{name}（示例数据）"
"""What the invented table of the province calls an indicator."""

INDICATORS = (
    (1, "企业主要负责人培训", "人次", "D2.principals", (90_000, 90_000, 90_000)),
    (1, "基层执法人员培训", "人次", "D2.enforcement", (20_000, 20_000, 20_000)),
    (2, "判定标准培训", "人次", "D2.criteria", (150_000, 150_000, 150_000)),
    (3, "重大事故隐患整改率", "%", "D1.rate", (95, 98, 100)),
    (3, "重大事故隐患排查数", "项", "D1.reported", (500, 400, 300)),
    (4, "建成风险监测预警系统的企业", "家", "D3.monitoring", (1_000, 1_200, 1_500)),
    (4, "老旧场所消防设施改造", "处", "D3.fire", (800, 800, 800)),
    (4, "打通逃生通道、消防通道", "处", "D3.exits", (3_000, 3_000, 3_000)),
    (5, "从业人员培训", "人次", "D2.employees", (3_500_000, 3_500_000, 3_500_000)),
    (7, "检查单位", "家次", "D4.inspected", (300_000, 300_000, 300_000)),
    (7, "行政处罚", "件", "D4.penalties", (4_000, 4_000, 4_000)),
    (7, "帮扶高风险企业", "家次", "D3.help", (900, 900, 900)),
)
"""By action: its place, name, unit, the figure that tells it, a target for each year; invented (示例数据)."""

DEPARTMENT_NAMES = {"消防救援": "消防救援大队"}
"""How a district's department of a line is called where it is not called 局."""


@dataclass(frozen=True, slots=True)
class District:
    """A district with its units, by id; departments by line."""

    id: int
    name: str
    office: int
    government: int
    departments: dict[str, int]


@dataclass(frozen=True, slots=True)
class Street:
    """A street, its district, its office's unit."""

    id: int
    name: str
    district: District
    unit: int


@dataclass
class City:
    """Everything that was founded, by id; `people` by (role, unit), in the order in which they were added;
    `enterprises` by the index of their site."""

    id: int
    office: int = 0
    leads: list[int] = field(default_factory=list)
    districts: list[District] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    sectors: dict[str, int] = field(default_factory=dict)
    enterprises: dict[int, int] = field(default_factory=dict)
    people: dict[tuple[Role, int], list[int]] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, role: Role, unit: int, number: int = 0) -> Actor:
        """Who acts for a unit in a role; `number` tells colleagues apart."""
        people = self.people[role, unit]
        person = people[number % len(people)]
        if person not in self._actors:
            self._actors[person] = queries.actor_of(person)
        return self._actors[person]

    @property
    def officer(self) -> Actor:
        """Who works for the city's office."""
        return self.actor(Role.OFFICE_OFFICER, self.office)

    @property
    def leader(self) -> Actor:
        """Who leads it."""
        return self.actor(Role.OFFICE_LEADER, self.office)

    def answering(self, unit: int) -> Actor:
        """Who answers for a unit, in whichever role it has people."""
        return self.actor(next(role for role in ANSWERING if (role, unit) in self.people), unit)

    @property
    def home(self) -> tuple[Street, str]:
        """Street and line of the first enterprise's site: there the printed log-ins are at home, so that one hazard can
        be followed from the enterprise to the office."""
        index = next(iter(self.enterprises), 0)
        return self.streets[index // SITES_PER_STREET], line_of(texts.sector_at(index % SITES_PER_STREET))


def line_of(sector: str) -> str:
    """The line that answers for a sector."""
    return dict(examples.SECTORS)[sector]


def topics() -> list[tuple[str, ...]]:
    """What each lead unit has tasks on: the sectors of its line, or what concerns everybody."""
    by_line: dict[str, list[str]] = {}
    for sector, line in examples.SECTORS:
        by_line.setdefault(line, []).append(sector)
    return [tuple(by_line.get(line, texts.TASK_TOPICS)) for _, line in examples.UNITS]


def found(rng: Random, password: str, *, contacts: Collection[int] = ()) -> City:
    """Found the city. `contacts` are the sites (by index) whose enterprise has an account, the first a printed one."""
    with scope(SYSTEM):
        set_rules(replace(DEFAULTS, second_factor=(), sessions=20), actor=SYSTEM, demonstration=True)
        city = City(operations.seed_shenzhen(actor=SYSTEM, on=calendar.BEGINS).pk)
        operations.set_special_days([(day, False, N_("示例数据")) for day in sorted(calendar.HOLIDAY)])
        _lines_and_sectors(city)
        _units(city)
        _campaign(city)
        _catalogue()
        _sites(city)
        _enterprises(city, contacts)
        _people(city, rng, password)
    return city


def _lines_and_sectors(city: City) -> None:
    for path in dict.fromkeys(line for _, line in (*examples.UNITS, *examples.SECTORS)):
        root, _, sub = path.partition("/")
        parent = operations.add_line(root)
        if sub:
            operations.add_line(sub, parent=parent)
    for position, (name, path) in enumerate(examples.SECTORS, start=1):
        line = operations.add_line(path.rpartition("/")[2])
        sector = operations.add_sector(
            name, line=line, position=position, demonstration=True, valid_from=calendar.BEGINS
        )
        city.sectors[name] = sector.pk


def _units(city: City) -> None:
    drafts = [UnitDraft("市安委办", UnitKind.COMMITTEE_OFFICE, city.id)]
    drafts += [UnitDraft(name, UnitKind.DEPARTMENT, city.id, line.rpartition("/")[2]) for name, line in examples.UNITS]
    areas = queries.districts(city.id)
    lines = sorted({line_of(sector) for sector in texts.SECTORS})
    for area in areas:
        drafts += _district_units(area, lines)
    streets = [(area, street) for area in areas for street in queries.streets(area.id)]
    drafts += [_street_unit(area, street) for area, street in streets]
    rows = founding.add_units(drafts, actor=SYSTEM, valid_from=calendar.BEGINS, demonstration=True)
    ids = iter(row.pk for row in rows)
    city.office = next(ids)
    city.leads = [next(ids) for _ in examples.UNITS]
    for area in areas:
        office, government = next(ids), next(ids)
        city.districts.append(District(area.id, area.name, office, government, {line: next(ids) for line in lines}))
    by_id = {district.id: district for district in city.districts}
    city.streets = [Street(street.id, street.name, by_id[area.id], next(ids)) for area, street in streets]


def _district_units(area: TerritoryCard, lines: Sequence[str]) -> Iterator[UnitDraft]:
    government = "管委会" if area.kind == TerritoryKind.FUNCTIONAL_ZONE else "政府"
    yield UnitDraft(f"{area.name}安委办", UnitKind.COMMITTEE_OFFICE, area.id)
    yield UnitDraft(f"{area.name}{government}", UnitKind.DISTRICT, area.id, short_name=area.name)
    for line in lines:
        yield UnitDraft(f"{area.name}{DEPARTMENT_NAMES.get(line, f'{line}局')}", UnitKind.DEPARTMENT, area.id, line)


def _street_unit(area: TerritoryCard, street: TerritoryCard) -> UnitDraft:
    office = {TerritoryKind.STREET: "办事处", TerritoryKind.TOWN: "政府"}.get(TerritoryKind(street.kind), "")
    return UnitDraft(f"{area.name}{street.name}{office}", UnitKind.STREET, street.id, short_name=street.name)


def _campaign(city: City) -> None:
    """The frame of the campaign; owners and indicators are 示例数据, the actions' names are not."""
    campaign = plans.found_campaign(city.office, actor=SYSTEM)
    for action, owner in zip(campaign.actions.order_by("position"), city.leads, strict=False):
        if action.name:
            draft = plans.ActionDraft(action.name, source=action.source, owner=owner)
            plans.set_action(action, draft, actor=SYSTEM)
    actions = {action.position: action for action in campaign.actions.all()}
    for position, name, unit, figure, amounts in INDICATORS:
        targets = {year: Decimal(amount) for year, amount in zip(campaign.years, amounts, strict=True)}
        printed = IN_PROVINCE.format(name=name)
        told = plans.IndicatorDraft(name, unit, measure=figure, provincial_name=printed, targets=targets)
        plans.set_indicator(actions[position], told, actor=SYSTEM)


def _catalogue() -> None:
    """Codes of accidents, the standards that are known, and example clauses for those of which no clause is."""
    accidents.enter_known_codes()
    hazards.enter_known_standards()
    standards = {row.code: row for row in criteria.standards()}
    for one in texts.EXAMPLE_CLAUSES:
        draft = hazards.ClauseDraft(one.code, one.summary, category=one.sector)
        hazards.add_criterion(standards[one.standard], draft, actor=SYSTEM, mark=Mark.EXAMPLE)


def _sites(city: City) -> None:
    drafts: list[SiteDraft] = []
    for street, place in product(city.streets, range(SITES_PER_STREET)):
        number, sector = len(drafts) + 1, texts.sector_at(place)
        named = {"local_id": f"示例-{number:05d}"} if number % WITHOUT_CODE == 0 else {"uscc": fictional_code(number)}
        name = f"示例{texts.HAZARDS[sector].sites}{number:04d}"
        address = f"{street.district.name}{street.name}示例路{number}号"
        place_at = invented_place(number - 1)
        drafts.append(SiteDraft(name, street.id, city.sectors[sector], address=address, place=place_at, **named))
    city.sites = [row.pk for row in founding.add_sites(drafts, actor=SYSTEM, demonstration=True)]


def invented_place(index: int) -> tuple[Decimal, Decimal]:
    """Coordinates of a site by its index, invented (示例数据): street after street on a grid of some three kilometres
    over the city's ground, the sites of one street some two hundred metres apart."""
    street, place = divmod(index, SITES_PER_STREET)
    row, column = divmod(street, STREETS_IN_A_ROW)
    north, east = divmod(place, SITES_IN_A_ROW)
    latitude = Decimal("22.50000") + row * Decimal("0.03") + north * Decimal("0.002")
    return latitude, Decimal("113.85000") + column * Decimal("0.03") + east * Decimal("0.002")


def fictional_code(number: int) -> str:
    """A credit code that passes the check and shows by its DEM0 that nobody has it."""
    body = f"91440300DEM0{number:05d}"
    return body + uscc.calc_check_digit(body)


def _enterprises(city: City, contacts: Collection[int]) -> None:
    chosen = list(dict.fromkeys(contacts))
    drafts = [
        UnitDraft(
            f"示例{texts.HAZARDS[texts.sector_at(index % SITES_PER_STREET)].sites}{index + 1:04d}",
            UnitKind.ENTERPRISE,
            city.streets[index // SITES_PER_STREET].id,
        )
        for index in chosen
    ]
    rows = founding.add_units(drafts, actor=SYSTEM, valid_from=calendar.BEGINS, demonstration=True)
    city.enterprises = {index: row.pk for row, index in zip(rows, chosen, strict=True)}


def _posts(city: City) -> Iterator[tuple[str, Role, int, int]]:
    """Every post: (prefix of user names, role, unit, how many people)."""
    for role, number in (
        (Role.OFFICE_LEADER, 1),
        (Role.OFFICE_OFFICER, 3),
        (Role.INSPECTOR, 4),
        (Role.AUDITOR, 1),
        (Role.SYSTEM_ADMIN, 1),
        (Role.SECURITY_ADMIN, 1),
        (Role.AUDIT_ADMIN, 1),
    ):
        yield f"city.{role}", role, city.office, number
    for number, unit in enumerate(city.leads, start=1):
        yield f"unit{number:02d}", Role.DEPARTMENT_OFFICER, unit, 2
    for number, district in enumerate(city.districts, start=1):
        yield f"district{number:02d}.leader", Role.OFFICE_LEADER, district.office, 1
        yield f"district{number:02d}.office", Role.OFFICE_OFFICER, district.office, 2
        yield f"district{number:02d}", Role.DISTRICT_OFFICER, district.government, 3
        for position, unit in enumerate(district.departments.values(), start=1):
            yield f"district{number:02d}.dept{position}", Role.DEPARTMENT_OFFICER, unit, 3
    for number, street in enumerate(city.streets, start=1):
        yield f"street{number:02d}", Role.STREET_OFFICER, street.unit, 2
    for number, unit in enumerate(city.enterprises.values(), start=1):
        yield f"enterprise{number:02d}", Role.ENTERPRISE_CONTACT, unit, 1


def _printed(city: City) -> dict[tuple[Role, int, int], tuple[str, str]]:
    """Who has a plain user name: by post and place in it, with what is printed beside it. Of the office two, for what
    asks for a second signature."""
    street, line = city.home
    home = street.district
    lead = next(n for n, (_, path) in enumerate(examples.UNITS) if path == line)
    named = {
        (Role.OFFICE_OFFICER, city.office, 0): ("office", Role.OFFICE_OFFICER.label),
        (Role.OFFICE_OFFICER, city.office, 1): ("office2", f"{Role.OFFICE_OFFICER.label}（第二人）"),
        (Role.OFFICE_LEADER, city.office, 0): ("leader", Role.OFFICE_LEADER.label),
        (Role.DEPARTMENT_OFFICER, city.leads[lead], 0): ("department", Role.DEPARTMENT_OFFICER.label),
        (Role.DEPARTMENT_OFFICER, home.departments[line], 0): ("bureau", f"区{Role.DEPARTMENT_OFFICER.label}"),
        (Role.OFFICE_OFFICER, home.office, 0): ("district.office", f"区{Role.OFFICE_OFFICER.label}"),
        (Role.DISTRICT_OFFICER, home.government, 0): ("district", Role.DISTRICT_OFFICER.label),
        (Role.STREET_OFFICER, street.unit, 0): ("street", Role.STREET_OFFICER.label),
        (Role.INSPECTOR, city.office, 0): ("inspector", Role.INSPECTOR.label),
        (Role.AUDITOR, city.office, 0): ("auditor", Role.AUDITOR.label),
        (Role.SYSTEM_ADMIN, city.office, 0): ("sysadmin", Role.SYSTEM_ADMIN.label),
        (Role.SECURITY_ADMIN, city.office, 0): ("secadmin", Role.SECURITY_ADMIN.label),
        (Role.AUDIT_ADMIN, city.office, 0): ("auditadmin", Role.AUDIT_ADMIN.label),
    }
    for unit in list(city.enterprises.values())[:1]:
        named[Role.ENTERPRISE_CONTACT, unit, 0] = ("enterprise", Role.ENTERPRISE_CONTACT.label)
    return named


def _people(city: City, rng: Random, password: str) -> None:
    printed = _printed(city)
    sites = {unit: city.sites[index] for index, unit in city.enterprises.items()}
    names = [f"{surname}{given}" for surname, given in product(texts.SURNAMES, texts.GIVEN)]
    rng.shuffle(names)
    drafts: list[AccountDraft] = []
    for prefix, role, unit, number in _posts(city):
        for place in range(number):
            username = f"{prefix}.{place + 1}"
            if (role, unit, place) in printed:
                username, label = printed[role, unit, place]
                city.logins[label] = username
            drafts.append(AccountDraft(username, names[len(drafts) % len(names)], role, unit, sites.get(unit, 0)))
    people = founding.add_accounts(drafts, password=password, actor=SYSTEM, valid_from=calendar.BEGINS)
    for draft, person in zip(drafts, people, strict=True):
        city.people.setdefault((draft.role, draft.unit), []).append(person.pk)
    for person in people:
        if person.username == TWO_POSTS[0]:
            # One person for two units: the second officer of one does the other one's reports too.
            unit = city.leads[TWO_POSTS[1]]
            operations.grant(person, Role.DEPARTMENT_OFFICER, unit=unit, actor=SYSTEM, valid_from=calendar.BEGINS)
