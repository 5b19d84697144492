"""Open shifts are explained person by person, and what frees somebody does free them."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel
from data.model.result import ReasonKind
from data.model.sentence import stretch_said
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import new_violations, violations
from solver.problem_index import ProblemIndex
from solver.rules.competence import ValidCompetence
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r10_night_length import NightLength
from tests.solver.enumeration import rosters
from tests.solver.random_small import random_problem
from tests.solver.small import CACO, PIKET, moment, shift_at, somebody, tiny
from tests.support.spoken import spoken

REST = DailyRest(shortened=DailyRest().rest)
RULES = (Overlap(), ShiftLength(), NightLength(), REST, ValidCompetence())
DAY = shift_at("2027-01-05 07:00", 8)
PAST = date(2020, 1, 1)
NOTHING = "no single change of this roster"


def explainer(problem, pairs=(), **more):
    return Explainer(ProblemIndex(problem), RULES, frozenset(pairs), **more)


def reason_of(problem, pairs=(), shift=DAY, **more):
    """Why Ann does not take the shift."""
    return spoken(explainer(problem, pairs, **more).reason("ann", shift))


def ann(*shifts, **more):
    return tiny([DAY, *shifts], [somebody("ann")], **more)


def away(kind, start="2027-01-05", end="2027-01-06"):
    return Absence("ann", kind, moment(start), moment(end), 480)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AbsenceKind.LEAVE, "on leave Tue 5 Jan"),
        (AbsenceKind.ILLNESS, "ill Tue 5 Jan"),
        (AbsenceKind.COURSE, "on a course Tue 5 Jan"),
    ],
)
def test_who_is_away_is_free_when_the_absence_is_withdrawn(kind, words):
    reason = reason_of(ann(absences=(away(kind),)))
    assert (reason.kind, reason.reason) == (ReasonKind.ABSENT, words)
    assert reason.frees == "withdrawing the absence"


def test_an_absence_in_the_history_may_be_called_anything():
    row = Duty("ann", "verlof", DutyKind.ABSENCE, moment("2027-01-03"), moment("2027-01-06"), 960)
    reason = reason_of(ann(history=(row,)))
    assert (reason.kind, reason.reason) == (ReasonKind.ABSENT, "away Sun 3 Jan – Tue 5 Jan")


def test_withdrawing_one_of_two_absences_is_not_enough():
    both = (away(AbsenceKind.LEAVE), away(AbsenceKind.COURSE, "2027-01-05 10:00"))
    assert reason_of(ann(absences=both)).frees == NOTHING


def test_withdrawing_an_absence_does_not_help_who_rests_after_a_night():
    night = shift_at("2027-01-04 23:00", 8, name="N")
    problem = ann(night, absences=(away(AbsenceKind.LEAVE, "2027-01-05 07:00"),))
    assert reason_of(problem, [("ann", night.id)]).frees == NOTHING
    assert reason_of(problem).frees == "withdrawing the absence"


def test_work_elsewhere_is_in_the_way():
    start, end = moment("2027-01-05 10:00"), moment("2027-01-06")
    row = Duty("ann", "fire", DutyKind.ELSEWHERE, start, end, 840)
    reason = reason_of(ann(elsewhere=(row,)))
    assert (reason.kind, reason.reason) == (
        ReasonKind.OTHER_DUTY,
        "at work elsewhere Tue 5 Jan 10:00 – Wed 6 Jan 00:00",
    )
    assert reason.frees == "release from that work"


def test_a_duty_that_began_before_the_period_is_a_fact():
    call = Duty("ann", "im", DutyKind.ON_CALL, moment("2027-01-01 17:00"), moment("2027-01-06"), 0)
    reason = reason_of(ann(shift_at("2027-01-08 17:00", 24, PIKET), history=(call,)))
    assert (reason.kind, reason.reason) == (
        ReasonKind.OTHER_DUTY,
        "already on IM Fri 1 Jan 17:00 – Wed 6 Jan 00:00",
    )
    assert reason.frees == NOTHING


def test_who_sits_on_another_post_may_give_that_up():
    call = shift_at("2027-01-04 17:00", 24, PIKET)
    problem = ann(call)
    reason = reason_of(problem, [("ann", call.id)])
    assert (reason.kind, reason.reason) == (
        ReasonKind.OTHER_DUTY,
        "already on IM Mon 4 Jan 17:00 – Tue 5 Jan 17:00",
    )
    asked = "giving up IM Mon 4 Jan 17:00 – Tue 5 Jan 17:00, which would then be open"
    assert reason.frees == asked
    pinned = replace(problem, assignments=(Assignment("ann", call.id, pinned=True),))
    assert reason_of(pinned, [("ann", call.id)]).frees == NOTHING


def competence(start=PAST, until=None, level=CompetenceLevel.QUALIFIED):
    return Competence("ann", "caco", start, until, level)


@pytest.mark.parametrize(
    ("held", "words", "frees"),
    [
        (
            [competence(until=date(2027, 1, 4))],
            "competence valid until 4 Jan 2027",
            "renewing the competence",
        ),
        (
            [competence(date(2027, 1, 6))],
            "competence only from 6 Jan 2027",
            "an earlier declaration of competence",
        ),
        (
            [competence(until=date(2027, 1, 4)), competence(date(2027, 1, 6))],
            "competence valid until 4 Jan 2027, again from 6 Jan 2027",
            "renewing the competence",
        ),
    ],
)
def test_a_competence_that_is_not_valid_is_told_with_its_date(held, words, frees):
    reason = reason_of(ann(competences=tuple(held)))
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_COMPETENT, "COMPETENCE")
    assert (reason.reason, reason.frees) == (words, frees)


def test_renewing_a_competence_does_not_help_who_is_away():
    problem = ann(
        competences=(competence(until=date(2027, 1, 4)),), absences=(away(AbsenceKind.LEAVE),)
    )
    assert reason_of(problem).frees == NOTHING


def test_a_trainee_may_only_double():
    reason = reason_of(ann(competences=(competence(level=CompetenceLevel.TRAINEE),)))
    assert (reason.kind, reason.reason, reason.frees) == (
        ReasonKind.NOT_COMPETENT,
        "trainee: may only shadow",
        "completing the training",
    )


def test_a_trainee_is_a_trainee_also_when_away_or_after_the_training():
    old = (competence(until=date(2027, 1, 1), level=CompetenceLevel.TRAINEE),)
    assert reason_of(ann(competences=old)).reason == "trainee: may only shadow"
    held = (competence(level=CompetenceLevel.TRAINEE),)
    reason = reason_of(ann(competences=held, absences=(away(AbsenceKind.LEAVE),)))
    assert (reason.kind, reason.frees) == (ReasonKind.ABSENT, NOTHING)


def test_a_rule_is_told_with_its_article_and_what_would_free_them():
    late = shift_at("2027-01-04 15:00", 8, name="L")
    reason = reason_of(ann(late), [("ann", late.id)])
    assert (reason.kind, reason.rule) == (ReasonKind.RULE, "R01")
    assert reason.article == REST.article
    assert reason.reason.startswith(REST.sentence("en").rstrip("."))
    assert reason.frees == "giving up CaCo Mon 4 Jan 15:00 – 23:00, which would then be open"


def test_between_two_duties_no_single_one_is_enough():
    around = [shift_at("2027-01-04 15:00", 8), shift_at("2027-01-05 17:00", 8)]
    pairs = [("ann", s.id) for s in around]
    assert reason_of(ann(*around), pairs).frees == NOTHING


def test_a_pinned_duty_cannot_be_given_up():
    late = shift_at("2027-01-04 15:00", 8, name="L")
    pin = Assignment("ann", late.id, pinned=True)
    assert reason_of(ann(late, assignments=(pin,)), [("ann", late.id)]).frees == NOTHING


def test_who_could_take_it_is_not_said_to_be_stopped():
    reason = reason_of(ann())
    assert (reason.kind, reason.rule) == (ReasonKind.LIMIT, "")
    assert reason.reason == "nothing: the search ended before it was tried"


def test_out_of_time_rules_are_not_looked_into_but_absence_is():
    reason = reason_of(ann(), seconds=-1)
    assert reason.reason == "not examined: too many shifts are open"
    absent = reason_of(ann(absences=(away(AbsenceKind.LEAVE),)), seconds=-1)
    assert absent.kind is ReasonKind.ABSENT
    assert absent.frees == "not examined: too many shifts are open"


def test_what_is_already_broken_stops_nobody():
    long = shift_at("2027-01-07 07:00", 13)
    pin = Assignment("ann", long.id, pinned=True)
    problem = ann(long, assignments=(pin,))
    assert violations(ProblemIndex(problem), RULES, [("ann", long.id)])
    assert reason_of(problem, [("ann", long.id)]).kind is ReasonKind.LIMIT


def test_every_holder_of_the_function_has_one_reason_and_nobody_else():
    held = (
        *(Competence(name, "caco", PAST) for name in ("ann", "bob")),
        Competence("cas", "im", PAST),
        Competence("dan", "caco", PAST),
    )
    people = [somebody(name) for name in ("ann", "bob", "cas")]
    people.append(replace(somebody("dan"), regions=("S",)))
    two = replace(DAY, required=2)
    problem = tiny([two], people, competences=held)
    (found,) = explainer(problem, [("ann", DAY.id)]).open_shifts()
    assert (found.post, found.missing) == (CACO.id, 1)
    assert [reason.person for reason in found.reasons] == ["bob"]


def test_open_shifts_stand_by_start_and_full_ones_are_left_out(full):
    index = ProblemIndex(full)
    found = Explainer(index, RULES, index.pinned).open_shifts()
    assert [o.start for o in found] == sorted(o.start for o in found)
    assert "caco:2027-01-05:L" not in {o.shift for o in found}
    assert all(o.post != "open" and o.missing >= 1 for o in found)


def test_the_reader_is_answered_in_dutch():
    late = shift_at("2027-01-04 15:00", 8, name="L")
    explain = Explainer(ProblemIndex(ann(late)), RULES, frozenset({("ann", late.id)}))
    reason = spoken(explain.reason("ann", DAY), "nl")
    assert reason.reason.startswith(REST.sentence("nl").rstrip("."))
    assert reason.frees == "het afstaan van CaCo ma 4 jan 15:00 – 23:00, die dan open komt"


def is_free(problem, pairs, person, shift):
    """Whether somebody can take a shift on top of a roster."""
    index = ProblemIndex(problem)
    if index.competence_levels.get((person, shift.id)) is not CompetenceLevel.QUALIFIED:
        return False
    if index.obstacle(person, index.row_of[shift.id]):
        return False
    given = violations(index, RULES, index.pinned)
    return not new_violations(violations(index, RULES, [*pairs, (person, shift.id)]), given)


def changed(problem, pairs, reason, shift):
    """The problem and roster after the change that a reason names."""
    person, frees = reason.person, reason.frees
    if frees.startswith("giving up"):
        told = {
            f"giving up {problem.post_by_id[s.post].name} {words(problem, s)}, which would then be "
            "open": s.id
            for s in problem.shifts
            if (person, s.id) in pairs
        }
        return problem, [pair for pair in pairs if pair != (person, told[frees])]
    if frees == "withdrawing the absence":
        return replace(problem, absences=()), pairs
    assert frees in ("renewing the competence", "completing the training")
    function = problem.post_by_id[shift.post].function
    others = [c for c in problem.competences if (c.person, c.function) != (person, function)]
    return replace(problem, competences=(*others, Competence(person, function, PAST))), pairs


def words(problem, shift):
    return stretch_said(*(m.astimezone(problem.zone) for m in (shift.start, shift.end))).en


@pytest.mark.parametrize("seed", range(15))
def test_what_frees_somebody_frees_them_and_nothing_means_nothing(seed):
    problem, random = random_problem(seed, choices=12), Random(seed)
    pairs = sorted(random.choice(list(rosters(ProblemIndex(problem), RULES))))
    explain = explainer(problem, pairs)
    for open_shift in spoken(explain.open_shifts()):
        shift = problem.shift_by_id[open_shift.shift]
        for reason in open_shift.reasons:
            assert is_free(problem, pairs, reason.person, shift) == (
                reason.kind is ReasonKind.LIMIT
            )
            if reason.frees == NOTHING:
                for own in [p for p in pairs if p[0] == reason.person]:
                    rest = [pair for pair in pairs if pair != own]
                    pinned = own in ProblemIndex(problem).pinned
                    assert pinned or not is_free(problem, rest, reason.person, shift)
            elif reason.kind is not ReasonKind.LIMIT:
                after, left = changed(problem, pairs, reason, shift)
                assert is_free(after, left, reason.person, shift)
