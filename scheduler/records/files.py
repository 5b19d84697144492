"""Writes the records of the store as the files that they came from."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from data.files.read_input import (
    NOTE,
    edition_csv,
    edition_rows,
    read_edition,
    read_input,
    read_tables,
)
from data.model.account import EVERYWHERE, Reach
from data.model.errors import InputError
from data.model.record_change import RowChange, RowChangeKind
from data.store import accounts, records, subscriptions
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.period import ZONE
from data.tables.raw_table import InputTables, tables_from_texts
from data.tables.write_tables import write_csv_folder, write_workbook
from scheduler.records.checks import (
    import_act,
    refuse_doubles,
    refuse_lost_updates,
    refuse_stale,
    refuse_unsound,
    rule_book,
    texts_in,
)
from scheduler.records.contacts import ReachWarning, reach_warnings, warnings_within
from scheduler.records.own_work import refuse_own_work
from scheduler.records.regional import RecordReach
from scheduler.records.regional_files import RegionalFile, texts_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.problem import RosterProblem
    from data.store.opening import Store


def export_records(
    store: Store, target: Path, speech: Language | None = None, reach: Reach = EVERYWHERE
) -> dict[str, int]:
    """Write the records as a workbook (``.xlsx``) or a folder of CSV files; rows per table.

    Parameters
    ----------
    speech
        The language of sheets, headings and words; None: as the contract of tables names them.
    reach
        Only what is about people, posts and gaps within it; a workbook says so in its note.
    """
    with store.reading() as connection:
        edition = trail.head(connection).seq
        texts = records.record_texts(connection, ZONE)
        if not reach.is_all:
            texts = texts_within(texts, RecordReach.read(connection, reach))
    filled = {name: rows for name, rows in texts.items() if rows}
    if target.suffix.lower() == ".xlsx":
        note = edition_rows(edition)
        if reach.regions and speech is not None:
            said = speech.gettext(
                "Of {regions} alone: what belongs to other regions, or to all, is not in this file."
            )
            note.append([said.format(regions=", ".join(sorted(reach.regions)))])
        write_workbook(filled, target, (NOTE, note), speech)
    else:
        write_csv_folder(filled, target, speech)
        (target / f"{NOTE}.csv").write_bytes(edition_csv(edition))
    return {name: len(rows) for name, rows in filled.items()}


def make_template(speech: Language, today: date, *, of_demonstration: bool = False) -> bytes:
    """A workbook to fill, or the demonstration region as one, in the language of its reader.

    Parameters
    ----------
    today
        Its examples, or that region, begin on the Monday after it.
    """
    from data.files.template import template_bytes  # writes Excel, which few commands do

    first = today + timedelta(days=7 - today.weekday())
    if not of_demonstration:
        return template_bytes(speech, first)
    from data.demo.region import demo_tables, moved

    return template_bytes(speech, first, moved(demo_tables(), first))


def gather(
    source: Path, first: date | None, weeks: int | None, today: date | None = None
) -> RosterProblem:
    """Read the planner's files for a period.

    Parameters
    ----------
    source
        A workbook, a folder of CSV files, or a saved ``problem.json`` with a period of its own.
    first
        First date of the period.
    weeks
        Its length.
    today
        The local date: evidence from after it is refused; None: it is not checked.

    Raises
    ------
    InputError
        Something in the files is wrong; all faults are named.
    """
    return read_input(source, first, weeks, rule_book=rule_book(), today=today)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, or would.

    Parameters
    ----------
    changes
        Row by row.
    unchanged
        How many rows of the input were there already as they are.
    was_done
        False: a dry run.
    seq
        The state of the records that it was judged by.
    unreached
        Whom nothing would reach when these are the records, and posts without a duty manager.
    """

    changes: tuple[RowChange, ...]
    unchanged: int
    was_done: bool
    seq: int = 0
    unreached: tuple[ReachWarning, ...] = ()

    def count(self, kind: RowChangeKind) -> int:
        """How many rows are added, changed or ended."""
        return sum(change.kind is kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Options of an import.

    Parameters
    ----------
    dry_run
        Show what would change, and change nothing.
    overrule
        Undo what others changed meanwhile, as far as the file says otherwise.
    seen
        The state of the records that the importer saw; None: any.
    reach
        For which regions the importer has the right: rows within it are changed, and no others.
    """

    dry_run: bool = False
    overrule: bool = False
    seen: int | None = None
    reach: Reach = EVERYWHERE


def import_records(
    store: Store,
    source: Path,
    who: str,
    now: datetime,
    *,
    dry_run: bool = False,
    overrule: bool = False,
) -> Imported:
    """Bring the records in line with a workbook or a folder of CSV files; see `import_tables`."""
    tables, edition = read_tables(source), read_edition(source)
    options = ImportOptions(dry_run, overrule)
    return import_tables(store, tables, edition, options, who, now)


def import_tables(
    store: Store,
    tables: InputTables,
    edition: int | None,
    options: ImportOptions,
    who: str,
    now: datetime,
) -> Imported:
    """Bring the records in line with tables, wholly or not at all.

    A table that the input lacks stays as it is. A row that a table lacks ends, unless it is over
    already: a file of the coming quarter does not wipe out the past.

    Parameters
    ----------
    edition
        The state of the records that the tables were exported from; None: they do not say.

    Raises
    ------
    InputError
        Something in the input is wrong, by itself or beside what is in the store; or it checks or
        closes what whoever imports it owns.
    Conflict
        Others changed rows since the file was exported, or else since the last import, and the
        file would undo that; or the records changed since the importer saw them.
    """
    with store.writing() as connection:
        end = trail.take_turn(connection)
        refuse_stale(connection, end.records_seq, options.seen)
        given, reach = texts_in(tables), options.reach
        mine = None if reach.is_all else RegionalFile.of(connection, tables, reach)
        _judge(tables, records.record_texts(connection, ZONE), now, mine)
        found = records.changes(connection, given, ZONE, now.astimezone(ZONE).date())
        if mine is not None:
            found = mine.of_the_file(found)
        refuse_own_work(connection, found, who)
        if not options.overrule:
            refuse_lost_updates(connection, found, edition, who)
        acts = records.apply(connection, found, ZONE, now)
        subscriptions.revoke_of_leavers(connection, now)
        closed = accounts.close_of_leavers(connection)
        with _told_of_file(mine):
            refuse_unsound(tables_from_texts({}), records.record_texts(connection, ZONE), now)
        if acts:
            whole = import_act(PurePath(tables.source).name, edition, end.seq + 1, len(acts))
            left = [Act("account.closed", f"account/{number}") for number in closed]
            trail.append(connection, [*acts, whole, *left], who, now)
        unreached = reach_warnings(connection, now.astimezone(ZONE).date(), None)
        unreached = warnings_within(connection, unreached, reach)
        if options.dry_run:
            connection.rollback()
    kept = sum(len(rows) for rows in given.values())
    differ = sum(change.kind is not RowChangeKind.ENDED for change in found)
    done = not options.dry_run
    return Imported(tuple(found), kept - differ, done, end.records_seq, unreached)


def _judge(
    tables: InputTables,
    stored: Mapping[str, Sequence[dict[str, str]]],
    now: datetime,
    mine: RegionalFile | None,
) -> None:
    """Refuse tables that are not sound beside the rest."""
    whole = tables if mine is None else mine.beside_others(stored)
    with _told_of_file(mine):
        refuse_unsound(whole, stored, now)
        refuse_doubles(whole)


@contextmanager
def _told_of_file(mine: RegionalFile | None) -> Iterator[None]:
    """Tell whoever has a role for some regions of faults in their file alone."""
    try:
        yield
    except InputError as error:
        if mine is None:
            raise
        raise InputError(mine.faults_of_file(error.faults)) from error


def change_records(
    connection: Connection, changes: Sequence[RowChange], who: str, now: datetime
) -> None:
    """Make a few changes to the records by hand, under the same checks as an import."""
    write_changes(connection, changes, who, now)
    check_records(connection, now)


def write_changes(
    connection: Connection, changes: Sequence[RowChange], who: str, now: datetime
) -> None:
    """The same without the checks, which `check_records` makes once for many."""
    trail.append(connection, records.apply(connection, changes, ZONE, now), who, now)


def check_records(connection: Connection, now: datetime) -> None:
    """Refuse that the records are, in this transaction, as an import may not make them.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    refuse_unsound(tables_from_texts({}), records.record_texts(connection, ZONE), now)
