"""``caco users``: who may sign in, in which roles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.model.account import RegionLimit, Role
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_language, speech_of
from scheduler.cli.output import plain, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from data.model.account import Account
    from data.store.opening import Store
    from scheduler.cli.session import StoreSession

app = typer.Typer(
    help="Accounts of the web pages: make, list, change or close them.", no_args_is_help=True
)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="An address or a short name.")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="ROLE[:REGION,...]",
        help=f"What it is for ({', '.join(Role)}), and for which regions, as planner:GV; "
        "may be given more than once.",
    ),
]
Person = Annotated[
    str | None,
    typer.Option("--person", metavar="CODE", help="Whose duties are their own; - for nobody's."),
]
Spoken = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="nl|en",
        callback=lambda v: v and parse_language(v),
        help="Of the pages; default as the browser says.",
    ),
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command()
def add(
    login: Login,
    role: Roles = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="On screen; default the login.")
    ] = None,
    person: Person = None,
    language: Spoken = None,
    password_stdin: FromStdin = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Signs in with the organisation only.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Make an account. Its password is asked twice, and never an argument."""
    from scheduler.accounts.accounts import NewAccount, add_account

    password = "" if no_password else _password(lang, from_stdin=password_stdin)
    roles, limits = _roles(role or ())
    new = NewAccount(
        login=login,
        name=name or login,
        roles=roles,
        person=None if person in (None, "-") else person,
        language=language or "",
        password=password,
        limits=limits,
    )
    with store_session(by) as at:
        made = add_account(at.store, new, at.who, at.now)
    typer.echo(speech_of(lang).gettext("{login} may sign in now.").format(login=made.login))


@app.command("list")
def list_users(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the accounts, with their roles and when they were last used."""
    from scheduler.accounts.account_queries import list_accounts

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = list_accounts(at.store).accounts
    if as_json:
        print_json([_public(one) for one in found])
        return
    headings = (say("Login"), say("Name"), say("Roles"), say("Person"), say("Last signed in"))
    rows = [
        (
            one.login,
            one.name,
            ", ".join(_said(one)),
            one.person or "",
            speech.moment(one.signed_in_at, ZONE) if one.signed_in_at else say("never"),
            say("open") if one.is_active else say("closed"),
        )
        for one in found
    ]
    show(table((*headings, say("State")), rows))


@app.command()
def change(
    login: Login,
    role: Roles = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="On screen.")] = None,
    person: Person = None,
    language: Spoken = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Change an account: what you give takes the place of what was. With other roles it is out."""
    from scheduler.accounts.accounts import Details, change_account

    with store_session(by) as at:
        old = _account(at, login)
        roles, limits = _roles(role) if role else (old.roles, old.limits)
        wanted = Details(
            name=name or old.name,
            roles=roles,
            person=old.person if person is None else None if person == "-" else person,
            language=old.language if language is None else language,
            limits=limits,
        )
        change_account(at.store, old.id, wanted, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command()
def close(login: Login, by: By = None, lang: Lang = None) -> None:
    """Close an account: it is signed out at once and cannot sign in."""
    from scheduler.accounts.accounts import close_account

    _act_on(login, close_account, by, lang)


@app.command()
def reopen(login: Login, by: By = None, lang: Lang = None) -> None:
    """Open a closed account again, with the password it had."""
    from scheduler.accounts.accounts import reopen_account

    _act_on(login, reopen_account, by, lang)


@app.command()
def password(
    login: Login, password_stdin: FromStdin = False, by: By = None, lang: Lang = None
) -> None:
    """Give an account another password, asked twice; it is signed out everywhere."""
    from scheduler.accounts.accounts import set_password

    chosen = _password(lang, from_stdin=password_stdin)
    with store_session(by) as at:
        set_password(at.store, _account(at, login).id, chosen, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command("no-second-step")
def no_second_step(login: Login, by: By = None, lang: Lang = None) -> None:
    """Remove the second step from somebody who lost the telephone; signed out everywhere."""
    from scheduler.accounts.second_factor import reset

    _act_on(login, reset, by, lang)


@app.command("sign-out")
def sign_out(login: Login, by: By = None, lang: Lang = None) -> None:
    """Sign an account out in every browser; it may sign in again."""
    from scheduler.accounts.access import end_sessions

    _act_on(login, end_sessions, by, lang)


@app.command("no-password")
def no_password(login: Login, by: By = None, lang: Lang = None) -> None:
    """Let an account sign in with the organisation only; it is signed out everywhere."""
    from scheduler.accounts.accounts import take_password_away

    _act_on(login, take_password_away, by, lang)


@app.command()
def invite(
    people: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]...", help="Of people in the records.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Everybody without an account who can be reached.")
    ] = False,
    role: Roles = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="Rather by this one, such as sms.")
    ] = "mail",
    by: By = None,
    lang: Lang = None,
) -> None:
    """Invite people to make their account (default a functionary's): one link, once, 14 days."""
    from scheduler.notifications.invitations import invite as send
    from scheduler.notifications.invitations import list_invitations
    from scheduler.settings import settings

    with store_session(by) as at:
        chosen = list(people or ())
        if everybody:
            there = list_invitations(at.store, settings(), at.now).invitees
            chosen += [one.person for one in there if one.channels]
        roles, limits = _roles(role or [Role.FUNCTIONARY])
        made = send(at.store, settings(), chosen, roles, channel, at.who, at.now, limits)
    typer.echo(
        speech_of(lang).ngettext(
            "{count} person is invited.", "{count} people are invited.", len(made)
        )
    )


@app.command()
def invitations(
    again: Annotated[
        list[int] | None, typer.Option("--again", metavar="N", help="Send this one once more.")
    ] = None,
    withdraw: Annotated[
        list[int] | None, typer.Option("--withdraw", metavar="N", help="Withdraw this one.")
    ] = None,
    as_json: AsJson = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """List who was invited and how far they are; send some again, or withdraw them, first."""
    from scheduler.notifications.invitations import (
        list_invitations,
        send_again,
        state_word,
        withdraw_invitation,
    )
    from scheduler.settings import settings

    speech = speech_of(lang)
    say = speech.gettext
    with store_session(by) as at:
        for number in withdraw or ():
            withdraw_invitation(at.store, number, at.who, at.now)
        if again:
            send_again(at.store, settings(), again, "", at.who, at.now)
        found = list_invitations(at.store, settings(), at.now).sent
    if as_json:
        print_json([plain(one) for one in found])
        return
    headings = ("", say("Person"), say("Login"), say("State"), say("Until"))
    rows = [
        (
            str(one.invitation.id),
            one.invitation.name,
            one.invitation.login,
            state_word(one.state, speech),
            speech.moment(one.invitation.expires_at, ZONE),
        )
        for one in found
    ]
    show(table(headings, rows))


def _roles(given: Iterable[str]) -> tuple[frozenset[Role], tuple[RegionLimit, ...]]:
    """The roles that options name, and the regions for which those hold that name any.

    A role that is given twice holds for the regions of both, and once without them for all.
    """
    found: dict[Role, set[str] | None] = {}
    for text in given:
        name, colon, named = text.partition(":")
        if name not in set(Role):
            known = ", ".join(Role)
            raise typer.BadParameter(f"{name} is no role. Choose from: {known}")
        regions = {one.strip() for one in named.split(",") if one.strip()}
        if colon and not regions:
            raise typer.BadParameter(f"{text} names no region. Write it as {name}:GV")
        before = found.get(Role(name), set())
        found[Role(name)] = before | regions if regions and before is not None else None
    limits = [RegionLimit(role, frozenset(mine)) for role, mine in found.items() if mine]
    return frozenset(found), tuple(sorted(limits, key=lambda one: one.role))


def _said(account: Account) -> list[str]:
    """The roles of an account as its option names them."""
    limits = {one.role: str(one) for one in account.limits}
    return [limits.get(role, role.value) for role in sorted(account.roles)]


def _act_on(
    login: str,
    act: Callable[[Store, int, str, datetime], object],
    by: str | None,
    lang: str | None,
) -> None:
    """Do something to one account, and say so."""
    with store_session(by) as at:
        act(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


def _public(account: Account) -> dict[str, Any]:
    """An account for a program: no secret of it, and not who they are elsewhere."""
    hidden = ("password_hash", "subject", "stamp", "second_factor_seed", "second_factor_step")
    return {name: value for name, value in plain(account).items() if name not in hidden}


def _account(at: StoreSession, login: str) -> Account:
    from data.model.errors import Fault, Refused
    from data.store.accounts import account_of

    with at.store.reading() as connection:
        found = account_of(connection, login)
    if found is None:
        raise Refused([Fault(f"there is no account {login}", "See them: caco users list")])
    return found


def _password(lang: str | None, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    say = speech_of(lang).gettext
    asked: str = typer.prompt(say("Password"), hide_input=True, confirmation_prompt=True)
    return asked
