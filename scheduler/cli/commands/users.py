"""``caco users``: who may sign in, in which roles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.account import Role
from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, parse_language, speech_of

if TYPE_CHECKING:
    from data.model.account import Account
    from scheduler.cli.desk import Turn

app = typer.Typer(
    help="Accounts of the web pages: make, list, change or close them.", no_args_is_help=True
)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="An address or a short name.")]
Roles = Annotated[
    list[Role] | None, typer.Option("--role", help="What it is for; may be given more than once.")
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
    new = NewAccount(
        login=login,
        name=name or login,
        roles=frozenset(role or ()),
        person=None if person in (None, "-") else person,
        language=language or "",
        password=password,
    )
    with turn(by) as at:
        made = add_account(at.store, new, at.who, at.now)
    typer.echo(speech_of(lang).gettext("{login} may sign in now.").format(login=made.login))


@app.command("list")
def list_users(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the accounts, with their roles and when they were last used."""
    from scheduler.accounts.showing import list_accounts
    from scheduler.cli.screens.access_tables import account_row, accounts_table
    from scheduler.cli.screens.roster_tables import print_table

    with turn() as at:
        found = list_accounts(at.store).accounts
    if as_json:
        typer.echo(as_text([account_row(one) for one in found]))
        return
    print_table(accounts_table(found, speech_of(lang)))


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

    with turn(by) as at:
        old = _account(at, login)
        wanted = Details(
            name=name or old.name,
            roles=frozenset(role) if role else old.roles,
            person=old.person if person is None else None if person == "-" else person,
            language=old.language if language is None else language,
        )
        change_account(at.store, old.id, wanted, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command()
def close(login: Login, by: By = None, lang: Lang = None) -> None:
    """Close an account: it is signed out at once and cannot sign in."""
    from scheduler.accounts.accounts import close_account

    with turn(by) as at:
        close_account(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command()
def reopen(login: Login, by: By = None, lang: Lang = None) -> None:
    """Open a closed account again, with the password it had."""
    from scheduler.accounts.accounts import reopen_account

    with turn(by) as at:
        reopen_account(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command()
def password(
    login: Login, password_stdin: FromStdin = False, by: By = None, lang: Lang = None
) -> None:
    """Give an account another password, asked twice; it is signed out everywhere."""
    from scheduler.accounts.accounts import set_password

    chosen = _password(lang, from_stdin=password_stdin)
    with turn(by) as at:
        set_password(at.store, _account(at, login).id, chosen, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command("no-second-step")
def no_second_step(login: Login, by: By = None, lang: Lang = None) -> None:
    """Take the second step away from whoever lost the telephone; signed out everywhere."""
    from scheduler.accounts.second_factor import reset

    with turn(by) as at:
        reset(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command("sign-out")
def sign_out(login: Login, by: By = None, lang: Lang = None) -> None:
    """Sign an account out in every browser; it may sign in again."""
    from scheduler.accounts.sessions import end_sessions

    with turn(by) as at:
        end_sessions(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


@app.command("no-password")
def no_password(login: Login, by: By = None, lang: Lang = None) -> None:
    """Let an account sign in with the organisation only; it is signed out everywhere."""
    from scheduler.accounts.accounts import take_password_away

    with turn(by) as at:
        take_password_away(at.store, _account(at, login).id, at.who, at.now)
    typer.echo(speech_of(lang).gettext("The account is changed."))


def _account(at: Turn, login: str) -> Account:
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
