"""Moments, kinds, roles and telephone numbers as every page shows them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n import kind_words
from data.i18n.language import N_
from data.model.account import Role, TokenScope
from data.model.contact import MAIL, PHONE, WEBPUSH
from data.tables.period import ZONE
from scheduler.records.contacts import warning_words
from web.locale import _, current_language, ngettext

if TYPE_CHECKING:
    from flask import Flask

    from data.model.contact import Recipient
    from data.model.duty import AbsenceKind
    from data.model.tally import Measure
    from scheduler.records.contacts import ReachWarning

HARD_SPACE = "\N{NO-BREAK SPACE}"


def register_times(app: Flask) -> None:
    """Give templates the filters below."""
    shown_here = (
        moment,
        clock,
        day,
        long_day,
        weekday,
        month_name,
        month_short,
        lasting,
        stretch,
        iso,
        local_input,
    )
    for shown in shown_here:
        app.jinja_env.filters[shown.__name__] = shown
    app.jinja_env.globals["stretch"] = stretch


def moment(at: datetime) -> str:
    """As ``ma 4 jan 07:00``, on the local clock."""
    return current_language().moment(at, ZONE)


def clock(at: datetime) -> str:
    """As ``07:00``, on the local clock."""
    return f"{at.astimezone(ZONE):%H:%M}"


def day(at: date) -> str:
    """As ``ma 4 jan``; of a moment its local day."""
    return current_language().day(at.astimezone(ZONE).date() if isinstance(at, datetime) else at)


def long_day(at: date | str) -> str:
    """As ``4 januari 2027``; of a date of the records too, which is a text."""
    return current_language().long_date(date.fromisoformat(at) if isinstance(at, str) else at)


def weekday(number: int) -> str:
    """As ``ma``; 0 is Monday."""
    return current_language().weekday(date(2027, 1, 4 + number))


def month_name(day: date) -> str:
    """As ``jan 2027``."""
    return current_language().month(day)


def month_short(day: date) -> str:
    """As ``jan``; with the year where one begins."""
    return (
        current_language().month(day)
        if day.month == 1
        else current_language().month(day).split()[0]
    )


def stretch(start: datetime, end: datetime) -> str:
    """As ``ma 4 jan 23:00 – di 5 jan 07:00``."""
    return current_language().stretch(start, end, ZONE)


def local_input(at: datetime) -> str:
    """As a field of a form for a moment has it: ``2027-01-04T23:00``, on the local clock."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def iso(at: datetime) -> str:
    """For programs: the attribute ``datetime`` of ``<time>``."""
    return at.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def lasting(duration: timedelta) -> str:
    """As ``6 days``, ``5 h 30 min`` or ``20 min``, in the language of the page, on one line."""
    return _lasting(max(0, int(duration.total_seconds() // 60))).replace(" ", HARD_SPACE)


def _lasting(minutes: int) -> str:
    if minutes >= 2 * 24 * 60:
        return ngettext("{count} day", "{count} days", minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if hours:
        unit = current_language().gettext("h")
        return f"{hours} {unit} {rest} min" if rest else f"{hours} {unit}"
    return f"{minutes} min"


def absence_word(kind: AbsenceKind) -> str:
    """Why somebody is away, in small letters."""
    return kind_words.absence_word(kind, current_language())


def measure_word(measure: Measure) -> str:
    """What is shared out fairly, in small letters."""
    return kind_words.measure_word(measure, current_language())


def measure_title(measure: Measure) -> str:
    """The same at the head of a column or a paragraph."""
    return kind_words.measure_title(measure, current_language())


def channel_word(channel: str) -> str:
    """A way to reach somebody; one that the settings name keeps its name."""
    words = {
        PHONE: _("telephone"),
        "sms": _("text message"),
        MAIL: _("mail"),
        "push": _("push message"),
        WEBPUSH: _("message on a telephone"),
    }
    return words.get(channel, channel)


def reach_words(warning: ReachWarning) -> tuple[str, str]:
    """What is missing to reach somebody, and what to do about it."""
    return warning_words(warning, current_language())


def register_kinds(app: Flask) -> None:
    """Let every template use these words."""
    app.jinja_env.globals.update(
        absence_word=absence_word,
        measure_word=measure_word,
        measure_title=measure_title,
        reach_words=reach_words,
        channel_word=channel_word,
    )


_INSIDE_THE_COUNTRY = re.compile(r"\(\s*0\s*\)")  #: dialled only without the code of the country


_ABROAD = ("+", "00")


def telephone(person: Recipient | None) -> str:
    """The number by which somebody is called; empty: there is none."""
    return person.telephone if person else ""


def dialled(number: str) -> str:
    """A number as the address of a link (RFC 3966)."""
    if number.strip().startswith(_ABROAD):
        number = _INSIDE_THE_COUNTRY.sub("", number)
    return "tel:" + re.sub(r"[^\d+]", "", number)


def register_telephone(app: Flask) -> None:
    """Let every template show them."""
    app.jinja_env.globals.update(telephone=telephone, dialled=dialled)


ROLES = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.PLANNER: N_("Planner"),
    Role.DUTY_MANAGER: N_("Duty manager"),
    Role.FUNCTIONARY: N_("Functionary"),
    Role.VIEWER: N_("Viewer"),
}


#: What each may do.
MEANINGS = {
    Role.ADMINISTRATOR: N_("Accounts, tokens and channels; reads the audit trail"),
    Role.PLANNER: N_("Makes, changes and signs rosters; keeps people, posts and rules"),
    Role.DUTY_MANAGER: N_("Is notified of gaps and fills them; sees how to reach people"),
    Role.FUNCTIONARY: N_("Own duties, calendar, leave and swaps; sees who has duty"),
    Role.VIEWER: N_("Sees who has duty and what is open, and changes nothing"),
}


SCOPES = {
    TokenScope.BOARD: N_("The board on a wall screen"),
    TokenScope.DUTY: N_("Who has duty at a moment, and how to reach them"),
    TokenScope.COVERAGE: N_("Coverage, gaps and the proof"),
    TokenScope.ROSTERS: N_("Rosters"),
    TokenScope.PEOPLE: N_("Import people and competences"),
    TokenScope.CALL_OUTS: N_("Record call-outs"),
    TokenScope.PRESENCE: N_("Tell who is at their desk; with the board: its buttons on the wall"),
    TokenScope.TAKEOVERS: N_("Record take-overs"),
    TokenScope.DEMAND: N_("Record and withdraw demand"),
    TokenScope.METRICS: N_("Metrics for monitoring"),
}
