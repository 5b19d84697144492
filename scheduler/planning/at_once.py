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
    """Who signs, and what is said of what the signature has to accept.

    Parameters
    ----------
    stood
        Of what was open or broken before the change, and still is.
    agreed
        Of the short notice: who has the duty said yes himself (ATW 4:2).
    """

    who: str
    stood: str
    agreed: str


def sign_at_once(
    connection: Connection,
    prepared: Prepared,
    assignments: Iterable[Assignment],
    signature: Signature,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """A new version with these assignments, signed; that it breaks nothing new was judged before.

    Parameters
    ----------
    prepared
        What it is made from, in the same transaction, which has its turn.

    Raises
    ------
    Conflict, StoreError
        It cannot be signed now.
    """
    draft = add(connection, prepared, tuple(assignments), "", signature.who, now)
    reasons = {
        RemarkKind.GAP: signature.stood,
        RemarkKind.BREACH: signature.stood,
        RemarkKind.NOTICE: signature.agreed,
    }
    desk = open_draft(connection, draft.id, signature.who, now)
    return sign_open(connection, desk, Consent(reasons, {}), signature.who, now, speech)[0]
