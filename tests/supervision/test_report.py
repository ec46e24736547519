"""The report of a round: what it counts, what it says of earlier rounds, that it names nobody and shows photos without
what a camera wrote, and its draft as a paper."""

from __future__ import annotations

import base64
import io
from datetime import date, timedelta
from textwrap import wrap

import pytest
from PIL import Image
from tests.factories.pages import browser, text
from tests.factories.photos import another_photo
from tests.factories.supervision import HERE, Ground, again, drawn, goers, ground, signed, targets, visited
from tests.supervision.test_findings import issued

from zhiben.documents import operations as documents
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Numbering
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rendering import Figure, Paper, Table, to_json
from zhiben.foundation.rendering import drawn as printed
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.queries import person_names
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, papers, queries, reporting
from zhiben.supervision.models import Finding, Round, Visit
from zhiben.supervision.operations import Batch, Found
from zhiben.supervision.queries import tallies
from zhiben.supervision.vocab import Becomes

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Ground:
    found = ground()
    with scope(found.keeper):
        documents.set_issuing_body(
            found.office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=found.keeper
        )
    return found


def from_a_camera() -> bytes:
    """A JPEG that says which camera made it."""
    buffer, noted = io.BytesIO(), Image.Exif()
    noted[271] = "ExampleCam"
    with Image.open(io.BytesIO(another_photo())) as picture:
        picture.convert("RGB").resize((1200, 900)).save(buffer, "JPEG", exif=noted)
    return buffer.getvalue()


def found_at(visit: Visit, *said: str, becomes: str = Becomes.WORK) -> list[Finding]:
    actor = goers(visit)[0]
    kept = []
    with scope(actor):
        for words in said:
            file = store(from_a_camera(), name="现场.jpg", actor_id=actor.id)
            kept.append(operations.record(visit, Found(words, becomes), files=[file.pk], actor=actor))
    return kept


def two_visits(built: Ground, **said: object) -> tuple[Round, list[Finding]]:
    """Two streets of three, three findings of which two are alike."""
    one = drawn(built, **said)
    first, second = visited(built, one), visited(built, one, "粤海街道")
    found = found_at(first, "没有重大隐患台账。", "消防通道堵塞") + found_at(second, "没有重大隐患台账")
    signed(first)
    signed(second)
    return one, found


def paper_of(built: Ground, one: Round) -> Paper:
    with scope(built.keeper):
        return papers.report(queries.round_of(one.pk))


def test_a_report_counts_visits_streets_findings_and_what_is_most_frequent(built: Ground) -> None:
    one, _found = two_visits(built)
    with scope(built.keeper):
        tally = queries.tally_of(one)
    assert (len(tally.visits), len(tally.findings)) == (2, 3)
    assert [(part.name, part.findings, part.visits) for part in tally.districts] == [("南山区", 1, 1), ("龙华区", 2, 1)]
    assert [(part.name, part.findings, part.visits) for part in tally.frequent] == [
        ("没有重大隐患台账", 2, 2),
        ("消防通道堵塞", 1, 1),
    ]
    assert [(part.name, part.findings) for part in tally.natures] == [("攻坚工作问题", 3)]
    assert dict(tally.outcomes) == {"recorded": 3}
    rate = tally.rate
    assert rate is not None and (rate.mean, round(rate.low, 2), round(rate.high, 2)) == (1.5, 0.31, 4.38)


def test_the_paper_of_a_round_that_goes_on_says_so_and_names_missing_streets(built: Ground) -> None:
    one, _found = two_visits(built)
    paper = paper_of(built, one)
    said = to_json(paper)
    assert paper.title == "关于示例综合督导第1轮情况的报告（阶段情况）" and "截至" in said and "本轮结束时公布" in said
    assert "还没有到的街镇77个：福田区全部10个；" in said and "；南山区南头街道、南山街道" in said
    with scope(built.keeper):
        perform(one, "close", built.keeper)
        frame = queries.standing_frame(one)
    said = to_json(paper_of(built, one))
    assert (
        "阶段情况" not in said
        and "种子已公布" in said
        and frame is not None
        and " ".join(wrap(frame.digest, 16)) in said
    )


def test_struck_findings_and_void_visits_are_not_told(built: Ground) -> None:
    one = drawn(built)
    first, second = visited(built, one), visited(built, one, "粤海街道")
    (slip, _kept), _other = found_at(first, "看错的", "留下的"), found_at(second, "作废检查的")
    actor = goers(first)[0]
    with scope(actor):
        perform(queries.finding_of(slip.pk), "strike", actor, reason="看错")
    with scope(built.keeper):
        perform(queries.visit_of(second.pk), "void", built.keeper, reason="走错门")
        tally = queries.tally_of(one)
    assert [row.text for row in tally.findings] == ["留下的"] and len(tally.visits) == 1
    said = to_json(paper_of(built, one))
    assert "作废检查的" not in said and "看错的" not in said


def test_nobody_is_named_and_nothing_sealed_is_told(built: Ground) -> None:
    one, _found = two_visits(built)
    said = to_json(paper_of(built, one))
    people = {person.id for person in [*built.inspectors, built.keeper, built.leader]}
    assert not any(name in said for name in person_names(people).values())
    assert "示例乙" not in said  # the witness of a refusal
    visited_sites = {visit.site_id for visit in Visit._unfiltered().filter(round=one)}
    with scope(built.keeper):
        sealed = [row.site.name for row in queries.targets_of(one) if row.site_id not in visited_sites]
    assert sealed and not any(name in said for name in sealed)


def test_photos_are_few_captioned_and_without_what_a_camera_wrote(built: Ground) -> None:
    one, _found = two_visits(built)
    (attachment,) = paper_of(built, one).attachments
    figures = [block for block in attachment.blocks if isinstance(block, Figure)]
    assert [figure.alt[:2] for figure in figures] == ["图1", "图2", "图3"]
    assert "没有重大隐患台账" in figures[0].caption
    copy = base64.b64decode(figures[0].svg.partition("base64,")[2].partition('"')[0])
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.format == "JPEG" and not picture.getexif() and max(picture.size) <= 900


def test_the_report_tells_what_was_issued_and_how_far_it_is(built: Ground) -> None:
    one, found = two_visits(built)
    unit = built.built.unit("龙华区").pk
    with scope(built.keeper):
        operations.issue(
            Batch("circular_notice", clock.today() + timedelta(days=15), {found[0].pk: unit}), actor=built.keeper
        )
        tally = queries.tally_of(one)
    (letter,) = tally.letters
    assert (letter.unit, letter.number, letter.state, letter.findings, letter.answered) == (
        "龙华区",
        "",
        "起草中",
        1,
        0,
    )
    assert dict(tally.outcomes) == {"recorded": 2, "proposed": 1}


def test_the_report_says_which_places_were_named_and_what_presses_most(built: Ground) -> None:
    one, found = two_visits(built)
    assert "指定" not in to_json(paper_of(built, one))
    free = {site.local_id for site in built.sites} - {row.name for row in targets(built, one)}
    with scope(built.keeper):
        made = operations.name_target(one, min(free), reason="群众举报", actor=built.keeper)
        operations.assign(made, queries.teams_of(one)[0], opens_on=None, actor=built.keeper)
    assert "指定" not in to_json(paper_of(built, one))  # nobody has been there
    (row,) = [each for each in targets(built, one) if each.pk == made.pk]
    person = again(min(row.team_people))
    with scope(person):
        operations.arrive(queries.target_of(made.pk), HERE, actor=person)
    said = to_json(paper_of(built, one))
    assert "到场检查中，到指定的1次，一并计入各项数字。指定的不是随机抽取。" in said
    issued(built, found[:1])
    due = clock.today() + timedelta(days=15)
    told = to_json(paper_of(built, one)).partition("下一步")[2]
    assert (
        f"（一）已交办、还在整改期限内的1个，最早{clock.in_words(due)}到期" in told and "（二）还没有处理的2个" in told
    )


def test_only_rounds_under_the_same_frame_are_compared_and_others_say_why_not(built: Ground) -> None:
    earlier, _found = two_visits(built, title="示例前轮", first=date(2024, 7, 1), last=date(2024, 7, 20))
    other = drawn(built, title="示例明察轮", first=date(2024, 8, 1), last=date(2024, 8, 20), mode="open", recent_days=0)
    for each in (earlier, other):
        with scope(built.keeper):
            perform(each, "close", built.keeper)
    one, _found = two_visits(built, recent_days=0)
    paper = paper_of(built, one)
    table = next(block for block in paper.blocks if isinstance(block, Table) and "比较" in block.caption)
    assert [row[:4] for row in table.rows] == [("示例综合督导第1轮", "2", "2", "3"), ("示例前轮", "2", "2", "3")]
    said = to_json(paper)
    assert "与“示例明察轮”不可比：明察、暗访不同。" in said
    first = paper_of(built, earlier)
    assert "没有可以比较的轮次" in to_json(first)


def test_the_draft_says_what_the_page_says_and_is_made_once(built: Ground) -> None:
    one, _found = two_visits(built)
    keeper = browser(built.keeper)
    page = f"/supervision/{one.pk}/report/"
    assert "每次发现" in text(keeper, "supervision:report", one.pk)
    said = {"title": "关于示例督导的报告", "to": "系统外：示例市安委会"}
    assert keeper.post(page, {**said, "to": ""}).status_code == 422
    answer = keeper.post(page, said)
    with scope(built.keeper):
        (document,) = OfficialDocument.objects.filter(kind="report")
        fresh = queries.round_of(one.pk)
        blocks = reporting.blocks(fresh, queries.tally_of(fresh), queries.coverage_of(fresh))
    assert (answer.status_code, answer["Location"]) == (302, document.get_absolute_url())
    tables = [block for block in document.paper.blocks if isinstance(block, Table)]
    wanted = [block for block in blocks if isinstance(block, Table)]
    assert [(table.caption, table.rows, table.total) for table in tables] == [
        (table.caption, table.rows, table.total) for table in wanted
    ]
    assert "请到公文里修改" in keeper.post(page, said).content.decode()
    with scope(built.leader):
        perform(document, "void", built.leader, reason="重写")
    assert keeper.post(page, said).status_code == 302
    assert fresh.report_id == document.pk


def test_the_printed_report_is_for_those_who_see_the_round(built: Ground) -> None:
    one, _found = two_visits(built)
    answer = browser(built.keeper).get(f"/supervision/{one.pk}/report.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    stranger = browser(built.built.actor(Role.DISTRICT_OFFICER, "龙华区"))
    assert stranger.get(f"/supervision/{one.pk}/report.pdf").status_code == 404
    assert stranger.get(f"/supervision/{one.pk}/report/").status_code == 404
    assert printed(paper_of(built, one), "docx")[:2] == b"PK"
    other = browser(again(built.inspectors[0].id))
    assert other.get(f"/supervision/{one.pk}/report/").status_code == 404


def far_away(built: Ground, visit: Visit) -> None:
    """As if the check-in was far from the site and nobody had accepted that."""
    Visit._unfiltered().filter(pk=visit.pk).update(far_reason="场所已搬迁")


def test_a_visit_that_waits_for_acceptance_counts_nowhere_and_is_told(built: Ground) -> None:
    one = drawn(built)
    first, second = visited(built, one), visited(built, one, "粤海街道")
    found_at(first, "甲问题")
    found_at(second, "乙问题", "丙问题")
    far_away(built, second)
    paper = paper_of(built, one)
    said = to_json(paper)
    assert "到场检查1次（暗访1次）" in said and "发现问题1个" in said and "另有1次到场待认可，不计" in said
    tables = {block.caption[3:]: block for block in paper.blocks if isinstance(block, Table)}
    assert tables["覆盖情况"].total[2:] == ("1", "1")
    assert [row[1:3] for row in tables["各区发现的问题"].rows] == [("1", "1")]
    assert "乙问题" not in said


def test_a_round_that_goes_to_single_places_misses_no_street(built: Ground) -> None:
    one = drawn(built, kind="special", frame_of="sites", size=6, least=0, recent_days=0)
    visited(built, one)
    said = to_json(paper_of(built, one))
    assert "到达1个街镇" in said and "还没有到" not in said and "列入下一轮" not in said
    assert "不排除近期查过的" in said and "0天内" not in said and "每个街镇至少" not in said
    page = text(browser(built.keeper), "supervision:round", one.pk)
    assert "到达1个街镇" in page and "/79" not in page


def test_streets_go_to_the_next_round_once_this_one_is_over(built: Ground) -> None:
    one, _found = two_visits(built)
    assert "列入下一轮" not in to_json(paper_of(built, one)) and "尚在进行" in to_json(paper_of(built, one))
    with scope(built.keeper):
        perform(one, "close", built.keeper)
    said = to_json(paper_of(built, one))
    assert "还没有到的77个街镇，列入下一轮" in said and "尚在进行" not in said


def test_the_report_is_signed_and_tells_the_digest_in_a_note_alone(built: Ground) -> None:
    one, _found = two_visits(built, title="“五一”前综合督导")
    paper = paper_of(built, one)
    with scope(built.keeper):
        frame = queries.standing_frame(one)
    assert frame is not None
    digest = " ".join(wrap(frame.digest, 16))
    body = "".join(str(block) for block in paper.blocks)
    assert paper.style.signed and digest in paper.note and digest not in body
    assert "综合督导“‘五一’前综合督导”" in body and "““" not in to_json(paper)
    assert "未注明依据" not in body


def test_what_is_answered_means_the_same_in_text_and_table(built: Ground) -> None:
    one, _found = two_visits(built)
    with scope(built.keeper):
        rows = list(queries.findings_in(one))[:2]
    rows[0].state, rows[1].state = "answered", "settled"
    letter = tallies._letter(rows)
    assert tallies._outcomes(rows) == {"answered": 1, "settled": 1}
    assert (letter.findings, letter.answered, letter.settled) == (2, 1, 1)
