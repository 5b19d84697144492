"""Which messages a reader looks for, from what stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.message import MessageKind, MessageStatus
from data.store.outbox import MessageFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

ON_A_PAGE = 50
DAYS = (1, 7, 30, 90)  #: how far back one may look; nothing: as far as there is
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for, and which page of it.

    Parameters
    ----------
    days
        None: as far back as there is.
    page
        1 is the newest.
    """

    status: MessageStatus | None
    kind: MessageKind | None
    to: str
    days: int | None
    page: int

    def sought(self, now: datetime) -> MessageFilter:
        """The same for the store."""
        since = now - timedelta(days=self.days) if self.days else None
        return MessageFilter(self.status, self.kind, self.to, since)

    @property
    def skip(self) -> int:
        """How many messages lie on the pages before."""
        return (self.page - 1) * ON_A_PAGE

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.status or self.kind or self.to or self.days)

    def query(self, page: int) -> dict[str, str]:
        """Another page of the same, in an address."""
        given = {
            "status": self.status.value if self.status else "",
            "kind": self.kind.value if self.kind else "",
            "to": self.to,
            "days": str(self.days or ""),
            "page": str(page) if page > 1 else "",
        }
        return {name: value for name, value in given.items() if value}


def looked(given: Mapping[str, str]) -> Looked:
    """Read what is looked for; what makes no sense asks nothing."""
    status, kind = given.get("status", ""), given.get("kind", "")
    days, page = _number(given.get("days", "")), _number(given.get("page", ""))
    return Looked(
        status=MessageStatus(status) if status in {one.value for one in MessageStatus} else None,
        kind=MessageKind(kind) if kind in {one.value for one in MessageKind} else None,
        to="".join(sign for sign in given.get("to", "") if sign.isprintable()).strip()[:80],
        days=days if days in DAYS else None,
        page=min(max(1, page), MOST_PAGES),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
