"""Take-overs: a duty that has begun changes hands, and every figure follows it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from data.model.candidate import Legality
from data.model.errors import Conflict, Refused
from data.model.gap import Cause
from data.model.request import OfferStatus, RequestStatus
from data.model.shift import is_split
from data.model.stand_in import StandIn
from data.store import requests, rosters, stand_ins
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.audit.erasing_rows import erase_alerts
from data.store.audit.leaver import Leaver
from data.store.tables.rosters import STAND_INS
from scheduler.coverage.board import board
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.monitor import sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import report_sick
from scheduler.planning.candidate_search import find_shift, open_piece
from scheduler.planning.candidates import find_candidates
from scheduler.planning.comparison import seats_at
from scheduler.planning.current_problem import current_problem
from scheduler.planning.drafts import keep_draft
from scheduler.planning.exchange import DutySwap
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.planning.stand_ins import TakeOver
from scheduler.planning.takeover_chain import takeover_chain
from scheduler.reporting.hours import hours_of_people
from scheduler.self_service.assignment import assign_shift, weigh_assignment
from scheduler.self_service.offer_answers import accept_offer, take_shift
from scheduler.self_service.offers import offer_shift
from scheduler.self_service.open_shifts import open_shifts
from scheduler.self_service.request_queries import part_choices
from scheduler.self_service.swaps import answer_swap, ask_swaps
from scheduler.self_service.takeovers import take_over, weigh_takeover, withdraw_takeover
from scheduler.self_service.weighing import Agreed
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.scheduler.feeds.support import events
from tests.scheduler.self_service.scene import (
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    local,
    new_messages,
    version,
)
from tests.support.region import CONSENT, FIRST, WEEKS, import_texts, texts

WEEK = "IM-COPI-R1:2027-01-08T17:00"
START, END = local("2027-01-08 17:00"), local("2027-01-15 17:00")
MONDAY = local("2027-01-11 00:00")
NIGHT = local("2027-01-11 02:00")
PHONED = Agreed((), "agreed by telephone")


@pytest.fixture
def region(region_on_sqlite):
    return region_on_sqlite


def holder_of(store, shift=WEEK):
    return next(person for person, one, _ in duties_of(store, START, END) if one.id == shift)


def falls_ill(store, person, since=MONDAY, now=NIGHT, until=date(2027, 1, 17)):
    report_sick(store, person, since, until, "manager", now)


def comes(store, now=NIGHT):
    """Code of the best who may take the rest of the week."""
    found = find_candidates(store, WEEK, now).offer.candidates
    return next(one.person for one in found if one.legality is Legality.LEGAL)


def takes_over(store, comer, now=NIGHT, agreed=PHONED, **how):
    given = TakeOver(WEEK, comer, **{"start": MONDAY, **how})
    return take_over(store, SETTINGS, given, agreed, "manager", now, EN)


def month_of(store, now=NIGHT):
    proof, _ = prove_coverage(store, START, END, now)
    (mine,) = [one for one in proof.months if one.post == "IM-COPI-R1"]
    return mine


def history_of(store, first=date(2027, 1, 18)):
    with store.reading() as connection:
        problem = current_problem(connection, first, 1)
    return {
        (one.person, one.start, one.end)
        for one in problem.history
        if one.post == "IM-COPI-R1" and START <= one.start < END
    }


def test_a_week_that_runs_is_taken_over_and_every_figure_follows(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    assert month_of(region).valid == 55 * 60
    comer = comes(region)
    kept = takes_over(region, comer)
    assert (kept.leaver, kept.comer, kept.is_afterwards) == (ill, comer, False)

    month = month_of(region)
    assert (month.valid, month.required) == (168 * 60, 168 * 60)
    assert history_of(region) == {(ill, START, MONDAY), (comer, MONDAY, END)}
    (seat,) = [one for one in seats_at(region, NIGHT) if one.shift.id == WEEK]
    assert (seat.holder, seat.stand_in) == (comer, kept.id)
    report = hours_of_people(region, date(2027, 1, 4), date(2027, 1, 17))
    on_call = {one.person: one.total.duties for one in report.people}
    assert on_call[comer] >= 1
    seen = CoverageCache(region, 8).snapshot(NIGHT)
    row = next(one for one in board(seen, END).rows if one.post.id == "IM-COPI-R1")
    assert (row.gap, [one.person for one in row.on]) == (None, [comer])
    with region.reading() as connection:
        assert trail.entries(connection, f"stand_in/{kept.id}")[0].action == "stand_in.recorded"
        assert verify(connection, ZONE).findings == ()


def test_an_absence_cuts_a_duty_and_never_erases_it(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    assert history_of(region) == {(ill, START, MONDAY)}


def test_one_minute_of_absence_in_the_middle_leaves_two_parts(region):
    ill = holder_of(region)
    rows = [
        {
            "person": ill,
            "kind": "leave",
            "start": "2027-01-11 12:00",
            "end": "2027-01-11 12:01",
        }
    ]
    import_texts(region, {"absences": rows}, now=NIGHT)
    noon = local("2027-01-11 12:00")
    assert history_of(region) == {
        (ill, START, noon),
        (ill, noon + timedelta(minutes=1), END),
    }


def test_what_the_records_say_was_done_counts_as_cover(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    comer = comes(region)
    rows = [
        {
            "person": comer,
            "post": "IM-COPI-R1",
            "start": "2027-01-11 00:00",
            "end": "2027-01-15 17:00",
            "kind": "on_call",
            "work_minutes": "0",
        }
    ]
    import_texts(region, {"history": rows}, now=END + HOUR)
    assert month_of(region, END + HOUR).missing == 0
    (seat,) = [one for one in seats_at(region, NIGHT) if one.shift.id == WEEK and not one.is_absent]
    assert seat.holder == comer


def test_who_leaves_and_who_comes_are_told(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    comer = comes(region)
    with new_messages(region) as found:
        takes_over(region, comer)
    assert {(one.address, one.subject.split(":")[0]) for one in found} == {
        (f"{ill}@mail.example", "Taken over from you"),
        (f"{comer}@mail.example", "You take over"),
    }


def test_who_leaves_and_who_comes_get_their_entries_as_a_file(region):
    leaver = holder_of(region)
    comer = comes(region)

    def entries(told):
        return {
            one.address.partition("@")[0]: [
                (event.start, event.end, int(event["SEQUENCE"]), str(event["STATUS"]))
                for event in events(one.attachment.encode())
            ]
            for one in told
        }

    with new_messages(region) as told:
        kept = takes_over(region, comer, start=NIGHT)
    assert entries(told) == {
        leaver: [(START, NIGHT, 1, "CONFIRMED")],
        comer: [(NIGHT, END, 0, "CONFIRMED")],
    }
    with new_messages(region) as told:
        withdraw_takeover(region, SETTINGS, kept.id, "manager", NIGHT + HOUR, EN)
    assert entries(told) == {
        leaver: [(START, END, 2, "CONFIRMED")],
        comer: [(NIGHT, END, 1, "CANCELLED")],
    }


def test_a_gap_page_assigns_the_rest_as_a_take_over(region):
    falls_ill(region, holder_of(region))
    comer = comes(region)
    weighed = weigh_assignment(region, WEEK, comer, NIGHT, EN)
    assert weighed.is_part
    assert (weighed.shift.start, weighed.shift.end) == (NIGHT, END)
    kept = assign_shift(region, SETTINGS, WEEK, comer, PHONED, "manager", NIGHT, EN)
    assert isinstance(kept, StandIn)
    assert (kept.comer, kept.start, kept.end) == (comer, NIGHT, END)


def test_a_part_of_what_is_open_can_be_assigned(region):
    falls_ill(region, holder_of(region))
    comer = comes(region)
    until = local("2027-01-13 08:00")
    assign_shift(region, SETTINGS, WEEK, comer, PHONED, "m", NIGHT, EN, (None, until))
    with region.reading() as connection:
        assert open_piece(connection, WEEK, NIGHT) == (until, END)
    with pytest.raises(Refused, match="does not lie in what is open"):
        assign_shift(region, SETTINGS, WEEK, comer, PHONED, "m", NIGHT, EN, (None, END + HOUR))


def test_the_rest_is_offered_and_the_first_to_accept_takes_it_over(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    sweep(region, 8, NIGHT)
    made = offer_shift(region, SETTINGS, WEEK, "manager", NIGHT)
    assert {(one.start, one.end) for one in made.offers} == {(NIGHT, END)}
    later = NIGHT + HOUR / 2
    first, *others = made.offers
    done = accept_offer(region, SETTINGS, first.id, later)
    assert done.offer.status is OfferStatus.ACCEPTED
    with region.reading() as connection:
        (kept,) = stand_ins.stand_ins_between(connection, START, END)
        left = requests.offers(connection, [OfferStatus.OPEN])
    assert (kept.start, kept.comer, kept.leaver) == (later, first.person, ill)
    assert left == []
    for one in others:
        again = accept_offer(region, SETTINGS, one.id, later)
        assert again.offer.status is OfferStatus.TOO_LATE


def test_two_accept_the_same_part_at_once(region):
    falls_ill(region, holder_of(region))
    made = offer_shift(region, SETTINGS, WEEK, "manager", NIGHT)
    assert len(made.offers) > 1
    barrier, said = Barrier(len(made.offers)), []

    def accept(number):
        barrier.wait()
        try:
            said.append(accept_offer(region, SETTINGS, number, NIGHT).offer.status)
        except Conflict:
            said.append(OfferStatus.TOO_LATE)

    threads = [Thread(target=accept, args=(one.id,)) for one in made.offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count(OfferStatus.ACCEPTED) == 1
    with region.reading() as connection:
        assert len(stand_ins.stand_ins_between(connection, START, END)) == 1


def test_two_record_the_same_part_and_the_second_hears_who_has_it(region):
    falls_ill(region, holder_of(region))
    offered = find_candidates(region, WEEK, NIGHT).offer.candidates
    first, second = [one.person for one in offered if one.legality is Legality.LEGAL][:2]
    takes_over(region, first)
    with pytest.raises(Refused, match="does not have all of"):
        takes_over(region, second, leaver=holder_of(region))


def test_a_functionary_takes_the_rest_of_a_duty_that_runs(region):
    falls_ill(region, holder_of(region))
    comer = comes(region)
    seen = CoverageCache(region, 8).snapshot(NIGHT)
    listed = {one.shift.id: one.may_take for one in open_shifts(region, seen, comer, 8)}
    assert listed[WEEK] is True
    done = take_shift(region, SETTINGS, WEEK, comer, NIGHT, EN)
    assert done.offer.status is OfferStatus.ACCEPTED
    assert month_of(region).missing == 2 * 60  # nobody was there before they said so


def test_who_came_falls_ill_as_well(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    comer = comes(region)
    takes_over(region, comer)
    wednesday = local("2027-01-13 00:00")
    falls_ill(region, comer, since=wednesday, now=wednesday)
    with region.reading() as connection:
        assert open_piece(connection, WEEK, wednesday) == (wednesday, END)
    third = comes(region, wednesday)
    assert third not in (ill, comer)
    kept = takes_over(region, third, now=wednesday, start=wednesday)
    assert kept.leaver == comer
    assert history_of(region) == {
        (ill, START, MONDAY),
        (comer, MONDAY, wednesday),
        (third, wednesday, END),
    }


def test_who_comes_loses_their_competence_on_the_way(region):
    falls_ill(region, holder_of(region))
    comer = comes(region)
    takes_over(region, comer)
    rows = [
        {**row, "until": "2027-01-12"} if row["person"] == comer else row
        for row in texts()["competences"]
    ]
    import_texts(region, {"competences": rows}, now=NIGHT, overrule=True)
    month = month_of(region)
    assert month.by_cause == {Cause.COMPETENCE_LAPSED: (24 + 24 + 17) * 60}
    assert (comer, MONDAY, END) in history_of(region)  # who sat there worked


def test_afterwards_it_is_recorded_as_it_was_and_marked(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    after = END + timedelta(days=2)
    comer = comes(region)
    kept = takes_over(region, comer, now=after, agreed=Agreed((), ""))
    assert kept.is_afterwards
    assert month_of(region, after).missing == 0
    with pytest.raises(Refused, match="more than 31 days"):
        takes_over(region, comer, now=END + timedelta(days=40), leaver=ill)


def test_everything_that_is_wrong_is_told_and_nothing_is_kept(region):
    ill = holder_of(region)
    given = TakeOver(WEEK, "nobody", ill, END, START)
    with pytest.raises(Refused) as refused:
        take_over(region, SETTINGS, given, PHONED, "m", NIGHT, EN)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="is in no roster in force"):
        take_over(region, SETTINGS, TakeOver("IM:9"), PHONED, "m", NIGHT, EN)
    with pytest.raises(Refused, match="from themselves"):
        take_over(region, SETTINGS, TakeOver(WEEK, ill, ill), PHONED, "m", NIGHT, EN)
    with region.reading() as connection:
        assert stand_ins.stand_ins_ever(connection, START) == ()


def test_a_part_may_be_left_empty_and_is_a_gap_then(region):
    ill = holder_of(region)
    given = TakeOver(WEEK, "", ill, MONDAY, MONDAY + 8 * HOUR, "at a funeral")
    take_over(region, SETTINGS, given, Agreed((), ""), "manager", NIGHT, EN)
    assert month_of(region).by_cause == {Cause.NEVER_FILLED: 8 * 60}


def test_what_breaks_a_rule_is_told_and_needs_a_reason(region):
    falls_ill(region, holder_of(region))
    tired = comes(region)
    night = {
        "person": tired,
        "start": "2027-01-12 23:00",
        "end": "2027-01-13 07:00",
        "work_minutes": "480",
    }
    import_texts(region, {"elsewhere": [night]}, now=NIGHT)
    given = TakeOver(WEEK, tired, start=MONDAY)
    _found, weighed = weigh_takeover(region, SETTINGS, given, "m", NIGHT, EN)
    assert weighed.broken
    with pytest.raises(Refused, match="not agreed to"):
        take_over(region, SETTINGS, given, PHONED, "m", NIGHT, EN)
    shown = [one.fingerprint for one in weighed.broken]
    kept = take_over(region, SETTINGS, given, Agreed(shown, "no other"), "m", NIGHT, EN)
    assert kept.despite == "no other"


def test_one_that_was_recorded_by_mistake_is_withdrawn(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    kept = takes_over(region, comes(region))
    withdraw_takeover(region, SETTINGS, kept.id, "manager", NIGHT, EN)
    assert month_of(region).valid == 55 * 60
    with pytest.raises(Conflict):
        withdraw_takeover(region, SETTINGS, kept.id, "manager", NIGHT, EN)


def test_where_nobody_may_take_all_of_it_a_chain_is_proposed(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    offered = find_candidates(region, WEEK, NIGHT)
    able = [o.person for o in offered.offer.candidates if o.legality is Legality.LEGAL]
    assert len(able) > 1
    for number, person in enumerate(able):
        since, last = (12, 12) if number % 2 else (14, 17)
        start = local(f"2027-01-{since} 00:00")
        falls_ill(region, person, since=start, until=date(2027, 1, last))
    with region.reading() as connection:
        sought = find_shift(connection, WEEK, NIGHT)
    chain = takeover_chain(sought, NIGHT)
    assert (chain[0].start, chain[-1].end) == (NIGHT, END)
    assert chain[0].end == local("2027-01-13 17:00")  # the longest that anybody may have
    assert all(one.end == other.start for one, other in pairwise(chain))


SATURDAY = local("2027-01-09 18:00"), local("2027-01-09 23:00")
BEFORE = local("2027-01-08 12:00")


def gives_away(store, giver, taker, part=SATURDAY, now=BEFORE):
    wanted = DutySwap(giver, WEEK, taker, part=part)
    (asked,) = ask_swaps(store, SETTINGS, [wanted], "my mother's birthday", now, EN)
    return asked


def takers(store, giver, part=SATURDAY, now=BEFORE):
    found = part_choices(store, giver, WEEK, part, now, EN)
    return [one.person for one in found.partners]


def test_saturday_evening_of_a_week_to_come_is_given_away(region):
    giver = holder_of(region)
    taker = takers(region, giver)[0]
    with new_messages(region) as found:
        asked = gives_away(region, giver, taker)
    assert "Sat 9 Jan 18:00 – 23:00" in found[0].subject
    done = answer_swap(region, SETTINGS, asked.id, taker, BEFORE, EN, agrees=True)
    assert done.request.status is RequestStatus.GRANTED
    assert history_of(region) == {
        (giver, START, SATURDAY[0]),
        (taker, *SATURDAY),
        (giver, SATURDAY[1], END),
    }
    assert month_of(region).missing == 0


def test_what_is_left_of_a_duty_that_runs_is_given_away(region):
    giver = holder_of(region)
    part = part_choices(region, giver, WEEK, (None, None), NIGHT, EN)
    assert (part.part, part.has_begun) == ((NIGHT, END), True)
    asked = gives_away(region, giver, part.partners[0].person, part.part, NIGHT)
    later = NIGHT + 3 * HOUR
    answer_swap(region, SETTINGS, asked.id, part.partners[0].person, later, EN, agrees=True)
    with region.reading() as connection:
        (kept,) = stand_ins.stand_ins_between(connection, START, END)
    assert (kept.start, kept.leaver) == (later, giver)


def test_only_what_is_theirs_is_given_away(region):
    giver = holder_of(region)
    with pytest.raises(Refused, match="not yours to give away"):
        part_choices(region, giver, WEEK, (START - HOUR, None), BEFORE, EN)
    with pytest.raises(Refused, match="not yours to give away"):
        part_choices(region, comes_not(region), WEEK, SATURDAY, BEFORE, EN)


def comes_not(store):
    return next(person for person, one, _ in duties_of(store, START, END) if one.post == "CACO")


def test_two_are_asked_the_same_evening_and_the_first_gets_it(region):
    giver = holder_of(region)
    one, other = takers(region, giver)[:2]
    first, second = gives_away(region, giver, one), gives_away(region, giver, other)
    answer_swap(region, SETTINGS, second.id, other, BEFORE, EN, agrees=True)
    late = answer_swap(region, SETTINGS, first.id, one, BEFORE, EN, agrees=True)
    assert late.request.status is RequestStatus.LAPSED


def test_another_evening_is_still_asked_when_one_was_given_away(region):
    giver = holder_of(region)
    sunday = SATURDAY[0] + timedelta(days=1), SATURDAY[1] + timedelta(days=1)
    one, other = takers(region, giver)[:2]
    first, second = gives_away(region, giver, one), gives_away(region, giver, other, sunday)
    answer_swap(region, SETTINGS, first.id, one, BEFORE, EN, agrees=True)
    done = answer_swap(region, SETTINGS, second.id, other, BEFORE, EN, agrees=True)
    assert done.request.status is RequestStatus.GRANTED


def test_a_take_over_that_was_written_into_the_database_is_found(region):
    falls_ill(region, holder_of(region))
    kept = takes_over(region, comes(region))
    with region.writing() as connection:
        changed = update(STAND_INS).where(STAND_INS.c.id == kept.id)
        connection.execute(changed.values(end=kept.end - HOUR))
    with region.reading() as connection:
        (finding,) = verify(connection, ZONE).findings
    assert finding.where == f"stand_in/{kept.id}"


def test_why_is_erased_with_whom_it_is_of(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    kept = takes_over(region, comes(region), reason="at the hospital")
    with region.writing() as connection:
        number = rosters.person_numbers(connection)[ill]
        erase_alerts(connection, Leaver(number, ill, "Somebody"), END)
        after = stand_ins.read_stand_in(connection, kept.id)
    assert (after.reason, after.leaver) == ("", ill)
    with region.reading() as connection:
        assert [one for one in verify(connection, ZONE).findings if "stand" in one.where] == []


def one_more_night(store):
    """Somebody at the desk next week, and their shift."""
    found = duties_of(store, END, END + timedelta(days=2))
    return next((person, one.id) for person, one, _ in found if one.post == "CACO")


def test_a_new_version_keeps_what_was_taken_over(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    takes_over(region, comes(region))
    person, shift = one_more_night(region)
    version(region, ("remove", person, shift), now=NIGHT)
    assert holder_of(region) == ill  # the plan stands as it was signed
    assert month_of(region).missing == 0


def test_a_new_version_keeps_an_evening_that_was_given_away(region):
    giver = holder_of(region)
    taker = takers(region, giver)[0]
    asked = gives_away(region, giver, taker)
    answer_swap(region, SETTINGS, asked.id, taker, BEFORE, EN, agrees=True)
    person, shift = one_more_night(region)
    version(region, ("remove", person, shift), now=BEFORE)
    assert history_of(region) == {
        (giver, START, SATURDAY[0]),
        (taker, *SATURDAY),
        (giver, SATURDAY[1], END),
    }


def test_a_search_leaves_what_was_taken_over_alone(region):
    ill = holder_of(region)
    falls_ill(region, ill)
    comer = comes(region)
    takes_over(region, comer)
    with region.reading() as connection:
        prepared = prepare(connection, FIRST, WEEKS, NIGHT)
    result = solve_roster(prepared.problem, SolveOptions(1))
    parts = {(one.person, one.shift) for one in result.assignments if is_split(one.shift)}
    assert {person for person, shift in parts if shift.startswith("IM-")} == {ill, comer}
    whole = prepared.whole(result.assignments)
    assert [one.person for one in whole if one.shift == WEEK] == [ill]
    assert not any(is_split(one.shift) for one in whole)
    kept = keep_draft(region, prepared, result, "planner", NIGHT).head
    publish(region, kept.id, CONSENT, "signer", NIGHT, EN)
    assert month_of(region).missing == 0
