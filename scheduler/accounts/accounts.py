"""Accounts as use cases: made, changed, closed. Each ends in the audit trail, without names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.i18n.language import LANGUAGES
from data.model.account import Account, RegionLimit, Role
from data.model.errors import Fault, Refused
from data.store import accounts
from data.store.accounts import row_of_person
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_regions
from scheduler.accounts.passwords import hashed, is_right, password_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store

LONGEST = 200  #: characters of a login or a name


@dataclass(frozen=True, slots=True)
class Details:
    """What of an account may change.

    Parameters
    ----------
    person
        Id of the person whose duties are their own; None: nobody's.
    language
        ``nl`` or ``en``; empty: as the browser says.
    limits
        Regions by role; a role without holds for all.
    """

    name: str
    roles: frozenset[Role]
    person: str | None = None
    language: str = ""
    limits: tuple[RegionLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from.

    Parameters
    ----------
    person
        Id of the person whose duties are their own; None: nobody's.
    password
        Empty: they sign in at the OpenID provider only.
    limits
        Regions by role; a role without holds for all.
    """

    login: str
    name: str
    roles: frozenset[Role]
    person: str | None = None
    language: str = ""
    password: str = ""
    limits: tuple[RegionLimit, ...] = ()

    def __repr__(self) -> str:
        return f"NewAccount({self.login!r})"  # a password has no place in a log


@dataclass(frozen=True, slots=True)
class CheckedAccount:
    """A new account, with what is wrong with it as far as it was looked at.

    Parameters
    ----------
    password_hash
        Made beforehand: that takes a while, in which others need not wait.
    """

    new: NewAccount
    faults: tuple[Fault, ...]
    password_hash: str


def add_account(store: Store, new: NewAccount, who: str, now: datetime) -> Account:
    """Make an account.

    Raises
    ------
    Refused
        The login is taken, there is no such person, the password is too short: with all faults.
    """
    checked = check_account(new)
    with store.writing() as connection:
        trail.take_turn(connection)
        return keep_account(connection, checked, who, now)


def check_account(new: NewAccount) -> CheckedAccount:
    """Look at a new account by itself."""
    login = new.login.strip().casefold()
    details = Details(new.name.strip(), new.roles, new.person, new.language, new.limits)
    faults = [*_login_faults(login), *_faults(details)]
    named = (login, details.name)
    faults += password_faults(new.password, *named) if new.password else []
    password_hash = hashed(new.password, *named) if new.password and not faults else ""
    tidied = NewAccount(login, details.name, new.roles, new.person, new.language, limits=new.limits)
    return CheckedAccount(tidied, tuple(faults), password_hash)


def keep_account(
    connection: Connection, checked: CheckedAccount, who: str, now: datetime
) -> Account:
    """Keep a new account, in a transaction that has its turn.

    Raises
    ------
    Refused
        With all that is wrong with it.
    """
    new, faults = checked.new, list(checked.faults)
    if accounts.account_of(connection, new.login) is not None:
        what = f"there is an account {new.login} already"
        faults.append(Fault(what, "Choose another login"))
    faults += unknown_regions(connection, new.limits)
    row = _row_of(connection, new.person, faults)
    made = accounts.add_account(
        connection,
        Account(
            id=0,
            login=new.login,
            name=new.name,
            roles=new.roles,
            person=new.person,
            language=new.language,
            password_hash=checked.password_hash,
            subject="",
            is_active=True,
            stamp=0,
            created_at=now,
            created_by=who,
            limits=new.limits,
        ),
        row,
    )
    facts = {"roles": sorted(made.roles), "person": _subject_of(row), **_limited(made)}
    trail.append(connection, [_act("added", made, None, facts)], who, now)
    return made


def change_account(store: Store, number: int, wanted: Details, who: str, now: datetime) -> Account:
    """Change what an account is called and may do. Their sessions end if what they may do changes.

    Raises
    ------
    Refused
        Something of it cannot be, or nobody would be left to administer.
    """
    faults = _faults(wanted)
    with store.writing() as connection:
        trail.take_turn(connection)
        old = accounts.read_account(connection, number)
        faults += unknown_regions(connection, wanted.limits, old.limits)
        row = _row_of(connection, wanted.person, faults)
        was = _facts(connection, old)
        values: dict[str, Any] = {"name": wanted.name.strip(), "language": wanted.language}
        values |= {"roles": wanted.roles, "person": row}
        values["limits"] = wanted.limits
        rights = old.roles, old.person, frozenset(old.limits)
        if rights != (wanted.roles, wanted.person, frozenset(wanted.limits)):
            values["stamp"] = old.stamp + 1
        changed = accounts.change_account(connection, number, **values)
        _keep_an_administrator(connection)
        before, after = _difference(was, _facts(connection, changed))
        if old.name != changed.name:
            after["also"] = "name"
        if after:
            trail.append(connection, [_act("changed", changed, before, after)], who, now)
        return changed


def change_self(
    store: Store, number: int, name: str, language: str, who: str, now: datetime
) -> Account:
    """Change one's own name and language.

    Raises
    ------
    Refused
        There is no such account, or no such language.
    """
    with store.reading() as connection:
        old = accounts.read_account(connection, number)
    wanted = Details(name, old.roles, old.person, language, old.limits)
    return change_account(store, number, wanted, who, now)


def close_account(store: Store, number: int, who: str, now: datetime) -> Account:
    """Close an account: its sessions end, and nobody signs in with it.

    Raises
    ------
    Refused
        There is none, or nobody would be left to administer.
    """
    return _switch(store, number, False, who, now)


def reopen_account(store: Store, number: int, who: str, now: datetime) -> Account:
    """Open a closed account again, with the password it had.

    Raises
    ------
    Refused
        There is none of that number.
    """
    return _switch(store, number, True, who, now)


def set_password(store: Store, number: int, password: str, who: str, now: datetime) -> Account:
    """Give an account another password; its sessions end.

    Raises
    ------
    InputError
        The password is too short, too long, or easily guessed.
    """
    with store.reading() as connection:
        owner = accounts.read_account(connection, number)
    made = hashed(password, owner.login, owner.name)
    return _change(store, number, "password_set", who, now, password_hash=made)


def change_own_password(
    store: Store, account: Account, old: str, new: str, now: datetime
) -> Account:
    """Let somebody choose another password; the old one is required.

    Raises
    ------
    Refused
        The old one is not right, and whatever is wrong with the new one.
    """
    faults = list(password_faults(new, account.login, account.name))
    if not is_right(account.password_hash, old):
        what = "the password that you have now is not right"
        faults.insert(0, Fault(what, "Type it once more, or ask your administrator for a new one"))
    if faults:
        raise Refused(faults)
    return set_password(store, account.id, new, account.login, now)


def take_password_away(store: Store, number: int, who: str, now: datetime) -> Account:
    """Let somebody sign in with the organisation only; all sessions of the account end.

    Raises
    ------
    Refused
        There is no such account.
    """
    return _change(store, number, "password_taken", who, now, password_hash="")


def forget_subject(store: Store, number: int, who: str, now: datetime) -> Account:
    """Forget who somebody is at the OpenID provider: they are matched by their login once more.

    Raises
    ------
    Refused
        There is no such account.
    """
    return _change(store, number, "unlinked", who, now, subject="")


def _change(
    store: Store, number: int, verb: str, who: str, now: datetime, **values: str
) -> Account:
    """Change an account and end its sessions."""
    with store.writing() as connection:
        trail.take_turn(connection)
        old = accounts.read_account(connection, number)
        changed = accounts.change_account(connection, number, **values, stamp=old.stamp + 1)
        trail.append(connection, [_act(verb, changed)], who, now)
        return changed


def _switch(store: Store, number: int, is_active: bool, who: str, now: datetime) -> Account:
    with store.writing() as connection:
        trail.take_turn(connection)
        old = accounts.read_account(connection, number)
        if old.is_active is is_active:
            return old
        changed = accounts.change_account(
            connection, number, is_active=is_active, stamp=old.stamp + 1
        )
        _keep_an_administrator(connection)
        verb = "reopened" if is_active else "closed"
        trail.append(connection, [_act(verb, changed)], who, now)
        return changed


def _keep_an_administrator(connection: Connection) -> None:
    """Refuse what would lock everybody out."""
    there = accounts.accounts(connection)
    if not any(one.is_active and Role.ADMINISTRATOR in one.roles for one in there):
        what = "nobody would be left to administer accounts"
        raise Refused([Fault(what, "Make somebody else administrator first")])


def _login_faults(login: str) -> list[Fault]:
    if login and len(login) <= LONGEST and login.isprintable() and " " not in login:
        return []
    what = f"a login has 1 to {LONGEST} characters and no spaces"
    return [Fault(what, "An e-mail address or a short name works well")]


def _faults(details: Details) -> list[Fault]:
    faults = []
    name = details.name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        what = f"a name has 1 to {LONGEST} characters"
        faults.append(Fault(what, "Fill in how colleagues call this person"))
    if not details.roles:
        faults.append(Fault("an account has at least one role", "Choose what it is for"))
    faults += limit_faults(details.roles, details.limits)
    if details.language not in ("", *LANGUAGES):
        what = f"language {details.language} is not supported"
        faults.append(Fault(what, "Choose nl or en, or leave it to the browser"))
    return faults


def limit_faults(roles: Collection[Role], limits: Iterable[RegionLimit]) -> list[Fault]:
    """What is wrong with the regions of roles, without knowing which there are."""
    faults = []
    for one in limits:
        if one.role not in roles:
            what = f"regions are named for the role {one.role.value}, which is not given"
            faults.append(Fault(what, "Give the role too, or leave its regions out"))
        if one.role is Role.ADMINISTRATOR:
            what = "the role administrator holds for all regions"
            faults.append(Fault(what, "Leave its regions out; who administers may give any right"))
        if not one.regions:
            what = f"the role {one.role.value} would hold for no region"
            faults.append(Fault(what, "Name at least one region, or leave its regions out"))
    return faults


def unknown_regions(
    connection: Connection,
    limits: Iterable[RegionLimit],
    kept: Iterable[RegionLimit] = (),
) -> list[Fault]:
    """Regions of roles that are not in the records.

    Parameters
    ----------
    kept
        What the account has already: a region that is gone since may stay.
    """
    known = {region.id for region in read_regions(connection)}
    known |= {region for one in kept for region in one.regions}
    named = {region for one in limits for region in one.regions}
    return [
        Fault(f"there is no region {region}", "Name one as in caco export")
        for region in sorted(named - known)
    ]


def _row_of(connection: Connection, person: str | None, faults: list[Fault]) -> int | None:
    """The row of the person whose account it is to be; raises all faults found so far."""
    row = row_of_person(connection, person) if person else None
    if person and row is None:
        what = f"nobody here has the code {person}"
        faults.append(Fault(what, "Name somebody as in caco export"))
    if faults:
        raise Refused(faults)
    return row


def _facts(connection: Connection, account: Account) -> dict[str, Any]:
    row = row_of_person(connection, account.person) if account.person else None
    person = _subject_of(row)
    facts = {"roles": sorted(account.roles), "person": person, "language": account.language}
    return {**facts, "regions": [str(one) for one in account.limits]}


def _limited(account: Account) -> dict[str, Any]:
    """The regions of roles, where any is limited."""
    return {"regions": [str(one) for one in account.limits]} if account.limits else {}


def _subject_of(row: int | None) -> str:
    return "" if row is None else f"people/{row}"


def _difference(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    differ = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in differ}, {name: after[name] for name in differ}


def _act(
    verb: str,
    account: Account,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Act:
    return Act(f"account.{verb}", f"account/{account.id}", before or None, after)
