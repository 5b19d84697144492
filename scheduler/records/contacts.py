"""How people are reached: shown, changed where it is missed, and whom nothing would reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import EVERYWHERE
from data.model.book import posts_of
from data.model.contact import DEVICES, PHONE, WEBPUSH, DutyManager, Recipient
from data.model.errors import Conflict
from data.model.person import Competence
from data.model.post import PostKind
from data.store import records
from data.store.access import people_with_devices
from data.store.audit import trail
from data.store.record_objects import current_rows, read_objects, read_posts
from data.store.regions import members_within, posts_within
from data.store.tables.alert_records import CONTACTS
from data.store.tables.columns import among
from data.store.tables.records import PEOPLE
from data.tables.addresses import tidied
from data.tables.period import ZONE
from scheduler.records.edit import Replacement, fingerprint, replace_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.duty import Assignment
    from data.model.post import Post
    from data.model.shift import Shift
    from data.store.opening import Store

_TABLE = "contacts"
Way = tuple[str, str]  #: channel and address


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The contact details of one person.

    Parameters
    ----------
    ways
        Channel and address of each.
    seen
        The state of these details, which distinguishes a late form from a fresh one.
    """

    person: str
    name: str
    ways: tuple[Way, ...]
    seen: str


def contact_card(store: Store, person: str) -> ContactCard | None:
    """The contact details of a person; None: nobody here has that code."""
    with store.reading() as connection:
        return card_of(connection, person)


def card_of(connection: Connection, person: str) -> ContactCard | None:
    """The same, in a transaction."""
    tables = records.texts_of(connection, ("people", _TABLE), ZONE)
    name = next((row["name"] for row in tables["people"] if row["id"] == person), None)
    if name is None:
        return None
    rows = [row for row in tables[_TABLE] if row["person"] == person]
    ways = tuple((row["channel"], row["address"]) for row in rows)
    return ContactCard(person, name, ways, fingerprint(rows))


def is_reached(store: Store, person: str) -> bool:
    """Whether anything says how a person is reached."""
    card = contact_card(store, person)
    return card is not None and bool(card.ways)


def record_contacts(
    store: Store, card: ContactCard, ways: Iterable[Way], who: str, now: datetime
) -> int:
    """Keep these contact details of a person instead of those on the card; how many rows changed.

    Parameters
    ----------
    card
        As it was when it was shown.
    ways
        An empty address is left out; the same one twice is kept once.

    Raises
    ------
    InputError
        An address that nothing can be sent to, or a duty manager whom no message would reach:
        all that is wrong.
    Conflict
        Somebody else changed these details since the card was shown; nothing is done.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        return record_in(connection, card, ways, who, now)


def record_in(
    connection: Connection, card: ContactCard, ways: Iterable[Way], who: str, now: datetime
) -> int:
    """The same, in the transaction of a change that holds its turn."""
    typed = ((channel.strip().casefold(), address.strip()) for channel, address in ways)
    kept = dict.fromkeys((channel, tidied(channel, text)) for channel, text in typed if text)
    rows = [{"person": card.person, "channel": one, "address": two} for one, two in kept]
    asked = Replacement(_TABLE, {"person": card.person}, rows, card.seen)
    try:
        return replace_in(connection, asked, who, now)
    except Conflict as late:
        raise Conflict(f"how {card.name} is reached", late.by, late.at, late.difference) from late


def people_to_reach(
    connection: Connection, people: Collection[str] | None = None
) -> Mapping[str, Recipient]:
    """Everybody who is here, by code; who has no contact details is there without them.

    Parameters
    ----------
    people
        Only these; None: all.
    """
    contacts: dict[str, list[tuple[str, str]]] = {}
    query = select(CONTACTS.c.person, CONTACTS.c.channel, CONTACTS.c.address)
    query = query.where(CONTACTS.c.ended_at.is_(None), among(CONTACTS.c.person, people))
    rows = connection.execute(query.order_by(CONTACTS.c.row))
    for person, channel, address in rows:
        contacts.setdefault(person, []).append((channel, address))
    here = select(PEOPLE.c.id, PEOPLE.c.row, PEOPLE.c.name).where(PEOPLE.c.ended_at.is_(None))
    with_devices = people_with_devices(connection)
    return {
        code: Recipient(
            f"people/{row}",
            name,
            (*contacts.get(code, ()), *([(WEBPUSH, DEVICES)] if row in with_devices else [])),
        )
        for code, row, name in connection.execute(here.where(among(PEOPLE.c.id, people)))
    }


class ReachIssue(StrEnum):
    """What would come as a surprise on the board."""

    ON_CALL = "on_call"  #: people on call whom nothing reaches: they are no cover
    AT_A_DESK = "at_a_desk"  #: people with other duties who get no news of changes and open shifts
    ONLY_CALLED = "only_called"  #: people with duties who have a telephone, and get no message
    NO_MANAGER = "no_manager"  #: posts for which nobody is notified when they fall open


@dataclass(frozen=True, slots=True)
class ReachWarning:
    """People or posts that share one shortcoming.

    Parameters
    ----------
    who
        Their names by id, in the order of the names.
    """

    kind: ReachIssue
    who: Mapping[str, str]


def reach_warnings(
    connection: Connection,
    today: date,
    book: str | None,
    duties: Iterable[tuple[str, str]] | None = None,
) -> tuple[ReachWarning, ...]:
    """People whom nothing would reach, and posts whose gaps nobody is notified of.

    For an import, before planning and before signing, with the answer that the board gives
    later: somebody on call without contact details is no cover.

    Parameters
    ----------
    today
        The local date: competences that ended before it do not count.
    book
        Only posts of this one; None: of all.
    duties
        Pairs of a person and a post that are to be signed; None: all who may fill a post.
    """
    posts, people = posts_of(book, read_posts(connection)), records.names_of_people(connection)
    pairs = _possible(connection, posts, today) if duties is None else set(duties)
    kinds, reached = {post.id: post.kind for post in posts}, reachable_people(connection)
    no_duty = (None, PostKind.OPEN_CALL)
    on_duty = {person for person, post in pairs if kinds.get(post) not in no_duty}
    only_called = on_duty & reached - _people_sent_to(connection)
    mute = [(person, kinds.get(post)) for person, post in pairs if person not in reached]
    on_call = {person for person, kind in mute if kind is PostKind.ON_CALL}
    others = {person for person, kind in mute if kind not in no_duty} - on_call
    managers = read_objects(connection, DutyManager, "duty_managers")
    found = {
        ReachIssue.ON_CALL: _named(people, on_call),
        ReachIssue.AT_A_DESK: _named(people, others),
        ReachIssue.ONLY_CALLED: _named(people, only_called),
        ReachIssue.NO_MANAGER: _named(
            {post.id: post.name for post in posts}, _without_manager(posts, managers)
        ),
    }
    return tuple(ReachWarning(kind, who) for kind, who in found.items() if who)


def find_unreachable(
    store: Store,
    today: date,
    duties: Iterable[tuple[str, str]] | None = None,
    book: str | None = None,
    reach: Reach = EVERYWHERE,
) -> tuple[ReachWarning, ...]:
    """The same, of a store; only people and posts within reach."""
    with store.reading() as connection:
        found = reach_warnings(connection, today, book, duties)
        return warnings_within(connection, found, reach)


def warnings_within(
    connection: Connection, warnings: Iterable[ReachWarning], reach: Reach
) -> tuple[ReachWarning, ...]:
    """The people and posts of warnings that are within reach."""
    shown = {True: posts_within(connection, reach), False: members_within(connection, reach)}
    found = []
    for one in warnings:
        here = shown[one.kind is ReachIssue.NO_MANAGER]
        found.append(ReachWarning(one.kind, {c: n for c, n in one.who.items() if c in here}))
    return tuple(one for one in found if one.who)


def reachable_people(connection: Connection) -> frozenset[str]:
    """Ids of people of whom contact details are known, as the board has it."""
    return frozenset(row["person"] for row in current_rows(connection, "contacts"))


def _people_sent_to(connection: Connection) -> frozenset[str]:
    """Ids of people to whom something can be sent: nobody here speaks into a telephone."""
    recipients = people_to_reach(connection).items()
    return frozenset(code for code, one in recipients if {way for way, _ in one.contacts} - {PHONE})


def duties_to_come(
    assignments: Iterable[Assignment], shifts: Iterable[Shift], now: datetime
) -> set[tuple[str, str]]:
    """Each person with each post on which they have a duty that is not over."""
    posts = {shift.id: shift.post for shift in shifts if shift.end > now}
    return {(one.person, posts[one.shift]) for one in assignments if one.shift in posts}


def _possible(connection: Connection, posts: Iterable[Post], today: date) -> set[tuple[str, str]]:
    """Each person with each post that they may fill, now or later."""
    holders: dict[str, set[str]] = {}
    for one in read_objects(connection, Competence, "competences"):
        if one.until is None or one.until >= today:
            holders.setdefault(one.function, set()).add(one.person)
    return {(person, post.id) for post in posts for person in holders.get(post.function, ())}


def _without_manager(posts: Iterable[Post], managers: Iterable[DutyManager]) -> set[str]:
    """Posts that no duty manager is for."""
    known = tuple(managers)
    return {post.id for post in posts if not any(one.is_for(post) for one in known)}


def _named(names: Mapping[str, str], ids: set[str]) -> dict[str, str]:
    named = sorted((name, code) for code, name in names.items() if code in ids)
    return {code: name for name, code in named}


def warning_words(warning: ReachWarning, speech: Language) -> tuple[str, str]:
    """What is missing, and what to do about it; without the names."""
    number = len(warning.who)
    add_contact = speech.gettext("Write down a telephone number or a mail address.")
    match warning.kind:
        case ReachIssue.ON_CALL:
            what = speech.ngettext(
                "{count} person may be on call, and nothing says how to reach them: on call they"
                " do not count as cover.",
                "{count} people may be on call, and nothing says how to reach them: on call they"
                " do not count as cover.",
                number,
            )
            return what, add_contact
        case ReachIssue.AT_A_DESK:
            what = speech.ngettext(
                "{count} person may have duties, and nothing says how to reach them: they are"
                " notified of no change and no open shift.",
                "{count} people may have duties, and nothing says how to reach them: they are"
                " notified of no change and no open shift.",
                number,
            )
            return what, add_contact
        case ReachIssue.ONLY_CALLED:
            what = speech.ngettext(
                "{count} person with duties can only be called: they get no message of a change, an"
                " open shift or an invitation.",
                "{count} people with duties can only be called: they get no message of a change, an"
                " open shift or an invitation.",
                number,
            )
            remedy = speech.gettext("Write down a mail address or a number for text messages.")
            return what, remedy
        case ReachIssue.NO_MANAGER:
            what = speech.ngettext(
                "Nobody is notified when {count} post falls open: it has no duty manager.",
                "Nobody is notified when {count} posts fall open: they have no duty manager.",
                number,
            )
            return what, speech.gettext("Write down who is duty manager.")
