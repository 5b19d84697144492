"""What changes for whom, from two versions; no store."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.model.shift import Shift
from scheduler.notifications.duty_changes import NOTHING, HeldDuty, News, Version, news
from tests.scheduler.self_service.scene import DAY, HOUR, local

NOW = local("2027-01-04 12:00")


def shift(start, hours=8, post="CACO", id=None):
    begin = local(start)
    return Shift(id or f"{post}:{start}", post, "D", begin, begin + hours * HOUR, hours * 60)


def version(*duties, spare=()):
    """A version in which (person, shift) pairs hold."""
    held: dict[Any, Any] = {}
    for person, one, *doubles in duties:
        held.setdefault(person, {})[one.id] = HeldDuty(one, bool(doubles))
    shifts = {one.id: one for _, one, *_ in duties} | {one.id: one for one in spare}
    return Version(shifts, held)


MONDAY, TUESDAY = shift("2027-01-04 15:00"), shift("2027-01-05 07:00")
PAST, UNDER_WAY = shift("2027-01-03 07:00"), shift("2027-01-04 07:00")


def test_who_gives_a_duty_hears_that_and_who_gets_it_too_and_nobody_else():
    before = version(("anna", MONDAY), ("bas", TUESDAY), ("cees", UNDER_WAY))
    after = version(("bas", MONDAY), ("bas", TUESDAY), ("cees", UNDER_WAY), spare=())
    assert news(before, after, NOW) == (
        News("anna", lost=(HeldDuty(MONDAY),)),
        News("bas", gained=(HeldDuty(MONDAY),)),
    )


def test_what_is_over_is_not_told_and_what_is_under_way_is():
    before = version(("anna", PAST), ("anna", UNDER_WAY))
    assert news(before, version(spare=(PAST, UNDER_WAY)), NOW) == (
        News("anna", lost=(HeldDuty(UNDER_WAY),)),
    )


def test_a_first_version_tells_everybody_all_their_duties_by_start():
    after = version(("anna", TUESDAY), ("anna", MONDAY))
    assert news(NOTHING, after, NOW) == (
        News("anna", gained=(HeldDuty(MONDAY), HeldDuty(TUESDAY))),
    )


def test_another_end_of_the_same_shift_is_a_move_not_a_loss_and_a_gain():
    longer = replace(MONDAY, end=MONDAY.end + HOUR)
    found = news(version(("anna", MONDAY)), version(("anna", longer)), NOW)
    assert found == (News("anna", moved=((HeldDuty(MONDAY), HeldDuty(longer)),)),)


def test_a_shift_whose_start_moved_is_a_move_although_its_id_names_the_start():
    later = shift("2027-01-04 16:00")
    found = news(version(("anna", MONDAY)), version(("anna", later)), NOW)
    assert found == (News("anna", moved=((HeldDuty(MONDAY), HeldDuty(later)),)),)


def test_two_shifts_that_overlap_are_no_move_while_both_are_still_there():
    later = shift("2027-01-04 16:00")
    before = version(("anna", MONDAY), spare=(later,))
    found = news(before, version(("anna", later), spare=(MONDAY,)), NOW)
    assert found == (News("anna", lost=(HeldDuty(MONDAY),), gained=(HeldDuty(later),)),)


def test_a_trainee_who_now_holds_the_shift_alone_hears_of_it():
    found = news(version(("anna", MONDAY, True)), version(("anna", MONDAY)), NOW)
    assert found == (News("anna", moved=((HeldDuty(MONDAY, doubles=True), HeldDuty(MONDAY)),)),)


def test_only_what_begins_within_48_hours_counts_as_soon():
    far = shift("2027-01-09 07:00")
    (found,) = news(version(("anna", far)), version(("anna", MONDAY), spare=(far,)), NOW)
    assert found.before(NOW + 2 * DAY) == News("anna", gained=(HeldDuty(MONDAY),))
    assert not found.before(NOW).is_something


SHIFTS = [shift(f"2027-01-{day:02} {hour}:00") for day in range(3, 8) for hour in ("07", "15")]
rosters = st.sets(st.tuples(st.sampled_from(["anna", "bas", "cees"]), st.sampled_from(SHIFTS))).map(
    lambda pairs: version(*pairs, spare=SHIFTS)
)


@given(rosters, rosters)
def test_what_is_told_turns_the_old_duties_to_come_into_the_new_ones(before, after):
    told = {one.person: one for one in news(before, after, NOW)}
    for person in ("anna", "bas", "cees"):
        old, new = (
            {s for s, held in each.duties.get(person, {}).items() if held.shift.end > NOW}
            for each in (before, after)
        )
        mine = told.get(person, News(person))
        lost, gained = ({held.shift.id for held in part} for part in (mine.lost, mine.gained))
        assert (old - lost) | gained == new
        assert lost <= old
        assert not gained & old
        assert mine.is_something == (old != new) == (person in told)
