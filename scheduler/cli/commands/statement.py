"""``caco statement``: sign the 24/7 statement of a period, and hold it against what came later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of
from scheduler.cli.output import escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.reporting.signed_statements import SignedDifference

app = typer.Typer(
    help="Signed 24/7 statements: sign one, list them, hold one against what was recorded since.",
    no_args_is_help=True,
)


@app.command()
def sign(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day, itself included.")],
    region: Annotated[
        str,
        typer.Option("--region", metavar="CODE", help="About this region; default all together."),
    ] = "",
    book: Annotated[
        str,
        typer.Option("--book", metavar="CODE", help="About the posts of this book; default all."),
    ] = "",
    by: By = None,
    lang: Lang = None,
) -> None:
    """Sign what is stated of days that are over; it is kept as it is, with a hash in the trail."""
    from scheduler.reporting.signed_statements import sign_statement

    first, last = parse_date(start), parse_date(end)
    if last < first:
        raise typer.BadParameter("the end is before the start; correct --from or --to")
    with store_session(by) as at:
        kept = sign_statement(at.store, first, last, at.who, at.now, region, book)
    text = speech_of(lang).gettext("Signed as statement {number}, version {version}.")
    typer.echo(text.format(number=kept.id, version=kept.version))
    typer.echo(f"SHA-256 {kept.content_hash}")


@app.command("list")
def list_statements(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the signed statements, the last one first."""
    from scheduler.reporting.signed_statements import signed_statements

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = signed_statements(at.store)
    if as_json:
        print_json(
            [
                {
                    "number": one.id,
                    "first": one.first,
                    "last": one.last,
                    "region": one.region or None,
                    "book": one.book or None,
                    "version": one.version,
                    "at": one.made_at,
                    "by": one.made_by,
                    "proof_hash": one.proof_hash,
                    "content_hash": one.content_hash,
                    "is_whole": one.is_whole,
                }
                for one in found
            ]
        )
        return
    headings = (
        say("Number"),
        say("Period"),
        say("Region"),
        say("Book"),
        say("Version"),
        say("Signed"),
        "SHA-256",
    )
    rows = [
        (
            str(one.id),
            f"{one.first} – {one.last}",
            one.region or say("all"),
            one.book or say("all"),
            str(one.version),
            f"{one.made_by}, {speech.moment(one.made_at, ZONE)}",
            one.content_hash[:16],
        )
        for one in found
    ]
    show(table(headings, rows))


@app.command("show")
def show_statement(
    number: Annotated[int, typer.Argument(metavar="N", help="Number; see caco statement list.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what is otherwise since a statement was signed; --json prints what was signed."""
    from scheduler.reporting.signed_statements import difference_from, read_signed

    with store_session() as at:
        signed = read_signed(at.store, number)
        if as_json:
            print_json(json.loads(signed.content))
            return
        later = difference_from(at.store, signed, at.now)
    _show_difference(later, speech_of(lang))
    raise typer.Exit(1 if later.is_changed or not signed.is_whole else 0)


def _show_difference(later: SignedDifference, speech: Language) -> None:
    say, signed = speech.gettext, later.signed
    text = say("Statement {number}, version {version}, {first} – {last}, signed by {who}.")
    show(
        text.format(
            number=signed.id,
            version=signed.version,
            first=signed.first,
            last=signed.last,
            who=signed.made_by,
        )
    )
    for code, words in ((signed.region, say("Region")), (signed.book, say("Book"))):
        if code:
            show(f"{words}: {escape(code)}")
    show(f"SHA-256 {signed.content_hash}", "dim")
    if not signed.is_whole:
        show(say("It was changed after it was signed: do not rely on it."), "red")
    if not later.is_changed:
        text = say("Since version {version} was signed, nothing was recorded that changes it.")
        show(text.format(version=signed.version))
        return
    things = speech.ngettext(
        "{count} thing was recorded about these days",
        "{count} things were recorded about these days",
        len(later.recorded),
    )
    text = say("Since version {version} was signed, {things}:")
    show(text.format(version=signed.version, things=things))
    headings = (say("Post"), say("When signed"), say("Now"), say("Difference"))
    rows = [
        (
            one.name,
            speech.quantity(one.signed, "min"),
            speech.quantity(one.now, "min"),
            f"{one.minutes:+d} min",
        )
        for one in later.posts
    ]
    show(table(headings, rows, right=headings[1:]))
