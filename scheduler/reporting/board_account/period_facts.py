"""What is recorded of a period, read once for all indicators that are counted from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from data.model.account import EVERYWHERE, Reach
from data.model.account_line import AccountPeriod
from data.model.competence_status import register_at
from data.model.errors import Refused
from data.model.partner import Organisation, partner_of
from data.store import gaps, rosters
from data.store.opening import Store
from data.store.record_objects import read_functions, read_objects, read_posts
from data.store.regions import members_within
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.competence.register import people_here, register_in
from scheduler.reporting.call_outs import report
from scheduler.reporting.statement import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from data.model.board_account import Cell
    from data.model.competence_status import CompetenceStatus
    from data.model.gap import Gap
    from data.model.person import Person
    from data.model.post import Post
    from data.model.register import Register
    from data.model.roster import RosterHead
    from scheduler.reporting.call_outs import CallOutReport
    from scheduler.reporting.statement import Statement

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PeriodFacts:
    """What is recorded of a period, of some regions, and of one employer or all.

    Parameters
    ----------
    store
        Where it is kept.
    period
        Local days, both inclusive.
    now
        When it is counted, UTC.
    regions
        Ids; empty: all together.
    partner
        Code or name of the employer or other organisation; empty: of all.
    """

    store: Store
    period: AccountPeriod
    now: datetime
    regions: tuple[str, ...] = ()
    partner: str = ""

    @property
    def reach(self) -> Reach:
        """The regions as what queries take."""
        return Reach(frozenset(self.regions)) if self.regions else EVERYWHERE

    @property
    def start(self) -> datetime:
        """UTC."""
        return midnight(self.period.first, ZONE)

    @property
    def end(self) -> datetime:
        """UTC, exclusive."""
        return midnight(self.period.last + _DAY, ZONE)

    @cached_property
    def statement(self) -> Statement | None:
        """The 24/7 statement of these days; None: there are no posts to state anything of."""
        first, last = self.period.first, self.period.last
        try:
            return state(self.store, first, last, self.now, reach=self.reach)
        except Refused:
            return None

    @cached_property
    def posts(self) -> Mapping[str, Post]:
        """Posts that serve these regions, by id."""
        with self.store.reading() as connection:
            found = read_posts(connection)
        return {post.id: post for post in found if self.reach.covers(post.regions)}

    @cached_property
    def functions(self) -> Mapping[str, str]:
        """Names of functions, by id."""
        with self.store.reading() as connection:
            return {one.id: one.name for one in read_functions(connection)}

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Who serves these regions, and works for this employer, by id."""
        with self.store.reading() as connection:
            found = people_here(connection)
            if not self.reach.is_all:
                mine = members_within(connection, self.reach)
                found = {code: one for code, one in found.items() if code in mine}
        if self.partner:
            found = {code: one for code, one in found.items() if self.is_about(one.employer)}
        return found

    @cached_property
    def _partner(self) -> Organisation | None:
        """The organisation in the records that is meant, by its code or name; None: none is."""
        with self.store.reading() as connection:
            return partner_of(self.partner, read_objects(connection, Organisation, "partners"))

    def is_about(self, *named: str) -> bool:
        """Whether one of some organisations, as they were typed, is the one that is asked for."""
        if not self.partner or self.partner in named:
            return True
        known = self._partner
        return known is not None and any(one and known.employs(one) for one in named)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Gaps of these posts that touch the period."""
        with self.store.reading() as connection:
            found = gaps.read_gaps(connection, since=self.start, posts=list(self.posts))
        return tuple(gap for gap in found if gap.interval.start < self.end)

    @cached_property
    def register(self) -> Register:
        """The competence register, as things stand."""
        with self.store.reading() as connection:
            return register_in(connection, self.now)

    @cached_property
    def standings(self) -> tuple[CompetenceStatus, ...]:
        """How these people stand on the last day of the period."""
        found = register_at(self.register, self.period.last)
        return tuple(one for one in found if one.person in self.people)

    @cached_property
    def call_outs(self) -> CallOutReport:
        """Call-outs of the period against their norms."""
        days = self.period.first, self.period.last
        return report(self.store, *days, self.now, self.reach)

    @cached_property
    def signed(self) -> tuple[RosterHead, ...]:
        """Versions of rosters that were signed in the period, with a post of these regions."""
        with self.store.reading() as connection:
            heads = [
                head
                for head in rosters.heads(connection)
                if head.published_at is not None and self.start <= head.published_at < self.end
            ]
            held = rosters.posts_by_roster(connection, heads, list(self.posts))
        return tuple(head for head in heads if held[head.id])


def rows_of(frame: pd.DataFrame) -> tuple[Mapping[str, Cell], ...]:
    """A frame as rows of plain values, which JSON can hold; what is missing is None."""
    plain = frame.astype(object).where(frame.notna(), None)
    records: list[dict[Any, Any]] = plain.to_dict("records")
    return tuple({str(name): _plain(value) for name, value in record.items()} for record in records)


def _plain(value: Any) -> Cell:  # noqa: ANN401 - of pandas
    item = value.item() if hasattr(value, "item") else value
    return round(item, 4) if isinstance(item, float) else item
