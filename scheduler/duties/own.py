"""What one functionary has: his duties, who is there before and after, how his functions stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.post import PostKind
from data.model.shift import Shift
from data.model.standing import Standing, standing_at
from data.store import presence, records, rosters
from scheduler.competence import register_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.store.opening import Store

BACK = timedelta(weeks=8)  #: how far past duties are shown
AHEAD = timedelta(weeks=60)  #: how far duties to come are shown
_CLOSE = timedelta(hours=1)  #: who ends or begins so near is the one before or after


@dataclass(frozen=True, slots=True)
class PostName:
    """What a page shows of a post.

    Parameters
    ----------
    regions
        Names of the regions that it serves.
    number
        Its place among the posts, from 0 on; its colour is made of it.
    """

    id: str
    name: str
    kind: PostKind
    regions: str = ""
    number: int = 0

    @property
    def is_on_call(self) -> bool:
        """Its duties are done at home, ready to come."""
        return self.kind is PostKind.ON_CALL


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One duty of theirs.

    Parameters
    ----------
    doubles
        They are there as a trainee, beside somebody else.
    is_away
        They are absent in it, so the seat is open.
    """

    shift: Shift
    post: PostName
    doubles: bool = False
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Names of who sits there before, together with them, and after."""

    before: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnDuties:
    """All that one functionary has.

    Parameters
    ----------
    past
        Ended, the latest first.
    coming
        Under way or to come, by start.
    neighbours
        Of the first of `coming`.
    """

    name: str
    past: tuple[OwnDuty, ...] = ()
    coming: tuple[OwnDuty, ...] = ()
    neighbours: Neighbours = field(default_factory=Neighbours)

    @property
    def next(self) -> OwnDuty | None:
        """The duty under way, or else the next."""
        return self.coming[0] if self.coming else None


def duties_of(store: Store, person: str, now: datetime) -> OwnDuties:
    """The duties of one person by the rosters in force, from eight weeks ago on."""
    with store.reading() as connection:
        names = presence.names_of_people(connection)
        posts = post_names(connection)
        found = rosters.duties_between(connection, now - BACK, now + AHEAD, person)
        away = presence.absences_by_person(connection, now, now + AHEAD).get(person, [])
        duties = [
            OwnDuty(shift, posts.get(shift.post, unknown(shift.post)), doubles, is_away)
            for _, shift, doubles in found
            for is_away in [any(a.start < shift.end and shift.start < a.end for a in away)]
        ]
        coming = [duty for duty in duties if duty.shift.end > now]
        near = _neighbours(connection, person, coming[0].shift, names) if coming else Neighbours()
    past = [duty for duty in reversed(duties) if duty.shift.end <= now]
    return OwnDuties(names.get(person, person), tuple(past), tuple(coming), near)


def standings_of(store: Store, person: str, now: datetime) -> tuple[tuple[Standing, str], ...]:
    """How one person stands today in each of their functions, with its name.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        register, _ = register_in(connection, now)
        names = {
            row.values["id"]: str(row.values["name"])
            for row in records.read_rows(connection, "functions").values()
        }
    mine = [function for holder, function in register.holders if holder == person]
    today = now.astimezone(ZONE).date()
    return tuple(
        (standing_at(register, person, function, today), names.get(function, function))
        for function in dict.fromkeys(mine)
    )


def post_names(connection: Connection) -> dict[str, PostName]:
    """What pages show of each post, by id; those that ended too."""
    regions = {
        row.values["id"]: str(row.values["name"])
        for row in records.read_rows(connection, "regions").values()
    }
    rows = sorted(
        records.read_rows(connection, "posts").values(), key=lambda row: (row.has_ended, row.number)
    )
    return {
        row.values["id"]: PostName(
            row.values["id"],
            row.values["name"],
            PostKind(row.values["kind"]),
            ", ".join(regions.get(one, one) for one in row.values["regions"]),
            number,
        )
        for number, row in enumerate(rows)
    }


def unknown(post: str) -> PostName:
    """A post of an old roster, of which the records know nothing."""
    return PostName(post, post, PostKind.ON_SITE)


def _neighbours(
    connection: Connection, person: str, shift: Shift, names: Mapping[str, str]
) -> Neighbours:
    around = rosters.duties_between(connection, shift.start - _CLOSE, shift.end + _CLOSE)
    others = [(who, one) for who, one, _ in around if one.post == shift.post and who != person]

    def named(found: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(who, who) for who in dict.fromkeys(found))

    return Neighbours(
        named(who for who, one in others if one.id != shift.id and one.start < shift.start),
        named(who for who, one in others if one.id == shift.id),
        named(who for who, one in others if one.id != shift.id and one.start >= shift.start),
    )
