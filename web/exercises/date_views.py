"""The page ``/exercises/date``: when an exercise is best held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from flask import render_template, request

from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.best_date import DateHindrance
from data.tables.period import ZONE
from data.tables.values import WEEKDAYS, BadValue, to_clock, to_date
from scheduler.exercises.best_date import MOST_WEEKS, DateQuestion, propose_dates
from scheduler.exercises.queries import exercise_names
from web.access.guard import require
from web.access.regions import reach
from web.app_services import services
from web.exercises.views import pages
from web.locale import _, current_language
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

_SHOWN = 8  #: dates
_MOST_HOURS = 24
_WORKING_DAYS = range(5)


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """What was asked, with a usual value for what was not, or makes no sense."""

    question: DateQuestion
    hours: int

    @classmethod
    def of(cls, given: MultiDict[str, str], today: date) -> TypedQuestion:
        """What an address asks."""
        hours = typed_number(given.get("hours", ""), _MOST_HOURS) or 4
        weeks = typed_number(given.get("weeks", ""), MOST_WEEKS) or 8
        days = tuple(n for n, day in enumerate(WEEKDAYS) if day in given.getlist("weekdays"))
        question = DateQuestion(
            functions=tuple(dict.fromkeys(given.getlist("functions"))),
            requirement=given.get("requirement", ""),
            first=_date(given.get("first", ""), today + timedelta(days=14)),
            weeks=weeks,
            weekdays=days or tuple(_WORKING_DAYS),
            clock=_clock(given.get("clock", ""), time(13)),
            length=timedelta(hours=hours),
        )
        return cls(question, hours)


def _date(text: str, usual: date) -> date:
    try:
        return to_date(text.strip()) if text.strip() else usual
    except BadValue:
        return usual


def _clock(text: str, usual: time) -> time:
    try:
        return to_clock(text.strip()) if text.strip() else usual
    except BadValue:
        return usual


def why_words() -> Mapping[DateHindrance, str]:
    """Why somebody cannot be there, in a few words."""
    return {
        DateHindrance.DUTY: _("has duty at a desk"),
        DateHindrance.WORK: _("works elsewhere, or is at another exercise"),
        DateHindrance.AWAY: _("is away"),
        DateHindrance.REST: _("rests before or after a duty"),
    }


@pages.get("/date")
@require(Right.CHANGE_RECORDS)
def best_date() -> str:
    now = services.clock()
    typed = TypedQuestion.of(request.args, now.astimezone(ZONE).date())
    is_asked = "clock" in request.args
    found = propose_dates(services.store, typed.question, now, reach()) if is_asked else None
    return render_template(
        "exercises/date.html",
        typed=typed,
        asked=typed.question,
        found=found,
        dates=found.dates[:_SHOWN] if found else (),
        names=exercise_names(services.store),
        weekdays=[(n, day, choice_word(day, current_language())) for n, day in enumerate(WEEKDAYS)],
        why_words=why_words(),
        clock=f"{typed.question.clock:%H:%M}",
    )
