"""Pledges of one functionary: "if you call me that night, I can come". They oblige to nothing.

A pledge counts at once in the chance that nobody comes to an open call. What was pledged for time
that has passed stays: how often pledges are kept is what makes them worth something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.contact import Pledge
from data.model.days import DAY, touched_dates
from data.model.errors import Fault, Refused
from data.model.person import Person
from data.model.post import Post, PostKind
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.store.record_objects import read_objects, read_posts, read_register
from data.tables.period import ZONE
from scheduler.coverage.open_call import members_of
from scheduler.records.files import change_records
from scheduler.self_service.notices import row_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.shift import Stretch
    from data.store.opening import Store
    from data.store.records import StoredRow

EVENING, MORNING = time(18), time(8)  #: when a night begins and ends unless somebody says otherwise
NIGHTS = 14  #: that are offered to choose from
MOST = 60  #: pledges of one person that are not over
_AHEAD = timedelta(weeks=8)
_TABLE = "pledges"


@dataclass(frozen=True, slots=True)
class OwnPledge:
    """A pledge that is not over.

    Parameters
    ----------
    number
        Of its row.
    """

    number: int
    post: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class PledgeNight:
    """A night that can be chosen.

    Parameters
    ----------
    first
        Local day on which it begins.
    own
        Numbers of their own pledges in it, by post.
    others
        How many others pledged for some of it, by post.
    """

    first: date
    own: Mapping[str, int]
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OwnPledges:
    """What somebody may pledge, and did.

    Parameters
    ----------
    posts
        Names of posts by open call that they may fill tonight, by id; empty: there is none.
    """

    posts: Mapping[str, str]
    nights: tuple[PledgeNight, ...]
    pledges: tuple[OwnPledge, ...]

    @property
    def tonight(self) -> PledgeNight:
        """The night that it is, or that comes next."""
        return self.nights[0]


@dataclass(frozen=True, slots=True)
class PledgeRequest:
    """Nights that somebody can come.

    Parameters
    ----------
    nights
        Local days on which they begin.
    begin, end
        Clock times; an `end` that is not after `begin` is on the next day.
    """

    post: str
    nights: tuple[date, ...]
    begin: time = EVENING
    end: time = MORNING


def pledges_of(store: Store, person: str, now: datetime) -> OwnPledges:
    """What somebody may pledge from now, and what they have pledged."""
    with store.reading() as connection:
        posts = _own_posts(connection, person, (now, now + DAY), now)
        if not posts:
            return OwnPledges({}, (), ())
        pledges = read_objects(connection, Pledge, _TABLE)
        mine = _own(connection, person, now)
    first = night_of(now)
    nights = [
        _night(first + number * DAY, posts, person, mine, pledges) for number in range(NIGHTS)
    ]
    return OwnPledges({post.id: post.name for post in posts}, tuple(nights), mine)


def night_of(now: datetime) -> date:
    """The local day on which the night began that it is now, or that comes next."""
    local = now.astimezone(ZONE)
    return local.date() - DAY if local.time() < MORNING else local.date()


def add_pledges(
    store: Store, person: str, wanted: PledgeRequest, now: datetime, speech: Language
) -> int:
    """Keep a pledge for each night, from now on if it has begun; how many are new.

    A night for which they have pledged the same already stays as it is.

    Raises
    ------
    Refused
        They may not fill the post on one of these days, a night is over or too far ahead, or they
        have pledged too much; all of it at once.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        stretches = [_stretch(night, wanted, now) for night in wanted.nights]
        mine = _own(connection, person, now)
        faults = _faults(connection, person, wanted, stretches, now, speech)
        if len(mine) + len(stretches) > MOST:
            what = speech.gettext("You have pledged {count} nights already").format(count=len(mine))
            faults.append(Fault(what, speech.gettext("Take one back first")))
        if faults:
            raise Refused(faults)
        stored = records.read_rows(connection, _TABLE)
        found = []
        for start, end in stretches:
            if any(one.post == wanted.post and one.start <= start < one.end for one in mine):
                continue
            found.append(_added(stored, Pledge(wanted.post, person, start, end)))
        change_records(connection, found, who, now)
        return len(found)


def withdraw_pledge(
    store: Store, person: str, number: int, now: datetime, speech: Language
) -> None:
    """Take a pledge back; of one that has begun, what is left of it.

    Raises
    ------
    Refused
        They have no such pledge, or it is over.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        for row in records.read_rows(connection, _TABLE).values():
            is_mine = row.values["person"] == person and not row.has_ended
            if row.number == number and is_mine and row.values["end"] > now:
                change_records(connection, [_withdrawn(row, now)], who, now)
                return
        say = speech.gettext
        raise Refused([Fault(say("You have no such pledge"), say("Reload the page"))])


def _withdrawn(row: StoredRow, now: datetime) -> RowChange:
    before = records.as_texts(_TABLE, row.values, ZONE)
    at = _minute(now)
    if row.values["start"] >= at:
        return RowChange(_TABLE, row.key, RowChangeKind.ENDED, before, {}, row.number)
    after = records.as_texts(_TABLE, {**row.values, "end": at}, ZONE)
    ends = {"end": before["end"]}, {"end": after["end"]}
    return RowChange(_TABLE, row.key, RowChangeKind.CHANGED, *ends, row.number)


def _added(stored: Mapping[str, StoredRow], pledge: Pledge) -> RowChange:
    values = {name: getattr(pledge, name) for name in ("post", "person", "start", "end")}
    texts = records.as_texts(_TABLE, values, ZONE)
    key = records.key_of(_TABLE, texts)
    known = stored.get(key)
    if known is not None and not known.has_ended:  # of the same start, and shorter
        before = {"end": records.as_texts(_TABLE, known.values, ZONE)["end"]}
        after = {"end": texts["end"]}
        return RowChange(_TABLE, key, RowChangeKind.CHANGED, before, after, known.number)
    return RowChange(_TABLE, key, RowChangeKind.ADDED, {}, texts, known.number if known else 0)


def _own_posts(connection: Connection, person: str, window: Stretch, now: datetime) -> list[Post]:
    """The posts by open call that somebody may fill on every day that a window touches."""
    posts = [post for post in read_posts(connection) if post.kind is PostKind.OPEN_CALL]
    if not posts:
        return []
    people = read_objects(connection, Person, "people")
    regions = {one.id: one.regions for one in people if one.id == person}
    register = read_register(connection, now.astimezone(ZONE).date())
    days = touched_dates(*window, ZONE)
    return [post for post in posts if person in members_of(post, regions, register.qualified, days)]


def _own(connection: Connection, person: str, now: datetime) -> tuple[OwnPledge, ...]:
    found = [
        OwnPledge(row.number, row.values["post"], row.values["start"], row.values["end"])
        for row in records.read_rows(connection, _TABLE).values()
        if row.values["person"] == person and not row.has_ended and row.values["end"] > now
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.post)))


def _night(
    first: date,
    posts: Sequence[Post],
    person: str,
    mine: Sequence[OwnPledge],
    pledges: Sequence[Pledge],
) -> PledgeNight:
    start, end = _instant(first, EVENING), _instant(first + DAY, MORNING)
    own = {one.post: one.number for one in mine if one.start < end and start < one.end}
    others = {
        post.id: len(
            {
                one.person
                for one in pledges
                if one.post == post.id
                and one.person != person
                and one.start < end
                and start < one.end
            }
        )
        for post in posts
    }
    return PledgeNight(first, own, others)


def _stretch(night: date, wanted: PledgeRequest, now: datetime) -> Stretch:
    last = night if wanted.end > wanted.begin else night + DAY
    return max(_instant(night, wanted.begin), _minute(now)), _instant(last, wanted.end)


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def _minute(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(second=0, microsecond=0)


def _faults(
    connection: Connection,
    person: str,
    wanted: PledgeRequest,
    stretches: Sequence[Stretch],
    now: datetime,
    speech: Language,
) -> list[Fault]:
    say, found = speech.gettext, []
    if not stretches:
        found.append(Fault(say("No night is chosen"), say("Choose one night or more")))
    if any(end <= start for start, end in stretches):
        found.append(Fault(say("This night is over"), say("Choose nights that are to come")))
    if any(start > now + _AHEAD for start, _end in stretches):
        what = say("That is more than {weeks} weeks ahead").format(weeks=_AHEAD.days // 7)
        found.append(Fault(what, say("Choose an earlier night")))
    if found:
        return found
    for start, end in stretches:
        if wanted.post not in {
            post.id for post in _own_posts(connection, person, (start, end), now)
        }:
            what = say("You may not fill this post on {day}").format(
                day=speech.day(start.astimezone(ZONE).date())
            )
            found.append(Fault(what, say("Choose another night, or another post")))
    return found
