"""``caco life`` and ``caco doctor``: whether silence means "covered", and what is wrong here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import age, coloured, escape, print_json, show, table
from scheduler.cli.session import store_as_found, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from scheduler.service.doctor import Finding
    from scheduler.service.health import HealthStatus
    from scheduler.service.installation import Topic

MOST_NAMES = 8  #: of people out of reach that are named; of others only that there are more


def life(as_json: AsJson = False, lang: Lang = None) -> None:
    """Show when coverage was last checked, and whether all that should speak is able to.

    Exits 1 when something is wrong; what, is told.
    """
    from scheduler.notifications.recipients import people_out_of_reach
    from scheduler.service.health import look
    from scheduler.service.tasks import tasks
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session() as at:
        mine = settings()
        found = look(at.store, tasks(mine), at.now)
        with at.store.reading() as connection:
            mute = [one.name for one in people_out_of_reach(connection, mine, at.now)]
    if as_json:
        print_json({**_life_facts(found, speech), "out_of_reach": mute})
    else:
        _show_life(found, speech)
        _show_out_of_reach(mute, speech)
    raise typer.Exit(0 if found.is_well else 1)


def doctor(as_json: AsJson = False, lang: Lang = None) -> None:
    """Look at this installation from all sides: settings, files, database, alerts, site, backups.

    Exits 1 when something is wrong.
    """
    from scheduler.service.doctor import Level, examine
    from scheduler.service.installation import look_around
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_as_found() as at:
        found = look_around(at.store, settings(), os.environ, at.now)
        findings = examine(found, at.now)
    if as_json:
        print_json(finding_facts(findings, speech))
    else:
        _show_findings(findings, speech)
    raise typer.Exit(1 if any(one.level is Level.WRONG for one in findings) else 0)


def _life_facts(life: HealthStatus, speech: Language) -> dict[str, Any]:
    """All of it, for programs."""
    from scheduler.service.health_words import in_words

    texts = in_words(life.reasons, speech, ZONE)
    return {
        "at": life.at,
        "is_well": life.is_well,
        "checked_at": life.checked_at,
        "next_check_at": life.sweep.due_at if life.sweep else None,
        "reasons": [
            {"trouble": reason.trouble.value, "task": reason.task, "text": text}
            for reason, text in zip(life.reasons, texts, strict=True)
        ],
        "tasks": [
            {
                "name": one.task.name,
                "every_seconds": int(one.task.every.total_seconds()),
                "begun_at": one.pulse.begun_at,
                "good_at": one.pulse.good_at,
                "bad_at": one.pulse.bad_at,
                "due_at": one.due_at,
                "seconds": one.pulse.seconds,
                "why": one.pulse.why,
                "is_late": one.is_late,
                "is_stuck": one.is_stuck,
                "is_vital": one.task.is_vital,
            }
            for one in life.tasks
        ],
        "messages": {status.value: count for status, count in life.backlog.messages.items()},
        "messages_overdue": life.backlog.overdue,
        "jobs": {status.value: count for status, count in life.backlog.jobs.items()},
        "jobs_stuck": list(life.backlog.stuck),
    }


def _show_life(life: HealthStatus, speech: Language) -> None:
    """Say whether all is well, and how it is with each task."""
    from data.model.message import MessageStatus
    from scheduler.service.health_words import in_words, moment, task_name

    say = speech.gettext
    checked = moment(life.checked_at, speech, ZONE)
    show(say("Coverage was last checked: {moment}").format(moment=checked))
    for text in in_words(life.reasons, speech, ZONE):
        show(f"✗ {escape(text)}", "red")
    if life.is_well:
        show(say("All is well: silence means covered."), "green")
    rows = []
    for one in life.tasks:
        done = age(one.pulse.good_at, life.at, speech)
        rows.append(
            (
                task_name(one.task.name, speech),
                coloured(done, "red") if one.is_late else done,
                moment(one.due_at, speech, ZONE) if one.due_at else say("now"),
                "" if one.pulse.seconds is None else f"{one.pulse.seconds} s",
                say("is stuck") if one.is_stuck else escape(one.pulse.why),
            )
        )
    show(table((say("Task"), say("Last done"), say("Next"), say("Took"), say("Remark")), rows))
    numbers = life.backlog.messages
    waiting = sum(count for status, count in numbers.items() if status.is_waiting)
    text = say("Messages: {waiting} waiting, {sent} sent, {dead} not delivered.")
    sent, dead = numbers[MessageStatus.SENT], numbers[MessageStatus.DEAD]
    show(text.format(waiting=waiting, sent=sent, dead=dead))


def _show_out_of_reach(names: Sequence[str], speech: Language) -> None:
    """Name who has duties to come and can be notified of nothing: no channel reaches them."""
    if not names:
        return
    text = speech.ngettext(
        "{count} person with duties to come can be reached by no channel: ",
        "{count} people with duties to come can be reached by no channel: ",
        len(names),
    )
    named = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    show(escape(text + named), "yellow")


def finding_facts(findings: Sequence[Finding], speech: Language) -> list[dict[str, Any]]:
    """All of it, for programs."""
    return [
        {
            "topic": one.topic.value,
            "level": one.level.value,
            "what": _filled(one.what, one, speech),
            "remedy": _filled(one.remedy, one, speech),
        }
        for one in findings
    ]


def _show_findings(findings: Sequence[Finding], speech: Language) -> None:
    """A line for each finding, and what to do below it."""
    from scheduler.service.doctor import Level

    signs = {
        Level.FINE: coloured("✓", "green"),
        Level.LOOK: coloured("!", "yellow"),
        Level.WRONG: coloured("✗", "red"),
    }
    names = _topic_names(speech)
    width = max(len(name) for name in names.values())
    for one in findings:
        what, remedy = (_filled(text, one, speech) for text in (one.what, one.remedy))
        show(f"{signs[one.level]} {names[one.topic].ljust(width)}  {escape(what)}")
        if remedy:
            show(f"  {'':{width}}  → {escape(remedy)}")


def _filled(sentence: str, one: Finding, speech: Language) -> str:
    return speech.gettext(sentence).format(**one.fields).strip()


def _topic_names(speech: Language) -> dict[Topic, str]:
    from scheduler.service.installation import Topic

    say = speech.gettext
    return {
        Topic.SETTINGS: say("Settings"),
        Topic.DATABASE: say("Database"),
        Topic.FILES: say("Files"),
        Topic.DISK: say("Disk"),
        Topic.CLOCK: say("Clock"),
        Topic.ACCOUNTS: say("Accounts"),
        Topic.ALERTS: say("Alerts"),
        Topic.WORKER: say("Worker"),
        Topic.SITE: say("Site"),
        Topic.BACKUP: say("Backup"),
    }
