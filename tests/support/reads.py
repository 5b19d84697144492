"""Counts how often one edit of the grid reads its draft from the database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sqlalchemy import event

from data.model.account import Role
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.open_roster import open_roster
from scheduler.settings import Settings
from tests.support.region import FIRST, INSIDE, NOW, WEEKS, import_texts, published_by_turns
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app


def reads_of_an_edit() -> int:
    """Edit a draft of a small region on its page, and count the SELECTs of its assignments."""
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(store_url(f"sqlite:///{Path(folder) / 'caco.db'}"))
        migrate(store)
        import_texts(store)
        published_by_turns(store)
        add_account(
            store,
            NewAccount("planner", "Planner", frozenset({Role.PLANNER}), None, "", PASSWORD),
            "tests",
            NOW,
        )
        planner = Visit(create_app(store, Settings(), lambda: INSIDE), Role.PLANNER)
        draft = copy_in_force(store, FIRST, WEEKS, "planner", INSIDE).id
        opened = open_roster(store, draft)
        shift = next(s for s in opened.shifts if s.start > INSIDE and s.id in opened.holders)
        found: list[str] = []

        def note(_connection, _cursor, statement, parameters, *_more):  # type: ignore[no-untyped-def]
            is_read = statement.lstrip().startswith("SELECT") and "FROM assignment" in statement
            if is_read and draft in tuple(parameters):
                found.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        form = {
            "do": "remove",
            "person": opened.holders[shift.id][0],
            "day": shift.start.astimezone(opened.problem.zone).date().isoformat(),
            "shift": shift.id,
            "seen": opened.head.lock_version,
        }
        answer = planner.post(f"/rosters/{draft}/edit", data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.text
        store.close()
    return len(found)
