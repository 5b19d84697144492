"""Proof of life on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.i18n.language import Language
from data.model.message import MessageStatus
from data.tables.period import ZONE
from scheduler.cli.screens.job_tables import age
from scheduler.service.health import HealthStatus, TaskLife
from scheduler.service.health_words import in_words, moment, task_name

MOST_NAMES = 8  #: of people out of reach that are told; of others only that there are more


def life_json(life: HealthStatus, speech: Language) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "at": life.at.isoformat(),
        "is_well": life.is_well,
        "checked_at": _iso(life.checked_at),
        "next_check_at": _iso(life.sweep.due_at if life.sweep else None),
        "reasons": [
            {"trouble": reason.trouble.value, "task": reason.task, "text": text}
            for reason, text in zip(life.reasons, in_words(life.reasons, speech, ZONE), strict=True)
        ],
        "tasks": [_task_json(one) for one in life.tasks],
        "messages": {status.value: count for status, count in life.backlog.messages.items()},
        "messages_overdue": life.backlog.overdue,
        "jobs": {status.value: count for status, count in life.backlog.jobs.items()},
        "jobs_stuck": list(life.backlog.stuck),
    }


def show_life(life: HealthStatus, speech: Language) -> None:
    """Say whether all is well, and how it is with each task."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    checked = say("Coverage was last checked: {moment}").format(
        moment=moment(life.checked_at, speech, ZONE)
    )
    console.print(checked, soft_wrap=True)
    for text in in_words(life.reasons, speech, ZONE):
        console.print(f"[red]✗ {escape(text)}[/red]", soft_wrap=True)
    if life.is_well:
        console.print("[green]" + say("All is well: silence means covered.") + "[/green]")
    console.print(_table(life, speech))
    waiting = sum(n for status, n in life.backlog.messages.items() if status.is_waiting)
    text = say("Messages: {waiting} waiting, {sent} sent, {dead} not delivered.")
    numbers = life.backlog.messages
    console.print(
        text.format(
            waiting=waiting, sent=numbers[MessageStatus.SENT], dead=numbers[MessageStatus.DEAD]
        )
    )


def show_out_of_reach(names: Sequence[str], speech: Language) -> None:
    """Who has duties to come and hears nothing of them: no channel reaches them."""
    if not names:
        return
    text = speech.ngettext(
        "{count} person with duties to come can be reached by no channel: ",
        "{count} people with duties to come can be reached by no channel: ",
        len(names),
    )
    told = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    Console(highlight=False, emoji=False).print(
        f"[yellow]{escape(text + told)}[/yellow]", soft_wrap=True
    )


def _table(life: HealthStatus, speech: Language) -> Table:
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Task"), say("Last done"), say("Next"), say("Took"), say("Remark")):
        table.add_column(heading)
    for one in life.tasks:
        done = age(one.pulse.good_at, life.at, speech)
        table.add_row(
            task_name(one.task.name, speech),
            f"[red]{done}[/red]" if one.is_late else done,
            moment(one.due_at, speech, ZONE) if one.due_at else say("now"),
            "" if one.pulse.seconds is None else f"{one.pulse.seconds} s",
            escape(_remark(one, speech)),
        )
    return table


def _remark(one: TaskLife, speech: Language) -> str:
    if one.is_stuck:
        return speech.gettext("is stuck")
    return one.pulse.why


def _task_json(one: TaskLife) -> dict[str, Any]:
    return {
        "name": one.task.name,
        "every_seconds": int(one.task.every.total_seconds()),
        "begun_at": _iso(one.pulse.begun_at),
        "good_at": _iso(one.pulse.good_at),
        "bad_at": _iso(one.pulse.bad_at),
        "due_at": _iso(one.due_at),
        "seconds": one.pulse.seconds,
        "why": one.pulse.why,
        "is_late": one.is_late,
        "is_stuck": one.is_stuck,
        "is_vital": one.task.is_vital,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
