"""``caco account``: what the board is told of, made when a period is over, and verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.reporting.board_account.view import AccountView

app = typer.Typer(
    help="Accounts to the board: make those that are due, list them, show one, verify all.",
    no_args_is_help=True,
)


@app.command()
def run(by: By = None, lang: Lang = None) -> None:
    """Make every account of a period that is over and has none; the worker does so each day."""
    from scheduler.reporting.board_account.making import make_due
    from scheduler.settings import settings

    with store_session(by) as at:
        made = make_due(at.store, settings(), at.now)
    speech = speech_of(lang)
    text = speech.ngettext("{count} account was made.", "{count} accounts were made.", len(made))
    typer.echo(text.format(count=len(made)))


@app.command("list")
def list_made(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the accounts that were made, the earliest period first."""
    from data.i18n.account_words import indicator_name, period_name, value_text, verdict_word
    from scheduler.reporting.board_account.making import list_accounts
    from scheduler.reporting.board_account.view import views

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = views(list_accounts(at.store))
    if as_json:
        print_json([_facts(one) for one in found])
        return
    headings = (
        *(say("Number"), say("Period"), say("Theme"), say("Indicator"), say("Value")),
        *(say("Outcome"), "SHA-256"),
    )
    rows = [
        (
            str(one.kept.id),
            period_name(one.period, speech),
            escape(one.theme),
            indicator_name(one.indicator, speech),
            value_text(one.value, one.unit, speech),
            verdict_word(one.verdict, speech),
            one.kept.content_hash[:16],
        )
        for one in found
    ]
    show(table(headings, rows))


def _facts(one: AccountView) -> dict[str, object]:
    return {
        "number": one.kept.id,
        "made_at": one.kept.made_at,
        "content_hash": one.kept.content_hash,
        "is_whole": one.kept.is_whole,
        **json.loads(one.kept.content),
    }


@app.command("show")
def show_account(
    number: Annotated[int, typer.Argument(metavar="N", help="Number; see caco account list.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what an account says, and the rows that it was counted from."""
    from scheduler.reporting.board_account.making import read_account
    from scheduler.reporting.board_account.view import AccountView

    with store_session() as at:
        view = AccountView.of(read_account(at.store, number))
    if as_json:
        print_json(_facts(view))
        return
    _show(view, speech_of(lang))
    raise typer.Exit(0 if view.kept.is_whole else 1)


def _show(view: AccountView, speech: Language) -> None:
    from data.i18n.account_words import (
        column_heading,
        indicator_name,
        indicator_sentence,
        period_name,
        rule_text,
        value_text,
        verdict_word,
    )

    say = speech.gettext
    period = period_name(view.period, speech)
    show(f"{escape(view.theme)}: {indicator_name(view.indicator, speech)}, {period}", "bold")
    value = value_text(view.value, view.unit, speech)
    show(f"{value} – {verdict_word(view.verdict, speech)}")
    show(indicator_sentence(view.indicator, speech))
    show(rule_text(view.goal, view.unit, speech, is_better_high=view.is_better_high))
    if view.decision:
        show(say("The board decided: {decision}").format(decision=escape(view.decision)))
    if view.rows:
        headings = [column_heading(name, speech) for name in view.columns]
        cells = [[_cell(row.get(name)) for name in view.columns] for row in view.rows]
        show(table(headings, cells))
    made = speech.moment(view.kept.made_at, ZONE)
    show(f"{say('Made')}: {made}, SHA-256 {view.kept.content_hash}", "dim")
    if not view.kept.is_whole:
        show(say("It was changed after it was made: do not rely on it."), "red")


def _cell(value: object) -> str:
    return "–" if value is None else escape(str(value))


@app.command()
def verify(lang: Lang = None) -> None:
    """Check that each account is as the audit trail says that it was made, and none is gone."""
    from scheduler.reporting.board_account.making import list_accounts, verify_accounts

    say, speech = speech_of(lang).gettext, speech_of(lang)
    with store_session() as at:
        found, count = verify_accounts(at.store), len(list_accounts(at.store))
    for one in found:
        show(f"{one.where}: {say(one.what)}", "red")
    if found:
        raise typer.Exit(1)
    text = speech.ngettext(
        "{count} account is as it was made.", "{count} accounts are as they were made.", count
    )
    typer.echo(text.format(count=count))
