"""Two regions that share nothing in one store, and people whose rights hold for one of them."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.demo.generated import generate
from data.model.account import RegionLimit, Role
from data.store import rosters
from data.store.audit import trail
from data.store.gaps import read_gaps
from data.store.tables.columns import METADATA
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.accounts.regions import Subject
from scheduler.coverage.monitor import sweep
from tests.support.originals import EMPTY, Original
from tests.support.region import INSIDE, NOW, import_texts, published_by_turns
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from data.store.opening import Store

MINE, THEIRS = "R1", "R2"
#: Roles that can be held for some regions, each of one region: the login is that of the role.
LIMITED = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
BOTH = "plans-one-reads-both"  #: the login of who plans for one region, and sees the other

#: What a page may note of itself, though nobody changed anything: sign-ins, what was counted.
_NOTED = {"web_session", "attempt", "api_token", "calendar", "pulse", "audit_entry", "audit_head"}


@cache
def texts():
    """The tables of both regions."""
    return generate(24, 4, 4, 3, regions=2)


def add_accounts(store: Store) -> None:
    """One for each role that holds for `MINE` alone, and one that also reads `THEIRS`."""
    person = of_region("people", MINE)[0]
    for role in LIMITED:
        whose = person if role is Role.FUNCTIONARY else None
        limits = (RegionLimit(role, frozenset({MINE})),)
        new = NewAccount(role.value, role.value, frozenset({role}), whose, "", PASSWORD, limits)
        add_account(store, new, "tests", NOW)
    both = (
        RegionLimit(Role.PLANNER, frozenset({MINE})),
        RegionLimit(Role.VIEWER, frozenset({MINE, THEIRS})),
    )
    roles = frozenset({Role.PLANNER, Role.VIEWER})
    # Not written as both regions at once: a third one may come.
    add_account(store, NewAccount(BOTH, BOTH, roles, None, "", PASSWORD, both), "tests", NOW)


def of_region(table: str, region: str) -> list[str]:
    """Codes of the posts or people of a region, in the order of the tables."""
    return [row["id"] for row in texts()[table] if region in row["regions"].split(";")]


def names_of(table: str, region: str) -> list[str]:
    """Their names."""
    return [row["name"] for row in texts()[table] if region in row["regions"].split(";")]


TWO_REGIONS = Original(
    "two_regions",
    EMPTY,
    lambda store: import_texts(store, texts()),
    published_by_turns,
    lambda store: sweep(store, 8, INSIDE),
    add_accounts,
)


def things_of(store: Store, region: str) -> dict[Subject, str]:
    """One thing of a region of each kind."""
    posts = of_region("posts", region)
    with store.reading() as connection:
        gap = next(one for one in read_gaps(connection) if one.interval.post in posts)
        head = rosters.heads(connection)[-1]
        shifts = rosters.read_shifts(connection, head.shift_set)
        shift = next(one for one in shifts if one.post in posts)
    return {
        Subject.POST: posts[0],
        Subject.PERSON: of_region("people", region)[0],
        Subject.MEMBER: of_region("people", region)[0],
        Subject.REGION: region,
        Subject.SHIFT: shift.id,
        Subject.GAP: str(gap.id),
        Subject.ROSTER: str(head.id),
        Subject.WHOLE_ROSTER: str(head.id),
    }


def digest(store: Store) -> dict[str, str]:
    """What each table holds, as a hash; and how long the audit trail is."""
    found = {}
    with store.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.name not in _NOTED:
                rows = sorted(map(repr, connection.execute(select(table)).all()))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found["trail"] = str(trail.head(connection).seq)
    return found
