"""What the numbers and choices of the rules are called on screen, in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.language import N_
from web.locale import _, current_language

if TYPE_CHECKING:
    from data.model.ruleset import Value

#: By name; ``RULE.name`` where a rule means something else by it.
LABELS = {
    "C06.number": N_("From so many nights on call on"),
    "FORWARD_ROTATION.within": N_("Until so long after the shift before"),
    "MAX_RUN.most": N_("At most so many days in a row"),
    "R12.number": N_("From so many night shifts on"),
    "S03.number": N_("From so many on-site stand-bys on"),
    "S05.long": N_("The longer rest"),
    "S05.number": N_("Number of shorter rests"),
    "WEEKEND_LOAD.most": N_("At most so many weekends"),
    "absence_counts": N_("Absence counts as work"),
    "after": N_("After the night shift"),
    "agreed_break": N_("Break under an agreement"),
    "agreed_nights": N_("Night shifts under an agreement"),
    "agreed_weeks": N_("Number of weeks under an agreement"),
    "before": N_("Before the night shift"),
    "block": N_("Length of each free block"),
    "blocks": N_("Number of free blocks"),
    "by_clock": N_("Hours on the clock, also when it changes"),
    "day_off_ends_series": N_("A free calendar day ends a series too"),
    "each_night": N_("Each night counts, not each duty"),
    "fire_service_standbys": N_("At most so many under an agreement of the fire service"),
    "first_of_day_only": N_("Only the first shift of a day counts"),
    "least_tolerance": N_("At least so much above contract"),
    "long": N_("The longer period"),
    "long_work": N_("A break above so much work"),
    "max_arranged": N_("Limit a week where the rest after calls is arranged"),
    "max_average": N_("On average at most, a week"),
    "max_average_without_breaks": N_("On average at most, a week, where breaks are set aside"),
    "max_handover": N_("Longest handover"),
    "max_length": N_("Longest on-site stand-by"),
    "max_long_work": N_("Most work in a long night shift"),
    "max_nights": N_("Most night shifts"),
    "max_standbys": N_("Most on-site stand-bys"),
    "max_work": N_("Most work"),
    "min_break": N_("Shortest break"),
    "min_free": N_("Fewest free Sundays"),
    "min_long_break": N_("Shortest break in a very long shift"),
    "min_part": N_("Shortest part of a break"),
    "min_rest": N_("Shortest rest"),
    "near_on_call": N_("Only in periods with on-call in them"),
    "nights": N_("Night shifts in the series"),
    "normal_work": N_("A night shift is long above"),
    "only_on_call": N_("Only where all of these hours are on call"),
    "part": N_("Shortest part of the rest that counts"),
    "per": N_("In every period of"),
    "per_period": N_("At most so many in the short period"),
    "per_year": N_("At most so many in these weeks"),
    "period": N_("The short period"),
    "rest": N_("Rest"),
    "same_start_only": N_("Only the longer period from the same start"),
    "series_break": N_("A rest that ends a series"),
    "shifts": N_("Longest series"),
    "shifts_agreed": N_("Longest series under an agreement"),
    "short": N_("The shorter rest"),
    "shortened": N_("The shorter rest, once"),
    "sliding": N_("Every period counts, not only whole weeks"),
    "sundays": N_("Of so many Sundays"),
    "time": N_("Handover, in minutes after midnight"),
    "tolerance": N_("May begin so much earlier"),
    "tolerance_percent": N_("Per cent above contract"),
    "total": N_("Rest in the longer period"),
    "very_long_work": N_("A longer break above so much work"),
    "weekday": N_("Weekday of the handover; Monday is 0"),
    "weeks": N_("Number of weeks"),
    "weight": N_("Weight beside other patterns and wishes"),
    "window": N_("In every period of"),
    "within": N_("In a break inside the night shift too"),
}
#: Numbers that are no minutes.
COUNTED = frozenset(
    {
        "agreed_nights",
        "agreed_weeks",
        "blocks",
        "fire_service_standbys",
        "max_nights",
        "max_standbys",
        "min_free",
        "most",
        "nights",
        "number",
        "per_period",
        "per_year",
        "shifts",
        "shifts_agreed",
        "sundays",
        "time",
        "tolerance_percent",
        "weekday",
        "weeks",
        "weight",
    }
)
_HOUR = 60


def parameter_label(rule: str, name: str) -> str:
    """What a number or choice of a rule is called; one without words of its own by its name."""
    words = LABELS.get(f"{rule}.{name}") or LABELS.get(name)
    return _(words) if words else name


def amount(name: str, value: Value) -> str:
    """A value with its unit: hours where it is whole hours, minutes else."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in COUNTED or not isinstance(value, int):
        return str(value)
    minutes = _("{count} minutes").format(count=value)
    if value < _HOUR or value % (_HOUR // 2):
        return minutes
    hours = current_language().number(value / _HOUR, 1 if value % _HOUR else 0)
    return _("{minutes} ({hours} h)").format(minutes=minutes, hours=hours)
