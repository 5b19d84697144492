"""Nobody closes or checks what they own, whatever name a form or a file gives."""

from __future__ import annotations

import pytest

from data.model.account import Role
from data.model.errors import InputError
from data.model.improvement import Stage
from data.store import records
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.improvement.queries import list_findings
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.support.region import INSIDE, import_texts, texts

OWNER, PERSON = "karel", texts()["people"][0]["id"]
FINDING = {"id": "f1", "found_on": "2026-01-05", "origin": "study", "theme": "T", "text": "Open"}
ACTION = {"id": "a1", "finding": "f1", "what": "Mend", "due": "2026-02-01", "done_on": "2026-01-20"}
CHECK = {"finding": "f1", "date": "2026-01-25", "helped": "yes", "by": "boss"}
CLOSED = {"closed_on": "2026-01-26", "closed_by": "boss"}


@pytest.fixture(params=[{"owner_login": OWNER}, {"owner": PERSON}], ids=["account", "person"])
def store(request, site_store):
    """A finding whose action somebody owns who plans too, by their account or as a person."""
    new = NewAccount(OWNER, "Karel", frozenset({Role.PLANNER}), PERSON, "nl", "a password of mine")
    add_account(site_store, new, "boss", INSIDE)
    rows = [RowEdit("findings", FINDING), RowEdit("actions", ACTION | request.param)]
    edit_rows(site_store, rows, "boss", INSIDE)
    return site_store


def changed(store, table, more):
    """A row of a table as a form sends it, with other texts."""
    (row,) = read_rows(store, table)
    return RowEdit(table, {**row.texts, **more}, row.number)


def as_file(store, **more):
    """The tables of a file that was exported, with other rows."""
    with store.reading() as connection:
        given = records.texts_of(connection, ("findings", "actions", "checks"), ZONE)
    return {**given, **more}


def test_a_form_signed_with_another_name_neither_checks_nor_closes(store):
    with pytest.raises(InputError, match="nobody checks an action of their own"):
        edit_rows(store, [RowEdit("checks", CHECK)], OWNER, INSIDE)
    edit_rows(store, [RowEdit("checks", CHECK)], "boss", INSIDE)
    with pytest.raises(InputError, match="nobody checks an action of their own"):
        edit_rows(store, [changed(store, "checks", {"helped": "partly"})], OWNER, INSIDE)
    with pytest.raises(InputError, match="nobody closes a finding with an action of their own"):
        edit_rows(store, [changed(store, "findings", CLOSED)], OWNER, INSIDE)
    edit_rows(store, [changed(store, "findings", CLOSED)], "boss", INSIDE)
    edit_rows(store, [changed(store, "findings", {"theme": "Else"})], OWNER, INSIDE)


def test_a_file_signed_with_another_name_neither_checks_nor_closes(store):
    with pytest.raises(InputError, match="nobody checks an action of their own"):
        import_texts(store, as_file(store, checks=[CHECK]), who=OWNER, now=INSIDE, overrule=True)
    closed = as_file(store, findings=[FINDING | CLOSED])
    with pytest.raises(InputError, match="nobody closes a finding with an action of their own"):
        import_texts(store, closed, who=OWNER, now=INSIDE, overrule=True)
    given_away = closed | {"actions": [ACTION | {"owner_login": "else"}]}
    with pytest.raises(InputError, match="nobody closes a finding with an action of their own"):
        import_texts(store, given_away, who=OWNER, now=INSIDE, overrule=True)
    import_texts(store, closed | {"checks": [CHECK]}, who="boss", now=INSIDE, overrule=True)
    (found,) = list_findings(store)
    assert found.file.stage is Stage.CLOSED


def test_a_file_tells_what_others_closed_before(store):
    old = FINDING | CLOSED | {"id": "f0"}
    more = as_file(store)
    done = more["actions"][0] | {"id": "a0", "finding": "f0"}
    more = more | {"findings": [*more["findings"], old], "actions": [*more["actions"], done]}
    import_texts(store, more, who=OWNER, now=INSIDE, overrule=True)
    assert len(list_findings(store)) == 2
