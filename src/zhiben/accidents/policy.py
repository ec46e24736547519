"""Who may enter and correct cases, code and merge them, freeze figures, keep the schemes."""

from __future__ import annotations

from zhiben.accidents.lifecycle import OFFICE, RECORDER, RECORDING_ROLES
from zhiben.accidents.models import AccidentCase, DataFreeze
from zhiben.accidents.vocab import VALID
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

WHO_RECORDS = N_("事故案件由安委办工作人员和主管部门工作人员在各自的区域、条线内登记")


def records(actor: Actor) -> bool:
    """True for those who enter cases, wherever it is."""
    return any(records_by(grant) for grant in actor.grants)


def records_by(grant: Grant) -> bool:
    """True for a grant under which cases are entered."""
    return grant.role in RECORDING_ROLES


def must_record(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not records(actor):
        raise NotAllowed(WHO_RECORDS)


def recording(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody enters a case there."""
    return next((grant for name in RECORDING_ROLES if (grant := actor.holding(name, place))), None)


def must_record_at(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which a case is entered there; none for the system. Raises NotAllowed."""
    found = recording(actor, place)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("该案件的区域或行业不在您负责的区域或条线内，不能登记；请核对区、街道和行业领域"))
    return found


def corrects(actor: Actor, case: AccidentCase) -> bool:
    """True when somebody may say otherwise what a case says."""
    return case.state in VALID and RECORDER(actor, case).allowed


def must_correct(actor: Actor, case: AccidentCase) -> Grant | None:
    """The grant under which a case is corrected. Raises Refused for one that counts no longer, NotAllowed."""
    if case.state not in VALID:
        raise Refused(N_("案件现为“{state}”，不能更正"), state=case.state_shown.label, code="wrong_state")
    verdict = RECORDER(actor, case)
    if not verdict.allowed and actor is not SYSTEM:
        raise NotAllowed(WHO_RECORDS)
    return verdict.grant


def judges(actor: Actor) -> bool:
    """True for those who say whether two cases are one."""
    return any(grant.role == Role.OFFICE_OFFICER for grant in actor.grants)


def must_judge(actor: Actor, *cases: AccidentCase) -> Grant | None:
    """The grant under which somebody says whether cases are one. Raises NotAllowed."""
    verdicts = [OFFICE(actor, case) for case in cases]
    if not all(verdict.allowed for verdict in verdicts):
        raise NotAllowed(N_("是否同一起事故由安委办工作人员核对"))
    return verdicts[0].grant if verdicts else None


def keeping(actor: Actor) -> Grant | None:
    """The grant under which somebody keeps what is the same for all cases: an office officer's of the city."""
    return next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER and one.level <= Level.CITY), None)


def must_keep_codes(actor: Actor) -> Grant | None:
    """The grant under which somebody keeps the schemes; none for the system. Raises NotAllowed."""
    found = keeping(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("分类代码由市安委办工作人员维护"))
    return found


def must_freeze(actor: Actor) -> Grant:
    """The grant under which an office freezes its figures. Raises NotAllowed."""
    found = next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER), None)
    if found is None:
        raise NotAllowed(N_("数据由安委办工作人员冻结"))
    return found


def telling_exposure(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody says how much there is in a street."""
    return actor.holding(Role.OFFICE_OFFICER, place)


def must_tell_exposure(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which the sizes of a street are told; none for the system. Raises NotAllowed."""
    found = telling_exposure(actor, place)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("街道规模由所在区域的安委办工作人员登记"))
    return found


def sees_all_of(actor: Actor, freeze: DataFreeze) -> bool:
    """True for whoever reads all that the office read that has frozen figures: others take fewer rows."""
    place = freeze.coordinates.territory
    return any(grant.covers(place) and not grant.at.line for grant in actor.reading_grants())
