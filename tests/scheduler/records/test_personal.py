"""What the page of a person holds, by what its reader may know."""

from datetime import timedelta

import pytest

from data.model.account import Scope
from data.model.competence_status import CompetenceState
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Refused
from data.store import records
from scheduler.competence.register import overview
from scheduler.coverage.monitor import sweep
from scheduler.feeds.links import LinkRequest, add_link, revoke_link
from scheduler.planning.absences import record_absence
from scheduler.reporting.person import Sight, show_person
from tests.scheduler.records.register import LAPSING
from tests.support.region import INSIDE

WHOLE = Sight(register=True, reasons=True, links=True)


def test_a_colleague_sees_name_functions_and_duties_only(region):
    found = show_person(region, "p001", Sight(), INSIDE)
    assert found.who.name == "Sofie Mistbank"
    assert [(held.function, held.standing, held.evidence) for held in found.held] == [
        ("CACO", None, ())
    ]
    assert found.duties
    assert not any((found.contracts, found.balances, found.provisions, found.contacts))
    assert not any((found.absences, found.wishes, found.links))


def test_whoever_may_know_all_sees_all(region):
    link = add_link(
        region, LinkRequest(Scope.PERSON, "p001", "nl", None, None, None), "planner", INSIDE
    )
    found = show_person(region, "p001", WHOLE, INSIDE)
    (held,) = found.held
    assert held.standing.state is CompetenceState.QUALIFIED
    assert [one.requirement.id for one in held.evidence] == ["verklaring"]
    assert {row["channel"] for row in found.contacts} == {"mail", "sms"}
    assert [row["kind"] for row in found.absences] == ["leave"]
    assert found.wishes
    assert found.contracts[0]["hours_per_week"] == 36
    assert [one.id for one in found.links] == [link.link.id]
    (balance,) = found.balances
    assert balance.contract_hours == 72
    assert balance.line.person == "p001"


def test_a_withdrawn_link_is_not_shown(region):
    link = add_link(
        region, LinkRequest(Scope.PERSON, "p001", "nl", None, None, None), "planner", INSIDE
    )
    revoke_link(region, link.link.id, "planner", INSIDE)
    assert show_person(region, "p001", WHOLE, INSIDE).links == ()


def test_nobody_has_that_code(region):
    assert show_person(region, "p999", WHOLE, INSIDE) is None


def test_an_absence_tells_what_falls_open_and_the_page_names_the_gaps(region):
    sweep(region, 8, INSIDE)
    before = show_person(region, "p003", WHOLE, INSIDE).duties
    away = Absence("p003", AbsenceKind.COURSE, INSIDE, INSIDE + timedelta(days=20))
    fallen = record_absence(region, away, "planner", INSIDE)
    assert [shift.id for shift in fallen] == [one.shift.id for one in before]
    assert fallen
    sweep(region, 8, INSIDE)
    after = show_person(region, "p003", WHOLE, INSIDE)
    assert all(one.is_away and one.gap for one in after.duties if not one.doubles)
    # A colleague learns nothing of it here.
    seen = show_person(region, "p003", Sight(register=True), INSIDE).duties
    assert not any(one.is_away or one.gap for one in seen)


def test_an_absence_told_again_with_another_end_is_one_absence(region):
    first = Absence("p003", AbsenceKind.LEAVE, INSIDE, INSIDE + timedelta(days=2))
    longer = Absence("p003", AbsenceKind.LEAVE, INSIDE, INSIDE + timedelta(days=4))
    record_absence(region, first, "planner", INSIDE)
    record_absence(region, longer, "planner", INSIDE)
    found = show_person(region, "p003", WHOLE, INSIDE).absences
    assert [row["end"] for row in found if row["start"] == INSIDE] == [longer.end]


@pytest.mark.parametrize(
    ("person", "days", "said"),
    [("p999", 1, "'p999' is unknown"), ("p003", 0, "ends before it begins")],
)
def test_an_absence_that_cannot_be_is_refused(region, person, days, said):
    away = Absence(person, AbsenceKind.LEAVE, INSIDE, INSIDE + timedelta(days=days))
    with pytest.raises(Refused, match=said):
        record_absence(region, away, "planner", INSIDE)
    with region.reading() as connection:
        known = records.read_rows(connection, "absences").values()
    assert not [row for row in known if row.values["start"] == INSIDE]


def test_the_overview_names_who_lapses_and_the_duties_that_are_hit(region):
    found = overview(region, 90, INSIDE)
    assert len(found.people) == 14
    mine = [one for one in found.coming if one.lapse.person == LAPSING]
    assert [one.lapse.by.requirements for one in mine] == [("verklaring",)]
    assert mine[0].duties
    assert found.requirements == {"verklaring": "Verklaring van de werkgever"}
