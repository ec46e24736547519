"""How mail leaves and when the digest comes, as an installation is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zhiben.config.env import Environment, MailRoute, mail_route, read


def told(tmp_path: Path, **variables: str) -> Environment:
    return read({"ZHIBEN_HOME": str(tmp_path), "ZHIBEN_SECRET_KEY": "k", **variables})


def test_without_a_word_mail_is_written_to_files_and_bears_no_links(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert (found.mail, found.mail_from, found.base_url, found.digest_at) == (
        MailRoute("filebased"),
        "zhiben@localhost",
        "",
        "08:30",
    )


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("console:", MailRoute("console")),
        ("file:", MailRoute("filebased")),
        ("smtp://mail.office.example", MailRoute("smtp", "mail.office.example", 25)),
        (
            "smtp+tls://zb%40office:p%3Aw@mail.office.example",
            MailRoute("smtp", "mail.office.example", 587, "zb@office", "p:w", starttls=True),
        ),
        ("smtps://mail.office.example:994", MailRoute("smtp", "mail.office.example", 994, tls=True)),
    ],
)
def test_mail_takes_the_way_that_the_address_names(address: str, route: MailRoute) -> None:
    assert mail_route(address) == route


def test_password_of_the_mail_server_is_not_printed() -> None:
    assert "secret" not in repr(mail_route("smtp://user:secret@mail.office.example"))


def test_what_an_installation_is_told_in_secret_is_not_printed(tmp_path: Path) -> None:
    found = told(tmp_path, ZHIBEN_SECRET_KEY="planted-1", ZHIBEN_DATABASE_URL="postgresql://zhiben:planted-2@host/db")
    assert (found.secret_key, "planted" in repr(found)) == ("planted-1", False)


@pytest.mark.parametrize("address", ["mail.office.example", "http://mail.office.example", "smtp://", "smtp:"])
def test_other_ways_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="ZHIBEN_MAIL_URL"):
        mail_route(address)


@pytest.mark.parametrize(("said", "found"), [("07:15", "07:15"), ("9:00", ""), ("late", ""), ("24:01", "")])
def test_time_of_the_digest_is_a_time(tmp_path: Path, said: str, found: str) -> None:
    if found:
        assert told(tmp_path, ZHIBEN_DIGEST_AT=said).digest_at == found
        return
    with pytest.raises(ValueError, match="ZHIBEN_DIGEST_AT"):
        told(tmp_path, ZHIBEN_DIGEST_AT=said)


@pytest.mark.parametrize("said", ["soon", "0", "-3", "601", "nan"])
def test_waiting_times_are_seconds_that_can_be_meant(tmp_path: Path, said: str) -> None:
    for name in ("ZHIBEN_LEASE_SECONDS", "ZHIBEN_WRITE_WAIT_SECONDS"):
        with pytest.raises(ValueError, match=name):
            told(tmp_path, **{name: said})


def test_waiting_times_unless_told(tmp_path: Path) -> None:
    usual, other = told(tmp_path), told(tmp_path, ZHIBEN_LEASE_SECONDS="2.5", ZHIBEN_WRITE_WAIT_SECONDS="3")
    assert [(one.lease, one.write_wait) for one in (usual, other)] == [(20, 15), (2.5, 3)]


def test_messages_go_to_no_inner_host_but_those_that_are_named(tmp_path: Path) -> None:
    named = told(tmp_path, ZHIBEN_PRIVATE_TARGETS=" 10.1.2.3, Robot.Office.example,")
    assert (told(tmp_path).private_targets, named.private_targets) == (
        frozenset(),
        frozenset({"10.1.2.3", "robot.office.example"}),
    )


def test_the_site_starts_without_heavy_libraries() -> None:
    """Three processes hold them each; whoever prints a paper or looks at a photo loads what that takes."""
    heavy = (
        "numpy",
        "polars",
        "PIL",
        "pillow_heif",
        "typst",
        "docx",
        "xlsxwriter",
        "pypdf",
        "python_calamine",
        "chinese_calendar",
        "apprise",
        "requests",
        "icalendar",
    )
    asked = f"import sys, zhiben.config.wsgi, zhiben.config.urls; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
