"""Tells whoever reviews something a month before its day, and once when that day has passed.

A reviewer is found by the name or login of an account, or by the name or code of a person. Where
none is named, or the name is nobody's here, planners are told; where nobody plans, administrators.
What is overdue planners hear of besides the reviewer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import TYPE_CHECKING

from data.i18n.language import LANGUAGES, language
from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.message import Message, MessageKind
from data.model.review import NOTICE, Review, reviews_due
from data.store import accounts, health
from data.store.audit import trail
from data.store.regions import region_ids
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.improvement.reviews import (
    keeps_reviews,
    names_of_things,
    of_what_is_there,
    read_reviews,
)
from scheduler.notifications.notifier import FULLY, Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.recipients import account_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.improvement.reviews import NamesOfThings
    from scheduler.settings import Settings

LINE, IN_SUBJECT = 200, 60  #: characters of the name of a thing, in a text and in its subject
MARK = "reviews"  #: the task whose mark says who was told what of the reviews that are to come
_SOON, _OVERDUE = "soon", "overdue"

ToldKey = tuple[str, ...]  #: who, of which review, and which of the two


@dataclass(frozen=True)
class ReviewReaders:
    """Who hears of reviews.

    Parameters
    ----------
    notifier
        It reaches all of them.
    keepers
        Codes of planners for all regions, or else of administrators.
    codes
        Names and logins, in small letters, to the code of the one who is called so.
    may_review
        Codes of those who may open the page of reviews.
    """

    notifier: Notifier
    keepers: tuple[str, ...]
    codes: Mapping[str, str]
    may_review: Collection[str]

    def of(self, one: Review, today: date) -> tuple[str, ...]:
        """Codes of who hears of a review."""
        reviewer = self.codes.get(_folded(one.reviewer), "")
        if not reviewer or not self.notifier.can_reach(reviewer):
            return self.keepers
        others = self.keepers if one.is_overdue(today) else ()
        return tuple(dict.fromkeys((reviewer, *others)))


def notify_of_reviews(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what is due to be reviewed, to each reader once a review and step; not at night.

    What was told is noted, so that a message holds what is new and nothing comes twice.
    """
    if settings.is_quiet(now, ZONE):
        return []
    with store.reading() as connection:
        due = reviews_due(read_reviews(connection), _today(now))
    if not due:
        return []
    names = {code: names_of_things(store, language(code)) for code in LANGUAGES}
    there = names[settings.language]
    with store.reading() as connection:
        readers = _readers(connection, settings, now)
        if not _untold(connection, readers, of_what_is_there(due, there)):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        readers = _readers(connection, settings, now)
        due = of_what_is_there(reviews_due(read_reviews(connection), _today(now)), there)
        told, found = _noted(connection), list[Message]()
        for code, mine in _untold(connection, readers, due).items():
            reads = readers.notifier.for_reader(code)
            may_open = code in readers.may_review
            new = reads.messages(code, _notification(reads, mine, names, may_open=may_open))
            told |= {_key(code, one, reads.now) for one in mine} if new else set()
            found += new
        posted = post(store, connection, found)
        _note(connection, told, readers, due)
    return posted


def _today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def _folded(name: str) -> str:
    return name.strip().casefold()


def _readers(connection: Connection, settings: Settings, now: datetime) -> ReviewReaders:
    """Everybody who may hear of a review, as things stand."""
    notifier = open_notifier(connection, settings, now)
    people = dict(notifier.people)
    called = {code: {code, one.name} for code, one in people.items()}
    regions = region_ids(connection)
    planning: list[str] = []
    reviewing: list[str] = []
    for account in accounts.accounts(connection):
        found = account_to_reach(account, notifier.people)
        if found is None:
            continue
        code, recipient = found
        people[code] = recipient
        called.setdefault(code, set()).update({account.login, account.name})
        if keeps_reviews(account, regions):
            reviewing.append(code)
            planning += [code] if account.may(Right.PLAN) else []
    told = replace(notifier, people=people)
    keepers = tuple(dict.fromkeys(planning or reviewing))
    return ReviewReaders(told, keepers, _once(called), frozenset(reviewing))


def _once(known: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Each name that one of them has, and no other."""
    names = [(_folded(name), code) for code, mine in known.items() for name in {*mine} - {""}]
    count = Counter(name for name, _code in set(names))
    return {name: code for name, code in names if count[name] == 1}


def _key(code: str, one: Review, now: datetime) -> ToldKey:
    step = _OVERDUE if one.is_overdue(_today(now)) else _SOON
    return code, one.subject.value, one.code, one.due.isoformat(), step


def _untold(
    connection: Connection, readers: ReviewReaders, due: Iterable[Review]
) -> dict[str, list[Review]]:
    """What each reader was not told yet."""
    told, now = _noted(connection), readers.notifier.now
    found: dict[str, list[Review]] = {}
    for one in due:
        for code in readers.of(one, _today(now)):
            if _key(code, one, now) not in told and readers.notifier.can_reach(code):
                found.setdefault(code, []).append(one)
    return found


def _noted(connection: Connection) -> set[ToldKey]:
    mark = health.read_task_state(connection, MARK).mark
    return {tuple(one) for one in json.loads(mark)} if mark else set()


def _note(
    connection: Connection, told: Collection[ToldKey], readers: ReviewReaders, due: Iterable[Review]
) -> None:
    """Note what was told, without what was done or moved since."""
    now = readers.notifier.now
    still = {_key(code, one, now) for one in due for code in readers.of(one, _today(now))}
    kept = sorted(still.intersection(told))
    health.set_mark(connection, MARK, json.dumps(kept, ensure_ascii=False))


def _notification(
    notifier: Notifier,
    due: Sequence[Review],
    names: Mapping[str, NamesOfThings],
    *,
    may_open: bool,
) -> Notification:
    """What is due, in the language of the reader."""
    speech, today = notifier.speech, _today(notifier.now)
    say, known = speech.gettext, names[speech.code]
    lines = [_with_reviewer(one, _line(one, known, speech, today)) for one in due]
    text = speech.ngettext("{count} review is due", "{count} reviews are due", len(lines))
    subject = text.format(count=len(lines))
    if len(due) == 1:
        subject = _line(due[0], known, speech, today, longest=IN_SUBJECT)
    shown = [f"- {line}" for line in lines[:FULLY]]
    if (more := len(lines) - FULLY) > 0:
        rest = speech.ngettext("and {count} more", "and {count} more", more)
        shown.append(f"- {rest.format(count=more)}")
    ask = say("Tell a planner what came of it, and by when it should be reviewed again.")
    if may_open:
        link = f"{notifier.settings.base_url.rstrip('/')}/admin/reviews"
        text = say("Record here what came of it, and by when it is reviewed again: {link}")
        ask = text.format(link=link)
    return Notification(
        MessageKind.REVIEW_DUE,
        tuple(part for one in due for part in _key("", one, notifier.now)),
        subject,
        "\n".join([say("This was to be looked at once more:"), "", *shown, "", ask]),
        f"{subject}. {ask}",
        stale_at=midnight(today + NOTICE, ZONE),
    )


def _line(
    one: Review, names: NamesOfThings, speech: Language, today: date, longest: int = LINE
) -> str:
    """One review in a line; the name of the thing in so many characters at most."""
    say = speech.gettext
    text = say("To be reviewed by {day}: {what} {name}")
    if one.is_overdue(today):
        text = say("Should have been reviewed by {day}: {what} {name}")
    what = choice_word(one.subject.value, speech)
    name = shorten(names[one.subject].get(one.code, one.code).rstrip("."), longest, placeholder="…")
    return text.format(what=what, name=name, day=speech.long_date(one.due))


def _with_reviewer(one: Review, line: str) -> str:
    return f"{line} ({one.reviewer})" if one.reviewer else line
