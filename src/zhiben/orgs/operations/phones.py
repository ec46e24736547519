"""The telephones of accounts, of liaison persons and of members of task forces: kept secret, covered on every page, and
read for a purpose by whoever sees the list that they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zhiben.foundation import secrets
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Row
from zhiben.kernel.text import N_
from zhiben.orgs.models import ForceMember, LiaisonPerson, Person, TaskForce
from zhiben.orgs.queries.liaison import LiaisonCard

FIELD = "phone"
LIAISON = secrets.declare(
    secrets.SecretKind(LiaisonPerson._meta.label_lower, FIELD, N_("联络人电话"), secrets.CONTACTS)
)
MEMBER = secrets.declare(secrets.SecretKind(ForceMember._meta.label_lower, FIELD, N_("专班成员电话"), secrets.CONTACTS))
ACCOUNT = secrets.declare(
    secrets.SecretKind(
        Person._meta.label_lower,
        FIELD,
        N_("账号手机号"),
        (
            secrets.Purpose(secrets.CONTACT, N_("联系本人")),
            secrets.Purpose("check", N_("核对登记是否有误（只看尾号）"), whole=False),
        ),
    )
)
secrets.declare_digest(secrets.Holder(ACCOUNT.model, FIELD, "phone_digest", Person.objects.all))


def read_liaison_phones(
    cards: Sequence[LiaisonCard], purpose: str, reason: str = "", *, actor: Actor
) -> Mapping[int, str]:
    """The telephones of the liaison persons on the cards that the caller has found for `actor`, by liaison person;
    noted once. Raises Incomplete without a purpose."""
    ids = [one.pk for card in cards for one in (card.first, card.deputy) if one]
    return secrets.disclose_all(LIAISON.model, FIELD, ids, purpose=purpose, reason=reason, actor=actor)


def read_member_phones(
    force: TaskForce, members: Iterable[ForceMember], purpose: str, reason: str = "", *, actor: Actor
) -> Mapping[int, str]:
    """The telephones of members of a task force in scope, by member; noted once. Raises Incomplete."""
    ids = [one.pk for one in members if one.force_id == force.pk]
    return secrets.disclose_all(MEMBER.model, FIELD, ids, purpose=purpose, reason=reason, actor=actor)


def read_account_phone(person: Person, purpose: str, reason: str = "", *, actor: Actor) -> str:
    """The telephone of an account that `actor` sees. Raises Incomplete, Refused."""
    return secrets.disclose(person, FIELD, purpose=purpose, reason=reason, actor=actor)


def liaison_texts(standing: Iterable[LiaisonPerson]) -> dict[int, str]:
    """What stands, by liaison person: for comparing with a workbook, shown to nobody."""
    return secrets.texts_of(LIAISON.model, FIELD, [one.pk for one in standing])


def _by_place(standing: Iterable[LiaisonPerson]) -> dict[tuple[object, object], str]:
    rows = list(standing)
    texts = liaison_texts(rows)
    return {(one.unit_id, one.part): texts[one.pk] for one in rows if one.pk in texts}


def uncovered(rows: Sequence[Row], standing: Iterable[LiaisonPerson]) -> list[Row]:
    """The rows of a workbook, with the telephone that is kept where the cell shows it covered, as exports write it."""
    known = _by_place(standing)
    return [_uncovered(row, known.get((row.values.get("unit"), row.values.get("part")), "")) for row in rows]


def _uncovered(row: Row, kept: str) -> Row:
    if kept and row.values.get(FIELD) == secrets.masked(kept):
        return replace(row, values={**row.values, FIELD: kept})
    return row


def still_covered(rows: Sequence[Row], standing: Iterable[LiaisonPerson]) -> list[CellProblem]:
    """Cells whose telephone is covered, and which is not the one that is kept there."""
    sentence = N_("号码带有*号，与已登记的对不上；请填完整号码，不改动的保持原样或清空本列")
    left = uncovered(rows, standing)
    return [row.problem(FIELD, "covered", sentence) for row in left if "*" in str(row.values.get(FIELD) or "")]
