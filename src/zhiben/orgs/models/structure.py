"""The two trees and what hangs on them: territories, lines, units, sectors, sites."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from zhiben.foundation.scope.models import Home, Levels, Placed
from zhiben.kernel.earth import Point
from zhiben.kernel.machine import State
from zhiben.kernel.rights import Coordinates
from zhiben.orgs import vocab
from zhiben.orgs.vocab import PositionFrom, Role, TerritoryKind, UnitKind


def choices(kind: type[Role] | type[TerritoryKind] | type[UnitKind] | type[PositionFrom]) -> list[tuple[str, str]]:
    """(value, label) of every member of an enumeration."""
    return [(one.value, one.label) for one in kind]


class Dated(models.Model):
    """Valid from a day (included) to a day (excluded; None: still)."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day that still counts, as people write it; None: without end."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def standing(self, day: date) -> State:
        """Whether the row is in force on `day`."""
        if self.valid_to is not None and self.valid_to <= day:
            return vocab.ENDED
        return vocab.IN_FORCE if self.valid_from <= day else vocab.NOT_YET


class Territory(Dated, Levels):
    """A node of the block axis. `legal_parent` follows the law, `managing_parent` who really manages; level columns
    follow the manager and include the node itself."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, choices=choices(TerritoryKind))
    legal_parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="legal_children")
    managing_parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="managed_children")
    counted = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True), name="one_territory_per_code"),
            models.CheckConstraint(
                condition=~Q(kind=TerritoryKind.QUASI) | Q(counted=False), name="quasi_units_are_not_counted"
            ),
            models.CheckConstraint(condition=~Q(legal_parent=F("id")), name="territory_is_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["managing_parent", "position", "code"], name="territory_by_manager"),
            models.Index(fields=["city", "kind"], name="territory_by_city"),
            models.Index(fields=["kind", "position", "code"], name="territory_by_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def coordinates(self) -> Coordinates:
        """Where it lies, itself included."""
        return Coordinates(self.province, self.city, self.district, self.street)


class TerritoryAlias(models.Model):
    """Another way of writing a territory's name."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "name"], name="territory_alias_once")]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A node of the line axis (条): what a family of departments answers for, at whatever level."""

    name = models.CharField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="line_is_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> tuple[int, int]:
        """(line, subline) as level columns."""
        return (self.parent_id, self.pk) if self.parent_id else (self.pk, 0)


class Unit(Dated, Levels):
    """An office, department, district, street or enterprise: a pair of a line node (or none) and a territory."""

    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=choices(UnitKind))
    line_node = models.ForeignKey(Line, models.PROTECT, null=True, related_name="units")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="units")
    position = models.PositiveIntegerField(default=0)
    demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(valid_to__isnull=True), name="one_unit_per_name"),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.DEPARTMENT) | Q(line_node__isnull=False), name="department_has_a_line"
            ),
        ]
        indexes = [models.Index(fields=["kind", "territory"], name="unit_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def coordinates(self) -> Coordinates:
        """Where the unit lies on both axes."""
        return Coordinates(self.province, self.city, self.district, self.street, self.line, self.subline)


class UnitAlias(models.Model):
    """A short, former or other name of a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "unit"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """A sector of industry (行业领域) as the office divides them."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveIntegerField(default=0)
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class SectorLine(Dated):
    """Which line answers for a sector, from when to when; editable, since no public list says so."""

    sector = models.ForeignKey(Sector, models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, models.PROTECT, related_name="sectors")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sector"], condition=Q(valid_to__isnull=True), name="one_line_answers_for_a_sector"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} → {self.line_id}"


class Chain(models.Model):
    """A chain (链) along which something passes from hand to hand: made, sold, registered, used, taken apart."""

    name = models.CharField("链条", max_length=60, unique=True)
    position = models.PositiveIntegerField(default=0)
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ChainLink(models.Model):
    """One link of a chain."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="links")
    position = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("环节", max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="one_link_per_position"),
            models.UniqueConstraint(fields=["chain", "name"], name="one_link_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class LinkUnit(Dated):
    """A unit that is responsible for a link, from when to when. That two claim one link happens; it is shown."""

    link = models.ForeignKey(ChainLink, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "unit"], condition=Q(valid_to__isnull=True), name="one_unit_claims_a_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.link_id} → {self.unit_id}"


class Site(Placed):
    """A place of business or work, known by its credit code or, where it has none, by a local id. One that turned
    out to be another's double is kept with all it was called, and names the other. Where it lies, in degrees (WGS 84),
    is known or not; if so, how, by whom and when that came."""

    scope_by = Home(participation=False, site="id")

    name = models.CharField(max_length=120)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    local_id = models.CharField("本地编号", max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="sites")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="sites")
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField("经度", max_digits=8, decimal_places=5, null=True)
    position_from = models.CharField("坐标来源", max_length=10, choices=choices(PositionFrom), blank=True)
    position_by = models.BigIntegerField(default=0)
    position_at = models.DateTimeField("坐标时间", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles")
    demonstration = models.BooleanField(default=False)

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="site_is_not_its_own_double"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, position_from="", position_at__isnull=True)
                | Q(
                    *(Q(latitude__range=(-90, 90)), Q(longitude__range=(-180, 180))),
                    *(Q(position_from__in=list(PositionFrom)), Q(position_at__isnull=False)),
                ),
                name="site_has_both_coordinates_and_their_origin_or_none",
            ),
            models.CheckConstraint(condition=~Q(uscc="", local_id=""), name="site_has_a_credit_code_or_a_local_id"),
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="one_site_per_credit_code"),
            models.UniqueConstraint(fields=["local_id"], condition=~Q(local_id=""), name="one_site_per_local_id"),
        ]
        indexes = [
            models.Index(fields=["uscc"], name="site_by_credit_code"),
            models.Index(fields=["street", "name"], name="site_by_street"),
            models.Index(fields=["district", "name"], name="site_by_district"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point | None:
        """Where it lies; None where that is not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(float(self.latitude), float(self.longitude))
