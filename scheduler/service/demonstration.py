"""The demonstration region in a store of its own, as if its period began this week."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.demo.region import OWN_SCENARIOS, demo_tables, moved
from data.demo.scene import SURNAMES
from data.files.scenario_file import read_scenario_file
from data.model.account import Role
from data.model.book import Book
from data.model.errors import Fault, Refused
from data.model.roster import RemarkKind
from data.store import accounts, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_books
from data.store.tables.records import PEOPLE, POSTS
from data.tables.period import ZONE
from data.tables.values import midnight
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.absences import report_sick
from scheduler.planning.books import books_to_plan
from scheduler.planning.publish import Consent, publish
from scheduler.records.files import import_records
from scheduler.self_service.round_queries import members_of
from scheduler.self_service.rounds import RoundRequest, answer_nothing, open_round
from scheduler.settings import is_loopback
from scheduler.workforce.loss_jobs import ask
from scheduler.workforce.scenario_jobs import list_scenarios, save_all
from scheduler.workforce.single_points import read_losses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.request import RequestRound
    from data.model.roster import RosterHead
    from data.store.audit.trail import AuditEntry
    from data.store.opening import Store
    from scheduler.planning.absences import SickReport

WEEKS = 13
NOTICE = timedelta(weeks=5)  #: more than the 28 days of ATW 4:2
ROUND = timedelta(weeks=2)  #: so long people can say what they wish for the next period
WHO = "demo"
BEGUN = "demo.begun"  #: what the trail of such a store begins with
FUNCTIONARY = "lepelaar"
SEAT = "CACO"
CONTROL_ROOM = "meldkamer"  #: the book of that seat
ACCOUNTS = {
    "planner": Role.PLANNER,
    "duty": Role.DUTY_MANAGER,
    "functionary": Role.FUNCTIONARY,
    "administrator": Role.ADMINISTRATOR,
    "viewer": Role.VIEWER,
}


def begin(store: Store, now: datetime) -> None:
    """Mark an empty store as that of the demonstration, which may be begun again later.

    Raises
    ------
    Refused
        Somebody used the store for something else: nothing invented goes into it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        first = trail.first_entry(connection)
        if first is None and connection.scalar(select(POSTS.c.row).limit(1)) is None:
            trail.append(connection, [Act(BEGUN, "store/demo")], WHO, now)
        elif first is None or not _is_mark(connection, first):
            what = f"{store.name} holds data of your own, and the demonstration invents things"
            remedy = "Leave --demo out, or name a new file: CACO_DATABASE_URL=sqlite:///demo.db"
            raise Refused([Fault(what, remedy)])


def refuse_others(store: Store, host: str, *, is_requested: bool = False) -> None:
    """Refuse to serve the demonstration beyond this machine: its password is short.

    Parameters
    ----------
    host
        Where to listen.
    is_requested
        The store is to become that of the demonstration.

    Raises
    ------
    Refused
        It is, or will be, such a store, and others can reach the address.
    """
    if is_loopback(host):
        return
    with store.reading() as connection:
        first = trail.first_entry(connection)
        is_demo = first is not None and _is_mark(connection, first)
    if is_requested or is_demo:
        what = f"others could reach the demonstration at {host}, and its password is short"
        remedy = "Leave --host out; or use a store of your own, with accounts and passwords"
        raise Refused([Fault(what, remedy)])


def _is_mark(connection: Connection, first: AuditEntry) -> bool:
    """Whether a trail begins as that of a demonstration; version 0.1.0 began it with an import."""
    if first.action == BEGUN:
        return True
    known = select(PEOPLE.c.row).where(PEOPLE.c.id == FUNCTIONARY)
    return first.who == WHO and connection.scalar(known) is not None


def has_records(store: Store) -> bool:
    """Whether the region was brought in."""
    with store.reading() as connection:
        return connection.scalar(select(POSTS.c.row).limit(1)) is not None


def has_accounts(store: Store) -> bool:
    """Whether anybody can sign in."""
    with store.reading() as connection:
        return bool(accounts.accounts(connection))


def has_roster(store: Store) -> bool:
    """Whether a roster was signed."""
    with store.reading() as connection:
        return any(head.published_at for head in rosters.heads(connection))


def books_to_sign(store: Store) -> list[Book]:
    """The books of which no roster was signed yet, the control room first."""
    with store.reading() as connection:
        books = read_books(connection)
        signed = {head.book for head in rosters.heads(connection) if head.published_at}
    held = [code for code in books_to_plan(store) if code not in signed]
    # Version 0.1.0 knew no books: its demonstration has one roster for all posts.
    found = [books.get(code, Book(code, code, WEEKS)) for code in held]
    return sorted(found, key=lambda one: one.weeks)


def first_day(now: datetime) -> date:
    """The Monday of last week: an on-call week that began then lasts until now."""
    today = now.astimezone(ZONE).date()
    return today - timedelta(days=today.weekday(), weeks=1)


def made_at(first: date) -> datetime:
    """When everything was made, as the demonstration has it: in time to notify everybody."""
    return midnight(first, ZONE) - NOTICE


def bring_in(store: Store, first: date, now: datetime) -> None:
    """Import the files of the invented planner."""
    with TemporaryDirectory() as folder:
        write_csv_folder(moved(demo_tables(), first), Path(folder))
        import_records(store, Path(folder), WHO, now)


def keep_scenarios(store: Store, now: datetime) -> None:
    """Keep the scenarios that come with the region, unless some are kept already."""
    if not list_scenarios(store):
        save_all(store, read_scenario_file(OWN_SCENARIOS), WHO, now)


def ask_losses(store: Store, now: datetime) -> None:
    """Let a worker work out which seats hang on one person, if that is not known as things are."""
    known = read_losses(store, now)
    if known is None or known.is_stale:
        ask(store, WHO, now)


def sign(store: Store, draft: int, now: datetime, speech: Language) -> RosterHead:
    """Sign a roster, with everything there is to accept."""
    reason = speech.gettext("known; this is a demonstration")
    consent = Consent(dict.fromkeys(RemarkKind, reason), {})
    return publish(store, draft, consent, WHO, now, speech)[0]


def let_in(store: Store, password: str, now: datetime) -> None:
    """Make an account of each role."""
    with store.reading() as connection:
        name = connection.scalar(select(PEOPLE.c.name).where(PEOPLE.c.id == FUNCTIONARY))
    for login, role in ACCOUNTS.items():
        person = FUNCTIONARY if role is Role.FUNCTIONARY else None
        called = name if person and name else f"Demo {login}"
        new = NewAccount(login, called, frozenset({role}), person, "", password)
        add_account(store, new, WHO, now)


def let_somebody_fall_ill(store: Store, now: datetime) -> SickReport | None:
    """Let the holder of a CaCo shift of the day after tomorrow report sick: something is open.

    Not the functionary who has an account: their pages show an ordinary week.
    """
    soon = now + timedelta(hours=36)
    with store.reading() as connection:
        duties = rosters.duties_between(connection, soon, soon + timedelta(days=2))
    held = [
        (person, shift)
        for person, shift, _doubles in duties
        if shift.post == SEAT and person != FUNCTIONARY
    ]
    if not held:
        return None
    person, shift = min(held, key=lambda one: one[1].start)
    until = shift.start.astimezone(ZONE).date() + timedelta(days=1)
    return report_sick(store, person, now, until, WHO, now)


def ask_wishes(store: Store, first: date, now: datetime, speech: Language) -> RequestRound:
    """Open a round about the period after the roster; two have answered, and the functionary not.

    Parameters
    ----------
    first
        The first day of the roster.
    """
    until = midnight(now.astimezone(ZONE).date() + ROUND, ZONE) + timedelta(hours=12)
    note = speech.gettext("Think of the school holidays.")
    wanted = RoundRequest(first + timedelta(weeks=WEEKS), WEEKS, until, note, CONTROL_ROOM)
    opened = open_round(store, wanted, WHO, now)
    with store.reading() as connection:
        asked = sorted(members_of(connection, opened) - {FUNCTIONARY})
    for person in asked[:2]:
        answer_nothing(store, opened.id, person, now, speech)
    return opened


def password_of(file: Path) -> str:
    """The password of the demonstration: made at the first run, read at the next."""
    if not file.exists():
        words = [secrets.choice(SURNAMES).lower() for _ in range(3)]
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as made:
            made.write("-".join(words))
    return file.read_text(encoding="utf-8").strip()
