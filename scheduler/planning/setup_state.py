"""How far a region is on its way to a first signed roster: what is there, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from data.model.person import Competence
from data.model.post import PostKind
from data.model.roster import RosterHead
from data.store import records, rosters
from data.store.record_objects import read_objects, read_posts
from data.store.tables.records import CONTRACTS, FUNCTIONS, HISTORY, REGIONS
from scheduler.records.contacts import ReachIssue, reach_warnings, reachable_people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection, Table

    from data.model.post import Post
    from data.store.opening import Store


class SetupStep(StrEnum):
    """What a region hands over before its first roster, in the order in which it is asked."""

    POSTS = "posts"  #: regions, functions and posts
    PEOPLE = "people"  #: people, their contracts, and how they are reached
    COMPETENCES = "competences"  #: who may fill which post
    HISTORY = "history"  #: what people did in the last months
    MANAGERS = "managers"  #: who is notified of gaps


@dataclass(frozen=True, slots=True)
class SetupState:
    """What is there of a region.

    Parameters
    ----------
    regions, functions, posts, people
        How many there are.
    without_contract, out_of_reach
        How many people have no contract, and of how many nothing says how to reach them.
    without_holder
        Names of rostered posts that nobody may fill.
    history_from
        When the first duty began that is recorded; None: none is.
    without_manager
        Names of posts whose gaps nobody is notified of.
    draft
        The last draft; None: there is none.
    is_signed
        A roster was ever signed.
    """

    regions: int
    functions: int
    posts: int
    people: int
    without_contract: int
    out_of_reach: int
    without_holder: tuple[str, ...]
    history_from: datetime | None
    without_manager: tuple[str, ...]
    draft: RosterHead | None
    is_signed: bool

    def is_done(self, step: SetupStep) -> bool:
        """Whether nothing of a step is missing."""
        match step:
            case SetupStep.POSTS:
                return bool(self.regions and self.functions and self.posts)
            case SetupStep.PEOPLE:
                return bool(self.people) and not (self.without_contract or self.out_of_reach)
            case SetupStep.COMPETENCES:
                return bool(self.posts and self.people) and not self.without_holder
            case SetupStep.HISTORY:
                return self.history_from is not None or self.is_signed
            case SetupStep.MANAGERS:
                return bool(self.posts) and not self.without_manager

    def is_begun(self, step: SetupStep) -> bool:
        """Whether there is something of a step."""
        match step:
            case SetupStep.POSTS:
                return bool(self.regions or self.functions or self.posts)
            case SetupStep.PEOPLE:
                return bool(self.people)
            case SetupStep.COMPETENCES:
                return bool(self.people) and len(self.without_holder) < self.posts
            case SetupStep.MANAGERS:
                return bool(self.posts) and len(self.without_manager) < self.posts
        return self.is_done(step)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(self.is_done(step) for step in SetupStep)

    @property
    def can_plan(self) -> bool:
        """Whether a roster can be made: what else is missing makes it a worse one."""
        return self.is_done(SetupStep.POSTS) and bool(self.people) and not self.without_contract

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.is_signed and self.done == len(SetupStep)


def find_setup_state(store: Store, today: date) -> SetupState:
    """What is there of the region in a store."""
    with store.reading() as connection:
        return setup_state(connection, today)


def setup_state(connection: Connection, today: date) -> SetupState:
    """The same, of an open store."""
    posts, people = read_posts(connection), records.names_of_people(connection)
    missing = {one.kind: one.who for one in reach_warnings(connection, today, None)}
    heads = rosters.heads(connection)
    drafts = [head for head in heads if not head.version]
    contracts = CONTRACTS.c
    with_contract = set(
        connection.scalars(select(contracts.person).where(contracts.ended_at.is_(None)))
    )
    history = HISTORY.c
    since = select(func.min(history.start, type_=history.start.type))
    return SetupState(
        regions=_count(connection, REGIONS),
        functions=_count(connection, FUNCTIONS),
        posts=len(posts),
        people=len(people),
        without_contract=len(set(people) - with_contract),
        out_of_reach=len(set(people) - reachable_people(connection)),
        without_holder=tuple(_without_holder(connection, posts, today)),
        history_from=connection.scalar(since.where(history.ended_at.is_(None))),
        without_manager=tuple(missing.get(ReachIssue.NO_MANAGER, {}).values()),
        draft=max(drafts, key=lambda head: head.id, default=None),
        is_signed=len(drafts) < len(heads),
    )


def _count(connection: Connection, table: Table) -> int:
    query = select(func.count()).select_from(table).where(table.c.ended_at.is_(None))
    return connection.scalar(query) or 0


def _without_holder(connection: Connection, posts: Iterable[Post], today: date) -> Iterable[str]:
    """Names of rostered posts whose function nobody holds today or later."""
    held = {
        one.function
        for one in read_objects(connection, Competence, "competences")
        if one.until is None or one.until >= today
    }
    return (
        post.name
        for post in posts
        if post.kind is not PostKind.OPEN_CALL and post.function not in held
    )
