"""How many people the law needs at least to keep posts filled, and by which article.

Sums that need no search: each is a necessary condition. With fewer people shifts stay open over
the reference period of the article, however they are divided; with as many some may still.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import ceil
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.timeline.clock import DAY, HOUR, SUNDAY, weekday
from solver.timeline.rows import legal_shift

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from solver.problem_index import ProblemIndex
    from solver.timeline.rows import Row

LEGAL_WEEK = 48  #: hours on average in 16 weeks, ATW 5:7(2)c
WEEK_WITH_NIGHTS = 40  #: the same for who has many nights, ATW 5:8(2)
NIGHTS_THAT_LOWER_THE_AVERAGE = 16  #: in 16 weeks, ATW 5:8(2), 5:9(5)
NIGHT_WORK = 10 * HOUR  #: longer nights are exceptional, ATW 5:8(1)
LONG_NIGHTS_A_YEAR = 22  #: ATW 5:8(3)
NIGHTS_IN_16_WEEKS = 36  #: that end after 02:00, ATW 5:8(8)
AGREED_NIGHTS_A_YEAR = 140  #: instead, by collective agreement, ATW 5:8(9)
STANDBYS_IN_26_WEEKS = 52  #: ATB 4.8:1(3)(a)
FREE_SUNDAYS = 13  #: of 52, ATW 5:6(3)
SHORT_REST = 8 * HOUR  #: between two shifts of one person, at the very least, ATW 5:3(3)
PART_OF_REST = 32 * HOUR  #: shorter rests do not count for the week, ATW 5:5(3)
DAYS_A_WEEK = 6  #: on which somebody may work who rests on none of them, ATW 5:5(2)
DAYS_A_YEAR = 365
MANY_NIGHTS = "R17"  #: the rule of 36 nights in 16 weeks, which an agreement may replace
SUNDAYS = "R19"  #: the rule of 13 free Sundays, which an agreement may replace
TOLERANCE = 0.05  #: of a person: an hour more or less when the clock changes


@dataclass(frozen=True, slots=True)
class PostLoad:
    """What posts ask of all their holders together, on average over a period.

    Parameters
    ----------
    hours
        Work a week.
    long_nights
        Night shifts of more than ten hours of work, in 52 weeks.
    late_nights
        Night shifts that end after 02:00, in 16 weeks.
    standbys
        On-site stand-bys, in 26 weeks.
    on_call
        People who are on call at once; 1 for one post without a break.
    sundays
        People at work on Sundays, added up over 52 weeks.
    days
        People at work on the days of a week, added up, where shifts begin at so much the same time
        that only a day without work gives the weekly rest; else 0.
    """

    hours: float = 0.0
    long_nights: float = 0.0
    late_nights: float = 0.0
    standbys: float = 0.0
    on_call: float = 0.0
    sundays: float = 0.0
    days: float = 0.0

    def full_time_equivalents(self, productive_hours: float) -> float:
        """How many people with so many productive hours a year its work takes.

        Parameters
        ----------
        productive_hours
            Of one full-time job in a year of 365 days, without leave, illness and training; above
            0. No law sets it.
        """
        return self.hours / 7 * DAYS_A_YEAR / productive_hours

    def __add__(self, other: PostLoad) -> PostLoad:
        """Both; one person may be at both on one day, so of days the larger is all that is sure."""
        whole = PostLoad(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
        return replace(
            whole, sundays=max(self.sundays, other.sundays), days=max(self.days, other.days)
        )


@dataclass(frozen=True, slots=True)
class LegalMinimum:
    """How many people one article asks at least.

    Parameters
    ----------
    article
        Where its limit stands.
    people
        0 or more.
    """

    article: str
    people: int


def load_of(index: ProblemIndex, posts: Collection[str]) -> PostLoad:
    """What these posts ask in the period of a problem; an open call asks nothing of anybody."""
    problem = index.problem
    weeks = ((problem.last_date - problem.first_date).days + 1) / 7
    work = 0
    at_work: list[Row] = []
    long = late = standbys = 0
    for post in posts:
        for shift in index.shifts_of_post[post]:
            row = index.row_of[shift.id]
            work += shift.work_minutes * shift.required
            if row.kind is DutyKind.ON_CALL:  # counted below
                continue
            legal = legal_shift([row], index.clock)
            if row.kind is DutyKind.WORK and not legal.is_standby:
                at_work += [row] * shift.required
            if legal.is_standby:
                standbys += shift.required
            elif legal.is_night:
                long += shift.required * (legal.work > NIGHT_WORK)
                late += shift.required * legal.ends_after_two
    return PostLoad(
        hours=work / HOUR / weeks,
        long_nights=long / weeks * 52,
        late_nights=late / weeks * 16,
        standbys=standbys / weeks * 26,
        on_call=sum(_on_call_at_once(index, post) for post in posts),
        sundays=_on_sundays(at_work, index) / weeks * 52,
        days=_on_days(at_work, index) / weeks,
    )


def _on_sundays(rows: Sequence[Row], index: ProblemIndex) -> int:
    """People at work on each Sunday of the period, added up; who works at night is so on both."""
    by_day: dict[int, list[Row]] = {}
    for row in rows:
        for day in index.clock.days(row.start, row.end):
            if weekday(day) == SUNDAY:
                by_day.setdefault(day, []).append(row)
    return sum(_people_at_least(found) for found in by_day.values())


def _on_days(rows: Sequence[Row], index: ProblemIndex) -> int:
    """People who begin work on each day, added up; 0 where rest fits between two days of work."""
    if not rows:
        return 0
    clock = index.clock
    day_of = {row: clock.days(row.start, row.start + 1)[0] for row in rows}
    times = [row.start - clock.midnight(day) for row, day in day_of.items()]
    longest_rest = DAY + max(times) - min(times) - min(row.end - row.start for row in rows)
    if longest_rest + HOUR >= PART_OF_REST:  # an hour more when the clock changes
        return 0
    by_day: dict[int, list[Row]] = {}
    for row in rows:
        by_day.setdefault(day_of[row], []).append(row)
    return sum(_people_at_least(found) for found in by_day.values())


def _people_at_least(rows: Sequence[Row]) -> int:
    """How many people some shifts take, of which one person has two only after a rest.

    Shifts of less than eight hours may follow each other within a day of work, so of these only
    what is needed at once is sure.
    """
    rest = SHORT_REST if min(row.end - row.start for row in rows) >= SHORT_REST else 0
    edges = sorted(edge for row in rows for edge in ((row.start, 1), (row.end + rest, -1)))
    most = now = 0
    for _moment, step in edges:
        now += step
        most = max(most, now)
    return most


def _on_call_at_once(index: ProblemIndex, post: str) -> float:
    """How many people a post has on call at once, on average.

    A week on call that begins in the period may end long after it, so the average is over the time
    from the first such duty to the end of the last, where that is longer than the period.
    """
    problem = index.problem
    duties = [
        shift
        for shift in index.shifts_of_post[post]
        if index.row_of[shift.id].kind is DutyKind.ON_CALL
    ]
    if not duties:
        return 0.0
    asked = sum((one.end - one.start).total_seconds() * one.required for one in duties)
    span = max(one.end for one in duties) - min(one.start for one in duties)
    return asked / max(span, problem.end - problem.start).total_seconds()


def legal_minima(
    load: PostLoad, *, many_nights_agreed: bool = False, sundays_agreed: bool = False
) -> list[LegalMinimum]:
    """What each article asks of who fills this load, the binding one first.

    Parameters
    ----------
    many_nights_agreed
        Whether an agreement replaces 36 nights in 16 weeks by 140 in 52 (ATW 5:8(9)).
    sundays_agreed
        Whether an agreement replaces 13 free Sundays in 52 (ATW 5:6(4)).
    """
    nights = AGREED_NIGHTS_A_YEAR / 52 * 16 if many_nights_agreed else float(NIGHTS_IN_16_WEEKS)
    average = "ATB 4.8:1(3)b" if load.standbys else "ATW 5:7(2)c"
    found = [
        LegalMinimum(average, _at_least(load.hours / LEGAL_WEEK)),
        LegalMinimum("ATW 5:8(3)", _at_least(load.long_nights / LONG_NIGHTS_A_YEAR)),
        LegalMinimum(
            "ATW 5:8(9)" if many_nights_agreed else "ATW 5:8(8)",
            _at_least(load.late_nights / nights),
        ),
        LegalMinimum("ATB 4.8:1(3)a", _at_least(load.standbys / STANDBYS_IN_26_WEEKS)),
        LegalMinimum("ATW 5:9(2)a", _at_least(2 * load.on_call)),
        LegalMinimum("ATW 5:8(2)", _with_lower_average(load, nights)),
        LegalMinimum("ATW 5:5(2)", _at_least(load.days / DAYS_A_WEEK)),
    ]
    if not sundays_agreed:
        found.append(LegalMinimum("ATW 5:6(3)", _at_least(load.sundays / (52 - FREE_SUNDAYS))))
    return sorted(found, key=lambda one: -one.people)


def binding_minimum(index: ProblemIndex, posts: Collection[str]) -> LegalMinimum:
    """What the law asks of who fills these posts, with the agreements of the period."""
    problem = index.problem

    def is_agreed(rule: str) -> bool:
        return problem.ruleset.has_derogation(rule, problem.first_date, problem.last_date)

    return legal_minima(
        load_of(index, posts),
        many_nights_agreed=is_agreed(MANY_NIGHTS),
        sundays_agreed=is_agreed(SUNDAYS),
    )[0]


def _at_least(people: float) -> int:
    return max(0, ceil(people - TOLERANCE))


def _with_lower_average(load: PostLoad, nights: float) -> int:
    """In each 16 weeks everybody has fewer than 16 nights and 48 hours, or more nights and 40.

    Over a long time people may be in turn in the one and in the other, so the share of them with
    few nights need not be whole.
    """
    if not load.late_nights:
        return 0
    few = NIGHTS_THAT_LOWER_THE_AVERAGE - 1
    people = 1
    while True:
        have = people + TOLERANCE
        most_rested = (nights * have - load.late_nights) / (nights - few)
        least_rested = (load.hours - WEEK_WITH_NIGHTS * have) / (LEGAL_WEEK - WEEK_WITH_NIGHTS)
        if max(0.0, least_rested) <= min(have, most_rested):
            return people
        people += 1
