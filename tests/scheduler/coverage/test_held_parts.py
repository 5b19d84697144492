"""Who has which part of a duty on paper, for the lists of people and for programs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.store import rosters
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.on_duty import duties_of
from tests.scheduler.self_service.scene import DAY, HOUR
from tests.support.originals import IN_FORCE
from tests.support.region import INSIDE
from tests.support.take_overs import take_over, withdraw

FAR = INSIDE + 21 * DAY


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    with IN_FORCE.copy(request.param, tmp_path) as store:
        yield store


def held(store, person=None, start=INSIDE, end=FAR):
    with store.reading() as connection:
        return held_parts(connection, start, end, person)


def on_paper(store, start=INSIDE, end=FAR):
    with store.reading() as connection:
        return rosters.duties_between(connection, start, end)


def of(parts, shift):
    return [
        (one.person, one.shift.start, one.shift.end) for one in parts if one.whole.id == shift.id
    ]


@pytest.fixture
def scene(store):
    """A duty to come, who has it, and two others who have nothing of its post then."""
    leaver, shift, _ = next(one for one in on_paper(store) if one[1].start > INSIDE + DAY)
    busy = {who for who, one, _ in on_paper(store) if one.id == shift.id}
    others = sorted({who for who, *_ in on_paper(store)} - busy)
    return shift, leaver, others[0], others[1]


def test_without_take_overs_it_is_what_the_rosters_say(store):
    assert [(one.person, one.whole, one.doubles) for one in held(store)] == on_paper(store)
    assert not any(one.is_part or one.taken_from for one in held(store))


def test_parts_are_those_of_who_has_them_for_everybody_and_for_each_alone(store, scene):
    shift, leaver, first, second = scene
    take_over(store, shift, (leaver, first), shift.start + 2 * HOUR, now=INSIDE)
    take_over(store, shift, (first, second), shift.start + 5 * HOUR, now=INSIDE)
    everybody = held(store)
    assert of(everybody, shift) == [
        (leaver, shift.start, shift.start + 2 * HOUR),
        (first, shift.start + 2 * HOUR, shift.start + 5 * HOUR),
        (second, shift.start + 5 * HOUR, shift.end),
    ]
    assert [one.taken_from for one in everybody if one.whole.id == shift.id] == [
        (),
        (leaver,),
        (first,),
    ]
    for person in {one.person for one in everybody}:
        assert held(store, person) == [one for one in everybody if one.person == person]


def test_a_take_over_that_was_withdrawn_leaves_no_part(store, scene):
    shift, leaver, first, _ = scene
    before = held(store)
    one = take_over(store, shift, (leaver, first), shift.start + HOUR, now=INSIDE)
    assert held(store) != before
    withdraw(store, one, INSIDE + HOUR)
    assert held(store) == before


def test_who_gave_all_of_it_away_has_nothing_of_it(store, scene):
    shift, leaver, first, _ = scene
    take_over(store, shift, (leaver, first), shift.start, now=INSIDE)
    assert shift.id not in {one.whole.id for one in held(store, leaver)}
    (mine,) = [one for one in held(store, first) if one.whole.id == shift.id]
    assert (mine.shift, mine.is_part, mine.taken_from) == (shift, False, (leaver,))


def test_only_pieces_that_touch_the_stretch_are_there(store, scene):
    shift, leaver, first, _ = scene
    middle = shift.start + 2 * HOUR
    take_over(store, shift, (leaver, first), middle, now=INSIDE)
    assert of(held(store, start=middle, end=middle + HOUR), shift) == [(first, middle, shift.end)]
    assert of(held(store, leaver, start=middle, end=middle + HOUR), shift) == []


def test_the_list_of_duties_has_an_entry_for_each_part(store, scene):
    shift, leaver, first, _ = scene
    middle = shift.start + 2 * HOUR
    take_over(store, shift, (leaver, first), middle, now=INSIDE)
    for found in (
        duties_of(store, INSIDE, FAR, post=shift.post),
        duties_of(store, INSIDE, FAR, person=leaver) + duties_of(store, INSIDE, FAR, person=first),
    ):
        mine = [one for one in found if one.shift.id == shift.id]
        assert [(one.person, one.start, one.end, one.taken_from) for one in mine] == [
            (leaver, shift.start, middle, ()),
            (first, middle, shift.end, (leaver,)),
        ]
        assert all(replace(one.shift) == shift for one in mine)
