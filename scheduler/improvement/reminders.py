"""Reminds owners of their actions, and tells planners what is overdue.

An owner is reminded a week before the last day, on it, and each week after it; planners get one
message a week about all that is too late. None of it comes in the quiet hours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.account import NOWHERE, Reach, Right
from data.model.contact import MAIL, Recipient
from data.model.days import DAY
from data.model.message import MessageKind
from data.store import accounts, improvement, outbox
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.improvement.partner_links import drafting, to_partners
from scheduler.improvement.queries import partners_of
from scheduler.improvement.reminder_steps import EACH, LAST_DAY, WEEK, step_of
from scheduler.notifications.notifier import FULLY, Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.account import Account
    from data.model.improvement import FindingFile, ImprovementAction
    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.improvement.partner_links import DraftOf
    from scheduler.settings import Settings

    Reminded = tuple[str, int, FindingFile, ImprovementAction, str]


def notify_of_actions(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post to owners what is due, and to planners what is overdue; each once."""
    if settings.is_quiet(now, ZONE):
        return []
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        files = _open_files(connection)
        if not any(_may_tell(file, today) for file in files.values()):
            return []
    draft_of = drafting(store, settings)
    with store.reading() as connection:
        if not _due(connection, settings, files, now, draft_of):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        files = _open_files(connection)
        return post(store, connection, _due(connection, settings, files, now, draft_of))


def _may_tell(file: FindingFile, today: date) -> bool:
    """Whether anybody may have to be told of a finding; quickly, for most have nothing due."""
    return bool(partners_of(file)) or any(step_of(one.due, today) for one in file.open_actions)


def _open_files(connection: Connection) -> dict[int, FindingFile]:
    files = improvement.read_files(connection)
    return {number: file for number, file in files.items() if file.finding.closed_on is None}


def _due(
    connection: Connection,
    settings: Settings,
    files: Mapping[int, FindingFile],
    now: datetime,
    draft_of: DraftOf | None,
) -> list[Message]:
    """The messages that nobody got yet."""
    notifier = _with_accounts(connection, open_notifier(connection, settings, now))
    active = [one for one in accounts.accounts(connection) if one.is_active]
    found = [
        *_to_owners(notifier, files, active),
        *_to_planners(notifier, files, active),
        *to_partners(connection, notifier, files, draft_of),
    ]
    known = outbox.known_ids(connection, [one.id for one in found])
    return [one for one in found if one.id not in known]


def _with_accounts(connection: Connection, notifier: Notifier) -> Notifier:
    """The same, which also reaches accounts of nobody in the records whose login is an address."""
    outside = {
        one.login: Recipient(f"outside/{one.name}", one.name, ((MAIL, one.login),))
        for one in accounts.accounts(connection)
        if one.is_active and one.person not in notifier.people and "@" in one.login
    }
    return replace(notifier, people={**notifier.people, **outside})


def _code_of(account: Account | None, notifier: Notifier) -> str:
    """How the notifier knows an account; empty: it cannot be reached."""
    if account is None:
        return ""
    if account.person in notifier.people:
        return account.person or ""
    return account.login if account.login in notifier.people else ""


def _to_owners(
    notifier: Notifier, files: Mapping[int, FindingFile], active: Sequence[Account]
) -> list[Message]:
    by_login = {one.login: one for one in active}
    today = notifier.now.astimezone(ZONE).date()
    readers = {_code_of(one, notifier) for one in active if one.may(Right.SEE_FINDINGS)}
    found: list[Message] = []
    for number, file in files.items():
        for action in file.open_actions:
            step = step_of(action.due, today)
            code = action.owner or _code_of(by_login.get(action.owner_login), notifier)
            if step and code in notifier.people:
                reads = notifier.for_reader(code)
                link = _link(reads, number) if code in readers else _own_page(reads)
                found += reads.messages(code, _reminder(reads, file, action, step, link))
    return found


def _reminder(
    notifier: Notifier, file: FindingFile, action: ImprovementAction, step: str, link: str
) -> Notification:
    say, speech = notifier.speech.gettext, notifier.speech
    due = speech.long_date(action.due)
    subject = {
        WEEK: say("Your action is due on {day}"),
        LAST_DAY: say("Your action is due: {day}"),
    }.get(step, say("Your action is overdue since {day}"))
    subject = subject.format(day=due)
    text = [
        f"{action.what}",
        "",
        say("Finding: {text}").format(text=file.finding.text),
        say("Theme: {theme}").format(theme=file.finding.theme),
        "",
        say("When it is done, say so here: {link}").format(link=link),
    ]
    today = notifier.now.astimezone(ZONE).date()
    return Notification(
        MessageKind.ACTION_DUE,
        (action.id, action.due.isoformat(), step),
        subject,
        "\n".join(text),
        f"{subject}: {action.what}",
        stale_at=midnight(today + EACH, ZONE),
    )


def _to_planners(
    notifier: Notifier, files: Mapping[int, FindingFile], active: Sequence[Account]
) -> list[Message]:
    """One message a week to each planner about what is overdue in their regions."""
    today = notifier.now.astimezone(ZONE).date()
    late = {number: file for number, file in files.items() if file.is_overdue(today)}
    found: list[Message] = []
    for account in active if late else ():
        reach, code = account.reach(Right.CHANGE_RECORDS), _code_of(account, notifier)
        mine = {number: file for number, file in late.items() if _is_theirs(file, reach)}
        if code and mine:
            reads = notifier.for_reader(code)
            found += reads.messages(code, _overdue(reads, mine, account.login))
    return found


def _is_theirs(file: FindingFile, reach: Reach) -> bool:
    regions = file.finding.regions
    return reach != NOWHERE and (reach.is_all or not regions or reach.covers(regions))


def _overdue(notifier: Notifier, files: Mapping[int, FindingFile], login: str) -> Notification:
    speech = notifier.speech
    say, today = speech.gettext, notifier.now.astimezone(ZONE).date()
    lines = [
        f"- {action.what} ({speech.long_date(action.due)}): {_link(notifier, number)}"
        for number, file in files.items()
        for action in file.open_actions
        if action.is_overdue(today)
    ]
    count = len(lines)
    subject = speech.ngettext("{count} action is overdue", "{count} actions are overdue", count)
    more = count - FULLY
    if more > 0:
        rest = speech.ngettext("and {count} more", "and {count} more", more)
        lines = [*lines[:FULLY], f"- {rest}"]
    year, week, _day = today.isocalendar()
    text = [say("These actions have not been done in time:"), "", *lines]
    return Notification(
        MessageKind.ACTIONS_OVERDUE,
        (login, year, week),
        subject,
        "\n".join(text),
        subject,
        stale_at=midnight(today + EACH + DAY, ZONE),
    )


def _link(notifier: Notifier, number: int) -> str:
    return f"{notifier.settings.base_url.rstrip('/')}/findings/{number}"


def _own_page(notifier: Notifier) -> str:
    """Where somebody who does not read findings sees their own actions."""
    return f"{notifier.settings.base_url.rstrip('/')}/mine/actions"
