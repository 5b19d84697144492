"""An acceptance counts for the facts that were shown, and for no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.model.result import Violation
from data.model.roster import (
    Acceptance,
    LateNoticeFacts,
    OpenShiftFacts,
    Remark,
    RemarkKind,
    SignOffItem,
    UnreachableFacts,
)
from data.model.sign_off import (
    SignOff,
    agreed_request,
    carry_over,
    still_holds,
    violation_facts,
    was_unasked,
)

START = datetime(2027, 1, 4, 6, tzinfo=UTC)
END = START + timedelta(hours=8)
HOUR = timedelta(hours=1)
OPEN = OpenShiftFacts("CACO", "CaCo", "CACO:1", START, END, 2, 1, ("esra",))
VIOLATION = Violation("R10", "ATW 5:8(1)", "bas", START, END, 720.0, 600.0)
BROKEN = violation_facts(VIOLATION)
LATE = LateNoticeFacts("bas", ("CACO:1",), START, is_short=False)
UNREACHABLE = UnreachableFacts("bas", ("OVD:1", "OVD:2"), START)
BY_PIA = Acceptance("pia", "Pia", "known", 3, 2)
GAP = Remark(RemarkKind.GAP, "CACO:1", OPEN)


@pytest.mark.parametrize(
    ("accepted", "now", "holds"),
    [
        (OPEN, OPEN, True),
        (replace(OPEN, missing=2), OPEN, True),
        (OPEN, replace(OPEN, missing=2), False),
        (OPEN, replace(OPEN, unable=()), False),
        (OPEN, replace(OPEN, unable=("bas",)), False),
        (OPEN, replace(OPEN, end=END + HOUR), False),
        (BROKEN, replace(BROKEN, value=660.0), True),
        (BROKEN, replace(BROKEN, value=780.0), False),
        (BROKEN, replace(BROKEN, end=END + HOUR), False),
        (BROKEN, replace(BROKEN, person="esra"), False),
        (BROKEN, replace(BROKEN, limit=540.0), False),
        (UNREACHABLE, replace(UNREACHABLE, shifts=("OVD:2",), first=END), True),
        (UNREACHABLE, replace(UNREACHABLE, shifts=("OVD:2", "OVD:3")), False),
        (UNREACHABLE, replace(UNREACHABLE, person="esra"), False),
        (UNREACHABLE, LATE, False),
        (None, OPEN, False),
        (OPEN, BROKEN, False),
    ],
)
def test_the_same_or_less_was_accepted_and_nothing_else(accepted, now, holds):
    assert still_holds(accepted, now) is holds


def test_a_limit_from_below_is_passed_further_by_less():
    rest = replace(BROKEN, value=480.0, limit=660.0)
    assert still_holds(rest, replace(rest, value=500.0))
    assert not still_holds(rest, replace(rest, value=300.0))


def test_what_was_accepted_goes_along_as_it_was_and_what_changed_has_lapsed():
    before = [SignOffItem(GAP, BY_PIA)]
    (same,) = carry_over([GAP], before)
    assert (same.acceptance, same.is_carried) == (BY_PIA, True)
    worse = replace(GAP, facts=replace(OPEN, missing=2))
    (lapsed,) = carry_over([worse], before)
    assert (lapsed.acceptance, lapsed.lapsed) == (None, BY_PIA)
    (new,) = carry_over([replace(GAP, subject="CACO:2")], before)
    assert new == SignOffItem(replace(GAP, subject="CACO:2"))


def test_a_late_notice_that_was_accepted_says_nothing_of_the_next():
    told = Remark(RemarkKind.NOTICE, "4/x", LATE)
    (found,) = carry_over([told], [SignOffItem(told, BY_PIA)])
    assert found == SignOffItem(told)
    (asked,) = carry_over([told], [SignOffItem(told)])
    assert asked == SignOffItem(told, is_carried=True)


def test_other_facts_have_another_fingerprint():
    assert GAP.fingerprint == Remark(RemarkKind.GAP, "CACO:1", replace(OPEN)).fingerprint
    assert GAP.fingerprint != replace(GAP, facts=replace(OPEN, missing=2)).fingerprint


def test_one_place_answers_who_accepted_what():
    signed = SignOff(
        (
            SignOffItem(GAP, BY_PIA),
            SignOffItem(Remark(RemarkKind.GAP, "CACO:2", replace(OPEN, shift="CACO:2"))),
        )
    )
    assert signed.of_open_shift("CACO:1", 1, ["esra"]) == BY_PIA
    assert signed.of_open_shift("CACO:1", 1) is None
    assert signed.of_open_shift("CACO:2", 1, ["esra"]) is None
    assert signed.of_open_shift("CACO:3", 1) is None


@pytest.mark.parametrize(
    ("reason", "unasked", "request_"),
    [
        ("was al zo toen aanbod 12 werd aanvaard", True, ""),
        ("stood already when swap 3 was agreed", True, ""),
        ("stond al zo toen deze dienst werd gevuld", True, ""),
        ("aanbod 2 is aanvaard door wie het betreft", False, "offer/2"),
        ("swap 31 was agreed by both", False, "swap/31"),
        ("stood already when offer 2 was accepted, says Pia", False, ""),
        ("two weeks short; the board knows", False, ""),
    ],
)
def test_what_0_1_0_wrote_by_itself_is_told_by_its_reason(reason, unasked, request_):
    assert (was_unasked(reason), agreed_request(reason)) == (unasked, request_)
