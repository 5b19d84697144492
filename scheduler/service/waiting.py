"""What waits for people: gaps that nobody handles, requests without an answer, lost messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from data.store import gaps, outbox, requests
from data.store.audit import trail
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.planning.signatures import drafts_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.coverage.snapshot import CoverageCache, CoverageSnapshot


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How much waits for people.

    Parameters
    ----------
    gaps
        That nobody took up or accepted.
    requests
        For leave, without an answer.
    messages
        That did not arrive, and that nobody has settled.
    drafts
        That others signed for their regions, and that wait for a signature.
    mark
        Grows whenever anything is noted about any gap: told, called, offered, taken up.
    is_old
        The gaps are those of before something was written: coverage was not looked at since.
    """

    gaps: int = 0
    requests: int = 0
    messages: int = 0
    mark: int = 0
    is_old: bool = False
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was counted, the point of the trail it holds from, and for how long it does."""

    seq: int
    at: datetime
    until: datetime
    count: WaitingCount


class WaitingCache:
    """Counts what waits; any number of threads may ask.

    While nothing was written it answers from what it counted before, up to the first moment at
    which time alone changes that: a gap ends, or an acceptance.
    """

    def __init__(self, store: Store, coverage: CoverageCache) -> None:
        self._store, self._coverage = store, coverage
        self._kept: _Kept | None = None  # read and written whole, so that no lock is needed

    def count(self, now: datetime, *, waits: bool = True) -> WaitingCount:
        """How much waits.

        Parameters
        ----------
        waits
            Coverage is looked at if it has to be, which may take a second.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        with self._store.reading() as connection:
            seq, mark = trail.head(connection).seq, gaps.last_event(connection)
            messages = outbox.count_undelivered(connection)
            kept = self._kept
            if kept is not None and _holds(kept, seq, mark, now):
                return replace(kept.count, messages=messages)
            asked = requests.count_leave_asked(connection)
            drafts = len(drafts_waiting(connection))
        if not waits and not self._coverage.is_known(now):
            gone = kept.count.gaps if kept is not None else 0
            return WaitingCount(gone, asked, messages, mark, is_old=True, drafts=drafts)
        seen = self._coverage.snapshot(now)
        unhandled = seen.status.count.unhandled
        count = WaitingCount(unhandled, asked, messages, mark, drafts=drafts)
        self._kept = _Kept(seq, now, min(_turns(seen)), count)
        return count

    def count_within(
        self, handles: Reach, plans: Reach, told: Reach, now: datetime, *, waits: bool = True
    ) -> WaitingCount:
        """How much of it waits for somebody whose rights hold for some regions.

        Parameters
        ----------
        handles, plans, told
            For which regions they handle gaps, decide on leave and sign, and see messages.
        """
        with self._store.reading() as connection:
            mark = gaps.last_event(connection)
            messages = outbox.count_undelivered(connection, told)
            asked = requests.count_leave_asked(connection, members_within(connection, plans))
            drafts = len(drafts_waiting(connection, plans))
        if not waits and not self._coverage.is_known(now, handles):
            return WaitingCount(0, asked, messages, mark, is_old=True, drafts=drafts)
        seen = self._coverage.snapshot(now, handles)
        unhandled = seen.status.count.unhandled
        return WaitingCount(unhandled, asked, messages, mark, drafts=drafts)


def _holds(kept: _Kept, seq: int, mark: int, now: datetime) -> bool:
    is_same = (kept.seq, kept.count.mark) == (seq, mark)
    return is_same and kept.at <= now < kept.until


def _turns(seen: CoverageSnapshot) -> Iterator[datetime]:
    """When what is counted is another, though nothing is written."""
    tomorrow = seen.at.astimezone(ZONE).date() + timedelta(days=1)
    yield datetime.combine(tomorrow, time(), ZONE)
    if seen.facts.holds_until is not None:
        yield seen.facts.holds_until
    for row in seen.rows:
        yield row.gap.interval.end
        until = row.gap.accepted_until
        if until is not None and until > seen.at:
            yield until
