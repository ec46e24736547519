"""The columns that place a row on both axes, the table of units that take part in somebody else's row, that of people
who are in on a sealed one, and the manager that applies the scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from zhiben.foundation.scope.context import current, past_guard
from zhiben.foundation.scope.query import still_played, visible
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Actor, Coordinates, Grant

M = TypeVar("M", bound=models.Model, covariant=True)
N = TypeVar("N", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Home:
    """Scoped by the row's own level columns; `participation` adds units that take part, `site` names an enterprise's
    column, `outside` roles that see no row for its place alone: it is an office's, not its territory's; `dated` says
    that a part in it may have its last day."""

    participation: bool = False
    site: str = ""
    outside: tuple[str, ...] = ()
    dated: bool = False

    def inside(self, grants: Iterable[Grant]) -> list[Grant]:
        """Those of `grants` that see rows for their place."""
        return [grant for grant in grants if grant.role not in self.outside]


@dataclass(frozen=True, slots=True)
class Through:
    """Scoped like the row that the foreign key `field` points to."""

    field: str

    def parent(self, model: type[models.Model]) -> Any:
        """The scoped model at the other end."""
        return model._meta.get_field(self.field).related_model


@dataclass(frozen=True, slots=True)
class Sealed:
    """Scoped to its confidants by name: no grant shows a row, however wide, and no unit's part in it."""


class ScopedManager(models.Manager[M]):
    """The default and base manager of every scoped model: raises outside a scope, filters inside one."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Rows that the person of the open scope may read. Raises OutsideScope when no scope is open."""
        opened = current()
        rows = super().get_queryset()
        if opened.everything:
            return rows
        kind = (self.model, type(rows), rows.db)
        if kind not in opened.seen:
            opened.seen[kind] = rows.filter(visible(self.model, opened.actor))
        composed: models.QuerySet[M] = opened.seen[kind]
        return composed.all()  # each asks the database anew


class Unfiltered(models.QuerySet[M]):
    """Rows past the scope, for the database's own guard too, wherever in a statement they are named."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Rows gone, with what hangs on them and is in sight."""
        with past_guard():  # Django asks for them first, and deletes them by statements of their own
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def unfiltered(model: type[N]) -> models.QuerySet[N]:
    """All rows of a model, scoped or not; for what must know all of any table, like the ledger's proof."""
    rows: models.QuerySet[N] = Unfiltered(model)
    rows.query.past_scope = True  # type: ignore[attr-defined]
    return rows


class Scoped(models.Model):
    """A table whose rows are seen within a scope only."""

    scope_by: ClassVar[Home | Through | Sealed]
    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def _unfiltered(cls) -> models.QuerySet[Self]:
        """All rows, past the database's own guard too; whoever adds the condition by hand puts it up again
        (`guarded`)."""
        return unfiltered(cls)


class Levels(models.Model):
    """Node ids per level on both axes; 0 where there is none. Plain integers: a reorganisation re-stamps them, and
    history keeps its own."""

    province = models.BigIntegerField(default=0)
    city = models.BigIntegerField(default=0)
    district = models.BigIntegerField(default=0)
    street = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    subline = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def place_at(self, place: Coordinates) -> None:
        """Stamp the level columns from `place` (not saved)."""
        for name in (*TERRITORY_LEVELS, *LINE_LEVELS):
            setattr(self, name, getattr(place, name))


class Placed(Scoped, Levels):
    """A scoped row with a home of its own."""

    class Meta(Scoped.Meta):
        abstract = True

    @property
    def coordinates(self) -> Coordinates:
        """Where the row lies; its site too, when the model's `scope_by` names a column for it."""
        by = self.scope_by
        site = (getattr(self, by.site) or 0) if isinstance(by, Home) and by.site else 0
        levels = {name: getattr(self, name) for name in (*TERRITORY_LEVELS, *LINE_LEVELS)}
        return Coordinates(**levels, site=site)

    def is_home_to(self, actor: Actor) -> bool:
        """True when the person reads the row for its place, and not merely because a unit takes part in it."""
        by, grants = self.scope_by, actor.reading_grants()
        inside = by.inside(grants) if isinstance(by, Home) else grants
        return any(grant.covers(self.coordinates) for grant in inside)

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part, as (part, place); read once unless `load_participants` has done so for many."""
        if "_participants" not in self.__dict__:
            load_participants([self])
        found: Sequence[tuple[str, Coordinates]] = self.__dict__["_participants"]
        return found


class Participation(Levels):
    """A unit's part in a row that is not at home with it: assisting, transferred to, listing, addressed. Carries the
    row's state and due day, so that lists can be ordered from here. A part that ends is played through `until`."""

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    part = models.CharField(max_length=20)
    unit = models.BigIntegerField()
    state = models.CharField(max_length=30, default="")
    due = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        app_label = "foundation"
        constraints = [
            models.UniqueConstraint(fields=["model", "record", "part", "unit"], name="participation_once_per_part"),
        ]
        indexes = [
            models.Index(fields=["line", "city", "model", "record"], name="participation_by_line"),
            models.Index(fields=["city", "model", "record"], name="participation_by_city"),
            models.Index(fields=["district", "model", "record"], name="participation_by_district"),
            models.Index(fields=["street", "model", "record"], name="participation_by_street"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.record}: {self.part} {self.unit}"

    @property
    def coordinates(self) -> Coordinates:
        """Where the unit that takes part lies."""
        return Coordinates(self.province, self.city, self.district, self.street, self.line, self.subline)


class Confidant(models.Model):
    """Somebody who is in on a sealed row, from a moment on, for as long as they hold a role for the unit for which they
    were let in."""

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        constraints = [
            models.UniqueConstraint(fields=["model", "record", "person"], name="confidant_once_per_record"),
        ]
        indexes = [models.Index(fields=["person", "model", "record"], name="confidant_by_person")]

    def __str__(self) -> str:
        return f"{self.model} {self.record}: {self.person}"


def let_in(record: Any, person: int, unit: int, since: datetime) -> Confidant:
    """The unsaved row that lets a person see a sealed record from a moment on, for a unit; with the person alone, for
    whoever stands in for them is not in on it."""
    label = type(record)._meta.label_lower
    return Confidant(model=label, record=record.pk, person=person, unit=unit, since=since)


def part_in(record: Any, part: str, unit: int, place: Coordinates, **carried: Any) -> Participation:
    """The unsaved row that lets `unit`, which lies at `place`, take part in `record`; `carried` are the record's state
    and due day where lists are ordered by them, or the last day of the part."""
    row = Participation(model=type(record)._meta.label_lower, record=record.pk, part=part, unit=unit, **carried)
    row.place_at(place)
    return row


def load_participants(records: Sequence[models.Model]) -> None:
    """Read who takes part in `records` (all of one model) with one query."""
    if not records:
        return
    by_record: dict[int, list[tuple[str, Coordinates]]] = {r.pk: [] for r in records}
    label = type(records[0])._meta.label_lower
    rows = unfiltered(Participation).filter(still_played(), model=label, record__in=list(by_record))
    for row in rows.order_by("pk"):
        by_record[row.record].append((row.part, row.coordinates))
    for record in records:
        record.__dict__["_participants"] = by_record[record.pk]
