"""How people stand, in the words of the reader."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from data.model.competence_status import CompetenceState
from data.model.days import DAY
from data.model.duty import WishKind
from data.model.person import ProvisionKind
from data.model.record_change import RowChange, RowChangeKind
from data.model.requirement import RequirementKind
from data.tables.period import ZONE
from web.locale import _, current_language, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from data.model.competence_status import CompetenceStatus, Shortfall
    from data.model.roster import RosterHead


def state_word(state: CompetenceState) -> str:
    """A state in a word or two."""
    words = {
        CompetenceState.QUALIFIED: _("competent"),
        CompetenceState.ENDING: _("lapses soon"),
        CompetenceState.OVERRIDDEN: _("by override"),
        CompetenceState.TRAINEE: _("trainee"),
        CompetenceState.LAPSED: _("lapsed"),
        CompetenceState.NEVER_SHOWN: _("not yet"),
    }
    return words[state]


#: The sign of a state, for who does not see colours; the word stands beside it.
SIGNS = {
    CompetenceState.QUALIFIED: "",
    CompetenceState.ENDING: "!",
    CompetenceState.OVERRIDDEN: "§",
    CompetenceState.TRAINEE: "△",
    CompetenceState.LAPSED: "×",
    CompetenceState.NEVER_SHOWN: "–",
}


def left_words(standing: CompetenceStatus) -> str:
    """How long a state lasts, as ``12 days``; empty where it has no end."""
    left = standing.days_left
    if left is None:
        return ""
    return _("last day") if left == 0 else ngettext("{count} day", "{count} days", left)


def then_words(standing: CompetenceStatus) -> str:
    """From when somebody who may not yet, or no longer, fill a function may do so; else empty."""
    if standing.again is None:
        return ""
    day = short_date(standing.again)
    if standing.state is CompetenceState.LAPSED:
        return _("again {day}").format(day=day)
    return _("from {day}").format(day=day)


def short_date(day: date) -> str:
    """A date with its year, as ``4 jan 2027``."""
    return current_language().short_date(day)


def lacks(shortfall: Shortfall, names: Mapping[str, str]) -> str:
    """What is missing, by name."""
    found = [names.get(one, one) for one in shortfall.requirements]
    if shortfall.competence:
        found.append(_("appointment to the function"))
    return ", ".join(found)


def requirement_word(kind: RequirementKind) -> str:
    """A kind of requirement."""
    words = {
        RequirementKind.COURSE: _("course"),
        RequirementKind.REFRESHER: _("refresher course"),
        RequirementKind.EXERCISE: _("exercise"),
        RequirementKind.TEST: _("test"),
        RequirementKind.AUTHORISATION: _("authorisation by the employer"),
        RequirementKind.DECLARATION: _("declaration of the employer"),
        RequirementKind.TALK: _("yearly talk"),
        RequirementKind.PEER_REVIEW: _("peer review"),
    }
    return words[kind]


def provision_word(kind: ProvisionKind) -> str:
    """A personal provision."""
    words = {
        ProvisionKind.NIGHT_EXEMPTION: _("no night duties"),
        ProvisionKind.PREGNANCY: _("pregnancy"),
        ProvisionKind.BIRTH_LEAVE: _("birth leave"),
        ProvisionKind.HOLY_DAY: _("a weekly day of rest other than Sunday"),
    }
    return words[kind]


def change_word(kind: RowChangeKind) -> str:
    """What happens to a row."""
    words = {
        RowChangeKind.ADDED: _("added"),
        RowChangeKind.CHANGED: _("changed"),
        RowChangeKind.ENDED: _("ended"),
    }
    return words[kind]


def wish_word(kind: str) -> str:
    """What somebody wishes."""
    return _("prefers to work:") if kind == WishKind.WANT else _("rather not:")


def week(at: datetime) -> str:
    """The week of a moment on the local clock, as ``wk 3``."""
    return _("wk {number}").format(number=at.astimezone(ZONE).isocalendar().week)


def roster_name(head: RosterHead) -> str:
    """The period of a roster."""
    return current_language().dates(
        head.first_date, head.first_date + timedelta(weeks=head.weeks, days=-1)
    )


def standing_words(standing: CompetenceStatus) -> str:
    """A standing in full, as ``competent, up to and including 3 mrt 2027``."""
    word, then = state_word(standing.state), then_words(standing)
    if then:
        return f"{word}, {then}"
    if standing.until is None:
        return word
    day = short_date(standing.until)
    return _("{state}, up to and including {day}").format(state=word, day=day)


def time_away(start: datetime, end: datetime) -> str:
    """Whole days as ``za 6 feb – vr 12 feb``, a part of one with its clock times."""
    first, last = start.astimezone(ZONE), end.astimezone(ZONE)
    if first.time() != time() or last.time() != time():
        return current_language().stretch(start, end, ZONE)
    final = last.date() - DAY
    days = [current_language().day(one) for one in dict.fromkeys((first.date(), final))]
    return " – ".join(days)


def intent(change: RowChange) -> str:
    """What a file would do to a row."""
    if change.kind is RowChangeKind.ENDED:
        return _("end it")
    if change.kind is RowChangeKind.ADDED:
        return _("undo the undo")
    said = ", ".join(f"{name}: {text or '–'}" for name, text in change.after.items())
    return _("make it {what}").format(what=said)
