"""Puts somebody on an open shift of the roster in force, or on what is open of it, at once.

What that breaks is told first; see `scheduler.self_service.weighing`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.roster import RemarkKind, RosterHead
from data.store import rosters
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.planning.candidate_search import (
    CandidateSearch,
    find_shift,
    no_such_shift,
    open_piece,
    with_one_more,
)
from scheduler.planning.publish import Consent
from scheduler.planning.quick_publish import Signature, quick_publish
from scheduler.self_service.offers import close_others, refuse_changed, refuse_full
from scheduler.self_service.takeovers import keep_takeover, part_of
from scheduler.self_service.weighing import Agreed, Weighed, refuse_unagreed, weigh

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.shift import Stretch
    from data.model.stand_in import StandIn
    from data.store.opening import Store
    from scheduler.settings import Settings


Times = tuple["datetime | None", "datetime | None"]  #: from and until when; None: as it is open
WHOLE: Times = (None, None)


def weigh_assignment(
    store: Store,
    shift: str,
    person: str,
    now: datetime,
    speech: Language,
    times: Times = WHOLE,
) -> Weighed:
    """What it would break that somebody takes an open shift; nothing is written.

    Parameters
    ----------
    times
        From and until when, where they take only a part of what is open.

    Raises
    ------
    Refused
        The shift is not open, or the person is unknown.
    """
    with store.reading() as connection:
        sought = _sought(connection, shift, now, speech, times)
        return weigh(connection, sought, person, now, speech)


def assign_shift(
    store: Store,
    settings: Settings,
    shift: str,
    person: str,
    agreed: Agreed,
    who: str,
    now: datetime,
    speech: Language,
    times: Times = WHOLE,
) -> RosterHead | StandIn:
    """Put somebody on an open shift: judged and signed in one transaction, in force at once.

    Parameters
    ----------
    times
        See `weigh_assignment`.

    Returns
    -------
    RosterHead or StandIn
        The new version; of a shift of which only a part is open, the take-over of that part.

    Raises
    ------
    Refused
        It cannot be done, or breaks something that was not agreed to.
    Conflict, StoreError
        The roster cannot be signed now.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        sought = _sought(connection, shift, now, speech, times)
        weighed = weigh(connection, sought, person, now, speech)
        refuse_unagreed(weighed, agreed, speech)
        if sought.piece is not None:
            reason = agreed.reason.strip()
            despite = reason if weighed.broken else ""
            part = part_of(connection, settings, sought, person, who, now, speech)
            part = replace(part, reason=reason, despite=despite)
            kept = keep_takeover(store, connection, settings, part, now)
            close_others(store, connection, settings, shift, now)
            return kept
        consent = _consent(weighed, agreed)
        filled = with_one_more(sought, person)
        signature = Signature(who, consent)
        head = quick_publish(connection, sought.prepared, filled, signature, now, speech)
        close_others(store, connection, settings, shift, now)
    return head


def _sought(
    connection: Connection, shift: str, now: datetime, speech: Language, times: Times
) -> CandidateSearch:
    piece = _piece(connection, shift, now, speech, times) if times != WHOLE else None
    sought = find_shift(connection, shift, now, piece=piece)
    refuse_full(sought)
    refuse_changed(connection, sought, now)
    return sought


def _consent(weighed: Weighed, agreed: Agreed) -> Consent:
    """Only what was told is accepted: the rules that it newly breaks, and how late it is.

    What stood open or broken before is none of it. Where no reason is asked, nothing is accepted.
    """
    reason = agreed.reason.strip()
    return Consent(
        {RemarkKind.NOTICE: reason} if weighed.asks_consent else {},
        {one.subject: reason for one in weighed.broken},
        is_asked=False,
    )


def _piece(
    connection: Connection, shift: str, now: datetime, speech: Language, times: Times
) -> Stretch:
    """The part of what is open that was chosen.

    Raises
    ------
    Refused
        It does not lie in what is open.
    """
    known = rosters.shift_as_signed(connection, shift)
    if known is None:
        raise no_such_shift(connection, shift, now)
    start, end = open_piece(connection, shift, now) or (known.start, known.end)
    chosen = times[0] or start, times[1] or end
    if start <= chosen[0] < chosen[1] <= end:
        return chosen
    say = speech.gettext
    what = say("{part} does not lie in what is open").format(part=speech.stretch(*chosen, ZONE))
    remedy = say("Choose times within {open}").format(open=speech.stretch(start, end, ZONE))
    raise Refused([Fault(what, remedy)])
