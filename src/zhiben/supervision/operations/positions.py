"""Where exactly somebody stood when they came: kept secret beside the coarse columns, lent to the machine to place a
site by it, and read for a purpose by whoever was there and by the visiting office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhiben.foundation import secrets
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.models import Visit, VisitMember

FIELD = "position"
CHECK = "check"
POSITION = secrets.declare(
    secrets.SecretKind(
        VisitMember._meta.label_lower,
        FIELD,
        N_("督导人员的准确定位"),
        (secrets.Purpose(CHECK, N_("核对到场")), secrets.Purpose("site", N_("核对场所坐标"))),
    )
)


def keep_exact(member: VisitMember, latitude: float, longitude: float) -> None:
    """Keep where exactly somebody stood, in degrees (WGS 84) to about a metre. Raises Refused without a key."""
    secrets.keep(member, FIELD, f"{latitude:.5f}, {longitude:.5f}")


def exact_of(member: VisitMember) -> tuple[Decimal, Decimal]:
    """Latitude and longitude, for the machine alone. Raises Refused where they are deleted or can't be read."""
    if not positions_kept([member]):
        raise Refused(N_("准确定位已到期删除，不能用作场所坐标"), code="nothing_kept")
    latitude, longitude = secrets.lent(member, FIELD).split(", ")
    return Decimal(latitude), Decimal(longitude)


def positions_kept(members: Sequence[VisitMember]) -> set[int]:
    """Those of the members (ids) whose exact position is still kept, readable or not."""
    return secrets.kept_of(POSITION.model, FIELD, [one.pk for one in members])


def read_positions(
    visit: Visit, members: Sequence[VisitMember], purpose: str, reason: str = "", *, actor: Actor
) -> Mapping[int, str]:
    """The exact positions of those who were at a visit in scope, by member; noted once. Raises NotAllowed, Incomplete
    without a purpose."""
    grant = policy.must_see_positions(actor, visit)
    ids = [one.pk for one in members if one.visit_id == visit.pk]
    return secrets.disclose_all(POSITION.model, FIELD, ids, purpose=purpose, reason=reason, actor=actor, grant=grant)
