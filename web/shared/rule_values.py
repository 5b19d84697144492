"""Values of rules as people say and write them: ``48 u``, ``7 d``, ``45 min``, ``12:00``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.i18n.typed_times import typed_clock
from data.model.errors import Fault, InputError
from data.tables.faults import shown
from web.locale import _, current_language, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from data.model.ruleset import Value
    from scheduler.records.rule_catalogue import CatalogueRule, Parameter

#: By name; ``RULE.name`` where a rule means something else by it.
LABELS = {
    "C06.number": N_("From this many nights on call"),
    "C06.rest": N_("Rest after the last call of a night"),
    "REST_AFTER_CALL.rest": N_("Rest after the last call of a night"),
    "FORWARD_ROTATION.nights": N_("Or until this many nights' sleep"),
    "FORWARD_ROTATION.within": N_("Until this long after the shift before"),
    "FREE_WEEKENDS.most": N_("At most this many weekends in a row"),
    "LONG_RUN.most": N_("At most this many days in a row"),
    "MAX_RUN.most": N_("At most this many days in a row"),
    "RELIEF_LIMIT.longest": N_("Relieved after at most"),
    "R12.number": N_("From this many night shifts"),
    "SAME_KIND_RUN.most": N_("At most this many day or late shifts in a row"),
    "SAME_KIND_RUN.most_nights": N_("At most this many night shifts in a row"),
    "S03.number": N_("From this many on-site stand-bys"),
    "S05.long": N_("The longer rest"),
    "S05.number": N_("Number of shorter rests"),
    "WEEKEND_LOAD.most": N_("At most this many weekends"),
    "absence_counts": N_("Absence counts as work"),
    "above": N_("At most this much above contract in a week"),
    "above_on_average": N_("On average at most this much above contract a week"),
    "after": N_("After the night shift"),
    "agreed_break": N_("Break under an agreement"),
    "agreed_nights": N_("Night shifts under an agreement"),
    "agreed_weeks": N_("Number of weeks under an agreement"),
    "before": N_("Before the night shift"),
    "block": N_("Length of each free block"),
    "blocks": N_("Number of free blocks"),
    "by_clock": N_("Hours on the clock, also when it changes"),
    "calls_count": N_("Work on a call counts"),
    "day_off_ends_series": N_("A free calendar day ends a series too"),
    "direct": N_("A shift that begins this soon after a call follows it directly"),
    "each_night": N_("Each night counts, not each duty"),
    "fire_service_standbys": N_("At most this many under an agreement of the fire service"),
    "first_of_day_only": N_("Only the first shift of a day counts"),
    "late_from": N_("A shift is late from"),
    "least": N_("Shortest on-call that counts"),
    "least_tolerance": N_("At least this much above contract"),
    "long": N_("The longer period"),
    "long_work": N_("A break above this much work"),
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
    "per_period": N_("At most this many in the short period"),
    "per_year": N_("At most this many in these weeks"),
    "period": N_("The short period"),
    "rest": N_("Rest"),
    "same_start_only": N_("Only the longer period from the same start"),
    "series_break": N_("A rest that ends a series"),
    "shifts": N_("Longest series"),
    "shifts_agreed": N_("Longest series under an agreement"),
    "short": N_("The shorter rest"),
    "shortened": N_("The shorter rest, once"),
    "sliding": N_("Every period counts, not only whole weeks"),
    "sundays": N_("Of this many Sundays"),
    "time": N_("Time of the handover"),
    "tolerance": N_("May begin this much earlier"),
    "tolerance_percent": N_("Per cent above contract"),
    "total": N_("Rest in the longer period"),
    "very_long_work": N_("A longer break above this much work"),
    "weekday": N_("Weekday of the handover"),
    "weeks": N_("Number of weeks"),
    "window": N_("In every period of"),
    "with_rest_after_calls": N_("The limit with rest after calls applies"),
    "within": N_("In a break inside the night shift too"),
}


#: Numbers of things.
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
        "most_nights",
        "nights",
        "number",
        "per_period",
        "per_year",
        "shifts",
        "shifts_agreed",
        "sundays",
        "tolerance_percent",
        "weeks",
    }
)


CLOCKS = frozenset({"late_from", "time"})  #: minutes after midnight
WEEKDAYS = frozenset({"weekday"})  #: 0 is Monday
_HOUR, _DAY = 60, 24 * 60
_FARTHEST = 20  #: times the usual: so much without a unit was meant in another one
_IN_DAYS = 7 * _DAY  #: minutes from which whole days are said as days
_UNITS = {
    **dict.fromkeys(("min", "m", "minuten", "minuut", "minutes", "minute"), 1),
    **dict.fromkeys(("u", "uur", "uren", "h", "hr", "hrs", "hour", "hours"), _HOUR),
    **dict.fromkeys(("d", "dag", "dagen", "day", "days"), _DAY),
    **dict.fromkeys(("w", "week", "weken", "weeks"), 7 * _DAY),
}
_PART = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*([a-z]*)", re.ASCII)
_CLOCKED = re.compile(r"(\d{1,4}):([0-5]\d)\s*(?:u|uur|h|hours?)?", re.ASCII)


def parameter_label(rule: str, name: str) -> str:
    """What a number or choice of a rule is called; one without words of its own by its name."""
    words = LABELS.get(f"{rule}.{name}") or LABELS.get(name)
    return _(words) if words else name


def amount(name: str, value: Value) -> str:
    """A value with its unit: hours, days where a week or more is whole days, or minutes."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in COUNTED or not isinstance(value, int):
        return str(value)
    if name in WEEKDAYS:
        return _weekdays()[value] if value in range(7) else str(value)
    if name in CLOCKS:
        return f"{value // _HOUR:02}:{value % _HOUR:02}"
    if value >= _IN_DAYS and value % _DAY == 0:
        return ngettext("{count} day", "{count} days", value // _DAY)
    if value < _HOUR or value % (_HOUR // 4):
        return _("{count} min").format(count=value)
    decimals = {0: 0, _HOUR // 2: 1}.get(value % _HOUR, 2)
    return _("{hours} h").format(hours=current_language().number(value / _HOUR, decimals))


def read_values(rule: CatalogueRule, texts: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as the sheet of rules has it: times in minutes.

    Raises
    ------
    InputError
        Something is no such value; each is named by what the form calls it.
    """
    found, faults = {}, []
    for one in rule.parameters:
        text = texts.get(one.name, "").strip()
        try:
            found[one.name] = _plain(one, text) if text else ""
        except ValueError:
            what = f"{parameter_label(rule.id, one.name)}: {shown(text)} is not a valid value"
            faults.append(Fault(what, _remedy(one.name)))
    if faults:
        raise InputError(faults)
    return found


def _plain(one: Parameter, text: str) -> str:
    if isinstance(one.default, bool) or one.name in WEEKDAYS or not isinstance(one.default, int):
        return text
    if one.name in CLOCKS:
        clock = typed_clock(text)
        return str(clock.hour * _HOUR + clock.minute)
    if one.name in COUNTED:
        if not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        return text
    return str(_minutes(text.casefold(), one.default))


def _minutes(text: str, usual: int) -> int:
    """Read a length of time; a bare number is in the unit that the usual value is said in."""
    clocked = _CLOCKED.fullmatch(text)
    if clocked:
        return int(clocked[1]) * _HOUR + int(clocked[2])
    minutes, rest, unit = 0.0, text, _unit_of(usual)
    while rest:
        part = _PART.match(rest)
        if not part or (part[3] and part[3] not in _UNITS):
            raise ValueError(text)
        one = _UNITS[part[3]] if part[3] else unit
        minutes += float(f"{part[1]}.{part[2] or 0}") * one
        rest, unit = rest[part.end() :].strip(), 1  # 7u30: what follows hours is minutes
    is_bare = text.replace(",", "").replace(".", "").isdecimal()
    if not text or minutes != int(minutes) or (is_bare and minutes > _FARTHEST * max(usual, 1)):
        raise ValueError(text)
    return int(minutes)


def _unit_of(usual: int) -> int:
    if usual >= _IN_DAYS and usual % _DAY == 0:
        return _DAY
    return _HOUR if usual >= _HOUR and usual % (_HOUR // 4) == 0 else 1


def _remedy(name: str) -> str:
    if name in CLOCKS:
        return "Write it as 7:00"
    if name in COUNTED:
        return "Write a whole number"
    return "Write it as 11 h, 11:30, 45 min or 7 days"


def _weekdays() -> list[str]:
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    ]  # fmt: skip


def weekday_choices() -> dict[str, str]:
    """The days of the week, by the number that the sheet of rules has for them."""
    return {str(number): name for number, name in enumerate(_weekdays())}


def register_rule_values(app: Flask) -> None:
    """Let templates say values of rules."""
    app.jinja_env.globals.update(
        amount=amount,
        parameter_label=parameter_label,
        weekday_choices=weekday_choices,
        WEEKDAYS=WEEKDAYS,
    )
