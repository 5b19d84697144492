"""A base roster designed on a page: what is asked, cycles side by side, and one that is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.base_roster import DAYS_IN_WEEK
from data.model.errors import Fault, InputError, Refused
from data.model.post import PostKind
from data.model.quality import POINT
from data.tables.faults import shown
from data.tables.period import ZONE
from scheduler.planning.base_design import DesignRequest, keep_cycle, prepare_design, run_design
from scheduler.planning.derived_data import sentences_of
from scheduler.planning.quality_weights import last_weights_used, quality_words
from scheduler.records.edit import read_table
from web.access.guard import current_username, require
from web.admin.pages import pages
from web.app_services import services
from web.locale import _, current_language
from web.shared.errors import or_again
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.i18n.quality_words import QualityWords
    from data.model.designed_cycle import DesignedCycle
    from scheduler.planning.base_design import DesignTask
    from web.shared.errors import Answer, ErrorMessage

SECONDS = 10, 30, 50  #: of a search, to choose from; somebody waits for the page
ALTERNATIVES = 3
_FIELDS = ("post", "from", "people", "hours", "weeks", "seconds")
_NOON, _MIDNIGHT, _SMALL_HOURS = 12 * 60, 24 * 60, 60
_MOST_WEEKS = 99
_ONE_AT_A_TIME = Lock()


@dataclass
class DesignProgress:
    """How far the search of this process is; those who wait for it ask each second.

    Parameters
    ----------
    begun
        Of `time.monotonic`; None: nobody searches.
    """

    begun: float | None = None
    seconds: int = 0
    found: int = 0


_PROGRESS = DesignProgress()


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle as a card.

    Parameters
    ----------
    weeks
        Per week its days, each a name and whether it is a day, late or night shift; and its hours.
    facts, flaws
        What it is worth, a line each.
    is_full
        Nothing stays open.
    """

    weeks: list[tuple[list[tuple[str, str]], str]]
    facts: list[str]
    open_shifts: list[str]
    flaws: list[str]

    @property
    def is_full(self) -> bool:
        """Whether all shifts are filled."""
        return not self.open_shifts


@pages.get("/base-rosters/design")
@require(Right.CHANGE_RECORDS)
def design() -> Answer:
    """The form; with `search` what comes of it, as a part for those who have the page already."""
    form = {name: request.args.get(name, "").strip() for name in _FIELDS}
    if "search" not in request.args:
        return _page(form)

    def search() -> str:
        task = _task(form)
        if not _ONE_AT_A_TIME.acquire(blocking=False):
            what = "another base roster is being designed just now"
            raise Refused([Fault(what, "Try again in a minute")])
        try:
            found = run_design(task, _begin(_seconds(form)), ALTERNATIVES, _count)
        finally:
            _PROGRESS.begun = None
            _ONE_AT_A_TIME.release()
        if not found:
            remedy = "Search for longer, or ask for a shorter cycle"
            raise Refused([Fault("no cycle was found in this time", remedy)])
        return _page(form, task=task, found=found)

    answer = or_again(search, lambda faults: _page(form, faults))
    # A part is put in its place only where its answer is that of a page that is fine.
    return answer[0] if _is_part() and isinstance(answer, tuple) else answer


def _begin(seconds: int) -> int:
    _PROGRESS.begun, _PROGRESS.seconds, _PROGRESS.found = time.monotonic(), seconds, 0
    return seconds


def _count(_cycle: DesignedCycle) -> None:
    _PROGRESS.found += 1


@pages.get("/base-rosters/design/progress")
@require(Right.CHANGE_RECORDS)
def design_progress() -> str:
    """How far the search is: a part that asks again as long as somebody searches."""
    begun = _PROGRESS.begun
    return render_template(
        "admin/design_progress.html",
        is_under_way=begun is not None,
        passed=0 if begun is None else min(int(time.monotonic() - begun), _PROGRESS.seconds),
        progress=_PROGRESS,
        wanted=ALTERNATIVES,
    )


def _is_part() -> bool:
    """Whether what comes under the form is asked alone."""
    asked = request.headers.get("HX-Request") is not None and "search" in request.args
    return asked and request.method == "GET"


@pages.post("/base-rosters/design")
@require(Right.CHANGE_RECORDS)
def keep_design() -> Answer:
    """Keep the cycle of a card."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    code = request.form.get("id", "").strip()

    def keep() -> WerkzeugResponse:
        weeks = _typed_cycle()
        if not code or not weeks:
            raise InputError([Fault("the base roster has no name", "Give it a short code")])
        task = _task(form)
        count = keep_cycle(services.store, task, weeks, code, current_username(), services.clock())
        flash(
            _("Base roster {code} is kept; {count} people follow it.").format(
                code=code, count=count
            )
        )
        return redirect(url_for(".base_rosters"))

    return or_again(keep, lambda faults: _page(form, faults, kept=(code, _typed_cycle())))


def _task(form: dict[str, str]) -> DesignTask:
    """What the form asks for.

    Raises
    ------
    InputError
        A field is no number or no date.
    """
    faults: list[Fault] = []
    first = _monday_after(services.clock().astimezone(ZONE).date())
    if form["from"]:
        try:
            first = date.fromisoformat(form["from"])
        except ValueError:
            faults.append(Fault(f"{shown(form['from'])} is not a date", "Write it as 2027-01-04"))
    people, weeks = (_whole(form[name], faults) for name in ("people", "weeks"))
    hours: float | None = None
    if form["hours"]:
        try:
            hours = float(form["hours"].replace(",", "."))
        except ValueError:
            faults.append(
                Fault(f"{shown(form['hours'])} is not a number", "Write it as 36 or 31.5")
            )
    if faults:
        raise InputError(faults)
    weights = last_weights_used(services.store)
    return prepare_design(
        services.store, DesignRequest(form["post"], first, people, hours, weeks, weights)
    )


def _seconds(form: dict[str, str]) -> int:
    """How long to search: as was chosen, or else as short as can be chosen."""
    return next((one for one in SECONDS if str(one) == form["seconds"]), SECONDS[0])


def _monday_after(day: date) -> date:
    return day + timedelta(days=DAYS_IN_WEEK - day.weekday())


def _whole(text: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    number = typed_number(text, most=9999)
    if number is None:
        faults.append(Fault(f"{shown(text)} is not a number", "Write a whole number"))
    return number


def _typed_cycle() -> list[list[str]]:
    """The weeks of a card as its form holds them."""
    found = []
    for number in range(_MOST_WEEKS):
        text = request.form.get(f"week-{number}")
        if text is None:
            break
        found.append(text.split(",")[:DAYS_IN_WEEK])
    return [week for week in found if len(week) == DAYS_IN_WEEK]


def _page(
    form: dict[str, str],
    faults: Sequence[ErrorMessage] = (),
    *,
    task: DesignTask | None = None,
    found: Sequence[DesignedCycle] = (),
    kept: tuple[str, list[list[str]]] | None = None,
) -> str:
    """The page, or what comes under its form where only that is asked."""
    posts = [
        post for post in read_table(services.store, "posts") if post["kind"] == PostKind.ON_SITE
    ]
    return render_template(
        "admin/designed.html" if _is_part() else "admin/design.html",
        form=form,
        faults=list(faults),
        task=task,
        cards=_cards(task, found) if task else [],
        cycles=[cycle.weeks for cycle in found],
        kept=kept,
        hours=_number(task.hours) if task else "",
        rostered=posts,
        limits=SECONDS,
        is_under_way=False,
        seconds=_seconds(form),
        weekdays=range(DAYS_IN_WEEK),
    )


def _cards(task: DesignTask, found: Sequence[DesignedCycle]) -> list[CycleView]:
    speech = current_language()
    sentences = sentences_of(task.problem.ruleset)[speech.code]
    words = quality_words(task.request.weights, speech, sentences)
    kinds = _kinds(task)
    return [_card(cycle, words, kinds) for cycle in found]


def _card(cycle: DesignedCycle, words: QualityWords, kinds: dict[str, str]) -> CycleView:
    speech = current_language()
    weekdays = [speech.weekday(date(2024, 1, 1 + day)) for day in range(DAYS_IN_WEEK)]
    score = _("Score: {points}").format(points=words.in_points(POINT * cycle.points))
    facts = [
        _("{hours} hours a week").format(hours=_number(cycle.hours_per_week)),
        _("{free} of {weeks} weekends free").format(
            free=cycle.free_weekends, weeks=len(cycle.weeks)
        ),
        f"{score} ({_('proven: none is better')})" if cycle.is_best else score,
    ]
    if cycle.exceptions:
        rules = ", ".join(sorted({one.rule for one in cycle.exceptions}))
        text = _("Only in weeks in which the clock changes: {rules}")
        facts.append(text.format(rules=rules))
    return CycleView(
        [
            (
                [(name, kinds.get(name, "day")) for name in week],
                _number(minutes / 60),
            )
            for week, minutes in zip(cycle.weeks, cycle.minutes, strict=True)
        ],
        facts,
        [f"{weekdays[one.weekday]} {one.name}" for one in cycle.open_shifts],
        [
            f"{words.rule(one.rule)}: {one.count} ({words.in_points(POINT * one.points)})"
            for one in cycle.scores
        ],
    )


def _number(hours: float) -> str:
    return current_language().number(hours, 0 if hours == int(hours) else 1)


def _kinds(task: DesignTask) -> dict[str, str]:
    """Whether a shift is one of the day, late or of the night, by its name: for its colour."""
    found: dict[str, str] = {}
    for shift in task.problem.shifts:
        start, end = (at.astimezone(task.problem.zone) for at in (shift.start, shift.end))
        minutes = start.hour * 60 + start.minute
        length = (end.replace(tzinfo=None) - start.replace(tzinfo=None)) // timedelta(minutes=1)
        kind = (
            "night" if minutes + length > _MIDNIGHT + 60 else "late" if minutes >= _NOON else "day"
        )
        found.setdefault(shift.name, kind)
    return found
