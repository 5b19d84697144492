"""Why somebody was absent goes when its term is over; that they were absent stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.errors import InputError
from data.model.gap import Cause
from data.store import gaps, records, rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.audit.sealing import ERASED_ABSENCES
from data.tables.period import ZONE
from scheduler.coverage.monitor import sweep
from scheduler.planning.absences import report_sick
from scheduler.records.erasure import erase_old_reasons, erase_person
from scheduler.service.tasks import tasks
from scheduler.settings import Settings, settings
from tests.data.store.test_erasure import LATER, everything, without
from tests.support.region import KEY, NOW, import_texts

TERM = {"illness": 52}
START = NOW + timedelta(days=42)
OVER = START + timedelta(weeks=53, days=2)


def kinds(store):
    with store.reading() as connection:
        return {row.values["kind"] for row in records.read_rows(connection, "absences").values()}


def findings(store):
    with store.reading() as connection:
        return verify(connection, ZONE, keys=(KEY,)).findings


@pytest.fixture
def ill(region_in_force):
    """Somebody with a duty was ill on that day, which opened a gap; and the store knows it."""
    store = region_in_force
    with store.reading() as connection:
        (head,) = rosters.heads(connection)
        shifts = {one.id: one for one in rosters.read_shifts(connection, head.shift_set)}
        duties = rosters.read_assignments(connection, head.id)
    later = (one for one in duties if shifts[one.shift].start >= START)
    duty = min(later, key=lambda one: (shifts[one.shift].start, one.shift))
    person, start = duty.person, shifts[duty.shift].start
    report_sick(store, person, start, start.date(), "planner", NOW)
    sweep(store, 8, START - timedelta(days=1))
    return store, person


def test_an_illness_says_absent_after_its_term_in_all_that_is_kept(ill):
    store, person = ill
    assert "illness" in kinds(store)
    assert "illness" in everything(store)
    assert erase_old_reasons(store, TERM, KEY, "caco", OVER) >= 1
    assert "illness" not in kinds(store)
    assert "absent" in kinds(store)
    assert [line[:400] for line in everything(store).splitlines() if "illness" in line] == []
    assert findings(store) == ()
    with store.reading() as connection:
        (entry,) = trail.entries(connection, action=ERASED_ABSENCES)
        assert person not in str(entry.after)
        parts = [part for gap in gaps.read_gaps(connection) for part in gap.interval.parts]
    assert any(part.cause is Cause.ABSENT for part in parts)
    assert erase_old_reasons(store, TERM, KEY, "caco", OVER) == 0


def test_an_illness_within_its_term_and_another_kind_stay_as_they_are(ill):
    store, _ = ill
    before = everything(store)
    assert erase_old_reasons(store, {"illness": 104}, KEY, "caco", OVER) == 0
    assert erase_old_reasons(store, {}, KEY, "caco", LATER) == 0
    assert everything(store) == before


def test_who_was_ill_can_be_erased_after_that_and_the_trail_stays_whole(ill):
    store, person = ill
    erase_old_reasons(store, TERM, KEY, "caco", OVER)
    import_texts(store, without(person), now=OVER)
    erase_person(store, person, "asked", "planner", LATER, key=KEY)
    assert findings(store) == ()


def test_the_clock_does_it_and_says_so(ill, tmp_path):
    store, _ = ill
    mine = Settings(absence_weeks=TERM, secret_file=str(tmp_path / "secret"))
    (task,) = [one for one in tasks(mine) if one.name == "retention"]
    assert "absences say no more why" in task.run(store, mine, OVER)
    assert "illness" not in kinds(store)


def test_terms_are_written_in_weeks_by_kind(monkeypatch):
    assert dict(settings().absence_weeks) == {"illness": 104}
    monkeypatch.setenv("CACO_ABSENCE_WEEKS", "illness 52, course 26")
    assert dict(settings().absence_weeks) == {"illness": 52, "course": 26}
    for wrong in ("illness", "flu 3", "illness -1", "absent 3"):
        monkeypatch.setenv("CACO_ABSENCE_WEEKS", wrong)
        with pytest.raises(InputError, match="CACO_ABSENCE_WEEKS is written as illness 104"):
            settings()
