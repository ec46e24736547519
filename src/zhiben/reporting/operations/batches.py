"""Files of records brought in as one act, all or nothing, and taken back as one. The ledger gets one entry with the
file's hash and that of the roll-up; persons' numbers go nowhere but into the kept file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.importing import lookups
from zhiben.foundation.importing.values import Wrong, typed
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.sheet import Column
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import bulk_reading, counting_policy, kept_records, wrong_lines
from zhiben.reporting.bulk_reading import Layout, Reading
from zhiben.reporting.models import Batch, Tally
from zhiben.reporting.operations.tallying import counted, give_way
from zhiben.reporting.outcomes import BY_KEY, RECORDS

SUBJECT = "reporting.batch"
DAY = Column("day", N_("日期"), kind="date")
BLANK = ("", " ", "  ", "　", "\t")
"""What a cell is that says nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """The records of a unit and month: how many, of how many sessions and persons, and where the index names them."""

    unit: int
    month: date
    amount: int
    sessions: int
    people: int | None
    start: int


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A file's records by unit and month, the whole file's distinct sessions and persons, and its index."""

    groups: tuple[Group, ...]
    sessions: int
    people: int | None
    index: Any

    @property
    def digest(self) -> str:
        """The hash of the counts."""
        rows = [[g.unit, g.month.isoformat(), g.amount, g.sessions, g.people] for g in self.groups]
        return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def import_batch(path: Path, kind: str, *, actor: Actor, name: str = "", replacing: str = "") -> Batch:
    """Take in a file of records (CSV) of the outcome `kind`, all of it or nothing. `replacing`: the reason for which
    records take the place of what certified returns told of the same units and months. Raises RecordsRefused telling
    the reasons and the first wrong cells, BadInput for wrong headings, Refused for a file that counts already and where
    returns count, NotAllowed."""
    grant = counting_policy.must_bring(actor)
    _must_come_in_batches(kind)
    with kept_records.taken(path) as (draft, sha256):
        _must_be_new(kind, sha256)
        check = _Check(actor)
        layout, reading = bulk_reading.understood(draft)
        keys = [check.key(*pair) for pair in reading.pairs]
        if not reading.sound or None in keys or not _is_sound(reading):
            _refuse(draft, layout, check)
        rolled = roll_up(draft, reading, [key for key in keys if key is not None])
        batch = Batch(kind=kind, sha256=sha256, name=(name or path.name)[:160], size=draft.stat().st_size)
        batch.rows, batch.sessions, batch.people = reading.rows, rolled.sessions, rolled.people
        batch.digest, batch.layout = rolled.digest, layout.as_json()
        batch.repeated = repeated(batch, reading, rolled)
        _stamp(batch, actor, grant)
        with audit.batch():
            _write(batch, rolled, check.places, actor, replacing, grant)
            kept_records.keep(draft, sha256, rolled.index)
    return batch


def _must_come_in_batches(kind: str) -> None:
    if kind not in BY_KEY or not BY_KEY[kind].batches:
        raise Refused(N_("这类成果不能用记录文件导入"), code="no_batches")


def _must_be_new(kind: str, sha256: str) -> None:
    standing = Batch._unfiltered().filter(kind=kind, sha256=sha256, withdrawn_at__isnull=True).first()
    if standing is not None:
        told = N_("同一文件已于{at}导入（第{number}号批次，{name}），不重复计数")
        at = clock.to_the_minute(standing.brought_at)
        raise Refused(told, at=at, number=standing.pk, name=standing.name, code="same_file")


class _Check:
    """What a unit's and a day's cell mean; each is looked at once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.units = lookups.directory("unit", actor)
        self.places: dict[int, Coordinates] = {card.id: card.coordinates for card in orgs.units()}
        self.today = clock.today()
        self._units: dict[str, int | str] = {}
        self._days: dict[str, date | str] = {}

    def key(self, unit: str, day: str) -> tuple[int, date] | None:
        """The unit (id) and the month; None where one of them is wrong."""
        known, on = self._unit(unit), self._day(day)
        return None if isinstance(known, str) or isinstance(on, str) else (known, on.replace(day=1))

    def wrong(self, unit: str, day: str) -> Mapping[str, str]:
        """What is wrong, by column."""
        told = {"unit": self._unit(unit), "day": self._day(day)}
        return {column: sentence for column, sentence in told.items() if isinstance(sentence, str)}

    def _unit(self, text: str) -> int | str:
        if text not in self._units:
            self._units[text] = self._looked_up(text)
        return self._units[text]

    def _looked_up(self, text: str) -> int | str:
        found = [pk for pk in self.units.find(text) if pk in self.places]
        if len(found) != 1:
            near = "、".join(self.units.near(text))
            hint = N_("；是否指：{near}").format(near=near) if near else ""
            return N_("没有名为“{name}”的单位{hint}").format(name=text, hint=hint)
        if self.actor is not SYSTEM and counting_policy.bringing(self.actor, self.places[found[0]]) is None:
            return N_("“{name}”不在您负责的区域或条线内").format(name=text)
        return found[0]

    def _day(self, text: str) -> date | str:
        if text not in self._days:
            try:
                day = typed(text, DAY)
            except Wrong as wrong:
                day = f"{wrong}，{wrong.expected}"
            if isinstance(day, date) and day > self.today:
                day = N_("日期晚于今天")
            self._days[text] = day if isinstance(day, date) else str(day or N_("不能为空"))
        return self._days[text]


def _is_sound(reading: Reading) -> bool:
    """True where no session's or person's number is blank."""
    import numpy as np

    blank = np.array([hash(one) for one in BLANK])
    columns = (np.frombuffer(cells, dtype=np.int64) for cells in (reading.sessions, reading.people) if len(cells))
    return reading.rows > 0 and not any(bool(np.isin(cells, blank).any()) for cells in columns)


def _refuse(draft: Path, layout: Layout, check: _Check) -> None:
    found = wrong_lines.faults(draft, layout, check.wrong)
    if not found.number:
        raise Refused(N_("文件里没有记录"), code="no_records")
    raise wrong_lines.RecordsRefused(found)


def roll_up(draft: Path, reading: Reading, keys: Sequence[tuple[int, date]]) -> RolledUp:
    """Count by unit and month; `keys` says of each pair of cells which those are. Raises Refused where rows are not
    lines."""
    import numpy as np

    places = {key: number for number, key in enumerate(sorted(set(keys)))}
    small = np.uint16 if len(places) < 2**16 else np.uint32
    of_rows = np.array([places[key] for key in keys], dtype=small)[np.frombuffer(reading.codes, dtype=np.uint32)]
    counts = np.bincount(of_rows, minlength=len(places))
    starts = np.cumsum(counts) - counts
    columns = [np.frombuffer(cells, dtype=np.uint64) for cells in (reading.sessions, reading.people) if len(cells)]
    told = [_distinct_in(of_rows, cells, len(places)) for cells in columns]
    groups = tuple(
        Group(
            *key,
            amount=int(counts[place]),
            sessions=int(told[0][place]),
            people=int(told[1][place]) if len(told) > 1 else None,
            start=int(starts[place]),
        )
        for key, place in places.items()
    )
    whole = [len(_distinct(cells)) for cells in columns]
    index = bulk_reading.starts_of_lines(draft, reading.rows)[np.argsort(of_rows, kind="stable")]
    return RolledUp(groups, whole[0], whole[1] if len(whole) > 1 else None, index)


def _distinct(cells: Any) -> Any:
    """The distinct ones of a numpy array, in order. What stands behind its like goes first: sessions come in runs."""
    import numpy as np

    cells = np.sort(cells[np.concatenate([[True], cells[1:] != cells[:-1]])])
    return cells[np.concatenate([[True], cells[1:] != cells[:-1]])]


def _distinct_in(of_rows: Any, cells: Any, groups: int) -> Any:
    """How many distinct cells each group of rows has: sorted once, with the group in the leading bits."""
    import numpy as np

    bits = max(groups - 1, 1).bit_length()
    keyed = (of_rows.astype(np.uint64) << np.uint64(64 - bits)) | (cells >> np.uint64(bits))
    return np.bincount((_distinct(keyed) >> np.uint64(64 - bits)).astype(np.int64), minlength=groups)


def repeated(batch: Batch, reading: Reading, rolled: RolledUp) -> int:
    """How many of these records (same session, same person) stand, too, in other batches that count for one of their
    units and months."""
    if not len(reading.people):
        return 0
    import numpy as np

    of = {(group.unit, group.month) for group in rolled.groups}
    rows = counted().filter(kind=batch.kind, batch__isnull=False, month__in={month for _unit, month in of})
    standing = {row.batch for row in rows.select_related("batch") if (row.unit, row.month) in of and row.batch}
    others = [(kept_records.path_of(one.sha256), Layout.kept(one.layout)) for one in standing]
    found = [
        _both(bulk_reading.read(path, kept)) for path, kept in others if "person" in kept.columns and path.is_file()
    ]
    return int(np.isin(_both(reading), np.concatenate(found)).sum()) if found else 0


def _both(reading: Reading) -> Any:
    """A hash of every row's session and person together."""
    import numpy as np

    sessions, people = (np.frombuffer(cells, dtype=np.uint64) for cells in (reading.sessions, reading.people))
    return sessions * np.uint64(0x9E3779B97F4A7C15) ^ people


def _stamp(batch: Batch, actor: Actor, grant: Grant | None) -> None:
    batch.unit = grant.unit if grant else 0
    batch.brought_by, batch.brought_at = actor.id, clock.now()
    if grant:
        batch.place_at(grant.at)


def _write(
    batch: Batch,
    rolled: RolledUp,
    places: Mapping[int, Coordinates],
    actor: Actor,
    replacing: str,
    grant: Grant | None,
) -> None:
    """The batch, its tallies, and one entry of the ledger."""
    keys = {(group.unit, group.month) for group in rolled.groups}
    replaced = give_way(batch.kind, keys, reason=replacing)
    names = orgs.unit_names({unit for unit, _month in keys})
    batch.save()
    insert([_tally(batch, group, names[group.unit], places[group.unit]) for group in rolled.groups])
    facts: dict[str, Any] = {"kind": batch.kind, "sha256": batch.sha256, "rows": batch.rows, "digest": batch.digest}
    facts |= {"groups": len(rolled.groups), "repeated": batch.repeated}
    if replaced:
        facts |= {"returns": sorted(replaced), "reason": replacing.strip()}
    audit.record("import_batch", actor, subject=(SUBJECT, batch.pk), facts=facts, grant=grant)


def _tally(batch: Batch, group: Group, name: str, place: Coordinates) -> Tally:
    tally = Tally(kind=batch.kind, unit=group.unit, unit_name=name, month=group.month, amount=group.amount)
    tally.people, tally.sessions, tally.start = group.people, group.sessions, group.start
    tally.basis, tally.batch, tally.entered_at = RECORDS, batch, batch.brought_at
    tally.place_at(place)
    return tally


def withdraw_batch(batch: Batch, *, reason: str, actor: Actor) -> None:
    """Let a batch count no longer; its file stays. Raises NotAllowed, Refused, Incomplete without a reason."""
    grant = counting_policy.must_withdraw(actor, batch)
    if not reason.strip():
        raise Incomplete(N_("请写明撤回原因"), fields={"reason": N_("不能为空")})
    with audit.batch():
        rows = Batch._unfiltered().filter(pk=batch.pk, withdrawn_at__isnull=True)
        now = clock.now()
        if not rows.update(withdrawn_at=now, withdrawn_by=actor.id, reason=reason.strip()[:200]):
            raise Refused(N_("该批次已撤回"), code="withdrawn")
        counted().filter(batch=batch.pk).update(ended_at=now)
        facts = {"sha256": batch.sha256, "reason": reason.strip()}
        audit.record("withdraw_batch", actor, subject=(SUBJECT, batch.pk), facts=facts, grant=grant)
    batch.refresh_from_db()
