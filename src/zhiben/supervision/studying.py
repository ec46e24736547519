"""What the papers of a joint study say: its report, and the letter to the departments. Only what was written down in
the study is told."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.documents.operations import Written
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.accident_words import Verdict
from zhiben.supervision.kinds import KINDS, in_letters
from zhiben.supervision.models import JointStudy, StudyCause, StudyGap
from zhiben.supervision.queries import studies
from zhiben.supervision.vocab import Kind


def report_of(study: JointStudy) -> Written:
    """The report as the study stands."""
    blocks = [
        (N_("一、为什么研判"), [_why(study)]),
        (N_("二、现场调研"), list(_looks(study))),
        (N_("三、原因"), [_cause(one) for one in studies.causes_of(study)]),
        (N_("四、教训"), _lines(study.lessons)),
        (N_("五、监管缺口"), [_gap(one) for one in studies.gaps_of(study)]),
        (N_("六、结论"), list(_conclusion(study))),
    ]
    nothing = N_("研判中没有登记。")
    body = "\n".join(f"{title}\n" + "\n".join(told or [nothing]) for title, told in blocks)
    title = N_("{title}研判报告").format(title=study.title)
    return Written(title=title, to=N_("系统外：安全生产委员会"), body=body)


def letter_of(study: JointStudy) -> Written:
    """The letter or circular to the departments that took part."""
    units = "、".join(orgs.unit_names(studies.departments_in(study)).values())
    causes = [_cause(one) for one in studies.causes_of(study)]
    open_gaps = [_gap(one) for one in studies.gaps_of(study)]
    parts = [
        _why(study),
        *([N_("经联合研判，原因是："), *causes] if causes else []),
        *([N_("教训："), *_lines(study.lessons)] if study.lessons else []),
        *([N_("监管上还缺："), *open_gaps] if open_gaps else []),
        N_("请举一反三，对照检查本行业领域的同类场所，补上缺口，并在本系统增加或修改重点任务。"),
    ]
    title = N_("关于{title}的提醒").format(title=study.title)
    return Written(title=title, to=units, basis=in_letters(KINDS[Kind.ACCIDENT].basis), body="\n".join(parts))


def _why(study: JointStudy) -> str:
    signal = studies.signal_behind(study)
    told = "；".join(reason["told"] for reason in signal.reasons) or signal.title
    if study.case is None:
        return N_("监测发现：{told}。").format(told=told)
    return N_("{day}的{case}：{told}。").format(day=clock.in_words(study.case.occurred_on), case=study.case, told=told)


def _looks(study: JointStudy) -> Iterator[str]:
    for one in studies.looks_of(study)[::-1]:
        said = N_("{day}，{who}到现场：{text}")
        yield said.format(day=clock.in_words(one.on), who=one.who, text=one.text)
    for visit in studies.visits_for(study):
        said = N_("{day}督导检查{site}：{text}")
        day = clock.in_words(visit.arrived_at.astimezone(clock.TZ).date())
        yield said.format(day=day, site=visit.site.name, text=visit.conclusion or N_("记录还没有签字"))


def _cause(one: StudyCause) -> str:
    coded = N_("（{code} {label}）").format(code=one.code.code, label=one.code.label) if one.code else ""
    return f"{one.position}. {one.text}{coded}"


def _gap(one: StudyGap) -> str:
    told = N_("{number}. {kind}：{told}").format(number=one.position, kind=one.kind.label, told=one.told)
    return told + (N_("。已补上：{how}").format(how=one.filled) if one.filled else N_("。还没有补上"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _conclusion(study: JointStudy) -> Iterator[str]:
    if study.verdict:
        yield N_("{verdict}。{told}").format(verdict=Verdict(study.verdict).label, told=study.conclusion)
