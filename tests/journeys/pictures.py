"""The pictures of the handbook: who looks at which page of the demonstration city, and what was done there first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.window import Window

OFFICE, LEADER, DEPARTMENT = "安委办工作人员", "安委办领导", "部门工作人员"


def _nothing(window: Window) -> None:
    """The page as it opens."""


def _views_kept(window: Window) -> None:
    """Two views are kept, one of them for the colleagues."""
    for query, name, shared in (("overdue=on", "逾期任务", ""), ("q=消防", "消防任务", "本单位同事：市安委办")):
        window.go(f"/tasks/?state=&{query}")
        window.page.locator("main summary", has_text="保存当前条件").first.click()
        window.fill(name=name)
        if shared:
            window.page.locator("main select[name=shared_with]").select_option(label=shared)
        window.press("保存视图")
    window.go("/tasks/views/")


def _some_ticked(window: Window) -> None:
    """Some that can be verified and some that cannot, all ticked."""
    boxes = window.page.locator("main input[name=task]")
    for place in range(6):
        boxes.nth(place).check()
    window.choose(move="核验").press("办理所选")


def _cell_opened(window: Window) -> None:
    window.page.locator("main tbody td a").nth(2).click()


@dataclass(frozen=True)
class Picture:
    """Whose eyes (as the demonstration prints its people), the address, and what is done before the picture."""

    who: str
    address: str
    act: Callable[[Window], None] = _nothing


PICTURES: dict[str, Picture] = {
    "actions": Picture(OFFICE, "/tasks/actions/"),
    "plans": Picture(OFFICE, "/tasks/plans/"),
    "plan": Picture(OFFICE, "/tasks/plans/1/"),
    "plan_draft": Picture(OFFICE, "/tasks/plans/17/versions/2/"),
    "plan_issue": Picture(LEADER, "/tasks/plans/drafts/60/moves/issue/"),
    "plan_compare": Picture(OFFICE, "/tasks/plans/57/compare/"),
    "measure": Picture(OFFICE, "/tasks/plans/measures/1/"),
    "coverage-gaps": Picture(OFFICE, "/tasks/coverage/"),
    "coverage-blocks": Picture(OFFICE, "/tasks/coverage/?view=blocks"),
    "coverage-chains": Picture(OFFICE, "/tasks/coverage/?view=chains"),
    "coverage-place": Picture(OFFICE, "/tasks/coverage/?view=blocks", _cell_opened),
    "mechanisms-board": Picture(OFFICE, "/mechanisms/"),
    "task-force": Picture(OFFICE, "/tasks/forces/1/"),
    "task-force-roster": Picture(OFFICE, "/tasks/forces/1/roster/"),
    "task-force-meeting": Picture(OFFICE, "/tasks/forces/meetings/9/"),
    "liaisons": Picture(OFFICE, "/tasks/liaisons/"),
    "liaison-notice": Picture(OFFICE, "/tasks/notices/2/"),
    "assign-measure": Picture(OFFICE, "/tasks/measures/1/tasks/"),
    "task-parts": Picture(OFFICE, "/tasks/2/parts/"),
    "task-orders": Picture(OFFICE, "/tasks/orders/"),
    "report-grid": Picture(DEPARTMENT, "/tasks/report/"),
    "task-course": Picture(OFFICE, "/tasks/7/"),
    "samples": Picture(OFFICE, "/tasks/samples/"),
    "sample": Picture(OFFICE, "/tasks/samples/6/"),
    "tasks-list": Picture(OFFICE, "/tasks/?state=open&q=消防"),
    "tasks-calendar": Picture(OFFICE, "/tasks/calendar/?state="),
    "tasks-by-unit": Picture(OFFICE, "/tasks/by/unit/?state="),
    "tasks-changes": Picture(OFFICE, "/tasks/changes/"),
    "tasks-views": Picture(OFFICE, "/tasks/", _views_kept),
    "tasks-together": Picture(OFFICE, "/tasks/?state=submitted", _some_ticked),
    "tasks-split": Picture(OFFICE, "/tasks/2/split/"),
}
"""By the name of the picture, in the order in which they are taken."""
