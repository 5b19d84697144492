"""Declarations: what they change is told first, and is then what is done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.competence_status import CompetenceState
from data.model.errors import Conflict, InputError
from data.model.record_change import RowChangeKind
from data.model.requirement import Evidence, Override
from data.store import records
from data.store.audit import trail as audit
from scheduler.competence.declarations import DeclarationOptions, declare
from tests.scheduler.records.register import LAPSING
from tests.support.region import INSIDE

TODAY = INSIDE.date()
LOOK = DeclarationOptions(weeks=8, dry_run=True)


def shown(person=LAPSING, day=TODAY, **how):
    return Evidence(person, "verklaring", day, "B. Baas", "Politie", **how)


def decided(person=LAPSING, start=TODAY, until=TODAY + timedelta(days=30)):
    return Override(person, "CACO", start, until, "Brief is onderweg", "C. Commandant")


def trail(store):
    with store.reading() as connection:
        return audit.head(connection).seq


def test_a_look_tells_who_becomes_competent_and_which_gaps_close_and_changes_nothing(region):
    before = trail(region)
    done = declare(region, [shown()], LOOK, "planner", INSIDE)
    assert trail(region) == before
    assert not done.was_done
    (effect,) = done.effects
    assert effect.before.until == date(2027, 1, 10)
    assert effect.after.until == date(2027, 8, 23)  # the end of the appointment
    assert done.closes
    assert {part.person for interval in done.closes for part in interval.parts} == {LAPSING}
    assert done.opens == ()


def test_what_was_looked_at_is_what_is_done(region):
    look = declare(region, [shown()], LOOK, "planner", INSIDE)
    done = declare(region, [shown()], DeclarationOptions(8, seen=look.seq), "planner", INSIDE)
    assert replace(done, was_done=False) == look
    with region.reading() as connection:
        assert audit.entries(connection, most=1)[0].action == "record.added"


def test_somebody_else_was_first(region):
    look = declare(region, [shown()], LOOK, "planner", INSIDE)
    declare(region, [shown("p001")], DeclarationOptions(8), "other", INSIDE)
    with pytest.raises(Conflict) as caught:
        declare(region, [shown()], DeclarationOptions(8, seen=look.seq), "planner", INSIDE)
    assert caught.value.by == "other"


def test_several_people_at_once(region):
    done = declare(region, [shown(), shown("p001"), shown("p003")], LOOK, "planner", INSIDE)
    assert {effect.after.person for effect in done.effects} == {LAPSING, "p001", "p003"}
    assert [change.kind for change in done.changes] == [RowChangeKind.ADDED] * 3


def test_evidence_of_the_same_day_is_corrected(region):
    declare(region, [shown()], DeclarationOptions(8), "planner", INSIDE)
    done = declare(region, [shown(document="archief 12")], DeclarationOptions(8), "planner", INSIDE)
    (change,) = done.changes
    assert (change.kind, change.after) == (RowChangeKind.CHANGED, {"document": "archief 12"})


def test_a_correction_that_takes_a_competence_away_tells_what_opens(region):
    given = Evidence("p001", "verklaring", date(2025, 6, 1), "A. Chef", "Politie")
    done = declare(region, [replace(given, until=date(2027, 1, 9))], LOOK, "planner", INSIDE)
    assert done.opens
    assert done.effects[0].after.state is CompetenceState.ENDING


def test_a_decision_lets_somebody_be_rostered(region):
    after_lapse = INSIDE + timedelta(days=4)
    done = declare(region, [decided()], DeclarationOptions(8), "planner", after_lapse)
    (effect,) = done.effects
    assert (effect.before.state, effect.after.state) == (
        CompetenceState.LAPSED,
        CompetenceState.OVERRIDDEN,
    )
    with region.reading() as connection:
        (row,) = records.read_rows(connection, "overrides").values()
    assert row.values["reason"] == "Brief is onderweg"


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (shown(day=TODAY + timedelta(days=1)), "lies in the future"),
        (replace(shown(), employer=""), "a declaration needs its employer"),
        (shown(until=TODAY - timedelta(days=1)), "lies before"),
        (shown("p009"), "no competence for a function that asks"),  # no CaCo
        (decided(until=TODAY - timedelta(days=1)), "lies before from"),
        (replace(decided(), decided_by=LAPSING), "nobody decides on their own"),
        (replace(decided(), function="IM-COPI", person="p009"), "asks nothing"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(region, said, what):
    before = trail(region)
    with pytest.raises(InputError, match=what):
        declare(region, [said], DeclarationOptions(8), "planner", INSIDE)
    assert trail(region) == before


def test_a_person_or_requirement_that_is_unknown_is_refused(region):
    with pytest.raises(InputError):
        declare(region, [shown("nobody")], LOOK, "planner", INSIDE)
    with pytest.raises(InputError):
        declare(region, [replace(shown(), requirement="none")], LOOK, "planner", INSIDE)
