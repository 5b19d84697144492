"""How somebody stands on a day: the state, until when, by what, and the cells of the matrix."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from data.model.competence_status import (
    CompetenceState,
    Shortfall,
    register_at,
    shown_at,
    standing_at,
)
from data.model.person import CompetenceLevel
from tests.data.model import day_by_day
from tests.data.model.registers import (
    LAST,
    START,
    YEARLY,
    appointed,
    days,
    decided,
    refresher,
    register,
    registers,
    shown,
)

TRAINEE = CompetenceLevel.TRAINEE
BY_REFRESHER = Shortfall(("refresher",))


def an(*rows, on, asks=YEARLY):
    """How An stands as a CaCo."""
    return standing_at(register(*rows, asks=asks), "an", "caco", date.fromisoformat(on))


def test_qualified_until_a_requirement_lapses():
    found = an(appointed(), shown("2026-03-15"), on="2026-12-01")
    assert (found.state, found.until) == (CompetenceState.QUALIFIED, date(2027, 3, 14))
    assert (found.ends_by, found.missing) == (BY_REFRESHER, Shortfall())
    assert found.days_left == 103


def test_qualified_until_the_competence_itself_ends():
    found = an(appointed(until="2027-01-31"), shown("2026-03-15"), on="2026-09-01")
    assert found.until == date(2027, 1, 31)
    assert found.ends_by == Shortfall(competence=True)


def test_both_may_end_on_the_same_day():
    found = an(appointed(until="2027-03-14"), shown("2026-03-15"), on="2026-09-01")
    assert found.ends_by == Shortfall(("refresher",), competence=True)


def test_what_never_ends_has_no_days_left():
    found = an(appointed(), on="2026-12-01", asks=[])
    assert (found.state, found.until, found.days_left) == (CompetenceState.QUALIFIED, None, None)
    assert found.ends_by == Shortfall()


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-12-13", CompetenceState.QUALIFIED),  # 91 days left
        ("2026-12-14", CompetenceState.ENDING),  # 90
        ("2027-03-14", CompetenceState.ENDING),  # the last day
        ("2027-03-15", CompetenceState.LAPSED),
    ],
)
def test_the_warning_period_is_rosterable_up_to_its_last_day(on, state):
    found = an(appointed(), shown("2026-03-15"), on=on)
    assert found.state is state
    assert found.state.is_rosterable is (state is not CompetenceState.LAPSED)


def test_each_requirement_has_its_own_warning_period():
    rows = appointed(), shown("2026-03-15"), shown("2026-02-01", "test")
    test = refresher(id_="test", warning_days=10)
    slow = refresher(warning_days=200)
    asks = [slow, test]
    found = an(*rows, on="2026-09-01", asks=asks)
    assert (found.state, found.until) == (CompetenceState.ENDING, date(2027, 1, 31))
    assert found.ends_by.requirements == ("test",)
    assert an(*rows, on="2026-08-01", asks=asks).state is CompetenceState.QUALIFIED


def test_the_end_of_a_competence_is_warned_of_too():
    assert (
        an(appointed(until="2027-01-31"), on="2026-11-02", asks=[]).state is CompetenceState.ENDING
    )
    assert (
        an(appointed(until="2027-01-31"), on="2026-11-01", asks=[]).state
        is CompetenceState.QUALIFIED
    )


def test_a_requirement_that_comes_in_force_is_warned_of_too():
    asks = [refresher(start=date(2027, 1, 1))]
    found = an(appointed(), on="2026-11-01", asks=asks)
    assert (found.state, found.until) == (CompetenceState.ENDING, date(2026, 12, 31))
    assert found.ends_by == BY_REFRESHER


def test_lapsed_since_the_day_after_and_again_when_it_is_known():
    rows = appointed(), shown("2025-03-15"), shown("2026-09-01", start=date(2026, 10, 1))
    found = an(*rows, on="2026-05-01")
    assert (found.state, found.since) == (CompetenceState.LAPSED, date(2026, 3, 15))
    assert (found.ends_by, found.missing) == (BY_REFRESHER, BY_REFRESHER)
    assert found.again == date(2026, 10, 1)
    assert (found.until, found.days_left) == (None, None)


def test_what_lapsed_first_is_not_all_that_is_missing_later():
    asks = [refresher(), refresher(24, id_="test")]
    rows = appointed(), shown("2024-01-01"), shown("2024-01-01", "test")
    found = an(*rows, on="2027-01-01", asks=asks)
    assert found.ends_by == BY_REFRESHER
    assert found.missing == Shortfall(("refresher", "test"))


def test_never_shown_is_not_lapsed():
    assert an(appointed(), on="2026-12-01").state is CompetenceState.NEVER_SHOWN
    found = an(appointed("2027-01-18"), on="2026-12-01", asks=[])
    assert (found.state, found.missing) == (CompetenceState.NEVER_SHOWN, Shortfall(competence=True))
    assert found.again == date(2027, 1, 18)


def test_a_trainee_until_they_are_qualified():
    rows = appointed("2026-01-01", "2026-12-31", TRAINEE), appointed("2027-01-01")
    found = an(*rows, shown("2026-12-15"), on="2026-06-01")
    assert (found.state, found.until) == (CompetenceState.TRAINEE, date(2026, 12, 31))
    assert found.again == date(2027, 1, 1)
    assert not found.state.is_rosterable


def test_overridden_until_a_day_by_somebody_for_a_reason():
    rows = appointed(), shown("2025-06-01"), decided("2026-06-01", "2026-08-31")
    found = an(*rows, on="2026-07-01")
    assert (found.state, found.until) == (CompetenceState.OVERRIDDEN, date(2026, 8, 31))
    assert found.override.decided_by == "Hans Hazelaar"
    assert found.override.reason
    assert (found.missing, found.ends_by) == (BY_REFRESHER, BY_REFRESHER)
    assert found.state.is_rosterable


def test_evidence_of_their_own_goes_before_an_override():
    rows = appointed(), shown("2025-06-01"), decided("2026-05-01", "2026-08-31")
    found = an(*rows, on="2026-05-10")
    assert (found.state, found.until) == (CompetenceState.ENDING, date(2026, 5, 31))
    assert found.override is None
    renewed = an(*rows, shown("2026-07-01"), on="2026-06-10")
    assert (renewed.state, renewed.until) == (CompetenceState.OVERRIDDEN, date(2026, 6, 30))


def test_an_override_that_ended_is_a_lapse_from_the_day_after():
    found = an(appointed(), decided("2026-06-01", "2026-08-31"), on="2026-10-01")
    assert (found.state, found.since) == (CompetenceState.LAPSED, date(2026, 9, 1))


def test_the_cells_say_how_many_are_needed_and_valid_and_until_when():
    asks = [refresher(times=2), refresher(id_="later", start=date(2028, 1, 1))]
    one = shown("2026-01-10")
    found = shown_at(register(appointed(), one, asks=asks), "an", "caco", date(2026, 7, 1))
    (cell,) = found
    assert (cell.valid, cell.requirement.times, cell.is_met, cell.until) == (1, 2, False, None)
    assert cell.latest == one
    two = shown("2026-06-01")
    (cell,) = shown_at(
        register(appointed(), one, two, shown("2026-09-01"), asks=asks),
        "an", "caco", date(2026, 7, 1),
    )  # fmt: skip
    assert (cell.valid, cell.is_met, cell.until) == (2, True, date(2027, 5, 31))
    assert cell.latest == two


def test_a_cell_that_lapsed_says_what_was_shown_last():
    known = register(appointed(), shown("2024-05-01"), shown("2025-03-15"))
    (cell,) = shown_at(known, "an", "caco", date(2026, 7, 1))
    assert (cell.valid, cell.is_met, cell.until) == (0, False, None)
    assert cell.latest == shown("2025-03-15")


def test_the_register_has_a_row_for_each_holder_and_function():
    rows = register(appointed("2026-01-01", "2026-12-31", TRAINEE), appointed("2027-01-01"))
    assert [(r.person, r.function, r.on) for r in register_at(rows, START)] == [
        ("an", "caco", START)
    ]


@given(registers(), days)
def test_the_state_is_that_of_a_walk_day_by_day(found, on):
    for row in register_at(found, on):
        who = row.person, row.function
        own = day_by_day.has_row(found, *who, on, CompetenceLevel.QUALIFIED) and (
            day_by_day.meets_all(found, *who, on)
        )
        before = day_by_day.days_between(START - timedelta(days=1), on - timedelta(days=1))
        if own:
            assert row.state in (CompetenceState.QUALIFIED, CompetenceState.ENDING)
        elif day_by_day.is_qualified(found, *who, on):
            assert row.state is CompetenceState.OVERRIDDEN
        elif day_by_day.level(found, *who, on):
            assert row.state is CompetenceState.TRAINEE
        else:
            was = any(day_by_day.is_qualified(found, *who, day) for day in before)
            assert row.state is (CompetenceState.LAPSED if was else CompetenceState.NEVER_SHOWN)


@given(registers(), days)
def test_a_state_lasts_to_its_last_day_and_no_longer(found, on):
    for row in register_at(found, on):
        if row.state.is_rosterable:
            kept = [CompetenceState.OVERRIDDEN]
            if row.state is not CompetenceState.OVERRIDDEN:
                kept = [CompetenceState.QUALIFIED, CompetenceState.ENDING]
            for day in day_by_day.days_between(on, row.until or LAST):
                assert standing_at(found, row.person, row.function, day).state in kept
            if row.until:
                after = standing_at(found, row.person, row.function, row.until + timedelta(days=1))
                assert after.state not in kept
                assert after.state is CompetenceState.OVERRIDDEN or row.ends_by == after.missing
