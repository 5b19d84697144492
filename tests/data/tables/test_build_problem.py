"""From sound tables to a problem."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.model.calls import CALLED_OUT
from data.model.duty import Absence, AbsenceKind, Assignment, DutyKind, WishKind
from data.model.person import Competence, CompetenceLevel, Contract
from tests.data.tables.small_region import SOUND, faults_of, read, small_problem


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def shift(problem, id_: str):
    return problem.shift_by_id[id_]


def test_a_folder_and_memory_give_the_same():
    assert read(SOUND) == small_problem()


def test_the_period_runs_from_local_midnight_over_whole_weeks():
    problem = small_problem(weeks=13)
    assert problem.start == utc("2027-01-04T00:00+01:00")
    assert problem.end == utc("2027-04-05T00:00+02:00")
    assert (problem.first_date, problem.last_date) == (date(2027, 1, 4), date(2027, 4, 4))


def test_shifts_start_in_the_period_and_have_telling_ids():
    problem = small_problem(weeks=1)
    caco = [s.id for s in problem.shifts if s.post == "caco"]
    assert len(caco) == 22
    assert caco[:4] == [
        f"caco:2027-01-04T{clock}" for clock in ("00:00", "07:00", "15:00", "23:00")
    ]
    assert [(s.id, s.name) for s in problem.shifts if s.post == "im-fl"] == [
        ("im-fl:2027-01-04T00:00", "P*"),
        ("im-fl:2027-01-08T17:00", "P"),
    ]


def test_an_open_call_post_has_no_shifts():
    assert not [s for s in small_problem().shifts if s.post == "im-open"]


def test_work_minutes_are_elapsed_ones_without_breaks_and_none_on_call():
    def spoil(tables):
        tables["posts"][0]["pattern"] = "office"
        tables["pins"].clear()
        for name in ("wishes", "base_rosters", "base_members"):
            tables[name].clear()

    problem = small_problem(spoil)
    office = shift(problem, "caco:2027-01-04T08:30")
    assert (office.name, office.work_minutes) == ("K", 480)
    piket = shift(problem, "im-fl:2027-01-08T17:00")
    assert (piket.work_minutes, piket.end - piket.start) == (0, timedelta(days=7))


@pytest.mark.parametrize(
    ("first", "night", "hours"),
    [
        (date(2027, 3, 22), "caco:2027-03-27T23:00", 7),  # the clock is set forward
        (date(2026, 10, 19), "caco:2026-10-24T23:00", 9),  # the clock is set back
    ],
)
def test_a_night_over_a_clock_change_has_its_real_length(first, night, hours):
    problem = small_problem(lambda t: t["history"].clear(), first=first, weeks=1)
    found = shift(problem, night)
    assert found.work_minutes == hours * 60
    assert found.end - found.start == timedelta(hours=hours)


def test_a_shift_that_the_clock_skips_wholly_does_not_exist():
    def spoil(tables):
        tables["posts"][0]["pattern"] = "early"
        tables["patterns"].append(
            {
                "pattern": "early",
                "name": "E",
                "weekdays": "daily",
                "start": "02:30",
                "end": "03:00",
            }
        )
        for name in ("wishes", "base_rosters", "base_members"):
            tables[name].clear()
        tables["pins"].clear()

    problem = small_problem(spoil, first=date(2027, 3, 22), weeks=1)
    assert len([s for s in problem.shifts if s.post == "caco"]) == 6
    assert not [s for s in problem.shifts if s.end <= s.start]


def test_leave_counts_contract_hours_by_calendar_day():
    problem = small_problem()
    week = next(a for a in problem.absences if a.person == "an")
    assert week == Absence(
        "an",
        AbsenceKind.LEAVE,
        utc("2027-01-11T00:00+01:00"),
        utc("2027-01-18T00:00+01:00"),
        round(31.5 * 60),
    )


def test_leave_over_a_change_of_contract_counts_each_day_by_its_own():
    def spoil(tables):
        tables["absences"][0].update(start="2026-12-31", end="2027-01-01")

    (found,) = (a for a in small_problem(spoil).absences if a.person == "an")
    assert found.work_minutes == round((36 + 31.5) / 7 * 60)


def test_part_of_a_day_counts_in_proportion():
    def spoil(tables):
        tables["absences"][0].update(start="2027-01-11 06:00", end="2027-01-11 18:00")

    (found,) = (a for a in small_problem(spoil).absences if a.person == "an")
    assert found.work_minutes == 135  # half of a seventh of 31.5 hours


@pytest.mark.parametrize(
    ("end", "minutes"),
    [("2027-01-11 17:00", 8 * 60), ("2027-01-12 17:00", round(1.3333 * 31.5 / 7 * 60))],
)
def test_a_course_within_a_day_is_work_from_first_to_last_minute(end, minutes):
    def spoil(tables):
        tables["absences"][0].update(kind="course", start="2027-01-11 09:00", end=end)

    (found,) = (a for a in small_problem(spoil).absences if a.person == "an")
    assert found.work_minutes == minutes


def test_hours_of_an_absence_are_taken_as_given_and_nought_is_none():
    bo = [a.work_minutes for a in small_problem().absences if a.person == "bo"]
    assert bo == [0, 480]


def test_history_keeps_its_moments_minutes_and_names():
    first, second, third = [d for d in small_problem().history if d.post != CALLED_OUT]
    assert (first.person, first.start) == ("ca", utc("2026-10-25T02:30+01:00"))
    assert (second.kind, second.work_minutes, second.name) == (DutyKind.ON_CALL, 0, "P")
    assert (third.work_minutes, third.name) == (480, "N")


def test_old_history_is_kept():
    def spoil(tables):
        tables["history"].append(
            {
                "person": "an",
                "post": "caco",
                "kind": "work",
                "start": "2025-01-06 07:00",
                "end": "2025-01-06 15:00",
            }
        )

    assert small_problem(spoil).history[0].start == utc("2025-01-06T07:00+01:00")


def test_wishes_cover_their_last_day():
    avoid, want = small_problem().wishes
    assert avoid.end == utc("2027-01-22T00:00+01:00")
    assert (avoid.kind, avoid.weight, avoid.name) == (WishKind.AVOID, 10, "N")
    assert (want.weight, want.post, want.name) == (1, None, None)


def test_pins_become_assignments_and_a_trainee_doubles():
    def spoil(tables):
        tables["pins"].append({"person": "di", "post": "caco", "start": "2027-01-04 07:00"})

    assert small_problem(spoil).assignments == (
        Assignment("an", "caco:2027-01-04T07:00", pinned=True),
        Assignment("di", "caco:2027-01-04T07:00", pinned=True, double=True),
    )


def test_a_pin_after_the_period_is_left_for_the_next_one():
    def spoil(tables):
        tables["pins"][0]["start"] = "2027-06-01 07:00"

    assert small_problem(spoil).assignments == ()


def test_contracts_stand_in_order_and_decimal_commas_are_read():
    an = small_problem().person_by_id["an"]
    assert an.contracts[1] == Contract(31.5, date(2027, 1, 1))
    assert an.hours_per_week(date(2026, 12, 31)) == 36


def test_a_renewed_competence_is_one():
    def spoil(tables):
        tables["competences"].append(
            {"person": "bo", "function": "caco", "from": "2027-03-01", "until": "2028-02-28"}
        )

    problem = small_problem(spoil)
    expected = Competence("bo", "caco", date(2020, 1, 1), date(2028, 2, 28))
    assert problem.competences_of("bo", "caco") == (expected,)
    over_the_border = shift(problem, "caco:2027-02-28T23:00")
    assert problem.level("bo", over_the_border) is CompetenceLevel.QUALIFIED


def test_a_lapse_between_two_competences_stays():
    def spoil(tables):
        tables["competences"].append({"person": "bo", "function": "caco", "from": "2027-03-02"})

    assert len(small_problem(spoil).competences_of("bo", "caco")) == 2


def test_public_and_school_holidays_lie_around_the_period():
    problem = small_problem()
    assert date(2027, 3, 28) in problem.public_holidays  # Easter
    assert date(2026, 12, 25) in problem.public_holidays
    assert date(2027, 5, 5) not in problem.public_holidays  # a day off for nobody in law
    assert date(2027, 2, 22) in problem.school_holidays  # spring break in the north
    assert not small_problem(
        lambda t: [row.pop("school_region") for row in t["regions"]]
    ).school_holidays


def test_rules_and_agreements_form_the_ruleset():
    ruleset = small_problem().ruleset
    assert ruleset.setting("R07").parameters == (("weeks", 16),)
    assert ruleset.setting("own-runs").enabled is False
    assert ruleset.has_derogation("R17", date(2027, 1, 1), date(2027, 12, 31))


def test_personal_limits_provisions_and_weekly_work_are_read():
    people = small_problem().person_by_id
    assert people["ca"].limits.max_shifts_per_month == 2
    assert people["bo"].provisions[0].weekday == 5
    assert [work.weekday for work in people["bo"].weekly_work] == [0, 1]


def test_another_local_clock_moves_every_moment():
    problem = small_problem(lambda t: t["history"].clear(), time_zone="Europe/Lisbon")
    assert problem.start == utc("2027-01-04T00:00+00:00")


@pytest.mark.parametrize(
    "asked",
    [{"weeks": 0}, {"weeks": 1000}, {"first": date(1999, 1, 1)}, {"time_zone": "Mars/Base"}],
)
def test_an_impossible_period_is_refused(asked):
    (fault,) = faults_of(lambda _: None, **asked)
    assert fault.remedy
