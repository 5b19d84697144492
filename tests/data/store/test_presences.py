"""Presence, handover notes and signed statements, as either database keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.errors import StoreError
from data.model.presence import KEPT, HandoverNote, Presence, PresenceSource
from data.model.signed_statement import SignedStatement, hash_of_content
from data.store.presences import (
    add_handover,
    add_presence,
    handovers_since,
    presences_between,
    read_presence,
)
from data.store.statements import add_statement, read_statement, statements
from data.store.tables.proof import STATEMENTS
from scheduler.service.tasks import tidy_up
from tests.data.store.conftest import BOTH
from tests.scheduler.coverage.test_presence import ask_presence
from tests.support.originals import IN_FORCE
from tests.support.region import INSIDE, NOW

HOUR = timedelta(hours=1)


@pytest.fixture(params=BOTH)
def store(request, tmp_path):
    with IN_FORCE.copy(request.param, tmp_path) as opened:
        yield opened


def test_the_terms_follow_the_records_from_when_they_changed(store):
    """Asked, asked otherwise, and no longer: each from its moment on."""
    for hours, minutes in ((0, "10"), (2, "15"), (4, "")):
        ask_presence(store, NOW + hours * HOUR, minutes)
    with store.reading() as connection:
        known = read_presence(connection, NOW, NOW + 5 * HOUR, NOW)
    asked = [known.minutes_asked("CACO", NOW + hours * HOUR) for hours in (-1, 0, 1, 2, 3, 4, 5)]
    assert asked == [None, 10, 10, 15, 15, None, None]
    assert known.minutes_asked("IM", NOW) is None


def test_what_is_kept_is_read_back(store):
    there = Presence("CACO", "s", "p001", INSIDE, INSIDE, "anna", PresenceSource.BADGE, "door")
    with store.writing() as connection:
        kept = add_presence(connection, there)
        assert replace(kept, id=0) == there
        with pytest.raises(LookupError):
            add_presence(connection, replace(there, person="nobody"))
    with store.reading() as connection:
        assert presences_between(connection, INSIDE, INSIDE + HOUR, "CACO") == [kept]
        assert presences_between(connection, INSIDE - HOUR, INSIDE) == []


def test_old_notes_are_deleted_at_night_and_new_ones_stay(store):
    with store.writing() as connection:
        add_handover(connection, HandoverNote("CACO", "p001", INSIDE, "anna", "old"))
        add_handover(connection, HandoverNote("CACO", "", INSIDE + HOUR, "wall", "new"))
    assert "1 handover notes deleted" in tidy_up(store, INSIDE + KEPT + HOUR, [])
    with store.reading() as connection:
        (left,) = handovers_since(connection, INSIDE, "CACO")
    assert (left.person, left.text) == ("", "new")


def test_versions_of_a_statement_are_counted_by_its_days(store):
    days = date(2027, 1, 1), date(2027, 1, 31)
    one = SignedStatement(0, *days, 0, NOW, "anna", 1, "a", "b", "{}", hash_of_content("{}"))
    with store.writing() as connection:
        found = [
            add_statement(connection, each)
            for each in (one, one, replace(one, last=date(2027, 2, 1)))
        ]
        assert [each.version for each in found] == [1, 2, 1]
        assert read_statement(connection, found[1].id) == found[1]
        assert [each.id for each in statements(connection, *days)] == [found[1].id, found[0].id]
    again = {**{c.name: getattr(one, c.name) for c in STATEMENTS.c if c.name != "id"}, "version": 1}
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(STATEMENTS.insert().values(**again))
