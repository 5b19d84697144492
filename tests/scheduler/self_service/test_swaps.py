"""Swaps that are asked and answered: judged twice, signed once; on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest

from data.model.errors import Refused
from data.model.message import MessageKind
from data.model.person import CompetenceLevel
from data.model.request import RequestStatus
from data.model.roster import RemarkKind
from data.store import requests, rosters, signing
from data.store.audit import trail
from data.store.audit.check import verify
from scheduler.notifications.duty_changes import notify_of_changes
from scheduler.planning.absences import report_sick
from scheduler.planning.candidate_search import find_shift
from scheduler.planning.exchange import DutySwap, partners
from scheduler.planning.judgement import pairs_of
from scheduler.self_service.request_queries import swap_choices, swaps_of
from scheduler.self_service.swaps import answer_swap, ask_swaps, lapse_swaps, withdraw_swap
from scheduler.service.tasks import notify_functionaries
from solver.diagnosis.effect import Exchanges, effect
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    heard,
    new_messages,
    number_of,
    version,
)
from tests.support.region import INSIDE

ASKED, ANSWERED = MessageKind.SWAP_ASKED.value, MessageKind.SWAP_ANSWERED.value


def swaps_there(store, *, back, now=INSIDE):
    """Swaps that are possible now, for a duty in return or for nothing."""
    for giver, shift, doubles in duties_of(store, now + 4 * DAY, now + 9 * DAY):
        if doubles:
            continue
        with store.reading() as connection:
            found = partners(connection, giver, shift.id, now)
        if back:
            yield from (
                DutySwap(giver, shift.id, one.person, returned)
                for one in found
                for returned in one.returns
            )
        else:
            yield from (DutySwap(giver, shift.id, one.person) for one in found if one.may_take)


@pytest.fixture
def gift(region):
    return next(swaps_there(region, back=False))


@pytest.fixture
def exchange(region):
    return next(swaps_there(region, back=True))


def ask(store, *wanted, note="", now=INSIDE):
    return ask_swaps(store, SETTINGS, wanted, note, now, EN)


def answer(store, request, *, agrees=True, now=INSIDE + HOUR):
    return answer_swap(store, SETTINGS, request.id, request.taker, now, EN, agrees=agrees)


def holders(store, shift):
    with store.reading() as connection:
        at = rosters.shift_as_signed(connection, shift)
    return {p for p, held, _ in duties_of(store, at.start, at.end) if held.id == shift}


def status(store, number):
    with store.reading() as connection:
        return requests.read_swap(connection, number).status


def test_who_agrees_gets_the_duty_and_gives_their_own(region, exchange):
    (asked,) = ask(region, exchange, note="I have a wedding")
    done = answer(region, asked)
    assert (done.request.status, done.is_new) == (RequestStatus.GRANTED, True)
    assert exchange.taker in holders(region, exchange.given)
    assert exchange.giver not in holders(region, exchange.given)
    assert holders(region, exchange.returned) >= {exchange.giver}
    assert exchange.taker not in holders(region, exchange.returned)


def test_the_new_version_changes_nothing_else_and_names_who_agreed(region, exchange):
    (asked,) = ask(region, exchange)
    done = answer(region, asked)
    with region.reading() as connection:
        head = rosters.read_head(connection, done.request.roster)
        changes = rosters.difference(connection, head.based_on, head.id)
        items = signing.sign_off_items(connection, head.id)
        assert verify(connection, ZONE).findings == ()
        said = trail.entries(connection, f"swap/{asked.id}")
    me = f"people/{number_of(region, exchange.taker)}"
    assert head.published_by == me
    assert {(c.person, c.lost, c.gained) for c in changes} == {
        (exchange.giver, (exchange.given,), (exchange.returned,)),
        (exchange.taker, (exchange.returned,), (exchange.given,)),
    }
    giver = f"people/{number_of(region, exchange.giver)}"
    agreed = [one.acceptance for one in items if one.remark.kind is RemarkKind.NOTICE]
    assert {one.accepted_by for one in agreed} == {me, giver}
    assert {one.request for one in agreed} == {f"swap/{asked.id}"}
    assert [(e.action, e.who) for e in said] == [("swap.asked", giver), ("swap.granted", me)]


def test_both_hear_of_it(region, gift):
    notify_of_changes(region, SETTINGS, INSIDE)
    with new_messages(region) as found:
        (asked,) = ask(region, gift, note="please")
    assert [(m.address, m.kind.value) for m in found] == [(f"{gift.taker}@mail.example", ASKED)]
    assert "“please”" in found[0].body
    assert "https://rooster.example/mine" in found[0].body
    with new_messages(region) as found:
        answer(region, asked)
        notify_of_changes(region, SETTINGS, INSIDE + 2 * HOUR)
    kinds = {(address, kind) for address, kind, _ in heard(found)}
    assert (f"{gift.giver}@mail.example", ANSWERED) in kinds
    assert {a for a, kind in kinds if kind == MessageKind.DUTIES_CHANGED.value} == {
        f"{gift.giver}@mail.example",
        f"{gift.taker}@mail.example",
    }


@pytest.mark.second
def test_a_duty_may_be_given_to_all_and_the_first_gets_it(region):
    by_duty: dict[Any, Any] = {}
    for one in swaps_there(region, back=False):
        by_duty.setdefault((one.giver, one.given), []).append(one)
    wanted = next(found for found in by_duty.values() if len(found) > 1)
    made = ask(region, *wanted)
    assert len(made) == len(wanted)
    answer(region, made[1])
    assert holders(region, wanted[0].given) >= {made[1].taker}
    late = answer(region, made[0])
    assert (late.request.status, late.is_new) == (RequestStatus.LAPSED, False)


def test_who_declines_changes_nothing(region, gift):
    before = holders(region, gift.given)
    (asked,) = ask(region, gift)
    done = answer(region, asked, agrees=False)
    assert done.request.status is RequestStatus.REFUSED
    assert holders(region, gift.given) == before
    assert answer(region, asked).request.status is RequestStatus.REFUSED


def test_nobody_answers_or_withdraws_for_another(region, gift):
    (asked,) = ask(region, gift)
    for stranger in (
        gift.giver,
        next(
            p
            for p, _, _ in duties_of(region, INSIDE, INSIDE + 9 * DAY)
            if p not in (gift.giver, gift.taker)
        ),
    ):
        with pytest.raises(Refused, match="no request"):
            answer_swap(region, SETTINGS, asked.id, stranger, INSIDE, EN, agrees=True)
    with pytest.raises(Refused, match="no request"):
        withdraw_swap(region, SETTINGS, asked.id, gift.taker, INSIDE, EN)
    assert status(region, asked.id) is RequestStatus.ASKED


def test_what_is_withdrawn_cannot_be_agreed(region, gift):
    (asked,) = ask(region, gift)
    with new_messages(region) as found:
        withdraw_swap(region, SETTINGS, asked.id, gift.giver, INSIDE, EN)
    assert [m.address for m in found] == [f"{gift.taker}@mail.example"]
    assert answer(region, asked).request.status is RequestStatus.WITHDRAWN
    assert gift.giver in holders(region, gift.given)


def test_it_lapses_when_the_duty_begins(region, gift):
    (asked,) = ask(region, gift)
    with region.reading() as connection:
        start = rosters.shift_as_signed(connection, gift.given).start
    assert lapse_swaps(region, SETTINGS, start - HOUR) == []
    assert answer(region, asked, now=start).request.status is RequestStatus.LAPSED
    (again,) = ask(region, next(swaps_there(region, back=False)))
    notify_functionaries(region, SETTINGS, start + 20 * DAY)
    assert status(region, again.id) is RequestStatus.LAPSED


def test_it_is_bound_to_the_shift_and_lapses_when_that_changes_hands(region, gift):
    """A swap by a stretch of time would follow whatever lies there later."""
    (asked,) = ask(region, gift)
    version(region, ("remove", gift.giver, gift.given), now=INSIDE)
    with new_messages(region) as found:
        assert lapse_swaps(region, SETTINGS, INSIDE + HOUR) != []
    assert status(region, asked.id) is RequestStatus.LAPSED
    assert [m.address for m in found] == [f"{gift.giver}@mail.example"]


def test_what_would_break_a_rule_by_now_is_not_done(region, gift):
    (asked,) = ask(region, gift)
    until = (INSIDE + 12 * DAY).date()
    report_sick(region, gift.taker, INSIDE, until, "manager", INSIDE)
    done = answer(region, asked)
    assert done.request.status is RequestStatus.LAPSED
    assert gift.giver in holders(region, gift.given)


def test_what_is_not_possible_cannot_be_asked_and_why_is_not_told(region, gift):
    until = (INSIDE + 12 * DAY).date()
    report_sick(region, gift.taker, INSIDE, until, "manager", INSIDE)
    with pytest.raises(Refused) as refused:
        ask(region, gift)
    assert "ill" not in str(refused.value).replace("still", "")
    choices = swap_choices(region, gift.giver, gift.given, INSIDE, EN)
    assert gift.taker not in [one.person for one in choices.partners]


def test_what_was_asked_is_not_asked_twice_and_a_long_note_is_refused(region, gift):
    ask(region, gift)
    with pytest.raises(Refused) as refused:
        ask(region, gift, note="x" * 301)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="Nobody is chosen"):
        ask(region)


def test_only_ones_own_duty_to_come_is_swapped(region, gift):
    other = next(p for p, s, _ in duties_of(region, INSIDE, INSIDE + 9 * DAY) if p != gift.giver)
    for person, now in ((other, INSIDE), (gift.giver, INSIDE + 30 * DAY)):
        with pytest.raises(Refused):
            swap_choices(region, person, gift.given, now, EN)
        with pytest.raises(Refused):
            ask(region, DutySwap(person, gift.given, gift.taker), now=now)


def test_both_see_it_until_two_weeks_after(region, gift):
    (asked,) = ask(region, gift)
    (of_giver,), (of_taker,) = (swaps_of(region, p, INSIDE) for p in (gift.giver, gift.taker))
    assert (of_giver.is_mine, of_taker.is_mine, of_giver.waits) == (True, False, True)
    answer(region, asked, agrees=False)
    assert len(swaps_of(region, gift.giver, INSIDE + 13 * DAY)) == 1
    assert swaps_of(region, gift.giver, INSIDE + timedelta(days=15)) == ()


@pytest.mark.second
def test_of_two_answers_at_once_one_counts(region):
    by_duty: dict[Any, Any] = {}
    for one in swaps_there(region, back=False):
        by_duty.setdefault((one.giver, one.given), []).append(one)
    made = ask(region, *next(found for found in by_duty.values() if len(found) > 1))[:2]
    barrier, said = Barrier(2), []

    def agree(request):
        barrier.wait()
        said.append(answer(region, request).request.status)

    threads = [Thread(target=agree, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [RequestStatus.GRANTED, RequestStatus.LAPSED]
    assert len(holders(region, made[0].given) & {one.taker for one in made}) == 1


def test_what_is_possible_is_what_breaks_nothing_new_by_the_judge_of_edits(region_on_sqlite):
    """Quick judgement of two people against the effect of the same edit on the whole roster."""
    rng, seen = Random(7), Counter()
    first = duties_of(region_on_sqlite, INSIDE + DAY, INSIDE + 8 * DAY)[0][1]
    with region_on_sqlite.reading() as connection:
        sought = find_shift(connection, first.id, INSIDE)
    problem = sought.problem
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    before, prices = pairs_of(problem, sought.there), PersonCosts(QualityObjective(index, rules))
    quick = Exchanges(index, rules, before, INSIDE)
    held = sorted(p for p in before if problem.shift_by_id[p[1]].start > INSIDE)
    while min(seen[True], seen[False]) < 8:
        (giver, given), (taker, other) = rng.sample(held, 2)
        returned = rng.choice([other, None])
        found = quick.is_possible(giver, given, taker, returned)
        after = exchanged(problem, before, [(giver, given, taker), (taker, returned, giver)])
        judged = (
            after is not None and not effect(index, rules, before, after, prices).new_violations
        )
        assert found == judged, (giver, given, taker, returned)
        seen[found] += 1


def exchanged(problem, before, moves):
    """The roster after some moves of old holder, shift and new holder; None: it makes no sense."""
    after = set(before)
    for old, shift, new in moves:
        if shift is not None:
            levels = {problem.level(one, problem.shift_by_id[shift]) for one in (old, new)}
            if old == new or levels != {CompetenceLevel.QUALIFIED} or (new, shift) in before:
                return None
            after = after - {(old, shift)} | {(new, shift)}
    return frozenset(after)
