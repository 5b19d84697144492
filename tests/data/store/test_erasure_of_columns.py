"""Each column that may hold a name is found by itself: none of them tells of who was erased."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Boolean, Column, Date, LargeBinary, Text, Time, create_engine, select

from data.store.audit.erasing import erase
from data.store.audit.leaver import Leaver
from data.store.audit.trail import head
from data.store.records import read_rows
from data.store.tables.access import ACCOUNTS
from data.store.tables.columns import METADATA, Choice, UtcDateTime, WordList, WordsByWord
from data.tables.period import ZONE
from tests.support.originals import IMPORTED
from tests.support.region import KEY, NOW, texts

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

CODE, NAME = texts()["people"][0]["id"], texts()["people"][0]["name"]
LOGIN = "jan"
NUMBER = 990  #: of each row that is planted
#: What the product writes by itself, whatever the table: codes, secrets, hashes, figures.
WRITTEN_BY_US = frozenset({
    "acknowledged_extent", "auth", "book", "channel", "code", "code_hash", "content_hash",
    "entry_hash", "etag", "fault", "fetched_by", "function", "key", "language", "line", "machine",
    "old_channel", "p256dh", "parts", "password_hash", "post", "program", "progress",
    "proof_hash", "region", "request", "requirement", "seat", "second_factor_seed", "server_key",
    "sha256",
    "shift", "shift_set", "slot", "step", "time_zone", "token_hash",
})  # fmt: skip
#: Columns that hold a name or an address on purpose, or none of any person.
KEPT = {
    "absence_feed.url": "the address of a calendar of somebody else",
    "accepted.accepted_by": "who signed",
    "accepted.facts": "part of what was signed",
    "accepted.reason": "part of what was signed",
    "accepted.subject": "codes",
    "account.subject": "the mark of a provider",
    "board_accounts.content": "figures: it names nobody",
    "call_attempt.number": "the number of somebody else",
    "contact_change.address": "the address of somebody else",
    "contact_change.old_address": "the address of somebody else",
    "employer_asks.partner": "the code of a partner",
    "gap.accepted_facts": "figures of what was accepted",
    "gap_event.what": "the kind of an event",
    "invitation.login": "the login of somebody else",
    "invitation.message": "the number of a message",
    "message.address": "the address of somebody else",
    "message.name": "the name of somebody else",
    "message.recipient": "the row of somebody else",
    "roster.published_by": "who signed",
    "shift.name": "the name of a post",
    "statements.content": "signed: figures and duties by code",
    "statements.made_by": "who signed",
    "subscription.subject": "the code of what a calendar shows",
    "swap_request.given": "codes of shifts",
    "swap_request.returned": "codes of shifts",
}
#: Columns that hold JSON with what was said in it.
JSONS = frozenset({"gap_event.facts", "roster.result", "roster.violations", "solve_run.best"})
#: Columns that hold a login and nothing else.
LOGINS = frozenset({
    "account.created_by", "account.login", "api_token.created_by", "api_token.revoked_by",
    "contact_change.by", "invitation.invited_by", "invitation.withdrawn_by", "roster.changed_by",
    "roster.created_by", "solve_run.asked_by",
})  # fmt: skip
#: The trail and the problems of rosters are hashed, and have tests of their own.
HASHED = frozenset({"audit_entry", "audit_head", "problem_snapshot"})


def place(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def may_say(column: Column[Any], said: str) -> bool:
    """Whether a column may hold it: words that somebody typed, or that say who somebody is."""
    is_code = column.unique or column.primary_key or column.foreign_keys
    is_ours = column.name in WRITTEN_BY_US or place(column) in KEPT
    may_hold = said == LOGIN or place(column) not in LOGINS
    return isinstance(column.type, Text) and may_hold and not (is_code or is_ours)


def planted(column: Column[Any], said: str) -> object:
    """A value of its kind: what is said, where the column may name somebody."""
    kind = column.type
    if place(column) == "roster_signature.consents":
        return json.dumps([["gap", "subject", "shown", said]])
    if place(column) in JSONS:
        return json.dumps({"said": said})
    if isinstance(kind, Choice):
        return next(one for one in kind.words.__members__.values())
    of_kind: tuple[tuple[type, object], ...] = (
        (UtcDateTime, None if column.nullable else datetime(2027, 1, 1, tzinfo=UTC)),
        (WordList, ["x"]),
        (WordsByWord, {"x": ["x"]}),
        (Boolean, False),
        (Date, date(2027, 1, 1)),
        (Time, time(8)),
        (LargeBinary, b""),
        (Text, said if may_say(column, said) else "x"),
    )
    return next((one for of, one in of_kind if isinstance(kind, of)), NUMBER)


def row_of(table: Table, said: str, leaver: int) -> dict[str, object]:
    """A row about nobody, or about somebody else; the account is the leaver's."""
    row = {column.name: planted(column, said) for column in table.c}
    return {**row, "login": LOGIN, "person": leaver} if table is ACCOUNTS else row


def naming(connection: Connection, word: str) -> set[str]:
    """The columns that say a word."""
    return {
        f"{table.name}.{name}"
        for table in METADATA.sorted_tables
        for row in connection.execute(select(table)).mappings()
        for name, one in row.items()
        if re.search(rf"\b{re.escape(word)}\b", str(one))
    }


@pytest.mark.parametrize(
    ("word", "said"),
    [
        pytest.param(NAME, f"asked by {NAME}, who left", id="name"),
        pytest.param(LOGIN, LOGIN, id="login"),
    ],
)
def test_no_column_of_any_table_names_who_was_erased(tmp_path, word, said):
    with IMPORTED.copy("sqlite", tmp_path) as store, store.reading() as connection:
        number = read_rows(connection, "people")[CODE].number
    engine = create_engine(f"sqlite:///{next(tmp_path.glob('*.db'))}")  # without foreign keys
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        for table in METADATA.sorted_tables:
            if table.name not in HASHED:
                connection.execute(table.insert().values(row_of(table, said, number)))
        assert naming(connection, word)
        seq = head(connection).seq + 1
        erase(connection, Leaver(number, CODE, NAME), "asked", seq, KEY, ZONE, NOW)
        assert naming(connection, word) == set()


def test_of_a_list_of_logins_that_of_the_leaver_goes():
    leaver = Leaver(7, "anna", "Anna de Vries", frozenset(), frozenset({LOGIN}))
    assert leaver.out_of("boss;jan; jan@vr.example") == "boss;leaver-7; jan@vr.example"
    assert leaver.out_of("janna;boss") == "janna;boss"


def test_what_is_kept_by_name_exists():
    """A column that went, or got another name, leaves the list."""
    known = {place(one) for table in METADATA.sorted_tables for one in table.c}
    assert set(KEPT) | JSONS | LOGINS <= known
    assert {one.partition(".")[2] for one in known} >= WRITTEN_BY_US
