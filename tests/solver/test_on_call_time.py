"""On-call in the sense of the Act: piket, less what is worked elsewhere meanwhile."""

from data.model.duty import DutyKind
from solver.constraints.on_call import anchors
from solver.timeline.rows import pieces_of
from solver.timeline.timeline import on_call_time
from tests.solver.rules.parity import minute, on_call, row, timeline

PIKET = on_call("2027-01-04 17:00", "2027-01-06 17:00")


def office(start: str, end: str):
    return row(f"2027-01-{start}", f"2027-01-{end}", kind=DutyKind.ELSEWHERE)


def hours(stretches):
    first = minute("2027-01-04 00:00")
    return [((start - first) / 60, (end - first) / 60) for start, end in stretches]


def test_office_hours_cut_piket_into_pieces():
    assert hours(pieces_of(PIKET, [office("05 08:00", "05 17:00")])) == [(17, 32), (41, 65)]


def test_office_hours_at_an_edge_shift_it():
    cut = [office("04 09:00", "04 17:30"), office("06 08:30", "06 17:30")]
    assert hours(pieces_of(PIKET, cut)) == [(17.5, 56.5)]


def test_overlapping_work_is_taken_as_one():
    cut = [office("05 08:00", "05 17:00"), office("05 10:00", "05 12:00")]
    assert hours(pieces_of(PIKET, cut)) == [(17, 32), (41, 65)]


def test_piket_that_is_wholly_worked_is_none():
    assert pieces_of(PIKET, [office("04 00:00", "07 00:00")]) == ()


def test_work_for_the_roster_cuts_nothing():
    shift = row("2027-01-05 08:00", "2027-01-05 17:00")
    assert hours(on_call_time(timeline([PIKET, shift]))) == [(17, 65)]


def test_anchors_gather_what_starts_and_ends_at_a_moment():
    assert anchors([((1, 5), 7), ((5, 9), 8)]) == {1: {7}, 5: {7, 8}, 9: {8}}
