"""Signs a change of the roster in force at once: where all agreed to it, or who fills a gap may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.drafts import add_draft
from scheduler.planning.open_roster import open_draft
from scheduler.planning.publish import Consent, sign_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.duty import Assignment
    from data.model.roster import RosterHead
    from scheduler.planning.preparation import Prepared


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what they accept."""

    who: str
    consent: Consent


def agreed_signature(who: str, request: str, agreed: Iterable[str]) -> Signature:
    """The signature of a change that those concerned agreed to, and that breaks nothing new.

    It accepts nothing of what stood open or broken before: nobody is asked about that.

    Parameters
    ----------
    request
        What they agreed to: ``offer/2`` or ``swap/3``.
    agreed
        Ids of those who have or lose a duty by it, and said yes themselves (ATW 4:2).
    """
    return Signature(
        who, Consent({}, {}, is_asked=False, request=request, agreed=frozenset(agreed))
    )


def quick_publish(
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
    draft = add_draft(connection, prepared, tuple(assignments), "", who, now)
    opened = open_draft(connection, draft.id, who, now)
    return sign_open(connection, opened, signature.consent, who, now, speech)[0]
