"""Whose an event of a calendar is, what it says, and what becomes of what it proposed."""

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.absence_feed import (
    AbsenceProposal,
    FeedAbsence,
    FeedEvent,
    FeedRule,
    PersonHint,
    ProposalChange,
    ProposalStatus,
    counts,
    find_person,
    kind_of,
    refresh,
)
from data.model.duty import AbsenceKind
from tests.solver.seeded import seeded

NOW = datetime(2027, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = (
    PersonHint("bakker", "Bas Bakker", frozenset({"bas@region.example"})),
    PersonHint("visser", "Esra de Visser", frozenset({"esra@region.example"})),
    PersonHint("bakker2", "Béa Bakker", frozenset()),
)
NAMES = st.lists(
    st.text(string.ascii_lowercase, min_size=2, max_size=8), min_size=1, max_size=3
).map(" ".join)


def event(text="", uid="", *addresses, **how):
    return FeedEvent("k", NOW, NOW + DAY, text=text, uid=uid, addresses=addresses, **how)


def absent(days=1, length=2, kind=AbsenceKind.LEAVE, person="bakker"):
    return FeedAbsence(person, NOW + days * DAY, NOW + (days + length) * DAY, kind)


def test_a_mail_address_goes_before_a_code_and_a_code_before_a_name():
    assert find_person(event("Béa Bakker", "bakker2-1", "bas@region.example"), PEOPLE) == "bakker"
    assert find_person(event("Bas Bakker", "hr-visser-2027"), PEOPLE) == "visser"
    assert find_person(event("Verlof: BAKKER, Bea"), PEOPLE) == "bakker2"
    assert find_person(event("Verlof Esra de Visser (vakantie)"), PEOPLE) == "visser"


def test_what_is_not_certain_is_of_nobody():
    assert find_person(event("Verlof Bakker"), PEOPLE) is None
    assert find_person(event("Bas Bakker en Esra de Visser"), PEOPLE) is None
    both = ("bas@region.example", "esra@region.example")
    assert find_person(event("", "", *both), PEOPLE) is None
    assert find_person(event("Verlof", "bakkerij-7"), PEOPLE) is None
    assert find_person(event("iets"), ()) is None


@seeded()
@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), st.data())
def test_a_name_is_found_in_any_order_and_case_and_never_two_people(names, data):
    people = [PersonHint(f"#{number}", name) for number, name in enumerate(names)]
    chosen = data.draw(st.sampled_from(people))
    words = data.draw(st.permutations(chosen.name.split()))
    text = data.draw(st.sampled_from([str.upper, str.lower, str.title]))(" ".join(words))
    found = find_person(event(f"Verlof: {text}!"), people)
    fitting = [one.id for one in people if set(one.name.split()) <= {*words, "verlof"}]
    assert found == (fitting[0] if len(fitting) == 1 else None)


def test_what_counts_goes_from_narrow_to_wide():
    lunch = event("Lunch")
    birthday = event("Verjaardag", is_all_day=True, is_busy=False)
    away, named = event("x", is_away=True), event("Cursus BHV")
    for rule, expected in (
        (FeedRule.MARKED, [away, named]),
        (FeedRule.ALL_DAY, [birthday, away, named]),
        (FeedRule.BUSY, [lunch, away, named]),
        (FeedRule.EVERY, [lunch, birthday, away, named]),
    ):
        found = [one for one in (lunch, birthday, away, named) if counts(one, rule)]
        assert found == expected, rule
    assert not counts(replace(away, end=away.start), FeedRule.EVERY)


def test_a_word_says_why_else_it_is_as_usual():
    assert kind_of(event("Ziek gemeld"), AbsenceKind.LEAVE) is AbsenceKind.ILLNESS
    assert kind_of(event("OPLEIDING"), AbsenceKind.LEAVE) is AbsenceKind.COURSE
    assert kind_of(event("Verlof"), AbsenceKind.LEAVE) is AbsenceKind.LEAVE


def proposal(wanted, status=ProposalStatus.OPEN, accepted=None, change=ProposalChange.NEW):
    return AbsenceProposal(1, 1, "k", wanted, change, status, accepted)


def accepted(one):
    return replace(one, status=ProposalStatus.ACCEPTED, accepted=one.absent)


def test_what_is_new_is_proposed_unless_the_records_cover_it():
    assert refresh(1, (), {"k": absent()}, NOW).added[0].absent == absent()
    wider = absent(0, 9, AbsenceKind.COURSE)
    assert refresh(1, (), {"k": absent()}, NOW, [wider]).added == ()
    assert refresh(1, (), {"k": absent()}, NOW, [absent(2)]).added


def test_what_was_accepted_and_moves_or_goes_is_proposed_as_a_change():
    done = accepted(proposal(absent()))
    assert refresh(1, [done], {"k": absent()}, NOW).changed == ()
    (moved,) = refresh(1, [done], {"k": absent(3)}, NOW).changed
    assert (moved.change, moved.status) == (ProposalChange.MOVED, ProposalStatus.OPEN)
    assert (moved.absent, moved.accepted) == (absent(3), absent())
    (gone,) = refresh(1, [done], {}, NOW).changed
    assert (gone.change, gone.absent) == (ProposalChange.REMOVED, absent())
    (back,) = refresh(1, [moved], {"k": absent()}, NOW).changed
    assert (back.status, back.absent) == (ProposalStatus.ACCEPTED, absent())
    assert refresh(1, [done], {}, NOW + 9 * DAY) == refresh(1, [done], {"k": absent()}, NOW)


def test_what_was_dismissed_comes_back_only_when_it_reads_otherwise():
    no = proposal(absent(), ProposalStatus.DISMISSED)
    same = refresh(1, [no], {"k": absent()}, NOW)
    assert (same.added, same.changed, same.gone) == ((), (), ())
    (again,) = refresh(1, [no], {"k": absent(5)}, NOW).changed
    assert again.status is ProposalStatus.OPEN
    assert refresh(1, [no], {}, NOW).gone == (no,)
    moved = replace(
        proposal(absent(3), ProposalStatus.DISMISSED, absent()), change=ProposalChange.MOVED
    )
    assert refresh(1, [moved], {"k": absent(3)}, NOW).changed == ()


def test_what_nobody_decided_on_goes_with_its_event():
    assert refresh(1, [proposal(absent())], {}, NOW).gone


STATES = st.sampled_from(
    [
        proposal(absent()),
        proposal(absent(), ProposalStatus.DISMISSED),
        accepted(proposal(absent())),
        proposal(absent(3), ProposalStatus.OPEN, absent(), ProposalChange.MOVED),
        proposal(absent(3), ProposalStatus.DISMISSED, absent(), ProposalChange.MOVED),
        proposal(absent(), ProposalStatus.OPEN, absent(), ProposalChange.REMOVED),
    ]
)
FOUND = st.one_of(st.none(), st.integers(1, 9).map(absent))


@seeded()
@given(STATES, FOUND)
def test_reading_twice_changes_nothing_more_and_what_was_recorded_is_never_forgotten(one, found):
    there = {} if found is None else {"k": found}
    done = refresh(1, [one], there, NOW)
    after = done.changed[0] if done.changed else one
    if done.gone:
        assert one.accepted is None
        return
    assert after.accepted == one.accepted
    again = refresh(1, [after], there, NOW)
    assert (again.added, again.changed, again.gone) == ((), (), ())
    if after.status is ProposalStatus.OPEN and after.accepted:
        assert after.absent != after.accepted or after.change is ProposalChange.REMOVED
