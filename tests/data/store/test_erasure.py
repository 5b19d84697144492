"""A leaver's personal data go, their duties stay."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from data.model.errors import Refused
from data.model.presence import HandoverNote, Presence, PresenceSource
from data.store import problems, records, rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.presences import (
    CONFIRMED,
    add_handover,
    add_presence,
    handovers_since,
    presences_between,
)
from data.store.tables.columns import METADATA
from data.tables.period import ZONE
from scheduler.planning.absences import report_sick
from scheduler.records.erasure import erase_person
from tests.data.store.conftest import BOTH
from tests.support.originals import IN_FORCE, Original
from tests.support.region import FIRST, KEY, NOW, WEEKS, import_texts, texts

LATER = NOW + timedelta(weeks=120)


def without(person):
    return {
        name: [row for row in rows if person not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }


def somebody(store):
    """The code of somebody with duties."""
    with store.reading() as connection:
        (head,) = rosters.heads(connection)
        return rosters.read_assignments(connection, head.id)[0].person


def gone(store):
    """The code of somebody with duties who was ill, and left."""
    person = somebody(store)
    start = NOW + timedelta(days=42)
    report_sick(store, person, start, start.date(), "planner", NOW)
    import_texts(store, without(person), now=NOW)
    return person


LEFT = Original("left", IN_FORCE, gone)


@pytest.fixture(params=BOTH)
def store(request, tmp_path):
    """Every test here begins with a roster in force, after somebody left."""
    with LEFT.copy(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def leaver(store):
    """Who left, and may be erased."""
    return somebody(store)


def name_of(person):
    return next(row["name"] for row in texts()["people"] if row["id"] == person)


def everything(store):
    """All that the store holds, as one text."""
    found = []
    with store.reading() as connection:
        for table in METADATA.tables.values():
            for row in connection.execute(select(table)):
                cells = [
                    zlib.decompress(cell).decode() if isinstance(cell, bytes) else str(cell)
                    for cell in row
                ]
                found += cells
    return "\n".join(found)


def test_nothing_names_the_leaver_any_more(store, leaver):
    name = name_of(leaver)
    assert name in everything(store)
    erase_person(store, leaver, "asked for it", "planner", LATER, key=KEY)
    after = everything(store)
    assert name not in after
    assert f'"{leaver}"' not in after


def test_their_duties_stand_under_a_pseudonym_and_the_chain_is_whole(store, leaver):
    with store.reading() as connection:
        before = rosters.read_assignments(connection, 1)
    done = erase_person(store, leaver, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        after = rosters.read_assignments(connection, 1)
        found = verify(connection, ZONE)
        history = records.read_rows(connection, "history").values()
    assert {a.shift for a in after if a.person == done.pseudonym} == {
        a.shift for a in before if a.person == leaver
    }
    assert {(a.person, a.shift) for a in after if a.person != done.pseudonym} == {
        (a.person, a.shift) for a in before if a.person != leaver
    }
    assert any(row.values["person"] == done.pseudonym for row in history)
    assert found.findings == ()
    assert found.erased > 0


def test_what_they_worked_by_stays_and_why_they_were_away_goes(store, leaver):
    done = erase_person(store, leaver, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        head = rosters.read_head(connection, 1)
        problem = problems.read_problem(connection, head.problem_hash)
    assert problem.person_by_id[done.pseudonym].contracts
    assert all(absence.person != done.pseudonym for absence in problem.absences)


def test_an_erased_entry_that_is_changed_again_is_no_signature_less(store, leaver):
    """The hash of what was signed stands in the chain itself, not in what can be erased."""
    erase_person(store, leaver, "asked for it", "planner", LATER, key=KEY)
    from sqlalchemy import update

    from data.store.tables.rosters import ASSIGNMENTS

    with store.writing() as connection:
        connection.execute(update(ASSIGNMENTS).values(double=True))
    with store.reading() as connection:
        assert any(f.where == "roster 1" for f in verify(connection, ZONE).findings)


def test_who_is_here_or_left_too_lately_is_not_erased(store, leaver):
    with pytest.raises(Refused, match="must be kept by name until"):
        erase_person(store, leaver, "asked for it", "planner", NOW + timedelta(weeks=30), key=KEY)
    here = next(row["id"] for row in texts()["people"] if row["id"] != leaver)
    with pytest.raises(Refused, match="still here"):
        erase_person(store, here, "asked for it", "planner", LATER, key=KEY)
    with pytest.raises(Refused, match="has duties up to"):
        erase_person(store, leaver, "asked for it", "planner", NOW, key=KEY)
    with pytest.raises(Refused, match="unknown"):
        erase_person(store, "nobody", "asked for it", "planner", LATER, key=KEY)
    with pytest.raises(Refused, match="no reason"):
        erase_person(store, leaver, " ", "planner", LATER, key=KEY)


def test_the_law_may_ask_to_erase_early(store, leaver):
    when = NOW + timedelta(weeks=30)
    erase_person(store, leaver, "a judge said so", "planner", when, early=True, key=KEY)
    assert name_of(leaver) not in everything(store)
    assert "a judge said so" in everything(store)


def test_the_next_period_can_still_be_planned(store, leaver):
    from scheduler.planning.current_problem import current_problem

    erase_person(store, leaver, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        problem = current_problem(connection, FIRST + timedelta(weeks=WEEKS), 1)
    assert leaver not in problem.person_by_id
    assert {duty.person for duty in problem.history} <= set(problem.person_by_id)


def test_messages_to_a_leaver_are_emptied_and_those_to_others_have_another_name(store, leaver):
    from data.model.message import MessageStatus
    from data.store.outbox import messages
    from tests.scheduler.notifications.samples import message, posted

    row = next(iter(number_of(store, leaver)))
    name = name_of(leaver)
    mine = message(1, recipient=f"people/{row}", name=name, address="leaver@example.org", body=name)
    body = f"{name} kan de dienst doen."
    other = message(2, recipient="outside/Duty", name="Duty", body=body)
    posted(store, mine, other)
    gone = erase_person(store, leaver, "asked for it", "officer", LATER, key=KEY)
    with store.reading() as connection:
        first, second = messages(connection)
    assert (first.name, first.address, first.body, first.subject) == (gone.pseudonym, "", "", "")
    assert first.status is MessageStatus.STALE
    assert second.body == f"{gone.pseudonym} kan de dienst doen."
    assert second.status is MessageStatus.QUEUED
    assert name not in everything(store)


def number_of(store, person):
    with store.reading() as connection:
        yield records.read_rows(connection, "people")[person].number


def test_that_they_were_there_stays_and_what_they_left_goes(store, leaver):
    """Presence is kept under the pseudonym like the duty; a handover note goes with its writer."""
    there = Presence("CACO", "s", leaver, NOW, NOW, leaver, PresenceSource.SELF, name_of(leaver))
    with store.writing() as connection:
        kept = add_presence(connection, there)
        add_handover(connection, HandoverNote("CACO", leaver, NOW, leaver, "theirs"))
        other = HandoverNote("CACO", "", NOW, "wall", f"call {name_of(leaver)}")
        add_handover(connection, other)
        act = trail.Act(CONFIRMED, f"presence/{kept.id}", None, told_of(kept))
        trail.append(connection, [act], "planner", NOW)
    erased = erase_person(store, leaver, "they asked", "dpo", LATER, key=KEY)
    with store.reading() as connection:
        (found,) = presences_between(connection, NOW, NOW + timedelta(days=1))
        notes = handovers_since(connection, NOW, "CACO")
        assert verify(connection, ZONE, keys=[KEY]).findings == ()
    assert (found.person, found.recorded_by, found.note) == (erased.pseudonym,) * 3
    assert [one.text for one in notes] == [f"call {erased.pseudonym}"]


def told_of(one):
    return {"post": one.post, "person": one.person, "at": one.at.isoformat(), "how": one.how.value}
