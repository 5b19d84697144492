"""``caco audit`` and ``caco erase``: what was done, whether that is whole, and being forgotten."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of

audit = typer.Typer(help="Who did what, when, with before and after.", no_args_is_help=True)


@audit.command("verify")
def verify(
    known_hash: Annotated[
        str | None,
        typer.Option(
            "--known", metavar="HEAD", help="A signed head, or a hash, that you were told earlier."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Find out whether anything in the store was changed or taken away behind the program's back.

    Looks at every entry, every signed roster, every row of the records, and who may come in. The
    head of the trail goes out by itself, with the heartbeat, the overview of the morning and each
    backup: with --known it proves later that nothing before it is missing or was told anew.
    """
    from data.store.audit.check import verify as look
    from data.tables.period import ZONE
    from scheduler.accounts.secret import secrets_here
    from scheduler.cli.screens.audit_tables import show_verdict, verdict_json
    from scheduler.settings import settings

    with turn() as at:
        keys = secrets_here(at.store, settings())
        with at.store.reading() as connection:
            verdict = look(connection, ZONE, known_hash, keys)
    if as_json:
        typer.echo(as_text(verdict_json(verdict)))
    else:
        show_verdict(verdict, speech_of(lang))
    raise typer.Exit(1 if verdict.findings else 0)


@audit.command("head")
def head() -> None:
    """Show the signed end of the trail: keep it elsewhere, for caco audit verify --known."""
    from scheduler.accounts.secret import signed_end
    from scheduler.settings import settings

    with turn() as at:
        typer.echo(signed_end(at.store, settings()))


@audit.command("show")
def show(
    subject: Annotated[
        str | None,
        typer.Option("--of", metavar="SUBJECT", help="Only of this, as roster/3 or people/17."),
    ] = None,
    most: Annotated[int, typer.Option("--last", min=1, metavar="N", help="The last so many.")] = 20,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show the last entries of the audit trail."""
    from data.store.audit.trail import entries
    from scheduler.cli.screens.audit_tables import entry_json, show_entries

    with turn() as at, at.store.reading() as connection:
        found = entries(connection, subject, most)
    if as_json:
        typer.echo(as_text([entry_json(entry) for entry in found]))
    else:
        show_entries(found, speech_of(lang))


def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Code of somebody who left.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    early: Annotated[
        bool, typer.Option("--early", help="Also within 52 weeks of the last duty (ATW 4:3).")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Replace the personal data of a leaver by a pseudonym, everywhere; rosters keep standing."""
    from scheduler.accounts.secret import secret
    from scheduler.records.erasure import erase_person
    from scheduler.settings import settings

    with turn(by) as at:
        key = secret(at.store, settings())
        done = erase_person(at.store, person, reason, at.who, at.now, key=key, early=early)
    say = speech_of(lang).gettext
    typer.echo(
        say("All that named this person says {pseudonym} now.").format(pseudonym=done.pseudonym)
    )
    typer.echo(say("Backups made before still hold the name: erase there too, or destroy them."))
