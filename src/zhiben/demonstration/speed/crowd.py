"""A city as large as the goals ask for, entered through the same verbs as on the page: a thousand organisations four
levels deep, ten thousand hazards and then a hundred thousand, in four states. All of it is 示例数据."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from zhiben.demonstration import calendar, city, texts
from zhiben.foundation import installation
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import unscoped
from zhiben.hazards import operations
from zhiben.hazards.operations import Draft
from zhiben.hazards.vocab import Grade
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import operations as orgs
from zhiben.orgs.vocab import Role

ENTERPRISES = 700
"""So many sites have an account; with offices, departments and streets that makes a thousand organisations."""

AT_ONCE = 5000
CLAUSE = "GM-11(3)"
FIRST_FOUND, DAYS_FOUND = date(2024, 2, 1), 240
REPORTED = datetime(2024, 10, 8, 9, tzinfo=clock.TZ)
MANY = "many people act at one moment of the measured city; the door asks for each of them"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who looks at the list: what they are, and the cookie that says so."""

    name: str
    cookie: str


@dataclass
class Crowd:
    """The measured city, in the installation's database, with its hazards so far."""

    city: city.City
    number: int = 0
    seats: dict[str, Seat] = field(default_factory=dict)
    rectifying: dict[int, list[int]] = field(default_factory=dict)
    """By street, those that have been begun."""

    def grow(self, total: int, say: Callable[[str], None]) -> None:
        """Report, and verify, reject or begin to rectify hazards until there are `total`."""
        while self.number < total:
            numbers = range(self.number, min(self.number + AT_ONCE, total))
            with unscoped(reason=MANY):
                self._report(numbers)
            self.number = numbers.stop
            if self.number % (4 * AT_ONCE) == 0:
                say(f"已录入{self.number}条隐患")

    def _report(self, numbers: Sequence[int]) -> None:
        office = self.city.officer
        rows = operations.report_many([self._draft(number) for number in numbers], actor=office, at=REPORTED)
        later = REPORTED + timedelta(days=1)
        # Of ten, two wait, one was no hazard, one is being rectified, six are verified.
        told = [(number, row) for number, row in zip(numbers, rows, strict=True) if number % 10 > 1]
        rejected = [(number, row) for number, row in told if number % 10 == 2]
        verified = [(number, row) for number, row in told if number % 10 > 2]
        perform_many(
            [Step(row, "reject", self._department(n), {"reason": "不符合判定标准"}) for n, row in rejected], at=later
        )
        perform_many([Step(row, "verify", self._department(n), self._facts(n)) for n, row in verified], at=later)
        begun = [(number, row) for number, row in verified if number % 10 == 3]
        promises = {**dict.fromkeys(("responsibility", "measures", "funding", "deadline", "contingency"), True)}
        facts = {**promises, **texts.PLAN}
        later += timedelta(days=1)
        perform_many([Step(row, "start", self._street_officer(n), facts) for n, row in begun], at=later)
        for _, row in begun:
            self.rectifying.setdefault(row.street, []).append(row.pk)

    def _draft(self, number: int) -> Draft:
        place = self._place(number)
        return Draft(
            number=f"测速-{number:06d}",
            title=f"消防通道堵塞{number}",
            site=self.city.sites[place],
            found_on=FIRST_FOUND + timedelta(days=number * 7 % DAYS_FOUND),
            criterion=CLAUSE,
            description="现场检查发现安全出口被杂物堵塞（示例数据）" * 3,
        )

    def _facts(self, number: int) -> dict[str, Any]:
        street = self.city.streets[self._place(number) // city.SITES_PER_STREET]
        due = (REPORTED + timedelta(days=2 + number * 11 % 90)).date()
        return {
            "criterion": CLAUSE,
            "level": Grade.GENERAL.value if number % 50 else Grade.MAJOR.value,
            "due": due,
            "responsible_unit": street.unit,
        }

    def _place(self, number: int) -> int:
        return number * 37 % len(self.city.sites)

    def _department(self, number: int) -> Actor:
        place = self._place(number)
        line = city.line_of(texts.sector_at(place % city.SITES_PER_STREET))
        unit = self.city.streets[place // city.SITES_PER_STREET].district.departments[line]
        return self.city.actor(Role.DEPARTMENT_OFFICER, unit)

    def _street_officer(self, number: int) -> Actor:
        street = self.city.streets[self._place(number) // city.SITES_PER_STREET]
        return self.city.actor(Role.STREET_OFFICER, street.unit, 1)


def gathered(password: str) -> Crowd:
    """A new database with the city and its organisations, without a hazard. The installation must be an empty one."""
    migrate()
    installation.mark_demonstration(calendar.STANDS)
    chance = Random("示例数据 测速")  # noqa: S311 - the same city every time, no secret
    with clock.at(clock.day_start(calendar.BEGINS)):
        crowd = Crowd(city.found(chance, password, contacts=range(ENTERPRISES)))
        mixed = _with_three_grants(crowd.city)
    installation.follow_clock()
    for name, person in {**_people(crowd.city), "three mixed grants": mixed}.items():
        crowd.seats[name] = Seat(name, _signed_in(person))
    return crowd


def _with_three_grants(founded: city.City) -> int:
    """A department's officer who also answers for a street, and for a district's department of another line."""
    person = founded.people[Role.DEPARTMENT_OFFICER, founded.leads[14]][1]
    there, elsewhere = founded.districts[3], founded.streets[-1]
    departments = sorted(there.departments.items())
    with unscoped(reason=MANY):
        for role, unit in ((Role.STREET_OFFICER, elsewhere.unit), (Role.DEPARTMENT_OFFICER, departments[0][1])):
            orgs.grant(
                get_user_model().objects.get(pk=person), role, unit=unit, actor=SYSTEM, valid_from=calendar.BEGINS
            )
    return person


def _people(founded: city.City) -> dict[str, int]:
    """One person of each kind that reads the ledger, by what they are; the office's reads all of it."""
    street, line = founded.home
    posts = {
        "city office": (Role.OFFICE_OFFICER, founded.office),
        "inspector": (Role.INSPECTOR, founded.office),
        "city department": (Role.DEPARTMENT_OFFICER, founded.leads[14]),
        "two posts": (Role.DEPARTMENT_OFFICER, founded.leads[20]),
        "district office": (Role.OFFICE_OFFICER, street.district.office),
        "district": (Role.DISTRICT_OFFICER, street.district.government),
        "district department": (Role.DEPARTMENT_OFFICER, street.district.departments[line]),
        "street": (Role.STREET_OFFICER, street.unit),
        "enterprise": (Role.ENTERPRISE_CONTACT, next(iter(founded.enterprises.values()))),
    }
    people = {name: founded.people[post][0] for name, post in posts.items()}
    return people | {"two posts": founded.people[posts["two posts"]][1]}


def _signed_in(person: int) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person))
    return f"sessionid={client.cookies['sessionid'].value}"
