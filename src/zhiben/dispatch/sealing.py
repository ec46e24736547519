"""What a round's closing, and each restatement, writes into the ledger about figures, names, what became of earlier
ones and how units stood beside one another, and the proof that all still stand as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from zhiben.dispatch.models import FollowUp, NamedItem, NamedUnit, Round, SituationLine, UnitVerdict
from zhiben.dispatch.queries.situation import COLUMNS as SITUATION
from zhiben.foundation.audit import Mismatch, agrees
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.measures import seals
from zhiben.kernel.text import N_

NAME = ("unit_id", "unit_name", "reason", "count")
ITEM = ("model", "record", "number", "title", "due", "state", "days_late")
FOLLOWED = ("item_id", "outcome", "state", "days_late")
LINE = ("unit_id", "unit_name", *SITUATION)
VERDICT = (
    *("unit_id", "unit_name", "due", "missed", "carried", "others_due", "others_missed"),
    *("at_once", "again", "spread", "share", "method", "placed", "note"),
)
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    NamedUnit: NAME,
    NamedItem: ITEM,
    FollowUp: FOLLOWED,
    SituationLine: LINE,
    UnitVerdict: VERDICT,
}


def sealed(bundle: str, names: Iterable[Model], followed: Iterable[Model], verdicts: Iterable[Model]) -> dict[str, Any]:
    """Facts for the closing's entry: a digest for each frozen measure, one over all names with their items, one over
    what became of earlier items, and one over how units stood beside one another."""
    digests = {"names_sha256": names, "followed_sha256": followed, "verdicts_sha256": verdicts}
    return {"figures": seals(bundle)} | {name: _over(rows) for name, rows in digests.items()}


def sealed_lines(lines: Iterable[Model]) -> dict[str, Any]:
    """The fact for a week's entry: one digest over how every unit stood."""
    return {"situation_sha256": _over(lines)}


@agrees("rounds")
def differing() -> Iterator[Mismatch]:
    """Closed rounds whose figures or names are not those that the ledger noted when they were frozen."""
    label = Round._meta.label_lower
    entries = AuditEntry.objects.filter(model=label, verb__in=("close", "restate")).order_by("seq")
    for record, verb, facts in entries.values_list("record", "verb", "facts").iterator():
        told = json.loads(facts)
        noted, found = told.get("figures", {}), seals(told.get("restated", f"round-{record}"))
        if wrong := sorted(name for name in noted.keys() | found.keys() if noted.get(name) != found.get(name)):
            names = "、".join(wrong[:5])
            when = N_("重述") if verb == "restate" else N_("关闭")
            told_now = N_("冻结的{names}等{count}项指标与{when}时不符")
            yield Mismatch(label, record, told_now.format(names=names, count=len(wrong), when=when))
        if verb == "close" and told.get("names_sha256") != _over(_standing(record)):
            yield Mismatch(label, record, N_("点名或点名事项与关闭时不符"))
        if verb == "close" and told.get("followed_sha256") != _over(_followed(record)):
            yield Mismatch(label, record, N_("上期点名事项办理情况与关闭时不符"))
        if "situation_sha256" in told and told["situation_sha256"] != _over(_lines(record)):
            yield Mismatch(label, record, N_("各单位情况与关闭时不符"))
        # A round that was closed before units were judged has none.
        if verb == "close" and told.get("verdicts_sha256", _over(())) != _over(_verdicts(record)):
            yield Mismatch(label, record, N_("各单位比较结果与关闭时不符"))


def _standing(record: int) -> Iterator[Model]:
    """The names of a round, each followed by its items, whoever asks."""
    items: dict[int, list[NamedItem]] = {}
    for item in NamedItem._unfiltered().filter(named__round=record).order_by("pk"):
        items.setdefault(item.named_id, []).append(item)
    for name in NamedUnit._unfiltered().filter(round=record).order_by("pk"):
        yield name
        yield from items.get(name.pk, ())


def _followed(record: int) -> Iterator[Model]:
    return FollowUp._unfiltered().filter(round=record).order_by("pk").iterator()


def _lines(record: int) -> Iterator[Model]:
    return SituationLine._unfiltered().filter(round=record).order_by("pk").iterator()


def _verdicts(record: int) -> Iterator[Model]:
    return UnitVerdict._unfiltered().filter(round=record).order_by("pk").iterator()


def _over(rows: Iterable[Model]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        told = [str(getattr(row, column)) for column in COLUMNS[type(row)]]
        digest.update(json.dumps(told, ensure_ascii=False).encode())
    return digest.hexdigest()
