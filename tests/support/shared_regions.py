"""Two regions that share each of their posts, and planners of either and of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account import RegionLimit, Role
from data.store.audit import trail
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.drafts import add_draft
from scheduler.planning.preparation import prepare
from tests.bench.store import fill
from tests.support.originals import EMPTY, Original
from tests.support.region import FIRST, NOW, WEEKS, import_texts, texts

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.store.opening import Store

FL, GV, UT = "FL", "GV", "UT"
PASSWORD = "a password for tests"
#: For which regions each of them plans; none: for all there are.
PLANNERS = {
    "fred": (FL,), "frida": (FL,), "gina": (GV,), "bo": (FL, GV), "uma": (UT,), "petra": ()
}  # fmt: skip


def shared_texts(own: Collection[str] = ()):
    """The tables of the region, of which each post serves two regions; some only the first."""
    both = f"{FL};{GV}"
    posts = [{**row, "regions": FL if row["id"] in own else both} for row in texts()["posts"]]
    people = [{**row, "regions": both} for row in texts()["people"]]
    added = [{"id": one, "name": f"Region {one}", "school_region": "noord"} for one in (FL, GV, UT)]
    regions = [*texts()["regions"], *added]
    return {**texts(), "posts": posts, "people": people, "regions": regions}


def add_planners(store: Store) -> None:
    """Accounts of `PLANNERS`."""
    for login, regions in PLANNERS.items():
        limits = (RegionLimit(Role.PLANNER, frozenset(regions)),) if regions else ()
        roles = frozenset({Role.PLANNER})
        new = NewAccount(login, login.title(), roles, None, "", PASSWORD, limits)
        add_account(store, new, "admin", NOW)


SHARED = Original(
    "shared_regions", EMPTY, lambda store: import_texts(store, shared_texts()), add_planners
)


def drafted(store: Store, book: str = "") -> int:
    """The number of a draft in which duties go round."""
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, NOW, book=book)
        return add_draft(connection, prepared, fill(prepared.problem), "", "petra", NOW).id
