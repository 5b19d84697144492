"""Messages to the readers of accounts that were made: one to each, of all that they read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.account_words import indicator_name, period_name, value_text, verdict_word
from data.model.attachment import WORKBOOK, AttachedFile
from data.model.board_account import Verdict
from data.model.contact import MAIL, Recipient
from data.model.message import MessageKind
from data.store import accounts
from scheduler.notifications.notifier import Notification, open_notifier
from scheduler.reporting.board_account.view import AccountView
from scheduler.reporting.board_account.workbook import account_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account_line import AccountLine
    from data.model.board_account import BoardAccount
    from data.model.message import Message
    from scheduler.notifications.notifier import Notifier
    from scheduler.settings import Settings

_STALE = timedelta(days=30)

Made = tuple["AccountLine", "BoardAccount"]


def account_messages(
    connection: Connection, settings: Settings, made: Sequence[Made], now: datetime
) -> list[Message]:
    """One message to each reader, of all accounts that were made at once and that they read."""
    read: dict[str, list[BoardAccount]] = {}
    for line, account in made:
        for reader in line.readers:
            read.setdefault(reader, []).append(account)
    if not read:
        return []
    notifier = open_notifier(connection, settings, now)
    known = _recipients(connection, read, notifier.people)
    told = replace(notifier, people={**notifier.people, **known})
    found: list[Message] = []
    for reader in known:
        found += told.messages(reader, _notification(told.for_reader(reader), read[reader]))
    return found


def _recipients(
    connection: Connection, readers: Mapping[str, object], people: Mapping[str, Recipient]
) -> dict[str, Recipient]:
    """How each reader is reached: who has an account as their person, others at their address.

    A login that is no address, of nobody who can be reached, gets nothing.
    """
    logins = {one.login: one for one in accounts.accounts(connection) if one.is_active}
    found = {}
    for reader in readers:
        account = logins.get(reader.casefold())
        if account is not None and account.person in people:
            found[reader] = people[account.person or ""]
        elif "@" in reader:
            name = account.name if account is not None and account.name else reader
            found[reader] = Recipient(f"outside/{name}", name, ((MAIL, reader),))
    return found


def _notification(notifier: Notifier, made: Sequence[BoardAccount]) -> Notification:
    """The last period of each line, a line each, and where the whole of it is."""
    speech = notifier.speech
    say = speech.gettext
    last = {one.line: AccountView.of(one) for one in made}
    names = list(dict.fromkeys(period_name(one.period, speech) for one in last.values()))
    subject = say("Account to the board: {periods}").format(periods=", ".join(names))
    text = [say("What you asked to read about, by what is recorded:"), ""]
    text += [_line(one, speech) for one in last.values()]
    base = notifier.settings.base_url.rstrip("/")
    code = max(one.period for one in last.values()).code
    page = f"{base}/accountability?period={code}"
    book = f"{base}/accountability/account.xlsx?period={code}"
    text += ["", say("The whole of it, with what is behind it: {link}").format(link=page)]
    text += [say("In Excel: {link}").format(link=book)]
    short = f"{subject}: {page}"
    key = tuple(one.id for one in made)
    stale_at = notifier.now + _STALE
    return Notification(
        MessageKind.ACCOUNT_MADE,
        key,
        subject,
        "\n".join(text),
        short,
        stale_at=stale_at,
        attachment=_workbook(list(last.values()), speech).text,
    )


def _line(one: AccountView, speech: Language) -> str:
    """One line of an account in one line of a mail."""
    facts = {
        "theme": one.theme,
        "indicator": indicator_name(one.indicator, speech),
        "period": period_name(one.period, speech),
        "value": value_text(one.value, one.unit, speech),
    }
    if one.verdict is Verdict.NOT_RECORDED:
        return speech.gettext("- {theme}: {indicator}, {period}: {value}").format(**facts)
    text = speech.gettext("- {theme}: {indicator}, {period}: {value} ({verdict})")
    return text.format(**facts, verdict=verdict_word(one.verdict, speech))


def _workbook(shown: Sequence[AccountView], speech: Language) -> AttachedFile:
    """The same in Excel, with the rows behind each figure."""
    code = max(one.period for one in shown).code
    return AttachedFile(f"account-{code}.xlsx", WORKBOOK, account_workbook(shown, speech))
