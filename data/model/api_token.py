"""API tokens: what another program may read or bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TokenScope(StrEnum):
    """What a token opens."""

    BOARD = "board"  #: the coverage board on a wall
    DUTY = "duty"  #: who has duty at a moment, and how to reach them
    COVERAGE = "coverage"  #: coverage, gaps and the proof
    ROSTERS = "rosters"
    PEOPLE = "people"  #: bring people and competences
    METRICS = "metrics"  #: read ``/metrics`` from another machine


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token; the secret itself is not kept.

    Parameters
    ----------
    name
        What it is for, as whoever made it says.
    used_at
        The last time, to the minute.
    """

    id: int
    name: str
    scopes: frozenset[TokenScope]
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    used_at: datetime | None = None

    def opens(self, scope: TokenScope, now: datetime) -> bool:
        """Whether it gives access to this, now."""
        is_good = self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
        return is_good and scope in self.scopes
