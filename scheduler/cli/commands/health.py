"""``caco health`` and ``caco doctor``: whether silence means "covered", and what is wrong here."""

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
    from scheduler.service.doctor import SetupFinding
    from scheduler.service.health import HealthStatus
    from scheduler.service.installation import Topic

MOST_NAMES = 8  #: of people out of reach that are named; of others only that there are more


def health(as_json: AsJson = False, lang: Lang = None) -> None:
    """Show when coverage was last checked, and whether all that should speak is able to.

    Exits 1 when something is wrong; what, is told.
    """
    from scheduler.notifications.recipients import people_out_of_reach
    from scheduler.service.health import check_health
    from scheduler.service.tasks import tasks
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session() as at:
        mine = settings()
        found = check_health(at.store, tasks(mine), at.now)
        with at.store.reading() as connection:
            mute = [one.name for one in people_out_of_reach(connection, mine, at.now)]
    if as_json:
        print_json({**_health_facts(found, speech), "out_of_reach": mute})
    else:
        _show_health(found, speech)
        _show_out_of_reach(mute, speech)
    raise typer.Exit(0 if found.is_well else 1)


def doctor(as_json: AsJson = False, lang: Lang = None) -> None:
    """Look at this installation from all sides: settings, files, database, alerts, site, backups.

    Exits 1 when something is wrong.
    """
    from scheduler.service.doctor import FindingLevel, examine
    from scheduler.service.installation import inspect_installation
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_as_found() as at:
        found = inspect_installation(at.store, settings(), os.environ, at.now)
        findings = examine(found, at.now)
    if as_json:
        print_json(finding_facts(findings, speech))
    else:
        _show_findings(findings, speech)
    raise typer.Exit(1 if any(one.level is FindingLevel.WRONG for one in findings) else 0)


def _health_facts(health: HealthStatus, speech: Language) -> dict[str, Any]:
    """All of it, for programs."""
    from scheduler.service.health_words import health_sentences

    texts = health_sentences(health.reasons, speech, ZONE)
    return {
        "at": health.at,
        "is_well": health.is_well,
        "checked_at": health.checked_at,
        "next_check_at": health.sweep.due_at if health.sweep else None,
        "reasons": [
            {"issue": reason.issue.value, "task": reason.task, "text": text}
            for reason, text in zip(health.reasons, texts, strict=True)
        ],
        "tasks": [
            {
                "name": one.task.name,
                "every_seconds": int(one.task.every.total_seconds()),
                "begun_at": one.state.begun_at,
                "good_at": one.state.good_at,
                "bad_at": one.state.bad_at,
                "due_at": one.due_at,
                "seconds": one.state.seconds,
                "why": one.state.why,
                "is_late": one.is_late,
                "is_stuck": one.is_stuck,
                "is_vital": one.task.is_vital,
            }
            for one in health.tasks
        ],
        "messages": {status.value: count for status, count in health.backlog.messages.items()},
        "messages_overdue": health.backlog.overdue,
        "jobs": {status.value: count for status, count in health.backlog.jobs.items()},
        "jobs_stuck": list(health.backlog.stuck),
    }


def _show_health(health: HealthStatus, speech: Language) -> None:
    """Say whether all is well, and how it is with each task."""
    from data.model.message import MessageStatus
    from scheduler.service.health_words import health_sentences, moment, task_name

    say = speech.gettext
    checked = moment(health.checked_at, speech, ZONE)
    show(say("Coverage was last checked: {moment}").format(moment=checked))
    for text in health_sentences(health.reasons, speech, ZONE):
        show(f"✗ {escape(text)}", "red")
    if health.is_well:
        show(say("All is well: silence means covered."), "green")
    rows = []
    for one in health.tasks:
        done = age(one.state.good_at, health.at, speech)
        rows.append(
            (
                task_name(one.task.name, speech),
                coloured(done, "red") if one.is_late else done,
                moment(one.due_at, speech, ZONE) if one.due_at else say("now"),
                "" if one.state.seconds is None else f"{one.state.seconds} s",
                say("is stuck") if one.is_stuck else escape(one.state.why),
            )
        )
    show(table((say("Task"), say("Last done"), say("Next"), say("Took"), say("Remark")), rows))
    numbers = health.backlog.messages
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


def finding_facts(findings: Sequence[SetupFinding], speech: Language) -> list[dict[str, Any]]:
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


def _show_findings(findings: Sequence[SetupFinding], speech: Language) -> None:
    """A line for each finding, and what to do below it."""
    from scheduler.service.doctor import FindingLevel

    signs = {
        FindingLevel.FINE: coloured("✓", "green"),
        FindingLevel.LOOK: coloured("!", "yellow"),
        FindingLevel.WRONG: coloured("✗", "red"),
    }
    names = _topic_names(speech)
    width = max(len(name) for name in names.values())
    for one in findings:
        what, remedy = (_filled(text, one, speech) for text in (one.what, one.remedy))
        show(f"{signs[one.level]} {names[one.topic].ljust(width)}  {escape(what)}")
        if remedy:
            show(f"  {'':{width}}  → {escape(remedy)}")


def _filled(sentence: str, one: SetupFinding, speech: Language) -> str:
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
