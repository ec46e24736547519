"""The Jinja2 environment of all pages: translation, addresses, and how dates, numbers and states are written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup, escape

from zhiben.foundation.audit import verbs
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle.telling import changes_of, machine_of, step_label
from zhiben.foundation.rendering.titles import broken
from zhiben.kernel import clock
from zhiben.kernel.machine import State
from zhiben.kernel.measure import WAN, in_wan, percent

ICONS = Path(__file__).resolve().parent / "static" / "vendor" / "icons"
MARKS = {
    "neutral": "○",
    "info": "◔",
    "progress": "◑",
    "warning": "◕",
    "success": "●",
    "danger": "▲",
}
"""A shape beside each tone, so that no state is told by colour alone."""


class Templates(Jinja2):
    """Looks for templates in each room's own folder."""

    app_dirname = "templates"


def environment(**options: Any) -> Environment:
    """The environment with our globals and filters."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = Environment(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - Django sets autoescape
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    made.globals |= {
        "url": _url,
        "static": staticfiles_storage.url,
        "badge": badge,
        "icon": icon,
        "changes_of": changes_of,
        "machine_of": machine_of,
        "step_label": _step_label,
        "verb_label": _verb_label,
        "now": clock.now,
        "today": clock.today,
    }
    made.filters |= {"date": show_date, "datetime": show_datetime, "number": number, "wan": wan, "percent": percent}
    made.filters |= {"title_lines": title_lines, "amount": amount}
    return made


def _url(name: str, args: Any = None, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs or None)


def title_lines(title: str) -> list[str]:
    """A paper's title in the lines in which it is printed."""
    return broken(title).split("\n")


def badge(state: State | None, tone: str = "") -> Markup:
    """A state's word with its tone's shape."""
    if state is None:
        return Markup("")
    chosen = tone or state.tone
    mark = Markup('<span aria-hidden="true">{}</span>').format(MARKS[chosen])
    return Markup('<span class="zb-badge zb-tone-{}">{} {}</span>').format(
        chosen, mark, translation.gettext(state.label)
    )


def _step_label(line: Line) -> str:
    return translation.gettext(step_label(line.model, line.verb))


def _verb_label(verb: str) -> str:
    return translation.gettext(verbs.label_of(verb))


@lru_cache(maxsize=128)
def icon(name: str) -> Markup:
    """A Tabler icon inlined; nothing when it is not installed."""
    path = ICONS / f"{Path(name).name}.svg"
    if not path.is_file():
        return Markup("")
    text = path.read_text(encoding="utf-8")
    svg = text[text.index("<svg") :].replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
    return Markup(svg)  # noqa: S704 - a file of our own build


def show_date(value: date | datetime | None) -> str:
    """2024年10月16日."""
    if value is None or value == date.max:
        return "—"
    day = value.astimezone(clock.TZ).date() if isinstance(value, datetime) else value
    return clock.in_words(day)


def show_datetime(value: datetime | None) -> str:
    """2024-10-16 09:00, in China."""
    return clock.to_the_minute(value) or "—"


def number(value: float | Decimal | None) -> str:
    """With thousands separated; of a decimal as many places as say something."""
    if isinstance(value, Decimal):
        shown = f"{value:,f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "—" if value is None else f"{value:,}"


def amount(value: Decimal | None) -> str:
    """A quantity as a person writes it: 1,200 and 0.5, not 1200.0000."""
    return "—" if value is None else f"{value.normalize():,f}"


def wan(value: float | None) -> Markup:
    """17万, 354.2万 as papers print it; the exact figure stands behind."""
    if value is None:
        return Markup("—")
    if abs(value) < WAN:
        return escape(in_wan(value))
    return Markup('<span title="{}">{}</span>').format(f"{value:,}", in_wan(value))
