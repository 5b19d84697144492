"""States and kinds in words, in the language of the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.competence_status import CompetenceState, CompetenceStatus
from data.model.duty import WishKind
from data.model.request import RequestStatus
from data.tables.period import ZONE
from web.locale import _, current_language, ngettext
from web.shared.display import HARD_SPACE, lasting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.model.request import SwapRequest

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
    words = {
        RequestStatus.ASKED: _("waits for an answer"),
        RequestStatus.GRANTED: _("granted"),
        RequestStatus.REFUSED: _("refused"),
        RequestStatus.WITHDRAWN: _("withdrawn"),
        RequestStatus.LAPSED: _("no longer possible"),
    }
    return words[status]


def wish_word(kind: WishKind) -> str:
    """The direction of a wish."""
    return {WishKind.WANT: _("like to work"), WishKind.AVOID: _("rather not")}[kind]


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
WORDS: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        countdown,
        days_text,
        figure_text,
        minutes_text,
        standing_text,
        status_word,
        strength_word,
        wish_word,
    )
}
