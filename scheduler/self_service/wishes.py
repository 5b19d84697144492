"""Wishes of one functionary: listed, added, taken back. They weigh in, and bind nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.errors import Fault, Refused
from data.model.post import STANDARD_PATTERNS
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.records.files import change_records
from scheduler.self_service.notices import row_name
from scheduler.self_service.rounds import note_asked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.duty import Wish
    from data.store.opening import Store

WEIGHTS = {"small": 1, "medium": 3, "strong": 9}  #: how heavy a wish weighs, in a word
MOST = 30  #: wishes of one person that are not over
_LONGEST = timedelta(days=366)
_AHEAD = timedelta(days=2 * 366)
_TABLE = "wishes"


@dataclass(frozen=True, slots=True)
class OwnWish:
    """One wish as the records have it.

    Parameters
    ----------
    number
        Of its row.
    first, last
        Local days, both inclusive.
    post, shift
        Only these; empty: any.
    """

    number: int
    kind: WishKind
    first: date
    last: date
    post: str = ""
    shift: str = ""
    weight: int = 1

    @property
    def strength(self) -> str:
        """The word for its weight, one of `WEIGHTS`."""
        fitting = [word for word, weight in WEIGHTS.items() if weight <= self.weight]
        return fitting[-1]

    def is_what(self, wish: Wish) -> bool:
        """Whether a roster knows this wish as that one."""
        return (self.kind, self.post or None, self.shift or None, *self._stretch) == (
            wish.kind,
            wish.post,
            wish.name,
            wish.start,
            wish.end,
        )

    @property
    def _stretch(self) -> tuple[datetime, datetime]:
        return midnight(self.first, ZONE), midnight(self.last + timedelta(days=1), ZONE)


@dataclass(frozen=True, slots=True)
class WishOptions:
    """What a wish may be about.

    Parameters
    ----------
    posts
        Names of the posts that they can fill, by id.
    shifts
        Names of the shifts of each of them.
    """

    posts: dict[str, str]
    shifts: dict[str, tuple[str, ...]]

    @property
    def shift_names(self) -> tuple[str, ...]:
        """Each name once."""
        return tuple(dict.fromkeys(name for names in self.shifts.values() for name in names))

    def fits(self, post: str, shift: str) -> bool:
        """Whether there are such shifts; empty: any."""
        if post and post not in self.posts:
            return False
        return not shift or shift in (self.shifts[post] if post else self.shift_names)


def wishes_of(store: Store, person: str, now: datetime) -> tuple[OwnWish, ...]:
    """Their wishes that are not over, by first day."""
    with store.reading() as connection:
        return wishes_in(connection, person, now)


def choices_of(store: Store, person: str) -> WishOptions:
    """What they can choose from when they make a wish."""
    with store.reading() as connection:
        return _choices(connection, person)


def add_wish(store: Store, person: str, wish: OwnWish, now: datetime, speech: Language) -> None:
    """Keep a wish.

    Raises
    ------
    Refused
        The days make no sense, they have it already, or too many; all of it at once.
    InputError
        The records do not know the post or the shift.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        texts = texts_of(person, wish)
        key = records.key_of(_TABLE, texts)
        known = records.read_rows(connection, _TABLE).get(key)
        faults = _faults(wish, len(wishes_in(connection, person, now)), now, speech)
        if not _choices(connection, person).fits(wish.post, wish.shift):
            what = speech.gettext("There is no such shift on a post that you can fill")
            faults.append(Fault(what, speech.gettext("Choose another post or another shift")))
        if known is not None and not known.has_ended:
            what = speech.gettext("You have a wish like this already")
            faults.append(Fault(what, speech.gettext("Remove that one first")))
        if faults:
            raise Refused(faults)
        number = known.number if known else 0
        change = RowChange(_TABLE, key, RowChangeKind.ADDED, {}, texts, number)
        change_records(connection, [change], who, now)
        note_asked(connection, person, wish.first, wish.last, now)


def remove_wish(store: Store, person: str, number: int, now: datetime, speech: Language) -> None:
    """Take a wish back.

    Raises
    ------
    Refused
        They have no such wish.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        for row in records.read_rows(connection, _TABLE).values():
            if row.number == number and row.values["person"] == person and not row.has_ended:
                before = records.as_texts(_TABLE, row.values, ZONE)
                ended = RowChange(_TABLE, row.key, RowChangeKind.ENDED, before, {}, row.number)
                change_records(connection, [ended], who, now)
                return
        say = speech.gettext
        raise Refused([Fault(say("You have no such wish"), say("Reload the page"))])


def _faults(wish: OwnWish, count: int, now: datetime, speech: Language) -> list[Fault]:
    say, today = speech.gettext, now.astimezone(ZONE).date()
    found = []
    if wish.last < wish.first:
        found.append(Fault(say("The last day lies before the first"), say("Correct one of them")))
    elif wish.last - wish.first > _LONGEST:
        found.append(Fault(say("That is more than a year"), say("Choose at most a year at once")))
    if wish.last < today:
        found.append(Fault(say("These days are over"), say("Choose days that are to come")))
    if wish.first > today + _AHEAD:
        found.append(Fault(say("That is more than two years ahead"), say("Correct the year")))
    if count >= MOST:
        what = say("You have {count} wishes already").format(count=count)
        found.append(Fault(what, say("Remove one first")))
    return found


def _choices(connection: Connection, person: str) -> WishOptions:
    held = _live(connection, "competences")
    mine = {row["function"] for row in held if row["person"] == person}
    posts = [row for row in _live(connection, "posts") if row["function"] in mine]
    own: dict[str, list[str]] = {}
    for row in _live(connection, "patterns"):
        own.setdefault(row["pattern"], []).append(row["name"])
    standard = {one.id: [shift.name for shift in one.shifts] for one in STANDARD_PATTERNS}
    names = {**standard, **own}
    return WishOptions(
        {row["id"]: row["name"] for row in posts},
        {row["id"]: tuple(dict.fromkeys(names.get(row.get("pattern", ""), []))) for row in posts},
    )


def wishes_in(connection: Connection, person: str, now: datetime) -> tuple[OwnWish, ...]:
    """Their wishes that are not over, in a transaction."""
    today = now.astimezone(ZONE).date()
    found = [
        OwnWish(
            row.number,
            WishKind(row.values["kind"]),
            row.values["from"],
            row.values["until"] or row.values["from"],
            row.values["post"] or "",
            row.values["shift"] or "",
            row.values["weight"] or 1,
        )
        for row in records.read_rows(connection, _TABLE).values()
        if row.values["person"] == person and not row.has_ended
    ]
    coming = [one for one in found if one.last >= today]
    return tuple(sorted(coming, key=lambda one: (one.first, one.last, one.number)))


def texts_of(person: str, wish: OwnWish) -> dict[str, str]:
    """A wish as a row of the records."""
    given = {
        "person": person,
        "kind": wish.kind.value,
        "from": wish.first.isoformat(),
        "until": wish.last.isoformat(),
        "post": wish.post,
        "shift": wish.shift,
        "weight": str(wish.weight),
    }
    return records.as_texts(_TABLE, records.as_values(_TABLE, given, ZONE), ZONE)


def _live(connection: Connection, name: str) -> list[dict[str, str]]:
    rows = records.read_rows(connection, name).values()
    return [records.as_texts(name, row.values, ZONE) for row in rows if not row.has_ended]
