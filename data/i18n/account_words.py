"""What accounts to the board say, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.model.account_line import AccountFrequency, Indicator, Unit
from data.model.board_account import Verdict

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.account_line import AccountPeriod

_NAMES = {
    Indicator.FILLED_MINUTES: N_("Minutes validly filled"),
    Indicator.OPEN_MINUTES: N_("Minutes open, by cause"),
    Indicator.TIME_TO_FILL: N_("From found to filled"),
    Indicator.FILLED_IN_TIME: N_("Filled in time"),
    Indicator.CHANCE_OF_NOBODY: N_("Chance that too few come"),
    Indicator.COMPETENT: N_("Competent"),
    Indicator.LAPSES: N_("Competences that lapsed"),
    Indicator.CONSENTED_VIOLATIONS: N_("Violations that were accepted"),
    Indicator.SHORT_NOTICE: N_("Duties announced late"),
    Indicator.HEALTH_FLAWS: N_("Flaws against healthy rostering"),
    Indicator.EXERCISES: N_("Exercises held"),
    Indicator.PARTS_TESTED: N_("Parts of the main structure tested"),
    Indicator.CALL_OUT_MINUTES: N_("Minutes at call-outs"),
    Indicator.SINGLE_POINTS: N_("Seats that hang on one person"),
    Indicator.ACTIONS_IN_TIME: N_("Actions closed in time"),
    Indicator.DECLARATIONS: N_("Declarations renewed by employers"),
    Indicator.HOURS_DELIVERED: N_("Hours delivered"),
}
_SENTENCES = {
    Indicator.FILLED_MINUTES: N_(
        "Of the minutes in which posts that the statute asks for had to be filled: the share in"
        " which they were validly filled."
    ),
    Indicator.OPEN_MINUTES: N_(
        "The minutes in which somebody was missing on a post, by why, times how many were missing."
    ),
    Indicator.TIME_TO_FILL: N_(
        "Of the gaps in the period that were filled: half of them took no longer than this, from"
        " found to filled."
    ),
    Indicator.FILLED_IN_TIME: N_(
        "Of the gaps in the period that nobody accepted as intended: the share that was filled"
        " before it began."
    ),
    Indicator.CHANCE_OF_NOBODY: N_(
        "The largest chance, of all open calls by day, by night and on holidays, that too few"
        " people come, by the call-outs before the end of the period."
    ),
    Indicator.COMPETENT: N_(
        "Of those who held a function on the last day: the share that may fill it, with all that"
        " it requires."
    ),
    Indicator.LAPSES: N_(
        "How often somebody who held a function could no longer fill it, as something that it"
        " requires had lapsed."
    ),
    Indicator.CONSENTED_VIOLATIONS: N_(
        "How many violations of rules were accepted, with a reason, when rosters were signed in"
        " the period."
    ),
    Indicator.SHORT_NOTICE: N_("How many duties were signed later than they had to be announced."),
    Indicator.HEALTH_FLAWS: N_(
        "How often a rule of healthy rostering is broken in the rosters in force, per person."
    ),
    Indicator.EXERCISES: N_("How many exercises were held, system tests among them."),
    Indicator.PARTS_TESTED: N_(
        "Of the five parts of the main structure (Bvr 2.1.1): the share that was tested in an"
        " exercise in the twelve months up to the end of the period."
    ),
    Indicator.CALL_OUT_MINUTES: N_(
        "Of the norms at incidents, such as 2, 5 and 30 minutes, that were timed: the share that"
        " was met."
    ),
    Indicator.SINGLE_POINTS: N_(
        "On how many posts shifts would stay open, as nobody else may take them, if one person"
        " were gone; by what was worked out at the end of the period."
    ),
    Indicator.ACTIONS_IN_TIME: N_(
        "Of the actions that were due in the period: the share that was closed by its day."
    ),
    Indicator.DECLARATIONS: N_(
        "Of the declarations of employers that ended in the period, about people who still hold the"
        " function: the share that was followed by a new one in time."
    ),
    Indicator.HOURS_DELIVERED: N_(
        "The hours of the duties that people did, at the desk and on call, by what is recorded."
    ),
}
#: What the rows behind a value are headed.
_COLUMNS = {
    "actions": N_("Actions"),
    "article": N_("Article"),
    "cause": N_("Cause"),
    "competent": N_("Competent"),
    "duties": N_("Duties"),
    "ended": N_("Ended"),
    "flaws": N_("Flaws"),
    "function": N_("Function"),
    "gaps": N_("Gaps"),
    "goals_met": N_("Goals met"),
    "held": N_("Held"),
    "hours": N_("Hours"),
    "in_time": N_("In time"),
    "kind": N_("Kind"),
    "lapses": N_("Lapsed"),
    "last_tested": N_("Last tested"),
    "median": N_("Half within, hours"),
    "met": N_("Met"),
    "minutes": N_("Minutes"),
    "most": N_("Nine in ten within, hours"),
    "not_done": N_("Not done"),
    "norm": N_("Norm, minutes"),
    "notice_days": N_("Days of notice"),
    "on_call_hours": N_("Hours on call"),
    "open": N_("Open"),
    "part": N_("Part"),
    "partner": N_("Employer"),
    "people": N_("People"),
    "percent": N_("Per cent"),
    "post": N_("Post"),
    "present": N_("Present"),
    "required": N_("Needed"),
    "unrecorded": N_("Not recorded"),
    "roster": N_("Roster from"),
    "rule": N_("Rule"),
    "shifts": N_("Shifts"),
    "theme": N_("Theme"),
    "time": N_("When"),
    "timed": N_("Timed"),
    "untimed": N_("Not timed"),
    "valid": N_("Validly filled"),
    "version": N_("Version"),
    "violations": N_("Violations"),
    "weeks": N_("Weeks"),
    "what": N_("What"),
}


def indicator_name(indicator: Indicator, speech: Language) -> str:
    """What an indicator is called."""
    return speech.gettext(_NAMES[indicator])


def indicator_sentence(indicator: Indicator, speech: Language) -> str:
    """What an indicator counts, in a sentence."""
    return speech.gettext(_SENTENCES[indicator])


def column_heading(name: str, speech: Language) -> str:
    """What the rows behind a value are headed; a column of later is called as it is."""
    return speech.gettext(_COLUMNS[name]) if name in _COLUMNS else name


def period_name(period: AccountPeriod, speech: Language) -> str:
    """As ``3rd quarter of 2026``, ``November 2026`` or ``2026``."""
    say, frequency = speech.gettext, period.frequency
    number = (period.first.month - 1) // frequency.months + 1
    year = period.first.year
    match frequency:
        case AccountFrequency.MONTH:
            return speech.month(period.first)
        case AccountFrequency.QUARTER:
            return say("quarter {number} of {year}").format(number=number, year=year)
        case AccountFrequency.HALF_YEAR:
            return say("half {number} of {year}").format(number=number, year=year)
        case AccountFrequency.YEAR:
            return str(year)


def value_text(value: float | None, unit: Unit, speech: Language) -> str:
    """A value with its unit; of what is not recorded that it is not."""
    if value is None:
        return speech.gettext("not recorded")
    digits = next(at for at in (0, 1, 2) if at == 2 or round(value, at) == value)
    number = speech.number(value, digits)
    match unit:
        case Unit.PERCENT:
            return f"{number}%" if speech.code == "en" else f"{number} %"
        case Unit.MINUTES:
            return f"{number} min"
        case Unit.HOURS:
            return f"{number} {speech.gettext('h')}"
        case Unit.COUNT:
            return number


def verdict_word(verdict: Verdict, speech: Language) -> str:
    """How a value stands towards its goal, in a few words."""
    say = speech.gettext
    return {
        Verdict.WELL: say("goes well"),
        Verdict.SHORT: say("falls short"),
        Verdict.NO_GOAL: say("no goal was set"),
        Verdict.IN_PART: say("recorded in part"),
        Verdict.NOT_RECORDED: say("not recorded"),
    }[verdict]


def unrecorded_text(minutes: int, speech: Language) -> str:
    """That part of a period is not recorded; empty: all of it is."""
    if not minutes:
        return ""
    text = speech.gettext("Of {minutes} minutes nothing is recorded: they are not counted.")
    return text.format(minutes=speech.number(minutes))


def rule_text(goal: float | None, unit: Unit, speech: Language, *, is_better_high: bool) -> str:
    """By what rule a value goes well."""
    say = speech.gettext
    if goal is None:
        return say("The board set no goal, so nothing is said of it.")
    shown = value_text(goal, unit, speech)
    if is_better_high:
        return say("Goes well from {goal}.").format(goal=shown)
    return say("Goes well up to {goal}.").format(goal=shown)
