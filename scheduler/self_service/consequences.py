"""What a duty more, or another one, does to somebody's week: said before they answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.tables.period import ZONE
from scheduler.planning.candidates import open_to
from scheduler.self_service.duties import OwnDuty, duties_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.i18n.language import Language
    from data.model.shift import Shift
    from data.store.opening import Store

DAILY_REST = timedelta(hours=11)  #: ATW 5:3(2)
SHORT_REST = timedelta(hours=8)  #: once in seven days it may be so short (ATW 5:3(2))
_NEAR = timedelta(days=3)  #: further off than that no duty is mentioned


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A duty beside the new one, and the time between them."""

    duty: OwnDuty
    rest: timedelta


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Work in a local week, in minutes, without and with the change."""

    monday: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change does to somebody's duties.

    Parameters
    ----------
    before, after
        Their duties next to the new one; None: none within three days.
    weeks
        Weeks whose hours change, by day.
    is_short_rest
        Beside the new duty there is less than the daily rest.
    stops
        What stops them, in words, as things stand.
    is_legal
        It was judged just now, and nothing stops them.
    """

    before: Neighbour | None = None
    after: Neighbour | None = None
    weeks: tuple[WeekHours, ...] = ()
    is_short_rest: bool = False
    stops: tuple[str, ...] = ()
    is_legal: bool = False


def consequences(
    duties: Iterable[OwnDuty],
    gained: OwnDuty | None,
    lost: str = "",
    stops: Sequence[str] = (),
) -> Consequences:
    """What it does that somebody gets one duty, and gives another.

    Parameters
    ----------
    duties
        All of theirs around that time.
    lost
        The id of the shift that they give; empty: none.
    """
    mine = [one for one in duties if not one.doubles and not one.is_away]
    kept = [one for one in mine if one.shift.id != lost]
    given = [one for one in mine if one.shift.id == lost]
    if gained is None:
        return Consequences(weeks=_weeks(mine, (), given), stops=tuple(stops))
    start, end = gained.shift.start, gained.shift.end
    earlier = [one for one in kept if one.shift.end <= start and start - one.shift.end < _NEAR]
    later = [one for one in kept if one.shift.start >= end and one.shift.start - end < _NEAR]
    last = max(earlier, key=lambda one: one.shift.end, default=None)
    first = min(later, key=lambda one: one.shift.start, default=None)
    before = Neighbour(last, start - last.shift.end) if last else None
    after = Neighbour(first, first.shift.start - end) if first else None
    return Consequences(
        before,
        after,
        _weeks(mine, (gained,), given),
        _is_short(gained, before) or _is_short(gained, after),
        tuple(stops),
    )


def _is_short(gained: OwnDuty, beside: Neighbour | None) -> bool:
    """Of two duties on the spot; what is done on call leaves the rest as it is."""
    if beside is None or gained.post.is_on_call or beside.duty.post.is_on_call:
        return False
    return beside.rest < DAILY_REST


def _weeks(
    mine: Sequence[OwnDuty], gained: Sequence[OwnDuty], given: Sequence[OwnDuty]
) -> tuple[WeekHours, ...]:
    changed = sorted({_monday(one.shift) for one in (*gained, *given)})
    found = []
    for monday in changed:

        def minutes(duties: Iterable[OwnDuty], monday: date = monday) -> int:
            return sum(one.shift.work_minutes for one in duties if _monday(one.shift) == monday)

        before = minutes(mine)
        after = before + minutes(gained) - minutes(given)
        if before != after:
            found.append(WeekHours(monday, before, after))
    return tuple(found)


def _monday(shift: Shift) -> date:
    day = shift.start.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


def stops_of(
    store: Store, shifts: Sequence[str], person: str, now: datetime, speech: Language
) -> dict[str, tuple[str, ...]]:
    """What stops somebody from open shifts, in words, as things stand; by shift."""
    if not shifts:
        return {}
    with store.reading() as connection:
        found = open_to(connection, shifts, person, now)
    return {key: tuple(speech.say(one.sentence) for one in why) for key, why in found.items()}


def consequence_lines(found: Consequences, speech: Language) -> list[str]:
    """The same in sentences, for a page or a message."""
    say, lines = speech.gettext, [*found.stops]
    for beside, text in (
        (found.before, say("It begins {rest} after {post}, which ends {moment}.")),
        (found.after, say("{rest} after it you begin again: {post}, {moment}.")),
    ):
        if beside is None:
            continue
        at = beside.duty.shift.end if beside is found.before else beside.duty.shift.start
        rest = _hours(beside.rest, speech)
        moment = speech.moment(at, ZONE)
        lines.append(text.format(rest=rest, post=beside.duty.post.name, moment=moment))
    if found.is_short_rest:
        lines.append(
            say("That is less than 11 hours of rest, which is allowed once in 7 days (ATW 5:3).")
        )
    if found.is_legal:
        lines.append(say("No rule stands in the way, as the roster is now."))
    for week in found.weeks:
        text = say("Week {number}: {after} instead of {before}.")
        after, before = (_hours(timedelta(minutes=n), speech) for n in (week.after, week.before))
        lines.append(text.format(number=week.monday.isocalendar().week, after=after, before=before))
    return lines


def lines_for(
    store: Store, person: str, gained: OwnDuty, now: datetime, speech: Language
) -> list[str]:
    """The sentences of one shift that somebody could take, for the page behind a link."""
    duties = duties_of(store, person, now)
    judged = stops_of(store, [gained.shift.id], person, now, speech)
    stops = judged.get(gained.shift.id)
    found = consequences((*duties.past, *duties.coming), gained, "", stops or ())
    return consequence_lines(replace(found, is_legal=stops == ()), speech)


def _hours(lasts: timedelta, speech: Language) -> str:
    """As ``8 h`` or ``7 h 30``."""
    minutes = int(lasts.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    unit = speech.gettext("h")
    return f"{hours} {unit} {rest:02}" if rest else f"{hours} {unit}"
