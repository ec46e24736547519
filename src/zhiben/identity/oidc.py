"""Another house's login (OpenID Connect): code flow with PKCE, state and nonce, done by Authlib; the token is checked
by joserfc. It names an account that is here already; it makes none, and gives no rights."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.core.cache import cache

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

TIMEOUT = 3
"""Seconds that the other house has for an answer."""

REMEMBERED = 300
"""Seconds for which what it says of itself, and its keys, are not asked for again."""

SIGNED_BY = ["RS256", "PS256", "ES256", "RS384", "RS512", "ES384"]
"""Signatures that are taken: of a key pair, never of a shared word or of none."""

LONGEST_SUBJECT = 255
"""OpenID Connect Core, 2."""

UNREACHABLE = N_("统一身份认证没有应答，请稍后再试，或用口令登录")
NOT_PROVED = N_("统一身份认证没有通过，请重新登录")


class Issuer(Protocol):
    """How the installation names the other house (config.env)."""

    issuer: str
    client: str
    secret: str
    claim: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be remembered while somebody is at the other house."""

    state: str
    nonce: str
    verifier: str


def begin(provider: Issuer, back: str) -> tuple[str, Asked]:
    """Where to send somebody to, and what to remember. Raises Refused when the other house does not answer."""
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    client = _client(provider, back)
    address, state = client.create_authorization_url(
        _told_by(provider)["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    return address, Asked(state, nonce, verifier)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the other house vouches for: who they are there for good, their name, and by which means they were told
    (`amr`, `acr`)."""

    subject: str
    name: str
    means: frozenset[str]


def vouched(provider: Issuer, back: str, came: str, asked: Asked) -> Vouched:
    """Whom the other house vouches for, from the address to which it sent somebody back. Raises Refused when it does
    not, or for anything forged."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    told = _told_by(provider)
    try:
        token = _client(provider, back, asked.state).fetch_token(
            told["token_endpoint"], authorization_response=came, code_verifier=asked.verifier, timeout=TIMEOUT
        )
        claims = _claims(provider, told, token["id_token"], asked.nonce)
    except RequestException:
        raise Refused(UNREACHABLE, code="provider_unreachable") from None
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError):
        raise Refused(NOT_PROVED, code="provider_refused") from None
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Refused(NOT_PROVED, code="provider_refused")
    return Vouched(subject, str(claims.get(provider.claim) or ""), _means(claims))


def _means(claims: dict[str, Any]) -> frozenset[str]:
    """By which means the person was told: `amr` is a list, `acr` one word; others are none."""
    amr, acr = claims.get("amr"), claims.get("acr")
    return frozenset(one for one in [*(amr if isinstance(amr, list) else []), acr] if isinstance(one, str))


def _client(provider: Issuer, back: str, state: str | None = None) -> OAuth2Session:
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        provider.client,
        provider.secret,
        scope="openid profile",
        redirect_uri=back,
        state=state,
        code_challenge_method="S256",
    )


def _told_by(provider: Issuer) -> dict[str, Any]:
    """What the other house says of itself; it must be the one that is named."""
    told = _asked_for(f"{provider.issuer}/.well-known/openid-configuration")
    if str(told.get("issuer", "")).rstrip("/") != provider.issuer:
        raise Refused(NOT_PROVED, code="provider_refused")
    return told


def _asked_for(address: str) -> dict[str, Any]:
    import requests

    if (known := cache.get(_name(address))) is not None:
        return dict(known)
    try:
        answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError):
        raise Refused(UNREACHABLE, code="provider_unreachable") from None
    cache.set(_name(address), found, REMEMBERED)
    return found


def _name(address: str) -> str:
    return f"oidc:{hashlib.sha256(address.encode()).hexdigest()}"


def _claims(provider: Issuer, told: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """What the token says, once signature, issuer, receiver, time and nonce are right."""
    from joserfc import jwt

    decoded = _decoded(told["jwks_uri"], token)
    must: Any = {"essential": True}
    jwt.JWTClaimsRegistry(
        leeway=60,
        iss=must | {"value": told["issuer"]},
        aud=must | {"value": provider.client},
        sub=must,
        exp=must,
        nonce=must | {"value": nonce},
    ).validate(decoded.claims)
    claims: dict[str, Any] = decoded.claims
    return claims


def _decoded(address: str, token: str) -> Any:
    """The token, its signature checked; keys that are remembered and do not fit may have been changed, and are asked
    for once more."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    def decode() -> Any:
        keys = KeySet.import_key_set(_asked_for(address))  # type: ignore[arg-type]
        return jwt.decode(token, keys, algorithms=SIGNED_BY)

    remembered = cache.get(_name(address)) is not None
    try:
        return decode()
    except (JoseError, ValueError):
        if not remembered:
            raise
    cache.delete(_name(address))
    return decode()
