"""What the page of one partner shows: what goes well beside what does not, and its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.files.workbook.paper import TableSheet, Value, table_book
from data.i18n.sheet_words import choice_word
from data.model.competence_status import CompetenceState
from data.model.tally import WEEK_MINUTES, Measure
from data.tables.period import ZONE
from scheduler.reporting.delivered import Delivered, EmployerTime
from scheduler.reporting.partner_page import PartnerPage
from web.locale import _, current_language, ngettext
from web.people.words import state_word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from data.model.employer_ask import AskedLine
    from scheduler.reporting.hours import HoursReport


@dataclass(frozen=True, slots=True)
class PartnerFigure:
    """One figure about a partner.

    Parameters
    ----------
    goes_well
        None: nothing is recorded of it.
    """

    name: str
    value: str
    note: str
    goes_well: bool | None


@dataclass(frozen=True, slots=True)
class WorkedHours:
    """What somebody worked, and was on call, in hours."""

    work: float
    on_call: float


@dataclass(frozen=True, slots=True)
class PartnerView:
    """The page.

    Parameters
    ----------
    hours
        By id of the person.
    time
        What its people served; None: nothing.
    """

    year: int
    page: PartnerPage
    hours: Mapping[str, WorkedHours]
    delivered: Delivered
    time: EmployerTime | None
    figures: tuple[PartnerFigure, ...]

    @property
    def served(self) -> tuple[tuple[str, int, float], ...]:
        """Post, minutes of its people, and their share of what everybody served there."""
        posts = self.time.posts if self.time else {}
        names = self.delivered.posts
        return tuple(
            (names[post], posts[post], 100 * posts[post] / self.delivered.of_post(post))
            for post in names
            if post in posts
        )

    @property
    def open_findings(self) -> int:
        """How many are not closed."""
        return sum(one.file.finding.closed_on is None for one in self.page.findings)


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def partner_view(
    year: int, page: PartnerPage, hours: HoursReport, served: Delivered, now: datetime
) -> PartnerView:
    """The page of one partner in a year."""
    worked = {
        one.person: WorkedHours(
            one.total.done.value(Measure.HOURS),
            one.total.done.value(Measure.ON_CALL) * WEEK_MINUTES / 60,
        )
        for one in hours.people
        if one.person in page.names
    }
    today = now.astimezone(ZONE).date()
    return PartnerView(
        year=year,
        page=page,
        hours=worked,
        delivered=served,
        time=served.of_partner(page.partner.id),
        figures=tuple(_figures(page, year, today)),
    )


def _figures(page: PartnerPage, year: int, today: date) -> Iterator[PartnerFigure]:
    states = [one.state for one in page.standings]
    held = sum(one.is_rosterable for one in states)
    yield _share(
        _("Competent today"), held, len(states), _("of the functions that its people hold")
    )
    yield _count(_("Lapses soon"), states.count(CompetenceState.ENDING), is_recorded=bool(states))
    lines = page.asks[0].lines if page.asks else ()
    given = sum(bool(line.answer) for line in lines)
    yield _share(_("Declared"), given, len(lines), _declared_note(lines))
    yield _count(_("Gaps that came of its people"), page.gaps, is_recorded=bool(page.people))
    present = sum(one.present for one in page.exercises)
    whole = present + sum(one.absent for one in page.exercises)
    yield _share(_("Present at exercises"), present, whole, _("of those who were expected"))
    due = [one for one in page.actions if one.due.year == year]
    over = [one for one in due if one.done_on or one.is_overdue(today)]
    in_time = sum(bool(one.done_on and one.done_on <= one.due) for one in over)
    yield _share(_("Actions done in time"), in_time, len(over), _("of those done or overdue"))


def _share(name: str, part: int, whole: int, note: str) -> PartnerFigure:
    value = _("{part} of {whole}").format(part=part, whole=whole)
    return PartnerFigure(name, value, note, part == whole if whole else None)


def _count(name: str, count: int, *, is_recorded: bool) -> PartnerFigure:
    return PartnerFigure(name, str(count), "", count == 0 if is_recorded else None)


def _declared_note(lines: tuple[AskedLine, ...]) -> str:
    waiting = sum(line.answer is None for line in lines)
    refused = sum(line.answer is False for line in lines)
    said = []
    if waiting:
        said.append(ngettext("{count} waits", "{count} wait", waiting).format(count=waiting))
    if refused:
        text = ngettext("{count} is not given", "{count} are not given", refused)
        said.append(text.format(count=refused))
    return ", ".join(said) or _("of what it was asked last")


def partner_book(view: PartnerView, made_at: datetime) -> bytes:
    """A sheet each of its people, what they served, declarations, exercises and actions."""
    language = current_language()
    title = f"{view.page.partner.name} {view.year}"
    sheets = (
        TableSheet(
            _("People"),
            title,
            [
                _("Name"),
                _("Function"),
                _("State"),
                _("Until"),
                _("Hours of work"),
                _("Hours on call"),
            ],
            list(_people(view)),
        ),
        TableSheet(
            _("Coverage delivered"),
            title,
            [_("Post"), _("Minutes served"), _("Share of what everybody served (%)")],
            [[name, minutes, round(share, 1)] for name, minutes, share in view.served],
        ),
        TableSheet(
            _("Declarations"),
            title,
            [_("Asked on"), _("Name"), _("Requirement"), _("Answer"), _("Answered by"), _("Until")],
            list(_declared(view.page)),
        ),
        TableSheet(
            _("Exercises"),
            title,
            [_("When"), _("What"), _("Kind"), _("Invited"), _("Present"), _("Absent")],
            [
                [
                    _day(one.exercise.start.astimezone(ZONE).date()),
                    one.exercise.name,
                    choice_word(one.exercise.kind.value, language),
                    one.invited, one.present, one.absent,
                ]
                for one in view.page.exercises
            ],
        ),
        TableSheet(
            _("Actions"),
            title,
            [_("What is done"), _("Due"), _("Done on"), _("Remark")],
            [[one.what, _day(one.due), _day(one.done_on), one.remark] for one in view.page.actions],
        ),
    )  # fmt: skip
    return table_book(sheets, f"CaCo Rooster  ·  {made_at:%Y-%m-%d}", language.code, made_at)


def _people(view: PartnerView) -> Iterator[list[Value]]:
    nothing = WorkedHours(0.0, 0.0)
    for one in view.page.people:
        worked = view.hours.get(one.person.id, nothing)
        hours: list[Value] = [round(worked.work, 1), round(worked.on_call, 1)]
        if not one.standings:
            yield [one.person.name, "", "", "", *hours]
        for number, each in enumerate(one.standings):
            name = view.page.functions.get(each.function, each.function)
            state = state_word(each.state)
            mine = hours if not number else ["", ""]  # of the person, not of each function
            yield [one.person.name, name, state, _day(each.until), *mine]


def _declared(page: PartnerPage) -> Iterator[list[Value]]:
    words = {True: _("yes"), False: _("no"), None: ""}
    for ask in page.asks:
        for line in ask.lines:
            yield [
                _day(ask.asked_at.astimezone(ZONE).date()),
                page.names.get(line.person, line.person),
                page.requirements.get(line.requirement, line.requirement),
                words[line.answer],
                line.answered_by,
                _day(line.until),
            ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
