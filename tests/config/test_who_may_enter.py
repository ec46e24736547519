"""What an installation is told of proxies and of another house's login."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.config.env import Environment, Provider, read

ISSUER = "https://login.city.example/realms/one/"


def told(tmp_path: Path, **variables: str) -> Environment:
    return read({"ZHIBEN_HOME": str(tmp_path), "ZHIBEN_SECRET_KEY": "k", **variables})


def test_nothing_is_believed_and_nobody_asked_unless_told(tmp_path: Path) -> None:
    assert (told(tmp_path).proxies, told(tmp_path).provider) == ((), None)


def test_proxies_are_addresses_or_networks(tmp_path: Path) -> None:
    assert told(tmp_path, ZHIBEN_PROXIES="10.0.0.2, 10.1.0.0/16").proxies == ("10.0.0.2/32", "10.1.0.0/16")
    with pytest.raises(ValueError, match="ZHIBEN_PROXIES"):
        told(tmp_path, ZHIBEN_PROXIES="the proxy")


def test_another_house_is_named_with_a_secret_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame\n", encoding="utf-8")
    given = {"ZHIBEN_OIDC_ISSUER": ISSUER, "ZHIBEN_OIDC_CLIENT": "zhiben", "ZHIBEN_OIDC_SECRET_FILE": str(secret)}
    found = told(tmp_path, **given).provider
    assert found == Provider(ISSUER.rstrip("/"), "zhiben", "open sesame", "preferred_username", "", ())
    assert "sesame" not in repr(found)
    counted = told(
        tmp_path, **given, ZHIBEN_OIDC_SECOND_FACTOR="mfa, hwk", ZHIBEN_OIDC_CLAIM="uid", ZHIBEN_OIDC_LABEL="市认证"
    )
    assert counted.provider == Provider(ISSUER.rstrip("/"), "zhiben", "open sesame", "uid", "市认证", ("mfa", "hwk"))
    for switch in ("0", "1"):
        with pytest.raises(ValueError, match="values of the claims amr or acr are expected, like mfa,otp, not"):
            told(tmp_path, **given, ZHIBEN_OIDC_SECOND_FACTOR=switch)


@pytest.mark.parametrize("lacking", ["ZHIBEN_OIDC_CLIENT", "ZHIBEN_OIDC_SECRET_FILE"])
def test_another_house_is_not_named_by_halves(tmp_path: Path, lacking: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame", encoding="utf-8")
    given = {"ZHIBEN_OIDC_ISSUER": ISSUER, "ZHIBEN_OIDC_CLIENT": "zhiben", "ZHIBEN_OIDC_SECRET_FILE": str(secret)}
    with pytest.raises(ValueError, match="belong to ZHIBEN_OIDC_ISSUER"):
        told(tmp_path, **{name: value for name, value in given.items() if name != lacking})


@pytest.mark.parametrize(
    ("issuer", "taken"),
    [
        ("https://login.example.gov.cn/realm", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost/realm", True),
        ("http://login.example.gov.cn", False),
        ("http://127.0.0.1.example.org", False),
        ("login.example.gov.cn", False),
    ],
)
def test_another_house_is_asked_encrypted_or_on_this_machine(tmp_path: Path, issuer: str, taken: bool) -> None:
    secret = tmp_path / "secret"
    secret.write_text("word")
    given = {"ZHIBEN_OIDC_ISSUER": issuer, "ZHIBEN_OIDC_CLIENT": "zhiben", "ZHIBEN_OIDC_SECRET_FILE": str(secret)}
    if taken:
        assert (found := told(tmp_path, **given).provider) and found.issuer == issuer
        return
    with pytest.raises(ValueError, match="https:// is expected"):
        told(tmp_path, **given)
