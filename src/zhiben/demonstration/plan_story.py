"""What the plans of the demonstration say: one master plan, a sub-plan for each district and each sector, each with a
measure for every action, and which task carries out which measure (示例数据; the plans' structure 1+11+45 is not)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.demonstration import coverage_story
from zhiben.demonstration.task_story import TaskStory
from zhiben.orgs import examples

ACTIONS = range(1, 11)
KEPT = 8
"""So many tasks every lead unit keeps."""

TITLES: dict[int, tuple[str, ...]] = {
    1: ("组织{topic}单位主要负责人安全培训", "督促{topic}单位主要负责人述职履责"),
    2: ("宣贯{topic}重大事故隐患判定标准", "编制{topic}重大事故隐患判定图解"),
    3: ("建立{topic}重大隐患动态清零台账", "开展{topic}重大隐患整改回头看"),
    4: ("推进{topic}风险监测预警建设", "推动{topic}老旧设施更新改造"),
    5: ("组织{topic}从业人员安全培训", "开展{topic}从业人员应急演练"),
    6: ("完善{topic}安全管理制度", "推进{topic}安全生产标准化建设"),
    7: ("对{topic}重点单位开展帮扶指导", "开展{topic}执法检查和案例曝光"),
    8: ("开展{topic}安全宣传进企业进社区", "组织{topic}安全知识公众体验活动"),
    9: ("落实{topic}省级部署的工作", "对照省级要求开展{topic}自查"),
    10: ("开展{topic}专项排查整治", "推进{topic}标本兼治示范建设"),
}
"""How a task that carries out each action is called."""

MEASURES: dict[int, tuple[str, str]] = {
    1: ("组织{of}生产经营单位主要负责人安全教育培训", "2024年底前培训覆盖率达到100%"),
    2: ("宣传解读{of}适用的重大事故隐患判定标准", "每半年至少组织1次解读培训"),
    3: ("对{of}重大事故隐患逐项登记、限期整改、复核销号", "到期整改率不低于95%"),
    4: ("推进{of}监测预警系统建设和老旧设施改造", "按年度计划完成改造任务"),
    5: ("开展{of}从业人员安全技能培训和应急演练", "每年至少组织1次全员演练"),
    6: ("完善{of}安全管理制度，推进安全生产标准化", "重点单位制度完善率达到100%"),
    7: ("对{of}开展精准执法检查和专家帮扶指导", "重点单位每年至少检查帮扶1次"),
    8: ("开展{of}安全宣传和公众体验活动", "每季度至少开展1次"),
    9: ("按省级部署推进{of}有关工作", "按省级要求的时间完成"),
    10: ("开展{of}标本兼治专项整治", "形成问题清单和制度清单，逐项销号"),
}
"""What a plan says on each action, and what is to be reached."""

MORE = (
    (3, "建立全市重大事故隐患数据比对机制", "每周比对1次，差异限期核实"),
    (10, "建立重点行业领域整治成果长效机制", "2026年底前形成制度汇编"),
)
"""Two measures more that the master plan alone has."""

GAPS: dict[str, tuple[tuple[str, int], ...]] = {
    "measure": coverage_story.WITHOUT_MEASURE,
    "owner": coverage_story.WITHOUT_OWNER,
    "task": coverage_story.WITHOUT_TASK,
}
"""What is left out, by the name of the district or sector ("" the whole) and the action: the measure, its responsible
unit, or its tasks, which then carry out another measure of the same plan."""

DUE = {1: date(2024, 12, 31), 2: date(2025, 6, 30), 4: date(2026, 11, 30), 6: date(2025, 12, 31), 9: date(2026, 6, 30)}
"""Until when; what is not named here, until the end of the campaign."""

ALL_YEARS = date(2026, 12, 31)


@dataclass(frozen=True, slots=True)
class MeasureStory:
    """One measure of a plan: its number is its place."""

    number: str
    action: int
    text: str
    goal: str
    owned: bool = True

    @property
    def due(self) -> date:
        """Until when it is to be done."""
        return DUE.get(self.action, ALL_YEARS)


def measures(of: str, name: str = "") -> list[MeasureStory]:
    """The measures of the plan of a district or sector (`of`, "" for the whole), which calls itself `name`."""
    said = [(action, *MEASURES[action]) for action in ACTIONS] + (list(MORE) if not of else [])
    return [
        MeasureStory(str(number), action, text.format(of=name or of or "全市"), goal, (of, action) not in GAPS["owner"])
        for number, (action, text, goal) in enumerate(said, start=1)
        if (of, action) not in GAPS["measure"]
    ]


def goals(name: str) -> str:
    """What a plan sets out to reach."""
    return f"2024年清存量、2025年控增量、2026年建机制，推动{name}安全生产形势持续好转（示例数据）"


def deal(told: Sequence[TaskStory], topics: Sequence[Sequence[str]]) -> None:
    """Let the tasks carry out the plans: every sector has at least one for every action, led by who answers for it.
    Units with many sectors take some over from units that answer for none; nothing else in the stories changes."""
    sectors = {name for name, _line in examples.SECTORS}
    own = {unit: [one for one in some if one in sectors] for unit, some in enumerate(topics)}
    led: dict[int, list[TaskStory]] = {unit: [] for unit in own}
    for story in told:
        led[story.lead].append(story)
    spare = _spare([led[unit] for unit in own if not own[unit]])
    for unit, mine in own.items():
        while len(led[unit]) < len(ACTIONS) * len(mine):
            taken = next(spare)
            led[taken.lead].remove(taken)
            taken.lead, taken.assisting = unit, tuple(one for one in taken.assisting if one != unit)
            led[unit].append(taken)
    for unit, stories in led.items():
        for place, story in enumerate(stories):
            _retell(story, place, own[unit])


def _spare(groups: Sequence[Sequence[TaskStory]]) -> Iterator[TaskStory]:
    """Tasks that may be given away: finished ones, in turn from every unit as long as it has some left over."""
    piles = [[story for story in stories if story.finished][: max(len(stories) - KEPT, 0)] for stories in groups]
    while any(piles):
        for pile in piles:
            if pile:
                yield pile.pop()


def _retell(story: TaskStory, place: int, sectors: Sequence[str]) -> None:
    turn = place
    if sectors:
        story.topic, turn = sectors[place % len(sectors)], place // len(sectors)
    titles = TITLES[turn % len(ACTIONS) + 1]
    story.title = titles[turn // len(ACTIONS) % len(titles)].format(topic=story.topic)


def carried_out(story: TaskStory) -> tuple[str, int]:
    """The sector ("" for the whole) and the action that a task carries out."""
    named = {title.format(topic=story.topic): action for action, titles in TITLES.items() for title in titles}
    of = story.topic if story.topic in dict(examples.SECTORS) else ""
    return of, named.get(story.title, 10)


def measure_for(of: str, action: int, known: Mapping[tuple[str, int], int]) -> int:
    """The measure on which tasks of an action hang; where the plan has none for it, or none of its tasks are to be
    there, the plan's first other one."""
    if (of, action) in known and (of, action) not in GAPS["task"]:
        return known[of, action]
    return next(known[of, other] for other in (10, *ACTIONS) if other != action and (of, other) in known)
