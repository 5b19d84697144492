"""The rules: one module each, with its article, `check`, `constrain` and a sentence.

`ALL_RULES` is the table of contents, in the order of the law, then the region, then the field.
"""

from __future__ import annotations

from solver.rules.apart import Apart
from solver.rules.base import Family, HealthRule, Rule
from solver.rules.broken_weekend import BrokenWeekend
from solver.rules.c02_days_without_on_call import DaysWithoutOnCall
from solver.rules.c03_days_without_duty import DaysWithoutDuty
from solver.rules.c04_on_call_near_night import OnCallNearNight
from solver.rules.c05_work_near_on_call import WorkNearOnCall
from solver.rules.c06_hours_with_call_nights import HoursWithCallNights
from solver.rules.competence import ValidCompetence
from solver.rules.contract_hours import ContractHours
from solver.rules.even_hours import EvenHours
from solver.rules.forward_rotation import ForwardRotation
from solver.rules.free_weekends import FreeWeekends
from solver.rules.g01_one_shift_a_day import OneShiftADay
from solver.rules.g02_day_off import DayOff
from solver.rules.g03_shift_counts import ShiftCounts
from solver.rules.g04_minutes import Minutes
from solver.rules.g05_longest_run import LongestRun
from solver.rules.g06_shortest_run import ShortestRun
from solver.rules.g07_shortest_rest import ShortestRest
from solver.rules.g08_weekends import Weekends
from solver.rules.g09_succession import ForbiddenSuccession
from solver.rules.lone_day_off import LoneDayOff
from solver.rules.lone_night import LoneNight
from solver.rules.lone_shift import LoneShift
from solver.rules.long_run import LongRun
from solver.rules.max_run import MaxRun
from solver.rules.monthly_maximum import MonthlyMaximum
from solver.rules.night_exemption import NightExemption
from solver.rules.night_recovery import NightRecovery
from solver.rules.on_call_beside_work import OnCallBesideWork
from solver.rules.overlap import Overlap
from solver.rules.piket_handover import PiketHandover
from solver.rules.quick_return import QuickReturn
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r03_breaks import Breaks
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r06_week import WeeklyHours
from solver.rules.r07_average_16_weeks import SixteenWeekAverage
from solver.rules.r08_average_4_weeks import FourWeekAverage
from solver.rules.r4_5_pregnancy import PregnancyShiftLength
from solver.rules.r4_6_birth_leave import BirthLeave
from solver.rules.r10_night_length import NightLength
from solver.rules.r11_long_nights import LongNights
from solver.rules.r12_average_with_nights import AverageWithNights
from solver.rules.r14_rest_after_night import RestAfterNight
from solver.rules.r15_rest_after_nights import RestAfterNights
from solver.rules.r16_series_with_night import SeriesWithNight
from solver.rules.r17_nights_after_two import NightsAfterTwo
from solver.rules.r19_free_sundays import FreeSundays
from solver.rules.r21_handover import Handover
from solver.rules.relief_limit import ReliefLimit
from solver.rules.rest_after_call import RestAfterCall
from solver.rules.s01_standby_length import StandbyLength
from solver.rules.s02_standby_count import StandbyCount
from solver.rules.s03_standby_average import StandbyAverage
from solver.rules.s04_standby_rest import StandbyRest
from solver.rules.s05_standby_week import StandbyWeek
from solver.rules.same_kind_run import SameKindRun
from solver.rules.together import Together
from solver.rules.two_starts import TwoStarts
from solver.rules.weekend_load import WeekendLoad

ALL_RULES: tuple[type[Rule], ...] = (
    ValidCompetence,
    Overlap,
    DailyRest,
    WeeklyRest,
    Breaks,
    ShiftLength,
    WeeklyHours,
    SixteenWeekAverage,
    FourWeekAverage,
    NightLength,
    LongNights,
    AverageWithNights,
    RestAfterNight,
    RestAfterNights,
    SeriesWithNight,
    NightsAfterTwo,
    FreeSundays,
    Handover,
    NightExemption,
    PregnancyShiftLength,
    BirthLeave,
    DaysWithoutOnCall,
    DaysWithoutDuty,
    OnCallNearNight,
    WorkNearOnCall,
    HoursWithCallNights,
    StandbyLength,
    StandbyCount,
    StandbyAverage,
    StandbyRest,
    StandbyWeek,
    RestAfterCall,
    ReliefLimit,
    ContractHours,
    WeekendLoad,
    MaxRun,
    MonthlyMaximum,
    Apart,
    Together,
    QuickReturn,
    TwoStarts,
    ForwardRotation,
    SameKindRun,
    LongRun,
    LoneShift,
    LoneNight,
    NightRecovery,
    LoneDayOff,
    BrokenWeekend,
    FreeWeekends,
    EvenHours,
    OnCallBesideWork,
    PiketHandover,
    OneShiftADay,
    DayOff,
    ShiftCounts,
    Minutes,
    LongestRun,
    ShortestRun,
    ShortestRest,
    Weekends,
    ForbiddenSuccession,
)

__all__ = ["ALL_RULES", "Family", "HealthRule", "Rule"]
