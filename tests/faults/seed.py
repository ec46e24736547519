"""Builds the city, the people with passwords and the hazards of a home, in a process of its own; prints who and what
there is as one JSON document."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")

PASSWORD = "示例口令-faults-2026"
SPARE = 40
"""Hazards in each state that the rounds of a suite use up, unless another number is told."""


def main(spare: int) -> dict[str, Any]:
    import django

    django.setup()
    from tests.factories.hazards import Cast
    from tests.factories.orgs import city

    from zhiben.foundation.new_tables import migrate

    migrate()
    built = city()
    cast = Cast(built)
    people = _people(built, cast)
    desk = _desk(built, people)
    return {
        "people": people,
        "site": cast.site.local_id,
        "office": built.unit("市安委办").pk,
        "street": built.unit("民治街道").pk,
        "other": built.unit("龙华区消防救援").pk,
        "document": desk,
        "hazards": _hazards(cast, spare),
    }


def _people(built: Any, cast: Any) -> dict[str, dict[str, Any]]:
    """By letter as in the oracle, some of them several times: user name and id. All have the same password."""
    from django.contrib.auth.hashers import make_password

    from zhiben.identity.operations import set_rules
    from zhiben.identity.rules import DEFAULTS
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.models import Person
    from zhiben.orgs.vocab import Role

    wanted = {
        **{f"e{n}": (Role.ENTERPRISE_CONTACT, "示例企业", cast.site) for n in (1, 2)},
        **{f"s{n}": (Role.STREET_OFFICER, "民治街道", None) for n in range(1, 9)},
        **{f"p{n}": (Role.DEPARTMENT_OFFICER, "龙华区住房建设", None) for n in (1, 2, 3)},
        **{f"d{n}": (Role.DISTRICT_OFFICER, "龙华区", None) for n in (1, 2)},
        **{f"o{n}": (Role.OFFICE_OFFICER, "龙华区安委办", None) for n in (1, 2)},
        **{f"O{n}": (Role.OFFICE_OFFICER, "市安委办", None) for n in (1, 2)},
        "l1": (Role.OFFICE_LEADER, "市安委办", None),
        "x1": (Role.DEPARTMENT_OFFICER, "南山区住房建设", None),
        "q1": (Role.STREET_OFFICER, "粤海街道", None),
        "a1": (Role.SYSTEM_ADMIN, "市安委办", None),
        "g1": (Role.SECURITY_ADMIN, "市安委办", None),
    }
    # Whoever breaks houses comes in by the password alone, with as many hands as it takes.
    set_rules(replace(DEFAULTS, second_factor=(), sessions=20), actor=SYSTEM, demonstration=True)
    hashed = make_password(PASSWORD)
    found = {}
    for letter, (role, unit, site) in wanted.items():
        person = built.person(role, unit, **({"site": site} if site else {}))
        Person.objects.filter(pk=person.pk).update(password=hashed)
        found[letter] = {"username": person.username, "id": person.pk}
    return found


def _desk(built: Any, people: dict[str, Any]) -> int:
    """A draft of the city's office, which has said how it issues."""
    from tests.factories.documents import WRITTEN, Desk

    from zhiben.orgs.queries import actor_of

    officer, other = actor_of(people["O1"]["id"]), actor_of(people["O2"]["id"])
    desk = Desk(built.unit("市安委办").pk, officer, other, actor_of(people["l1"]["id"])).opened()
    document: int = desk.write(replace(WRITTEN, to="市住房建设")).pk
    return document


def _hazards(cast: Any, spare: int) -> dict[str, list[int]]:
    """Ids by state: `spare` of each, brought there many at a time."""
    from tests.factories.hazards import STATES

    from zhiben.foundation.scope import unscoped
    from zhiben.hazards.operations import Draft, enter_many
    from zhiben.kernel import clock

    drafts = [Draft(f"示例隐患{n}", cast.site.pk, clock.today()) for n in range(spare * len(STATES))]
    with unscoped(reason="test data"):
        rows = enter_many(drafts, actor=cast.enterprise)
        for place, move in enumerate(("report", "verify", "start", "declare", "review", "accept", "close"), start=1):
            _all(cast, move, rows[spare * place :])
    return {state: [row.pk for row in rows[spare * n : spare * (n + 1)]] for n, state in enumerate(STATES)}


def _all(cast: Any, move: str, rows: Iterable[Any]) -> None:
    from tests.factories.hazards import brought, photo

    from zhiben.foundation.lifecycle import Step, perform_many
    from zhiben.hazards.operations import RecordDraft, draft_records, sign_records
    from zhiben.kernel import clock

    if move == "review":
        first = cast.colleague
        told = [RecordDraft(r, "review", first, "属实", "二层", clock.now(), [photo(first)]) for r in rows]
        sign_records([(record, cast.district) for record in draft_records(told)])
        return
    who = cast.who(move)
    perform_many([Step(row, move, who, {**cast.facts(move), **brought(move, who)}) for row in rows])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else SPARE), ensure_ascii=False))
