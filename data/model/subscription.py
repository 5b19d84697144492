"""Subscriptions: secret links by which a calendar is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a link shows."""

    PERSON = "person"  #: the duties of one person
    POST = "post"
    REGION = "region"
    GAPS = "gaps"  #: open gaps, for duty managers
    ALL = "all"  #: the whole published roster


@dataclass(frozen=True, slots=True)
class Subscription:
    """A secret link; the secret itself is not kept.

    Parameters
    ----------
    subject
        Id of the person, post or region; empty where the scope says all.
    language
        ``nl`` or ``en``.
    busy
        Whether all entries take up time. None: in a calendar of one person duties at the desk do,
        and nothing else does.
    alarm_minutes
        A reminder in the calendar so long before each duty; None: none.
    rotated_from
        The link that this one replaced.
    fetched_at, fetched_by, fetched_version
        The last fetch: when, by which client, and which version it got.
    """

    id: int
    scope: Scope
    subject: str
    language: str
    busy: bool | None
    alarm_minutes: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    rotated_from: int | None = None
    fetched_at: datetime | None = None
    fetched_by: str = ""
    fetched_version: int | None = None
