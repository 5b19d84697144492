"""The calendar links of one person, who sees and touches no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import Scope, Subscription
from data.model.errors import Fault, Refused
from data.store import subscriptions
from scheduler.feeds.links import Given, LinkRequest, add_link, revoke_link, rotate_link

if TYPE_CHECKING:
    from datetime import datetime

    from data.i18n.language import Language
    from data.store.opening import Store

MOST = 5  #: links of one person that work at once: a telephone, a tablet, work, home, one to spare
MOST_ALARM = 7 * 24 * 60  #: minutes before a duty


@dataclass(frozen=True, slots=True)
class Options:
    """How somebody wants their calendar."""

    language: str
    busy: bool | None = None
    alarm_minutes: int | None = None


def own_links(store: Store, person: str, now: datetime) -> tuple[Subscription, ...]:
    """Their links that work, the oldest first."""
    with store.reading() as connection:
        return tuple(
            one
            for one in subscriptions.subscriptions(connection)
            if one.scope is Scope.PERSON
            and one.subject == person
            and one.revoked_at is None
            and (one.expires_at is None or one.expires_at > now)
        )


def add_own(
    store: Store, person: str, options: Options, who: str, now: datetime, speech: Language
) -> Given:
    """Make a link to their own duties.

    Raises
    ------
    Refused
        They have enough of them, left, or want an alarm that makes no sense.
    """
    say, faults = speech.gettext, []
    if len(own_links(store, person, now)) >= MOST:
        what = say("You have {count} calendar links already").format(count=MOST)
        faults.append(Fault(what, say("Withdraw one that you do not use")))
    if options.alarm_minutes is not None and not 1 <= options.alarm_minutes <= MOST_ALARM:
        what = say("A reminder comes between a minute and a week before")
        faults.append(Fault(what, say("Choose one of the list")))
    if faults:
        raise Refused(faults)
    asked = LinkRequest(Scope.PERSON, person, options.language, options.busy, options.alarm_minutes)
    return add_link(store, asked, who, now)


def rotate_own(
    store: Store, person: str, number: int, who: str, now: datetime, speech: Language
) -> Given:
    """Replace one of their links; the old one is dead at once.

    Raises
    ------
    Refused
        They have no such link that works.
    """
    _refuse_others(store, person, number, now, speech)
    return rotate_link(store, number, who, now)


def revoke_own(
    store: Store, person: str, number: int, who: str, now: datetime, speech: Language
) -> None:
    """Withdraw one of their links.

    Raises
    ------
    Refused
        They have no such link that works.
    """
    _refuse_others(store, person, number, now, speech)
    revoke_link(store, number, who, now)


def _refuse_others(store: Store, person: str, number: int, now: datetime, speech: Language) -> None:
    """A link is never passed to another person, so this may be asked beforehand."""
    if number not in {one.id for one in own_links(store, person, now)}:
        say = speech.gettext
        what = say("You have no calendar link {number} that works").format(number=number)
        raise Refused([Fault(what, say("Reload the page to see those you have"))])
