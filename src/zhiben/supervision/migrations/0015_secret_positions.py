"""Where exactly people stood at visits is kept secret: encrypted, and the columns are coarse. What phones have told is
coarse too, and so is what its digests are taken over."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLACE, COARSE = ("latitude", "longitude"), 2
MEMBER = "supervision.visitmember"


def conceal_positions(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt where each stood and leave the coarse place. SQLite writes zeros over what it frees."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete = ON")
    rows = {name: apps.get_model("supervision", name).objects for name in ("Visit", "VisitMember")}
    _encrypt(apps, rows["VisitMember"])
    for found in rows.values():
        for pk, *place in _placed(found):
            found.filter(pk=pk).update(**_coarse(place))
    _tell_coarse(apps, rows["VisitMember"])
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the columns change in this very transaction


def _placed(rows: Any) -> list[Any]:
    return list(rows.exclude(latitude=None).exclude(longitude=None).order_by("pk").values_list("pk", *PLACE))


def _coarse(place: Any) -> dict[str, Any]:
    return {name: round(one, COARSE) for name, one in zip(PLACE, place, strict=True)}


def _encrypt(apps: Any, members: Any) -> None:
    """What is past its term is coarse already: there is nothing to encrypt."""
    from zhiben.foundation.secrets.keeping import sealed_row

    secrets = apps.get_model("foundation", "Secret")
    secrets.objects.bulk_create(
        secrets(**sealed_row(MEMBER, pk, "position", f"{north:.5f}, {east:.5f}"))
        for pk, north, east in _placed(members)
        if [north, east] != list(_coarse((north, east)).values())
    )


def _tell_coarse(apps: Any, members: Any) -> None:
    """Arrivals are digested anew, so that a phone that tells one again is still told that it is known; the digests of
    other versions stand in the ledger, and stay."""
    places = {(visit, person): place for visit, person, *place in members.values_list("visit", "person", *PLACE)}
    arrivals = apps.get_model("supervision", "PhoneAct").objects.filter(kind="arrive").select_related("visit")
    for act in arrivals.order_by("pk").iterator():
        words = act.said | _words(places.get((act.visit_id, act.person), ()))
        whole = json.dumps([act.kind, act.visit.target, act.at.isoformat(), words], sort_keys=True, ensure_ascii=False)
        arrivals.filter(pk=act.pk).update(digest=hashlib.sha256(whole.encode()).hexdigest())
    versions = apps.get_model("supervision", "PhoneVersion").objects
    for pk, said in versions.order_by("pk").values_list("pk", "said"):
        if any(name in said for name in PLACE):
            left = {name: word for name, word in said.items() if name not in PLACE}
            versions.filter(pk=pk).update(said=left | _words([said.get(name) for name in PLACE]))


def _words(place: Any) -> dict[str, float]:
    told = zip(PLACE, place, strict=False)
    return {name: round(float(one), COARSE) for name, one in told if one is not None}


class Migration(migrations.Migration):
    dependencies = [("supervision", "0014_tip_draws"), ("foundation", "0011_keeping_terms")]

    operations = [
        migrations.RunPython(conceal_positions, migrations.RunPython.noop, elidable=True),
        *(
            migrations.AlterField(model, name, models.DecimalField(decimal_places=2, max_digits=5, null=True))
            for model in ("visit", "visitmember")
            for name in PLACE
        ),
    ]
