"""``caco audit`` and ``caco erase``: what was done, whether that is whole, and being forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.store.audit.check import AuditVerdict
    from data.store.audit.trail import AuditEntry

_LONGEST = 120  #: characters of what an entry says

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
    from scheduler.settings import settings

    with store_session() as at:
        keys = secrets_here(at.store, settings())
        with at.store.reading() as connection:
            verdict = look(connection, ZONE, known_hash, keys)
    if as_json:
        print_json(verdict)
    else:
        _show_verdict(verdict, speech_of(lang))
    raise typer.Exit(1 if verdict.findings else 0)


@audit.command("head")
def head() -> None:
    """Show the signed end of the trail: keep it elsewhere, for caco audit verify --known."""
    from scheduler.accounts.secret import signed_end
    from scheduler.settings import settings

    with store_session() as at:
        typer.echo(signed_end(at.store, settings()))


@audit.command("show")
def show_entries(
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

    with store_session() as at, at.store.reading() as connection:
        found = entries(connection, subject, most)
    if as_json:
        print_json(found)
    else:
        _show_entries(found, speech_of(lang))


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

    with store_session(by) as at:
        key = secret(at.store, settings())
        done = erase_person(at.store, person, reason, at.who, at.now, key=key, early=early)
    say = speech_of(lang).gettext
    text = say("Everything that named this person now says {pseudonym}.")
    typer.echo(text.format(pseudonym=done.pseudonym))
    typer.echo(say("Backups made before still hold the name: erase there too, or destroy them."))


def _show_verdict(verdict: AuditVerdict, speech: Language) -> None:
    """Say whether all is well, or everything that is not."""
    say = speech.gettext
    for finding in verdict.findings:
        show(f"✗ {finding.where}: {say(finding.what)}", "red")
    text = say("Checked. Entries: {entries}; signed rosters: {rosters}.")
    show(text.format(entries=verdict.entries, rosters=verdict.rosters))
    if verdict.erased:
        text = say("Entries without their personal data, as the trail itself says: {count}.")
        show(text.format(count=verdict.erased))
    doubts = {
        say(
            "Of these an older version emptied {count} without naming them: whether that was "
            "right cannot be checked, only that nothing was changed since."
        ): verdict.by_older,
        say(
            "The secret of the installation is not here, so who did it could not be checked of "
            "so many erasures: {count}."
        ): verdict.without_seal,
        say("Entries before which the clock ran back: {count}. They are in order of number."): len(
            verdict.clock_ran_back
        ),
    }
    for text, count in doubts.items():
        if count:
            show(text.format(count=count), "yellow")
    if not verdict.findings:
        text = say("The chain is intact. Its last hash: {hash}")
        show(text.format(hash=verdict.hash), "green")


def _show_entries(entries: Sequence[AuditEntry], speech: Language) -> None:
    """A row for each entry."""
    say = speech.gettext
    headings = say("Number"), say("When (UTC)"), say("Who"), say("What"), say("Of"), say("Facts")
    rows = []
    for one in entries:
        facts = "; ".join(_side(side) for side in (one.before, one.after) if side)
        shown = facts if len(facts) <= _LONGEST else f"{facts[:_LONGEST]}…"
        moment = f"{one.at:%Y-%m-%d %H:%M}"
        rows.append((str(one.seq), moment, one.who, one.action, one.subject[:24], shown))
    show(table(headings, rows))


def _side(facts: dict[str, Any]) -> str:
    return escape(", ".join(f"{name}={value}" for name, value in facts.items()))
