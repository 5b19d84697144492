"""``caco import``, ``export`` and ``sick``: files in and out of the store, and an illness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.i18n.language import language
from data.i18n.sheet_words import column_word, table_word
from data.model.record_change import RowChangeKind
from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    Weeks,
    local_today,
    parse_date,
    parse_language,
    parse_moment,
    speech_of,
)
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.i18n.language import Language
    from data.model.record_change import RowChange
    from scheduler.records.files import Imported

MOST_CHANGES = 40  #: on the screen; all of them with --json
_COLOURS = {
    RowChangeKind.ADDED: "green",
    RowChangeKind.CHANGED: "yellow",
    RowChangeKind.ENDED: "red",
}


def import_files(
    source: Annotated[
        Path, typer.Argument(metavar="FILE|FOLDER", help="A workbook or a folder of CSV files.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    overrule: Annotated[
        bool, typer.Option("--overrule", help="Undo what others changed since the export.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Bring people, competences, absences, wishes, posts and duties into the store.

    All or nothing. A sheet that is not there stays as it is; a row that its sheet no longer has
    ends, unless it is over already.
    """
    from scheduler.records.files import import_records

    with store_session(by) as at:
        done = import_records(at.store, source, at.who, at.now, dry_run=dry_run, overrule=overrule)
    if as_json:
        print_json(_facts(done))
    else:
        _show_changes(done, speech_of(lang))


def export(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET",
            help="A workbook (.xlsx) or a folder of CSV files; with --roster or --served a folder.",
        ),
    ],
    roster: Annotated[
        int | None,
        typer.Option("--roster", metavar="N", help="Write this roster instead of the records."),
    ] = None,
    served: Annotated[
        bool,
        typer.Option("--served", help="Write served.csv: what was really done, to be judged."),
    ] = False,
    first: First = None,
    weeks: Weeks = None,
    sheets: Annotated[
        str | None,
        typer.Option(
            "--sheets",
            metavar="nl|en",
            help="Language of sheets, headings and words; without it as the commands name them.",
            callback=lambda code: code and parse_language(code),
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Write the records as the files it came from, one roster with its proof, or what was done.

    --from and --weeks are for --served: the days that it is about; without them the last year.
    """
    speech = speech_of(lang)
    say = speech.gettext
    if served and roster is not None:
        raise typer.BadParameter(say("Give --roster or --served, not both."))
    if not served and (first or weeks):
        raise typer.BadParameter(say("--from and --weeks go with --served."))
    with store_session() as at:
        if served:
            from scheduler.planning.work_done import export_served

            start = parse_date(first) if first else None
            rows = export_served(at.store, target, start, weeks, at.now)
            typer.echo(_rows_written(rows, target, speech))
        elif roster is None:
            from scheduler.records.files import export_records

            in_words = language(sheets) if sheets else None
            rows = sum(export_records(at.store, target, in_words).values())
            typer.echo(_rows_written(rows, target, speech))
        else:
            from scheduler.planning.export import export_roster

            head = export_roster(at.store, roster, target, speech)
            text = say("Roster {number} written to {target}")
            typer.echo(text.format(number=head.id, target=target))


def template(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="The workbook (.xlsx) that is written.")
    ],
    demo: Annotated[
        bool, typer.Option("--demo", help="The invented region, in place of examples to fill.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Write a workbook to fill: sheets with headings, drop-downs, examples and an explanation.

    Its example rows are not imported; with --demo it holds a whole region that is.
    """
    from scheduler.records.files import make_template

    speech = speech_of(lang)
    if target.suffix.lower() != ".xlsx":
        raise typer.BadParameter(speech.gettext("Give a name that ends in .xlsx."))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(make_template(speech, local_today(), of_demonstration=demo))
    typer.echo(speech.gettext("Written to {target}").format(target=target))


def sick(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Code of the person.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day, inclusive.")],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", help="A date or a moment; default now."),
    ] = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Record that somebody is ill, and list the duties that fall open."""
    from scheduler.planning.absences import report_sick

    speech = speech_of(lang)
    say = speech.gettext
    with store_session(by) as at:
        begin = parse_moment(start) if start else at.now
        report = report_sick(at.store, person, begin, parse_date(until), at.who, at.now)
    text = say("{person} is recorded as ill up to and including {until}.")
    show(text.format(person=person, until=speech.long_date(report.until)))
    if not report.fallen:
        show(say("No duty falls open."), "green")
        return
    show(say("These duties fall open:"), "red")
    for shift in report.fallen:
        show(f"  {shift.id}")
    show(say("Fix it: caco repair, or caco candidates SHIFT for each."))


def _rows_written(rows: int, target: Path, speech: Language) -> str:
    text = speech.ngettext(
        "{count} row written to {{target}}", "{count} rows written to {{target}}", rows
    )
    return text.format(target=target)


def _facts(done: Imported) -> dict[str, Any]:
    """The whole outcome, for programs."""
    return {
        "done": done.was_done,
        "unchanged": done.unchanged,
        "unreached": [{"kind": one.kind, "who": dict(one.who)} for one in done.unreached],
        "changes": list(done.changes),
    }


def _show_changes(done: Imported, speech: Language) -> None:
    """Print a table of counts, then row by row what differs."""
    from scheduler.cli.output import show_unreached

    say, changes = speech.gettext, done.changes
    words = {
        RowChangeKind.ADDED: say("added"),
        RowChangeKind.CHANGED: say("changed"),
        RowChangeKind.ENDED: say("ended"),
    }
    counts = []
    for name in dict.fromkeys(change.table for change in changes):
        of_kind = {kind: 0 for kind in words}
        for change in changes:
            of_kind[change.kind] += change.table == name
        numbers = (coloured(str(n), _COLOURS[kind]) if n else "" for kind, n in of_kind.items())
        counts.append((table_word(name, speech), *numbers))
    if counts:
        show(table((say("Table"), *words.values()), counts, right=words.values()))
    show(
        speech.ngettext(
            "{count} row is as it was.", "{count} rows are as they were.", done.unchanged
        )
    )
    is_long = len(changes) >= MOST_CHANGES
    shown = [one for one in changes if not is_long or one.kind is not RowChangeKind.ADDED]
    for change in shown[:MOST_CHANGES]:
        _show_change(change, words, speech)
    if len(shown) > MOST_CHANGES:
        more = len(shown) - MOST_CHANGES
        show(say("… and {count} more; see --json").format(count=more))
    show_unreached(done.unreached, speech)
    if not done.was_done:
        show(say("A dry run: nothing was changed."), "bold")


def _show_change(change: RowChange, words: Mapping[RowChangeKind, str], speech: Language) -> None:
    word = coloured(f"{words[change.kind]:<9}", _COLOURS[change.kind])
    line = f"{word} {table_word(change.table, speech)}  {escape(change.key)}"
    if change.kind is RowChangeKind.CHANGED:
        parts = [
            f"{column_word(name, speech)}: {escape(change.before[name]) or '–'} → "
            f"{escape(change.after[name]) or '–'}"
            for name in change.after
        ]
        line += "  " + coloured("; ".join(parts), "dim")
    show(line)
