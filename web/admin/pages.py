"""The pages under ``/admin``: their tabs, their words, and how their forms replace rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user

from data.i18n.language import N_
from data.model.account import Right
from data.model.errors import Fault, Refused
from data.model.post import Authority, PostKind
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from web.access.guard import current_username
from web.app_services import services
from web.locale import _, current_language
from web.shared.display import MEANINGS, ROLES, SCOPES
from web.shared.errors import or_again
from web.shared.navigation import MenuEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.ruleset import Value
    from web.shared.errors import Answer, Shown

TABS = (
    MenuEntry("admin.accounts", N_("Accounts"), Right.ADMINISTER),
    MenuEntry("admin.tokens", N_("Tokens"), Right.ADMINISTER),
    MenuEntry("admin.posts", N_("Posts"), Right.CHANGE_RECORDS),
    MenuEntry("admin.patterns", N_("Patterns"), Right.CHANGE_RECORDS),
    MenuEntry("admin.base_rosters", N_("Base rosters"), Right.CHANGE_RECORDS),
    MenuEntry("admin.rules", N_("Rules"), Right.CHANGE_RECORDS),
    MenuEntry("admin.agreements", N_("Agreements"), Right.CHANGE_RECORDS),
)


POST_KINDS = {
    PostKind.ON_SITE: N_("at a desk"),
    PostKind.ON_SITE_STANDBY: N_("stand-by on site"),
    PostKind.ON_CALL: N_("on call"),
    PostKind.OPEN_CALL: N_("open call"),
}


#: What an agreement allows that is about no rule of its own.
AGREEMENTS = {
    "R04": N_("Breaks are set aside, as nobody is near to take over."),
    "S": N_("On-site stand-by is allowed."),
    "S08": N_("The fire service may have more on-site stand-bys."),
}


AUTHORITIES = {
    Authority.STATUTE: N_("the law"),
    Authority.INSPECTORATE: N_("the Inspectorate"),
    Authority.REGIONAL: N_("the region"),
}


#: The patterns that are there without being made.
PATTERNS = {
    "3x8": N_("three shifts of 8 hours"),
    "2x12": N_("two shifts of 12 hours"),
    "24h": N_("one shift of 24 hours"),
    "week-fri": N_("a week on call, from Friday 17:00"),
    "weeknights": N_("nights and the weekend"),
}


def pattern_name(code: str) -> str:
    """A pattern by its code, and in words if it is a standard one."""
    return f"{code}: {_(PATTERNS[code])}" if code in PATTERNS else code


pages = Blueprint("admin", __name__, url_prefix="/admin")


def found(table: str, where: Mapping[str, str]) -> tuple[list[dict[str, str]], str]:
    """The rows of a table that a form is about, and the mark by which it knows them.

    Raises
    ------
    Refused
        There are none.
    """
    rows = [
        row
        for row in read_table(services.store, table)
        if all(row.get(name, "") == text for name, text in where.items())
    ]
    if not rows:
        what = f"there is no {' '.join(where.values())} here"
        raise Refused([Fault(what, "Choose one from the list")])
    return rows, fingerprint(rows)


def save(
    table: str,
    where: Mapping[str, str],
    rows: Callable[[], Sequence[Mapping[str, str]]],
    again: Shown,
    back: str,
) -> Answer:
    """Put the rows of a form in the place of those it is about; refused: the form once more.

    Parameters
    ----------
    where
        Empty: the rows are new.
    back
        The endpoint of the list.
    """

    def done() -> WerkzeugResponse:
        seen = request.form.get("seen", "") if where else fingerprint([])
        asked = Replacement(table, where, rows(), seen)
        count = replace_rows(services.store, asked, current_username(), services.clock())
        flash(_("The change is kept.") if count else _("Nothing was changed."))
        return redirect(url_for(back))

    return or_again(done, again)


def typed(*names: str) -> dict[str, str]:
    """What was typed in some fields of the form; those that are empty are left out."""
    texts = {name: request.form.get(name, "").strip() for name in names}
    return {name: text for name, text in texts.items() if text}


#: By name; ``RULE.name`` where a rule means something else by it.
LABELS = {
    "C06.number": N_("From so many nights on call on"),
    "C06.rest": N_("Rest after the last call of a night"),
    "REST_AFTER_CALL.rest": N_("Rest after the last call of a night"),
    "FORWARD_ROTATION.nights": N_("Or until so many nights' sleep"),
    "FORWARD_ROTATION.within": N_("Until so long after the shift before"),
    "FREE_WEEKENDS.most": N_("At most so many weekends in a row"),
    "LONG_RUN.most": N_("At most so many days in a row"),
    "MAX_RUN.most": N_("At most so many days in a row"),
    "R12.number": N_("From so many night shifts on"),
    "SAME_KIND_RUN.most": N_("At most so many day or late shifts in a row"),
    "SAME_KIND_RUN.most_nights": N_("At most so many night shifts in a row"),
    "S03.number": N_("From so many on-site stand-bys on"),
    "S05.long": N_("The longer rest"),
    "S05.number": N_("Number of shorter rests"),
    "WEEKEND_LOAD.most": N_("At most so many weekends"),
    "absence_counts": N_("Absence counts as work"),
    "above": N_("At most so much above contract in a week"),
    "above_on_average": N_("On average at most so much above contract, a week"),
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
    "direct": N_("A shift that begins so soon after a call follows it directly"),
    "each_night": N_("Each night counts, not each duty"),
    "fire_service_standbys": N_("At most so many under an agreement of the fire service"),
    "first_of_day_only": N_("Only the first shift of a day counts"),
    "late_from": N_("Late from so long after midnight"),
    "least": N_("Shortest on-call that counts"),
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
    "window": N_("In every period of"),
    "with_rest_after_calls": N_("The limit with rest after calls applies"),
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
        "most_nights",
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


WORDS = {
    "roles": ROLES,
    "meanings": MEANINGS,
    "scopes": SCOPES,
    "kinds": POST_KINDS,
    "authorities": AUTHORITIES,
    "amount": amount,
    "parameter_label": parameter_label,
    "pattern_name": pattern_name,
}


@pages.context_processor
def words() -> dict[str, object]:
    tabs = [tab for tab in TABS if current_user.may(tab.right)]
    return {"tabs": tabs, **WORDS}
