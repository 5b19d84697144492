"""The pages ``/mine``: what one functionary has, and what they can ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, abort

from data.i18n import request_words
from data.model.competence_status import CompetenceState, CompetenceStatus
from data.model.errors import Fault, Refused
from data.model.request import RequestStatus
from data.tables.period import ZONE
from data.tables.values import YEARS, BadValue, to_moment
from scheduler.self_service.duties import OwnDuty
from web.access.guard import signed_in
from web.locale import _, current_language, ngettext
from web.shared.display import HARD_SPACE, lasting
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.model.duty import Wish, WishKind
    from data.model.errors import InputError

    Value = TypeVar("Value")
    from collections.abc import Iterable

    from data.model.request import LeaveRequest, RequestRound, RoundReply, SwapRequest
    from data.model.wish_outcome import WishOutcome

_UNKNOWN = date.min
_MOST = 99_999


class Fields:
    """The fields of one form, read one by one; ask `refuse` before the values are used."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self._faults: list[Fault] = []

    def text(self, name: str) -> str:
        """A text without spaces around it; empty if it is not there."""
        return self._form.get(name, "").strip()

    def day(self, name: str, label: str) -> date:
        """A date as browsers send it."""
        try:
            found = date.fromisoformat(self.text(name))
        except ValueError:
            found = _UNKNOWN
        if found.year not in YEARS:
            what = _("{field}: no date").format(field=label)
            self._faults.append(Fault(what, _("Choose a day")))
        return found

    def number(self, name: str, label: str) -> int:
        """A whole number of a few digits."""
        text = self.text(name)
        number = typed_number(text, _MOST)
        if number is None:
            what = _("{field}: no number").format(field=label)
            self._faults.append(Fault(what, _("Type a whole number")))
        return number or 0

    def moment(self, name: str, label: str) -> datetime:
        """A day and a clock time as browsers send them, on the local clock."""
        try:
            return to_moment(self.text(name), ZONE)
        except BadValue:
            what = _("{field}: no day with a clock time").format(field=label)
            self._faults.append(Fault(what, _("Choose a day and a time")))
            return datetime.combine(_UNKNOWN, time(), ZONE)

    def choice(self, name: str, label: str, known: Mapping[str, Value]) -> Value:
        """One of some words, and what it stands for; the first of them if it is none."""
        text = self.text(name)
        if text not in known:
            what = _("{field}: this choice is unknown").format(field=label)
            self._faults.append(Fault(what, _("Choose one of the list")))
            return next(iter(known.values()))
        return known[text]

    def refuse(self) -> None:
        """Stop here if something is wrong.

        Raises
        ------
        Refused
            With all that is.
        """
        if self._faults:
            raise Refused(self._faults)


def why(error: Refused | InputError) -> list[str]:
    """What is wrong, a sentence each."""
    found = error.reasons if isinstance(error, Refused) else error.faults
    return [str(one) for one in found]


def tried(act: Callable[[], object]) -> list[str]:
    """Do something; what was wrong with it, or nothing."""
    try:
        act()
    except Refused as refused:
        return why(refused)
    return []


def me() -> str:
    """The person whose own duties are asked for; the guard let nobody in who has none."""
    return signed_in().person or abort(403)


_LONG = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Week:
    """The duties that begin in one local week.

    Parameters
    ----------
    number
        ISO: the week with the first Thursday of the year is 1.
    """

    monday: date
    number: int
    duties: tuple[OwnDuty, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def by_week(duties: Iterable[OwnDuty]) -> tuple[Week, ...]:
    """Weeks that have a duty, in the order of the duties."""
    return tuple(
        Week(monday, monday.isocalendar().week, tuple(found))
        for monday, found in groupby(duties, key=_monday)
    )


def is_stretch(duty: OwnDuty) -> bool:
    """Whether it takes days rather than hours, so that its end needs a date."""
    return duty.shift.end - duty.shift.start > _LONG


def _monday(duty: OwnDuty) -> date:
    day = duty.shift.start.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


pages = Blueprint("mine", __name__, url_prefix="/mine")


@pages.context_processor
def words() -> dict[str, object]:
    return {"is_stretch": is_stretch, **WORDS}


_MOMENT = timedelta(microseconds=1)


def countdown(left: timedelta) -> str:
    """How long it still takes: days with hours in the last week, as ``2 days 6 h``."""
    hours = int(left.total_seconds() // 3600)
    if not 48 <= hours < 7 * 24 or not hours % 24:
        return lasting(left)
    return HARD_SPACE.join([lasting(left), str(hours % 24), _("h")])


def days_text(start: datetime, end: datetime) -> str:
    """Whole local days, such as ``4–10 jan 2027``; the end is half open."""
    first, last = (at.astimezone(ZONE).date() for at in (start, end - _MOMENT))
    language = current_language()
    days = language.day(last) if first == last else language.dates(first, last)
    return f"{days} {last.year}"


def minutes_text(minutes: int) -> str:
    """As ``2 h`` or ``30 min``."""
    return lasting(timedelta(minutes=minutes))


def status_word(status: RequestStatus) -> str:
    """What became of a request."""
    return request_words.status_word(status, current_language())


def wish_word(kind: WishKind) -> str:
    """The direction of a wish."""
    return request_words.wish_word(kind, current_language())


def wish_text(wish: Wish, posts: Mapping[str, str]) -> str:
    """A wish in words."""
    return request_words.wish_words(wish, posts, current_language(), ZONE)


def why_text(outcome: WishOutcome, posts: Mapping[str, str]) -> str:
    """Why a wish was not met; empty: nobody knows, or it was."""
    return request_words.why_words(outcome, posts, current_language(), ZONE)


def outcome_text(outcome: WishOutcome) -> str:
    """Whether a wish was met."""
    return request_words.outcome_word(outcome, current_language())


def reply_text(reply: RoundReply | None) -> str:
    """What somebody answered in a round of requests."""
    return request_words.reply_word(reply, current_language())


def dates_text(first: date, last: date) -> str:
    """Local days, both inclusive, such as ``4–10 jan 2027``."""
    return f"{current_language().dates(first, last)} {last.year}"


def days_overlap(absence: LeaveRequest, asked: RequestRound) -> bool:
    """Whether an absence lies in the period of a round."""
    first, last = (at.astimezone(ZONE).date() for at in (absence.start, absence.end - _MOMENT))
    return asked.touches(first, last)


def strength_word(strength: str) -> str:
    """How heavy a wish weighs."""
    return {"small": _("light"), "medium": _("medium"), "strong": _("strong")}[strength]


def figure_text(value: float) -> str:
    """A figure with at most one decimal."""
    return current_language().number(value, 0 if round(value, 1) == round(value) else 1)


def standing_text(standing: CompetenceStatus) -> str:
    """How a function of theirs stands, with the days that are left."""
    if standing.state is CompetenceState.NEVER_SHOWN:
        return _("not shown yet")
    if standing.state is CompetenceState.LAPSED:
        return _("lapsed: you are not rostered for it")
    words = {
        CompetenceState.QUALIFIED: _("qualified"),
        CompetenceState.ENDING: _("ends soon"),
        CompetenceState.OVERRIDDEN: _("allowed for the time being"),
        CompetenceState.TRAINEE: _("trainee"),
    }
    word, left = words[standing.state], standing.days_left
    if left is None or standing.until is None:
        return word
    until = current_language().long_date(standing.until)
    days = ngettext("{count} day left", "{count} days left", left)
    return _("{state} until {day}, {left}").format(state=word, day=until, left=days)


def swap_outcome(request: SwapRequest) -> str:
    """What an answer to a swap did, in a sentence."""
    outcomes = {
        RequestStatus.GRANTED: _("Agreed. It is in the roster, and both of you will be notified."),
        RequestStatus.REFUSED: _("You declined. Your colleague is notified."),
        RequestStatus.WITHDRAWN: _("The request was withdrawn."),
        RequestStatus.LAPSED: _(
            "This swap can no longer be made: a duty began or changed hands, or a rule stands in "
            "the way now. Nothing was changed."
        ),
        RequestStatus.ASKED: _("waits for an answer"),
    }
    return outcomes[request.status]


#: For templates, by name.
WORDS: Mapping[str, Callable[..., object]] = {
    one.__name__: one
    for one in (
        countdown,
        dates_text,
        days_overlap,
        days_text,
        figure_text,
        minutes_text,
        outcome_text,
        reply_text,
        standing_text,
        status_word,
        strength_word,
        why_text,
        wish_text,
        wish_word,
    )
}
