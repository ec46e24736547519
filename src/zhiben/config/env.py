"""The sole reader of the environment (and of a `.env` file beside it), as one typed value."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from zhiben.kernel.disk import write_private

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class MailRoute:
    """How mail leaves; `backend` is Django's word for it."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """Another house's login (OpenID Connect): its issuer, who we are there, which claim names an account of ours, and
    which of its words (`amr`, `acr`) tell of a second factor that counts for ours."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "preferred_username"
    label: str = ""
    second_factor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation is told from outside. `database` is a PostgreSQL address or empty for SQLite in `home`;
    `lease` and `write_wait` are seconds; `private_targets` are hosts of the inner network to which messages may go. The
    ledger's heads are signed with the key in a file or, if there is one, by a command that keeps its key elsewhere."""

    home: Path
    database: str = field(repr=False)
    secret_key: str = field(repr=False)
    keyring: Path
    debug: bool
    allowed_hosts: tuple[str, ...]
    fonts: tuple[Path, ...]
    https: bool
    base_url: str
    mail: MailRoute
    mail_from: str
    digest_at: str
    lease: float
    write_wait: float
    private_targets: frozenset[str]
    peers: Path | None
    ledger_key: Path
    ledger_heads: Path
    ledger_signer: tuple[str, ...]
    ledger_public: str
    proxies: tuple[str, ...]
    provider: Provider | None


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """The environment as it is now; makes `home` with the folder that the static server expects, one of files that the
    owner alone may read and, once, a secret key in it."""
    told = {**_dotenv(Path(".env")), **variables}
    home = Path(told.get("ZHIBEN_HOME") or "var").resolve()
    (home / "static").mkdir(parents=True, exist_ok=True)
    (home / "files").mkdir(mode=0o700, exist_ok=True)
    hosts = told.get("ZHIBEN_ALLOWED_HOSTS") or "127.0.0.1,localhost,[::1]"
    fonts = told.get("ZHIBEN_FONTS") or ""
    return Environment(
        home=home,
        database=told.get("ZHIBEN_DATABASE_URL") or "",
        secret_key=told.get("ZHIBEN_SECRET_KEY") or _kept_key(home / "secret_key"),
        keyring=Path(told.get("ZHIBEN_KEYRING") or home / "keyring.json").resolve(),
        debug=told.get("ZHIBEN_DEBUG") == "1",
        allowed_hosts=_names(hosts),
        fonts=(*(Path(one) for one in fonts.split(os.pathsep) if one), home / "fonts", ROOT / ".fonts"),
        https=told.get("ZHIBEN_HTTPS") == "1",
        base_url=told.get("ZHIBEN_BASE_URL") or "",
        mail=mail_route(told.get("ZHIBEN_MAIL_URL") or "file:"),
        mail_from=told.get("ZHIBEN_MAIL_FROM") or "zhiben@localhost",
        digest_at=_time(told.get("ZHIBEN_DIGEST_AT") or "08:30"),
        lease=_seconds("ZHIBEN_LEASE_SECONDS", told, 20),
        write_wait=_seconds("ZHIBEN_WRITE_WAIT_SECONDS", told, 15),
        private_targets=frozenset(_names((told.get("ZHIBEN_PRIVATE_TARGETS") or "").lower())),
        peers=Path(peers).resolve() if (peers := told.get("ZHIBEN_PEERS")) else None,
        ledger_key=home / (told.get("ZHIBEN_LEDGER_KEY") or "ledger_key.pem"),
        ledger_heads=home / (told.get("ZHIBEN_LEDGER_HEADS") or "heads"),
        ledger_signer=tuple(shlex.split(told.get("ZHIBEN_LEDGER_SIGNER") or "")),
        ledger_public=(told.get("ZHIBEN_LEDGER_PUBLIC") or "").lower(),
        proxies=_networks(told.get("ZHIBEN_PROXIES") or ""),
        provider=_provider(told),
    )


def postgresql(address: str) -> dict[str, str]:
    """A `postgresql://user:password@host:port/name` address as Django's settings. Raises ValueError on another
    scheme."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("ZHIBEN_DATABASE_URL: postgresql://user:password@host:port/name is expected")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_route(address: str) -> MailRoute:
    """`smtp://user:password@host:port`, `smtp+tls://…` (STARTTLS), `smtps://…` (TLS), `console:` or `file:`. Raises
    ValueError on another scheme."""
    parts = urlsplit(address)
    if parts.scheme in ("console", "file"):
        return MailRoute({"console": "console", "file": "filebased"}[parts.scheme])
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError("ZHIBEN_MAIL_URL: smtp://, smtp+tls:// or smtps://user:password@host:port is expected")
    return MailRoute(
        "smtp",
        parts.hostname,
        parts.port or MAIL_PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _names(told: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in told.split(",") if name.strip())


def _networks(told: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one)) for one in _names(told))
    except ValueError as error:
        raise ValueError(f"ZHIBEN_PROXIES: addresses or networks like 10.0.0.0/8 are expected: {error}") from None


def _provider(told: Mapping[str, str]) -> Provider | None:
    """Another house's login, where one is named. Raises ValueError when it is named by halves; the secret stands in a
    file, so that no list of processes shows it."""
    issuer = told.get("ZHIBEN_OIDC_ISSUER") or ""
    if not issuer:
        return None
    client, file = told.get("ZHIBEN_OIDC_CLIENT") or "", told.get("ZHIBEN_OIDC_SECRET_FILE") or ""
    if not client or not Path(file).is_file():
        raise ValueError("ZHIBEN_OIDC_CLIENT and ZHIBEN_OIDC_SECRET_FILE (a file) belong to ZHIBEN_OIDC_ISSUER")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("ZHIBEN_OIDC_ISSUER: https:// is expected; http:// on this machine alone")
    return Provider(
        issuer.rstrip("/"),
        client,
        Path(file).read_text(encoding="utf-8").strip(),
        told.get("ZHIBEN_OIDC_CLAIM") or "preferred_username",
        told.get("ZHIBEN_OIDC_LABEL") or "",
        _means(told.get("ZHIBEN_OIDC_SECOND_FACTOR") or ""),
    )


def _means(told: str) -> tuple[str, ...]:
    """Words by which another house tells of a second factor. Raises ValueError on a mere yes or no: then any login
    would count as two factors."""
    if told in ("0", "1"):
        raise ValueError(
            f"ZHIBEN_OIDC_SECOND_FACTOR: values of the claims amr or acr are expected, like mfa,otp, not {told}; "
            "leave it empty where the other house's second factor does not count"
        )
    return _names(told)


def _time(told: str) -> str:
    try:
        return time.fromisoformat(told).isoformat("minutes")
    except ValueError:
        raise ValueError(f"ZHIBEN_DIGEST_AT: a time like 08:30 is expected, not {told}") from None


def _seconds(name: str, told: Mapping[str, str], otherwise: float) -> float:
    """A waiting time; none is too short to be kept or too long to be meant."""
    given = told.get(name) or str(otherwise)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0.5 <= seconds <= 600:
        raise ValueError(f"{name}: seconds between 0.5 and 600 are expected, not {given}")
    return seconds


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def _kept_key(path: Path) -> str:
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50).encode())
    return path.read_text(encoding="utf-8").strip()
