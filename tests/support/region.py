"""A generated region, its roster of two weeks, and both in a store; made once, kept often."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from data.demo.generated import generate
from data.files.problem_json import problem_hash
from data.i18n.language import language
from data.model.roster import RemarkKind
from data.store.audit import trail
from data.tables.write_tables import write_csv_folder
from scheduler.planning.drafts import add_draft, keep_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import Consent, publish
from scheduler.records.files import import_records
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.bench.store import fill
from tests.support.once import once

if TYPE_CHECKING:
    from data.model.roster import RosterHead
    from data.store.opening import Store

FIRST, WEEKS = date(2027, 1, 4), 2
ON_FROM_BEFORE = "p013"  #: has a recorded week on call that reaches into the first week
KEY = "k" * 43  #: the secret of these installations
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  #: more than 28 days before
INSIDE = datetime(2027, 1, 8, 12, tzinfo=UTC)  #: when the period has begun


@cache
def texts():
    """The tables of the region."""
    return generate(14, 2, 4, 3)


def import_texts(store: Store, tables=None, who="planner", now=NOW, **how):
    """Import tables as a planner would: from files."""
    with TemporaryDirectory() as folder:
        write_csv_folder(tables if tables is not None else texts(), Path(folder))
        return import_records(store, Path(folder), who, now, **how)


def without_books(tables):
    """The tables of a region in which all posts are planned together."""
    posts = [
        {name: text for name, text in row.items() if name != "book"} for row in tables["posts"]
    ]
    return {name: rows for name, rows in tables.items() if name != "books"} | {"posts": posts}


def drafted(store: Store, now=NOW, who="planner") -> RosterHead:
    """A draft by the solver, in a store that holds the region."""
    with store.reading() as connection:
        prepared = prepare(connection, FIRST, WEEKS, now)
    solve = partial(solve_roster, prepared.problem, SolveOptions(2))
    result = once(f"solved_{problem_hash(prepared.problem)}", solve)
    return keep_draft(store, prepared, result, who, now).head


CONSENT = Consent({kind: "agreed in the meeting" for kind in RemarkKind}, {})


def published(store: Store, now=NOW, who="signer") -> RosterHead:
    """A first version in force."""
    draft = drafted(store, now)
    return publish(store, draft.id, CONSENT, who, now, language("en"))[0]


def published_by_turns(store: Store, now=NOW, who="signer") -> RosterHead:
    """A first version in force in which duties go round: no search, so always the same."""
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, now)
        draft = add_draft(connection, prepared, fill(prepared.problem), "", "planner", now)
    return publish(store, draft.id, CONSENT, who, now, language("en"))[0]
