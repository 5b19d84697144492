"""Files of whoever has a role for some regions: what goes out, and what may come in.

Out goes what is within reach. What comes in changes rows within reach alone: what a file leaves
out of the rows of others stays as it is, and a row about others is a fault at its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.record_objects import SOURCE
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import InputTables, RawRow
from scheduler.accounts.regions import (
    OF_A_FINDING,
    OF_A_POST,
    OF_A_REGION,
    OF_ALERTS,
    OF_ITS_REGIONS,
)
from scheduler.records.regional import OF_REGIONS, RecordReach, regions_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.tables.raw_table import RawTable

    Texts = Mapping[str, str]

_WHY = "your role holds for some regions"
_NO_MORE = dict.fromkeys(OF_REGIONS, frozenset[str]())  #: nothing is new


def texts_within(
    texts: Mapping[str, Sequence[dict[str, str]]], mine: RecordReach
) -> dict[str, list[dict[str, str]]]:
    """The rows of tables that are within reach; tables that belong to all regions are left out."""
    return {
        name: [row for row in rows if mine.holds(name, row, _NO_MORE)]
        for name, rows in texts.items()
        if mine.is_open(name)
    }


@dataclass(frozen=True, slots=True)
class RegionalFile:
    """A file of whoever has a role for some regions.

    Parameters
    ----------
    tables
        As they were read.
    added
        Table (people, posts, findings) -> codes that the file names and the records never had.
    """

    tables: InputTables
    mine: RecordReach
    added: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, connection: Connection, tables: InputTables, reach: Reach) -> RegionalFile:
        """A file, of which each row is about what is within reach.

        Raises
        ------
        InputError
            With each row that is not, and each table that belongs to all regions.
        """
        mine = RecordReach.read(connection, reach)
        added = {
            name: frozenset(
                row.texts.get("id", "")
                for row in (tables.tables[name].rows if name in tables.tables else ())
                if row.texts.get("id", "") not in mine.served[name]
            )
            for name in OF_REGIONS
        }
        found = cls(tables, mine, added)
        log = FaultLog()
        for name, raw in tables.tables.items():
            log.extend(found._faults_in(name, raw))
        if log.count:
            raise InputError(log.faults)
        return found

    def _faults_in(self, name: str, raw: RawTable) -> Iterator[Fault]:
        if not self.mine.is_open(name):
            remedy = "Leave this table out; ask who has the role for all regions"
            yield Fault(_WHY, remedy, raw.place)
            return
        for row in raw.rows:
            fault = self._fault_of(name, row.texts)
            if fault is not None:
                place = replace(raw.place, row=row.number, column=fault.place.column)
                yield replace(fault, place=place)

    def _fault_of(self, name: str, texts: Texts) -> Fault | None:
        """What is wrong with a row; None: nothing, or that something is not filled in."""
        if name in OF_REGIONS:
            return self._fault_of_regions(name, texts)
        if self.mine.holds(name, texts, self.added):
            return None
        if name == "duty_managers" or name in OF_ITS_REGIONS:
            remedy = "Choose these regions, and no others"
            return Fault(_WHY, remedy, Place(column="regions"))
        if name in OF_A_POST or name in OF_ALERTS:
            what = "this row is about a post that is not of your regions"
            return Fault(what, "Choose a post of these", Place(column="post"))
        if name in OF_A_FINDING:
            what = "this row is about a finding that is not of your regions"
            return Fault(what, "Name a finding of these", Place(column="finding"))
        if name in OF_A_REGION:
            return Fault(_WHY, "Choose one of these regions", Place(column="region"))
        what = "this row is about somebody who is not of your regions"
        return Fault(what, "Choose somebody who serves one of these", Place(column="person"))

    def _fault_of_regions(self, name: str, texts: Texts) -> Fault | None:
        was = self.mine.served[name].get(texts.get("id", ""))
        wanted, reach = regions_in(texts), self.mine.reach
        if was is not None and not reach.covers(was):
            return Fault("this code is taken", "Choose another code", Place(column="id"))
        if wanted and not reach.covers_all(wanted ^ (was or frozenset())):
            remedy = "Choose these regions, and no others"
            return Fault(_WHY, remedy, Place(column="regions"))
        return None

    def beside_others(self, stored: Mapping[str, Sequence[dict[str, str]]]) -> InputTables:
        """The tables with the rows of others below them, as they will be judged."""
        whole = {
            name: replace(raw, rows=(*raw.rows, *self._of_others(raw, stored.get(name, ()))))
            for name, raw in self.tables.tables.items()
        }
        return replace(self.tables, tables=whole)

    def _of_others(self, raw: RawTable, rows: Iterable[dict[str, str]]) -> list[RawRow]:
        name = raw.table.name
        others = (row for row in rows if not self.mine.holds(name, row, _NO_MORE))
        columns = {column.name: "" for column in raw.table.columns}
        first = _last(raw) + 1
        return [RawRow(n, {**columns, **row}) for n, row in enumerate(others, first)]

    def faults_of_file(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Faults of rows of the file; of other rows only that there are some."""
        log = FaultLog()
        last = {(raw.place.file, raw.place.sheet): _last(raw) for raw in self._raws()}
        for one in faults:
            place = one.place
            whose = last.get((place.file, place.sheet))
            is_ours = place.file != SOURCE and (place.row is None or place.row <= (whose or 0))
            log.extend([one] if is_ours else [_OF_OTHERS])
        return log.faults

    def _raws(self) -> Iterable[RawTable]:
        return self.tables.tables.values()

    def of_the_file(self, found: Iterable[RowChange]) -> list[RowChange]:
        """Changes without the ends of rows of others, which the file cannot name.

        Raises
        ------
        InputError
            A change is not within reach.
        """
        kept = [
            one
            for one in found
            if one.kind is not RowChangeKind.ENDED
            or self.mine.holds(one.table, one.before, _NO_MORE)
        ]
        log = FaultLog()
        for change, fault in zip(kept, self.mine.faults(kept), strict=True):
            if fault is not None:
                log.extend([self._placed(change, fault)])
        if log.count:
            raise InputError(log.faults)
        return kept

    def _placed(self, change: RowChange, fault: Fault) -> Fault:
        raw = self.tables.tables[change.table]
        if change.kind is RowChangeKind.ENDED:
            what = f"{change.key} serves other regions too, and is not in this table"
            return Fault(what, "Leave the row in; who has the role for all of these may end it")
        for row in raw.rows:
            values = records.as_values(change.table, row.texts, ZONE)
            key = records.key_of(change.table, records.as_texts(change.table, values, ZONE))
            if key == change.key:
                return replace(fault, place=replace(raw.place, row=row.number))
        return replace(fault, place=raw.place)


def _last(raw: RawTable) -> int:
    return max((row.number for row in raw.rows), default=1)


_OF_OTHERS = Fault(
    "records that are not of your regions do not go with this",
    "Ask who has the role for all regions",
)
