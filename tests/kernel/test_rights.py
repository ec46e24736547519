"""Coverage on two crossing axes, and the predicates built on it."""

from zhiben.kernel.permission import lent_for_other_work, other_than, part, role
from zhiben.kernel.rights import Actor, Coordinates, Grant, Level

CITY, DISTRICT, STREET = 10, 20, 30
HOUSING, TRANSPORT = 100, 200


class Record:
    """A record at home in one place, with one assisting unit elsewhere."""

    coordinates = Coordinates(city=CITY, district=DISTRICT, street=STREET, line=HOUSING)
    participants = (("assisting", Coordinates(city=CITY, line=TRANSPORT)),)
    rectifier, reviewer = 5, None


def actor(role_name: str, at: Coordinates) -> Actor:
    return Actor(1, "甲", (Grant(1, role_name, at, unit=9),))


def test_coverage_needs_both_axes() -> None:
    record = Record.coordinates
    assert Coordinates(city=CITY).covers(record)
    assert Coordinates(city=CITY, line=HOUSING).covers(record)
    assert not Coordinates(city=CITY, line=TRANSPORT).covers(record)
    assert not Coordinates(city=CITY, district=21).covers(record)
    assert Coordinates().covers(record)


def test_deeper_grant_does_not_cover_what_lies_above() -> None:
    assert not Coordinates(city=CITY, district=DISTRICT).covers(Coordinates(city=CITY, line=HOUSING))


def test_level_is_that_of_the_territory() -> None:
    assert Coordinates().level == Level.NATION
    assert Coordinates(province=1, city=CITY, line=HOUSING).level == Level.CITY
    assert Record.coordinates.level == Level.STREET


def test_role_at_exact_level_only() -> None:
    office = actor("office_officer", Coordinates(city=CITY))
    assert role("office_officer", "市安委办", level=Level.CITY)(office, Record()).allowed
    refused = role("office_officer", "区安委办", level=Level.DISTRICT)(office, Record())
    assert (refused.allowed, refused.why) == (False, "须为区安委办")


def test_part_is_played_by_the_unit_that_takes_part() -> None:
    assisting = actor("department_officer", Coordinates(city=CITY, line=TRANSPORT))
    assert part("assisting", "department_officer", "配合单位")(assisting, Record()).allowed
    assert not part("addressed", "department_officer", "主送单位")(assisting, Record()).allowed
    assert not role("department_officer", "部门")(assisting, Record()).allowed


def test_other_than_ignores_empty_fields() -> None:
    rule = other_than("rectifier", "reviewer", label="整改人")
    assert rule(Actor(6, "乙"), Record()).allowed
    assert not rule(Actor(5, "丙"), Record()).allowed


def test_who_stands_in_for_the_leader_decides_on_nothing_prepared_themselves() -> None:
    decides = lent_for_other_work(role("leader", "负责人"), "rectifier", "reviewer", did="起草")
    at = Coordinates(city=CITY)
    for person, stands_for, allowed in ((5, 0, True), (5, 7, False), (6, 7, True), (6, 5, True)):
        one = Actor(person, "甲", (Grant(1, "leader", at, substitute_for=stands_for),))
        assert decides(one, Record()).allowed is allowed
    both = Actor(5, "甲", (Grant(1, "leader", at), Grant(2, "leader", at, substitute_for=7)))
    assert decides(both, Record()).allowed
    lent = Actor(5, "甲", (Grant(1, "leader", at, substitute_for=7),))
    assert decides(lent, Record()).why.startswith("本件由您起草，您是代理负责人")


def test_either_tells_both_reasons() -> None:
    either = role("auditor", "审计员") | role("inspector", "检查员")
    assert either(Actor(1, "甲"), Record()).why == "须为审计员，或者须为检查员"
    assert either.label == "审计员或检查员"


def test_negation_turns_the_answer_round() -> None:
    housing = actor("department_officer", Coordinates(city=CITY, line=HOUSING))
    verdict = (~role("department_officer", "部门"))(housing, Record())
    assert (verdict.allowed, verdict.why) == (False, "不得是部门")
