"""Who tries every move of a machine, without a database: letters, as the tables name them, and where each stands.

All around one site (its line 1) in a street of a district: e its enterprise contact, s street officer, d district
officer, p officer of the district's sector department, P of the city's, t of the department to which things are
transferred or addressed, i inspector, o office officer of the district and c a colleague, O of the city and C a
colleague, S who stands in for O, L office leader of the district, l of the city, V who stands in for l, x officer of
another district's sector department, q officer of another street, u auditor.
"""

from __future__ import annotations

from zhiben.kernel.rights import Actor, Coordinates, Grant

CITY = Coordinates(province=44, city=4403)
DISTRICT = Coordinates(province=44, city=4403, district=440309)
STREET = Coordinates(province=44, city=4403, district=440309, street=440309001)
SITE = Coordinates(province=44, city=4403, district=440309, street=440309001, line=1, site=9)
DEPARTMENT = Coordinates(province=44, city=4403, district=440309, line=1)
RECEIVER = Coordinates(province=44, city=4403, district=440309, line=2)
RECEIVING_UNIT = 77

_POSTS: dict[str, tuple[str, Coordinates]] = {
    "e": ("enterprise_contact", Coordinates(province=44, city=4403, district=440309, street=440309001, site=9)),
    "s": ("street_officer", STREET),
    "d": ("district_officer", DISTRICT),
    "p": ("department_officer", Coordinates(province=44, city=4403, district=440309, line=1)),
    "P": ("department_officer", Coordinates(province=44, city=4403, line=1)),
    "t": ("department_officer", RECEIVER),
    "i": ("inspector", CITY),
    "o": ("office_officer", DISTRICT),
    "c": ("office_officer", DISTRICT),
    "O": ("office_officer", CITY),
    "C": ("office_officer", CITY),
    "S": ("office_officer", CITY),
    "L": ("office_leader", DISTRICT),
    "l": ("office_leader", CITY),
    "x": ("department_officer", Coordinates(province=44, city=4403, district=440305, line=1)),
    "q": ("street_officer", Coordinates(province=44, city=4403, district=440305, street=440305001)),
    "u": ("auditor", CITY),
    "V": ("office_leader", CITY),
}
STANDS_FOR = {"S": "O", "V": "l"}
IDS = {letter: number for number, letter in enumerate(_POSTS, start=1)}


def _person(letter: str) -> Actor:
    name, place = _POSTS[letter]
    unit = RECEIVING_UNIT if letter == "t" else IDS[letter]
    stands_for = IDS[STANDS_FOR[letter]] if letter in STANDS_FOR else 0
    return Actor(IDS[letter], letter, (Grant(IDS[letter], name, place, unit=unit, substitute_for=stands_for),))


PEOPLE = {letter: _person(letter) for letter in _POSTS}
