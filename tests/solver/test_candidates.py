"""Who can take a shift, after which one change, at what cost, and what stops the others."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from data.model.candidate import Legality, NoticePeriod, RemedyKind
from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel, Limits, Provision, ProvisionKind
from data.model.result import ReasonKind
from data.model.ruleset import Derogation, Ruleset, RuleSetting
from solver.diagnosis.candidates import Candidates, candidates
from solver.diagnosis.person_costs import PersonCosts
from solver.diagnosis.words import notice
from solver.objective.quality import FairnessObjective, QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.solver.small import CACO, OPEN, PIKET, moment, shift_at, somebody, tiny, worked
from tests.support.spoken import spoken

DAY = shift_at("2027-01-05 07:00", 8)
NOW = moment("2026-11-01 12:00")
PAST = date(2020, 1, 1)


def ask(problem, pairs=(), shift=DAY, now=NOW, code="en"):
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    prices = PersonCosts(QualityObjective(index, rules))
    asked = Candidates(index, rules, frozenset(pairs), now, prices)
    return spoken(asked.offer(shift.id), code)


def only(problem, pairs=(), **more):
    (found,) = ask(problem, pairs, **more).candidates
    return found


def ann(*shifts, **more):
    return tiny([DAY, *shifts], [somebody("ann")], **more)


def away(kind, start="2027-01-05", end="2027-01-06"):
    return Absence("ann", kind, moment(start), moment(end), 480)


def kinds(candidate):
    return [change.kind for change in candidate.changes]


def test_who_is_free_may_take_it_and_nothing_has_to_change():
    found = only(ann())
    assert (found.person, found.legality) == ("ann", Legality.LEGAL)
    assert not found.hindrances
    assert not found.changes
    assert found.sentence.startswith(
        "nothing stops Ann; +3 points of quality, 8 of 36 contract hours"
    )
    assert only(ann(), code="nl").sentence.startswith("niets houdt Ann tegen")


def test_what_a_roster_breaks_already_stops_nobody():
    long = shift_at("2027-01-07 07:00", 13)
    assert only(ann(long), [("ann", long.id)]).legality is Legality.LEGAL


def test_who_is_on_the_shift_or_lacks_the_function_or_the_region_is_no_candidate():
    people = [somebody(name) for name in ("ann", "bob", "cas", "dan")]
    people[2] = replace(people[2], regions=("S",))
    held = [Competence(name, "caco", PAST) for name in ("ann", "bob", "cas")]
    problem = tiny([DAY], people, competences=(*held, Competence("dan", "im", PAST)))
    assert [c.person for c in ask(problem, [("ann", DAY.id)]).candidates] == ["bob"]


def test_nobody_is_rostered_on_an_open_call():
    call = shift_at("2027-01-05 17:00", 24, OPEN)
    problem = tiny([call], [somebody("ann")], posts=(OPEN,))
    offer = ask(problem, shift=call)
    assert not offer.candidates
    assert not offer.swaps


def test_a_trainee_is_never_cover():
    learning = (Competence("ann", "caco", PAST, level=CompetenceLevel.TRAINEE),)
    found = only(ann(competences=learning))
    assert found.legality is Legality.NOT_LEGAL
    assert [h.kind for h in found.hindrances] == [ReasonKind.NOT_COMPETENT]
    assert found.sentence == "trainee: may only shadow"
    assert not found.changes


def test_a_lapsed_holder_is_told_with_the_date():
    found = only(ann(competences=(Competence("ann", "caco", PAST, date(2027, 1, 4)),)))
    assert found.legality is Legality.NOT_LEGAL
    assert found.sentence == "competence valid until 4 Jan 2027"


@pytest.mark.parametrize(
    ("kind", "words"),
    [(AbsenceKind.LEAVE, "on leave"), (AbsenceKind.COURSE, "on a course")],
)
def test_leave_can_be_withdrawn(kind, words):
    found = only(ann(absences=(away(kind),)))
    assert found.legality is Legality.ONE_CHANGE
    assert [h.kind for h in found.hindrances] == [ReasonKind.ABSENT]
    assert found.hindrances[0].sentence.startswith(words)
    assert found.hindrances[0].violation.rule == "OVERLAP"
    assert found.sentence == "possible by withdrawing the absence Tue 5 Jan"
    assert found.cost.others == 0


def test_a_holder_who_is_ill_is_no_candidate():
    found = only(ann(absences=(away(AbsenceKind.ILLNESS),)))
    assert found.legality is Legality.NOT_LEGAL
    assert found.sentence == "ill Tue 5 Jan"


def test_leave_counts_by_the_overlap_and_not_by_the_day():
    """Leave that begins when the shift ends, on the same day, is no hindrance."""
    evening = away(AbsenceKind.LEAVE, "2027-01-05 15:00", "2027-01-05 23:00")
    assert only(ann(absences=(evening,))).legality is Legality.LEGAL
    minute = away(AbsenceKind.LEAVE, "2027-01-05 14:59", "2027-01-05 23:00")
    assert only(ann(absences=(minute,))).legality is Legality.ONE_CHANGE


def test_two_absences_are_two_changes():
    both = (away(AbsenceKind.LEAVE), away(AbsenceKind.COURSE, "2027-01-05 10:00"))
    assert only(ann(absences=both)).legality is Legality.NOT_LEGAL


def test_leave_that_is_over_is_a_fact():
    leave = (away(AbsenceKind.LEAVE, "2027-01-04", "2027-01-05 07:01"),)
    assert only(ann(absences=leave)).legality is Legality.ONE_CHANGE
    late = moment("2027-01-05 08:00")
    assert only(ann(absences=leave), now=late).legality is Legality.NOT_LEGAL


def test_work_elsewhere_can_let_somebody_go():
    start = moment("2027-01-05 10:00")
    row = Duty("ann", "fire", DutyKind.ELSEWHERE, start, start + timedelta(hours=2), 120)
    found = only(ann(elsewhere=(row,)))
    assert kinds(found) == [RemedyKind.RELEASE]
    assert found.changes[0].sentence == ("release from the work elsewhere Tue 5 Jan 10:00 – 12:00")


def test_work_elsewhere_after_the_shift_can_be_what_leaves_too_little_rest():
    start = moment("2027-01-05 22:00")
    row = Duty("ann", "fire", DutyKind.ELSEWHERE, start, start + timedelta(hours=6), 360)
    found = only(ann(elsewhere=(row,)))
    assert {h.violation.rule for h in found.hindrances} == {"R01", "R10"}
    assert RemedyKind.RELEASE in kinds(found)


def test_a_duty_can_be_given_up_and_is_told_by_its_id():
    late = shift_at("2027-01-05 15:00", 8, name="L")
    found = only(ann(late), [("ann", late.id)])
    assert found.legality is Legality.ONE_CHANGE
    assert [(c.kind, c.shift) for c in found.changes] == [(RemedyKind.GIVE_UP, late.id)]
    assert found.sentence == (
        "possible by giving up CaCo Tue 5 Jan 15:00 – 23:00, which would then be open"
    )
    assert found.cost.others == 1
    assert found.cost.minutes == 0


def test_a_duty_on_which_enough_others_are_opens_nothing():
    late = replace(shift_at("2027-01-05 15:00", 8), required=1)
    problem = tiny([DAY, late], [somebody("ann"), somebody("bob")])
    pairs = [("ann", late.id), ("bob", late.id), ("bob", DAY.id)]
    (found,) = ask(problem, pairs).candidates
    change = "giving up CaCo Tue 5 Jan 15:00 – 23:00, where enough others are"
    assert found.sentence.endswith(change)


def test_who_is_booked_twice_is_not_booked_a_third_time():
    same = [replace(DAY, id=name) for name in ("one", "two")]
    found = only(ann(*same), [("ann", s.id) for s in same])
    assert found.legality is Legality.NOT_LEGAL
    assert {h.kind for h in found.hindrances} == {ReasonKind.OTHER_DUTY}


def test_the_same_moment_on_another_post_can_be_given_up():
    call = shift_at("2027-01-04 17:00", 24, PIKET)
    found = only(ann(call), [("ann", call.id)])
    assert found.hindrances[0].kind is ReasonKind.OTHER_DUTY
    assert found.hindrances[0].sentence == "already on IM Mon 4 Jan 17:00 – Tue 5 Jan 17:00"
    assert kinds(found) == [RemedyKind.GIVE_UP]


def test_a_pin_has_to_be_released_first():
    late = shift_at("2027-01-05 15:00", 8, name="L")
    pin = Assignment("ann", late.id, pinned=True)
    found = only(ann(late, assignments=(pin,)), [("ann", late.id)])
    assert kinds(found) == [RemedyKind.UNPIN]
    assert found.changes[0].sentence.startswith("releasing the pin on CaCo Tue 5 Jan 15:00")


def test_the_rest_before_the_next_pinned_night_stops_somebody_now():
    """The shift itself is fine; what comes after it is not."""
    night = shift_at("2027-01-05 23:00", 8, name="N")
    early = shift_at("2027-01-05 14:00", 8, name="L")
    pin = Assignment("ann", night.id, pinned=True)
    problem = tiny([early, night], [somebody("ann")], assignments=(pin,))
    found = only(problem, [("ann", night.id)], shift=early)
    assert found.legality is Legality.ONE_CHANGE
    assert kinds(found) == [RemedyKind.UNPIN]
    assert only(problem, shift=early).legality is Legality.LEGAL


def test_a_duty_that_has_begun_is_not_given_up():
    night = shift_at("2027-01-04 23:00", 8, name="N")
    pairs = [("ann", night.id)]
    assert only(ann(night), pairs).legality is Legality.ONE_CHANGE
    late = moment("2027-01-04 23:00")
    assert only(ann(night), pairs, now=late).legality is Legality.NOT_LEGAL


def test_between_two_duties_neither_alone_is_enough():
    around = [shift_at("2027-01-04 17:00", 8), shift_at("2027-01-05 17:00", 8)]
    found = only(ann(*around), [("ann", s.id) for s in around])
    assert found.legality is Legality.NOT_LEGAL
    assert all(h.violation.rule and h.violation.article for h in found.hindrances)


def test_a_rule_is_told_with_article_window_numbers_and_sentence():
    long = shift_at("2027-01-05 07:00", 13)
    found = only(tiny([long], [somebody("ann")]), shift=long)
    assert found.legality is Legality.NOT_LEGAL
    (stop,) = [h for h in found.hindrances if h.violation.rule == "R05"]
    assert (stop.violation.article, stop.violation.value, stop.violation.limit) == (
        "ATW 5:7(2)a",
        780,
        720,
    )
    assert (stop.violation.start, stop.violation.end) == (long.start, long.end)
    assert stop.sentence.endswith("Tue 5 Jan 07:00 – 20:00: 13:00, limit 12:00")


def test_consent_to_a_provision_is_a_change():
    night = shift_at("2027-01-05 23:00", 8, name="N")
    exempt = Provision(ProvisionKind.NIGHT_EXEMPTION, PAST)
    found = only(tiny([night], [somebody("ann", provisions=(exempt,))]), shift=night)
    assert kinds(found) == [RemedyKind.CONSENT]
    assert found.sentence == "possible by written consent to this night"


def test_nobody_can_consent_to_work_in_birth_leave():
    leave = Provision(ProvisionKind.BIRTH_LEAVE, PAST)
    found = only(tiny([DAY], [somebody("ann", provisions=(leave,))]))
    assert found.legality is Legality.NOT_LEGAL
    assert {h.violation.rule for h in found.hindrances} == {"R4_6"}


def test_an_agreement_is_a_change_where_the_rule_knows_one():
    """Seven shifts and a night in a row: eight where an agreement says so."""
    series = [shift_at(f"2027-01-{day:02} 15:00", 8) for day in range(4, 11)]
    night = shift_at("2027-01-11 22:00", 8, name="N")
    ruleset = Ruleset(settings=(RuleSetting("MAX_RUN", enabled=False),))
    problem = tiny([*series, night], [somebody("ann", 48)], weeks=3, ruleset=ruleset)
    mine = [("ann", s.id) for s in series]
    found = only(problem, mine, shift=night)
    assert {h.violation.rule for h in found.hindrances} == {"R16"}
    (agreement,) = [c for c in found.changes if c.kind is RemedyKind.AGREEMENT]
    assert agreement.rule == "R16"
    assert agreement.sentence == "recording a collective agreement for ATW 5:8(6)(7)"
    agreed = replace(ruleset, derogations=(Derogation("R16", "CAO", PAST),))
    assert only(replace(problem, ruleset=agreed), mine, shift=night).legality is Legality.LEGAL


def test_those_who_may_come_first_and_the_fairest_of_them_first():
    people = [somebody(name) for name in ("ann", "bob", "cas", "dan", "eve")]
    late, more = shift_at("2027-01-05 15:00", 8), shift_at("2027-01-09 07:00", 8)
    third = shift_at("2027-01-07 07:00", 8)
    problem = tiny(
        [DAY, late, more, third],
        people,
        weeks=2,
        absences=(away(AbsenceKind.ILLNESS),),
        history=tuple(worked("cas", "D", *(f"2026-12-{d} 07:00" for d in (14, 16, 18, 21)))),
    )
    pairs = [("bob", late.id), ("cas", more.id), ("cas", third.id)]
    found = ask(problem, pairs).candidates
    legalities = [c.legality for c in found]
    assert legalities == [*[Legality.LEGAL] * 3, Legality.ONE_CHANGE, Legality.NOT_LEGAL]
    assert [c.person for c in found] == ["dan", "eve", "cas", "bob", "ann"]
    legal = [c.cost.ranking for c in found[:3]]
    assert all(first <= second for first, second in pairwise(legal))


def test_equals_are_ranked_by_name_and_then_by_id():
    people = [
        replace(somebody(name), name=called) for name, called in zip("abc", "ZYY", strict=True)
    ]
    assert [c.person for c in ask(tiny([DAY], people)).candidates] == ["b", "c", "a"]


def test_hours_count_against_the_contract_in_week_and_period():
    monday, later = shift_at("2027-01-04 07:00", 8), shift_at("2027-01-12 07:00", 8)
    problem = tiny([monday, DAY, later], [somebody("ann")], weeks=2)
    found = only(problem, [("ann", monday.id), ("ann", later.id)])
    week, period = found.week, found.cost.period
    assert (week.before, week.after, week.contract) == (480, 960, 36 * 60)
    assert (period.before, period.after, period.contract) == (960, 1440, 72 * 60)
    assert found.cost.minutes == 480


def test_the_days_to_other_duties_are_told():
    shifts = [shift_at("2027-01-08 07:00", 8)]
    history = worked("ann", "N", "2027-01-01 23:00") + worked("ann", "D", "2026-12-26 07:00")
    found = only(ann(*shifts, history=tuple(history)), [("ann", shifts[0].id)])
    assert found.spacing.since_last == 3
    assert found.spacing.until_next == pytest.approx(2 + 16 / 24)
    assert found.spacing.since_same == pytest.approx(9 + 16 / 24)
    alone = only(ann()).spacing
    assert (alone.since_last, alone.until_next, alone.since_same) == (None, None, None)


@pytest.mark.parametrize(
    ("now", "level", "words"),
    [
        ("2026-12-08 07:00", NoticePeriod.AMPLE, "starts in 28 days"),
        ("2026-12-08 07:01", NoticePeriod.WITHIN_28_DAYS, "starts in 27 days, inside the 28 days"),
        ("2027-01-01 07:00", NoticePeriod.WITHIN_28_DAYS, "starts in 4 days, inside the 28 days"),
        ("2027-01-01 07:01", NoticePeriod.WITHIN_4_DAYS, "starts in 95 hours, inside the 4 days"),
        ("2027-01-05 07:00", NoticePeriod.BEGUN, "the shift has begun"),
    ],
)
def test_notice_is_told(now, level, words):
    offer = ask(ann(), now=moment(now))
    assert offer.notice is level
    assert offer.sentence.startswith(words)
    assert offer.notice_minutes == (DAY.start - moment(now)) // timedelta(minutes=1)
    assert notice(DAY.start - moment(now)) is level


def test_loads_stand_against_the_fair_share():
    night = shift_at("2027-01-06 23:00", 8, name="N")
    problem = tiny([night], [somebody("ann"), somebody("bob")])
    found = ask(problem, shift=night).candidates
    loads = {load.measure.value: load for load in found[0].cost.loads}
    assert set(loads) == {"nights", "hours"}
    assert (loads["nights"].before, loads["nights"].after) == (0, 1)
    assert loads["nights"].fair == pytest.approx(0.5)


def test_the_cost_in_fairness_is_what_the_level_would_say():
    history = tuple(worked("ann", "D", *(f"2026-12-{d} 07:00" for d in (14, 16, 18, 21, 23))))
    problem = tiny([DAY], [somebody("ann"), somebody("bob")], history=history)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    level = FairnessObjective(index, rules)
    for found in candidates(index, rules, frozenset(), DAY.id, NOW):
        after = level.value(index, [(found.person, DAY.id)])
        assert found.cost.unfairness == after - level.value(index, [])
        assert found.cost.unfairness != 0


def test_a_monthly_maximum_of_a_flex_worker_counts():
    other = shift_at("2027-01-08 07:00", 8)
    flex = somebody("ann", limits=Limits(max_shifts_per_month=1))
    found = only(tiny([DAY, other], [flex]), [("ann", other.id)])
    assert {h.violation.rule for h in found.hindrances} == {"MONTHLY_MAXIMUM"}
    assert kinds(found) == [RemedyKind.GIVE_UP]


def test_the_post_decides_and_not_the_name_of_the_shift():
    assert CACO.function == "caco"
    call = shift_at("2027-01-05 17:00", 24, PIKET)
    held = (Competence("ann", "caco", PAST), Competence("bob", "im", PAST))
    problem = tiny([DAY, call], [somebody("ann"), somebody("bob")], competences=held)
    assert [c.person for c in ask(problem).candidates] == ["ann"]
    assert [c.person for c in ask(problem, shift=call).candidates] == ["bob"]


def test_every_shift_of_a_problem_with_everything_in_it_gets_an_answer(full):
    """Stand-by, open call, two regions, doubles, pins and agreements."""
    index = ProblemIndex(full)
    pairs = index.pinned
    for shift in full.shifts:
        offer = ask(full, pairs, shift)
        held = full.post_by_id[shift.post].function
        people = {c.person for c in full.competences if c.function == held}
        assert {c.person for c in offer.candidates} <= people
        for found in offer.candidates:
            assert bool(found.hindrances) == (found.legality is not Legality.LEGAL)
            assert bool(found.changes) == (found.legality is Legality.ONE_CHANGE)
            assert found.sentence


def test_what_handing_duties_over_costs_is_the_difference_that_it_makes():
    days = [shift_at(f"2027-01-{day:02d} 07:00", 8) for day in (5, 6, 7, 8)]
    people = [somebody(name) for name in ("ann", "bob", "cas")]
    problem = tiny(days, people, absences=[away(AbsenceKind.LEAVE, "2027-01-07", "2027-01-08")])
    held = {("ann", days[0].id), ("ann", days[1].id), ("bob", days[2].id), ("cas", days[3].id)}
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    quality = QualityObjective(index, rules)
    finder = Candidates(index, rules, frozenset(held), NOW, PersonCosts(quality))
    before = quality.value(index, held)
    one = finder.handed_over("ann", [days[0].id])
    rest = held - {("ann", days[0].id)}
    assert one is not None
    assert sum(one.values()) == min(
        quality.value(index, rest | {(taker, days[0].id)}) - before for taker in ("bob", "cas")
    )
    both = finder.handed_over("ann", [days[0].id, days[1].id])
    assert both is not None
    assert finder.handed_over("bob", [days[2].id]) is not None  # cas may: ann is away
    alone = tiny(days[:1], people[:1])
    index, rules = ProblemIndex(alone), rules_in_force(alone.ruleset)
    finder = Candidates(
        index,
        rules,
        frozenset({("ann", days[0].id)}),
        NOW,
        PersonCosts(QualityObjective(index, rules)),
    )
    assert finder.handed_over("ann", [days[0].id]) is None
