"""The protocol of a draw: at the draw it tells what was fixed and nothing of whom; after the round it tells all, and
what it tells is drawn again by everybody, `zhiben draw` included."""

from __future__ import annotations

import json
import shlex
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from tests.factories.pages import browser, text
from tests.factories.supervision import Ground, approved, drawn, ground, planned, targets, teamed

from zhiben.cli import main
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rendering import to_json
from zhiben.foundation.scope import scope
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, papers, queries, replaying
from zhiben.supervision.models import Round, Secret

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Ground:
    return ground()


def printed(built: Ground, one: Round) -> str:
    with scope(built.keeper):
        fresh = queries.round_of(one.pk)
        frame = queries.standing_frame(fresh)
        assert frame is not None
        return to_json(papers.protocol(fresh, frame))


def test_the_protocol_at_the_draw_tells_what_was_fixed_and_nothing_of_whom(built: Ground) -> None:
    one = drawn(built)
    said = printed(built, one)
    with scope(built.keeper):
        words = Secret.objects.get(frame__round=one).words
    rows = targets(built, one)
    fresh = Round._unfiltered().get(pk=one.pk)
    digests = said.replace(" ", "")
    assert one.commitment in digests and "3 1 4" in said and "2024年10月16日示例公开数" in said
    assert fresh.seals_digest == replaying.digest_of([row.seal for row in rows]) and fresh.seals_digest in digests
    assert words not in said
    assert not any(word in said for row in rows for word in (row.name, row.site.name, row.seal))


def test_after_the_round_the_protocol_tells_all(built: Ground) -> None:
    one = drawn(built)
    with scope(built.keeper):
        perform(one, "close", built.keeper)
        words = Secret.objects.get(frame__round=one).words
    said = printed(built, one)
    assert words in said
    assert all(row.site.name in said and row.ticket[:16] in said for row in targets(built, one))


def test_what_was_drawn_is_drawn_again_by_the_command(built: Ground, tmp_path: Path) -> None:
    one = drawn(built)
    with scope(built.keeper):
        perform(one, "close", built.keeper)
        frame = queries.standing_frame(one)
        assert frame is not None
        secret = replaying.secret_of(one, frame)
        found = [lot.name for lot in replaying.again(one, frame, secret).drawn]
    keeper = browser(built.keeper)
    file = tmp_path / "抽样框.txt"
    file.write_bytes(keeper.get(f"/supervision/{one.pk}/frame.txt").content)
    told = CliRunner().invoke(
        main, ["draw", str(file), "--seed", f"{secret} 3 1 4", "--least", "1", "--size", "6", "--json"]
    )
    answer = json.loads(told.stdout)
    assert answer["frame_sha256"] == frame.digest
    assert [lot["name"] for lot in answer["drawn"]] == found == [row.name for row in targets(built, one)]


def test_the_page_of_a_closed_round_tells_the_seed_and_the_command_that_draws_again(
    built: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, keeper = drawn(built), browser(built.keeper)
    to_come, missed = "本轮结束时公布种子", "还没到的街镇"
    page = text(keeper, "supervision:round", one.pk)
    assert to_come in page and missed in page and "zhiben draw 抽样框" not in page
    with scope(built.keeper):
        perform(one, "close", built.keeper)
        words = Secret.objects.get(frame__round=one).words
    page = text(keeper, "supervision:round", one.pk)
    assert to_come not in page and missed not in page and "封存的种子，本轮结束时已公布" in page
    line = unescape(page[page.index("zhiben draw 抽样框") :].split("</p>")[0])
    command = shlex.split(line)
    assert words in page and f'--seed "{words} 3 1 4" --size 6 --least 1' in line
    answer = keeper.get(f"/supervision/{one.pk}/frame.txt")
    (tmp_path / command[2]).write_bytes(answer.content)
    assert quote(command[2]) in answer["Content-Disposition"]
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, [*command[1:], "--json"])
    names = [lot["name"] for lot in json.loads(told.stdout)["drawn"]]
    assert names == [row.name for row in targets(built, one)]


def test_a_round_that_was_cancelled_promises_no_seed(built: Ground) -> None:
    one = approved(built)
    with scope(built.keeper):
        perform(one, "cancel", built.keeper, reason="不办了")
    page = text(browser(built.keeper), "supervision:round", one.pk)
    assert "种子不公布" in page and "本轮结束时公布" not in page


def test_before_the_end_nobody_is_told_the_secret(built: Ground) -> None:
    one = drawn(built)
    with scope(built.keeper):
        frame = queries.standing_frame(one)
        assert frame is not None
        assert replaying.secret_of(one, frame) == ""


def test_the_page_offers_the_protocol_once_something_was_drawn(built: Ground) -> None:
    one = approved(built)
    keeper = browser(built.keeper)
    assert "抽取记录" not in text(keeper, "supervision:round", one.pk)
    assert keeper.get(f"/supervision/{one.pk}/protocol.pdf").status_code == 404
    with scope(built.keeper):
        perform(one, "draw", built.keeper, public_value="3 1 4")
    assert "抽取记录" in text(keeper, "supervision:round", one.pk)
    answer = keeper.get(f"/supervision/{one.pk}/protocol.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    stranger = browser(built.built.actor(Role.DISTRICT_OFFICER, "龙华区"))
    assert stranger.get(f"/supervision/{one.pk}/protocol.pdf").status_code == 404


def test_a_frame_that_was_thawed_stands_in_the_protocol(built: Ground) -> None:
    one = teamed(built, planned(built))
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
        perform(one, "thaw", built.keeper, reason="行业领域选错")
        operations.freeze(one, public_source="示例公开数二", actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(built.keeper):
        perform(one, "draw", built.keeper, public_value="9")
    assert "行业领域选错" in printed(built, one)
