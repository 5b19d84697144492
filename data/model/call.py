"""Open calls: who came when everybody was called, and who said that they would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What one person did when a post of the kind `OPEN_CALL` was called out.

    Parameters
    ----------
    called_at
        UTC; the same for everybody who was called then.
    came
        They came, or would have.
    minutes
        From the call to their arrival, where it is known.
    """

    post: str
    called_at: datetime
    person: str
    came: bool
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Pledge:
    """Somebody says that they will come if called within ``[start, end)``, UTC."""

    post: str
    person: str
    start: datetime
    end: datetime
