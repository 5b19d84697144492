"""Employers that people name become partners, once, and the trail says since when."""

from __future__ import annotations

from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.records.partners import adopt_employers, read_partners, unknown_employers
from tests.support.region import NOW, import_texts, texts


def test_each_employer_becomes_one_partner_and_the_trail_tells_it(store):
    tables = texts()
    tables["people"] = [dict(row) for row in tables["people"]]
    names = ("Politie", " politie ", "GGD")
    for row, name in zip(tables["people"], names, strict=False):
        row["employer"] = name
    import_texts(store, tables)
    made = {one.name for one in adopt_employers(store, "planner", NOW)}
    assert {"Politie", "GGD"} <= made
    assert not adopt_employers(store, "planner", NOW)
    with store.reading() as connection:
        assert not unknown_employers(connection)
        assert {one.name for one in read_partners(connection)} == made
        assert verify(connection, ZONE).findings == ()
