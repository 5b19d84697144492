"""Shift series and assignment records, version after version."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.feeds.series import AssignmentHolder, tell
from tests.scheduler.feeds.support import ANNA, BAS, HOUR, shift, version

DAY = shift()
LATER = shift("CACO:b", "2027-01-04 08:00", "2027-01-04 16:00")
NIGHT = shift("CACO:n", "2027-01-04 23:00", "2027-01-05 07:00", name="N")


def only(history):
    (series,) = history.series
    return series


def record(history, person=ANNA):
    return next(series.records[person] for series in history.series if person in series.records)


def test_a_version_that_changes_nothing_changes_nothing():
    first = tell([version(1, [DAY, ANNA])])
    assert tell([version(1, [DAY, ANNA]), version(2, [DAY, ANNA])]).there == first.there


def test_a_shift_that_moves_an_hour_keeps_its_identity():
    series = only(tell([version(1, [DAY, ANNA]), version(2, [LATER, ANNA])]))
    born = only(tell([version(1, [DAY, ANNA])]))
    assert (series.uid, series.records[ANNA].uid) == (born.uid, born.records[ANNA].uid)
    assert (series.sequence, series.records[ANNA].sequence) == (1, 1)
    assert series.records[ANNA].start == LATER.start


def test_a_shift_that_moves_twice_is_still_the_same():
    third = shift("CACO:c", "2027-01-04 09:00", "2027-01-04 17:00")
    series = only(tell([version(1, [DAY]), version(2, [LATER]), version(3, [third])]))
    assert series.uid == only(tell([version(1, [DAY])])).uid


def test_a_new_shift_with_the_id_of_one_that_moved_away_is_another_slot():
    history = tell([version(1, [DAY, ANNA]), version(2, [LATER, ANNA]), version(3, [DAY], [LATER])])
    assert len({series.uid for series in history.series}) == 2
    assert history.there[LATER.id].uid == only(tell([version(1, [DAY])])).uid


def test_a_shift_of_another_name_is_not_the_one_that_vanished():
    other = shift("CACO:o", "2027-01-04 07:00", "2027-01-04 15:00", name="X")
    history = tell([version(1, [DAY, ANNA]), version(2, [other, ANNA])])
    assert [series.is_there for series in history.series] == [True, False]


def test_what_is_left_of_a_shift_that_was_cut_is_that_shift_and_so_is_the_whole_again():
    rest = shift("CACO:2027-01-04T11:00_240", "2027-01-04 11:00", "2027-01-04 15:00", name="D*")
    cut = only(tell([version(1, [DAY, ANNA]), version(2, [rest, ANNA])]))
    born = only(tell([version(1, [DAY, ANNA])]))
    assert (cut.uid, cut.records[ANNA].uid) == (born.uid, born.records[ANNA].uid)
    assert (cut.records[ANNA].sequence, cut.records[ANNA].start) == (1, rest.start)
    whole = only(tell([version(1, [DAY, ANNA]), version(2, [rest, ANNA]), version(3, [DAY, ANNA])]))
    assert whole.records[ANNA].uid == born.records[ANNA].uid
    assert (whole.records[ANNA].sequence, whole.records[ANNA].start) == (2, DAY.start)


def test_of_a_shift_that_was_cut_in_the_middle_the_longer_rest_is_that_shift():
    parts = [
        shift("CACO:2027-01-04T07:00_60", "2027-01-04 07:00", "2027-01-04 08:00", name="D*"),
        shift("CACO:2027-01-04T10:00_300", "2027-01-04 10:00", "2027-01-04 15:00", name="D*"),
    ]
    history = tell([version(1, [DAY, ANNA]), version(2, *([one, ANNA] for one in parts))])
    kept, new = history.there[parts[1].id], history.there[parts[0].id]
    assert kept.uid == only(tell([version(1, [DAY, ANNA])])).uid
    assert (new.uid != kept.uid, new.records[ANNA].sequence) == (True, 0)


def test_a_shift_that_does_not_overlap_is_not_the_one_that_vanished():
    other = shift("CACO:o", "2027-01-04 15:00", "2027-01-04 23:00")
    assert len(list(tell([version(1, [DAY]), version(2, [other])]).series)) == 2


def test_the_largest_overlap_wins():
    near = shift("CACO:p", "2027-01-04 07:30", "2027-01-04 15:30")
    far = shift("CACO:q", "2027-01-04 14:00", "2027-01-04 22:00")
    history = tell([version(1, [DAY]), version(2, [near], [far])])
    assert history.there["CACO:p"].uid == only(tell([version(1, [DAY])])).uid
    assert history.there["CACO:q"].sequence == 0


def test_who_loses_a_duty_keeps_it_as_it_was_then():
    history = tell([version(1, [DAY, ANNA]), version(2, [DAY, BAS]), version(3, [LATER, BAS])])
    lost = record(history)
    assert (lost.is_held, lost.sequence, lost.start) == (False, 1, DAY.start)
    assert lost.changed_at == version(2).published_at


def test_who_gets_it_back_has_the_same_duty_again():
    versions = [version(1, [DAY, ANNA]), version(2, [DAY, BAS]), version(3, [DAY, ANNA])]
    again = record(tell(versions))
    assert again.uid == record(tell(versions[:1])).uid
    assert (again.is_held, again.sequence) == (True, 2)
    assert not record(tell(versions), BAS).is_held


def test_who_gets_it_back_after_it_moved_has_it_where_it_is_now():
    history = tell([version(1, [DAY, ANNA]), version(2, [LATER, BAS]), version(3, [LATER, ANNA])])
    assert (record(history).start, record(history).sequence) == (LATER.start, 2)


def test_a_shift_that_comes_back_is_the_slot_that_it_was():
    history = tell([version(1, [DAY, ANNA]), version(2, [NIGHT]), version(3, [DAY, ANNA], [NIGHT])])
    back = history.there[DAY.id]
    assert (back.uid, back.sequence) == (only(tell([version(1, [DAY])])).uid, 2)
    assert not history.gone


def test_to_become_a_trainee_is_a_change():
    history = tell([version(1, [DAY, ANNA]), version(2, [DAY, AssignmentHolder(ANNA, True), BAS])])
    assert (record(history).sequence, record(history).doubles) == (1, True)


def test_another_holder_changes_the_slot_but_not_the_duty_of_a_colleague():
    pair = shift(required=2)
    history = tell([version(1, [pair, ANNA, BAS]), version(2, [pair, ANNA, 3])])
    assert (only(history).sequence, record(history).sequence) == (1, 0)


def test_what_no_calendar_shows_is_no_change():
    """A longer break or handover, or another id at the same time."""
    for other in (shift(handover_minutes=15), shift("CACO:new")):
        series = only(tell([version(1, [DAY, ANNA]), version(2, [other, ANNA])]))
        assert (series.sequence, series.records[ANNA].sequence) == (0, 0)
        assert series.changed_at == version(1).published_at


def test_a_clock_that_was_set_back_takes_no_moment_of_change_back():
    early = version(2, [DAY, BAS], at=version(1).published_at - 5 * HOUR)
    history = tell([version(1, [DAY, ANNA]), early])
    assert record(history).changed_at == only(history).changed_at == version(1).published_at


PEOPLE = st.sets(st.sampled_from([1, 2, 3, 4]), max_size=2)
STARTS = st.integers(0, 3)


@st.composite
def rosters(draw):
    """Versions of a small period in which shifts come, go, move and change hands."""
    found = []
    for number in range(1, draw(st.integers(2, 6)) + 1):
        seats = []
        for day in range(draw(st.integers(0, 3))):
            move = timedelta(hours=draw(STARTS))
            one = shift(f"CACO:{day}+{move.seconds // 3600}")
            begin = one.start + timedelta(days=day) + move
            moved = type(one)(one.id, one.post, one.name, begin, begin + 8 * HOUR, 480)
            doubles = draw(st.booleans())
            seats.append(
                [moved, *(AssignmentHolder(p, doubles and p == 1) for p in sorted(draw(PEOPLE)))]
            )
        skew = timedelta(minutes=draw(st.integers(-90, 90)))
        found.append(version(number, *seats, at=version(number).published_at + skew))
    return found


def stints_of(history):
    return {record.uid: record for series in history.series for record in series.records.values()}


@given(rosters())
def test_identities_are_unique_and_stay(versions):
    before: dict[str, int] = {}
    for count in range(1, len(versions) + 1):
        history = tell(versions[:count])
        uids = [series.uid for series in history.series]
        records = [one.uid for series in history.series for one in series.records.values()]
        assert len({*uids, *records}) == len(uids) + len(records)
        now = {one.uid: one.person for one in stints_of(history).values()}
        assert before.items() <= now.items()  # nobody loses an identity, or gets another's
        before = now
        for id, one in history.there.items():
            assert one.shift == versions[count - 1].shifts[id]


@given(rosters())
def test_sequence_and_moment_of_change_never_go_back(versions):
    for count in range(1, len(versions)):
        old, new = (
            {series.uid: series for series in tell(versions[:c]).series} for c in (count, count + 1)
        )
        olds, news = (stints_of(tell(versions[:c])) for c in (count, count + 1))
        for before, after in [
            *((old[u], new[u]) for u in old),
            *((olds[u], news[u]) for u in olds),
        ]:
            assert after.sequence in (before.sequence, before.sequence + 1)
            assert after.changed_at >= before.changed_at
            if after.sequence == before.sequence:
                assert after.changed_at == before.changed_at


@given(rosters())
def test_what_a_reader_sees_changes_only_with_a_higher_sequence(versions):
    def seen(one):
        return one.start, one.end, one.is_held, one.doubles

    for count in range(1, len(versions)):
        olds, news = (stints_of(tell(versions[:c])) for c in (count, count + 1))
        for uid, before in olds.items():
            assert (seen(news[uid]) != seen(before)) == (news[uid].sequence > before.sequence)


@given(rosters())
def test_everybody_holds_exactly_what_the_last_version_gives_them(versions):
    last, history = versions[-1], tell(versions)
    held = {
        (series.shift.id, one.person, one.doubles)
        for series in history.series
        for one in series.records.values()
        if one.is_held
    }
    assert held == {
        (id, one.person, one.doubles) for id, who in last.holders.items() for one in who
    }
