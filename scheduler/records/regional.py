"""Which changes of the records are within reach of whoever has a role for some regions only.

Whatever a form or a file says, each change is looked at here once more, in its transaction. A row
is within reach by the person, the post or the gaps that it is about; people and posts by their
regions, none of which may be given or taken by somebody else. What belongs to all regions, such as
rules and patterns, is changed by who has the role for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from data.model.account import EVERYWHERE, Reach
from data.model.book import NO_BOOK
from data.model.errors import Fault, Refused
from data.model.record_change import RowChangeKind
from data.store import records, regions
from data.store.tables.record_index import columns_of_others
from data.tables.period import ZONE
from scheduler.accounts.regions import (
    OF_A_FINDING,
    OF_A_POST,
    OF_A_REGION,
    OF_ALERTS,
    OF_ITS_REGIONS,
    OPEN_TABLES,
    alert_names,
    is_alert_within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.record_change import RowChange

    Texts = Mapping[str, str]

WHY = "your role holds for some regions"
#: Tables of which each row says itself which regions it serves.
OF_REGIONS = frozenset({"people", "posts", "findings"})

_NOT_KNOWN = Fault(WHY, "Choose somebody who serves one of these")


def regions_in(texts: Texts) -> frozenset[str]:
    """The regions that a row names."""
    return frozenset(one.strip() for one in texts.get("regions", "").split(";")) - {""}


def refuse_beyond(
    connection: Connection, changes: Sequence[RowChange], reach: Reach = EVERYWHERE
) -> None:
    """Refuse changes of which one is not within reach.

    Raises
    ------
    Refused
        With what may be chosen instead; nothing is said of what is out of reach.
    """
    if reach.is_all:
        return
    faults = [fault for fault in RecordReach.read(connection, reach).faults(changes) if fault]
    if faults:
        raise Refused(list(dict.fromkeys(faults)))


def refuse_strangers(connection: Connection, texts: Iterable[str], reach: Reach) -> None:
    """Refuse to name somebody out of reach, in the same words as a code that nobody has.

    Parameters
    ----------
    texts
        Codes of people whom rows name besides, and did not name before; empty: nobody.

    Raises
    ------
    Refused
        One of them is not within reach.
    """
    named = frozenset(texts) - {""}
    if named and not (reach.is_all or named <= regions.people_within(connection, reach)):
        raise Refused([_NOT_KNOWN])


@dataclass(frozen=True, slots=True)
class RecordReach:
    """What somebody may change the records of.

    Parameters
    ----------
    served
        Table (people, posts, findings) -> code -> the regions that it serves, or served when it
        ended.
    books
        Ids of the books of which each post is within reach; empty: of no book.
    """

    connection: Connection
    reach: Reach
    served: Mapping[str, Mapping[str, frozenset[str]]]
    books: frozenset[str]

    @classmethod
    def read(cls, connection: Connection, reach: Reach) -> RecordReach:
        """As the records are now."""
        served = {
            "people": regions.regions_of_people(connection),
            "posts": regions.regions_of_posts(connection),
            "findings": regions.regions_of_findings(connection),
        }
        return cls(connection, reach, served, regions.books_open_to(connection, reach))

    def is_open(self, table: str) -> bool:
        """Whether any row of a table may be theirs to change."""
        return table in OPEN_TABLES | OF_REGIONS

    def codes(self, table: str) -> frozenset[str]:
        """Codes of the people, posts or findings within reach."""
        found = self.served[table].items()
        return frozenset(code for code, mine in found if self.reach.covers(mine))

    def holds(self, table: str, texts: Texts, added: Mapping[str, frozenset[str]]) -> bool:
        """Whether a row is about somebody or something within reach.

        Parameters
        ----------
        added
            Table (people, posts, findings) -> codes that are new with it.
        """
        if table in OF_REGIONS:
            return texts.get("id", "") in self.codes(table)
        if table in OF_ALERTS:
            named, books = alert_names(texts), regions.alert_books(self.connection, self.reach)
            return is_alert_within(table, named, self.codes("posts"), books, self.reach)
        if table in OF_ITS_REGIONS:
            mine = regions_in(texts)
            return bool(mine) and self.reach.covers_all(mine)
        if table in OF_A_POST:
            return texts.get("post", "") in self.codes("posts") | added["posts"]
        if table in OF_A_FINDING:
            return texts.get("finding", "") in self.codes("findings") | added["findings"]
        if table in OF_A_REGION:
            return self.reach.covers([texts.get("region", "")])
        return texts.get("person", "") in self.codes("people") | added["people"]

    def faults(self, changes: Iterable[RowChange]) -> Iterable[Fault | None]:
        """What is wrong with each change; None: nothing."""
        found = list(changes)
        added = {
            table: frozenset(
                one.key
                for one in found
                if one.table == table and one.kind is RowChangeKind.ADDED and not one.row
            )
            for table in OF_REGIONS
        }
        return [self._fault(one, added) for one in found]

    def _fault(self, change: RowChange, added: Mapping[str, frozenset[str]]) -> Fault | None:
        if not self.is_open(change.table):
            return Fault(WHY, "Ask who has the role for all regions")
        if change.table in OF_REGIONS:
            return self._of_regions(change)
        was = self._stored(change)
        sides = [was] if was else []
        if change.kind is not RowChangeKind.ENDED:
            sides.append({**was, **change.after})
        if not all(self.holds(change.table, one, added) for one in sides):
            return _of_others(change.table)
        post = change.after.get("post", "")
        if post in self.served["posts"] and post not in self.codes("posts"):
            return Fault(WHY, "Choose a post of these")
        return self._of_somebody_else(change)

    def _of_somebody_else(self, change: RowChange) -> Fault | None:
        """What is wrong with whom a row names besides: somebody whom they do not know of."""
        named = {change.after.get(column, "") for column in columns_of_others(change.table)} - {""}
        if named <= regions.people_within(self.connection, self.reach):
            return None
        return _NOT_KNOWN

    def _of_regions(self, change: RowChange) -> Fault | None:
        """A person, a post or a finding: who has not the role gives and takes no region of it."""
        was = self.served[change.table].get(change.key, frozenset())
        if change.kind is RowChangeKind.ENDED:
            if was and self.reach.covers_all(was):
                return None
            return Fault(WHY, "Ask who has the role for all regions that are served")
        if change.kind is RowChangeKind.ADDED:
            if change.row and not (was and self.reach.covers_all(was)):
                return Fault("this code is taken", "Choose another code")
            was = frozenset()
        elif not self.reach.covers(was):
            return _of_others(change.table)
        wanted = regions_in(change.after) if "regions" in change.after else was
        if not wanted or not self.reach.covers_all(was ^ wanted):
            return Fault(WHY, "Choose these regions, and no others")
        if change.table == "posts" and not self._may_be_in_its_book(change):
            return Fault(WHY, "Choose a book of which each post serves one of these")
        return self._of_somebody_else(change)

    def _may_be_in_its_book(self, change: RowChange) -> bool:
        """Whether it goes into a book that is theirs, or stays where it was."""
        moves = change.kind is RowChangeKind.ADDED or "book" in change.after
        return not moves or (change.after.get("book") or NO_BOOK) in self.books

    def _stored(self, change: RowChange) -> Texts:
        """The row as it is, also if it ended; empty: there is none."""
        row = records.read_row(self.connection, change.table, change.row) if change.row else None
        return {} if row is None else records.as_texts(change.table, row.values, ZONE)


def _of_others(table: str) -> Fault:
    """That a row is about somebody or something out of reach."""
    if table in OF_ITS_REGIONS:
        return Fault(WHY, "Choose these regions, and no others")
    if table == "duty_managers":
        return Fault(WHY, "Choose these regions and no others, or books of which each post is")
    if table == "alert_steps":
        return Fault(WHY, "Choose a post of these, or books of which each post is")
    if table in OF_A_POST or table == "posts":
        return Fault(WHY, "Choose a post of these")
    if table in OF_A_FINDING or table == "findings":
        return Fault(WHY, "Choose a finding that names one of these")
    if table in OF_A_REGION:
        return Fault(WHY, "Choose one of these regions")
    return _NOT_KNOWN
