"""Who acts for the office that appraises: what it does here is no paper yet, so nothing is said of an issuing
office."""

from __future__ import annotations

from zhiben.documents.lifecycle import own_office
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICER = own_office(Role.OFFICE_OFFICER, N_("本安委办的经办人员"))
LEADER = own_office(Role.OFFICE_LEADER, N_("本安委办的负责人"))
