"""What would renew competences that lapse, in names and dates: beside a gap, a lapse, a roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for

from data.model.account import Right
from data.model.requirement import OF_EMPLOYER
from data.tables.period import ZONE
from scheduler.exercises.renewals import PostTime, renewals_of_posts
from web.access.regions import may_about, opens
from web.app_services import services
from web.locale import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model.requirement import Requirement
    from scheduler.exercises.renewals import LapsedDays, Renewal


@dataclass(frozen=True, slots=True)
class Unplanned:
    """What somebody lacks on a day and nothing that is planned renews.

    Parameters
    ----------
    requirement
        Its name.
    link
        Where an exercise for it is planned, or their employer is seen; empty: nowhere.
    is_declared
        An employer declares it; no exercise shows it.
    """

    requirement: str
    link: str
    is_declared: bool


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """Somebody whose competence has lapsed by then.

    Parameters
    ----------
    exercises
        Names and days of those that they are invited to and that renew it.
    """

    person: str
    exercises: tuple[tuple[str, date], ...]
    unplanned: tuple[Unplanned, ...]


@dataclass(frozen=True, slots=True)
class RenewalLines:
    """Everybody whose competence has lapsed by then, those with nothing planned first."""

    lines: tuple[RenewalLine, ...]

    @property
    def summary(self) -> str:
        """How many have lapsed by then, and whether what is planned would renew them."""
        count, planned = len(self.lines), sum(not one.unplanned for one in self.lines)
        said = ngettext(
            "{count} competence has lapsed by then.",
            "{count} competences have lapsed by then.",
            count,
        ).format(count=count)
        lacking = [each for one in self.lines for each in one.unplanned]
        if lacking and all(each.is_declared for each in lacking):
            return f"{said} {_('What is missing is declared by the employer.')}"
        return f"{said} {_renewed(planned, count)}"


def _renewed(planned: int, count: int) -> str:
    if not planned:
        return _("No exercise is planned that would renew this.")
    if planned == count:
        return _("Exercises are planned that would renew this in time.")
    text = _("Planned exercises would renew {planned} of {count}.")
    return text.format(planned=planned, count=count)


def renewal_lines(
    found: Mapping[LapsedDays, Renewal], people: Mapping[str, str]
) -> RenewalLines | None:
    """The same for readers; None: nothing has lapsed.

    Parameters
    ----------
    people
        Names by id; whoever is not among them is not named.
    """
    lines = [
        RenewalLine(
            people[lapsed.person],
            tuple((one.name, one.start.astimezone(ZONE).date()) for one in renewal.exercises),
            tuple(_unplanned(lapsed, one) for one in renewal.unplanned),
        )
        for lapsed, renewal in found.items()
        if lapsed.person in people
    ]
    ordered = sorted(lines, key=lambda one: (not one.unplanned, one.person.casefold()))
    return RenewalLines(tuple(ordered)) if lines else None


def renewal_of_post(
    post: str, start: datetime, end: datetime, people: Mapping[str, str]
) -> RenewalLines | None:
    """What would renew the lapses of everybody who could serve a post then; None: no lapse."""
    time = PostTime(post, start, end)
    found = renewals_of_posts(services.store, [time], services.clock())
    return renewal_lines(found.get(time, {}), people)


def _unplanned(lapsed: LapsedDays, asked: Requirement) -> Unplanned:
    person, function = lapsed.person, lapsed.function
    if asked.kind in OF_EMPLOYER:
        may = may_about(Right.CHANGE_RECORDS, person)
        link = url_for("people.declare", person=person, requirement=asked.id) if may else ""
        return Unplanned(asked.name, link, is_declared=True)
    may = opens("exercises.best_date", Right.CHANGE_RECORDS)
    link = url_for("exercises.best_date", functions=function, requirement=asked.id) if may else ""
    return Unplanned(asked.name, link, is_declared=False)
