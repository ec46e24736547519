"""Setting the rules of coming in: a new row, with what has changed in the ledger."""

from __future__ import annotations

from typing import Any

from zhiben.foundation import audit
from zhiben.identity import policy
from zhiben.identity.models import Ruling
from zhiben.identity.queries import rules_in_force, ruling
from zhiben.identity.rules import Rules, checked, undemanded
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def set_rules(rules: Rules, *, actor: Actor, address: str = "", demonstration: bool = False) -> Ruling:
    """Let these rules be in force from now on; a demonstration stays one until they ask for all that an installation
    owes. Raises NotAllowed; Incomplete where a value is out of bounds, or where the networks would leave out the one
    (`address`) from which they are set."""
    policy.must_set_rules(actor)
    standing = ruling()
    demonstration = demonstration or bool(standing and standing.demonstration)
    new, old = checked(rules, demonstration=demonstration), rules_in_force()
    if address and not new.allows(address):
        sentence = N_("您现在的地址{address}不在其中，保存后您自己将不能登录；请把它加入").format(address=address)
        raise Incomplete(N_("登录规则未保存"), fields={"networks": sentence})
    before, after = old.told(), new.told()
    changed: dict[str, Any] = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    with audit.batch():
        row = Ruling.objects.create(at=clock.now(), by=actor.id, rules=after, demonstration=bool(undemanded(new)))
        audit.record("set_rules", actor, subject=("identity.ruling", row.pk), facts=changed)
    return row
