"""Signs a small change of the roster in force at once: those concerned agree, and it is legal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.roster import RemarkKind, RosterHead
from scheduler.planning.desk import open_draft
from scheduler.planning.drafting import add
from scheduler.planning.publishing import Consent, sign_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.duty import Assignment
    from scheduler.planning.preparing import Prepared


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what he accepts."""

    who: str
    consent: Consent


def of_those_concerned(who: str, stood: str, agreed: str) -> Signature:
    """The signature of a change that breaks nothing new.

    Parameters
    ----------
    stood
        Said of what was open or broken before the change, and still is.
    agreed
        Said of the short notice: who has the duty said yes himself (ATW 4:2).
    """
    reasons = {RemarkKind.GAP: stood, RemarkKind.BREACH: stood, RemarkKind.NOTICE: agreed}
    return Signature(who, Consent(reasons, {}))


def sign_at_once(
    connection: Connection,
    prepared: Prepared,
    assignments: Iterable[Assignment],
    signature: Signature,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """A new version with these assignments, signed; what it breaks was judged before.

    Parameters
    ----------
    prepared
        What it is made from, in the same transaction, which has its turn.

    Raises
    ------
    Refused
        Something has to be accepted that is not.
    Conflict, StoreError
        It cannot be signed now.
    """
    who = signature.who
    draft = add(connection, prepared, tuple(assignments), "", who, now)
    desk = open_draft(connection, draft.id, who, now)
    return sign_open(connection, desk, signature.consent, who, now, speech)[0]
