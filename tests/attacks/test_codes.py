"""S7: codes. The vectors of RFC 6238, a step to either side, no code twice, five tries, recovery codes once."""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.identity import SEED, code_now, log_in, with_authenticator, with_password
from tests.factories.orgs import city as build
from tests.faults.record import Recorder

from zhiben.identity.operations import check_code, renew_codes, reset_factors
from zhiben.identity.operations.factors import matching_step
from zhiben.identity.queries import has_factor
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=clock.TZ)

VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""RFC 6238, appendix B, SHA-1: seconds and the code of eight digits; ours are its last six."""

VECTOR_SEED = b32encode(b"12345678901234567890").decode()


@pytest.fixture
def leader(db: None, settings: Any, tmp_path: Path) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    with clock.at(NOON):
        return with_authenticator(with_password(build(), Role.OFFICE_LEADER))


def proved(person: Person, code: str) -> str:
    """By which factor; why not, in the refusal's word."""
    try:
        return str(check_code(person, code))
    except Incomplete as refusal:
        return refusal.code


def test_s7_in_one_row(leader: Person, rows: Recorder) -> None:
    limit = "RFC 6238 vectors, one step, no code twice, 5 tries, recovery codes once"
    with rows.row("S7", limit, full=True) as row:
        right = [
            matching_step(VECTOR_SEED, code[2:], datetime.fromtimestamp(second, UTC)) == second // 30
            for second, code in VECTORS.items()
        ]
        with clock.at(NOON):
            steps = {step: code_now(SEED, step) for step in (-2, -1, 0, 1, 2)}
            # That of a step ago was spent when the authenticator was registered.
            window = [proved(leader, steps[step]) for step in (-2, 2, -1, 0, 0, 1)]
        with clock.at(NOON + timedelta(minutes=30)):
            tries = [proved(leader, "000000") for _ in range(5)] + [proved(leader, code_now())]
        with clock.at(NOON + timedelta(minutes=45)):
            after = proved(leader, code_now())
            codes = renew_codes(leader, actor=actor_of(leader))
            recovery = [proved(leader, codes[0]), proved(leader, codes[0]), proved(leader, codes[1].lower())]
        row.measured = f"{sum(right)} of {len(right)} vectors, window {window}, {tries.count('factor_wrong')} tries"
        wrong = "factor_wrong"
        assert right == [True] * 6
        assert window == [wrong, wrong, wrong, "totp", wrong, "totp"]
        assert (tries, after) == ([wrong] * 5 + ["factor_locked"], "totp")
        assert recovery == ["recovery", wrong, "recovery"]


def test_a_code_of_before_the_last_one_is_no_good_either(leader: Person) -> None:
    with clock.at(NOON + timedelta(minutes=5)):
        assert proved(leader, code_now(SEED, 1)) == "totp"
        assert proved(leader, code_now(SEED, 0)) == "factor_wrong"


def test_tries_on_the_page_are_counted_and_outlast_a_new_login(leader: Person) -> None:
    """What the form refuses is taken back, but not the count."""
    with clock.at(NOON):
        for _ in range(5):
            client = log_in(leader)
            assert client.post(reverse("second_factor"), {"code": "000000"}).status_code == 422
        client = log_in(leader)
        got = client.post(reverse("second_factor"), {"code": code_now()})
        assert (got.status_code, "验证码连续多次不对" in got.content.decode()) == (422, True)
    with clock.at(NOON + timedelta(minutes=15)):
        assert log_in(leader).post(reverse("second_factor"), {"code": code_now()}).status_code == 302


def test_a_code_of_somebody_else_is_no_good(leader: Person) -> None:
    with clock.at(NOON):
        other = Person.objects.create(username="other", name="别人", password="!")
        with_authenticator(other, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
        codes = renew_codes(other, actor=actor_of(other))
        assert [proved(leader, codes[0]), proved(leader, code_now("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"))] == [
            "factor_wrong"
        ] * 2


def test_a_lost_keyring_leaves_recovery_codes_and_a_reset(leader: Person, settings: Any) -> None:
    """The operator's page tells this way out; an authenticator needs the keyring, a passkey does not."""
    codes = renew_codes(leader, actor=actor_of(leader))
    Path(settings.ZHIBEN_KEYRING).unlink()
    with clock.at(NOON + timedelta(minutes=5)):
        client = log_in(leader)
        got = client.post(reverse("second_factor"), {"code": code_now()})
        assert (got.status_code, "密钥文件（keyring.json）不在原处" in got.content.decode()) == (422, True)
        assert client.post(reverse("second_factor"), {"code": codes[0]}).status_code == 302
        reset_factors(leader, actor=SYSTEM)
        assert not has_factor(leader.pk)
