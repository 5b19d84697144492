"""Whom to call next: who said yes, who was not called, who did not answer, who said no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.call_attempt import CallAttempt, CallOutcome, in_calling_order, last_attempts

NIGHT = datetime(2027, 1, 9, 1, tzinfo=UTC)
PEOPLE = ["ann", "bob", "cas", "dan", "eve"]


def call(person, outcome, minutes=0, id=1):
    at = NIGHT + timedelta(minutes=minutes)
    return CallAttempt(id, 1, person, "+31600000000", at, outcome, "", "duty")


CALLS = st.lists(
    st.builds(
        call,
        st.sampled_from(PEOPLE),
        st.sampled_from(list(CallOutcome)),
        st.integers(0, 5),
        st.integers(1, 99),
    ),
    max_size=8,
)


def test_who_was_not_called_keeps_their_order_and_comes_before_who_did_not_answer():
    calls = [call("ann", CallOutcome.NO_ANSWER, 1), call("cas", CallOutcome.NO, 2)]
    assert in_calling_order(PEOPLE, calls) == ["bob", "dan", "eve", "ann", "cas"]


def test_who_did_not_answer_the_longest_ago_is_tried_again_first():
    calls = [
        call("ann", CallOutcome.NO_ANSWER, 3),
        call("bob", CallOutcome.CALLS_BACK, 1),
        call("cas", CallOutcome.NO_ANSWER, 2),
    ]
    assert in_calling_order(PEOPLE[:3], calls) == ["bob", "cas", "ann"]


def test_who_said_yes_stands_first_and_who_declined_an_offer_last():
    calls = [call("dan", CallOutcome.YES)]
    assert in_calling_order(PEOPLE, calls, ["ann"]) == ["dan", "bob", "cas", "eve", "ann"]


def test_the_last_word_counts():
    calls = [call("ann", CallOutcome.NO, 1), call("ann", CallOutcome.YES, 4, 2)]
    assert in_calling_order(PEOPLE, reversed(calls))[0] == "ann"
    assert last_attempts(calls)["ann"].outcome is CallOutcome.YES


@given(st.permutations(PEOPLE), CALLS, st.sets(st.sampled_from(PEOPLE)))
def test_nobody_is_lost_and_a_no_never_stands_before_anything_else(people, calls, declined):
    order = in_calling_order(people, calls, declined)
    assert sorted(order) == sorted(people)
    last = last_attempts(calls)
    refused = [
        last[one].outcome is CallOutcome.NO if one in last else one in declined for one in order
    ]
    assert refused == sorted(refused)
    untried = [one for one in order if one not in last and one not in declined]
    assert untried == [one for one in people if one in untried]


@given(CALLS)
def test_one_more_call_without_an_answer_never_moves_somebody_up(calls):
    later = call("cas", CallOutcome.NO_ANSWER, 9, 100)
    before, after = in_calling_order(PEOPLE, calls), in_calling_order(PEOPLE, [*calls, later])
    if before[0] == "cas" and len({one.person for one in calls if one.outcome != "no"}) == 0:
        assert after[0] != "cas"
    others = [one for one in before if one != "cas"]
    assert [one for one in after if one != "cas"] == others
